"""The command `python -m release`: check a version before it goes out."""

import re
import subprocess
from pathlib import Path

import click

from release.trial import try_wheel
from vobiz_runtime.version import VERSION

_HEADING = re.compile(r"^## (?P<title>.*)$", re.MULTILINE)
_RELEASED = re.compile(r"(?P<version>\d+\.\d+\.\d+\S*) - \d{4}-\d{2}-\d{2}")


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@click.argument("tag")
def check(tag: str) -> None:
    """Exit with 1 unless TAG and CHANGELOG.md name the version that vobiz_runtime/version.py names."""
    try:
        changelog = Path("CHANGELOG.md").read_text()
    except OSError as error:
        raise click.UsageError(f"{error}; run the command in the project's folder") from None
    sentences = find_disagreements(VERSION, tag, changelog)
    if sentences:
        raise click.ClickException("\n".join(sentences))
    click.echo(f"{tag}: vobiz_runtime/version.py and CHANGELOG.md agree")


@main.command("try")
@click.argument("wheel", type=click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path))
@click.option("--no-deps", is_flag=True, help="Use the packages of this environment; needs no network.")
def try_(wheel: Path, *, no_deps: bool) -> None:
    """Install WHEEL on its own and call the fake vendor with it; exit with 1 when it does not work."""
    try:
        click.echo(try_wheel(wheel, Path.cwd(), with_dependencies=not no_deps), nl=False)
    except subprocess.CalledProcessError as error:
        click.echo(error.stdout or "", nl=False)
        raise click.ClickException(
            f"{wheel.name} does not work on its own: {' '.join(error.cmd[1:3])} failed"
        ) from None


def find_disagreements(version: str, tag: str, changelog: str) -> list[str]:
    """Return a sentence for each of tag and changelog that does not name `version`, or a changelog without words."""
    sentences = []
    if tag != f"v{version}":
        sentences.append(f"the tag is {tag}, and vobiz_runtime/version.py says {version}: the tag has to be v{version}")
    headings = [match for match in _HEADING.finditer(changelog) if match["title"] != "Unreleased"]
    released = _RELEASED.fullmatch(headings[0]["title"]) if headings else None
    if released is None or released["version"] != version:
        expected = f"`## {version} - <year>-<month>-<day>`"
        return [*sentences, f"CHANGELOG.md: the first heading below Unreleased has to be {expected}"]
    end = headings[1].start() if len(headings) > 1 else len(changelog)
    lines = changelog[headings[0].end() : end].splitlines()
    if not any(line and not line.startswith("#") for line in lines):
        sentences.append(f"CHANGELOG.md: nothing is said of {version}")
    return sentences


if __name__ == "__main__":
    main(prog_name="python -m release")
