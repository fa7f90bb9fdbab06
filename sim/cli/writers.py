"""Three ways to write what a command found: text for people, Markdown for documents, CSV for programs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import click

from sim.cli.blocks import Block, Line, Table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

WIDTH = 120
"""Columns of a table where the output is not a terminal."""

_SPECIAL = re.compile(r"([\\`*\[\]<|~])|(?<![^\W_])_|_(?![^\W_])")
"""What Markdown would take for its own; an underscore inside a word it leaves alone."""

_OPENING = re.compile(r"^(\d+(?=[.)]\s)|(?=[-+#>=]))")
"""How a paragraph must not begin, so that it stays one."""


@dataclass(frozen=True)
class Form:
    """How output was asked for: the format, and the table of a CSV or the only one of a Markdown document."""

    format: Literal["text", "csv", "md"] = "text"
    table: str | None = None

    def write(self, blocks: Sequence[Block], main: str) -> None:
        """Write blocks to stdout; `main` is the table that a CSV holds where none is named."""
        if self.format == "csv":
            click.echo(as_csv([block for block in blocks if isinstance(block, Table) and block.name == (self.table or main)]), nl=False)
        elif self.format == "md":
            click.echo(as_markdown(block for block in blocks if self.table in (None, getattr(block, "name", ""))), nl=False)
        else:
            print_text(blocks)

    def say(self, line: str) -> None:
        """Say where something was written: on stdout beside a text, else on stderr."""
        click.echo(line, err=self.format != "text")


def open_console() -> Console:
    """Return a console as wide as the terminal, or `WIDTH` columns where there is none."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


def print_text(blocks: Iterable[Block]) -> None:
    """Print blocks for people: plain where it is not a terminal."""
    for block in blocks:
        if isinstance(block, Line) and block.whole:
            click.echo(block.text)
        elif isinstance(block, Line) or block.listed:
            _print(block)


def _print(block: Block) -> None:
    from rich.text import Text

    open_console().print(Text(block.text, style=block.style) if isinstance(block, Line) else _rich(block))


def _rich(table: Table) -> RichTable:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    title = Text(table.caption.text, style=table.caption.style) if table.caption.text else None
    shown = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left", title_style="", collapse_padding=table.tight)
    for column in table.columns:
        shown.add_column(
            Text(column.title),
            justify=column.side,
            no_wrap=not column.wrap,
            overflow="fold" if column.fold else "ellipsis",
            width=column.width,
            min_width=column.least,
        )
    for row in (*table.rows, *table.totals):
        shown.add_row(*(Text(cell.text) for cell in row))
    return shown


def as_csv(tables: Sequence[Table]) -> str:
    """Return tables of one name as one: a row of names, then exact values.

    Examples
    --------
    >>> from sim.cli.blocks import Cell, Column
    >>> column = Column("probability", ("probability", "n"))
    >>> print(as_csv([Table("claims", [column], [[Cell("0.33", (1 / 3, 6))]], key={"id": "mine"})]), end="")
    id,probability,n
    mine,0.3333333333333333,6
    """
    from sim.report.files import csv_bytes

    return csv_bytes(tables[0].header, (row for table in tables for row in table.values)).decode()


def as_markdown(blocks: Iterable[Block]) -> str:
    r"""Return blocks as GitHub's Markdown: headings, paragraphs and tables with pipes, all of it as it is shown.

    Examples
    --------
    >>> from sim.cli.blocks import Cell, Column
    >>> print(as_markdown([Line("A | B", "bold"), Table("t", [Column("n", ("n",), "right")], [[Cell("1", (1,))]])]), end="")
    ## A \| B
    <BLANKLINE>
    | n |
    | ---: |
    | 1 |
    """
    parts = [part for block in blocks for part in (_paragraph(block) if isinstance(block, Line) else _pipes(block))]
    return "\n\n".join(filter(None, parts)) + "\n"


def _paragraph(line: Line) -> Iterator[str]:
    words = _escaped(line.text.strip())
    yield f"## {words}" if line.style == "bold" else _OPENING.sub(r"\1\\", words)


def _pipes(table: Table) -> Iterator[str]:
    if table.caption.text:
        yield f"### {_escaped(table.caption.text)}"
    if table.rows:
        marks = ["---:" if column.side == "right" else ":---" for column in table.columns]
        lines = [[column.title for column in table.columns], marks, *([cell.text for cell in row] for row in (*table.rows, *table.totals))]
        yield "\n".join(_line(cells if cells is marks else [_escaped(cell) for cell in cells]) for cells in lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(words: str) -> str:
    """Write words so that Markdown shows them as they are, on one line."""
    shown = _SPECIAL.sub(lambda found: f"\\{found.group()}", words.replace("&", "&amp;"))
    return "<br>".join(part.strip() for part in shown.splitlines())
