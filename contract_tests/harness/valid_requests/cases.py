"""Schemathesis, set up for one run: which operations, which values, which credentials, how many examples."""

import os
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import schemathesis
from hypothesis.internal.conjecture import providers
from schemathesis.specs.openapi.schemas import OpenApiSchema

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.valid_requests.credentials import credentials_for
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.security import carrier_of, security_schemes
from vendor_spec.project import OWN

CONFIG = OWN.schemathesis_config
EXAMPLES = {Kind.MOCK: 20, Kind.LIVE: 5}

# Hypothesis takes values from the source of the program under test, which here is that of this program. The cases of a
# seed would change with it, and to read it takes a quarter of a second.
providers._get_local_constants = lambda: providers._local_constants  # noqa: SLF001 - there is no setting for it


def credential_variables(content: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return, by security scheme of the document that schemathesis.toml knows, the variable of its credential.

    Where those that are set open every operation, the others are alternatives that a run does without. Raises
    UsageFault when it knows none of those that the operations want, or names a variable of other programs.
    """
    declared = security_schemes(content)
    variables = {}
    for scheme, settings in _read_config().get("auth", {}).get("openapi", {}).items():
        # The report masks the values of these variables only.
        match = re.fullmatch(r"\$\{(VOBIZ_\w+)\}", next(iter(settings.values())))
        if match is None:
            raise UsageFault(f"{CONFIG.name}: the credential of {scheme} must be a variable such as ${{VOBIZ_AUTH_ID}}")
        if scheme in declared:
            variables[scheme] = match[1]
    wanted = [name for name in declared if carrier_of(declared[name]).kind]
    any_values = dict.fromkeys(wanted, "any:any")
    if not variables and any(credentials_for(content, each, any_values) for each in iter_operations(dict(content))):
        raise UsageFault(
            f"{CONFIG.name} does not say which variable holds the credential of {wanted[0]}; "
            f"add [auth.openapi.{wanted[0]}]"
        )
    present = {scheme: variable for scheme, variable in variables.items() if environment.get(variable)}
    is_enough = all(
        credentials_for(content, each, present) is not None or credentials_for(content, each, variables) is None
        for each in iter_operations(dict(content))
    )
    return present if present and is_enough else variables


def make_schema(
    content: dict[str, Any],
    operations: Collection[Operation],
    target: Target,
    values: Mapping[str, Mapping[str, str]],
    seed: int,
) -> OpenApiSchema:
    """Return the cases for `operations` of a corrected document; `values` pins path parameters, by label and name."""
    config = _read_config()
    config["seed"] = seed
    config["base-url"] = target.base_url
    config["generation"]["max-examples"] = EXAMPLES[target.kind]
    if target.kind is Kind.MOCK:
        config["generation"]["mode"] = "positive"  # what is not valid would test Prism, not the document
    config["auth"] = {"openapi": _auth(content, target.credentials)} if target.credentials else {}
    labels = {operation.label for operation in operations}
    config["parameters"], config["operations"] = _pins_and_groups(iter_operations(content), labels, values)
    return schemathesis.openapi.from_dict(content, config=schemathesis.Config.from_dict(config))


def _pins_and_groups(
    operations: Iterable[Operation], included: Collection[str], values: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the parameters that are pinned everywhere, and an entry for each group of operations with other settings.

    Schemathesis goes through all entries, and merges those that fit, several times a case: so there are few of them.
    The rest of the document is not left out by `schema.include`, which is ignored as soon as there is any entry.
    """
    groups: dict[tuple[tuple[str, str], ...] | None, list[str]] = {}
    for label in (operation.label for operation in operations):
        pins = tuple(sorted(values.get(label, {}).items())) if label in included else None
        groups.setdefault(pins, []).append(label)
    left_out = groups.pop(None, [])
    common = max(groups, key=lambda pins: len(groups[pins]) if pins else 0, default=())
    entries = [_entry(left_out, enabled=False)] if left_out else []
    entries += [_entry(labels, parameters=_pin(pins)) for pins, labels in groups.items() if pins and pins != common]
    return _pin(common or ()), entries


def _entry(labels: Iterable[str], **settings: Any) -> dict[str, Any]:
    return {"include-name-regex": f"^(?:{'|'.join(map(re.escape, labels))})$", **settings}


def _pin(values: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {f"path.{name}": value for name, value in values}


def _auth(content: Mapping[str, Any], credentials: Mapping[str, str]) -> dict[str, dict[str, str]]:
    schemes = security_schemes(content)
    settings: dict[str, dict[str, str]] = {}
    for name, value in credentials.items():
        kind = carrier_of(schemes[name]).kind
        user, _, password = value.partition(":")
        settings[name] = {
            "key": {"api_key": value},
            "bearer": {"bearer": value},
            "basic": {"username": user, "password": password},
        }.get(str(kind), {})
    return settings


def _read_config() -> dict[str, Any]:
    try:
        return tomllib.loads(CONFIG.read_text())
    except tomllib.TOMLDecodeError as error:
        raise UsageFault(f"{CONFIG.name} is not usable TOML: {error}") from None
