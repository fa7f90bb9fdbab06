"""Everything that can go wrong, as a tree with one root.

    SimError                 every error this package raises on purpose
    ├── InputError           what the user wrote cannot be run; carries all problems found, not the first
    ├── RunFolderError       a run's folder cannot be written or read
    ├── ClusterError         a cluster cannot be used, or is lost while it computes
    └── EngineError          an invariant of the model broke while simulating: our bug, never the user's

A `Problem` is one mistake in the user's input: it knows its code (explained in `docs/errors.md`), its place in the
file, the path of the value inside the scenario, what was found, what is allowed and the nearest name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, order=True)
class Place:
    """Where a value was written: a file with line and column (from 1), or a command-line option.

    Examples
    --------
    >>> str(Place("court.yaml", 14, 5))
    'court.yaml:14:5'
    >>> str(Place("--set seed=x"))
    '--set seed=x'
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake, ready to be shown on one line.

    Examples
    --------
    >>> str(Problem(Place("court.yaml", 14, 5), "S104", "flows.leave.to", "no stage `gnoe`; stages are gone, open", "gone"))
    'court.yaml:14:5: [S104] flows.leave.to: no stage `gnoe`; stages are gone, open. Did you mean `gone`?'
    """

    place: Place
    code: str
    path: str
    message: str
    meant: str | None = None

    def __str__(self) -> str:
        text = f"{self.place}: [{self.code}] {self.path}: " if self.path else f"{self.place}: [{self.code}] "
        hint = f". Did you mean `{self.meant}`?" if self.meant else ""
        return " ".join(visible(f"{text}{self.message}{hint}").split())


_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff"
"""What moves a terminal's cursor, ends a line, turns the order of reading, or is half a character; not tab and line end."""

CONTROL = re.compile(f"[{_CONTROL}]")


def visible(text: str) -> str:
    r"""Return a text with its control characters written out, so that none of them acts on a terminal.

    Examples
    --------
    >>> print(visible("a\x1b]0;title\x07b"))
    a\x1b]0;title\x07b
    """
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class SimError(Exception):
    """Root of all errors raised on purpose."""


class InputError(SimError):
    """The input cannot be run; `problems` lists every mistake found, in order of place.

    Examples
    --------
    >>> from sim.errors import Place, Problem
    >>> error = InputError([Problem(Place("a.yaml", 2, 1), "S101", "tilte", "unknown key", "title")])
    >>> print(error)
    a.yaml:2:1: [S101] tilte: unknown key. Did you mean `title`?
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Problem, ...]]]:
        """Go from one process to another as problems, not as their text."""
        return type(self), (self.problems,)


class RunFolderError(SimError):
    """A run's folder cannot be written or read."""


class ClusterError(SimError):
    """A cluster cannot be used, or is lost while it computes."""


class EngineError(SimError):
    """An invariant of the model broke while simulating."""


def nearest(name: object, allowed: Iterable[str], likeness: float = 0.6) -> str | None:
    """Name the allowed word closest to what was written, or None when none is as alike as `likeness`, between 0 and 1.

    Large letters are as good as small ones, and nothing is closer than the same letters in another order.

    Examples
    --------
    >>> nearest("nonpriorty", ["border", "nonpriority"]), nearest("oredred", ["orders", "ordered"]), nearest("FIFO", ["lifo", "fifo"])
    ('nonpriority', 'ordered', 'fifo')
    """
    from difflib import get_close_matches  # not needed before something is wrong

    words: dict[str, str] = {}
    for word in allowed:
        words.setdefault(str(word).casefold(), word)
    text = str(name).casefold()
    letters = sorted(text)
    same = [plain for plain in words if len(plain) == len(text) and sorted(plain) == letters]
    matches = get_close_matches(text, same or words, n=1, cutoff=0.0 if same else likeness)
    return words[matches[0]] if matches else None


def strange_letter(name: object, allowed: Iterable[str]) -> str:
    """Say which letter of a name is of another alphabet than all names that are allowed, in brackets; empty where none is.

    Examples
    --------
    >>> strange_letter("\u043epen", ["open", "gone"])
    ' (its letter 1 is U+043E, CYRILLIC SMALL LETTER O)'
    """
    from unicodedata import name as name_of

    usual = {letter for word in allowed for letter in word}
    found = next(((at, letter) for at, letter in enumerate(str(name), start=1) if not letter.isascii() and letter not in usual), None)
    return f" (its letter {found[0]} is U+{ord(found[1]):04X}, {name_of(found[1], 'unnamed')})" if found else ""
