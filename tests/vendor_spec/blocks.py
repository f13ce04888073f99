"""Pages whose block is written in another way: line ends, tabs, indentation, version, JSON."""

import json

from attrs import frozen

from tests.vendor_spec.pages import answer, block, body, fields, one_operation, query
from vendor_spec.openapi.yaml_text import dump_yaml


@frozen
class Shape:
    """A page, the operation in it, and what its prose claims: request lines, statuses, field names by place."""

    text: str
    label: str
    requests: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    examples: int = 0


def _no_request_line() -> Shape:
    path = "/v1/ping"
    document = one_operation("get", path, {"responses": {"200": answer(fields("pong", pong="boolean"))}})
    return Shape("# Ping\n\nTells whether we are there.\n" + block(document), f"GET {path}")


def _crlf() -> Shape:
    path = "/v1/lines"
    document = one_operation(
        "get", path, {"parameters": [query("n", type="integer")], "responses": {"200": answer(fields(n="integer"))}}
    )
    prose = "# Lines\n\n```http\nGET https://api.test/v1/lines?n=3\n```\n\n"
    prose += "## Query parameters\n\n- `n` (integer, optional): how many\n"
    return Shape((prose + block(document)).replace("\n", "\r\n"), f"GET {path}", ("GET /v1/lines",), (), ("query n",))


def _tabs() -> Shape:
    path = "/v1/tabs"
    document = one_operation("get", path, {"responses": {"200": answer(fields(t="string"))}})
    lines = dump_yaml(document).split("\n")
    widths = [len(line) - len(line.lstrip(" ")) for line in lines]
    text = "\n".join("\t" * (width // 2) + line.lstrip(" ") for width, line in zip(widths, lines, strict=True))
    return Shape("# Tabs\n\n\tGET /v1/tabs\n" + block(document, text=text), f"GET {path}", ("GET /v1/tabs",))


def _indented_fences() -> Shape:
    path = "/v1/steps"
    document = one_operation(
        "post", path, {"requestBody": body(fields(s="string")), "responses": {"200": answer(fields(s="string"))}}
    )
    text = block(document).strip("\n").partition("\n\n")[2]
    indented = "\n".join(f"   {line}" if line else "" for line in text.split("\n"))
    prose = '# Steps\n\n1. Send it:\n\n   ```sh\n   curl https://api.test/v1/steps -d \'{"s": "x"}\'\n   ```\n\n'
    prose += "2. The document:\n\n"
    return Shape(f"{prose}{indented}\n", f"POST {path}", ("POST /v1/steps",))


def _version_31() -> Shape:
    path = "/v1/nullable"
    document = one_operation(
        "get", path, {"responses": {"200": answer(fields("a", a={"type": ["string", "null"]}))}}, version="3.1.0"
    )
    prose = '# Nullable\n\n<ResponseField name="a" type="string" required>\n  Perhaps nothing.\n</ResponseField>\n'
    return Shape(prose + block(document), f"GET {path}", (), (), ("response a",))


def _json_block() -> Shape:
    path = "/v1/json"
    document = one_operation("get", path, {"responses": {"200": answer(fields(j="integer"))}})
    text = json.dumps(document, indent="\t") + "\n"
    return Shape("# JSON\n" + block(document, text=text, language="json"), f"GET {path}")


BLOCKS = {
    "no-request-line": _no_request_line(),
    "crlf": _crlf(),
    "tabs": _tabs(),
    "indented-fences": _indented_fences(),
    "version-3.1": _version_31(),
    "json-block": _json_block(),
}
