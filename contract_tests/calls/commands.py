"""What `python -m contract_tests.calls` does: `place` a test call and print its id, `end` it."""

import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import click
import httpx

from contract_tests.calls.call_api import CallApi, CallFault
from contract_tests.calls.call_record import CallRecord
from contract_tests.calls.interruption import Interruption
from contract_tests.calls.placing import TestCall
from contract_tests.harness.errors import UsageFault
from contract_tests.harness.target.target import live_target
from vendor_spec.project import OWN

CREDENTIALS = {"X-Auth-ID": "VOBIZ_AUTH_ID", "X-Auth-Token": "VOBIZ_AUTH_TOKEN"}
ORDER = {"from": "VOBIZ_TEST_FROM", "to": "VOBIZ_TEST_TO", "answer_url": "VOBIZ_TEST_ANSWER_URL"}
# One number or SIP address. The vendor takes several with `<` between them, and calls each.
NUMBER = re.compile(r"\+?[0-9]{3,20}|sips?:[^\s<>,;]{3,200}")
TIME = 40.0  # seconds after which nothing more is sent to place a call; live_policy.yaml's commands may take 60
RECORD = CallRecord(OWN.build / "test-call.json")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def program() -> None:
    """Place a test call before a live run, and end it after."""


@program.command()
@click.option("--time-limit", type=click.IntRange(1, 600), default=300, help="seconds after which the vendor ends it")
@click.option("--wait", type=click.IntRange(1, 30), default=25, help="seconds that it may take to go live")
def place(time_limit: int, wait: int) -> None:
    """Place a test call, wait until it is live, print VOBIZ_CALL_UUID=<its id>.

    A call that an earlier run has left up is ended first.
    """
    interruption = Interruption()
    interruption.install()
    # The vendor's document has `time_limit` in the example of a request, not in its schema.
    order = {**_read_order(os.environ), "answer_method": "GET", "time_limit": time_limit}
    with _open_api(os.environ) as api:
        TestCall(api, RECORD, order, interruption).place(wait, _announce)


@program.command()
def end() -> None:
    """End the test call, if one is up."""
    interruption = Interruption()
    interruption.install()
    if not RECORD.exists:
        return
    order = {} if RECORD.id else _read_order(os.environ)
    with _open_api(os.environ) as api:
        TestCall(api, RECORD, order, interruption).end()


def _read_order(environment: Mapping[str, str]) -> dict[str, Any]:
    order = {name: environment.get(variable, "").strip() for name, variable in ORDER.items()}
    missing = [ORDER[name] for name, value in order.items() if not value]
    if missing:
        raise UsageFault(f"{' and '.join(missing)} must be set to place a test call")
    for name in ("from", "to"):
        order[name] = re.sub(r"[ ()-]", "", order[name]) if ":" not in order[name] else order[name]
        if not NUMBER.fullmatch(order[name]):
            raise UsageFault(f"{ORDER[name]} must be one number with its country code, or one SIP address")
    try:
        parts = urlsplit(order["answer_url"])
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address:
        raise UsageFault(f"{ORDER['answer_url']} must be an address that begins with https://")
    return order


@contextmanager
def _open_api(environment: Mapping[str, str]) -> Iterator[CallApi]:
    target = live_target(CREDENTIALS, environment)
    for name, value in target.credentials.items():
        if not re.fullmatch(r"[!-~]+", value):
            raise UsageFault(
                f"{CREDENTIALS[name]} holds what no header can carry; is there a space or a line end in it?"
            )
    account = target.credentials["X-Auth-ID"]
    with httpx.Client(base_url=target.base_url, headers=target.credentials, trust_env=False) as client:
        yield CallApi(client, account, time.monotonic() + TIME)


def _announce(id_: str) -> None:
    try:
        # Past Python's buffer, which would be written once more, and in vain, at the end of the program.
        os.write(sys.stdout.fileno(), f"VOBIZ_CALL_UUID={id_}\n".encode())
    except OSError:
        raise CallFault("nobody reads the id of the test call, which has been ended") from None
