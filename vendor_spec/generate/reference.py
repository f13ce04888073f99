"""`generated/API.md`: every method of the client, with its signature, its request and its result."""

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

HEAD = """\
<!-- Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost. -->

# The methods of the client

`vobiz` is a `Vobiz`. `AsyncVobiz` has the same methods, to be awaited; those that give an `Iterator` give an
`AsyncIterator` there. What takes the fields of a body takes it whole, too, as `body`. Records and enumerations are in
`vobiz_client.models`.
"""
WIDTH = 118
LONGEST_DEFAULT = 40  # characters
NO_BREAK = "\N{NO-BREAK SPACE}"


def api_reference(client: Path) -> str:
    """Return the text of the page about a generated client, the folder of its package."""
    return "\n".join([HEAD, *_namespaces(client)])


def _namespaces(client: Path) -> Iterator[str]:
    blocking = next(_classes(client / "client.py"))
    for member in blocking.body:
        if (
            isinstance(member, ast.FunctionDef)
            and member.name != "__init__"
            and isinstance(member.returns, ast.Attribute)
        ):
            folder = client / "api" / ast.unparse(member.returns.value).removeprefix("_").removesuffix("_operations")
            yield f"## `vobiz.{member.name}`\n"
            yield "\n".join(_methods(folder, member.name)) + "\n"


def _methods(folder: Path, namespace: str) -> Iterator[str]:
    shown: dict[str, ast.FunctionDef] = {}
    members = (member for member in next(_classes(folder / "__init__.py")).body if isinstance(member, ast.FunctionDef))
    for member in members:
        decorators = [ast.unparse(each).partition("(")[0] for each in member.decorator_list]
        if "_overload" in decorators:
            shown[member.name] = member
        if member.name == "__init__" or "_overload" in decorators:
            continue
        method = shown.get(member.name, member)
        head = f"vobiz.{namespace}.{method.name}("
        result = f") -> {ast.unparse(method.returns) if method.returns else None}"
        yield f"{_code('- ', [head, *_arguments(method.args), result])}  "
        yield _code("  ", [_request(folder, member)])
        if "_deprecated" in decorators:
            yield "\n  Deprecated by the vendor."


def _arguments(arguments: ast.arguments) -> Iterator[str]:
    positional = arguments.args[1:]
    missing = [None] * (len(positional) - len(arguments.defaults))
    given = [*positional, *arguments.kwonlyargs]
    defaults = [*missing, *arguments.defaults, *arguments.kw_defaults]
    for index, (argument, default) in enumerate(zip(given, defaults, strict=True)):
        star = "*, " if index == len(positional) else ""
        value = ast.unparse(default) if default else ""
        shown = f" = {value if len(value) <= LONGEST_DEFAULT else '...'}" if value else ""
        yield f"{star}{ast.unparse(argument)}{shown}{',' if index + 1 < len(given) else ''}"


def _request(folder: Path, method: ast.FunctionDef) -> str:
    """Return method and path of the request that a method sends."""
    described = next(node for node in ast.walk(method) if isinstance(node, ast.ImportFrom))
    tree = ast.parse((folder / f"{described.module}.py").read_text())
    said = {
        keyword.arg: str(keyword.value.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg in ("method", "path") and isinstance(keyword.value, ast.Constant)
    }
    return f"{said['method']} {said['path']}"


def _classes(path: Path) -> Iterator[ast.ClassDef]:
    yield from (node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef))


def _code(start: str, parts: list[str]) -> str:
    """Return code as an item of a list, broken between its parts: no text leaves it, and none begins a line."""
    text = (
        " ".join(" ".join(part.split()).replace(" ", NO_BREAK) for part in parts).replace("( ", "(").replace(" )", ")")
    )
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    inside = f"{NO_BREAK}{text}{NO_BREAK}" if "`" in text else text
    indent = " " * len(start)
    filled = textwrap.fill(
        f"{fence}{inside}{fence}",
        WIDTH,
        initial_indent=start,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return filled.replace(NO_BREAK, " ")
