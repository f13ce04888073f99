"""The names that tell whose client this is: package, classes, environment, distribution."""

import keyword
import re
import sys

from attrs import frozen

from vendor_spec.errors import SpecError

OURS = re.compile("vobiz|Vobiz|VOBIZ")


@frozen
class Names:
    """How the vendor is called, in each of its spellings: `acme_voice`, `AcmeVoice`, `ACME_VOICE`, `acme-voice`."""

    module: str

    @property
    def package(self) -> str:
        return f"{self.module}_client"

    @property
    def distribution(self) -> str:
        return self.package.replace("_", "-")

    @property
    def variable(self) -> str:
        return self.module.upper()

    @property
    def class_(self) -> str:
        return "".join(word.capitalize() for word in self.module.split("_"))

    def rewrite(self, text: str) -> str:
        """Return `text` with every spelling of our own name in the same spelling of this one."""
        spellings = {"Vobiz": self.class_, "VOBIZ": self.variable}

        def renamed(found: re.Match[str]) -> str:
            is_hyphenated = found.string[found.end() : found.end() + 1] == "-"
            return spellings.get(found[0], self.module.replace("_", "-") if is_hyphenated else self.module)

        return OURS.sub(renamed, text)


def parse_name(name: str) -> Names:
    """Return the names of a vendor; raises SpecError for one that gives no Python package of its own."""
    module = name.replace("-", "_")
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", module) or len(module) > 40:
        raise SpecError(f"NAME={name[:60]!r} gives no package name; write it in lower case, such as acme or acme-voice")
    if keyword.iskeyword(module) or "vobiz" in module or f"{module}_client" in sys.stdlib_module_names:
        raise SpecError(f"NAME={name} is taken; choose another")
    return Names(module)
