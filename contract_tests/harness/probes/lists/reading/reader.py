"""Reads pages of one list, with what is allowed of its parameters and nothing else."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from attrs import define, field

from contract_tests.harness.findings.phone_numbers import MASK
from contract_tests.harness.findings.pointers import parse_body
from contract_tests.harness.probes.lists.reading.identity import Identity, find_identity
from contract_tests.harness.probes.lists.reading.page import Next, Page, Query, find_next
from contract_tests.harness.probes.lists.reading.parameters import QueryParameter, query_parameters
from contract_tests.harness.probes.operation import OperationProbe
from vendor_spec.openapi.resources.lists import ListForm, value_at

LARGEST = 100  # items that a page is asked for
STRANGERS = ("field.echo", "account.not_isolated")


@define(eq=False)
class ListReader:
    """One list, while its pages are read.

    Attributes:
        first: The number of the first page, or of the first item; None while the document leaves that open.
        refused: The response to the last request, if that was no success.
        has_strangers: Whether items are of another account or resource than the one that was asked for.
    """

    probe: OperationProbe
    form: ListForm
    identity: Identity | None = field(default=None, init=False)
    first: int | None = field(init=False)
    refused: requests.Response | None = field(default=None, init=False)
    has_strangers: bool = field(default=False, init=False)

    @first.default
    def _find_first(self) -> int | None:
        schema = self.parameters[self.form.position].schema if self.form.position else {}
        named = [schema.get("default"), 1 if schema.get("minimum") == 1 else None]
        unsaid = 0 if self.form.counts == "offset" else None
        return next((each for each in named if isinstance(each, int) and each in (0, 1)), unsaid)

    @cached_property
    def parameters(self) -> dict[str, QueryParameter]:
        return query_parameters(self.probe.scope.content, self.probe.operation)

    @property
    def sizes(self) -> QueryParameter | None:
        """The parameter that says how many items a page has."""
        return self.parameters[self.form.size] if self.form.size else None

    @cached_property
    def origins(self) -> Collection[tuple[str, str]]:
        """Scheme and host of the target, and of the document's servers."""
        servers = [server.get("url", "") for server in self.probe.scope.content.get("servers", [])]
        urls = [self.probe.scope.target.base_url, *(url for url in servers if "{" not in url)]
        return {parts[:2] for parts in map(urlsplit, urls) if parts.netloc}

    def read(
        self,
        query: Mapping[str, Any],
        *,
        size: int | None = None,
        is_whole: bool = False,
        borrowed: Collection[str] = (),
    ) -> Page | None:
        """Return the page that `query` asks for; None when there is none.

        Args:
            query: What is asked for beside the required parameters; `is_whole`: instead of them, too.
            size: How many items the page may have.
            borrowed: The names of parameters with values of responses, which are not to be seen.
        """
        left_out = {name: None for name, each in self.parameters.items() if is_whole or not each.is_required}
        response = self.probe.send(self.probe.request(query={**left_out, **query}))
        self.refused = response
        if response is None:
            return None
        hide(response, borrowed, self.probe)
        if response.status_code >= 500:
            self.probe.find("server.error", "response.5XX", "no server error", response)
        if not 200 <= response.status_code < 300:
            return None
        self.refused = None
        self.probe.check(response)
        self.has_strangers |= any(
            finding.kind in STRANGERS and "/*" in finding.location for finding in self.probe.item.result.findings
        )
        try:
            body = parse_body(response.content)
        except ValueError:
            return None
        items = value_at(body, self.form.items)
        if not isinstance(items, list):
            return None
        if self.identity is None and items:
            self.identity = find_identity(items, self.probe.operation.request_path)
        start = str(query.get(self.form.position or "")) if self.form.counts in ("offset", "page") else ""
        return Page(self.form, response, body, items, size, int(start) if start.isdecimal() else None)

    def keys(self, *pages: Page) -> list[str]:
        """Return what stands for each item of pages."""
        identity = self.identity or Identity()
        return [key for page in pages for key in identity.keys(page.items)]

    def has_keys(self, page: Page) -> bool:
        """Return whether each item of a page has what tells it apart, and no two have the same."""
        identity = self.identity or Identity()
        return all(map(identity.has, page.items)) and len(set(identity.keys(page.items))) == len(page.items)

    def find_next(self, page: Page) -> Next | None:
        """Return where a page says that the next one is; None where it says that there is none."""
        return find_next(page, self.origins)

    def read_next(self, next_: Next, size: int | None) -> Page | None:
        """Return the page that another one leads to."""
        query: Query = next_.query or {}
        if next_.is_address:
            return self.read(query, size=self._size_in(query), is_whole=True, borrowed=query.keys())
        sized = {self.form.size: str(size)} if self.form.size and size else {}
        return self.read({**sized, **query}, size=size, borrowed=query.keys())

    def _size_in(self, query: Query) -> int | None:
        value = query.get(self.form.size or "", "")
        return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 10 else None


def hide(response: requests.Response, names: Collection[str], probe: OperationProbe) -> None:
    """Mask, in the request that a response shows, the values of these parameters, which come from responses: they are
    somebody's, unless they are short numbers, times, or in the document."""
    parts = urlsplit(str(response.request.url))
    if not names or not parts.query:
        return
    redactor = probe.item.redactor
    pairs = [
        (name, value if name not in names or _is_shown(value) or redactor.form(value) == value else MASK)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    shown = response.request.copy()
    shown.url = parts._replace(query=urlencode(pairs, safe="*")).geturl()
    response.request = shown


def _is_shown(value: str) -> bool:
    return (value.isdecimal() and len(value) < 6) or value in ("true", "false")
