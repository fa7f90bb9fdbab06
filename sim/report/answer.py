"""The answer in one sentence: the number first, then its words, and what it is the probability of."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.claims import ClaimRow
from sim.analysis.record import Record
from sim.analysis.words import FOLLOWS
from sim.plots.describe import chances, median_of, unit_of_claim
from sim.plots.say import STATUS, between, known_to_be, listed, name, window
from sim.plots.titles import phrase
from sim.report.format import interval, worded

MOST = 6
"""Scenarios that a sentence names one by one; of more it names the ends."""

Shown = tuple[Record, ClaimRow]
"""A run, and a reading of it."""


def answer(record: Record, claim: str) -> str:
    """Return one sentence on a claim's main reading under one scenario, one on what happened, and one on its other readings.

    Readings that count something else answer another question: they are named each with what it counts.
    """
    row = main_row(record, claim)
    if row is None:
        return "Not computed: the scenario has no metric of any reading's quantity."
    others = [other for other in rows_of(record, claim) if other is not row and other.probability is not None]
    alike = [other for other in others if other.definition == row.definition]
    counted = [(_counted(record, other), other) for other in others if other.definition != row.definition]
    return " ".join(filter(None, [_sentence(record, row), _by_reading([row, *alike]), _happened(record, row), _otherwise(counted)]))


def answers(shown: Sequence[Shown]) -> str:
    """Return one sentence on one reading under several scenarios, in their order."""
    if len(shown) == 1:
        return _sentence(*shown[0])
    record, row = shown[0]
    if len(shown) <= MOST:
        found = listed([_named(*one) for one in shown])
    else:
        known = sorted((each for each in shown if each[1].probability is not None), key=lambda each: each[1].probability or 0.0)
        ends = [known[0], known[-1]] if known else []
        found = f"between {' and '.join(_named(*one) for one in ends)}"
    head = f"Under {len(shown)} sets of assumptions, from the nearest to published bounds to the farthest, the probability that"
    return " ".join(filter(None, [f"{head} {_event(record, row)} is {found}.", _happened(record, row)]))


def rows_of(record: Record, claim: str) -> list[ClaimRow]:
    """Return the rows of a claim without those given an event."""
    return [row for row in record.claims if row.id == claim and not row.given]


def main_row(record: Record, claim: str) -> ClaimRow | None:
    """Return the reading that speaks for a claim: its first one that was computed."""
    return next((row for row in rows_of(record, claim) if row.metric is not None and row.n != 0), None)


def headline(shown: Sequence[Shown]) -> str:
    """Return the number that stands largest on a page: a probability, or the lowest and the highest of several.

    What follows from an assumption is no finding and no end of a range, unless there is nothing else.
    """
    known = sorted((row for _, row in shown if row.probability is not None), key=lambda row: row.probability or 0.0)
    known = [row for row in known if not row.premise] or known
    if not known:
        return "no probability"
    return _ends(known)


def _named(record: Record, row: ClaimRow) -> str:
    return f"{_number(row)} ({record.scenario}{f', which {FOLLOWS}' if row.premise else ''})"


def _sentence(record: Record, row: ClaimRow) -> str:
    about = _event(record, row)
    if row.n is None:
        return f"In expected mode there is no probability; the value of {phrase(record, row.metric or '')} is {median_of(record, row)}."
    if row.premise:
        return f"The probability that {about} is {_number(row)}, which {FOLLOWS}: the scenario is the claim's own arithmetic, so it is no finding."
    error = f"95%, simulation error only: {interval(row)}" if interval(row) else ""
    said = "; ".join(filter(None, [worded(row), error]))
    probability = f"{_number(row)}{f' ({said})' if said else ''}"
    median = f"{median_of(record, row)}{unit_of_claim(record, [row]) if row.median is not None else ''}"
    return f"Under these assumptions the probability is {probability} that {about}; the median is {median}."


def _event(record: Record, row: ClaimRow) -> str:
    """Say of what a probability is: the metric, its window and the range."""
    lies = "lies within" if row.low is not None and row.high is not None else "is"
    return f"the value of {phrase(record, row.metric or '')} ({window(row.window)}) {lies} {between(row.low, row.high)}{unit_of_claim(record, [row])}"


def _number(row: ClaimRow) -> str:
    return "none" if row.probability is None else chances(row)[1]


def _by_reading(rows: Sequence[ClaimRow]) -> str:
    known = sorted((row for row in rows if row.probability is not None), key=lambda row: row.probability or 0.0)
    if len(known) < 2:
        return ""
    first, last = known[0], known[-1]
    if _number(first) == _number(last):
        return f"By reading it is {_number(first)} throughout."
    return f"By reading it goes from {_number(first)} ({first.reading}) to {_number(last)} ({last.reading})."


def _counted(record: Record, row: ClaimRow) -> str:
    return name(row.definition) if row.definition else phrase(record, row.metric or "")


def _otherwise(counted: Sequence[tuple[str, ClaimRow]]) -> str:
    """Say what comes out where something else is counted, of each such definition the lowest and the highest."""
    found: dict[str, list[ClaimRow]] = {}
    for definition, row in counted:
        found.setdefault(definition, []).append(row)
    told = [f"{_ends(rows)} for {definition}" for definition, rows in found.items()]
    return f"Where something else is counted it is {listed(told)}." if told else ""


def _ends(rows: Sequence[ClaimRow]) -> str:
    known = sorted(rows, key=lambda row: row.probability or 0.0)
    return " to ".join(dict.fromkeys(_number(row) for row in (known[0], known[-1])))


def _happened(record: Record, row: ClaimRow) -> str:
    if row.outcome is None:
        return "What happened under this definition is not recorded."
    found = f"{known_to_be(row.outcome.low, row.outcome.high)}{unit_of_claim(record, [row])}"
    return f"What happened under this definition: {found}, {STATUS[row.outcome.status]}."
