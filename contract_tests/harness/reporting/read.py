"""Reads a `drift.json` that a run, perhaps one of another night, machine or version, has left."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.findings.json_form import from_json
from contract_tests.harness.reporting.report import Report
from vendor_spec.errors import SpecError
from vendor_spec.files import MISSING, read_file


@cache
def _validator(schema: str) -> Any:
    return jsonschema_rs.validator_for(json.loads(Path(__file__).with_name(schema).read_text()))


def read_report(path: Path) -> Report:
    """Return the report in a `drift.json`; raises UsageFault when it is missing or not of its schema."""
    value = read_json(path, "run the contract first, or name another report")
    validate(value, path, "drift.schema.json", "a report of this version")
    return from_json(value, Report)


def read_json(path: Path, missing: str = MISSING) -> Any:
    """Return the value of a JSON file. Raises UsageFault; `missing` says what to do when there is no such file."""
    try:
        return json.loads(read_file(path, missing=missing))
    except SpecError as error:
        raise UsageFault(str(error)) from None
    except (ValueError, RecursionError) as error:
        raise UsageFault(f"{path.name} is not JSON: {error}; name another file, or have it made again") from None


def validate(value: Any, path: Path, schema: str, what: str) -> None:
    """Raise UsageFault when the value of a file is not what its schema, beside this module, says."""
    try:
        wrong = next(iter(_validator(schema).iter_errors(value)), None)
    except UnicodeEncodeError:
        raise UsageFault(f"{path.name} is not a report: it holds what is no text") from None
    if wrong is not None:
        place = "/".join(map(str, wrong.instance_path)) or "its top"
        raise UsageFault(
            f"{path.name} is not {what}: {wrong.message[:200]} at {place}; name another, or have it made again"
        )
