"""Tables of seeds (CSV) to rows, each with its place; whatever is wrong with them is a problem, all of a table at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.errors import InputError, Place, Problem, nearest
from sim.model.noun import ISO_DATE, Noun
from sim.reading import scalars, words
from sim.reading.text import decoded

_ID = re.compile(r"[A-Za-z0-9][\w.-]*")

Cells = dict[str, str]
Row = TypeVar("Row", bound=Noun)
Read = TypeVar("Read")


def rows(file: Path, columns: Sequence[str]) -> dict[str, tuple[Cells, Place]]:
    """Return the rows of a table by their `id`, with the place of each.

    Raises
    ------
    InputError
        If the file is no text or no table, lacks a column, holds a row of another length or an id twice.
    """
    table = csv.reader(io.StringIO(decoded(file), newline=""), strict=True)
    problems: list[Problem] = []
    found: dict[str, tuple[Cells, Place]] = {}
    head: list[str] | None = None
    try:
        for cells in table:
            place = Place(str(file), table.line_num, 1)
            if head is None:
                head = cells
                problems += _head(head, columns, place)
                if problems:
                    break
            elif len(cells) != len(head):
                if cells:
                    problems.append(
                        Problem(place, "S103", cells[0], f"{len(cells)} cells; {len(head)} are needed, quoted where they hold commas")
                    )
            else:
                row = {name: cell.strip() for name, cell in zip(head, cells, strict=True)}
                problems += _identity(row["id"], place)
                if row["id"] in found:
                    problems.append(Problem(place, "S005", row["id"], f"written twice; the first stands in {found[row['id']][1]}"))
                found.setdefault(row["id"], (row, place))
    except csv.Error as error:
        problems.append(Problem(Place(str(file), table.line_num, 1), "S103", "", f"not a table of comma-separated values: {error}"))
    if problems:
        raise InputError(problems)
    return found


def _head(head: list[str], columns: Sequence[str], place: Place) -> Iterator[Problem]:
    for column in columns:
        if column not in head:
            strange = nearest(column, [name for name in head if name not in columns])
            found = f"; `{strange}` found" if strange else ""
            yield Problem(place, "S102", column, f"column `{column}` is missing{found}")


def _identity(name: str, place: Place) -> Iterator[Problem]:
    if not name:
        yield Problem(place, "S102", "", "the id is missing")
    elif not _ID.fullmatch(name):
        yield Problem(place, "S103", name, "found as an id; letters, digits, `.`, `_` and `-` are allowed, a letter or digit first")


def every(keys: Iterable[str], read: Callable[[str], Read]) -> dict[str, Read]:
    """Return what is read for each key.

    Raises
    ------
    InputError
        With the mistakes of all of them.
    """
    found: dict[str, Read] = {}
    problems: list[Problem] = []
    for key in keys:
        try:
            found[key] = read(key)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def number(cells: Cells, column: str, place: Place) -> float | None:
    """Return a cell as a number, None where it is empty."""
    value = scalars.scalar(cells[column]) if cells[column] and not ISO_DATE.fullmatch(cells[column]) else cells[column] or None
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value if value is None else float(value)
    raise wrong(cells, column, place, "a number in plain digits")


def day(cells: Cells, column: str, place: Place) -> date:
    """Return a cell as a day."""
    try:
        if ISO_DATE.fullmatch(cells[column]):
            return date.fromisoformat(cells[column])
    except ValueError:
        pass
    raise wrong(cells, column, place, "a date, YYYY-MM-DD,")


def wrong(cells: Cells, column: str, place: Place, allowed: str) -> InputError:
    """Return the error of a cell that holds what its column cannot."""
    return InputError([Problem(place, "S103", f"{cells['id']}.{column}", f"`{cells[column]}` found; {allowed} is allowed")])


def validated(kind: type[Row], values: dict[str, object], place: Place) -> Row:
    """Return a row as a noun.

    Raises
    ------
    InputError
        If a cell holds what its column cannot.
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise InputError(_mistake(found, values, place) for found in error.errors(include_url=False)) from None


def _mistake(found: ErrorDetails, values: dict[str, object], place: Place) -> Problem:
    path = ".".join(map(str, (values.get("id"), *found["loc"][:1])))
    return Problem(place, "S103", path, f"`{found['input']}` found; {words.allowed(found)} is allowed", words.meant(found, found["input"]))
