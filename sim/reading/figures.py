"""The published figures of a seeds folder, each made of its row when it is first asked for: a scenario needs few of very many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sim.errors import InputError, Place, Problem
from sim.model.figure import Figure
from sim.reading.scalars import known_day
from sim.reading.tables import Cells, every, number, rows, validated, wrong

_COLUMNS = (
    "id", "quantity", "value", "low", "high", "unit", "from", "to", "family", "known_on", "vintage", "source", "quality", "parts", "note"
)  # fmt: skip

_TERM = r"(?:(\d+)\s*\*\s*)?([\w.-]+)"
_SUM = re.compile(rf"{_TERM}(?:\s[+-]\s{_TERM})*")
_SIGNED = re.compile(rf"(?:^|\s([+-])\s){_TERM}")


class Figures(Mapping[str, Figure]):
    """All published numbers, by id; derived ones computed from their parts.

    Raises
    ------
    InputError
        If a table cannot be read or an id stands twice; on use of a figure, if a cell of it holds what its column cannot.
    """

    def __init__(self, folder: Path | None) -> None:
        self._rows: dict[str, tuple[Cells, Place]] = {}
        self._known: dict[str, Figure] = {}
        for file in sorted(folder.glob("*.csv")) if folder else ():
            more = rows(file, _COLUMNS)
            twice = [(name, more[name][1]) for name in more if name in self._rows]
            if twice:
                raise InputError(
                    Problem(place, "S005", name, f"written twice; the first stands in {self._rows[name][1]}") for name, place in twice
                )
            self._rows |= more

    def __getitem__(self, name: str) -> Figure:
        if name not in self._known:
            self._known[name] = self._read(name, ())
        return self._known[name]

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def read(self) -> dict[str, Figure]:
        """Return all of them.

        Raises
        ------
        InputError
            With the mistakes in all of them.
        """
        return every(self._rows, self.__getitem__)

    def _read(self, key: str, derived: tuple[str, ...]) -> Figure:
        row, place = self._rows[key]
        values: dict[str, Any] = {name: number(row, name, place) for name in ("value", "low", "high")}
        values |= {name: about(row, name, place) for name in ("from", "to", "known_on")}
        if key in derived:
            raise InputError([Problem(place, "S105", f"{key}.parts", f"figures are parts of each other: {' -> '.join((*derived, key))}")])
        if row["parts"]:
            terms = [(factor, self._read(part, (*derived, key))) for factor, part in terms_of(row["parts"], self._rows, place)]
            values["value"] = sum(factor * (part.value or 0.0) for factor, part in terms)
            days = [part.known_on for _, part in terms]
            values["known_on"] = None if None in days else max(day for day in days if day)
        own = {name: row[name] for name in ("id", "quantity", "unit", "family", "vintage", "source", "quality", "parts", "note")}
        values["from_"] = values.pop("from")
        return validated(Figure, own | values, place)


def about(cells: Cells, column: str, place: Place) -> date | None:
    """Return the day by which a date written to the day, month or year had certainly come; None where the cell is empty."""
    found = known_day(cells[column] or None)
    if found is None and cells[column]:
        raise wrong(cells, column, place, "a date, YYYY-MM-DD, YYYY-MM or YYYY,")
    return found


def terms_of(parts: str, known: Mapping[str, object], place: Place) -> list[tuple[float, str]]:
    """Read the parts of a derived figure: figure ids joined by ` + ` and ` - `, each with an optional factor `4 * `.

    Examples
    --------
    >>> terms_of("4 * monthly - july", {"monthly": 1, "july": 2}, Place("flows.csv", 2, 1))
    [(4.0, 'monthly'), (-1.0, 'july')]
    """
    if not _SUM.fullmatch(parts):
        allowed = "ids joined by ` + ` and ` - `, each with a whole number and ` * ` before it or not,"
        raise InputError([Problem(place, "S103", parts, f"found as parts; {allowed} are allowed")])
    terms: list[tuple[float, str]] = []
    for sign, factor, part in _SIGNED.findall(parts):
        if part not in known:
            raise InputError([Problem(place, "S402", parts, f"no figure `{part}`")])
        terms.append((float(factor or 1) * (-1 if sign == "-" else 1), part))
    return terms
