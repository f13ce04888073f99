"""What is asserted of every refusal: one sentence that shows nothing of what was passed, nor leads to it."""

import traceback
from collections.abc import Callable
from typing import Any

from vobiz_client.runtime.errors import ConfigurationError

from tests.client.sample import TOKEN, Client


def refusal(door: Callable[[], Any], *secrets: str) -> str | None:
    """Return the sentence of the error that this raises, or None; neither it nor its traceback shows the secrets."""
    try:
        door()
    except ConfigurationError as caught:
        error = caught
    else:
        return None
    shown = "".join(traceback.format_exception(error)[-1:]) + repr(error.args)
    assert (error.__cause__, error.__context__) == (None, None)
    assert not [secret for secret in secrets if secret in shown]
    assert str(error).isprintable()
    return str(error)


def refused(door: Callable[[], Any], *secrets: str) -> str:
    sentence = refusal(door, *secrets)
    assert sentence is not None
    return sentence


def make(**given: Any) -> Client:
    return Client(**{"base_url": "http://127.0.0.1:9", "auth_id": "MA_1", "auth_token": TOKEN, **given})
