"""Is a name misspelt where it is defined? Then everything that uses it would be a mistake, and only one was made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.errors import Problem
from sim.reading.draft import Draft
from sim.reading.node import Node

_SECTIONS = ("classes", "stages", "flows", "resources", "parameters", "events", "metrics")
"""Where names are defined that the rest of a scenario uses."""

_ENOUGH = 2
"""So many uses of the other spelling say that the definition is misspelt, and not the use."""


def check(draft: Draft) -> None:
    """Say at its definition that a name is misspelt which nothing uses, while several places use one that is nearly the same."""
    for (section, stray), found in draft.strays.items():
        own = _defined(draft, section, stray, found)
        after = [problem for problem in draft.problems if problem in found or own in (problem.meant or "").split(".")]
        if own is None or len(after) < _ENOUGH or own in _words(draft.tree, section):
            continue
        draft.problems[:] = [problem for problem in draft.problems if problem not in after]
        uses = f"{len(after)} places use `{stray}`, the first of them {min(after).path}"
        where = f"classes.{draft.names('classes').index(own)}" if section == "classes" else f"{section}.{own}"
        draft.add("S104", where, f"nothing uses `{own}`, and {uses}", stray, key=section != "classes")


def _defined(draft: Draft, section: str, stray: str, found: list[Problem]) -> str | None:
    """Return the name of a section that is taken for what was meant wherever a stray name stands; None where there is none."""
    if section not in _SECTIONS or stray in draft.names(section) or not all(problem.meant for problem in found):
        return None
    meant = {part for problem in found for part in (problem.meant or "").split(".") if part in draft.names(section)}
    return meant.pop() if len(meant) == 1 else None


def _words(tree: Node, section: str) -> set[str]:
    """Return every word of a scenario that may be a name in use: all but the keys, or the items, that define those of a section."""
    rest = [(key, child) for key, child in tree.items() if key != section]
    own = tree.get(section)
    inner = [child for _, child in own.items() if not isinstance(child.value, str)] if own else []
    found = {word for key, child in rest for word in (str(key), *_inside(child))}
    return found | {word for child in inner for word in _inside(child)}


def _inside(node: Node) -> Iterator[str]:
    if isinstance(node.value, dict | list):
        for key, child in node.items():
            yield from _split(key)
            yield from _inside(child)
    else:
        yield from _split(node.value)


def _split(value: Any) -> Iterator[str]:
    yield from value.split(".") if isinstance(value, str) else ()
