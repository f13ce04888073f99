"""Bring your own httpx client and look behind the result: python examples/own_http_client.py CALL_UUID"""

import sys

import httpx
from vobiz_client import Vobiz


def main(call_uuid: str) -> None:
    # For example httpx.Client(proxy="http://proxy.example:3128", verify=ssl_context); retries and errors stay ours.
    with httpx.Client(headers={"X-Team": "voice"}) as http, Vobiz(http_client=http) as vobiz:
        patient = vobiz.with_options(timeout=60.0, max_retries=5)
        raw = patient.with_raw_response(patient.live_calls.get_live_call, call_uuid)
        print(raw.status, raw.headers["content-type"], len(raw.content), "bytes")
        print(raw.parsed.call_status, raw.parsed.additional_properties)


if __name__ == "__main__":
    main(sys.argv[1])
