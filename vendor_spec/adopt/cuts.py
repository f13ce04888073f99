"""What the project says of one vendor's API, and what is left of it for another one's, still under our own names."""

import json
import re
from collections.abc import Mapping

from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import Document
from vendor_spec.openapi.parameters import path_parameters
from vendor_spec.openapi.security import carrier_of, security_schemes

# Our tests and examples call the operations of our own document; the tests of the tool stay with the tool.
REMOVED = (
    ".ci/",
    ".github/workflows/catalogue.yml",
    "CONTRIBUTING.md",
    "benchmarks/",
    "contract_tests/calls/",
    "docs/another-api.md",
    "docs/report.png",
    "docs/test-call.md",
    "examples/",
    "fake_vendor/demo.py",
    "fake_vendor/demo_command.py",
    "fake_vendor/sandbox.py",
    "generated/",
    "openapi.claims.yaml",
    "tests/",
    "vendor_spec/adopt/",
)
README = """\
# vobiz-client

A typed Python client, generated from the vendor's OpenAPI document, and a contract check that says every night whether
the API still does what the document says.

```console
$ pip install .          # the client: from vobiz_client import Vobiz, AsyncVobiz
$ make contract          # the contract check on a mock; installs what it needs
$ make contract-live     # on the API at VOBIZ_BASE_URL; sends GET only, unless live_policy.yaml allows more
$ make update SOURCE=... # take over a newer document
$ make                   # list every command
```

`openapi.yaml` is the vendor's; nobody edits it. Its mistakes are corrected in `openapi.overlay.yaml`
([docs/document.md](docs/document.md)). A live run takes its values from variables:

{variables}

[docs/contract.md](docs/contract.md) describes a run and its report, [ARCHITECTURE.md](ARCHITECTURE.md) the folders.
"""
CHANGELOG = """\
# Changelog

"Vendor" is what changed in the API's document; "Ours" is what changed in this project.

## Unreleased
"""
# file -> (what goes, what comes in its place); the first is a regular expression that has to match.
CUTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    ".github/workflows/ci.yml": ((r"(?s)\n  test:\n.*?(?=\n  contract:\n)", ""),),
    ".github/workflows/nightly.yml": (
        (r"# The secrets VOBIZ_TEST_\*.*\n", ""),
        (r"(?s)      # A job that is cancelled.*?(?=      - uses: actions/upload-artifact)", ""),
        (r"(?m)(?:^ +VOBIZ_(?!BASE_URL)\w+: \$\{\{ secrets\.\w+ \}\}\n)+", "{secrets}"),
        (
            r"the secrets VOBIZ_AUTH_ID and VOBIZ_AUTH_TOKEN, and\n# for each path parameter x the secret VOBIZ_X",
            "a secret for each credential\n# and each path parameter (README)",
        ),
    ),
    ".github/workflows/regenerate.yml": (
        (
            r"# Setting: the variable VOBIZ_SOURCE, to look elsewhere",
            "# Setting: the variable VOBIZ_SOURCE, where to look",
        ),
        (
            r"- if: \$\{\{ github\.event_name != 'push' \}\}",
            "- if: ${{ github.event_name != 'push' && vars.VOBIZ_SOURCE != '' }}",
        ),
    ),
    ".github/workflows/release.yml": ((r"      - run: make test\n", ""),),
    "CHANGELOG.md": ((r"(?s).*", CHANGELOG),),
    "Makefile": (
        (r"(?s)## Tests of this project\n\n.*?(?=\.PHONY: lint\n)", "## Checks of the code\n\n"),
        (r"(?s)\.PHONY: drift-demo\n.*?(?=\.PHONY: mock\n)", ""),
        (r"(?s)## Another vendor\n.*?(?=## Clean-up\n)", ""),
    ),
    "README.md": ((r"(?s).*", README),),
    "contract_tests/known_drift.yaml": ((r"(?s)\n[^#].*", "\n[]\n"),),
    "contract_tests/live_policy.yaml": ((r"(?s)# A live call for the night\..*", ""),),
    "contract_tests/schemathesis.toml": (
        (
            r"(?s)(?<=# Which variable holds the credential of which security scheme of the document\.\n).*",
            "{credentials}",
        ),
    ),
    "docs/contract.md": (
        (r" `contract_tests/calls` has a ready pair\.", ""),
        (r" `make contract` shows two of these: .*\n", "\n"),
    ),
    "openapi.overlay.yaml": ((r"(?s)actions:\n.*", "actions: []\n"),),
    "pyproject.toml": (
        (
            r'description = ".*"',
            'description = "Typed Python client of an API, generated from its OpenAPI document and checked against it"',
        ),
        (r"keywords = \[.*\]", 'keywords = ["vobiz", "openapi", "client"]'),
        (r'document = "https.*"', 'document = ""'),
        (r'prose = "https.*"', "prose = []"),
        (r"hosts = \[.*\]", "hosts = []"),
        (r' +"Topic :: Communications :: Telephony",\n', ""),
        (r'modules = \["tests.*\]\n', ""),
        (r', "examples", "tests/client/user_program.py"', ""),
        (r'exclude = \["examples/whole_api"\].*\n', ""),
        (r'(?s)\[\[tool.importlinter.contracts\]\]\nname = "nothing that is installed.*?\n\n', ""),
        (r'"calls \| conftest', '"conftest'),
        (r"testpaths = .*\n", ""),
        (r"(?s)\[tool\.vendor-spec\].*?\n\n", ""),
        (r"update \| generate \| adopt", "update | generate"),
        (r'"__main__ \| demo", "command \| demo_command", "vendor \| sandbox"', '"__main__", "command", "vendor"'),
        (r"(?<=ignore = \[\n)", '    "E501",    # a longer name than ours makes some lines longer\n'),
    ),
    "vendor_spec/commands.py": ((r"(?s)@program\.command\(\)\n(?:(?!@program).)*?def adopt.*?\n\n\n", ""),),
}


