"""One operation with a bit of everything, and a page whose prose agrees with its document."""

import copy
from typing import Any

from tests.vendor_spec.pages import answer, body, fields, one_operation, query

PATH = "/api/v2/Account/{auth_id}/Order/{order_id}/"
LABEL = f"POST {PATH}"

_LINE = fields("sku", sku="string", qty="integer")
_ANSWER = fields(
    "id",
    "state",
    id="string",
    state={"type": "string", "enum": ["open", "shut"]},
    origin="string",
    total="number",
    lines={"type": "array", "items": _LINE},
)
ORDER = one_operation(
    "post",
    PATH,
    {
        "parameters": [query("mode", required=True, enum=["fast", "slow"]), query("limit", type="integer", default=20)],
        "requestBody": body(
            fields("note", note="string", amount="integer", tags={"type": "array", "items": {"type": "string"}})
        ),
        "responses": {"200": answer(_ANSWER), "404": {"description": "No such order"}},
    },
)

PROSE = """\
# Send an order

> Sends one order on its way.

```http theme={null}
POST https://api.test/api/v2/Account/{auth_id}/Order/{order_id}/?mode=fast
```

## Path parameters

| Parameter | Type | Required | Description |
| --- | --- | --- | --- |
| `auth_id` | string | Yes | Your account |
| `order_id` | string | Yes | Which order |

## Query parameters

| Parameter | Type | Required | Description |
| --- | --- | --- | --- |
| `mode` | string | Yes | How: `fast` or `slow` |
| `limit` | integer | No | How many. Default: `20` |

## Request body

| Field | Type | Need | Description |
| --- | --- | --- | --- |
| `note` | string | required | What to write on it |
| `amount` | integer | optional | How many, e.g. `3` |
| `tags` | array | optional | Words like `a`, `b` |

## Example request

```bash cURL
curl -X POST "https://api.test/api/v2/Account/{auth_id}/Order/o-1/?mode=fast" \\
  -H "X-Auth-ID: $ID" -H "X-Auth-Token: $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"note": "x", "amount": 2}'
```

## Response

```json 200 OK
{"id": "o-1", "state": "open", "lines": [{"sku": "s", "qty": 1}], "total": 2.5}
```

### Response fields

| Field | Type | Description |
| --- | --- | --- |
| `id` | string | Which order |
| `state` | string | One of `open`, `shut` |
| `origin` | string | Who made it |
| `total` | number | What it costs |
| `lines[].sku` | string | Which thing |

## Errors

The answer is a 404 for an unknown order.

| Code | Meaning |
| --- | --- |
| 404 | No such order |
"""


def order_with(
    *, response_example: Any = None, mode_example: str | None = None, total_example: Any = None
) -> dict[str, Any]:
    """The document with examples of its own."""
    document = copy.deepcopy(ORDER)
    operation = document["paths"][PATH]["post"]
    media = operation["responses"]["200"]["content"]["application/json"]
    if response_example is not None:
        media["example"] = response_example
    if mode_example is not None:
        next(p for p in operation["parameters"] if p["name"] == "mode")["example"] = mode_example
    if total_example is not None:
        media["schema"]["properties"]["total"]["example"] = total_example
    return document
