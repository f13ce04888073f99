"""Which of the values that a run sends must not be seen."""

from contract_tests.harness.findings.result import Skip
from contract_tests.harness.findings.secrets import with_tampered
from contract_tests.harness.target.target import Target, variable_of
from contract_tests.harness.valid_requests.path_values import Values

SHORTEST_SECRET = 5  # characters; masking every "1" would make a report unreadable and hide nobody


def secret_values(target: Target, sourced: Values) -> dict[str, str]:
    """Return the values that must not be seen, each with what stands for it; `sourced` is what sources gave."""
    variables = {name: value for name, value in target.environment.items() if name.startswith("VOBIZ_")}
    kept = set(target.credentials.values())
    names = {value: variable_of(name) for (_, name), value in sourced.items() if not isinstance(value, Skip)}
    names |= {value: name for name, value in variables.items()}
    secrets = {value: f"${name}" for value, name in names.items() if value in kept or len(value) >= SHORTEST_SECRET}
    secrets.pop(target.base_url, None)
    return with_tampered(secrets)
