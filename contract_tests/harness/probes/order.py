"""The order of the probes: what the others depend on first, what costs many requests last."""

ORDER = (
    "a_valid_request_succeeds",  # the other probes depend on it
    "the_path_ends_as_documented",
    "corrections_are_needed",
    "the_prose_agrees",
    "credentials_are_required",
    "accounts_are_isolated",
    "parameters_are_what_the_document_says",
    "an_unknown_id_is_not_there",
    "generated_client",
    "generated_async_client",
    "conformance",
)


def place_of(item_name: str) -> int:
    """Where a test item has its place, so that a budget that is too small is spent on all operations alike."""
    probe = item_name.removeprefix("test_").partition("[")[0]
    return ORDER.index(probe) if probe in ORDER else ORDER.index("generated_client")
