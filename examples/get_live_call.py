"""Show a call that is in progress: python examples/get_live_call.py CALL_UUID"""

import sys

from vobiz_client import NotFoundError, Vobiz


def main(call_uuid: str) -> None:
    with Vobiz() as vobiz:
        try:
            call = vobiz.live_calls.get_live_call(call_uuid)
        except NotFoundError:
            print("the call is over")
        else:
            print(f"{call.direction} call from {call.from_} to {call.to}: {call.call_status}")


if __name__ == "__main__":
    main(sys.argv[1])
