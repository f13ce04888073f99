"""Make a call and follow it: python examples/whole_api/make_a_call.py FROM TO ANSWER_URL [SECONDS]

Needs the operations make-call and get-live-call.
"""

import sys
import time

from vobiz_client import NotFoundError, Vobiz, WatchTimeoutError, watch


def main(from_: str, to: str, answer_url: str, seconds: float) -> None:
    with Vobiz() as vobiz:
        made = vobiz.calls.make_call(from_=from_, to=to, answer_url=answer_url, answer_method="GET")
        print("asked for", made.request_uuid)
        wait_until_live(vobiz, made.request_uuid)
        try:
            for call in watch(lambda: vobiz.live_calls.get_live_call(made.request_uuid), timeout=seconds):
                print(call.call_status)
        except WatchTimeoutError as error:
            print(error)
        else:
            print("the call is over")


def wait_until_live(vobiz: Vobiz, call_uuid: str) -> None:
    """Wait for a call that is on its way: until it is live it is not found."""
    until = time.monotonic() + 30
    while True:
        try:
            vobiz.live_calls.get_live_call(call_uuid)
        except NotFoundError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
        else:
            return


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]) if len(sys.argv) > 4 else 600)
