"""A run's results as tidy tables with typed columns, for other tools: one observation a row, units beside the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import numpy as np

from sim.analysis.claims import flat
from sim.analysis.record import Record
from sim.analysis.summary import QUANTILES

Kind = Literal["text", "category", "date", "number", "whole", "truth"]

_CATEGORIES = {"id", "reading", "metric", "outcome_status", "outcome_source", "definition", "given", "words"}
_DATES = {"window_from", "window_to", "made_on"}
_TEXTS = {"statement", "source"}


@dataclass(frozen=True)
class Column:
    """A column of values of one kind; None or NaN where there is no value."""

    name: str
    kind: Kind
    values: Sequence[Any]


@dataclass(frozen=True)
class Tidy:
    """A table by the name of its file, all its columns of one length."""

    name: str
    columns: list[Column]

    @property
    def header(self) -> list[str]:
        """Names of the columns."""
        return [column.name for column in self.columns]

    @property
    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The same values row by row."""
        return zip(*(column.values for column in self.columns), strict=True)

    @property
    def length(self) -> int:
        """How many rows there are."""
        return len(self.columns[0].values)


def tidy(name: str, kinds: dict[str, Kind], rows: Iterable[Sequence[Any]]) -> Tidy:
    """Return a table from its rows.

    Examples
    --------
    >>> tidy("t", {"metric": "category", "value": "number"}, [("pending", 5.0), ("left", 2.0)]).columns[1]
    Column(name='value', kind='number', values=(5.0, 2.0))
    """
    values = list(zip(*rows, strict=True)) or [()] * len(kinds)
    return Tidy(name, [Column(column, kind, part) for (column, kind), part in zip(kinds.items(), values, strict=True)])


def run_tables(record: Record) -> list[Tidy]:
    """Return the tables of a run: metrics, quantiles, claims, replicates and assumptions."""
    return [_metrics(record), _quantiles(record), _claims(record), _replicates(record), _assumptions(record)]


def _metrics(record: Record) -> Tidy:
    """Return every statistic of every metric: stocks and ages at the end, everything else over the run."""
    kinds: dict[str, Kind] = {**_OF_METRIC, "statistic": "category", "value": "number"}
    found = ((*_about(record, name), statistic, value) for name, row in record.metrics.items() for statistic, value in row.items())
    return tidy("metrics", kinds, found)


_OF_METRIC: dict[str, Kind] = {"metric": "category", "kind": "category", "class": "category", "quantity": "category", "unit": "category"}


def _about(record: Record, name: str) -> tuple[str | None, ...]:
    about = record.about[name]
    return name, about.kind, "+".join(about.classes), about.quantity, about.unit


def _quantiles(record: Record) -> Tidy:
    """Return quantiles on every bound; a flow is counted from `from`: the start, and where claims' windows begin."""
    kinds: dict[str, Kind] = {**_OF_METRIC, "from": "date", "date": "date", "quantile": "number", "value": "number"}
    return tidy("quantiles", kinds, _quantile_rows(record))


def _quantile_rows(record: Record) -> Iterator[tuple[Any, ...]]:
    for name, table in record.quantiles.items():
        known = _about(record, name)
        begin = record.start if known[1] == "flow" else None
        for bound, day in enumerate(record.dates):
            yield from ((*known, begin, day, level, float(value)) for level, value in zip(QUANTILES, table[:, bound], strict=True))
        for since, lines in record.since.get(name, {}).items():
            first = date.fromisoformat(since)
            days = [first, *(day for day in record.dates if day > first)]
            for place, day in enumerate(days):
                yield from ((*known, first, day, level, line[place]) for level, line in zip(QUANTILES, lines, strict=True))


def _claims(record: Record) -> Tidy:
    """Return the rows of claims with what was said: statement, source and day."""
    rows = [flat(row) | asdict(record.statements[row.id]) for row in record.claims]
    names = list(rows[0]) if rows else ["id", "reading"]
    return tidy("claims", {name: _kind(name) for name in names}, ([_value(name, row[name]) for name in names] for row in rows))


def _kind(name: str) -> Kind:
    named: dict[str, Kind] = {"n": "whole", "premise": "truth"}
    for kind, names in (("category", _CATEGORIES), ("date", _DATES), ("text", _TEXTS)):
        named |= dict.fromkeys(names, kind)  # type: ignore[arg-type]
    return named.get(name, "number")


def _value(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DATES and value else value


def _replicates(record: Record) -> Tidy:
    """Return every number of every replicate: parameters that are drawn once, and values of readings."""
    found = [("parameter", name, values) for name, values in record.drawn.items()]
    found += [("reading", name, values) for name, values in record.values.items()]
    n = record.replicates
    return Tidy(
        "replicates",
        [
            Column("replicate", "whole", np.tile(np.arange(n), len(found)).tolist()),
            Column("kind", "category", [kind for kind, _, _ in found for _ in range(n)]),
            Column("name", "category", [name for _, name, _ in found for _ in range(n)]),
            Column("value", "number", [value for _, _, values in found for value in values.tolist()]),
        ],
    )


def _assumptions(record: Record) -> Tidy:
    kinds: dict[str, Kind] = {"path": "text", "value": "text", "source": "text", "quality": "category", "place": "text"}
    return tidy("assumptions", kinds, ((row.path, row.value, row.source, row.quality, row.place) for row in record.assumptions))
