"""Rows of parameter and field tables, read as claims about one parameter or field each."""

import re
from collections.abc import Iterator

from attrs import define, field

from vendor_spec.prose.claims import FieldClaim
from vendor_spec.prose.markdown import Item, Paragraph, Row, Table
from vendor_spec.prose.mdx import Tag
from vendor_spec.prose.sections import Section
from vendor_spec.prose.wording.limits import find_limits
from vendor_spec.prose.wording.values import (
    find_default,
    find_required,
    find_type,
    find_values,
    read_flag,
    split_values,
)

LONGEST = 2000  # characters of a cell that are read

_COLUMNS = {
    "required": re.compile(r"\b(required|mandatory|optional)\b", re.IGNORECASE),
    "default": re.compile(r"\bdefaults?\b", re.IGNORECASE),
    "values": re.compile(r"^(?!.*\b(?:example|sample|e\.g)).*\b(values|options|enum|choices)\b", re.IGNORECASE),
    "in": re.compile(r"^(in|location|sent in|where)$", re.IGNORECASE),
    "name": re.compile(
        r"\b(parameter|param|field|name|property|attribute|key|header|argument|member|element)s?\b", re.IGNORECASE
    ),
    "type": re.compile(r"\b(type|format)\b", re.IGNORECASE),
}
_LIMIT = re.compile(r"^(?:min|max|limits?|range|length|size|constraints?)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_$@][\w$@.:*-]*(?:\[[\w$*-]*\][\w$@.:*-]*)*|\[\][\w.]+")
_ARROWS = "└├↳→»•\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}\N{NO-BREAK SPACE}"
_HEADERS = re.compile(r"headers?\b", re.IGNORECASE)
_NESTED = re.compile(rf"^[\s`*]*(?:[{_ARROWS}]|-{{1,2}}>|\.{{2}})")
_PLACES = ("path", "query", "header", "cookie", "body")
_BULLET = re.compile(r"\**`([^`\n]+)`\**\s*")
_ASIDE = re.compile(
    r"[*_]*(?:\(([^)\n]*)\)|\[([^\]\n]*)\]|([\w\[\], |/]{1,40}?)(?=\s*(?:[:\u2013\u2014.\n]|-\s|$)))[*_]*"
)
# A description may begin with such words, too: `Number of copies`.
_TYPE_ALONE = re.compile(
    r"(?:(?:strings?|str|integers?|int|numbers?|floats?|doubles?|booleans?|bool|objects?|arrays?|lists?|enum|uuid|url|of|required|optional"
    r"|mandatory)(?:\[\])?[\s,|/]*)+",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"^\s*[:.\u2013\u2014-]?\s*")
_FLAG = re.compile(r"\b(?:required|mandatory|optional)\b(?!\s+(?:if|when|for|unless|only))", re.IGNORECASE)
_ADDRESS = re.compile(r"ur[li]s?$", re.IGNORECASE)  # whatever a cell lists, these are not its values
_LOOSE_NAME = re.compile(r"`([^`\n]+)`")


