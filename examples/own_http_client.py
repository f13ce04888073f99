"""Bring your own httpx client and look behind the result: python examples/own_http_client.py CALL_UUID"""

import argparse

import httpx
from vobiz_client import Vobiz, VobizError


def main(call_uuid: str) -> None:
    # For example httpx.Client(proxy="http://proxy.example:3128", verify=ssl_context); retries and errors stay ours.
    with httpx.Client(headers={"X-Team": "voice"}) as http, Vobiz(http_client=http) as vobiz:
        patient = vobiz.with_options(timeout=60.0, max_retries=5)
        raw = patient.with_raw_response(patient.live_calls.get_live_call, call_uuid)
        print(raw.status, raw.headers["content-type"], len(raw.content), "bytes")
        print(raw.parsed.call_status, raw.parsed.additional_properties)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Bring your own httpx client and look behind the result")
    parser.add_argument("call_uuid")
    try:
        main(parser.parse_args().call_uuid)
    except VobizError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    except KeyboardInterrupt:
        parser.exit(130, f"{parser.prog}: interrupted\n")
