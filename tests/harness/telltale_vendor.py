"""A vendor that gives everything away: each of its operations hands credentials and callers back in another place."""

import html
import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import quote, quote_plus

NUMBER = "919262171438"
SPACED = "+91 926 217 1438"
NAME = "Ada Lovelace"
AUTH_ID = "MA_TELL+55ZM&6L"
TOKEN = "t0k\"en/wi'th+si$gn<&>\\end"
CALL = "2ded13fe-4f9b-4958-9bfb-093ea2f29f91"
PRIVATE = {"number": NUMBER[:-2] + "x", "spaced": SPACED[:-2] + "x", "name": NAME + "x", "other": "926 217 14x"}
OPERATIONS = ("redirects", "errors", "headers", "keys", "pages", "values", "moved", "echoes")


def document() -> dict[str, Any]:
    """One GET for every way of giving something away, with the credentials of the project's own document."""
    schemes = {
        name: {"type": "apiKey", "in": "header", "name": header}
        for name, header in (("AuthID", "X-Auth-ID"), ("AuthToken", "X-Auth-Token"))
    }
    properties = {
        "id": {"type": "string", "example": CALL},
        "from": {"type": "string", "example": "911234567890"},
        "caller": {"type": "string", "enum": ["known"]},
        "count": {"type": "integer"},
        "either": {"anyOf": [{"type": "integer"}, {"type": "boolean"}]},
    }
    schema = {"type": "object", "properties": properties, "required": ["id"], "additionalProperties": False}
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in ("auth_id", "call_uuid")
    ]
    example = {"id": CALL, "from": "911234567890", "caller": "known", "count": 1}
    answer = {
        "description": "One",
        "headers": {"X-Row": {"schema": {"type": "integer"}}},
        "content": {"application/json": {"schema": schema, "example": example}},
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "Telltale", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "security": [{name: [] for name in schemes}],
        "components": {"securitySchemes": schemes},
        "paths": {
            f"/v1/{{auth_id}}/{name}/{{call_uuid}}": {
                "get": {"operationId": name, "tags": ["All"], "parameters": parameters, "responses": {"200": answer}}
            }
            for name in OPERATIONS
        },
    }


@contextmanager
def telltale_vendor() -> Iterator[dict[str, str]]:
    """The variables of a live run against it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Telltale)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield {
            "VOBIZ_BASE_URL": f"http://127.0.0.1:{server.server_port}",
            "VOBIZ_AUTH_ID": AUTH_ID,
            "VOBIZ_AUTH_TOKEN": TOKEN,
            "VOBIZ_CALL_UUID": CALL,
        }
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Telltale(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        place = self.path.split("/")[3]
        pair = f"{AUTH_ID}:{TOKEN}"
        basic = b64encode(pair.encode()).decode()
        good = {"id": CALL, "from": "911234567890", "caller": "known", "count": 1}
        away = f"https://elsewhere.invalid/{quote(TOKEN, safe='')}?t={quote_plus(TOKEN)}&b={quote(basic)}&n={SPACED}"
        moved = f"/v2/{quote(quote(TOKEN, safe=''), safe='')}/{NUMBER}?name={quote(NAME)}"
        debug = {"Sunset": f"for {pair}", "Deprecation": f"tel:{NUMBER}", "X-Who": f"{NAME} {basic}", "X-Row": NAME}
        answers: dict[str, tuple[int, dict[str, str], Any]] = {
            "redirects": (302, {"Location": away}, None),
            "moved": (301, {"Location": moved}, None),
            "errors": (400, {}, {"error": f"{pair} is not {NAME} {NUMBER}", "basic": basic, NAME: basic[3:]}),
            "headers": (200, debug, good),
            "keys": (200, {}, {**good, TOKEN: {AUTH_ID: 1}, NUMBER: 2, NAME: 3, basic: int(NUMBER)}),
            "pages": (500, {"Content-Type": "text/html"}, f"<p>{html.escape(TOKEN)} {NAME} {NUMBER} {basic}</p>"),
            "values": (200, {}, {**good, "from": SPACED, "caller": NAME, "count": f"{TOKEN} {NUMBER}", "either": NAME}),
            "echoes": (200, {"X-Token": TOKEN}, {"id": TOKEN, "call_uuid": NUMBER, "auth_id": pair}),
        }
        status, headers, body = answers[place]
        content = body.encode() if isinstance(body, str) else b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
