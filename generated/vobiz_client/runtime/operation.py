# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""What the document says of one operation, as records. Each generated operation module holds one as `OPERATION`."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, Literal, TypeVar

from attrs import field, frozen

from .kinds import is_array
from .styles import Style
from .unset import UNSET

T_co = TypeVar("T_co", covariant=True)

Location = Literal["path", "query", "header", "cookie"]
BodyKind = Literal["json", "data", "files", "content"]
ResponseKind = Literal["json", "any", "text", "bytes", "none"]


@frozen
class Parameter:
    """One parameter: `name` on the wire, `argument` in Python.

    `is_account` is true where the path names the caller's own account, so that the client's is the default.
    """

    name: str
    location: Location
    argument: str
    required: bool
    is_account: bool = False


@frozen
class RequestBody:
    """One way to send the body. `read` makes the Python value of a JSON value, for callers that start from JSON."""

    content_type: str
    kind: BodyKind
    accepts: type | tuple[type, ...]
    read: Callable[[Any], Any]


@frozen
class BodyField:
    """One field of a body that is an object: `name` on the wire, `argument` in Python.

    `default` is sent where a required field is not given.
    """

    name: str
    argument: str
    required: bool
    default: Any = UNSET


@frozen
class SuccessResponse(Generic[T_co]):
    """What a success status, or a range of them, holds: `first` to `last`, how the body is decoded, how it is read.

    `media_type` is empty unless the document gives the status several.
    """

    first: int
    last: int
    kind: ResponseKind
    read: Callable[[Any], T_co]
    media_type: str = ""


@frozen
class Listing:
    """Where the items of a list are in its response, and how it goes on from page to page.

    `items`, `next` and `more` are the attributes that lead to the items (none: the response itself), to the address or
    the cursor of the next page, and to whether there is one; None where the document has none. `position` is the
    argument that says where a page begins, `counts` what it counts, and `first` its value on the first page. `key` is
    the attribute that tells the items apart; `goes_by_key` says that the last one is where the next page begins, unless
    `next` says where.
    """

    items: tuple[str, ...]
    position: str = ""
    counts: Literal["items", "pages", "nothing"] = "nothing"
    first: int = 0
    next: tuple[str, ...] | None = None
    more: tuple[str, ...] | None = None
    key: str = ""
    goes_by_key: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether the place of the next page is known without what a page says of it."""
        return self.counts != "nothing"

    @property
    def is_paged(self) -> bool:
        """Whether there is a way to the next page."""
        return bool(self.position) or self.next is not None

    def items_of(self, page: Any) -> list[Any]:
        """Return the items that a response holds."""
        for name in self.items:
            page = getattr(page, name, None)
        return page if is_array(page) else []

    def content_of(self, items: list[Any]) -> str:
        """Return a text that two pages have in common when they hold the same: the same items by their keys."""
        keys = [getattr(item, self.key, None) for item in items] if self.key else []
        # What stays on each page, such as the id of an account, tells no item from another.
        is_telling = len(keys) > 1 and all(keys) and len({str(key) for key in keys}) == len(keys)
        return repr(keys if is_telling else items)


@frozen
class Deprecated:
    """What of an operation the document calls deprecated, each with what it says to use instead, or an empty text.

    `operation` is None when it is not deprecated itself. `arguments` are the parameters by their names in Python,
    `fields` those of the body by the way to them, in the names of the wire.
    """

    operation: str | None
    arguments: Mapping[str, str]
    fields: Mapping[tuple[str, ...], str]


@frozen
class Operation(Generic[T_co]):
    """One operation of the document.

    `path` is the template in requests; `document_path` is the document's own, where that is another one. `tags` are the
    client's namespaces that hold the method `name`; `body_argument` is what the method calls its body, `body_fields`
    what it takes instead. `security` holds the alternatives, each a tuple of scheme names; an empty one means that no
    credentials are sent. `responses` holds the success responses only: every other status is an error; those of a
    status stand before those of a range that it is in. `accept` names the media types of all responses; `server` is
    empty unless the operation has another one than most.
    """

    name: str
    method: str
    path: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    bodies: tuple[RequestBody, ...] = ()
    body_argument: str = "body"
    body_required: bool = False
    body_fields: tuple[BodyField, ...] = ()
    responses: tuple[SuccessResponse[T_co], ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    listing: Listing | None = None
    deprecated: Deprecated | None = None
    document_path: str = ""
    accept: str = "*/*"
    server: str = ""
    styles: Mapping[str, Style] = field(factory=dict[str, Style], repr=False)
    part_types: Mapping[str, str] = field(factory=dict[str, str], repr=False)

    def style_of(self, parameter: Parameter) -> Style:
        """Return how a parameter is written, if it has several values."""
        usual = _USUAL[parameter.location]
        return self.styles.get(f"{parameter.location}:{parameter.name}", usual) if self.styles else usual


_FORM, _SIMPLE = Style("form", True), Style("simple", False)
_USUAL: Mapping[Location, Style] = {"path": _SIMPLE, "query": _FORM, "header": _SIMPLE, "cookie": _FORM}
