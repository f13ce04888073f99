"""What a docs page claims of its operation: facts with their line in the page, kept in `openapi.claims.yaml`."""

from collections.abc import Iterable
from typing import Any

from attrs import Attribute, asdict, field, frozen, validators

from vendor_spec.errors import SpecError
from vendor_spec.files import read_file
from vendor_spec.openapi.yaml_text import dump_yaml, load_yaml
from vendor_spec.project import Project

HEADER = """\
# Written by `python -m vendor_spec update`: what the vendor's docs pages say of each operation,
# each fact with its line in the page. Not edited by hand.
"""

_is_text = validators.instance_of(str)
_is_line = validators.instance_of(int)
_is_whole = validators.optional(validators.and_(validators.instance_of(int), validators.not_(validators.in_([True]))))


def _texts(value: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(value)


def _pairs(value: Iterable[Iterable[Any]]) -> tuple[tuple[Any, Any], ...]:
    return tuple((name, given) for name, given in value)


_are_texts = validators.deep_iterable(_is_text, validators.instance_of(tuple))


@frozen
class RequestClaim:
    """A request as the page shows it.

    `form` is `http` for a request line and `curl` for a command; `path` is the path as written, placeholders and all;
    `server` is what stands before it; `query` holds name and value pairs, `body` what a JSON or form body holds.
    """

    line: int = field(validator=_is_line)
    form: str = field(validator=validators.in_(("http", "curl")))
    method: str = field(validator=_is_text)
    path: str = field(validator=_is_text)
    server: str = field(default="", validator=_is_text)
    query: tuple[tuple[str, str], ...] = field(default=(), converter=_pairs)
    headers: tuple[str, ...] = field(default=(), converter=_texts, validator=_are_texts)
    content_type: str = field(default="", validator=_is_text)
    body: Any = None


@frozen
class FieldClaim:
    """One row of a parameter or field table.

    `place` is path, query, header, cookie, request, response, parameter (one of the first five) or field (anything);
    `name` is as written, `data[].id` for nested ones. None and empty mean that the page does not say.
    """

    line: int = field(validator=_is_line)
    place: str = field(validator=_is_text)
    name: str = field(validator=_is_text)
    type: str = field(default="", validator=_is_text)
    required: bool | None = field(default=None, validator=validators.optional(validators.instance_of(bool)))
    values: tuple[str, ...] = field(default=(), converter=_texts, validator=_are_texts)
    default: str = field(default="", validator=_is_text)


@frozen
class ExampleClaim:
    """A JSON body that the page shows; `status` is None when the page does not say with which one it comes."""

    line: int = field(validator=_is_line)
    place: str = field(validator=validators.in_(("request", "response")))
    body: Any
    status: int | None = field(default=None, validator=_is_whole)


@frozen
class StatusClaim:
    """A status that the page says the operation answers with."""

    line: int = field(validator=_is_line)
    status: int = field(validator=_is_line)


@frozen
class PageClaims:
    """Everything that one page says of one operation (`GET /path`, as the page's own document calls it)."""

    operation: str = field(validator=_is_text)
    page: str = field(validator=_is_text)
    sha256: str = field(validator=_is_text)
    requests: tuple[RequestClaim, ...] = ()
    fields: tuple[FieldClaim, ...] = ()
    examples: tuple[ExampleClaim, ...] = ()
    statuses: tuple[StatusClaim, ...] = ()


def render_claims(claims: Iterable[PageClaims]) -> bytes:
    """The text of `openapi.claims.yaml`."""
    record = [asdict(page, filter=_says_something, value_serializer=_plain) for page in claims]
    return (HEADER + dump_yaml({"claims": record})).encode()


def read_claims(project: Project) -> tuple[PageClaims, ...]:
    """The claims of the project; none when no page was ever read. Raises SpecError for a file of another form."""
    if not project.claims.exists():
        return ()
    record = load_yaml(read_file(project.claims), project.claims.name)
    try:
        return tuple(_read_page_claims(page) for page in record["claims"])
    except (KeyError, TypeError, ValueError) as error:
        raise SpecError(
            f"{project.claims.name} is not as `python -m vendor_spec update` writes it ({str(error)[:120]}); "
            "bring it back from version control"
        ) from None


def _read_page_claims(record: dict[str, Any]) -> PageClaims:
    kinds: dict[str, Any] = {
        "requests": RequestClaim,
        "fields": FieldClaim,
        "examples": ExampleClaim,
        "statuses": StatusClaim,
    }
    parts = {name: tuple(kind(**claim) for claim in record.get(name, ())) for name, kind in kinds.items()}
    return PageClaims(**{**record, **parts})


def _says_something(attribute: "Attribute[Any]", value: Any) -> bool:
    return (attribute.name == "body" and value is not None) or (value is not None and value not in ("", ()))


def _plain(_instance: Any, _attribute: Any, value: Any) -> Any:
    return [list(item) if isinstance(item, tuple) else item for item in value] if isinstance(value, tuple) else value