@define
class Rows:
    """Reads the tables of one page; `names` are those of all its rows, `owners` those that nested tables explain."""

    names: frozenset[str] = frozenset()
    owners: dict[str, str] = field(factory=dict)

    def read_table(self, table: Table, section: Section) -> Iterator[FieldClaim]:
        """Yield the claims in a table, if it is one of parameters or fields."""
        columns = _find_columns(table)
        is_of_headers = "name" in columns and _HEADERS.match(_header(table, columns["name"])) is not None
        is_of_request = not section.is_foreign and section.side != "response"
        place = "header" if is_of_headers and is_of_request else section.place
        if "name" not in columns or not place:
            return
        prefix = self.find_owner(section)
        parent = ""
        headers = dict(enumerate(table.header))
        for row in table.rows:
            cells = {kind: _cell(row, index)[:LONGEST] for kind, index in columns.items()}
            rest = [
                f"{headers[index]}: {cell[:LONGEST]}" if _LIMIT.search(headers.get(index, "")) else cell[:LONGEST]
                for index, cell in enumerate(row.cells)
                if index not in columns.values()
            ]
            raw = cells.pop("name")
            below = parent if _NESTED.search(raw) else prefix
            for name in _read_names(raw):
                full = f"{below}.{name}" if below else name
                if not _NESTED.search(raw):
                    parent = full
                yield self.make_claim(row.line, place, full, raw, cells, rest)

    def read_list(self, bullets: list[Paragraph], section: Section) -> Iterator[FieldClaim]:
        """Yield the claims in a list of items such as `name` (string, required): what it is.

        Items below one are fields of that object, or the values of another field.
        """
        if not section.place:
            return
        above: list[tuple[int, str]] = []
        prefix = self.find_owner(section)
        end = 0
        for index, bullet in enumerate(bullets):
            above = [(depth, name) for depth, name in above if depth < bullet.depth]
            match = _BULLET.match(bullet.text)
            if index < end or match is None or not _NAME.fullmatch(match[1]):
                continue
            aside, text = _split_aside(bullet.text[match.end() :])
            if not aside:
                aside, text = _split_aside(text)
            last = next(
                (at for at in range(index + 1, len(bullets)) if bullets[at].depth <= bullet.depth), len(bullets)
            )
            below = bullets[index + 1 : last]
            if find_type(aside) not in ("object", "array") and not any(map(_has_aside, below)):
                text, end = "\n".join((text, *(each.text.partition("\n")[0] for each in below))), last
            name = ".".join(filter(None, (above[-1][1] if above else prefix, match[1])))
            above.append((bullet.depth, name))
            required = _FLAG.search(aside)
            cells = {"type": aside, "required": required[0] if required else ""}
            yield self.make_claim(bullet.line, section.place, name, aside, cells, [text[:LONGEST], aside])

    def read_component(self, tag: Tag, text: str, line: int) -> Iterator[FieldClaim]:
        """Yield the claim in a component such as `<ParamField query="status" type="string" required>`."""
        if tag.name == "responsefield":
            place, name = "response", tag.attributes.get("name", "")
        else:
            place = next((key for key in _PLACES if key in tag.attributes), "")
            name, place = tag.attributes.get(place, ""), "request" if place == "body" else place
        if not (place and _NAME.fullmatch(name)):
            return
        cells = {"type": tag.attributes.get("type", ""), "default": tag.attributes.get("default", "")}
        if "required" in tag.attributes:
            cells["required"] = "no" if tag.attributes["required"] == "false" else "yes"
        yield self.make_claim(line, place, name, "", cells, [text[:LONGEST]])

    def make_claim(
        self, line: int, place: str, name: str, raw: str, cells: dict[str, str], rest: list[str]
    ) -> FieldClaim:
        self.owners[name.split(".")[-1].removesuffix("[]")] = name
        type_ = cells.get("type", "")
        flags = [read_flag(cells.get("required", "")), find_required(cells.get("required", ""))]
        flags += [find_required(text.strip(" ,;")) for text in (raw.split("`")[-1], type_, *rest)]
        flags += [raw.strip().endswith("*") or None, *map(find_required, type_.split(","))]
        required = next((flag for flag in flags if flag is not None), None)
        values = split_values(cells.get("values", ""), self.names) if cells.get("values") else ()
        for text in () if _ADDRESS.search(name) else (type_, *rest):
            values = values or find_values(text, self.names - {name}, name.split(".")[-1])
        default = cells.get("default", "").strip("` \"'")
        if default.lower() in ("", "-", "\N{EN DASH}", "\N{EM DASH}", "none", "n/a", "null") or " " in default:
            default = next(filter(None, map(find_default, rest)), "")
        inside = cells.get("in", "").strip("` ").lower()
        place = {"body": "request"}.get(inside, inside) if inside in _PLACES else place
        limits = (find_limits(text, find_type(type_)) for text in (type_, *rest))
        return FieldClaim(
            line, place, name, find_type(type_), required, values, default, next(filter(None, limits), ())
        )

    def find_owner(self, section: Section) -> str:
        """Return the field whose inside a nested table explains: the one that its heading or lead names in code."""
        for text in (section.lead, section.title):
            named = [name.removesuffix("[]").split(".")[-1] for name in _LOOSE_NAME.findall(text)]
            if len(named) == 1 and named[0] in self.owners:
                return self.owners[named[0]]
        return ""


def read_names(item: Item) -> set[str]:
    """Return the names in a table's column of names, or of an item of a list, by themselves."""
    if isinstance(item, Paragraph):
        match = _BULLET.match(item.text) if item.depth == 1 else None
        return {match[1]} if match else set()
    if not isinstance(item, Table):
        return set()
    columns = _find_columns(item)
    return {name for row in item.rows if "name" in columns for name in _read_names(_cell(row, columns["name"]))}


def _split_aside(text: str) -> tuple[str, str]:
    """Return what stands between a name and its description, type or flag, and the description."""
    match = _ASIDE.match(text)
    if match is None:
        return "", _SEPARATOR.sub("", text, count=1)
    aside = match[1] or match[2] or match[3]
    if match[3] and not _TYPE_ALONE.fullmatch(aside):
        return "", _SEPARATOR.sub("", text, count=1)
    return aside, _SEPARATOR.sub("", text[match.end() :], count=1)


def _has_aside(bullet: Paragraph) -> bool:
    match = _BULLET.match(bullet.text)
    return match is not None and bool(find_type(_split_aside(bullet.text[match.end() :])[0]))


def _find_columns(table: Table) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, header in enumerate(table.header):
        for kind, pattern in _COLUMNS.items():
            if pattern.search(header.strip(" `*")) and kind not in columns:
                columns[kind] = index
                break
    if "name" not in columns and table.rows and 0 not in columns.values():
        firsts = [_cell(row, 0).strip(" *") for row in table.rows]
        if all(re.fullmatch(r"`[^`]+`", first) and _NAME.fullmatch(first.strip("`")) for first in firsts):
            columns["name"] = 0
    return columns


def _header(table: Table, index: int) -> str:
    return table.header[index].strip(" `*") if index < len(table.header) else ""


def _cell(row: Row, index: int) -> str:
    return row.cells[index] if index < len(row.cells) else ""


def _read_names(cell: str) -> list[str]:
    coded = _LOOSE_NAME.findall(cell)
    words = coded or [re.sub(rf"[*{_ARROWS}]|-{{1,2}}>|\((?:required|optional)\)", "", cell).strip()]
    names = [word.strip(" {}:") for word in words]
    return [name for name in names if _NAME.fullmatch(name)]
