"""Does `level` stand within the arguments of a distribution, where its place is beside them?"""

from __future__ import annotations

from sim.errors import Problem
from sim.model.number import NUMBER_KINDS
from sim.reading.draft import Draft
from sim.reading.node import Node

_PLAIN = {"figure", "value", "parameter", "product", "series", "count"}
"""The kinds of numbers that are not drawn."""


def check(draft: Draft) -> None:
    """Note, before the tree is read, every level that stands one bracket too deep, and take it out of there."""
    _look(draft, draft.tree, "")


def _look(draft: Draft, node: Node, path: str) -> None:
    for key, child in list(node.items()):
        here = f"{path}.{key}".lstrip(".")
        is_hired = here.endswith(".hires.poisson")  # a rate, and no distribution
        if isinstance(node.value, dict) and key in NUMBER_KINDS - _PLAIN and "level" not in node.value and not is_hired:
            _lift(draft, node, key, child, here)
        _look(draft, child, here)


def _lift(draft: Draft, node: Node, kind: str, arguments: Node, path: str) -> None:
    """Move a level from the arguments of a distribution, or from behind them in a list, beside them."""
    last = arguments.value[-1] if isinstance(arguments.value, list) and arguments.value else arguments
    if not isinstance(last.value, dict) or "level" not in last.value or NUMBER_KINDS & set(last.value):
        return  # a class or a parameter may be called `normal`, and be a number with a level
    place = last.keys["level"]
    words = f"one bracket too deep; `level` is allowed beside `{kind}`: {{{kind}: ..., level: ...}}"
    draft.note(Problem(place, "S101", f"{path}.level", words))
    node.value["level"], node.keys["level"] = last.value.pop("level"), last.keys.pop("level")
    if last is not arguments and not last.value:
        arguments.value.pop()
