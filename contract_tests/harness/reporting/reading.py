"""Reads a `drift.json` that a run, perhaps one of another night or machine, has left."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from contract_tests.harness.errors import UsageFault
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file


@cache
def _validator() -> Any:
    schema = json.loads(Path(__file__).with_name("drift.schema.json").read_text())
    return jsonschema_rs.validator_for(schema)


def read_report(path: Path) -> dict[str, Any]:
    """The object of a `drift.json`; raises UsageFault, naming the place, when it is missing or not of its schema."""
    try:
        report: dict[str, Any] = json.loads(read_file(path))
    except SpecError as error:
        raise UsageFault(f"{error}; run the contract first") from None
    except (ValueError, RecursionError) as error:
        raise UsageFault(f"{path.name} is not JSON: {error}") from None
    try:
        wrong = next(iter(_validator().iter_errors(report)), None)
    except UnicodeEncodeError:
        raise UsageFault(f"{path.name} is not a report: it holds what is no text") from None
    if wrong is not None:
        place = "/".join(map(str, wrong.instance_path)) or "its top"
        raise UsageFault(f"{path.name} is not a report of this version: {wrong.message[:200]} at {place}")
    return report
