"""Is the baseline of a scenario there, and does the line of baselines end?"""

from __future__ import annotations

import os
from pathlib import Path

from sim.errors import Problem
from sim.reading.compose import compose
from sim.reading.draft import Draft
from sim.reading.node import Node
from sim.reading.text import nearest_file, why_no_file


def check(draft: Draft) -> None:
    """Note a baseline that is no file, or that leads back to this one; mistakes inside of it show when it is run."""
    file = baseline_file(draft.tree)
    if file is None:
        return
    if why := why_no_file(file):
        text = f"{draft.scenario.baseline}: {why}; a file is allowed, named as seen from this one"
        draft.add("S001", "baseline", text, nearest_file(file))
        return
    line = _line(Path(draft.tree.place.file), file)
    if line:
        draft.add("S008", "baseline", f"the files are each other's baselines in a circle: {' -> '.join(one.name for one in line)}")


def baseline_file(tree: Node) -> Path | None:
    """Return the file that a composed tree names as its baseline, relative to the file in which that is written; None if it names none."""
    named = tree.get("baseline")
    if named is None or not isinstance(named.value, str):
        return None
    beside = Path(named.place.file).parent if named.place.line else Path()
    return Path(os.path.normpath(beside / named.value))


def _line(own: Path, file: Path) -> list[Path]:
    """Follow baselines from file to file; return the circle where there is one, else nothing."""
    line = [own]
    following: Path | None = file
    while following is not None and following.is_file():
        if following.resolve() in (one.resolve() for one in line):
            return [*line, following]
        line.append(following)
        problems: list[Problem] = []
        tree = compose(following, (), problems)
        following = baseline_file(tree) if tree else None
    return []
