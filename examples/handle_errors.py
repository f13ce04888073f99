"""What can go wrong, and what each error knows: python examples/handle_errors.py CALL_UUID"""

import argparse

from vobiz_client import (
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    NotFoundError,
    RateLimitError,
    RedirectError,
    UnexpectedResponseError,
    Vobiz,
    VobizError,
)


def main(call_uuid: str) -> str:
    with Vobiz(timeout=10.0, max_retries=1) as vobiz:
        try:
            call = vobiz.live_calls.get_live_call(call_uuid)
        except NotFoundError:
            return "no such call, or it is over"
        except AuthenticationError:
            return "VOBIZ_AUTH_ID or VOBIZ_AUTH_TOKEN is wrong"
        except RateLimitError as error:
            return f"too many requests; try again in {error.retry_after} s"
        except RedirectError as error:
            return f"the path has moved to {error.location}"
        except APIStatusError as error:
            return f"the API says {error.status} {error.code}: {error.message} (request {error.request_id})"
        except UnexpectedResponseError as error:
            return f"the response is not what the document says, at {error.field}: {error.content!r}"
        except APIConnectionError as error:
            return f"no response after {error.attempts} attempts"
        return call.call_status


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="What can go wrong, and what each error knows")
    parser.add_argument("call_uuid")
    try:
        print(main(parser.parse_args().call_uuid))
    except VobizError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    except KeyboardInterrupt:
        parser.exit(130, f"{parser.prog}: interrupted\n")
