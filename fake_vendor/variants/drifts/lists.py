"""Lists whose pages, totals, filters and order are not what the request or the document says; defaults that are not."""

import json
from typing import Any
from urllib.parse import urlencode

from attrs import evolve

from fake_vendor.serving.response import Response
from fake_vendor.spec.behaviour import Behaviour, is_account
from fake_vendor.spec.parameters import Parameter
from fake_vendor.spec.request import Request
from fake_vendor.spec.values.text_forms import vary
from fake_vendor.store.pages import Page, filters_of, orders_of
from fake_vendor.variants.effects import Effect, Exchange, Order, choose, switch
from fake_vendor.variants.success_effects import PageChange, change_page, change_success
from vendor_spec.openapi.resources.lists import ListForm, find_list


def _one_more(page: Page) -> Page:
    items = page.chosen[page.start : page.start + page.size + 1]
    return evolve(page, items=items, count=len(items))


_LIMITS: dict[str, PageChange] = {"one_more": _one_more, "ignored": lambda page: page.turned(0, len(page.chosen))}


def _begin_earlier(page: Page) -> Page:
    return evolve(page.turned(page.start - 1, page.size), following=page.following, more=page.more)


def _begin_later(page: Page) -> Page:
    return evolve(page.turned(page.start + 1, page.size), following=page.following, more=page.more)


def _lose_last(page: Page) -> Page:
    return evolve(page, items=page.items[:-1], count=len(page.items[:-1])) if page.following is None else page


_PAGES: dict[str, PageChange] = {
    "overlap": lambda page: _begin_earlier(page) if page.start else page,
    "skip": lambda page: _begin_later(page) if page.start else page,
    "same": lambda page: evolve(page.turned(0, page.size), following=page.following, more=page.more),
    "lost": _lose_last,
    "next": lambda page: evolve(page, following=page.start) if page.following is not None else page,
    "endless": lambda page: evolve(page, following=page.start, more=True) if page.following is None else page,
    "early": lambda page: evolve(page, following=None, more=False),
}
_NEED_NEXT = ("next", "endless", "early")
_TOTALS: dict[str, PageChange] = {
    "one_more": lambda page: evolve(page, total=page.total + 1),
    "page": lambda page: evolve(page, total=len(page.items)),
    "all": lambda page: evolve(page, total=len(page.everything)),
    "zero": lambda page: evolve(page, total=0),
    "count": lambda page: evolve(page, count=page.count + 1),
    "more": lambda page: evolve(page, more=True),
}


@switch("list.limit", "HOW", options=_LIMITS)
def exceed(behaviour: Behaviour, argument: str) -> Effect | None:
    """A page has more items than the request allows (default: one_more)."""
    change = choose(argument or "one_more", _LIMITS)
    form = _form(behaviour)
    return change_page(change) if form is not None and form.size is not None else None


@switch("list.pages", "HOW", options=_PAGES)
def turn_wrongly(behaviour: Behaviour, argument: str) -> Effect | None:
    """Pages overlap (default) or leave items out; the next page is another one, the first has none, or the last has."""
    how = argument or "overlap"
    change, form = choose(how, _PAGES), _form(behaviour)
    if form is None or not form.is_paged:
        return None
    says = form.next is not None or (form.more is not None and how != "next")
    return change_page(change) if says or how not in _NEED_NEXT else None


@switch("list.total", "HOW", options=_TOTALS)
def miscount(behaviour: Behaviour, argument: str) -> Effect | None:
    """The response states another number of items than there are, in all (default: one_more) or (count) on the page;
    or (more) that another one follows the last page.
    """
    how = argument or "one_more"
    change, form = choose(how, _TOTALS), _form(behaviour)
    stated = form and {"count": form.count, "more": form.more}.get(how, form.total)
    return change_page(change) if stated is not None else None


@switch("list.filter", "NAME[=one|missing]")
def filter_nothing(behaviour: Behaviour, argument: str) -> Effect | None:
    """A filter leaves everything in the list; =one: one item too many; =missing: it takes the first item away, too."""
    name, equals, how = argument.partition("=")
    if equals:
        choose(how, {"one": None, "missing": None})
    form = _form(behaviour)
    chosen = _named(filters_of(behaviour, form), name) if form is not None else None
    if chosen is None:
        return None

    def change(page: Page) -> Page:
        if not page.request.texts("query", chosen.name):
            return page
        if not how:
            return _as_if_asked(page, _ask(page.request, chosen.name, None))
        if how == "missing":
            return page.listing.cut(evolve(page, chosen=page.chosen[1:]))
        others = [item for item in page.everything if item not in page.chosen]
        return page if not others else evolve(page, items=(*page.items[:-1], others[0]))

    return change_page(change)


