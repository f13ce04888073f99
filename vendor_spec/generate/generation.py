"""The typed client, generated from the corrected document into `generated/vobiz_client`."""

import contextlib
import json
import re
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from vendor_spec.errors import SpecError, printable
from vendor_spec.files import (
    alone_in,
    read_file,
    replace_tree,
    restore_tree,
    sha256_of,
    tree_sha256,
    write_file,
    write_through,
)
from vendor_spec.generate.reference import api_reference
from vendor_spec.openapi.provenance import read_sources
from vendor_spec.openapi.resources.lists import Pointer
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.overlay.correction import CorrectedDocument
from vendor_spec.project import OWN, Project
from vendor_spec.tools import bare_environment, cpu_limit, ended_after, environment

MARK = "# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.\n"
STAMP = "_stamp.json"
BESIDE = ".new-"
HAND_WRITTEN = ("runtime", "testing")  # folders of the templates that are the same for every document
EXAMPLES = "testing/examples.json"
LONGEST = 600  # seconds; a document of 1,100 operations takes a tenth of it


def generate(project: Project, corrected: CorrectedDocument) -> bool:
    """Write the client anew, whole or not at all, unless it is current; return whether it was written.

    Waits for another one at work. Raises SpecError when document or folder do not allow it.
    """
    with _alone(project):
        if _is_current(project, corrected):
            return False
        _generate(project, corrected)
    return True


@contextlib.contextmanager
def _alone(project: Project) -> Iterator[None]:
    """Have the folder of the client to ourselves, with the client whole in it, if there is one."""
    parent = project.client.parent
    try:
        parent.mkdir(exist_ok=True)
        with alone_in(parent):
            restore_tree(project.client)
            yield
    except OSError as error:
        raise SpecError(
            f"{error.filename or parent} cannot be written: {error.strerror}; the client is as it was"
        ) from None


def _is_current(project: Project, corrected: CorrectedDocument) -> bool:
    try:
        return project.generated_from.read_text() == _fingerprint(project, corrected)
    except OSError:
        return False


def _generate(project: Project, corrected: CorrectedDocument) -> None:
    parent = project.client.parent
    for stray in parent.glob(f"{BESIDE}*"):
        shutil.rmtree(stray)
    with tempfile.TemporaryDirectory(dir=parent, prefix=BESIDE) as beside:
        new = Path(beside) / project.client.name
        _write_client(project, corrected, new)
        reference = Path(beside) / project.api_reference.name
        write_through(reference, api_reference(new).encode())
        replace_tree(new, project.client)
        reference.replace(project.api_reference)
    write_file(project.generated_from, _fingerprint(project, corrected).encode())


def find_differences(project: Project, corrected: CorrectedDocument) -> list[str]:
    """Return what sets the client on disk apart from a fresh one, a line a file; empty when nothing does."""
    with tempfile.TemporaryDirectory(prefix="vobiz-client-") as beside:
        new = Path(beside) / project.client.name
        _write_client(project, corrected, new)
        with _alone(project) if project.client.parent.is_dir() else contextlib.nullcontext():
            fresh, present = tree_sha256(new), tree_sha256(project.client)
            name = f"../{project.api_reference.name}"
            fresh[name] = sha256_of(api_reference(new).encode())
            if project.api_reference.is_file():
                present[name] = _digest(project.api_reference)
    return [
        f"{name}: {'missing' if name not in present else 'stray' if name not in fresh else 'differs'}"
        for name in sorted(fresh.keys() | present.keys())
        if fresh.get(name) != present.get(name)
    ]


def _digest(path: Path) -> str:
    return sha256_of(path.read_bytes()) if path.is_file() else ""


def _write_client(project: Project, corrected: CorrectedDocument, new: Path) -> None:
    # Imported here: these load the generator, which a client that is current has no need of.
    from vendor_spec.generate.client_facts import client_facts
    from vendor_spec.generate.examples import response_examples
    from vendor_spec.generate.message_bodies import content_type_overrides
    from vendor_spec.generate.operations.lists import SETTING, named_lists

    config = load_yaml(read_file(project.generator_config), project.generator_config.name) or {}
    if not isinstance(config, dict):
        raise SpecError(f"{project.generator_config.name} is not a mapping of openapi-python-client's settings")
    overrides = {**content_type_overrides(corrected.content), **(config.get("content_type_overrides") or {})}
    named = named_lists(corrected.content, config, project.generator_config.name)
    settings = {**config, "content_type_overrides": overrides, "post_hooks": []}
    settings.pop(SETTING, None)
    _run_generator(corrected.content, settings, project.templates, new, named)
    _check_overrides(project, config, new)
    (new / "document.py").write_text(client_facts(corrected.content, _document_url(project)))
    (new / "py.typed").touch()
    for folder in HAND_WRITTEN:
        shutil.copytree(project.templates / folder, new / folder, ignore=shutil.ignore_patterns("__pycache__"))
    with ended_after(LONGEST):
        (new / EXAMPLES).write_text(response_examples(corrected.content))
    _run_ruff(new)
    for path in new.rglob("*.py"):
        text, name = path.read_text(), path.relative_to(new)
        if " object at 0x" in text:
            raise SpecError(f"the generated {name} shows an object's repr; a template prints a string unfiltered")
        path.write_text(MARK + text)
    (new / STAMP).write_text(json.dumps(_stamp(corrected), indent=2) + "\n")


