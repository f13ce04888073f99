"""Show who is in each conference, and mute all of one: python examples/whole_api/mute_a_conference.py [NAME]

Needs the operations list-conferences, get-conference and mute-member.
"""

import argparse

from vobiz_client import NotFoundError, Vobiz, VobizError
from vobiz_client.models import ConferenceDetails


def main(to_mute: str | None) -> None:
    with Vobiz() as vobiz:
        for name in vobiz.conferences.list_conferences().conferences:
            try:
                conference = vobiz.conferences.get_conference(name)
            except NotFoundError:
                print(f"{name}: over")
                continue
            if not isinstance(conference, ConferenceDetails):
                print(f"{name}: the API could not look")
                continue
            for member in conference.members:
                if name == to_mute and member.member_id and not member.muted:
                    vobiz.conference_members.mute_member(name, member.member_id)
                    print(f"{name}: {member.member_id} is muted now")
                else:
                    print(f"{name}: {member.member_id or '?'} {'is muted' if member.muted else 'may speak'}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Show who is in each conference, and mute all of one")
    parser.add_argument("name", nargs="?", help="mute all of this one")
    try:
        main(parser.parse_args().name)
    except VobizError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    except KeyboardInterrupt:
        parser.exit(130, f"{parser.prog}: interrupted\n")
