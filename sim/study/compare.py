"""Scenarios side by side on the same random numbers, each held against the first."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.analysis.differences import Difference, Differences, differences
from sim.ensemble.blocks import run
from sim.ensemble.result import Result
from sim.model.changes import changed_parts
from sim.reading.load import Loaded
from sim.study.attribution import Attribution, Progress, attribution
from sim.study.headline import Headline, headline, row_of
from sim.study.hybrid import asking_alike


@dataclass(frozen=True)
class Pair:
    """One scenario minus the first: every difference, and what the headline's is made of.

    `attribution` is None where the two have no number in common, or where a scenario between them has none; `alike` is true where they
    differ in nothing that could change a number.
    """

    differences: Differences
    attribution: Attribution | None
    alike: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the pair as plain values, ready for JSON."""
        shares = self.attribution.as_dict() if self.attribution else {}
        return self.differences.as_dict() | {
            "attribution": shares,
            "of": self.attribution.about() if self.attribution else None,
            "alike": self.alike,
        }


@dataclass(frozen=True)
class Compared:
    """Several scenarios, run with one seed and one number of replicates."""

    names: tuple[str, ...]
    loaded: tuple[Loaded, ...]
    seed: int
    replicates: int
    pairs: tuple[Pair, ...]
    elapsed: float

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: with two files the one comparison also stands at the top."""
        every = [pair.as_dict() for pair in self.pairs]
        head = {"files": list(self.names), "seed": self.seed, "replicates": self.replicates, "elapsed_s": self.elapsed}
        return head | (every[0] if len(every) == 1 else {}) | {"comparisons": every}


def same_numbers(loaded: Sequence[Loaded], replicates: int | None, seed: int | None) -> list[Loaded]:
    """Return scenarios with one seed and one number of replicates: those given, or else the smallest among them."""
    least = min(one.scenario.replicates for one in loaded) if replicates is None else replicates
    first = min(one.scenario.seed for one in loaded) if seed is None else seed
    return [one.again([f"replicates={least}", f"seed={first}"]) for one in loaded]


def compare(
    loaded: Sequence[Loaded], names: Sequence[str], *, of: str | None = None, jobs: int = 1, progress: Progress | None = None
) -> Compared:
    """Compare scenarios with the first of them.

    Parameters
    ----------
    loaded : sequence of Loaded, at least two
        With the same seed and number of replicates.
    names : sequence of str
        What they are called.
    of : str, optional
        The metric or `claim/reading` whose difference is taken apart; by default see `sim.study.headline.headline`.
    jobs : int, at least 1
        Threads; the numbers do not depend on them.
    progress : callable, optional
        Told how many scenarios have been run for a pair, and of how many.

    Raises
    ------
    InputError
        If values drawn in one of them are impossible, or the headline asked for is in no pair.
    """
    begun = time.perf_counter()
    results = [_run(one, jobs) for one in loaded]
    found = []
    for other in range(1, len(loaded)):
        ends, runs, called = (loaded[0], loaded[other]), (results[0], results[other]), (names[0], names[other])
        found.append(_pair(ends, runs, called, of, jobs, progress))
    first = loaded[0].scenario
    return Compared(tuple(names), tuple(loaded), first.seed, first.replicates, tuple(found), time.perf_counter() - begun)


def _pair(
    ends: tuple[Loaded, Loaded], runs: tuple[Result, Result], names: tuple[str, str], of: str | None, jobs: int, progress: Progress | None
) -> Pair:
    alike = not changed_parts(ends[0].scenario, ends[1].scenario)
    if alike:
        runs = _alike(ends, runs, jobs)
    found = differences(runs[0], runs[1], names)
    about = headline(found, runs[0], runs[1], of)
    if about is None or not row_of(found, about).n:
        return Pair(found, None, alike)
    shares = attribution(ends[0], ends[1], runs, about, jobs, progress)
    return Pair(_settled(found, about, shares) if shares else found, shares, alike)


def _alike(ends: tuple[Loaded, Loaded], runs: tuple[Result, Result], jobs: int) -> tuple[Result, Result]:
    """Run two scenarios that differ in no number again where they ask for different metrics, so that both draw alike."""
    first, second = asking_alike(ends)
    if (first, second) == ends:
        return runs
    return replace(_run(first, jobs), scenario=ends[0].scenario), replace(_run(second, jobs), scenario=ends[1].scenario)


def _settled(found: Differences, of: Headline, shares: Attribution) -> Differences:
    """Put the sum of the shares, which is rounded with them, into the table."""
    table = "metrics" if of.kind == "mean" else "claims"
    row: Difference = replace(row_of(found, of), difference=shares.difference)
    return replace(found, **{table: getattr(found, table) | {of.name: row}})


def _run(loaded: Loaded, jobs: int) -> Result:
    with loaded.placing():
        return run(loaded.scenario, jobs=jobs)
