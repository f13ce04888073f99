"""A sandbox: a copy of this project in which everything can be tried, since nothing in it is anybody's."""

import shutil
import site
import sysconfig
import venv
from pathlib import Path

from vendor_spec.project import OWN, Project

NOT_COPIED = (
    *(".git", ".venv", ".*cache", ".hypothesis", "__pycache__", "node_modules"),
    *("build", "dist", "reports", "benchmarks", "tests"),
)
MARK = ".sandbox"  # the file that tells a sandbox from the project
# What a user's decisions change; it stays as it is when the code around it is copied anew.
KEPT = ("overlay", "known_drift", "client", "generated_from")


def make_sandbox(root: Path) -> Project:
    """Copy the project to `root`, and let its `.venv` have this environment's packages; return the project there.

    In a sandbox that is there already, what was decided stays. Commands of the sandbox run in its folder.
    """
    sandbox = Project(root)
    is_new = not (root / MARK).exists()
    kept = [] if is_new else [getattr(OWN, name) for name in KEPT]
    if is_new:
        shutil.rmtree(root, ignore_errors=True)

    def skip(folder: str, names: list[str]) -> set[str]:
        ignored = shutil.ignore_patterns(*NOT_COPIED)(folder, names)
        return ignored | {name for name in names if Path(folder, name) in kept}

    shutil.copytree(OWN.root, root, ignore=skip, dirs_exist_ok=True)
    if is_new:
        link_environment(root)
        _link_node_modules(root / "node_modules")
        sandbox.build.mkdir()
        if OWN.generated_from.exists():
            shutil.copy(OWN.generated_from, sandbox.generated_from)
        (root / MARK).touch()
    return sandbox


def link_environment(root: Path) -> None:
    """Make a `.venv` that looks for modules in the sandbox first, and has all that this environment has."""
    folder = root / ".venv"
    venv.create(folder, with_pip=False, symlinks=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    lines = [str(root.resolve() / "generated"), str(root.resolve())]
    lines += [f"import site; site.addsitedir({path!r})" for path in site.getsitepackages()]
    (packages / "sandbox.pth").write_text("\n".join(lines) + "\n")
    for program in Path(sysconfig.get_path("scripts")).iterdir():
        if not (folder / "bin" / program.name).exists():
            (folder / "bin" / program.name).symlink_to(program)
    for stamp in (OWN.root / ".venv").glob(".ready*"):
        (folder / stamp.name).touch()


def _link_node_modules(folder: Path) -> None:
    """Make a folder of links: through one link to the whole, npm in the sandbox would empty the project's folder."""
    installed = OWN.root / "node_modules"
    folder.mkdir()
    for entry in installed.glob("[!.]*"):
        (folder / entry.name).symlink_to(entry)
    (folder / ".bin").symlink_to(installed / ".bin")
    for stamp in installed.glob(".ready*"):
        (folder / stamp.name).touch()
