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
        result = _type(ast.unparse(method.returns)) if method.returns else "None"
        arguments = ", ".join(_arguments(method.args))
        yield f"{_code('- ', f'vobiz.{namespace}.{method.name}({arguments}) -> {result}')}  "
        yield _code("  ", _kept(_request(folder, member)))
        if "_deprecated" in decorators:
            yield "\n  Deprecated by the vendor."


def _arguments(arguments: ast.arguments) -> Iterator[str]:
    positional = arguments.args[1:]
    missing = [None] * (len(positional) - len(arguments.defaults))
    given = [*positional, *arguments.kwonlyargs]
    defaults = [*missing, *arguments.defaults, *arguments.kw_defaults]
    for index, (argument, default) in enumerate(zip(given, defaults, strict=True)):
        if index == len(positional):
            yield "*"
        value = ast.unparse(default) if default else ""
        shown = f" = {value if len(value) <= LONGEST_DEFAULT else '...'}" if value else ""
        annotation = _type(ast.unparse(argument.annotation)) if argument.annotation else "Any"
        yield f"{argument.arg}:{NO_BREAK}{annotation}{_kept(shown)}"


def _kept(text: str) -> str:
    """Return a text that is not broken: what comes from the document begins no line."""
    return NO_BREAK.join(text.split(" ")) if text.isprintable() else ascii(text)


def _type(text: str) -> str:
    holds_text = "'" in text or '"' in text
    return _kept(text) if holds_text else text.replace(" | ", f"{NO_BREAK}| ")


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


def _code(start: str, text: str) -> str:
    """Return code that no text in it leaves, as an item of a list."""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    inside = f"{NO_BREAK}{text}{NO_BREAK}" if "`" in text else text
    filled = textwrap.fill(
        f"{fence}{inside}{fence}",
        WIDTH,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return filled.replace(NO_BREAK, " ")
