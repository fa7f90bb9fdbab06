"""Is a key misspelt in the number of cases that a stage begins with? Where there is one class, that key is meant for no other."""

from __future__ import annotations

from sim.errors import nearest
from sim.model.number import NUMBER_KEYS, NUMBER_KINDS, is_number
from sim.model.scenario import ONLY_CLASS
from sim.reading.draft import Draft
from sim.reading.node import UNREAD, Node

_BY_CLASS = (ONLY_CLASS, "total")


def check(draft: Draft) -> None:
    """Note, before the tree is read, keys of the cases at the start that are nearly those of a number; with classes they may be names."""
    stages = draft.tree.get("stages")
    if draft.tree.get("classes") is not None or stages is None:
        return
    for name, stage in stages.items():
        initial = stage.get("initial")
        if initial is not None and isinstance(initial.value, dict) and not is_number(initial.plain()):
            _check_keys(draft, f"stages.{name}.initial", stage, initial)


def _check_keys(draft: Draft, path: str, stage: Node, initial: Node) -> None:
    for key in [key for key in initial.value if key not in (*NUMBER_KEYS, *_BY_CLASS)]:
        near = nearest(key, sorted(NUMBER_KEYS.union(_BY_CLASS)))
        if near in NUMBER_KEYS:
            kinds = ", ".join(sorted(NUMBER_KINDS))
            draft.add("S101", f"{path}.{key}", f"unknown key; a number, or a mapping with one of {kinds} is allowed", near, key=True)
            draft.wounds.add(path)
            stage.value["initial"] = Node(UNREAD, initial.place)
