"""The tree a file becomes: every value, and every key, remembers where it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sim.errors import Place

UNREAD = object()
"""Stands for a value that could not be read; the problem has been noted."""


@dataclass
class Node:
    """One value of a file: a scalar, a dict of nodes by key, or a list of nodes, with its place.

    `keys` holds the place of each key of a mapping; `delete` marks a value written `!delete`; `before` is what stood here in the parent.
    """

    value: Any
    place: Place
    keys: dict[Any, Place] = field(default_factory=dict)
    delete: bool = False
    before: Node | None = field(default=None, repr=False, compare=False)

    def plain(self) -> Any:
        """Return the value without places: dicts, tuples and scalars."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return tuple(child.plain() for child in self.value)
        return self.value

    def get(self, key: Any) -> Node | None:
        """Return the child under `key` (or index), or None."""
        if isinstance(self.value, dict):
            return self.value.get(key)
        if isinstance(self.value, list) and isinstance(key, int) and -1 < key < len(self.value):
            child: Node = self.value[key]
            return child
        return None

    def items(self) -> Iterator[tuple[Any, Node]]:
        """Yield the children of a mapping with their keys, of a list with their indices; none of a scalar."""
        if isinstance(self.value, dict):
            yield from self.value.items()
        elif isinstance(self.value, list):
            yield from enumerate(self.value)

    def step(self, path: str) -> tuple[Any, Node, str] | None:
        """Return the key that begins a dotted path, its child and the rest of the path, or None where there is none.

        Keys may hold dots themselves (those of an event's changes do): the longest one counts.
        """
        fits = [(key, child) for key, child in self.items() if f"{path}.".startswith(f"{key}.")]
        if not fits:
            return None
        key, child = max(fits, key=lambda fit: len(str(fit[0])))
        return key, child, path[len(str(key)) + 1 :]

    def at(self, path: str) -> Node | None:
        """Return the value at a dotted path, or None."""
        node = self
        while path and (step := node.step(path)):
            _, node, path = step
        return None if path else node

    def holds(self, path: str) -> bool:
        """Tell whether there is a value at a dotted path."""
        return self.at(path) is not None

    def rename(self, path: str, name: Any) -> None:
        """Give the key at a dotted path another name, in place; nothing happens where there is none."""
        node, found = self, self.step(path)
        while found and found[2]:
            node, found = found[1], found[1].step(found[2])
        if found and isinstance(node.value, dict):
            node.value[name], node.keys[name] = node.value.pop(found[0]), node.keys.pop(found[0])

    def place_of(self, path: str, key: bool = False) -> Place:
        """Return where the value at a dotted path was written, or its key.

        Of something that was not written it is the key of the nearest thing above it.
        """
        node, place, value = self, self.place, self.place
        while path and (step := node.step(path)):
            name, child, path = step
            place, value, node = node.keys.get(name, child.place), child.place, child
        return place if key or path else value
