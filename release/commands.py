"""What `python -m release` does: check a version before it goes out."""

import itertools
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
import yaml
from vobiz_client.runtime.version import VERSION

TRIAL = Path(__file__).with_name("trial.py")
PROVENANCE = Path("openapi.provenance.yaml")
BY_HAND = "put there by hand"  # whoever did knows what is in it
TIMEOUT = 300  # seconds for one step; pip may have to download


@click.group()
def program() -> None:
    """Check a version before it goes out."""


@program.command()
@click.argument("tag")
@click.option("--partial", is_flag=True, help="Release a client of single pages of the vendor's, too.")
def check(tag: str, *, partial: bool) -> None:
    """Exit with 1 unless TAG and CHANGELOG.md name the version that generator-templates/runtime/version.py names.

    And unless the document is the vendor's whole one.
    """
    try:
        changelog, provenance = Path("CHANGELOG.md").read_text(), PROVENANCE.read_text()
    except OSError as error:
        what = f"{error.filename} cannot be read: {error.strerror}"
        raise click.ClickException(f"{what}; run the command in the project's folder") from None
    sentences = find_disagreements(VERSION, tag, changelog)
    if not partial:
        sentences += find_missing_parts(provenance)
    if sentences:
        raise click.ClickException("; ".join(sentences))
    click.echo(f"{tag}: generator-templates/runtime/version.py and CHANGELOG.md agree")


@program.command("try")
@click.argument("wheel", type=click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path))
@click.option("--no-deps", is_flag=True, help="Use the packages of this environment; needs no network.")
def try_(wheel: Path, *, no_deps: bool) -> None:
    """Install WHEEL on its own and call the fake vendor with it; exit with 1 when it fails."""
    options = ["--no-deps", "--no-index"] if no_deps else []
    # As PYTHONPATH and not as a site folder: our own editable install, a .pth file, stays out of it.
    ours = {"PYTHONPATH": sysconfig.get_path("purelib")} if no_deps else {}
    try:
        with tempfile.TemporaryDirectory(prefix="wheel-") as folder, _fake_vendor() as settings:
            venv.create(folder, with_pip=False)
            python = str(Path(folder, "bin", "python"))
            pip = [sys.executable, "-m", "pip", "--python", python, "--quiet", "--disable-pip-version-check"]
            _run([*pip, "install", *options, str(wheel)], {})
            # -P: the folder of the program holds nothing that it may import.
            _run([python, "-P", str(TRIAL)], {**ours, **settings})
    except subprocess.CalledProcessError as error:
        failed = " ".join(error.cmd[1:3])
        raise click.ClickException(f"{wheel.name} does not work on its own: {failed} failed") from None


def find_disagreements(version: str, tag: str, changelog: str) -> list[str]:
    """Return a sentence for each of tag and changelog that does not name `version`, or a changelog without words."""
    sentences = []
    if tag != f"v{version}":
        sentences.append(
            f"the tag is {tag}, and generator-templates/runtime/version.py says {version}: the tag has to be v{version}"
        )
    sections = [section.splitlines() for section in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]]
    heading, *lines = next((section for section in sections if section[0] != "Unreleased"), [""])
    if not re.fullmatch(rf"{re.escape(version)} - \d{{4}}-\d{{2}}-\d{{2}}", heading):
        expected = f"`## {version} - <year>-<month>-<day>`"
        sentences.append(f"CHANGELOG.md: the first heading below Unreleased has to be {expected}")
    elif not any(line and not line.startswith("#") for line in lines):
        sentences.append(f"CHANGELOG.md: nothing is said of {version}")
    return sentences


def find_missing_parts(provenance: str) -> list[str]:
    """Return a sentence when the document was put together from pages: it may lack operations of the vendor's."""
    record = yaml.safe_load(provenance)
    if not isinstance(record, dict) or "sha256" not in record:
        return [f"{PROVENANCE} is not a record; run `make update`"]
    sources = record.get("source") or ()
    named = sources if isinstance(sources, list) else [sources]
    if record.get("served") or BY_HAND in named:
        return []
    shown = f"{named[0]} and {len(named) - 1} more" if len(named) > 1 else "".join(map(str, named))
    return [
        f"openapi.yaml was taken from pages ({shown}) and may lack operations: take over the vendor's whole document "
        "with `make update`, or say PARTIAL=1 to release the client of a part"
    ]


@contextmanager
def _fake_vendor() -> Iterator[Mapping[str, str]]:
    vendor = subprocess.Popen([sys.executable, "-m", "fake_vendor"], stdout=subprocess.PIPE, text=True)
    try:
        lines = itertools.takewhile(lambda line: not line.startswith("# Ctrl-C"), vendor.stdout or ())
        yield dict(re.findall(r"^export (\w+)=(.*)$", "".join(lines), re.MULTILINE))
    finally:
        vendor.terminate()
        vendor.wait()


def _run(command: list[str], settings: Mapping[str, str]) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VOBIZ_", "PYTHON"))}
    subprocess.run(command, env={**kept, **settings}, timeout=TIMEOUT, check=True)
