"""Tables about callbacks: the request's own settings of them are compared, what a callback carries is not."""

from tests.harness.parcel_document import OPERATIONS
from tests.harness.parcel_pages import write_full_text, write_page
from tests.harness.test_parcel_pages import DOCUMENT, compare, read

CARRIED = """\
## Callback

We send the following parameters to your `callback_url`:

| Parameter | Type | Required | Description |
| - | - | - | - |
| `name` | integer | Yes | Who got it |
| `weight` | string | Yes | Up to 9 characters |

```json
{"name": 1}
```

## Callback parameters

| Parameter | Type | Description |
| - | - | - |
| `event` | string | Always `delivered` |
| `when` | string | A date |
| `name` | integer | Who got it |
"""


def test_what_a_callback_carries_is_not_the_operations() -> None:
    lead = CARRIED.replace("## Callback\n", "## Parameters\n")
    assert compare([read(write_page(DOCUMENT, OPERATIONS["send"], more=more)) for more in (CARRIED, lead)]) == []


def test_a_callbacks_settings_within_the_request_are_the_requests() -> None:
    text = write_full_text(OPERATIONS["send"])
    row = "| Parameter | Type |\n| - | - |\n| `callback_address` | string |"
    heading = "### Callback URLs\n\nThese receive the events of the parcel.\n\n"
    (finding,) = compare([read(text.replace("## Callback settings", f"{heading}{row}\n\n## Callback settings"))])
    assert (finding.kind, finding.location) == ("prose.parameter", "request.body#/callback_address")
