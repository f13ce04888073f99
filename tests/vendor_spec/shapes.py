"""Thirteen pages of operations of other shapes than the vendor's first one, and what each of them says."""

from tests.vendor_spec.blocks import BLOCKS, Shape
from tests.vendor_spec.pages import answer, block, body, fields, one_operation, query


def _post_with_curl() -> Shape:
    path = "/v1/Account/{auth_id}/Widget/"
    schema = fields(
        "name", name="string", size={"type": "integer", "minimum": 1}, kind={"type": "string", "enum": ["a", "b"]}
    )
    widget = fields("id", "name", id="string", name="string")
    document = one_operation(
        "post", path, {"requestBody": body(schema), "responses": {"201": answer(widget), "422": {"description": "No"}}}
    )
    prose = """\
# Make a widget

```http theme={null}
POST https://api.test/v1/Account/{auth_id}/Widget/
```

## Request body

| Name | Type | Required | Meaning |
| --- | --- | --- | --- |
| `name` | string | ✓ | What it is called |
| `size` | integer | ✗ | How big |
| `kind` | string | no | Either `a` or `b` |

```bash cURL
curl -X POST https://api.test/v1/Account/{auth_id}/Widget/ \\
  -H "X-Auth-ID: YOUR_AUTH_ID" -H 'X-Auth-Token: YOUR_AUTH_TOKEN' \\
  -H "Content-Type: application/json" \\
  -d '{
    "name": "it'"'"'s one",
    "size": 3
  }'
```

## Response

```json 201 Created
{"id": "w1", "name": "one"}
```

A size below one is rejected with `422`.
"""
    request = "POST /v1/Account/{auth_id}/Widget/"
    names = ("request name", "request size", "request kind")
    return Shape(prose + block(document), f"POST {path}", (request, request), (201, 422), names, 1)


def _delete_without_content() -> Shape:
    path = "/v1/Account/{auth_id}/Widget/{widget_id}/"
    document = one_operation(
        "delete", path, {"responses": {"204": {"description": "Gone"}, "404": {"description": "No"}}}
    )
    prose = """\
# Remove a widget

`DELETE /v1/Account/{auth_id}/Widget/{widget_id}/`

| URL parameter | Description |
| --- | --- |
| `{widget_id}` | Which one |

Answers with **204 No Content**; an unknown widget gives a 404. It never returns a 409, and up to 500 widgets can go.
"""
    return Shape(prose + block(document), f"DELETE {path}", (f"DELETE {path}",), (204, 404))


def _several_statuses() -> Shape:
    path = "/v1/widgets/{widget_id}"
    document = one_operation(
        "get",
        path,
        {
            "responses": {
                "200": answer(fields("id", id="string")),
                **{s: {"description": s} for s in ("401", "404", "429")},
            }
        },
    )
    prose = """\
# One widget

    GET /v1/widgets/{widget_id} is the request.

## Errors

| Status | When |
| --- | --- |
| `401` | the token is wrong |
| 404 Not Found | there is none |
| 429 | more than 300 requests |
"""
    return Shape(prose + block(document), f"GET {path}", (), (401, 404, 429))


def _nested_tables() -> Shape:
    path = "/v1/orders"
    item = fields("id", id="string", price={"type": "number"})
    whole = fields("data", "meta", data={"type": "array", "items": item}, meta=fields(total="integer", page="integer"))
    document = one_operation("get", path, {"responses": {"200": answer(whole)}})
    prose = """\
# Orders

```
GET /v1/orders
```

## Response fields

| Field | Type | Description |
| --- | --- | --- |
| `data` | array | The orders |
| `meta` | object | About the list |
| └ `total` | integer | How many |
| `meta.page` | integer | Which page |

### Each item of `data`

| Field | Description |
| --- | --- |
| `id` | Which order |
| `price` | What it costs |
"""
    names = ("data", "meta", "meta.total", "meta.page", "data.id", "data.price")
    return Shape(prose + block(document), f"GET {path}", ("GET /v1/orders",), (), tuple(f"response {n}" for n in names))


def _two_examples() -> Shape:
    path = "/v1/jobs/{job_id}/start"
    document = one_operation(
        "put",
        path,
        {
            "requestBody": body(fields(at="string", now="boolean")),
            "responses": {"200": answer(fields("state", state="string")), "202": answer(fields("job", job="string"))},
        },
    )
    prose = """\
# Start a job

<CodeGroup>
  ```bash Now
  curl --request PUT --url 'https://api.test/v1/jobs/j1/start' --json '{"now": true}'
  ```

  ```bash Later
  curl -sS -XPUT "https://api.test/v1/jobs/j1/start" --data-raw '{"at": "2027"}' -H 'content-type: application/json'
  ```
</CodeGroup>

<Tabs>
    <Tab title="Now">
        ```json 200
        {"state": "done"}
        ```
    </Tab>
    <Tab title="Later">
        ```json 202 Accepted
        {"job": "j1"}
        ```
    </Tab>
</Tabs>
"""
    request = "PUT /v1/jobs/j1/start"
    return Shape(prose + block(document), f"PUT {path}", (request, request), (200, 202), (), 2)


def _html_in_tables() -> Shape:
    path = "/v1/calls/{call_id}"
    document = one_operation(
        "patch",
        path,
        {
            "requestBody": body(fields(mode={"type": "string", "enum": ["x", "y"]}, note="string")),
            "responses": {"200": answer(fields("ok", ok="boolean"))},
        },
    )
    prose = """\
# Change a call

<table>
  <thead><tr><th>Status code</th><th>Why</th></tr></thead>
  <tbody>
    <tr><td><code>200</code></td><td>changed</td></tr>

    <tr><td>200 <b>OK</b></td>
      <td>nothing to change</td></tr>
  </tbody>
</table>

## Body parameters

| Parameter | Description |
| --- | --- |
| <code>mode</code><br/>*optional* | One of:<br/>`x`<br/>`y` |
| <b>`note`</b> | Free text, <i>if any</i> |
"""
    return Shape(prose + block(document), f"PATCH {path}", (), (200,), ("request mode", "request note"))


def _shared_component() -> Shape:
    path = "/v1/csv"
    error = {"type": "object", "properties": {"error": {"type": "string", "nullable": True}}}
    document = one_operation(
        "get",
        path,
        {
            "parameters": [query("from", format="date"), query("kind", required=True, enum=["in", "out"])],
            "responses": {
                "200": {"description": "Rows", "content": {"text/csv": {"schema": {"type": "string"}}}},
                "400": answer({"$ref": "#/components/schemas/Error"}),
            },
        },
        schemas={"Error": error},
    )
    prose = """\
# Export

```http
GET https://api.test/v1/csv?kind=in
X-Auth-ID: YOUR_ID
X-Auth-Token: YOUR_TOKEN
```

<ParamField query="kind" type="enum" required>
  One of `in`, `out`.
</ParamField>

<ParamField query="from" type="string" />

A bad date is answered with status 400.
"""
    return Shape(prose + block(document), f"GET {path}", ("GET /v1/csv",), (400,), ("query kind", "query from"))


SHAPES = {
    "post-with-curl": _post_with_curl(),
    "delete-without-content": _delete_without_content(),
    "several-statuses": _several_statuses(),
    "nested-tables": _nested_tables(),
    "two-examples": _two_examples(),
    "html-in-tables": _html_in_tables(),
    "shared-component": _shared_component(),
    **BLOCKS,
}