def _document_url(project: Project) -> str:
    """Return where the document lies on the web; empty when it came from a page of documentation, or is not known."""
    sources = read_sources(project) if project.provenance.exists() else ()
    return next((source for source in sources if re.fullmatch(r"https://[^?#]+\.(json|ya?ml)", source)), "")


def _run_generator(
    content: dict[str, Any], settings: dict[str, Any], templates: Path, new: Path, lists: Mapping[str, Pointer]
) -> None:
    from openapi_python_client import Project as Generator
    from openapi_python_client.config import Config, ConfigFile, MetaType
    from openapi_python_client.parser.errors import GeneratorError

    from vendor_spec.generate import arguments
    from vendor_spec.generate.credentials import own_arguments
    from vendor_spec.generate.generator_input import prepare, request_paths
    from vendor_spec.generate.names import RECORD_MEMBERS
    from vendor_spec.generate.operations.deprecation import deprecated_of
    from vendor_spec.generate.operations.errors import errors_of
    from vendor_spec.generate.operations.lists import list_of
    from vendor_spec.generate.put_back import discriminator_of, parsed

    try:
        config = Config.from_sources(ConfigFile(**settings), MetaType.NONE, new, "utf-8", False, output_path=new)
        with bare_environment(), ended_after(LONGEST), contextlib.redirect_stdout(None):  # it says where it generates
            prepared = prepare(content)
            data = parsed(prepared, config)
            if isinstance(data, GeneratorError):
                errors: Sequence[GeneratorError] = [data]
            else:
                generator = Generator(openapi=data, config=config, custom_template_path=templates)
                # What templates see nothing of.
                generator.env.globals["discriminator_of"] = discriminator_of(prepared)
                generator.env.globals["errors_of"] = errors_of(content)
                generator.env.globals["deprecated_of"] = deprecated_of(prepared)
                generator.env.globals["list_of"] = list_of(content, data, lists)
                generator.env.globals["record_members"] = RECORD_MEMBERS
                generator.env.globals["own_credentials"] = own_arguments(content)
                generator.env.globals["request_paths"] = request_paths(content)
                generator.env.globals["arguments"] = arguments
                errors = generator.build()
        reason = " ".join(f"{error.header} {error.detail or ''}" for error in errors)
    except (OSError, SpecError):
        raise
    except Exception as error:  # the generator, and what prepares for it, stumble over some documents
        reason = f"{type(error).__name__}: {error}"
    if reason:
        reason = " ".join(re.sub(r"<\S+ object at 0x[0-9a-f]+>", "", reason).split())[:500]
        raise SpecError(printable(f"openapi-python-client cannot generate the client: {reason}"))


def _run_ruff(new: Path) -> None:
    ruff = Path(sysconfig.get_path("scripts")) / "ruff"
    for arguments in (["check", "--select", "I,F401", "--fix-only"], ["format", "--line-length", "120"]):
        outcome = subprocess.run(
            [str(ruff), *arguments, "--isolated", "--no-cache", "--quiet", "--target-version", "py311", str(new)],
            env=environment(),
            preexec_fn=cpu_limit(LONGEST),
            capture_output=True,
            text=True,
        )
        if outcome.returncode != 0:
            reason = " ".join(outcome.stderr.split()).replace(str(new), "")
            raise SpecError(f"ruff cannot format the generated client: {reason[:500]}")


def _check_overrides(project: Project, config: dict[str, Any], new: Path) -> None:
    exported = (new / "models" / "__init__.py").read_text()
    for old, override in (config.get("class_overrides") or {}).items():
        if not override.get("class_name") or f'"{override["class_name"]}"' not in exported:
            raise SpecError(
                f"{project.generator_config.name} overrides the class {old}, which the document does not give; "
                "take the override out or correct its name"
            )


def _stamp(corrected: CorrectedDocument) -> dict[str, Any]:
    return {
        "document_sha256": corrected.document.sha256,
        "overlay_sha256": corrected.overlay.sha256,
        "operations": len(corrected.operations),
        "generator": f"openapi-python-client {version('openapi-python-client')}",
        "formatter": f"ruff {version('ruff')}",
    }


def _fingerprint(project: Project, corrected: CorrectedDocument) -> str:
    inputs = {
        "stamp": _stamp(corrected),
        "config": sha256_of(read_file(project.generator_config)),
        "templates": tree_sha256(project.templates),
        "rules": tree_sha256(OWN.root / "vendor_spec"),
        "client": tree_sha256(project.client),
        "reference": _digest(project.api_reference),
        "document_url": _document_url(project),
    }
    return sha256_of(json.dumps(inputs, sort_keys=True).encode())
