"""The credentials of another document."""

import re
from pathlib import Path

import pytest

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.valid_requests import cases
from vendor_spec.openapi.document import parse_document

LIBRARY = Path(__file__).with_name("library.yaml")
CONTENT = parse_document(LIBRARY.read_bytes(), LIBRARY.name).content


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("", "does not say which variable holds the credential of Token; add [auth.openapi.Token]"),
        ('[auth.openapi.Token]\nbearer = "${LIBRARY_TOKEN}"\n', "the credential of Token must be a variable such as"),
    ],
)
def test_a_scheme_without_a_variable_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str, sentence: str
) -> None:
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(cases.CONFIG.read_text().partition("# Which variable holds")[0] + entry)
    monkeypatch.setattr(cases, "CONFIG", settings)
    with pytest.raises(UsageFault, match=re.escape(sentence)):
        cases.credential_variables(CONTENT)
