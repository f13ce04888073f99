"""The cases of one operation as test items: those of the examples, of the coverage in parts, and of the fuzzing."""

from collections.abc import Iterator
from typing import Any

from hypothesis import Phase, settings
from schemathesis.generation.hypothesis.builder import SETTINGS_ATTRIBUTE_NAME
from schemathesis.generation.meta import TestPhase
from schemathesis.pytest.plugin import SchemathesisFunction

from contract_tests.harness.probes.order import COVERAGE, MOST_PARTS

PART = 20  # coverage cases at most in a part but the last, so that a small budget can finish one


class CasesItem(SchemathesisFunction):
    """The cases of one phase of Schemathesis for one operation, or a part of them.

    Schemathesis makes one item of all phases, and Hypothesis keeps the cases of the first two with its function; so the
    items of one operation share the function, and each gives it its own cases when it runs.
    """

    def __init__(self, *args: Any, cases: list[Any], base: settings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases, self._base = cases, base

    @classmethod
    def split(cls, item: SchemathesisFunction) -> Iterator["CasesItem"]:
        """Yield the items of each phase for that of all phases; none if it could make no case of the operation, which
        the probe of the valid request says."""
        function = item.obj
        if not hasattr(function, SETTINGS_ATTRIBUTE_NAME):
            return
        cases = list(getattr(function, "hypothesis_explicit_examples", ()))
        examples = [each for each in cases if each.kwargs["case"].meta.phase.name is TestPhase.EXAMPLES]
        coverage = [each for each in cases if each not in examples]
        if examples:
            yield cls.make(item, "conformance_examples", examples)
        for part, start in enumerate(range(0, len(coverage), PART)[:MOST_PARTS], 1):
            end = start + PART if part < MOST_PARTS else None
            name = COVERAGE if part == 1 else f"{COVERAGE}_{part}"
            yield cls.make(item, name, coverage[start:end])
        yield cls.make(item, "conformance_fuzzing", [])

    @classmethod
    def make(cls, item: SchemathesisFunction, probe: str, cases: list[Any]) -> "CasesItem":
        """Return the item of some cases; without any, they are made while it runs."""
        made: CasesItem = cls.from_parent(
            item.parent,
            name=f"test_{probe}[{item.operation_label}]",
            callobj=item.obj,
            originalname=f"test_{probe}",
            test_func=item.test_function,
            operation_label=item.operation_label,
            operation_tags=item.operation_tags,
            cases=cases,
            base=getattr(item.obj, SETTINGS_ATTRIBUTE_NAME),
        )
        return made

    def runtest(self) -> None:
        function = self.obj
        phases = [phase for phase in self._base.phases if (phase is Phase.explicit) is bool(self.cases)]
        function.hypothesis_explicit_examples = self.cases
        setattr(function, SETTINGS_ATTRIBUTE_NAME, settings(self._base, phases=phases))
        super().runtest()
