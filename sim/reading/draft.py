"""A scenario as far as it could be read: what the checks look at, with the place of every value.

Where a value could not be read something harmless stands in for it, so that the checks can look at all the rest. The path of such
a value is a *wound*: nothing more is said about it, nor about anything that depends on it. So one mistake gives one message.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sim.errors import InputError, Place, Problem, nearest, strange_letter
from sim.reading.node import Node
from sim.reading.seeds import Seeds

_ENOUGH = 100
"""So many problems are named; what else is wrong shows once they are mended."""

_HINTED = 50
"""So many problems get the nearest name looked for; it takes its time where names are many."""

_SECTIONS = {"figure": "seeds", "claim": "seeds", "quantity": "seeds", "class": "classes"}
"""Where the names of a kind of noun stand, where its plural does not say so."""


@dataclass
class Draft:
    """The scenario that could be read, the tree it came from, the seeds, the problems found so far and their wounds.

    `guessed` holds the paths of keys that are written in another way: of what stands there it is not said that it is of the wrong kind.
    `complete` is False where a file could not be read at all, so that nothing can be said to be missing. `strays` holds the problems of
    each name that stands for nothing, by the section it was looked for in.
    """

    tree: Node
    seeds: Seeds
    problems: list[Problem] = field(default_factory=list)
    scenario: Any = None
    wounds: set[str] = field(default_factory=set)
    guessed: set[str] = field(default_factory=set)
    complete: bool = True
    strays: dict[tuple[str, str], list[Problem]] = field(default_factory=dict)

    def place(self, path: str, key: bool = False) -> Place:
        """Return where the value at `path` stands (or its key), or the nearest thing above it that stands anywhere."""
        return self.tree.place_of(path, key)

    def add(self, code: str, path: str, message: str, meant: str | None = None, key: bool = False) -> None:
        """Note a problem at the place of `path`, unless that could not be read anyway."""
        if not self.wounded(path):
            self.note(Problem(self.place(path, key), code, path, message, meant))

    def note(self, problem: Problem) -> None:
        """Note a problem.

        Raises
        ------
        InputError
            Where there are enough of them: nobody reads more, and looking for more could take minutes.
        """
        self.problems.append(problem)
        if len(self.problems) >= _ENOUGH:
            raise InputError(())

    def wounded(self, path: str) -> bool:
        """Tell whether the value at `path`, or one that holds it, could not be read."""
        return any(_holds(wound, path) for wound in self.wounds)

    def sound(self, *paths: str) -> bool:
        """Tell whether all of the values at `paths` could be read, with everything in them."""
        return not any(self.wounded(path) or any(_holds(path, wound) for wound in self.wounds) for path in paths)

    def names(self, section: str) -> list[str]:
        """Return the names a section of the scenario uses."""
        return list(getattr(self.scenario, section))

    def unknown(self, kind: str, name: object, allowed: Iterable[str], path: str, code: str = "S104", key: bool = False) -> None:
        """Note a problem unless `name`, the value at `path` or its `key`, is one of the `allowed` names of a kind of noun."""
        known = list(allowed)
        plural = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}es" if kind.endswith("s") else f"{kind}s"
        section = _SECTIONS.get(kind, plural)
        if name not in known and not (self.wounded(section) or (section == "classes" and not self.sound(section))):
            listed = f"{plural} are {some(known)}" if known else f"there are no {plural}"
            before = len(self.problems)
            meant = nearest(name, known) if before < _HINTED else None
            self.add(code, path, f"no {kind} `{name}`{strange_letter(name, known)}; {listed}", meant, key)
            where = str(name).split(".")[:2] if kind == "parameter path" else [section, str(name).partition(".")[0]]
            self.strays.setdefault((where[0], where[-1]), []).extend(self.problems[before:])


def some(names: list[str]) -> str:
    """Return names in words, the first of them where there are many."""
    return ", ".join(names) if len(names) <= 20 else f"{', '.join(names[:6])} and {len(names) - 6} more"


def _holds(outer: str, inner: str) -> bool:
    return outer == inner or inner.startswith(f"{outer}.")