@switch("list.order", "reversed|unsorted|asked")
def disorder(behaviour: Behaviour, argument: str) -> Effect | None:
    """The items are in the opposite order, in none, or (asked) in the usual one whatever is asked for."""
    form = _form(behaviour)
    if form is None or not orders_of(behaviour, form):
        return None
    names = [parameter.name for parameter in orders_of(behaviour, form)]

    def ask_nothing(page: Page) -> Page:
        request = page.request
        for name in names:
            request = _ask(request, name, None)
        return _as_if_asked(page, request)

    options: dict[str, PageChange] = {
        "reversed": lambda page: page.listing.cut(evolve(page, chosen=tuple(reversed(page.chosen)))),
        "unsorted": lambda page: page.listing.cut(
            evolve(page, chosen=tuple(item for item in page.everything if item in page.chosen))
        ),
        "asked": ask_nothing,
    }
    return change_page(choose(argument or "reversed", options))


@switch("parameter.default", "NAME[=VALUE]")
def default_otherwise(behaviour: Behaviour, argument: str) -> Effect | None:
    """Without a parameter the vendor does as with this value, not as with the documented default."""
    name, _, value = argument.partition("=")
    schemas = behaviour.success.schemas
    own = [each for each in behaviour.parameters if each.location == "query" and not each.required]
    known = [each for each in own if schemas.find_keyword(each.schema, "default") is not None]
    chosen = _named(known, name) if behaviour.operation.method == "get" else None
    if chosen is None:
        return None
    other = value or _another(chosen, schemas.find_keyword(chosen.schema, "default"), behaviour)
    if not other:
        return None

    def change(response: Response, exchange: Exchange) -> Response:
        if exchange.request.texts("query", chosen.name):
            return response
        asked = exchange.again(_ask(exchange.request, chosen.name, other))
        return response if asked.content == response.content else asked

    return change_success(change, Order.STATE)


def let_in_others(behaviour: Behaviour) -> Effect | None:
    """Return the effect that the last item of each page is on another account; None where no item names its own."""
    form = _form(behaviour)
    names = behaviour.success.schemas.properties(form.item) if form is not None else {}
    own = next((name for name in names if is_account(name)), None)
    if own is None:
        return None

    def change(page: Page) -> Page:
        if not page.items or own not in page.items[-1]:
            return page
        theirs = {
            name: vary(value, "other")
            for name, value in page.items[-1].items()
            if name in (own, page.listing.stored.key)
        }
        return evolve(page, items=(*page.items[:-1], {**page.items[-1], **theirs}))

    return change_page(change)


def _as_if_asked(page: Page, request: Request) -> Page:
    """Return the page that another request gets; it leads on as before."""
    return evolve(page.listing.page(request, page.everything, page.body), request=page.request)


def _form(behaviour: Behaviour) -> ListForm | None:
    return find_list(behaviour.success.schemas.content, behaviour.operation)


def _named(parameters: list[Parameter], name: str) -> Parameter | None:
    return next((parameter for parameter in parameters if name in ("", parameter.name)), None)


def _another(parameter: Parameter, default: Any, behaviour: Behaviour) -> str:
    """Return another value that the document allows than the default; empty where none is at hand."""
    schemas = behaviour.success.schemas
    offered = [*(schemas.find_keyword(parameter.schema, "enum") or ())]
    offered += [default + 3, default - 1] if isinstance(default, int) and not isinstance(default, bool) else []
    offered += [not default] if isinstance(default, bool) else ["USD", "GB"]
    texts = (json.dumps(each) if isinstance(each, bool) else str(each) for each in offered if each != default)
    return next((text for text in texts if parameter.allows(text, schemas)), "")


def _ask(request: Request, name: str, value: str | None) -> Request:
    """Return a request with another value of a query parameter, or without it."""
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != name]
    query = urlencode(pairs if value is None else [*pairs, (name, value)])
    return Request(request.method, f"{request.path}?{query}", list(request.headers), request.body)


SWITCHES = (exceed, turn_wrongly, miscount, filter_nothing, disorder, default_otherwise)
