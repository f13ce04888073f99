"""The commands name the nearest one for a mistyped one, and explain themselves."""

import pytest

from vendor_spec.__main__ import main


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["updat"], "No such command 'updat'. Did you mean 'update'?"),
        (["diff", "--markdwn"], "No such option '--markdwn'. Did you mean '--markdown'?"),
        (["adopt"], "Missing argument 'DOCUMENT'; see `python -m vendor_spec adopt --help`"),
        (["accept", "all"], "Got unexpected extra argument (all)"),
    ],
)
def test_a_mistake_is_wrong_usage_and_the_nearest_name_is_said(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_every_command_has_its_line_of_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    lines = capsys.readouterr().out.partition("Commands:\n")[2].splitlines()
    commands = ["accept", "adopt", "build", "diff", "generate", "lint", "proposal", "update"]
    assert [line.split()[0] for line in lines] == commands
    assert all(line.endswith(".") and not line.endswith("...") for line in lines)
