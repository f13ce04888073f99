"""Follow a call until it is over: python examples/watch_call.py CALL_UUID"""

import sys

from vobiz_client import Vobiz, WatchTimeoutError, watch


def main(call_uuid: str) -> None:
    with Vobiz() as vobiz:
        try:
            for call in watch(lambda: vobiz.live_calls.get_live_call(call_uuid), every=1.0, timeout=600):
                print(call.call_status)
        except WatchTimeoutError as error:
            print(error)
        else:
            print("the call is over")


if __name__ == "__main__":
    main(sys.argv[1])
