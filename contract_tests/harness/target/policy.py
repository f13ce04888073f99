"""What may be sent to a live target: `live_policy.yaml`, read strictly; what is not understood is refused by name."""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from attrs import field, frozen

from contract_tests.harness.findings.pointers import iter_values
from vendor_spec.errors import SpecError, printable
from vendor_spec.files import read_file
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import path_parameters
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.overlay.jsonpath import find

VALID_REQUEST = "a_valid_request_succeeds"
REFUSALS = (
    "credentials_are_required",
    "accounts_are_isolated",
    "parameters_are_what_the_document_says",
    "an_unknown_id_is_not_there",
)
WRITTEN = "what_was_written_is_kept"
UNIQUE = "VOBIZ_UNIQUE"  # stands in a body for a text that is another one in each request
VARIABLE = re.compile(r"\$\{([^}]*)\}")


class Risk(StrEnum):
    """What a request to an operation may do, and so which probes it allows; `live_policy.yaml` explains each."""

    READ = "read"
    REVERSIBLE = "reversible"
    BILLABLE = "billable"
    FORBIDDEN = "forbidden"

    def allows(self, probe: str) -> bool:
        """Return whether a probe (the name of a test item without `test_`) may be sent."""
        probes = {
            Risk.REVERSIBLE: (VALID_REQUEST, *REFUSALS, WRITTEN),
            Risk.BILLABLE: (VALID_REQUEST,),
            Risk.FORBIDDEN: (),
        }
        return self is Risk.READ or probe in probes[self]


@frozen
class Source:
    """A value in the response of the operation `label`, at the JSONPath `at`; without one, the id of what it makes.

    `is_alone`: it is for one operation alone, which changes or ends what has that id.
    """

    label: str
    at: str = ""
    is_alone: bool = False

    @property
    def makes(self) -> bool:
        """Whether the operation makes a resource, so that each of its responses has another value."""
        return self.label.startswith("POST ")


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
        names = dict.fromkeys(name for text in texts for name in VARIABLE.findall(text))
        return [name for name in names if name != UNIQUE]


@frozen
class Command:
    """A program and its arguments, and what it costs in words; run only when `enabled`."""

    run: tuple[str, ...]
    cost: str
    enabled: bool = False


@frozen
class LivePolicy:
    """An entry for every operation of the document, by label; value sources for all; commands around the run.

    Attributes:
        made: By label and path parameter, the POST that makes a resource for an operation (`own_resources`).
    """

    entries: Mapping[str, Entry]
    values: Mapping[str, Source] = field(factory=dict)
    made: Mapping[tuple[str, str], Source] = field(factory=dict)
    before: Command | None = None
    after: Command | None = None

    def source(self, label: str, name: str) -> Source | None:
        """Where the path parameter `name` of an operation takes its value from when no variable holds it."""
        own = self.entries[label].values.get(name)
        if own is None and not self.has_its_own(label, name):
            own = self.values.get(name)
        return own or self.made.get((label, name))

    def has_its_own(self, label: str, name: str) -> bool:
        """Whether the run makes what the parameter names for this operation alone, whatever is known for others."""
        made = self.made.get((label, name))
        return made is not None and made.is_alone and name not in self.entries[label].values


def read_live_policy(path: Path, content: Mapping[str, Any], operations: Collection[Operation]) -> LivePolicy:
    """Read the policy for the operations of a document; raises SpecError that names the file and the entry."""
    value = load_yaml(read_file(path), path.name)
    reader = _Reader(path.name, {operation.label: operation for operation in operations}, content)
    return reader.policy({} if value is None else value)


