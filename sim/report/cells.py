"""The rows of the page's tables: numbers become words here, and nowhere in the template."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.claims import ClaimRow, OutcomeOfClaim
from sim.analysis.plausibility import PlausibilityRow
from sim.analysis.record import ClaimInfo, Record
from sim.plots.describe import chances, digits, median_of, unit_of_claim
from sim.plots.say import STATUS, between, capital, day, known_to_be, name, significant, window
from sim.plots.titles import phrase
from sim.report.format import distance, interval, rates, reach, worded


@dataclass(frozen=True)
class Happened:
    """What happened, against one reading."""

    status: str
    words: str
    interval: str
    distance: str
    source: str
    argument: str


@dataclass(frozen=True)
class ReadingCells:
    """One reading of a claim as the table shows it; `missing` says why there are no numbers, `row` keeps the exact ones."""

    row: ClaimRow
    definition: str
    window: str
    given: str
    missing: str
    below: str
    within: str
    above: str
    interval: str
    words: str
    median: str
    unit: str
    rates: str
    reaches: tuple[tuple[str, str], ...]
    happened: Happened | None


@dataclass(frozen=True)
class ClaimTable:
    """One claim with its readings."""

    id: str
    info: ClaimInfo
    said: str
    range: str
    readings: list[ReadingCells]


@dataclass(frozen=True)
class Definition:
    """What a reading counts: its name, its words if the seeds know it, and the claims that use it."""

    name: str
    words: str
    claims: list[str]


def claim_tables(record: Record) -> list[ClaimTable]:
    """Return one table per claim, in file order."""
    return [_table(record, claim) for claim in dict.fromkeys(row.id for row in record.claims)]


def definitions(record: Record) -> list[Definition]:
    """Return what the readings count, or without claims what the metrics do of which the seeds have a definition."""
    used: dict[str, list[str]] = {}
    for row in record.claims:
        claims = used.setdefault(row.definition or (phrase(record, row.metric) if row.metric else ""), [])
        claims += [row.id] if row.id not in claims else []
    if not record.claims:
        used = {info.quantity: [] for info in record.about.values() if info.quantity and info.definition}
    return [Definition(name(one), record.definitions.get(one, ""), claims) for one, claims in used.items() if one]


def metric_cells(record: Record) -> list[dict[str, str]]:
    """Return every metric as text: what it is, when, and its mean, median and the band of 95% of replicates."""
    return [_metric(record, metric, numbers) for metric, numbers in record.metrics.items()]


def _metric(record: Record, metric: str, numbers: dict[str, float | None]) -> dict[str, str]:
    info, digits_ = record.about[metric], digits(record, metric)
    words = phrase(record, metric)
    empty = numbers["q50"] is None and info.kind in ("wait", "age")
    when = {"from": None if info.kind in ("stock", "age") else record.start.isoformat(), "to": record.end.isoformat()}
    return {
        "name": name(metric),
        "words": "" if words == name(metric) else words,
        "unit": info.unit,
        "window": window(when),
        "mean": "no value" if empty else _rounded(numbers["mean"], digits_),
        "median": "no value" if empty else _rounded(numbers["q50"], digits_),
        "band": "" if empty else _band(numbers["q025"], numbers["q975"], digits_),
    }


def _rounded(value: float | None, digits: int) -> str:
    """Write a number that exists; None stands for one without limit."""
    return "without limit" if value is None else significant(value, digits)


def _band(low: float | None, high: float | None, digits: int) -> str:
    if high is None:
        return "without limit" if low is None else f"{significant(low, digits)} to no limit"
    return f"{_rounded(low, digits)} to {significant(high, digits)}"


def plausibility_cells(record: Record, row: PlausibilityRow) -> dict[str, str]:
    """Return a plausibility row as text."""
    empty = row.median is None and row.n == 0
    return {
        "metric": name(row.metric),
        "unit": row.unit,
        "window": window(row.window),
        "median": "no value" if empty else _rounded(row.median, 4),
        "band": "" if empty else _band(row.q05, row.q95, 4),
        "bound": between(row.low, row.high),
        "verdict": row.verdict,
        "source": record.citations.get(row.source, row.source),
        "note": row.note or "",
    }


def _table(record: Record, claim: str) -> ClaimTable:
    rows = [row for row in record.claims if row.id == claim]
    info = record.statements.get(claim, ClaimInfo(None, None, None))
    said = f"Said on {day(info.made_on)}" if info.made_on else ""
    readings = [_reading(record, row) for row in rows]
    return ClaimTable(claim, info, said, f"{between(rows[0].low, rows[0].high)}{unit_of_claim(record, rows)}", readings)


def _reading(record: Record, row: ClaimRow) -> ReadingCells:
    missing = _missing(record, row)
    below, within, above = ("", "", "") if missing else chances(row)
    bounds = [
        (f"{side} {significant(found.bound, 12)}", found) for side, found in (("low", row.reach_low), ("high", row.reach_high)) if found
    ]
    return ReadingCells(
        row=row,
        definition=phrase(record, row.metric) if row.metric and not row.definition else name(row.definition or ""),
        window=window(row.window),
        given=_given(row),
        missing=missing,
        below=below,
        within=within,
        above=above,
        interval=interval(row),
        words=worded(row),
        median=median_of(record, row),
        unit=unit_of_claim(record, [row]) if row.median is not None else "",
        rates=rates(row),
        reaches=tuple((label.partition(" ")[2], reach(found, row.n or 1)) for label, found in bounds),
        happened=_happened(record, row, row.outcome) if row.outcome else None,
    )


def _missing(record: Record, row: ClaimRow) -> str:
    if row.metric is None:
        return f"Not computed: the scenario has no metric of that quantity ({name(row.definition or 'not named')})."
    if row.n is None:
        return f"No probability in expected mode; the value is {_rounded(row.median, digits(record, row.metric))}."
    if row.n:
        return ""
    may_not_exist = record.about[row.metric].kind in ("wait", "age")
    if not row.given:
        return "Not computed: it exists in no replicate, as there were no such cases."
    return f"Not computed: no replicate meets the condition{' and has a value' if may_not_exist else ''}."


def _given(row: ClaimRow) -> str:
    said = [f"{event} {'happened' if happened else 'did not happen'}" for event, happened in (row.given or {}).items()]
    return f"given that {' and '.join(said)}" if said else ""


def _happened(record: Record, row: ClaimRow, outcome: OutcomeOfClaim) -> Happened:
    unit = unit_of_claim(record, [row])
    return Happened(
        status=outcome.status,
        words=STATUS[outcome.status],
        interval=f"{known_to_be(outcome.low, outcome.high)}{unit}",
        distance=distance(row, unit),
        source=record.citations.get(outcome.source, outcome.source),
        argument=capital(record.arguments.get(row.name, "")),
    )
