"""Which pictures a run has: the name of each file, and what it shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from sim.analysis.claims import ClaimRow
from sim.analysis.record import Record
from sim.errors import RunFolderError, nearest
from sim.plots.marks import begin_of, begins, rows_of

Kind = Literal["fan", "distribution", "multiples"]

KINDS: tuple[str, ...] = get_args(Kind)

PER_SHEET = 6
"""Small multiples on one sheet, so that it fits a printed page."""


@dataclass(frozen=True)
class Wanted:
    """One picture: its kind, and the metric and the day it is counted from, the reading, or several metrics."""

    kind: Kind
    metric: str | None = None
    begin: date | None = None
    reading: str | None = None
    metrics: tuple[str, ...] = ()


def wanted(record: Record) -> dict[str, Wanted]:
    """Return the standard pictures of a run by file stem.

    A fan for each metric that carries a claim (one more for each further day a claim counts from), a distribution for each reading
    that was computed, and all metrics side by side, six to a sheet, where there is more than one. Without claims, a fan for each metric.
    """
    found: dict[str, Wanted] = {}
    for metric in [name for name in record.about if rows_of(record, name)] or list(record.about):
        for index, begin in enumerate(begins(record, metric)):
            suffix = f"-from-{begin}" if index else ""
            found[_unused(f"fan-{metric}{suffix}", found)] = Wanted("fan", metric, begin)
    for reading in record.values:
        found[_unused(f"distribution-{reading}", found)] = Wanted("distribution", reading=reading)
    metrics = tuple(record.about)
    for first in range(0, len(metrics), PER_SHEET) if len(metrics) > 1 else ():
        found[f"multiples-{first // PER_SHEET + 1}"] = Wanted("multiples", metrics=metrics[first : first + PER_SHEET])
    return found


def choose(record: Record, kind: str, metric: str | None = None, reading: str | None = None) -> Wanted:
    """Return the picture asked for; without a metric or reading the first that the run has, multiples of all or of `a,b,c`.

    Raises
    ------
    RunFolderError
        If there is no such kind, metric or reading in the run.
    """
    if kind == "distribution":
        readings = {row.name for row in record.claims}
        return Wanted("distribution", reading=_known("computed reading", reading, list(record.values), readings - set(record.values)))
    if kind == "fan":
        return _fan(record, metric, reading)
    if kind == "multiples":
        asked: list[str | None] = [name.strip() for name in metric.split(",")] if metric else [*record.about] or [None]
        return Wanted("multiples", metrics=tuple(_known("metric", name, list(record.about)) for name in asked))
    _known("kind of plot", kind, list(KINDS))
    raise AssertionError(kind)


def _fan(record: Record, metric: str | None, reading: str | None) -> Wanted:
    if reading is not None:
        row = row_of(record, _known("computed reading", reading, list(record.values)))
        metric = metric or row.metric
        if metric == row.metric and metric is not None:
            return Wanted("fan", metric, begin_of(record, row))
    metric = metric or next((row.metric for row in record.claims if row.name in record.values), None)
    known = _known("metric", metric, list(record.about))
    return Wanted("fan", known, begins(record, known)[0])


def row_of(record: Record, reading: str) -> ClaimRow:
    """Return the row of a reading by its name `claim/reading`, the one without conditions."""
    return next(row for row in record.claims if row.name == reading and not row.given)


def _known(what: str, asked: str | None, known: list[str], others: set[str] | None = None) -> str:
    if asked is None and known:
        return known[0]
    if asked in known:
        return asked
    if not known:
        raise RunFolderError(f"the run has no {what}")
    if asked in (others or ()):
        raise RunFolderError(f"{asked} was not computed: the scenario has no metric of its quantity")
    meant = nearest(asked, known)
    hint = f". Did you mean `{meant}`?" if meant else ""
    raise RunFolderError(f"no {what} `{asked}`; there are {', '.join(known)}{hint}")


def _unused(stem: str, taken: dict[str, Wanted]) -> str:
    """Turn a name into a file stem that any system takes and that is not taken yet."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", stem)[:120]
    lower = {other.lower() for other in taken}
    return next(found for n in range(len(taken) + 2) if (found := f"{stem}-{n}" if n else stem).lower() not in lower)
