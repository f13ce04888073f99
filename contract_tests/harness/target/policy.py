"""What may be sent to a live target, operation by operation, as `live_policy.yaml` says it."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from contract_tests.harness.findings.pointers import iter_values

VALID_REQUEST = "a_valid_request_succeeds"
REFUSALS = (
    "credentials_are_required",
    "accounts_are_isolated",
    "parameters_are_what_the_document_says",
    "an_unknown_id_is_not_there",
)
VARIABLE = re.compile(r"\$\{([^}]*)\}")


class Risk(StrEnum):
    """What a request to an operation may do, and so which probes it allows; `live_policy.yaml` explains each."""

    READ = "read"
    REVERSIBLE = "reversible"
    BILLABLE = "billable"
    FORBIDDEN = "forbidden"

    def allows(self, probe: str) -> bool:
        """Return whether a probe (the name of a test item without `test_`) may be sent."""
        probes = {Risk.REVERSIBLE: (VALID_REQUEST, *REFUSALS), Risk.BILLABLE: (VALID_REQUEST,), Risk.FORBIDDEN: ()}
        return self is Risk.READ or probe in probes[self]


@frozen
class Source:
    """A value in the response of the operation `label`, at the JSONPath `at`."""

    label: str
    at: str


@frozen
class Entry:
    """The rule for one operation; `body` is what is sent (`${VOBIZ_X}` stands for a variable) if `has_body`."""

    risk: Risk
    is_listed: bool = False
    has_body: bool = False
    body: Any = None
    values: Mapping[str, Source] = field(factory=dict)

    @property
    def body_variables(self) -> list[str]:
        """The environment variables that the body is filled in from."""
        texts = [value for _, value in iter_values(self.body) if isinstance(value, str)]
        return list(dict.fromkeys(name for text in texts for name in VARIABLE.findall(text)))


@frozen
class Command:
    """A program and its arguments, and what it costs in words; run only when `enabled`."""

    run: tuple[str, ...]
    cost: str
    enabled: bool = False


@frozen
class LivePolicy:
    """An entry for every operation of the document, by label; value sources for all; commands around the run."""

    entries: Mapping[str, Entry]
    values: Mapping[str, Source] = field(factory=dict)
    before: Command | None = None
    after: Command | None = None

    def source(self, label: str, name: str) -> Source | None:
        """Where the path parameter `name` of an operation takes its value from when no variable holds it."""
        return self.entries[label].values.get(name, self.values.get(name))
