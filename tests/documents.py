"""Small documents, written by us."""

import copy
import json
from typing import Any

from vendor_spec.openapi.repairs.repairing import make_usable

MINIMAL: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Numbers", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {
        "/numbers/{number_id}": {
            "get": {
                "operationId": "get-number",
                "tags": ["Numbers"],
                "parameters": [{"name": "number_id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "A number",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"id": {"type": "string"}, "active": {"type": "boolean"}},
                                    "required": ["id"],
                                }
                            }
                        },
                    }
                },
            }
        }
    },
}


def document(**changes: Any) -> dict[str, Any]:
    """The minimal document with top-level members changed."""
    return {**copy.deepcopy(MINIMAL), **changes}


def with_operation(path: str, method: str, **definition: Any) -> dict[str, Any]:
    """The minimal document with one more operation, which answers 200 without a body unless told otherwise."""
    made = document()
    definition.setdefault("responses", {"200": {"description": "Done"}})
    made["paths"].setdefault(path, {})[method] = definition
    return made


def text(value: Any) -> str:
    """A document as text; JSON is YAML."""
    return json.dumps(value)


def faults(content: dict[str, Any]) -> list[str]:
    """What is repaired in a document, as it is said; SpecError is raised when that is not enough."""
    return [notice.sentence for notice in make_usable(copy.deepcopy(content), "openapi.yaml")[1]]
