"""What a notebook and the prompt show of an object: a title, a few lines and short tables, with the numbers of report and terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import shorten

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

ROWS = 12
"""Rows of a table at most; what is left out is in the DataFrame of the same name."""

_WIDE = 44
"""Letters of a cell at the prompt."""

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Table:
    """A table of texts: the first cell of a row names it; `whole` says where all rows are, `numbers` which columns are set to the right."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    whole: str = ""
    numbers: frozenset[str] = frozenset()
    said: tuple[str, ...] = ()

    @property
    def shown(self) -> Sequence[Sequence[str]]:
        """The first rows."""
        return self.rows[:ROWS]

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands below the table: what it says itself, and how many rows are left out."""
        more = len(self.rows) - len(self.shown)
        return (*self.said, f"{more:,} more: {self.whole}") if more else self.said


@dataclass(frozen=True)
class Leaf:
    """What is shown of an object."""

    title: str
    lines: Sequence[str] = ()
    tables: Sequence[Table] = ()


def html(leaf: Leaf) -> str:
    """Return a leaf as HTML for a notebook: every text escaped, no script, its few rules of style for itself alone, colours as around it.

    Examples
    --------
    >>> "&lt;b&gt;" in html(Leaf("<b>"))
    True
    """
    return _template().render(leaf=leaf)


@cache
def _template() -> Template:
    loader = FileSystemLoader(_TEMPLATES)
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("notebook.html.j2")


def text(leaf: Leaf) -> str:
    """Return a leaf as plain text for the prompt.

    Examples
    --------
    >>> print(text(Leaf("Two", ["of them"], [Table("numbers", ["name", "n"], [["a", "1"], ["b", "12"]], numbers=frozenset(["n"]))])))
    Two
    of them
    <BLANKLINE>
    numbers
    name   n
    a      1
    b     12
    """
    return "\n".join([leaf.title, *leaf.lines, *(line for table in leaf.tables for line in ["", *_lines(table)])])


def _lines(table: Table) -> list[str]:
    cells = [[shorten(cell, _WIDE, placeholder=" ...") for cell in row] for row in [table.columns, *table.shown]]
    kept = [index for index in range(len(table.columns)) if any(row[index] for row in cells[1:])]
    wide = {index: max(len(row[index]) for row in cells) for index in kept}
    right = {index for index in kept if table.columns[index] in table.numbers}
    rows = ["  ".join(row[i].rjust(wide[i]) if i in right else row[i].ljust(wide[i]) for i in kept).rstrip() for row in cells]
    return [table.caption, *rows, *table.notes]
