"""Make a call and follow it: python examples/whole_api/make_a_call.py FROM TO ANSWER_URL [SECONDS]

Needs the operations make-call and get-live-call.
"""

import argparse
import time

from vobiz_client import NotFoundError, Vobiz, VobizError, WatchTimeoutError, watch


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
    parser = argparse.ArgumentParser(description="Make a call and follow it")
    parser.add_argument("from_", metavar="from")
    parser.add_argument("to")
    parser.add_argument("answer_url")
    parser.add_argument("seconds", nargs="?", type=float, default=600)
    given = parser.parse_args()
    try:
        main(given.from_, given.to, given.answer_url, given.seconds)
    except VobizError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    except KeyboardInterrupt:
        parser.exit(130, f"{parser.prog}: interrupted\n")
