"""A scenario as far as it could be read: what the checks look at, with the place of every value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sim.errors import Place, Problem, nearest
from sim.model.scenario import ONLY_CLASS
from sim.reading.seeds import Seeds
from sim.reading.tree import Node


@dataclass
class Draft:
    """The nouns that could be read, the tree they came from, the seeds, and the problems found so far."""

    tree: Node
    seeds: Seeds
    problems: list[Problem] = field(default_factory=list)
    top: dict[str, Any] = field(default_factory=dict)
    stages: dict[str, Any] = field(default_factory=dict)
    flows: dict[str, Any] = field(default_factory=dict)
    resources: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    events: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)
    claims: list[Any] = field(default_factory=list)
    plausibility: list[Any] = field(default_factory=list)
    adjustment: Any = None

    def names(self, section: str) -> list[str]:
        """Return the names a section of the file uses, also of nouns that could not be read."""
        node = self.tree.get(section)
        if section == "classes":
            return list(map(str, node.plain())) if node and isinstance(node.value, list) else [ONLY_CLASS]
        return [str(key) for key, _ in node.items()] if node else []

    def place(self, path: str, key: bool = False) -> Place:
        """Return where the value at `path` stands (or its key), or the nearest thing above it that stands anywhere."""
        node, rest = self.tree, path
        place = node.place
        while rest:
            step = _step(node, rest)
            if step is None:
                break
            name, child = step
            rest = rest[len(str(name)) + 1 :]
            place = node.keys.get(name, child.place) if key and not rest else child.place
            node = child
        return place

    def add(self, code: str, path: str, message: str, meant: str | None = None, key: bool = False) -> None:
        """Note a problem at the place of `path`."""
        self.problems.append(Problem(self.place(path, key), code, path, message, meant))

    def unknown(self, kind: str, name: object, allowed: Iterable[str], path: str, code: str = "S104") -> None:
        """Note a problem unless `name` is one of the `allowed` names of a kind of noun."""
        known = list(allowed)
        if name not in known:
            plural = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}es" if kind.endswith("s") else f"{kind}s"
            listed = f"{plural} are {', '.join(known[:20])}" if known else f"there are no {plural}"
            self.add(code, path, f"no {kind} `{name}`; {listed}", nearest(name, known))


def _step(node: Node, rest: str) -> tuple[Any, Node] | None:
    """Find the child whose key begins the dotted path `rest`; keys of events' changes hold dots themselves."""
    if isinstance(node.value, list):
        head = rest.partition(".")[0]
        child = node.get(int(head)) if head.isdigit() else None
        return (head, child) if child else None
    for key, child in node.items():
        if rest == str(key) or rest.startswith(f"{key}."):
            return key, child
    return None
