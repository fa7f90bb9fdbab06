"""The record of claims: every published claim of the seeds with what a straight line and a version said, and what happened."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim.analysis.intervals import wilson
from sim.errors import InputError, Place, Problem, nearest
from sim.model.claim import Claim
from sim.reading.recorded import recorded_claims
from sim.reading.seeds import Seeds
from sim.study.entry import Entry, entries
from sim.study.evidence import line_problems
from sim.study.versions import Progress, Versions, run_versions

if TYPE_CHECKING:
    import pandas as pd

REPLICATES = 2_000
"""Of each version, where nothing else is asked for; docs/claims.md is made with it."""

Kind = Literal["forecast", "target"]
KINDS: tuple[Kind, ...] = ("forecast", "target")


@dataclass(frozen=True)
class BaseRate:
    """How many determined claims were met, each counted once by its first reading; None and no interval where there is none."""

    met: int
    determined: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Chosen:
    """Which part of the record is wanted: all of it, or some systems, one kind, or horizons from `at_least` months up to below `below`."""

    systems: tuple[str, ...] = ()
    kind: Kind | None = None
    at_least: float = -math.inf
    below: float = math.inf

    def holds(self, row: Entry) -> bool:
        """Whether a row belongs to it; a claim of unknown date has no horizon and belongs to none."""
        inside = (
            self.at_least <= row.horizon < self.below if row.horizon is not None else (self.at_least, self.below) == (-math.inf, math.inf)
        )
        return inside and (not self.systems or row.system in self.systems) and (self.kind is None or row.kind == self.kind)


EVERYTHING = Chosen()


@dataclass(frozen=True)
class RecordOfClaims:
    """Rows of the record, by system and in the order of the seeds; `warnings` are the problems of versions that could not be run.

    `rule` says which claims are included, `replicates` how many each version ran (0: none was run).
    """

    rows: list[Entry]
    rule: str | None
    replicates: int
    warnings: list[Problem]

    @property
    def main(self) -> list[Entry]:
        """The first reading of each claim.

        Examples
        --------
        >>> import sim
        >>> sim.claims(replicates=0).main[0].id
        'pd-by-april-2023'
        """
        return [row for row in self.rows if row.main]

    @property
    def systems(self) -> list[str | None]:
        """The systems of the rows, each once; None stands for claims that name none.

        Examples
        --------
        >>> import sim
        >>> sim.claims(replicates=0, systems=["passports"]).systems
        ['passports']
        """
        return list(dict.fromkeys(row.system for row in self.rows))

    @property
    def base_rates(self) -> dict[Kind, BaseRate]:
        """How many determined forecasts and targets were met, with 95% Wilson intervals.

        Examples
        --------
        >>> import sim
        >>> [*sim.claims(replicates=0).base_rates]
        ['forecast', 'target']
        """
        return {kind: _base_rate([row for row in self.main if row.kind == kind and row.determined]) for kind in KINDS}

    def frame(self) -> pd.DataFrame:
        """Return the record as a table with one row per claim and reading."""
        from sim.study.frames import record_frame

        return record_frame(self.rows)

    def as_dict(self) -> dict[str, Any]:
        """Return the record as plain values, ready for JSON.

        Examples
        --------
        >>> import sim
        >>> [*sim.claims(replicates=0).as_dict()]
        ['rule', 'replicates', 'base_rates', 'claims', 'warnings']
        """
        return {
            "rule": self.rule,
            "replicates": self.replicates,
            "base_rates": {kind: vars(rate) for kind, rate in self.base_rates.items()},
            "claims": [row.as_dict() for row in self.rows],
            "warnings": [str(problem) for problem in self.warnings],
        }


def record_of_claims(
    seeds: Seeds,
    chosen: Chosen = EVERYTHING,
    *,
    replicates: int = REPLICATES,
    jobs: int = 1,
    progress: Progress | None = None,
) -> RecordOfClaims:
    """Read the record and run the versions that test what is chosen of it.

    Parameters
    ----------
    seeds : Seeds
        The scenarios are looked for in `scenarios/` beside them.
    chosen : Chosen
    replicates : int, 0 or more
        Of each version, with its own seed; 0 runs none.
    jobs : int, at least 1
        Threads; nothing depends on their number.
    progress : callable, optional
        Told how many scenarios are done, and of how many.

    Raises
    ------
    InputError
        With every mistake in the claims and their straight lines, or where a system chosen is not in the record.
    """
    claims = recorded_claims(seeds)
    if wrong := line_problems(claims, seeds):
        raise InputError(wrong)
    _check_systems(claims, chosen)
    claims = _in_order([claim for claim in claims if any(map(chosen.holds, entries(claim, seeds, {})))])
    versions = _run(claims, seeds, replicates, jobs, progress) if replicates else Versions({}, {})
    rows = [row for claim in claims for row in entries(claim, seeds, versions.tested.get(claim.scenario or "", {})) if chosen.holds(row)]
    return RecordOfClaims(rows, seeds.claims.rule, replicates, _warnings(claims, seeds, versions))


def _base_rate(rows: Sequence[Entry]) -> BaseRate:
    met, n = sum(row.status == "met" for row in rows), len(rows)
    return BaseRate(met, n, met / n, *wilson(met, n)) if n else BaseRate(0, 0, None, None, None)


def _check_systems(claims: list[Claim], chosen: Chosen) -> None:
    known = sorted({claim.system for claim in claims if claim.system})
    listed = f"systems are {', '.join(known)}" if known else "no claim names one"
    problems = [
        Problem(Place(f"--system {name}"), "S104", "", f"no system `{name}`; {listed}", nearest(name, known))
        for name in chosen.systems
        if name not in known
    ]
    if problems:
        raise InputError(problems)


def _in_order(claims: list[Claim]) -> list[Claim]:
    """Return claims by system, systems and claims in the order of the seeds."""
    systems = list(dict.fromkeys(claim.system for claim in claims))
    return sorted(claims, key=lambda claim: systems.index(claim.system))


def _run(claims: list[Claim], seeds: Seeds, replicates: int, jobs: int, progress: Progress | None) -> Versions:
    named = [claim.scenario for claim in claims if claim.scenario]
    folder = (seeds.folder or Path()).parent / "scenarios"
    if not folder.is_dir():
        problem = Problem(Place(str(seeds.folder)), "S001", "", "no folder `scenarios` beside the seeds, which the claims name")
        return Versions({}, dict.fromkeys(named, (problem,)))
    return run_versions(folder, named, replicates, jobs, progress)


def _warnings(claims: list[Claim], seeds: Seeds, versions: Versions) -> list[Problem]:
    """Return why claims with a version have no probability all the same."""
    found: list[Problem] = []
    for claim in claims:
        if claim.scenario in versions.wrong:
            found += versions.wrong[claim.scenario]
        elif claim.scenario in versions.tested and not any(name == claim.id for name, _ in versions.tested[claim.scenario]):
            place = seeds.claims[claim.id].place_of("scenario")
            text = f"{claim.scenario} does not test the claim; list it under its `claims`, with a metric of its quantity"
            found.append(Problem(place, "S105", f"{claim.id}.scenario", text))
    return list(dict.fromkeys(found))
