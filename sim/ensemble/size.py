"""Whether a system is small enough for the engine's draws, which count in 64 bits: cases, units of work, and what is moved at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from sim.engine import system as e
from sim.ensemble.numbers import impossible
from sim.errors import InputError, Place, Problem

Floats = NDArray[np.float64]


def check_size(system: e.System, stages: Sequence[str]) -> None:
    """Refuse a system in which more may come up than can be counted; `stages` are the names of its stages.

    Raises
    ------
    InputError
        With everything that is too large.
    """
    problems = [*_cases(system, stages), *_work(system), *_moves(system)]
    if problems:
        raise InputError(problems)


@contextmanager
def finite() -> Iterator[None]:
    """Refuse numbers of a scenario whose products or powers no 64-bit number can hold.

    Raises
    ------
    InputError
        Then.

    Examples
    --------
    >>> with finite():
    ...     np.full(2, 1e200) * 1e200
    Traceback (most recent call last):
    sim.errors.InputError: scenario: [S502] numbers so large that what follows from them is beyond any number; smaller ones are allowed
    """
    try:
        with np.errstate(over="raise", invalid="raise"):
            yield
    except FloatingPointError:
        message = "numbers so large that what follows from them is beyond any number; smaller ones are allowed"
        raise impossible("S502", "", message) from None


def _cases(system: e.System, stages: Sequence[str]) -> Iterator[Problem]:
    """Yield the problem, if there are too many cases, at what brings most of them."""
    initial = {f"stages.{name}.initial": float(cases.sum(axis=0).max()) for name, cases in zip(stages, system.initial, strict=True)}
    arrivals = {f"{flow.name}.rate": 1.5 * float(flow.mean.sum(axis=0).max()) for flow in system.inflows}
    most = float(system.initial.sum(axis=(0, 1)).max()) + sum(arrivals.values())
    if system.adjustment:
        added = float(np.maximum(system.adjustment.amount, 0).sum(axis=0).max())
        most = most * (1 + added) if system.adjustment.is_share else most + added
    if most >= e.MAX_CASES:
        largest = max((initial | arrivals).items(), key=itemgetter(1))[0]
        yield _problem(largest, f"as many as {most:,.10g} cases may come up; below {e.MAX_CASES:,} are allowed")


def _work(system: e.System) -> Iterator[Problem]:
    for resource in system.resources:
        most = float(resource.work[-1].max())
        if most >= e.MAX_WORK:
            path = resource.name if "." in resource.name else f"resources.{resource.name}"
            yield _problem(path, f"as much as {most:,.10g} units of work over the run; below {e.MAX_WORK:,} are allowed")


def _moves(system: e.System) -> Iterator[Problem]:
    for pulse in (pulse for pulse in system.pulses if not pulse.is_share):
        yield from _move(f"{pulse.name}.count", pulse.amount, e.MAX_WORK)
    if system.adjustment:
        yield from _move("adjustment", system.adjustment.amount, e.MAX_CASES if system.adjustment.is_share else e.MAX_WORK)


def _move(path: str, amount: Floats, limit: int) -> Iterator[Problem]:
    most = float(np.abs(amount).max())
    if most >= limit:
        yield _problem(path, f"as much as {most:,.10g} at once; below {limit:,} is allowed")


def _problem(path: str, message: str) -> Problem:
    return Problem(Place("scenario"), "S502", path, message)
