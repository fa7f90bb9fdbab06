"""The record of published claims, `claims.yaml`, read claim by claim as scenarios ask for them.

Reading YAML with places takes its time, and a scenario asks for one or two claims of many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sim.errors import InputError, Place, Problem
from sim.reading.node import Node
from sim.reading.text import decoded
from sim.reading.tree import read_text

_ENTRY = re.compile(r"""(?m)^(["']?)([^\s#"':\-][^"':\n]*)\1\s*:(?=\s)""")
"""A key at the margin: the id of a claim."""

_RULE = re.compile(r"(?m)^# What is included:((?:.*\n#)*?.*)\n#?[ ]*$")
"""The paragraph at the head of the file that says what is included."""


class ClaimRecord(Mapping[str, Node]):
    """Claims as trees by id: a scenario may add to them before they are read.

    Raises
    ------
    InputError
        If the file cannot be read or an id stands twice; on use of a claim, if it is no YAML.
    """

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self._known: dict[str, Node] = {}
        self._text = decoded(file) if file is not None and file.is_file() else ""
        entries = list(_ENTRY.finditer(self._text))
        self._check_before(entries[0].start() if entries else len(self._text))
        ends = [entry.start() for entry in entries[1:]] + [len(self._text)]
        self._spans: dict[str, tuple[int, int]] = {}
        for entry, end in zip(entries, ends, strict=False):
            if entry[2] in self._spans:
                place = Place(str(file), self._text.count("\n", 0, entry.start()) + 1, 1)
                raise InputError([Problem(place, "S005", entry[2], "a claim is written twice")])
            self._spans[entry[2]] = (entry.start(), end)

    def _check_before(self, first: int) -> None:
        """Refuse what stands before the first claim and is no comment: it would be passed over."""
        for number, line in enumerate(self._text[:first].splitlines(), start=1):
            if line.strip() and not line.startswith(("#", "---", "{}")):
                message = f"`{line.strip()[:40]}` belongs to no claim; the id of a claim with a colon after it, or a comment, is allowed"
                raise InputError([Problem(Place(str(self.file), number, 1), "S103", "", message)])

    @property
    def rule(self) -> str | None:
        """The rule by which claims are included, as it stands at the head of the file; None where there is none."""
        found = _RULE.search(self._text)
        return " ".join(found[1].replace("\n#", " ").split()) if found else None

    def __getitem__(self, name: str) -> Node:
        if name not in self._known:
            begin, end = self._spans[name]
            problems: list[Problem] = []
            before = "\n" * self._text.count("\n", 0, begin)
            tree = read_text(before + self._text[begin:end], str(self.file), problems)
            node = tree.get(name) if tree else None
            for other, at in (tree.keys if node and tree else {}).items():
                if other != name:
                    allowed = "letters, digits, `.`, `_` and `-` are allowed, a letter or digit first"
                    problems.append(Problem(at, "S103", str(other), f"can be no id of a claim; {allowed}"))
            if problems or node is None:
                raise InputError(problems)
            self._known[name] = node
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)
