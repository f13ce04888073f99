"""A document of several files as one: what it refers to outside becomes its components, or is written in its place.

Nothing is read but by the caller, who decides what may be; `referencing` finds the parts in the texts that it gave.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from attrs import define, field
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable

from vendor_spec.errors import SpecError
from vendor_spec.openapi.references import escape
from vendor_spec.openapi.yaml_text import MAX_NODES, load_yaml
from vendor_spec.update.bundling.component_names import components_of, name_targets
from vendor_spec.update.bundling.places import Place, Target, iter_references, mapping_of

MOST_TEXTS = 5_000
MOST_WRITTEN_OUT = 20_000  # parts that no component can be
Read = Callable[[Sequence[str]], Mapping[str, bytes]]


def bundle(content: dict[str, Any], uri: str, read: Read) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the document at `uri` with all that it refers to inside it, and the texts that were read, by address.

    `read` gets the addresses of texts that are needed. Raises SpecError when a reference leads nowhere or in a circle
    that cannot be written, or when it is too much.
    """
    bundler = _Bundler(content, uri)
    bundler.collect(read)
    if not bundler.texts:
        return content, {}
    bundler.names = name_targets(bundler.targets, bundler.adopt_names(), content, uri)
    try:
        return bundler.write(), bundler.texts
    except RecursionError:
        raise SpecError(
            f"{_shown(uri)} is made of texts that are nested too deep; write less of it by reference"
        ) from None


@define
class _Bundler:
    content: dict[str, Any]
    uri: str
    texts: dict[str, bytes] = field(factory=dict)
    registry: Registry[Any] = field(factory=Registry)
    targets: dict[Target, None] = field(factory=dict)
    names: dict[Target, str] = field(factory=dict)
    nodes: int = 0
    written_out: int = 0

    def collect(self, read: Read) -> None:
        """Find all targets, text by text."""
        self.registry = Registry().with_resource(self.uri, Resource.opaque(self.content))
        pending = self.find_targets(self.content, self.uri, Place())
        while pending:
            missing = dict.fromkeys(target.uri for target in pending if target.uri not in self.texts)
            if len(self.texts) + len(missing) > MOST_TEXTS:
                raise SpecError(
                    f"{_shown(self.uri)} refers to more than {MOST_TEXTS} other texts; is it the right one?"
                )
            for uri, text in (read(list(missing)) if missing else {}).items():
                self.texts[uri] = text
                self.registry = self.registry.with_resource(uri, Resource.opaque(load_yaml(text, _shown(uri))))
            found = [
                further
                for target in pending
                for further in self.find_targets(self.resolve(target), target.uri, target.place)
            ]
            pending = list(dict.fromkeys(found))

    def find_targets(self, node: Any, uri: str, place: Place) -> list[Target]:
        """Return the targets that `node` refers to and that were not known."""
        found = []
        for reference, below in iter_references(node, place):
            target = self.find_target(reference, uri, below)
            if target.uri != self.uri and target not in self.targets:
                self.targets[target] = None
                found.append(target)
        return found

    def find_target(self, reference: str, uri: str, place: Place) -> Target:
        try:
            to, fragment = urldefrag(urljoin(uri, reference))
        except ValueError:
            raise SpecError(f"{_shown(uri)} refers to {reference[:120]}, which is no address; mend it") from None
        return Target(place, to, unquote(fragment))

    def resolve(self, target: Target) -> Any:
        try:
            return self.registry.resolver(target.uri).lookup(f"#{target.pointer}").contents
        except (Unresolvable, LookupError, ValueError, TypeError):
            raise SpecError(
                f"{_shown(target.uri)} has nothing at #{target.pointer[:120]}, to which a part of the document refers; "
                "add it or mend the reference"
            ) from None

    def adopt_names(self) -> dict[Target, str]:
        """Return the targets that have a name already: a component that is nothing but a reference to a file is it."""
        names: dict[Target, str] = {}
        for kind, named in components_of(self.content).items():
            for name, part in named.items():
                if isinstance(part, dict) and list(part) == ["$ref"] and isinstance(part["$ref"], str):
                    target = self.find_target(part["$ref"], self.uri, Place(kind))
                    if target in self.targets:
                        names.setdefault(target, name)
        return names

    def write(self) -> dict[str, Any]:
        bundled: dict[str, Any] = self.copy(self.content, self.uri, Place(), ())
        for target, name in self.names.items():
            kinds = bundled.setdefault("components", {})
            kinds.setdefault(target.place.kind, {})[name] = self.copy(
                self.resolve(target), target.uri, target.place, (target,)
            )
        return bundled

    def copy(self, node: Any, uri: str, place: Place, way: tuple[Target, ...]) -> Any:
        """Return `node` of the text at `uri`, its references leading into the bundle; `way` are the parts around it."""
        self.nodes += 1
        if self.nodes > MAX_NODES or self.written_out > MOST_WRITTEN_OUT:
            raise SpecError(
                f"{_shown(self.uri)} has references that multiply: beyond what is read; refer to components"
            )
        if isinstance(node, list):
            return [self.copy(item, uri, Place(place.kind), way) for item in node]
        if not isinstance(node, dict):
            return node
        copied = {}
        for key, value in node.items():
            below = place.below(key, value)
            copied[key] = value if below is None else self.copy(value, uri, below, way)
        mapping = mapping_of(node, place)
        if mapping:
            own = {
                value: self.reference(self.find_target(target, uri, Place("schemas")))
                for value, target in mapping.items()
            }
            copied["discriminator"]["mapping"] = {**copied["discriminator"]["mapping"], **own}
        if not isinstance(node.get("$ref"), str):
            return copied
        target = self.find_target(node["$ref"], uri, place)
        if target.uri == self.uri == uri:
            return copied
        if target.uri == self.uri or target in self.names:
            return {**copied, "$ref": self.reference(target)}
        if target in way:
            raise SpecError(f"{_shown(target.uri)} is a part of itself where no reference can stand; write it out")
        self.written_out += 1
        inlined = self.copy(self.resolve(target), target.uri, place, (*way, target))
        del copied["$ref"]
        return {**inlined, **copied} if isinstance(inlined, dict) else inlined

    def reference(self, target: Target) -> str:
        if target.uri == self.uri:
            return f"#{target.pointer}"
        return f"#/components/{target.place.kind}/{escape(self.names[target])}"


def _shown(uri: str) -> str:
    return unquote(uri.rpartition("/")[2])[:120] if uri.startswith("file:") else uri[:200]
