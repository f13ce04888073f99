"""The closed list of what a finding can be, and how bad each is for a client."""

from enum import StrEnum


class Severity(StrEnum):
    """How much a drift hurts. New findings of the first two make the verdict `drift`."""

    BREAKING = "breaking"
    RISKY = "risky"
    ADDITIVE = "additive"
    NOTICE = "notice"


MEANINGS_BY_SEVERITY = {
    Severity.BREAKING: {
        "path.trailing_slash": "The API answers under the path with a slash more or less; a client that does not follow redirects fails.",
        "path.moved": "The documented path is not there any more; every call of it fails.",
        "status.changed": "Success has another status; a client that looks for the documented one takes it for a failure.",
        "content_type.changed": "The answer calls itself something else; a client may not parse it.",
        "body.unreadable": "The body is not the JSON that it should be; a client cannot read it.",
        "body.shape": "The body is built differently; a client does not find what it looks for.",
        "field.missing": "A client that reads this field fails, or works on without it.",
        "field.type": "A client that computes with this field fails, or computes wrongly.",
        "field.renamed": "The value is still there under another name; a client that reads the documented name fails.",
        "header.missing": "A client that reads this header does not find it.",
        "parameter.rejected": "A request that the document allows is refused.",
        "auth.scheme_changed": "The documented credentials do not open the API any more; it asks for others.",
        "client.mismatch": "The generated client reads something else than was sent: a fault of the client or of the document.",
    },
    Severity.RISKY: {
        "redirect.foreign": "The API sends callers to another host; a client that follows hands its credentials over.",
        "field.format": "The value looks different from the vendor's own example; a client that parses it may fail.",
        "field.value": "A value that nobody documented; a client that tells cases apart does not know it.",
        "field.echo": "The answer is about another resource than the one that was asked for.",
        "header.value": "A header holds something else than documented.",
        "parameter.not_required": "A request without a required parameter is taken; what it then means is not documented.",
        "parameter.not_validated": "A value that the document forbids is taken; mistakes of callers pass unnoticed.",
        "auth.not_enforced": "A request without valid credentials is answered: tell the vendor before anybody else.",
        "account.not_isolated": "The credentials of one account open another: tell the vendor before anybody else.",
        "server.error": "The API fails where it should answer or refuse.",
        "status.undocumented": "A status that the document does not name for this request; a client has no rule for it.",
        "prose.path": "The vendor's page calls another path than the document names.",
    },
    Severity.ADDITIVE: {
        "field.undocumented": "The answer holds a field that the document does not name; clients ignore it.",
    },
    Severity.NOTICE: {
        "lifecycle.deprecated": "The vendor has announced the end of this operation.",
        "prose.status": "The vendor's page speaks of a status that the document does not name.",
        "prose.value": "The vendor's page allows other values than the document.",
        "prose.example": "An example contradicts the schema.",
        "prose.field": "The vendor's page lists other fields than the document.",
        "prose.parameter": "The vendor's page describes the parameters otherwise than the document.",
    },
}
KINDS = {kind: severity for severity, meanings in MEANINGS_BY_SEVERITY.items() for kind in meanings}
MEANINGS = {kind: meaning for meanings in MEANINGS_BY_SEVERITY.values() for kind, meaning in meanings.items()}


def counts_as_drift(kind: str) -> bool:
    """Whether a new finding of this kind makes the verdict `drift`."""
    return KINDS[kind] in (Severity.BREAKING, Severity.RISKY)
