"""What a scenario changes: against the file as it is written, each of its parents in turn, and its baseline."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError
from sim.reading.compose import compose, parent_of
from sim.reading.explain.changes import Change, Side, changes
from sim.reading.load import Loaded, load


@dataclass(frozen=True)
class Comparison:
    """What one file changes against another; `kind` says what the other is to it."""

    kind: str
    file: str
    other: str
    changes: list[Change]

    @property
    def title(self) -> str:
        """The comparison as a heading has it."""
        return f"{Path(self.file).name} against its {self.kind} {Path(self.other).name}"


def comparisons(loaded: Loaded) -> list[Comparison]:
    """Return what a scenario changes, the nearest first."""
    found, file, own = [], loaded.file, _side(loaded)
    if loaded.overrides:
        written = _read(file)
        found.append(Comparison("file as it is written,", f"--set {' --set '.join(loaded.overrides)}", str(file), changes(written, own)))
        own = written
    parents = []
    while (parent := parent_of(file)) is not None:
        above = _read(parent)
        found.append(Comparison("parent", str(file), str(parent), changes(above, own)))
        file, own = parent, above
        parents.append(parent.resolve())
    baseline = loaded.baseline
    if baseline is not None and baseline.file.resolve() not in parents[:1]:
        found.append(Comparison("baseline", str(loaded.file), str(baseline.file), changes(_side(baseline), _side(loaded))))
    return found


def _side(loaded: Loaded) -> Side:
    return Side(loaded.tree, loaded.scenario)


def _read(file: Path) -> Side:
    """Read a file that is a scenario, or only a part of one that its children complete."""
    try:
        return _side(load(file))
    except InputError:
        tree = compose(file, (), [])
        assert tree is not None, "its child could be read"
        return Side(tree, None)
