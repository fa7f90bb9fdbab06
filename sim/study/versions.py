"""The versions that test recorded claims: each scenario loaded and run once, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.analysis.claims import ClaimRow, claim_rows, values_of
from sim.analysis.existing import existing
from sim.ensemble.blocks import run
from sim.ensemble.threads import Threads, first_done
from sim.errors import InputError, Problem
from sim.reading.load import Loaded, load

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Tested:
    """A reading under the version that tests it: its row, and its value in every replicate that has one, shape (replicate,)."""

    row: ClaimRow
    values: Floats


Readings = dict[tuple[str, str], Tested]
"""What one scenario gave, by claim and reading."""


@dataclass(frozen=True)
class Versions:
    """What scenarios gave: `tested` by file name, then by claim and reading; `wrong` the problems of those that could not be run."""

    tested: dict[str, Readings]
    wrong: dict[str, tuple[Problem, ...]]


def run_versions(folder: Path, names: Iterable[str], replicates: int, jobs: int, progress: Progress | None = None) -> Versions:
    """Run scenarios, each once and with its own seed; one that cannot be run does not stop the others.

    Parameters
    ----------
    folder : Path
        Where the scenarios are.
    names : iterable of str
        Files below it.
    replicates : int
        In place of each scenario's own number.
    jobs : int, at least 1
        Threads, each with a scenario of its own; nothing depends on their number.
    progress : callable, optional
        Told how many scenarios are done, and of how many.
    """
    found = Versions({}, {})
    distinct = sorted(set(names))
    with Threads(jobs) as pool:
        futures = {}
        for name in distinct:
            try:
                futures[pool.submit(_tested, load(folder / name, [f"replicates={replicates}"]))] = name
            except InputError as error:
                found.wrong[name] = error.problems
        while futures:
            for future in first_done(futures):
                _take(future, futures.pop(future), found)
                if progress:
                    progress(len(found.tested) + len(found.wrong), len(distinct))
    return found


def _take(future: Future[Readings], name: str, found: Versions) -> None:
    try:
        found.tested[name] = future.result()
    except InputError as error:
        found.wrong[name] = error.problems


def _tested(loaded: Loaded) -> Readings:
    with loaded.placing():
        result = run(loaded.scenario)
    found = {}
    rows = {(row.id, row.reading): row for row in claim_rows(result) if not row.given}
    for claim in loaded.scenario.claims:
        for name, reading in claim.readings.items():
            values = values_of(result, claim, reading)
            if values is not None:
                found[claim.id, name] = Tested(rows[claim.id, name], existing(values))
    return found
