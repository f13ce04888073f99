"""Where in a page something stands: what its headings say that it is about."""

import re
from typing import Literal

from attrs import frozen

from vendor_spec.prose.wording.statuses import find_label_status

_PLACES = {
    "path": re.compile(r"\bpath\b|\burl parameters?\b", re.IGNORECASE),
    "query": re.compile(r"\bquery\b", re.IGNORECASE),
    "cookie": re.compile(r"\bcookies?\b", re.IGNORECASE),
    "header": re.compile(r"\bheaders?\b", re.IGNORECASE),
    "request": re.compile(r"\bbody\b|\bpayload\b", re.IGNORECASE),
}
_RESPONSE = re.compile(r"\b(responses?|returns?|returned|results?|outputs?|answers?|reply|replies)\b", re.IGNORECASE)
_PARAMETER = re.compile(r"\b(parameters?|params|arguments?|inputs?|request)\b", re.IGNORECASE)
_FIELD = re.compile(r"\b(fields?|attributes?|propert(?:y|ies)|object)\b", re.IGNORECASE)
_ERRORS = re.compile(r"\b(errors?|failures?)\b", re.IGNORECASE)
# Other requests than that of the page: what is sent to the customer's server, and what other operations do.
_CALLBACK = re.compile(r"\b(webhooks?|callbacks?|events?)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\b(related|see also|next steps|sdks?|changelog|migrat\w+)\b", re.IGNORECASE)
_CARRIED = re.compile(r"\b(?:payloads?|body|posted|sent|delivered|received|headers?)\b", re.IGNORECASE)
_CARRIES = re.compile(
    r"\b(?:posts?|sends?|delivers?|includes?|carr(?:y|ies)|contains?)\s+(?:you\s+)?(?:the\s+following|these|this|an?)\b"
    r"|\b(?:receives?|gets?)\s+(?:the\s+following|these)\s+(?:\w+\s+)?(?:parameters|params|fields|data|attributes|values)\b",
    re.IGNORECASE,
)
_RECEIVER = re.compile(
    r"webhook|callback|_url\b|\byour\s+(?:own\s+)?(?:server|endpoint|application|app|url)\b", re.IGNORECASE
)
_AUTHENTICATION = re.compile(r"\bauth(?:entication|ori[sz]ation)?\b|\bcredentials\b", re.IGNORECASE)

LONGEST_LEAD = 100  # characters of a sentence that stands for a heading


@frozen
class Section:
    """`headings` are those above, the nearest last, `lead` is the paragraph right before."""

    headings: tuple[tuple[int, str], ...] = ()
    lead: str = ""

    @property
    def title(self) -> str:
        return self.headings[-1][1] if self.headings else ""

    @property
    def texts(self) -> list[str]:
        """The headings below the page's own title, the nearest first."""
        return [text for level, text in reversed(self.headings) if level > 1]

    @property
    def is_foreign(self) -> bool:
        """Whether what stands here is about something else than the page's operation."""
        return self.is_about_callback or any(_ELSEWHERE.search(text) for text in self.texts)

    @property
    def is_about_callback(self) -> bool:
        """Whether what stands here is about requests of the vendor to its customer's server."""
        return any(_CALLBACK.search(text) for text in self.texts)

    @property
    def is_about_authentication(self) -> bool:
        return any(_AUTHENTICATION.search(text) for text in self.texts)

    @property
    def is_about_errors(self) -> bool:
        return any(_ERRORS.search(text) for text in self.texts)

    @property
    def place(self) -> str:
        """Where the fields of a table here belong, in the words of `FieldClaim.place`; empty when nowhere."""
        is_carried = _CARRIES.search(self.lead) and _RECEIVER.search(self.lead)
        if is_carried or self.is_about_errors or any(_ELSEWHERE.search(text) for text in self.texts):
            return ""
        if self.is_about_callback:
            return self._place_at_callback
        lead = (self.lead,) if self.lead.endswith(":") and len(self.lead) <= LONGEST_LEAD else ()
        return next((place for place in map(_find_place, (*self.texts, *lead)) if place), "")

    @property
    def _place_at_callback(self) -> str:
        """That of the headings around, whose part the callback's settings are; empty for what the callback carries."""
        outermost = max(index for index, text in enumerate(self.texts) if _CALLBACK.search(text))
        own, around = self.texts[: outermost + 1], self.texts[outermost + 1 :]
        if _CARRIES.search(self.lead) or any(map(_CARRIED.search, own)):
            return ""
        places = [_find_place(text) for text in around]
        return next((place for place in places if place in ("request", "parameter", "query")), "callback")

    @property
    def side(self) -> Literal["request", "response", ""]:
        """Whether a body shown here is one of a request or of a response; empty when nothing says so."""
        for text in (self.lead, *self.texts):
            is_response = _RESPONSE.search(text) or find_label_status(text) or _ERRORS.search(text)
            is_request = re.search(r"\b(request|body|payload)\b", text, re.IGNORECASE)
            if bool(is_response) != bool(is_request):
                return "response" if is_response else "request"
            if is_response and re.search(
                r"\bresponse\s+(body|payload|object|example)\b|\breturns?\b", text, re.IGNORECASE
            ):
                return "response"
        return ""

    @property
    def status(self) -> int | None:
        """The status that the lead or a heading names."""
        return next((status for status in map(find_label_status, (self.lead, *self.texts)) if status), None)


def _find_place(text: str) -> str:
    if _RESPONSE.search(text):
        return "" if _PLACES["header"].search(text) else "response"
    places = [place for place, pattern in _PLACES.items() if pattern.search(text)]
    if len(places) == 1:
        return places[0]
    if places or _PARAMETER.search(text):
        return "parameter"
    return "field" if _FIELD.search(text) else ""
