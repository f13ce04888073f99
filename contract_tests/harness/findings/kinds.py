"""The closed list of what a finding can be, and how bad each is for a client."""

from enum import StrEnum


class Severity(StrEnum):
    """How much a drift hurts. New findings of the first two make the verdict `drift`."""

    BREAKING = "breaking"
    RISKY = "risky"
    ADDITIVE = "additive"
    NOTICE = "notice"

    @property
    def rank(self) -> int:
        """The place among the severities, 0 for the worst."""
        return list(Severity).index(self)


MEANINGS_BY_SEVERITY = {
    Severity.BREAKING: {
        "path.trailing_slash": "The API serves this path only with its final slash added or removed; a client that does not follow redirects fails.",
        "path.moved": "The documented path no longer exists; every request to it fails.",
        "status.changed": "A success has another status; a client that expects the documented one takes it for a failure.",
        "content_type.changed": "The response has another content type; a client may not parse it.",
        "body.unreadable": "The body is not the JSON that it should be; a client cannot read it.",
        "body.shape": "The body has another structure; a client does not find what it looks for.",
        "field.missing": "The field is missing; a client that reads it fails, or goes on without it.",
        "field.type": "The field has another type; a client that uses its value fails, or gets wrong results.",
        "field.renamed": "The response has this field under another name; a client that reads the documented name fails.",
        "header.missing": "The header is missing; a client that reads it does not find it.",
        "parameter.rejected": "The API refuses a request that the document allows.",
        "auth.scheme_changed": "The API no longer accepts the documented credentials; it requires others.",
        "write.not_found": "What was just created is not where the API says that it is; a client that keeps its id or address finds nothing.",
        "client.mismatch": "The generated client reads something else than the response holds: the client or the document is wrong.",
    },
    Severity.RISKY: {
        "redirect.foreign": "The API redirects, or leads to a next page, at another host; a client that follows sends its credentials there.",
        "field.format": "The value looks different from the vendor's own example; a client that parses it may fail.",
        "field.value": "Nobody documented this value; a client that distinguishes values does not know it.",
        "field.echo": "The response is about another resource than the request.",
        "header.value": "A header has another value than documented.",
        "parameter.not_required": "The API accepts a request without a required parameter; what it then does is not documented.",
        "parameter.not_validated": "The API accepts a value that the document forbids; mistakes of callers go unnoticed.",
        "auth.not_enforced": "The API serves a request without valid credentials. Report it to the vendor in private before you tell anybody else.",
        "account.not_isolated": "The credentials of one account give access to another. Report it to the vendor in private before you tell anybody else.",
        "server.error": "The API fails where it should serve or refuse the request.",
        "status.undocumented": "The document does not name this status for such a request; a client does not expect it.",
        "write.not_kept": "The API does not keep what it was sent; a client reads back something else, or nothing.",
        "write.side_effect": "A change touches more, or less, than it says: PATCH also changes other fields, or PUT leaves old ones.",
        "delete.not_done": "The resource is still there after it was deleted.",
        "list.limit": "A page has more items than the request allows.",
        "list.pages": "The pages of a list repeat items or leave some out; a client that reads all pages gets wrong data.",
        "list.total": "The response states another number of items than there are.",
        "list.filter": "The list has items that the filter excludes.",
        "list.order": "The items are not in the documented order.",
        "parameter.default": "Without this parameter the API does something else than with its documented default.",
        "prose.path": "The vendor's page and the document have different paths.",
    },
    Severity.ADDITIVE: {
        "field.undocumented": "The response has a field that the document does not name; clients ignore it.",
    },
    Severity.NOTICE: {
        "field.time": "The time is more than a day in the future.",
        "lifecycle.deprecated": "The vendor has announced the end of this operation.",
        "prose.status": "The vendor's page names a status that is not in the document.",
        "prose.value": "The vendor's page and the document allow different values.",
        "prose.example": "An example contradicts the schema.",
        "prose.field": "The vendor's page and the document list different fields.",
        "prose.parameter": "The vendor's page describes the parameters differently from the document.",
        "prose.document": "The OpenAPI block of the vendor's page says otherwise than the vendor's document.",
        "prose.operation": "The vendor's pages show an operation that the document does not have.",
        "document.repaired": "The document has a fault here, which is repaired for the client, the mock and the checks.",
    },
}
KINDS = {kind: severity for severity, meanings in MEANINGS_BY_SEVERITY.items() for kind in meanings}
MEANINGS = {kind: meaning for meanings in MEANINGS_BY_SEVERITY.values() for kind, meaning in meanings.items()}


def counts_as_drift(kind: str) -> bool:
    """Return whether a new finding of this kind makes the verdict `drift`."""
    return KINDS[kind] in (Severity.BREAKING, Severity.RISKY)
