"""What a command prints, as data: lines, and tables whose cells hold exact values beside the text that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Side = Literal["left", "right"]


@dataclass(frozen=True)
class Line:
    """A line of text; bold is a heading, dim a note. It may begin with an empty line, and is wrapped unless it is to stay `whole`."""

    text: str
    style: Literal["", "bold", "dim"] = ""
    whole: bool = False


@dataclass(frozen=True)
class Cell:
    """What is shown, and the values it was made of: one for each field of its column, None where there is none."""

    text: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Column:
    """A column as it is shown, and the names of the fields that its cells hold.

    The rest is how it is laid out on a terminal: whether it wraps between words, folds inside them, and its width in characters.
    """

    title: str
    fields: tuple[str, ...]
    side: Side = "left"
    wrap: bool = True
    fold: bool = False
    width: int | None = None
    least: int | None = None


@dataclass(frozen=True)
class Table:
    """A table: tables of one `name` have the same fields and are told apart by their `key`.

    `totals` are rows below the others that sum them up, and no data. `caption` stands above it, `tight` sets its columns close together,
    and one that is not `listed` is in no text: what it says is said there in sentences, or it is too long or empty.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    key: dict[str, Any] = field(default_factory=dict)
    totals: Sequence[Sequence[Cell]] = ()
    caption: Line = Line("")
    tight: bool = False
    listed: bool = True

    @property
    def header(self) -> list[str]:
        """Names of all fields, those of the key first."""
        return [*self.key, *(name for column in self.columns for name in column.fields)]

    @property
    def values(self) -> Iterable[list[Any]]:
        """Exact values, row by row, those of the key first."""
        return ([*self.key.values(), *(value for cell in row for value in cell.values)] for row in self.rows)


Block = Line | Table


def cells(columns: Sequence[Column], texts: Iterable[str], values: Mapping[str, Any]) -> list[Cell]:
    """Return a row: of each column its text, and of its fields the values.

    Examples
    --------
    >>> cells([Column("95%", ("low", "high"))], ["0.1-0.2"], {"low": 0.123, "high": 0.21, "n": 9})
    [Cell(text='0.1-0.2', values=(0.123, 0.21))]
    """
    return [Cell(text, tuple(values[name] for name in column.fields)) for column, text in zip(columns, texts, strict=True)]