@frozen
class _Reader:
    file: str
    operations: Mapping[str, Operation]
    content: Mapping[str, Any]

    def policy(self, value: Any) -> LivePolicy:
        self.check_keys("the file", value, ("operations", "values", "before", "after"))
        listed = value.get("operations") or {}
        self.check_keys("operations", listed)
        entries = {label: Entry(Risk.READ if label.startswith("GET ") else Risk.FORBIDDEN) for label in self.operations}
        for given, entry in listed.items():
            label = self.label(given, "operations")
            if entries[label].is_listed:
                raise self.error(given, "is the same operation as another entry; keep one of them")
            entries[label] = self.entry(label, entry)
        policy = LivePolicy(
            entries,
            self.sources("values", value.get("values") or {}, list(self.operations)),
            before=self.command("before", value.get("before")),
            after=self.command("after", value.get("after")),
        )
        self.check_sources(policy)
        return policy

    def entry(self, label: str, value: Any) -> Entry:
        if isinstance(value, str):
            return Entry(self.risk(label, value), is_listed=True)
        self.check_keys(label, value, ("risk", "body", "values"))
        if "body" in value and "requestBody" not in self.operations[label].definition:
            raise self.error(label, "has a `body`, but the document wants none; remove it")
        sources = self.sources(label, value.get("values") or {}, [label])
        entry = Entry(self.risk(label, value.get("risk")), True, "body" in value, value.get("body"), sources)
        wrong = [name for name in entry.body_variables if not re.fullmatch(r"VOBIZ_[A-Z0-9_]+", name)]
        if wrong:
            raise self.error(label, f"fills ${{{wrong[0]}}} into its body; only variables called VOBIZ_... may be")
        return entry

    def risk(self, label: str, value: Any) -> Risk:
        if value not in tuple(Risk):
            raise self.error(label, f"has the risk {value!r}; give one of {', '.join(Risk)}")
        return Risk(value)

    def sources(self, place: str, value: Any, labels: list[str]) -> dict[str, Source]:
        self.check_keys(f"{place}: values" if place != "values" else place, value)
        used = {name for label in labels for name in path_parameters(self.content, self.operations[label])}
        sources = {}
        for name, given in value.items():
            where = f"{place}: {name}"
            self.check_keys(where, given, ("from", "at"))
            if name not in used:
                raise self.error(where, "is the name of no path parameter; write it as the document does")
            if not isinstance(given.get("from"), str) or not isinstance(given.get("at"), str):
                raise self.error(where, "needs `from` (an operation) and `at` (a JSONPath), both text")
            try:
                find(given["at"], None)
            except SpecError as error:
                raise self.error(where, f"has the JSONPath {given['at']!r}, which is none ({error})") from None
            sources[name] = Source(self.label(given["from"], where), given["at"])
        return sources

    def command(self, place: str, value: Any) -> Command | None:
        if value is None:
            return None
        self.check_keys(place, value, ("run", "cost", "enabled"))
        run, cost, enabled = value.get("run"), value.get("cost"), value.get("enabled", False)
        if not isinstance(run, list) or not run or not all(isinstance(word, str) and word for word in run):
            raise self.error(place, "needs `run`, a list of a program and its arguments, all text")
        if not isinstance(cost, str) or not cost.strip():
            raise self.error(place, "needs `cost`, in words, such as: one call of a minute")
        if not isinstance(enabled, bool):
            raise self.error(place, "has an `enabled` that is neither true nor false")
        return Command(tuple(run), " ".join(cost.split()), enabled)

    def label(self, given: str, where: str) -> str:
        # The project's overlay, which a run can do without, adds or removes the slash of a path.
        other = given[:-1] if given.endswith("/") else f"{given}/"
        for label in (given, other):
            if label in self.operations:
                return label
        raise self.error(where, f"{given!r} is no operation of the document; write METHOD /path as the document does")

    def check_sources(self, policy: LivePolicy) -> None:
        for label, operation in self.operations.items():
            for name in path_parameters(self.content, operation):
                source = policy.source(label, name)
                risk = Risk.READ if source is None else policy.entries[source.label].risk
                if source is not None and risk is not Risk.READ and not (source.makes and risk is Risk.REVERSIBLE):
                    raise self.error(f"values: {name}", f"comes from {source.label}, which is {risk}, not read")
        for label in self.operations:
            self.check_cycle(policy, label, ())

    def check_cycle(self, policy: LivePolicy, label: str, way: tuple[str, ...]) -> None:
        if label in way:
            cycle = " -> ".join((*way[way.index(label) :], label))
            raise self.error("values", f"go round in a circle: {cycle}; take one of them from elsewhere")
        for name in path_parameters(self.content, self.operations[label]):
            source = policy.source(label, name)
            if source is not None:
                self.check_cycle(policy, source.label, (*way, label))

    def check_keys(self, place: str, value: Any, known: tuple[str, ...] = ()) -> None:
        if not isinstance(value, dict):
            raise self.error(place, "must be a mapping of names to values")
        unknown = [key for key in value if known and key not in known]
        if unknown:
            raise self.error(place, f"has {unknown[0]!r}; known are {', '.join(known)}")

    def error(self, place: str, what: str) -> SpecError:
        return SpecError(printable(f"{self.file}: {place} {what}"[:400]))
