"""An explanation as text for a terminal, or as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from sim.markdown import worded
from sim.reading.explain.document import Explanation, Section
from sim.reading.explain.grammar import listed, names
from sim.reading.explain.ledger import Entry
from sim.reading.explain.numbers import ASSUMPTION

WIDTH = 100
"""Columns of the text."""

_LEVELS = {
    "ignorance": "Not known, one value in each replicate",
    "fluctuation": "Fluctuating, a new value each month",
    "chance": "Chance, case by case",
}


def text(found: Explanation) -> str:
    """Return an explanation as plain text."""
    blocks = []
    for section in _sections(found):
        lines = [_wrapped(line) for line in section.sentences]
        blocks.append("\n".join([section.heading, "-" * len(section.heading), *lines]))
    return "\n\n".join(blocks) + "\n"


def _wrapped(line: str) -> str:
    return textwrap.fill(line, WIDTH, initial_indent="* ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def markdown(found: Explanation) -> str:
    """Return an explanation as Markdown; nothing that the scenario's texts say acts in it."""
    first, *others = _sections(found)
    blocks = ["\n".join([f"# {worded(first.heading)}", *(f"\n{worded(line)}" for line in first.sentences)])]
    blocks += ["\n".join([f"## {worded(section.heading)}", "", *(f"- {worded(line)}" for line in section.sentences)]) for section in others]
    return "\n\n".join(blocks) + "\n"


def _sections(found: Explanation) -> Iterator[Section]:
    first, *others = found.sections
    yield first
    for one in found.comparisons:
        yield Section(f"Changes: {one.title}", [str(change) for change in one.changes] or ["Nothing that is assumed or asked."])
    yield from others
    drawn = [f"{title}: {_drawn(level, found)}." for level, title in _LEVELS.items()]
    yield Section("What is drawn", drawn)
    for heading, basis in (
        ("Numbers with a source", "source"),
        ("Numbers that are only assumed", "assumption"),
        ("Taken from a parameter", "parameter"),
    ):
        lines = [_entry(entry) for entry in found.numbers if entry.basis == basis]
        if lines:
            yield Section(heading, lines)
    cited = [f"[{name}] {words}" for name, words in found.sources.items() if name != words]
    if cited:
        yield Section("Sources", cited)
    defaults = [f"`{entry.path}` {entry.value}" for entry in found.numbers if entry.basis == "default"]
    if defaults:
        yield Section("Defaults", [f"No file says anything of these numbers, which hold by default: {listed(defaults)}."])


def _drawn(level: str, found: Explanation) -> str:
    items = found.drawn[level]
    return (listed(items) if level == "chance" else names(items)) or "nothing"


def _entry(entry: Entry) -> str:
    tags = {"source": f" [{entry.source}{f', {entry.quality}' if entry.quality else ''}]", "assumption": f" [{ASSUMPTION}]"}
    return f"`{entry.path}`: {entry.value}{tags.get(entry.basis, '')} ({entry.place})"
