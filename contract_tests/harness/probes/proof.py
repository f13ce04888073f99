"""Whether what every request needs is still there: credentials that are accepted, and the resource."""

from collections.abc import Hashable

import requests

from contract_tests.harness.findings.result import Skip, SkipCode
from contract_tests.harness.target.budget import REFUSED, TRANSIENT, NotSent
from contract_tests.harness.target.sender import Sender

GONE = (404, 410)


def find_change(sender: Sender, key: Hashable, status: int) -> Skip | None:
    """Return why a request got 401, 403, 404 or 410 without deserving it; None if it is due to the request itself.

    The request that is kept under `key`, which got something else before, is sent again: its credentials may have
    stopped working since, which ends the run, or its resource may have gone.
    """
    try:
        response = sender.transport.send_proof(key, sender.timeout)
    except NotSent as error:
        return error.skip
    except requests.RequestException:
        return Skip(SkipCode.NO_ANSWER, "no response")
    if response is not None and response.status_code in TRANSIENT:
        return Skip(SkipCode.TRANSIENT, f"status {response.status_code}")
    if response is not None and response.status_code in REFUSED:
        return sender.transport.budget.end_for_credentials()
    if response is not None and response.status_code in GONE and status in GONE:
        return Skip(SkipCode.RESOURCE_GONE, f"status {status}: the resource has gone during the run")
    return None
