"""The parameters of an operation: how a request carries them, and what is wrong with them."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from attrs import evolve, frozen

from fake_vendor.spec.request import Request
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.values.samples import NOTHING, find_example
from vendor_spec.openapi.values.schemas import Schemas

DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_ANY = Request("GET", "/")
_NOT_PARAMETERS = ("accept", "content-type", "authorization")  # the OpenAPI specification says to ignore these


@frozen
class Parameter:
    """One parameter. `checked`: whether its value is validated; `refused`: values that are refused all the same."""

    name: str
    location: str
    schema: Any
    required: bool = False
    style: str = "form"
    explode: bool = True
    is_json: bool = False
    checked: bool = True
    allows_empty: bool = False
    refused: tuple[str, ...] = ()
    example: Any = NOTHING

    def problem(self, request: Request, path_values: Mapping[str, str], schemas: Schemas) -> str | None:
        """Return what is wrong with this parameter in the request, in a few words; None when nothing is."""
        texts = self._texts(request, path_values)
        if not texts:
            return f"{self.name} is required" if self.required else None
        if any(text in self.refused for text in texts) or "*" in self.refused:
            return f"{self.name} is not accepted"
        if not self.checked or (self.allows_empty and texts in ([""], [("", "")])):
            return None
        violations = [schemas.violation(self.schema, value) for value in self._readings(texts, schemas)]
        return None if None in violations else f"{self.name}: {(violations or ['not one value'])[-1]}"

    def allows(self, text: str, schemas: Schemas) -> bool:
        """Return whether the document allows a text as the value of this parameter."""
        return evolve(self, location="path").problem(_ANY, {self.name: text}, schemas) is None

    def text(self, request: Request, path_values: Mapping[str, str]) -> str | None:
        """Return the value of this parameter in the path or, the first one, in the query; None when it has none."""
        texts = [path_values.get(self.name)] if self.location == "path" else request.texts("query", self.name)
        return texts[0] if texts else None

    def _texts(self, request: Request, path_values: Mapping[str, str]) -> list[Any]:
        if self.location == "path":
            return [path_values[self.name]] if self.name in path_values else []
        pairs = [*(request.args if self.location == "query" else request.cookies).items(multi=True)]
        if self.style == "deepObject":
            prefix = f"{self.name}["
            return [(key[len(prefix) : -1], value) for key, value in pairs if key.startswith(prefix)]
        texts = request.texts(self.location, self.name)
        is_object = isinstance(self.schema, Mapping) and self.schema.get("type") == "object"
        if not texts and is_object and self.style == "form" and self.explode and not self.is_json:
            return [pair for pair in pairs if pair[0] in self.schema.get("properties", {})]
        return texts

    def _readings(self, texts: list[Any], schemas: Schemas) -> Iterator[Any]:
        if any(isinstance(text, tuple) for text in texts):
            properties = schemas.resolve(self.schema).get("properties", {})
            yield {key: read_as(properties.get(key, {}), value, schemas) for key, value in texts}
            return
        if self.is_json:
            with suppress(ValueError):
                yield json.loads(texts[0])
            return
        if len(texts) == 1:
            yield from read_scalar(self._bare(texts[0]))
        items = schemas.find_keyword(self.schema, "items")
        if items is not None:
            parts = texts if self.explode and self.location == "query" else self._split(texts[0])
            yield [read_as(items, part, schemas) for part in parts]
            yield [read_as(items, part, schemas) for part in self._split(texts[0])] if len(texts) == 1 else parts
        properties = schemas.find_keyword(self.schema, "properties")
        if properties is not None or schemas.find_keyword(self.schema, "additionalProperties") is not None:
            parts = self._split(texts[0])
            alternating = list(zip(parts[::2], parts[1::2], strict=False))
            pairs = [part.split("=", 1) for part in parts] if all("=" in part for part in parts) else alternating
            yield {key: read_as((properties or {}).get(key, {}), value, schemas) for key, value in pairs}

    def _bare(self, text: str) -> str:
        if self.style == "label":
            return text.removeprefix(".")
        return text.removeprefix(f";{self.name}=") if self.style == "matrix" else text

    def _split(self, text: str) -> list[str]:
        bare = self._bare(text)
        between = DELIMITERS.get(self.style, ",")
        return bare.split(between) if bare else []


def read_scalar(text: str) -> Iterator[Any]:
    """Yield the JSON values that `text` may stand for in the place of a scalar: itself, a number, a boolean, null."""
    yield text
    if re.fullmatch(r"-?\d{1,300}", text):
        yield int(text)
    elif re.fullmatch(r"-?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?", text):
        yield float(text)
    elif text in ("true", "false"):
        yield text == "true"
    elif text in ("", "null"):
        yield None


def read_as(schema: Any, text: str, schemas: Schemas) -> Any:
    """Return the reading of `text` that `schema` allows; the text itself when it allows none."""
    return next((value for value in read_scalar(text) if schemas.allows(schema, value)), text)


def read_parameters(content: Mapping[str, Any], operation: Operation) -> tuple[Parameter, ...]:
    """Return the parameters of an operation and of its path; the operation's own come first and win."""
    parameters = []
    for definition in documented_parameters(content, operation):
        name, location = definition["name"], definition["in"]
        if location == "header" and name.lower() in _NOT_PARAMETERS:
            continue
        style = definition.get("style", "simple" if location in ("path", "header") else "form")
        media = next(iter(definition.get("content", {}).items()), None)
        parameters.append(
            Parameter(
                name=name,
                location=location,
                schema=media[1].get("schema", {}) if media else resolve(content, definition.get("schema", {})),
                required=definition.get("required", False),
                style=style,
                explode=definition.get("explode", style == "form"),
                is_json=media is not None and "json" in media[0],
                allows_empty=definition.get("allowEmptyValue", False),
                example=find_example(definition, content),
            )
        )
    return tuple(parameters)
