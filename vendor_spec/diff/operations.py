"""One operation in two documents: what a client sends, what it reads, and by which name it calls it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import define, field

from vendor_spec.diff.change import Difference, Direction, Rating
from vendor_spec.diff.credentials import compare_credentials
from vendor_spec.diff.deprecation import compare_deprecation
from vendor_spec.diff.responses import compare_statuses
from vendor_spec.diff.schemas.comparison import PairKey, SchemaComparison
from vendor_spec.diff.schemas.fields import Field, compare_fields, field_of, find_renamed
from vendor_spec.diff.schemas.shapes import Shapes
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses

_LOCATIONS = ("path", "query", "header", "cookie")
# OpenAPI gives parameters of these names no meaning: credentials and media types say the same.
_IGNORED_HEADERS = ("accept", "authorization", "content-type")
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


@define
class OperationComparison:
    """What differs between two versions of an operation: at once, and in its schemas once all were added."""

    schemas: SchemaComparison
    old: Operation
    new: Operation
    own: list[Difference] = field(factory=list)
    _roots: list[tuple[str, PairKey]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        before, after = self.schemas.old.content, self.schemas.new.content
        self.own += _compare_names(self.old, self.new)
        holders = [self.old.definition], [self.new.definition]
        self.own += compare_deprecation(*holders, "operation", "the operation")
        self.own += compare_credentials(before, after, self.old, self.new)
        self.own += _compare_servers(before, after, self.old, self.new)
        self.own += self._compare_parameters()
        self.own += self._compare_bodies()
        self.own += self._compare_responses()

    def differences(self) -> Iterator[tuple[Difference, Difference]]:
        """Yield the differences, each as it is here and as it is wherever its schema is used."""
        yield from ((difference, difference) for difference in self.own)
        for where, key in self._roots:
            for way, difference in self.schemas.differences(key):
                place = f"{where}{way}{difference.where}"
                yield Difference(difference.rating, difference.kind, place, difference.text), difference

    def _add(self, where: str, old: Any, new: Any, direction: Direction) -> None:
        if old is not None and new is not None:
            self._roots.append((where, self.schemas.add(old, new, direction)))

    def _compare_parameters(self) -> Iterator[Difference]:
        names = dict(zip(PARAMETER.findall(self.new.path), PARAMETER.findall(self.old.path), strict=False))
        renamed = {new: old for new, old in names.items() if new != old}
        if renamed:
            told = ", ".join(f"{old} became {new}" for new, old in renamed.items())
            # On the wire nothing changes; in the client it is the name of an argument.
            yield Difference(Rating.BREAKING, "request.parameter_renamed", "path", f"parameter renamed: {told}")
        before = _parameters(self.schemas.old, self.old, {})
        after = _parameters(self.schemas.new, self.new, renamed)
        for location in _LOCATIONS:
            old, new = before[location], after[location]
            noun, where = f"{location} parameter", f"{location}."
            yield from compare_fields(old, new, Direction.REQUEST, noun, where)
            for name, other in ({name: name for name in old if name in new} | find_renamed(old, new)).items():
                place = f"{where}{name}"
                holders = [old[name].holder], [new[other].holder]
                yield from compare_deprecation(*holders, "parameter", place)
                if _written(old[name].holder) != _written(new[other].holder):
                    text = "its value is written in another way (style, explode or content)"
                    yield Difference(Rating.BREAKING, "request.parameter_style", place, text)
                self._add(place, old[name].node, new[other].node, Direction.REQUEST)

    def _compare_bodies(self) -> Iterator[Difference]:
        where, rates = "request.body", "request.body"
        old = resolve(self.schemas.old.content, self.old.definition.get("requestBody"))
        new = resolve(self.schemas.new.content, self.new.definition.get("requestBody"))
        if not old and not new:
            return
        if not old or not new:
            must = bool(new and new.get("required"))
            breaks = must or not new
            text = f"new {'required' if must else 'optional'} body" if new else "the body was removed"
            kind = f"{rates}_{'added' if new else 'removed'}"
            yield Difference(Rating.BREAKING if breaks else Rating.ADDITIVE, kind, where, text)
            return
        if bool(old.get("required")) != bool(new.get("required")):
            must = bool(new.get("required"))
            rating = Rating.BREAKING if must else Rating.ADDITIVE
            yield Difference(rating, f"{rates}_required", where, f"it is {'required' if must else 'optional'} now")
        yield from self._compare_contents(where, old, new, Direction.REQUEST)

    def _compare_responses(self) -> Iterator[Difference]:
        old = documented_responses(self.schemas.old.content, self.old)
        new = documented_responses(self.schemas.new.content, self.new)
        matched, differences = compare_statuses(old, new)
        yield from differences
        for status, other in matched:
            where = f"response.{status}"
            headers = self._headers(self.schemas.old, old[status]), self._headers(self.schemas.new, new[other])
            yield from compare_fields(*headers, Direction.RESPONSE, "header", f"{where}.header.")
            for name, field_ in headers[0].items():
                if name in headers[1]:
                    self._add(f"{where}.header.{name}", field_.node, headers[1][name].node, Direction.RESPONSE)
            yield from self._compare_contents(f"{where}.body", old[status], new[other], Direction.RESPONSE)

    def _headers(self, shapes: Shapes, response: Mapping[str, Any]) -> dict[str, Field]:
        headers = {name.lower(): header for name, header in (response.get("headers") or {}).items()}
        headers.pop("content-type", None)  # the media types say it
        return {name: _field(shapes, resolve(shapes.content, header)) for name, header in headers.items()}

    def _compare_contents(
        self, where: str, old: Mapping[str, Any], new: Mapping[str, Any], direction: Direction
    ) -> Iterator[Difference]:
        before, after = _contents(old), _contents(new)
        kind = f"{direction.value}.media_type"
        for media_type in (each for each in before if each not in after):
            what = f"the media type {media_type} was removed"
            yield Difference(Rating.BREAKING, f"{kind}_removed", where, what)
        for media_type in (each for each in after if each not in before):
            yield Difference(Rating.ADDITIVE, f"{kind}_added", where, f"new media type {media_type}")
        for media_type, media in before.items():
            other = after.get(media_type)
            if other is not None:
                self._add(f"{where}#", media.get("schema", {}), other.get("schema", {}), direction)


def _parameters(shapes: Shapes, operation: Operation, renamed: Mapping[str, str]) -> dict[str, dict[str, Field]]:
    """Return the parameters by location and name, headers in lower case, path parameters by their former name."""
    parameters: dict[str, dict[str, Field]] = {location: {} for location in _LOCATIONS}
    for parameter in documented_parameters(shapes.content, operation):
        location, name = parameter["in"], str(parameter["name"])
        if location == "header":
            name = name.lower()
        if location == "path":
            name = renamed.get(name, name)
        if location in parameters and not (location == "header" and name in _IGNORED_HEADERS):
            parameters[location][name] = _field(shapes, parameter)
    return parameters


def _field(shapes: Shapes, holder: Mapping[str, Any]) -> Field:
    """Return a parameter or a header as a field."""
    content: Iterable[Any] = (holder.get("content") or {}).values()
    schema = holder.get("schema", next((media.get("schema", {}) for media in content), {}))
    return field_of(schema, shapes.of(schema), is_required=bool(holder.get("required")), holder=holder)


def _written(parameter: Mapping[str, Any]) -> tuple[Any, ...]:
    if "content" in parameter:
        return tuple(parameter["content"])
    style = parameter.get("style", _STYLES.get(str(parameter.get("in"))))
    return style, parameter.get("explode", style == "form")


def _contents(holder: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    contents = holder.get("content") or {}
    return {media_type.partition(";")[0].strip().lower(): media for media_type, media in contents.items()}


def _compare_names(old: Operation, new: Operation) -> Iterator[Difference]:
    before, after = old.request_path, new.request_path
    if PARAMETER.sub("{}", before) != PARAMETER.sub("{}", after):
        text = f"the path {before} became {after}"
        yield Difference(Rating.BREAKING, "operation.moved", "", text)
    for key in ("operationId", "tags"):
        before, after = (_name(operation.definition.get(key)) for operation in (old, new))
        if _plain(before) != _plain(after):
            what = "operationId" if key == "operationId" else "first tag"
            # The API does not mind; the method of the client is called, or found, by it.
            text = f"the {what} {before or '(none)'} became {after or '(none)'}: the client's method moves"
            yield Difference(Rating.BREAKING, "operation.renamed", "", text)


def _name(given: Any) -> str:
    if isinstance(given, list):
        return str(given[0]) if given else ""
    return str(given or "")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _compare_servers(
    old: Mapping[str, Any], new: Mapping[str, Any], before: Operation, after: Operation
) -> Iterator[Difference]:
    was, are = _addresses(old, before), _addresses(new, after)
    if was and are and not set(was) & set(are):
        text = f"the address {was[0]} became {are[0]}"
        yield Difference(Rating.BREAKING, "operation.address", "", text)


def _addresses(content: Mapping[str, Any], operation: Operation) -> list[str]:
    holders = (operation.definition, content["paths"][operation.path], content)
    servers: list[Any] = next((holder["servers"] for holder in holders if holder.get("servers")), [])
    return [str(server.get("url", "")).rstrip("/") for server in servers]
