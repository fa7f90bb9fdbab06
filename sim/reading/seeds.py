"""The published figures, sources, quantities, policies and claims that scenarios refer to by id.

They are looked for in the folder the scenario names, then in `seeds/` beside it or in a folder above it, then in the copy
that is shipped with the package. Figures are tables (CSV), claims are YAML; both are data and nothing else.
"""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from sim.errors import InputError, Place, Problem
from sim.model.figure import Figure, Policy, Quantity, Source
from sim.model.noun import Noun
from sim.reading.tree import Node, read_file

_SHIPPED = (Path(__file__).parents[1] / "_seeds", Path(__file__).parents[2] / "seeds")
"""The copy in an installed wheel; the repository's own folder where the package runs from there."""

Row = TypeVar("Row", bound=Noun)


def find(scenario: Path, named: Path | None = None) -> Path | None:
    """Return the folder of the seeds a scenario file uses, or None if there is none at all."""
    if named is not None:
        return named
    for folder in scenario.resolve().parents:
        if (folder / "seeds" / "sources.csv").is_file():
            return folder / "seeds"
    return next((folder for folder in _SHIPPED if folder.is_dir()), None)


def known_day(text: str | date | None) -> date | None:
    """Return the day a date written to the day, month or year had certainly come; None where it is unknown.

    Examples
    --------
    >>> known_day("2022-06"), known_day("2022-06-24"), known_day("undated")
    (datetime.date(2022, 6, 30), datetime.date(2022, 6, 24), None)
    """
    if text is None or isinstance(text, date):
        return text
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", str(text))
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        return date(year or 1, month or 12, day or monthrange(year or 1, month or 12)[1])
    except ValueError:
        return None


@lru_cache(maxsize=8)
def open_seeds(folder: Path | None) -> Seeds:
    """Return the seeds in a folder; an empty collection where there is none."""
    return Seeds(folder)


class Seeds:
    """The tables of one seeds folder, each read when first asked for.

    Raises
    ------
    InputError
        On first use of a table that has mistakes, with all of them.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Who said what, by id."""
        return self._table("sources.csv", Source, dict)

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """The vocabulary of what numbers count, by id."""
        return self._table("quantities.csv", Quantity, dict)

    @cached_property
    def policies(self) -> dict[str, Policy]:
        """Dated decisions, by id."""
        days = {"on": lambda text: date.fromisoformat(str(text)), "known_on": known_day}
        return self._table("policy.csv", Policy, lambda row: row | {key: read(row[key]) for key, read in days.items()})

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """All published numbers, by id; derived ones computed from their parts."""
        rows: dict[str, tuple[dict[str, Any], Place]] = {}
        for file in sorted((self.folder / "figures").glob("*.csv")) if self.folder else ():
            for row, place in _rows(file):
                if row["id"] in rows:
                    raise InputError([Problem(place, "S005", row["id"], f"written twice; the first stands in {rows[row['id']][1]}")])
                rows[row["id"]] = (row, place)
        return {key: self._figure(key, rows) for key in rows}

    @cached_property
    def claims(self) -> dict[str, Node]:
        """The record of claims, as trees by id: a scenario may add to them before they are read."""
        problems: list[Problem] = []
        file = self.folder / "claims.yaml" if self.folder else None
        tree = read_file(file, problems) if file and file.is_file() else None
        if problems:
            raise InputError(problems)
        return {str(key): node for key, node in tree.items()} if tree else {}

    def cite(self, source: str) -> str:
        """Return a source or policy by id as words for a reader; free text stands for itself."""
        policy = self.policies.get(source)
        entry = self.sources.get(policy.source if policy else source)
        return f"{entry.publisher}, {entry.title} ({entry.published}), {entry.address}" if entry else source

    def _table(self, name: str, kind: type[Row], prepare: Callable[[dict[str, Any]], Any]) -> dict[str, Row]:
        file = self.folder / name if self.folder else None
        rows = _rows(file) if file and file.is_file() else []
        return {row["id"]: _validated(kind, prepare(row), place) for row, place in rows}

    def _figure(self, key: str, rows: dict[str, tuple[dict[str, Any], Place]]) -> Figure:
        row, place = rows[key]
        values: dict[str, Any] = {name: float(row[name]) if row[name] else None for name in ("value", "low", "high")}
        values |= {name: known_day(row[name] or None) for name in ("from", "to", "known_on")}
        if row["parts"]:
            terms = [(factor, self._figure(part, rows)) for factor, part in terms_of(row["parts"], rows, place)]
            values["value"] = sum(factor * (part.value or 0.0) for factor, part in terms)
            days = [part.known_on for _, part in terms]
            values["known_on"] = None if None in days else max(day for day in days if day)
        own = {name: row[name] for name in ("id", "quantity", "unit", "family", "vintage", "source", "quality", "note")}
        values["from_"] = values.pop("from")
        return _validated(Figure, own | values, place)


def terms_of(parts: str, known: Any, place: Place) -> list[tuple[float, str]]:
    """Read the parts of a derived figure: figure ids joined by ` + ` and ` - `, each with an optional factor `4 * `.

    Examples
    --------
    >>> terms_of("4 * monthly - july", {"monthly", "july"}, Place("flows.csv", 2, 1))
    [(4.0, 'monthly'), (-1.0, 'july')]
    """
    terms: list[tuple[float, str]] = []
    for sign, factor, part in re.findall(r"(?:^|\s([+-])\s)(?:(\d+)\s*\*\s*)?([\w.-]+)", parts):
        if part not in known:
            raise InputError([Problem(place, "S402", parts, f"no figure `{part}`")])
        terms.append((float(factor or 1) * (-1 if sign == "-" else 1), part))
    return terms


def _rows(file: Path) -> list[tuple[dict[str, str], Place]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        return [({key: (text or "").strip() for key, text in row.items()}, Place(str(file), reader.line_num, 1)) for row in reader]


def _validated(kind: type[Row], values: dict[str, Any], place: Place) -> Row:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise InputError(
            [Problem(place, "S103", f"{values.get('id')}.{e['loc'][0] if e['loc'] else ''}", e["msg"]) for e in error.errors()]
        ) from None
