# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""What the document says beside its operations: servers, security, media types, how some parameters are written."""

from collections.abc import Mapping
from typing import Final

from .runtime.styles import Style

SERVERS: Final[tuple[str, ...]] = ("https://api.vobiz.ai",)

# operations that have another server than the first of these
OPERATION_SERVERS: Final[Mapping[str, str]] = {}

# name: (kind, name on the wire, the client's credentials)
SCHEMES: Final[Mapping[str, tuple[str, str, str]]] = {
    "AuthID": ("header", "X-Auth-ID", "auth_id"),
    "AuthToken": ("header", "X-Auth-Token", "auth_token"),
}

# alternatives, each a tuple of names in SCHEMES
DEFAULT_SECURITY: Final[tuple[tuple[str, ...], ...]] = (("AuthID", "AuthToken"),)
SECURITY: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {}

# media types of the responses
DEFAULT_ACCEPT: Final = "application/json"
ACCEPT: Final[Mapping[str, str]] = {}

# parameters, and fields of forms, that are not written in the usual way of their place
STYLES: Final[Mapping[str, Mapping[str, Style]]] = {}

# parts of a multipart body whose media type the document names
PART_TYPES: Final[Mapping[str, Mapping[str, str]]] = {}
