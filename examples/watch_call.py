"""Follow a call until it is over: python examples/watch_call.py CALL_UUID"""

import argparse

from vobiz_client import Vobiz, VobizError, WatchTimeoutError, watch


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
    parser = argparse.ArgumentParser(description="Follow a call until it is over")
    parser.add_argument("call_uuid")
    try:
        main(parser.parse_args().call_uuid)
    except VobizError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    except KeyboardInterrupt:
        parser.exit(130, f"{parser.prog}: interrupted\n")
