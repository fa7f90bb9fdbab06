"""Which pictures a run has: the name of each file, and what it shows."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import numpy as np

from sim.analysis.claims import ClaimRow
from sim.analysis.record import Record
from sim.errors import RunFolderError, nearest
from sim.plots.marks import begin_of, begins, drawable, rows_of

Kind = Literal["fan", "distribution", "distributions", "multiples"]

KINDS: tuple[str, ...] = get_args(Kind)

PER_SHEET = 6
"""Small multiples, or distributions, on one sheet, so that it fits a printed page."""


@dataclass(frozen=True)
class Wanted:
    """One picture: its kind, and the metric and the day it is counted from, the reading, or several metrics or readings.

    Of a fan `claim` is the only claim marked in it, by default all about the metric.
    """

    kind: Kind
    metric: str | None = None
    begin: date | None = None
    reading: str | None = None
    metrics: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    claim: str | None = None


def wanted(record: Record) -> dict[str, Wanted]:
    """Return the standard pictures of a run by file stem.

    A fan for each metric that carries a claim (one more for each further day a claim counts from), a distribution for each reading
    that was computed, those of one claim together, and all metrics side by side, six to a sheet, where there is more than one. Without
    claims, a fan for each metric.
    What has no finite value in any replicate has no picture.
    """
    found: dict[str, Wanted] = {}
    metrics = tuple(name for name in record.about if drawable(record, name))
    for metric in [name for name in metrics if rows_of(record, name)] or metrics:
        for index, begin in enumerate(begins(record, metric)):
            suffix = f"-from-{begin}" if index else ""
            found[unused(f"fan-{metric}{suffix}", found)] = Wanted("fan", metric, begin)
    for reading in _readings(record):
        found[unused(f"distribution-{reading}", found)] = Wanted("distribution", reading=reading)
    for claim in dict.fromkeys(row.id for row in record.claims):
        for index, readings in enumerate(together(record, claim), start=1):
            found[unused(f"distributions-{claim}-{index}", found)] = Wanted("distributions", readings=readings)
    for first in range(0, len(metrics), PER_SHEET) if len(metrics) > 1 else ():
        found[f"multiples-{first // PER_SHEET + 1}"] = Wanted("multiples", metrics=metrics[first : first + PER_SHEET])
    return found


def together(record: Record, claim: str) -> list[tuple[str, ...]]:
    """Return the computed readings of a claim, six to a sheet; nothing where there is only one."""
    names = [row.name for row in record.claims if row.id == claim and not row.given and row.name in _readings(record)]
    return [tuple(names[first : first + PER_SHEET]) for first in range(0, len(names), PER_SHEET)] if len(names) > 1 else []


def choose(record: Record, kind: str, metric: str | None = None, reading: str | None = None) -> Wanted:
    """Return the picture asked for; without a metric or reading the first that the run has, multiples of all or of `a,b,c`.

    Raises
    ------
    RunFolderError
        If there is no such kind, metric or reading in the run.
    """
    if kind == "distribution":
        return Wanted("distribution", reading=_computed(record, reading))
    if kind == "distributions":
        named = [name.strip() for name in reading.split(",")] if reading else _of_first_claim(record)
        return Wanted("distributions", readings=tuple(_computed(record, name) for name in named))
    if kind == "fan":
        return _fan(record, metric, reading)
    if kind == "multiples":
        asked: list[str | None] = [name.strip() for name in metric.split(",")] if metric else [*_metrics(record)] or [None]
        return Wanted("multiples", metrics=tuple(_known("metric", name, _metrics(record), set(record.about)) for name in asked))
    _known("kind of plot", kind, list(KINDS))
    raise AssertionError(kind)


def _fan(record: Record, metric: str | None, reading: str | None) -> Wanted:
    if reading is not None:
        row = row_of(record, _computed(record, reading))
        metric = metric or row.metric
        if metric == row.metric and metric is not None and begin_of(record, row) in begins(record, metric):
            return Wanted("fan", metric, begin_of(record, row))
    drawn = _metrics(record)
    known = _known("metric", metric or next((row.metric for row in record.claims if row.metric in drawn), None), drawn, set(record.about))
    return Wanted("fan", known, begins(record, known)[0])


def _metrics(record: Record) -> list[str]:
    return [name for name in record.about if drawable(record, name)]


def _readings(record: Record) -> list[str]:
    return [name for name, values in record.values.items() if np.isfinite(values).any()]


def _of_first_claim(record: Record) -> list[str] | list[None]:
    known = _readings(record)
    return [name for name in known if row_of(record, name).id == row_of(record, known[0]).id] or [None]


def _computed(record: Record, reading: str | None) -> str:
    readings = {row.name for row in record.claims}
    if reading in readings - set(record.values):
        raise RunFolderError(f"[S701] {reading} was not computed: the scenario has no metric of its quantity")
    return _known("computed reading", reading, _readings(record), set(record.values))


def row_of(record: Record, reading: str) -> ClaimRow:
    """Return the row of a reading by its name `claim/reading`, the one without conditions."""
    return next(row for row in record.claims if row.name == reading and not row.given)


def _known(what: str, asked: str | None, known: list[str], empty: Collection[str] = ()) -> str:
    if asked is None and known:
        return known[0]
    if asked in known:
        return asked
    if not known and asked not in empty:
        raise RunFolderError(f"[S701] the run has no {what}")
    if asked in empty:
        raise RunFolderError(f"[S701] {asked} has nothing to draw: no replicate has a finite value")
    meant = nearest(asked, known)
    hint = f". Did you mean `{meant}`?" if meant else ""
    raise RunFolderError(f"[S701] no {what} `{asked}`; there are {', '.join(known)}{hint}")


def unused(stem: str, taken: Collection[str]) -> str:
    """Turn a name into a file stem that any system takes and that is not taken yet."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", stem)[:120]
    lower = {other.lower() for other in taken}
    return next(found for n in range(len(taken) + 2) if (found := f"{stem}-{n}" if n else stem).lower() not in lower)
