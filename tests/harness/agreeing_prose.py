"""Ten pages on the order operation that say what its document says, each in its own words and structure."""

_REQUEST = "POST https://api.test/api/v2/Account/{auth_id}/Order/{order_id}/"

AGREEING = {
    "bullets": f"""\
# Orders: send

**Endpoint:** `{_REQUEST}`

### Query

* `mode` (string, required): pick `fast` / `slow`.
* `limit` (integer): at most that many, 20 when left out.

### Body

- **`note`** (string, required) - for instance `hello` or `hi`
- `amount` - a number of pieces. Optional.

Nothing is returned for more than 500 lines, and 404 is what an unknown id gives.
""",
    "html": f"""\
# Send

```
{_REQUEST}?mode=slow HTTP/1.1
X-Auth-ID: me
X-Auth-Token: secret
Content-Type: application/json

{{"note": "please"}}
```

## What you get back

<table><thead><tr><th>Property</th><th>Data type</th></tr></thead>
<tbody><tr><td><code>id</code></td><td>String</td></tr>
<tr><td><code>state</code></td><td>Enum: <code>shut</code>, <code>open</code></td></tr></tbody></table>

An HTTP 200 status means that the order is on its way.
""",
    "components": """\
# Order

<ParamField path="auth_id" type="string" required>Your account.</ParamField>

<ParamField query="mode" type="enum" required={true}>
  Allowed values: `slow` and `fast`.
</ParamField>

<ParamField query="limit" type="int" default="20">
  A page has 100 entries at most.
</ParamField>

<ParamField body="note" type="string" required>
  Any text such as `gift` or `fragile`.
</ParamField>

<ResponseField name="total" type="float">Rupees, 200 or more for most.</ResponseField>
""",
    "variables": """\
# Sending

    curl "$BASE_URL/api/v2/Account/$AUTH_ID/Order/$ORDER_ID/?mode=$MODE" -d "$BODY" -H "X-Auth-ID: $AUTH_ID"

```shell
$ curl -sSL -H "x-auth-id: <AUTH_ID>" -H "x-auth-token: <TOKEN>" \\
    --request POST "https://api.test/api/v2/Account/<auth-id>/Order/<order-id>/?mode=slow&limit=5" \\
    --json '{"note": "n", "tags": ["a", "b"]}' | jq .
```

```python
requests.post("https://api.test/v0/wrong")
```
""",
    "colons": """\
# Do it

```http
POST /api/v2/Account/:auth_id/Order/:order_id/?mode=fast
```

## Parameters

| Name | In | Type | Mandatory | Notes |
| :-- | :-: | :-- | :-: | --: |
| order_id | path | string | ✓ | |
| mode | query | string | ✓ | "fast" or "slow" |
| limit | query | integer | ✗ | defaults to 20 |
| note | body | string | ✓ | |
""",
    "examples": """\
# Example driven

## Request example

```json
{"note": "n", "amount": 1}
```

## Success response

```json
{"id": "o", "state": "shut"}
```

## Another response, with ellipsis

```json
{"id": "o", ...}
```

## Error response

```json 404
{"error": "no such order"}
```

```json
{"error": {"code": "X"}}
```
""",
    "errors": """\
# Errors first

If the order is not known, the answer has status code 404 and no body. It does not return a 409, unlike the old API,
and no 410 either. After 300 ms without an answer try again; up to 429 orders fit into one batch, for 200 rupees each.

| HTTP status | Why |
| --- | --- |
| `200` | all is well |
| `404 Not Found` | see above |
""",
    "webhooks": """\
# Send, and hear back

Send it, then wait for the callback. See also `GET /api/v2/Account/{auth_id}/Order/`.

## Callback parameters

| Parameter | Type | Required |
| --- | --- | --- |
| `event` | string | Yes |

```json 201
{"event": "sent"}
```

## Related

| Operation | Status |
| --- | --- |
| Cancel an order | 204 |
""",
    "conditions": """\
# Conditions

## Body parameters

| Parameter | Type | Required | Description |
| --- | --- | --- | --- |
| `note`* | string | | Either `note` or `tags` is shown on the slip |
| `amount` | number | Conditional | Required if there are several; not `0` or `1000` |
| `tags` | string[] | No | See `limit` or `mode` |

## Response fields

| Field | Description |
| --- | --- |
| `id` | |
| `lines` | Each with a `sku` and a `qty` |

#### `lines` objects

| Field | Type |
| --- | --- |
| `sku` | text |
| `qty` | int64 |
""",
    "mixed": """\
---
title: Send
---

# Send an order

<!-- Status 418 was considered -->

<Tabs>
  <Tab title="Answer">
    The response carries these attributes:

    | Attribute | Values |
    | --- | --- |
    | state | open, shut |
    | origin | |
  </Tab>
</Tabs>

{/* | Field | | old | */}

The answer comes with `200`. Code `fast` is quicker than `slow`, of course.
""",
}
