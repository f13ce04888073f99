# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""What the document says beside its operations: servers, security, how some parameters are written."""

from collections.abc import Mapping
from typing import Final

SERVERS: Final[tuple[str, ...]] = ("https://api.vobiz.ai",)

# name: (kind, name on the wire, the client's credentials)
SCHEMES: Final[Mapping[str, tuple[str, str, str]]] = {
    "AuthID": ("header", "X-Auth-ID", "auth_id"),
    "AuthToken": ("header", "X-Auth-Token", "auth_token"),
}

# alternatives, each a tuple of names in SCHEMES
DEFAULT_SECURITY: Final[tuple[tuple[str, ...], ...]] = (("AuthID", "AuthToken"),)
SECURITY: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {}

# parameters whose style or explode is not the usual one of their place
STYLES: Final[Mapping[str, Mapping[str, tuple[str, bool]]]] = {}
