"""What a docs page claims of its operation: facts with their line in the page, kept in `openapi.claims.yaml`."""

from collections.abc import Iterable
from typing import Any, Literal

from attrs import frozen
from cattrs import BaseValidationError, Converter, transform_error

from vendor_spec.errors import SpecError
from vendor_spec.files import read_file
from vendor_spec.openapi.yaml_text import dump_yaml, load_yaml
from vendor_spec.project import Project

HEADER = """\
# Written by `python -m vendor_spec update`: what the vendor's docs pages say of each operation,
# each fact with its line in the page. Not edited by hand.
"""


@frozen
class RequestClaim:
    """A request as the page shows it.

    `form` is `http` for a request line and `curl` for a command; `path` is the path as written, placeholders and all;
    `server` is what stands before it; `query` holds name and value pairs, `body` what a JSON or form body holds.
    `until` is the last line of the section that it stands in, for a request unlike the page's first one; 0 for others.
    """

    line: int
    form: Literal["http", "curl"]
    method: str
    path: str
    server: str = ""
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[str, ...] = ()
    content_type: str = ""
    body: Any = None
    until: int = 0


@frozen
class LimitClaim:
    """Bounds, both inclusive, of a number, of the characters of a text, or of the items of a list; None for open."""

    of: Literal["value", "length", "items"]
    low: float | None = None
    high: float | None = None


@frozen
class FieldClaim:
    """One row of a parameter or field table, or one bullet of such a list.

    `place` is path, query, header, cookie, request, response, parameter (one of the first five), field (anything) or
    callback (parameter, or what the callback carries, which is no business of the operation);
    `name` is as written, `data[].id` for nested ones. None and empty mean that the page does not say.
    """

    line: int
    place: str
    name: str
    type: str = ""
    required: bool | None = None
    values: tuple[str, ...] = ()
    default: str = ""
    limits: tuple[LimitClaim, ...] = ()


@frozen
class ExampleClaim:
    """A JSON body that the page shows; `status` is None when the page does not say with which one it comes."""

    line: int
    place: Literal["request", "response"]
    body: Any
    status: int | None = None


@frozen
class StatusClaim:
    """A status that the page says a response of the operation can have."""

    line: int
    status: int


@frozen
class CredentialClaim:
    """A credential that the page says a request needs: `basic`, `bearer`, or `key` in the header of that name."""

    line: int
    scheme: Literal["basic", "bearer", "key"]
    name: str = ""


@frozen
class BlockClaim:
    """One place at which the page's own OpenAPI block says otherwise than the whole document.

    `place` is that of `vendor_spec.prose.block`; `says` the JSON of what the block has there, empty for nothing.
    """

    line: int
    place: str
    says: str = ""


@frozen
class PageClaims:
    """Everything that one page says of one operation (`GET /path`, as the document calls it if it has it)."""

    operation: str
    page: str
    sha256: str
    requests: tuple[RequestClaim, ...] = ()
    fields: tuple[FieldClaim, ...] = ()
    examples: tuple[ExampleClaim, ...] = ()
    statuses: tuple[StatusClaim, ...] = ()
    credentials: tuple[CredentialClaim, ...] = ()
    block: tuple[BlockClaim, ...] = ()


@frozen
class _ClaimsFile:
    claims: tuple[PageClaims, ...]


def _as_it_is(value: Any, type_: type) -> Any:
    if type(value) is not type_:
        raise TypeError(f"{value!r} is no {type_.__name__}")
    return value


_CONVERTER = Converter(omit_if_default=True, forbid_extra_keys=True)
for _type in (str, int, bool):
    _CONVERTER.register_structure_hook(_type, _as_it_is)
_CONVERTER.register_structure_hook(float, lambda value, _: value if type(value) is int else _as_it_is(value, float))


def render_claims(claims: Iterable[PageClaims]) -> bytes:
    """Return the text of `openapi.claims.yaml`."""
    return (HEADER + dump_yaml(_CONVERTER.unstructure(_ClaimsFile(tuple(claims))))).encode()


def read_claims(project: Project) -> tuple[PageClaims, ...]:
    """Return the claims of the project; none when no page was ever read.

    Raises SpecError for a file of another form.
    """
    if not project.claims.exists():
        return ()
    record = load_yaml(read_file(project.claims), project.claims.name)
    try:
        return _CONVERTER.structure(record if isinstance(record, dict) else {}, _ClaimsFile).claims
    except BaseValidationError as error:
        raise SpecError(
            f"{project.claims.name} is not as `python -m vendor_spec update` writes it "
            f"({transform_error(error)[0][:120]}); bring it back from version control"
        ) from None
