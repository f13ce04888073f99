"""The packages that the client benchmark compares: ours for one and for many operations, bare output, the vendor's."""

import importlib
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from attrs import field, frozen

from vendor_spec.files import write_file
from vendor_spec.generate.generation import generate
from vendor_spec.openapi.provenance import accept_document
from vendor_spec.overlay.correction import build, correct
from vendor_spec.project import OWN, Project

MANY = 68


@frozen
class Packages:
    """Folders for PYTHONPATH; None for what could not be had, with the reason in `notes`."""

    one_operation: Path
    many_operations: Path
    vanilla: Path | None
    vendor: Path | None
    vendor_version: str
    notes: list[str]
    many: int = field(default=MANY)

    def vanilla_client(self, base_url: str, headers: dict[str, str]) -> Any:
        """Return bare output's client and its operation."""
        if self.vanilla is None:
            return None
        sys.path.insert(0, str(self.vanilla))
        module = importlib.import_module("vanilla_client.api.live_calls.get_live_call")
        client = importlib.import_module("vanilla_client").Client(base_url=base_url, headers=headers)
        return SimpleNamespace(get_live_call=module, client=client)

    def vendor_client(self, base_url: str, account: str, token: str) -> Any:
        """Return a client of the vendor's package."""
        if self.vendor is None:
            return None
        sys.path.append(str(self.vendor))
        client = importlib.import_module("vobiz").RestClient(account, token)
        client.base_uri = f"{base_url}/api/v1/Account"
        return client


def made_packages(folder: Path) -> Packages:
    """Make or fetch all of them below `folder`."""
    notes: list[str] = []
    vanilla = folder / "vanilla"
    vendor, vendor_version = _fetch_vendor(folder / "vendor", notes)
    return Packages(
        one_operation=_ours(folder / "one", 1),
        many_operations=_ours(folder / "many", MANY),
        vanilla=vanilla if _bare_output(vanilla, notes) else None,
        vendor=vendor,
        vendor_version=vendor_version,
        notes=notes,
    )


def _ours(folder: Path, operations: int) -> Path:
    folder.mkdir()
    project = Project(folder)
    schema = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}, "parts": {"type": "array", "items": {"type": "object"}}},
    }
    answer = {"200": {"description": "Found", "content": {"application/json": {"schema": schema}}}}
    key = {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Many", "version": "1"},
        "servers": [{"url": "https://api.example"}],
        "paths": {
            f"/things{number}/{{key}}": {
                "get": {
                    "operationId": f"operation-{number}",
                    "tags": [f"Tag {number % 12}" if number else "Calls"],
                    "parameters": [key],
                    "responses": answer,
                }
            }
            for number in range(operations)
        },
    }
    write_file(project.document, json.dumps(document).encode())
    write_file(project.overlay, b"overlay: 1.1.0\nactions: []\n")
    write_file(project.generator_config, OWN.generator_config.read_bytes())
    project.templates.symlink_to(OWN.templates)
    accept_document(project)
    generate(project, build(project))
    return project.client.parent


def _bare_output(folder: Path, notes: list[str]) -> bool:
    folder.mkdir()
    source = folder / "document.json"
    source.write_text(json.dumps(correct(OWN, OWN.overlay).content))
    command = ("generate", "--path", str(source), "--meta", "none", "--output-path", str(folder / "vanilla_client"))
    outcome = subprocess.run([sys.executable, "-m", "openapi_python_client", *command], capture_output=True, text=True)
    if outcome.returncode:
        notes.append(f"left out: openapi-python-client's bare output: {outcome.stderr.strip()[-200:]}")
    return not outcome.returncode


def _fetch_vendor(folder: Path, notes: list[str]) -> tuple[Path | None, str]:
    command = ("pip", "install", "--quiet", "--disable-pip-version-check", "--target", str(folder), "vobiz-python")
    outcome = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True)
    if outcome.returncode:
        reason = (outcome.stderr.strip().splitlines() or ["no reason given"])[-1]
        notes.append(f"left out: vobiz-python cannot be installed: {reason}")
        return None, ""
    found = next(folder.glob("vobiz_python-*.dist-info"))
    return folder, found.name.removeprefix("vobiz_python-").removesuffix(".dist-info")
