"""The published figures, sources, quantities, policies and claims that scenarios refer to by id.

They are looked for in the folder the scenario names, then in `seeds/` beside it or in a folder above it, then in the copy
that is shipped with the package. Figures are tables (CSV), claims are YAML; both are data and nothing else.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from sim.errors import InputError, Place, Problem
from sim.model.figure import Figure, Policy, Quantity, Source
from sim.reading.record import ClaimRecord
from sim.reading.tables import Cells, Row, day, every, number, rows, validated, wrong

_SHIPPED = (Path(__file__).parents[1] / "_seeds", Path(__file__).parents[2] / "seeds")
"""The copy in an installed wheel; the repository's own folder where the package runs from there."""


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
        return self._table("sources.csv", Source, lambda row, place: {})

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """The vocabulary of what numbers count, by id."""
        return self._table("quantities.csv", Quantity, lambda row, place: {})

    @cached_property
    def policies(self) -> dict[str, Policy]:
        """Dated decisions, by id."""
        return self._table(
            "policy.csv", Policy, lambda row, place: {"on": day(row, "on", place), "known_on": _about(row, "known_on", place)}
        )

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """All published numbers, by id; derived ones computed from their parts."""
        found: dict[str, tuple[Cells, Place]] = {}
        for file in sorted((self.folder / "figures").glob("*.csv")) if self.folder else ():
            more = rows(file, _FIGURE)
            twice = [(name, more[name][1]) for name in more if name in found]
            if twice:
                raise InputError(
                    Problem(place, "S005", name, f"written twice; the first stands in {found[name][1]}") for name, place in twice
                )
            found |= more
        return every(found, lambda key: _figure(key, found, ()))

    @cached_property
    def claims(self) -> ClaimRecord:
        """The record of claims, as trees by id."""
        return ClaimRecord(self.folder / "claims.yaml" if self.folder else None)

    def cite(self, source: str) -> str:
        """Return a source, policy or figure by id as words for a reader; free text stands for itself."""
        if source in self.policies:
            return self.cite(self.policies[source].source)
        entry = self.sources.get(source)
        if entry is not None:
            return ", ".join(
                filter(None, (entry.publisher, entry.title + (f" ({entry.published})" if entry.published else ""), entry.address))
            )
        figure = self.figures.get(source) if " " not in source else None
        return f"{figure.id} ({figure.quality}): {self.cite(figure.source)}" if figure else source

    def _table(self, name: str, kind: type[Row], read: Callable[[Cells, Place], dict[str, Any]]) -> dict[str, Row]:
        file = self.folder / name if self.folder else None
        found = rows(file, kind.allowed_keys()) if file and file.is_file() else {}
        return every(found, lambda key: validated(kind, {**found[key][0], **read(*found[key])}, found[key][1]))


_FIGURE = (
    "id", "quantity", "value", "low", "high", "unit", "from", "to", "family", "known_on", "vintage", "source", "quality", "parts", "note"
)  # fmt: skip
"""The columns of a table of figures."""


def _figure(key: str, found: dict[str, tuple[Cells, Place]], derived: tuple[str, ...]) -> Figure:
    row, place = found[key]
    values: dict[str, Any] = {name: number(row, name, place) for name in ("value", "low", "high")}
    values |= {name: _about(row, name, place) for name in ("from", "to", "known_on")}
    if key in derived:
        raise InputError([Problem(place, "S105", f"{key}.parts", f"figures are parts of each other: {' -> '.join((*derived, key))}")])
    if row["parts"]:
        terms = [(factor, _figure(part, found, (*derived, key))) for factor, part in terms_of(row["parts"], found, place)]
        values["value"] = sum(factor * (part.value or 0.0) for factor, part in terms)
        days = [part.known_on for _, part in terms]
        values["known_on"] = None if None in days else max(day for day in days if day)
    own = {name: row[name] for name in ("id", "quantity", "unit", "family", "vintage", "source", "quality", "parts", "note")}
    values["from_"] = values.pop("from")
    return validated(Figure, own | values, place)


def _about(cells: Cells, column: str, place: Place) -> date | None:
    """Return the day by which a date written to the day, month or year had certainly come; None where the cell is empty."""
    found = known_day(cells[column] or None)
    if found is None and cells[column]:
        raise wrong(cells, column, place, "a date, YYYY-MM-DD, YYYY-MM or YYYY,")
    return found


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
