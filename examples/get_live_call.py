"""Show a call that is in progress: python examples/get_live_call.py CALL_UUID"""

import argparse

from vobiz_client import NotFoundError, Vobiz, VobizError


def main(call_uuid: str) -> None:
    with Vobiz() as vobiz:
        try:
            call = vobiz.live_calls.get_live_call(call_uuid)
        except NotFoundError:
            print("the call is over")
        else:
            print(f"{call.direction} call from {call.from_} to {call.to}: {call.call_status}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Show a call that is in progress")
    parser.add_argument("call_uuid")
    try:
        main(parser.parse_args().call_uuid)
    except VobizError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    except KeyboardInterrupt:
        parser.exit(130, f"{parser.prog}: interrupted\n")