def cut(texts: Mapping[str, bytes], document: Document) -> dict[str, bytes]:
    """Return the files (name -> content) that are of use for another API, without what speaks of ours alone."""
    credentials, parameters = _credentials(document), _path_variables(document)
    variables = ["VOBIZ_BASE_URL", *(variable for _, _, variable in credentials), *parameters]
    blanks = {
        "{credentials}": "".join(
            f'[auth.openapi.{_key(name)}]\n{setting} = "${{{variable}}}"\n\n' for name, setting, variable in credentials
        ),
        "{secrets}": "".join(f"          {name}: ${{{{ secrets.{name} }}}}\n" for name in variables[1:]),
        "{variables}": "\n".join(f"- `{name}`" for name in variables),
    }
    kept = {name: content for name, content in texts.items() if not name.startswith(REMOVED)}
    for name, cuts in CUTS.items():
        text = kept[name].decode()
        for pattern, instead in cuts:
            for blank, filling in blanks.items():
                instead = instead.replace(blank, filling)
            if not re.search(pattern, text):
                raise SpecError(f"{name} has changed since it was ours: {pattern!r} is not in it; adopt a fresh clone")
            text = re.sub(pattern, instead.replace("\\", r"\\"), text, count=1)
        kept[name] = text.encode()
    return kept


def _credentials(document: Document) -> list[tuple[str, str, str]]:
    """Return scheme, setting of schemathesis.toml and variable of each security scheme that a request can carry."""
    settings = {"key": "api_key", "bearer": "bearer", "basic": "username"}
    kinds = {name: carrier_of(scheme).kind for name, scheme in security_schemes(document.content).items()}
    return [(name, settings[kind], f"VOBIZ_{_upper(name)}") for name, kind in kinds.items() if kind]


def _path_variables(document: Document) -> list[str]:
    content = document.content
    names = [name for operation in document.operations for name in path_parameters(content, operation)]
    return list(dict.fromkeys(f"VOBIZ_{_upper(name)}" for name in names))


def _upper(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").upper()


def _key(name: str) -> str:
    return json.dumps(name)
