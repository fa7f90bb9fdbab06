"""What a scenario changes against another: path by path, the value before and after, each with its file and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sim.calendar import in_words
from sim.model.changes import ORDERED, SECTIONS, SINGLE, changed_parts, order_of
from sim.model.number import is_number
from sim.model.paths import every_number
from sim.model.scenario import Scenario
from sim.reading.explain.asked import metric
from sim.reading.explain.flows import flow
from sim.reading.explain.grammar import names
from sim.reading.explain.ledger import form_of
from sim.reading.explain.numbers import ASSUMPTION, said
from sim.reading.explain.parts import event, resource, stage, when
from sim.reading.node import Node

_TEXTS = ("title", "question", "assumption", "note", "seeds", "baseline", "sweep")
"""Keys at the top that say what a scenario is about, and not what it assumes."""

_LISTS = (*SECTIONS, "metrics")
"""What is looked into by name also where one side has none of it."""


_SETTINGS = ("step", "replicates", "seed", "arrivals", "moves")
"""Keys at the top that have a value also where no file says anything."""

_DATED = re.compile(r"events\.([^.]+)\.(on|until)")

_SENTENCES: dict[str, Callable[[str, Any, Scenario], str]] = {
    "stages": stage, "flows": flow, "resources": resource, "events": event, "metrics": metric,
}  # fmt: skip
"""How what stands in a section by name is said, after its name."""


@dataclass(frozen=True)
class Change:
    """One value that differs, in words and with file and line; None stands for a value that is not there."""

    path: str
    before: str | None
    after: str | None
    before_place: str | None
    after_place: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"`{self.path}` is added: {self.after} ({self.after_place})."
        if self.after is None:
            return f"`{self.path}` is left out: {self.before} ({self.before_place})."
        where = [place for place in (self.before_place, self.after_place) if place]
        return f"`{self.path}`: {self.before} -> {self.after}" + (f" ({' -> '.join(where)})." if where else ".")


class Side:
    """One of two files that are compared: its composed tree, and the scenario it makes; None where it is only a part of one."""

    def __init__(self, tree: Node, scenario: Scenario | None) -> None:
        self.tree, self.scenario = tree, scenario
        self.numbers: dict[str, Any] = dict(every_number(scenario)) if scenario else {}

    def told(self, path: str, node: Node | None) -> str | None:
        """Say the value at a path: in words what a sentence can be made of, anything else as it is written."""
        if self.scenario is None:
            return _written(node.plain()) if node else None
        if node is None:
            return self._default(path, self.scenario)
        section, _, name = path.partition(".")
        if section in _SENTENCES and name in getattr(self.scenario, section):
            words = _SENTENCES[section](name, getattr(self.scenario, section)[name], self.scenario)
            return words.partition(" ")[2].removeprefix("is ").rstrip(".")
        if path == "claims":
            return names(claim.id for claim in self.scenario.claims)
        if path in self.numbers and _single(node):
            return said(self.numbers[path], self.scenario, form_of(path))
        dated = _DATED.fullmatch(path)
        if dated:
            event = self.scenario.events[dated[1]]
            return f"{when(getattr(event, dated[2]), '{}')} [{event.source_of(dated[2]) or ASSUMPTION}]"
        return _written(node.plain()) + f" [{ASSUMPTION}]" * (section in (*SECTIONS, "correlations") and _has_numbers(node.plain()))

    def _default(self, path: str, scenario: Scenario) -> str | None:
        if path in _SETTINGS:
            return _written(getattr(scenario, path))
        number = self.numbers.get(path)
        return said(number, scenario, form_of(path)).replace(f"[{ASSUMPTION}]", "[default]") if number is not None else None

    def place(self, path: str) -> str | None:
        """Return file and line of what is written at a path."""
        if not self.tree.holds(path):
            return None
        place = self.tree.place_of(path, True)
        return f"{place.file}:{place.line}" if place.line else place.file


def changes(before: Side, after: Side) -> list[Change]:
    """Return what differs in what is assumed or asked, in the order of the second file.

    A value written in another way that means the same, such as a default written out, is no change; the same number on another
    source is one.
    """
    found = [change for change in _differing(before, after, before.tree, after.tree, "") if change.before != change.after]
    if before.scenario is None or after.scenario is None:
        return found
    parts = set(changed_parts(before.scenario, after.scenario))
    found = [change for change in found if _counts(change.path, parts, before, after)]
    return found + [_order(section, before.scenario, after.scenario) for section in ORDERED if order_of(section) in parts]


def _counts(path: str, parts: set[str], before: Side, after: Side) -> bool:
    """Tell whether a difference of the texts is one of what is assumed, of what is asked, or of what a number rests on."""
    section, name = [*path.split("."), ""][:2]
    if section in SINGLE:
        return section in parts
    of_a_source = path.endswith(".source") or (path in before.numbers and path in after.numbers)
    return section not in SECTIONS or f"{section}.{name}" in parts or of_a_source


def _differing(before: Side, after: Side, ours: Node | None, theirs: Node | None, path: str) -> Iterator[Change]:
    if ours is not None and theirs is not None and ours.plain() == theirs.plain():
        return
    if _is_open(ours, theirs, path):
        for key in {**(theirs.value if theirs else {}), **(ours.value if ours else {})}:
            inner = f"{path}.{key}".lstrip(".")
            if inner not in _TEXTS and key != "note":
                yield from _differing(before, after, ours.get(key) if ours else None, theirs.get(key) if theirs else None, inner)
    else:
        yield Change(path, before.told(path, ours), after.told(path, theirs), before.place(path), after.place(path))


def _is_open(ours: Node | None, theirs: Node | None, path: str) -> bool:
    """Tell whether two values are compared key by key: mappings that are no numbers, one without the other only where names stand."""
    both = [node for node in (ours, theirs) if node is not None]
    if not all(isinstance(node.value, dict) and (not path or not _single(node)) for node in both):
        return False
    return len(both) == 2 or path in _LISTS


def _single(node: Node) -> bool:
    return not isinstance(node.value, dict) or is_number(node.plain())


def _written(value: Any) -> str:
    """Write a value as a file does, on one line."""
    match value:
        case dict():
            return f"{{{', '.join(f'{key}: {_written(part)}' for key, part in value.items())}}}"
        case tuple():
            return f"[{', '.join(map(_written, value))}]"
        case bool():
            return str(value).lower()
        case int() | float():
            return f"{value:.10g}"
        case date():
            return in_words(value)
    return str(value)


def _has_numbers(value: Any) -> bool:
    """Tell whether a value holds a number that has no source."""
    match value:
        case dict():
            return "source" not in value and any(map(_has_numbers, value.values()))
        case tuple():
            return any(map(_has_numbers, value))
    return isinstance(value, int | float) and not isinstance(value, bool)


def _order(section: str, before: Scenario, after: Scenario) -> Change:
    return Change(order_of(section), names(getattr(before, section)), names(getattr(after, section)), None, None)
