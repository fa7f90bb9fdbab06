"""Does a sweep vary what can be varied, over values its place allows?"""

from __future__ import annotations

import re
from math import prod
from typing import Any

from sim.errors import nearest
from sim.model.distribution import Distribution
from sim.model.paths import movable
from sim.model.support import allowed_range
from sim.model.sweep import MAX_POINTS, Range
from sim.reading.draft import Draft
from sim.reading.words import shown

_FIXED = ("sweep", "extends", "set", "replicates", "baseline", "seeds", "as_of")
"""What says how a sweep is run, or what may be known; it is no assumption that could vary."""

_DATE = re.compile(r"events\.[^.]+\.(on|until)")
_NO_LAW = "no distribution stands here whose own range could be taken; give `from` and `to`"


def check(draft: Draft) -> None:
    """Note every axis that leads nowhere, and values that its place does not allow."""
    if draft.scenario.sweep is None:
        return
    known = movable(draft.scenario)
    vary = draft.scenario.sweep.vary
    for name, axis in vary.items():
        if not draft.sound(f"sweep.vary.{name}"):
            if not isinstance(axis, dict):
                _check_path(draft, f"sweep.vary.{name}", name, known)
        elif isinstance(axis, dict):
            for choice, settings in axis.items():
                for path in settings:
                    _check_path(draft, f"sweep.vary.{name}.{choice}.{path}", path, known)
        elif _check_path(draft, f"sweep.vary.{name}", name, known):
            _check_values(draft, f"sweep.vary.{name}", name, axis, known)
    if not draft.sound("sweep"):
        return
    _check_apart(draft)
    sizes = [axis.points if isinstance(axis, Range) else len(axis) for axis in vary.values()]
    if draft.scenario.sweep.kind == "grid" and prod(sizes) > MAX_POINTS:
        draft.add("S503", "sweep.vary", f"a grid of {' x '.join(map(str, sizes))} is {prod(sizes):,} points; {MAX_POINTS:,} are allowed")


def _check_path(draft: Draft, at: str, path: str, known: dict[str, Any]) -> bool:
    if path.split(".")[0] in _FIXED:
        draft.add("S106", at, f"`{path}` is no assumption of the model and cannot vary", key=True)
    elif path not in known and not draft.tree.holds(path):
        listed = f"; {len(known)} numbers can vary, such as {', '.join(list(known)[:4])}"
        draft.add("S106", at, f"nothing stands at `{path}`{listed}", nearest(path, list(known)), key=True)
    else:
        return True
    return False


def _check_values(draft: Draft, at: str, path: str, axis: Any, known: dict[str, Any]) -> None:
    number = known.get(path)
    if isinstance(axis, Range) and axis.from_ is None:
        if not isinstance(number, Distribution):
            is_date = _DATE.fullmatch(path) and number is None
            message = "a date's own range cannot be taken; list days" if is_date else _NO_LAW
            draft.add("S105", at, message, key=True)
        return
    values = [axis.from_, axis.to] if isinstance(axis, Range) else list(axis)
    low, high = allowed_range(path) if number is not None else (float("-inf"), float("inf"))
    for index, value in enumerate(values):
        where = f"{at}.{('from', 'to')[index]}" if isinstance(axis, Range) else f"{at}.{index}"
        if isinstance(value, bool) or (number is not None and hasattr(value, "isoformat")):
            draft.add("S103", where, f"{shown(value)} found; a number is allowed")
        elif isinstance(value, int | float) and not low <= value <= high:
            bounds = "[0, 1]" if (low, high) == (0.0, 1.0) else "what is allowed, 0 or more"
            draft.add("S201", where, f"{value:.10g} lies outside {bounds}")


def _check_apart(draft: Draft) -> None:
    """Note axes that would change the same value."""
    seen: dict[str, str] = {}
    for name, axis in draft.scenario.sweep.vary.items():
        for path in {path for settings in axis.values() for path in settings} if isinstance(axis, dict) else {name}:
            for other, owner in seen.items():
                if f"{path}.".startswith(f"{other}.") or f"{other}.".startswith(f"{path}."):
                    draft.add("S105", f"sweep.vary.{name}", f"`{path}` is changed by `{owner}` too; one axis may change it", key=True)
            seen[path] = name
