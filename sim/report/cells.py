"""The rows of the page's tables: numbers become words here, and nowhere in the template."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.analysis.claims import ClaimRow, OutcomeOfClaim
from sim.analysis.plausibility import PlausibilityRow
from sim.analysis.record import ClaimInfo, Record
from sim.plots.describe import chances, median_of
from sim.plots.say import STATUS, between, day, name, significant, window
from sim.report.format import distance, interval, rates, reach


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
    median: str
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
    """Return what the readings count, of those claims whose readings differ in it; empty where none do."""
    used: dict[str, list[str]] = {}
    for row in record.claims:
        used.setdefault(row.id, [])
        if row.definition and row.definition not in used[row.id]:
            used[row.id].append(row.definition)
    differing = {claim: found for claim, found in used.items() if len(found) > 1}
    every = dict.fromkeys(found for several in differing.values() for found in several)
    return [
        Definition(name(one), record.definitions.get(one, ""), [claim for claim, found in differing.items() if one in found])
        for one in every
    ]


def plausibility_cells(record: Record, row: PlausibilityRow) -> dict[str, str]:
    """Return a plausibility row as text."""
    return {
        "metric": name(row.metric),
        "unit": row.unit,
        "window": window(row.window),
        "median": significant(row.median),
        "band": f"{significant(row.q05)} to {significant(row.q95)}",
        "bound": between(row.low, row.high),
        "verdict": row.verdict,
        "source": record.citations.get(row.source, row.source),
        "note": row.note or "",
    }


def _table(record: Record, claim: str) -> ClaimTable:
    rows = [row for row in record.claims if row.id == claim]
    info = record.statements.get(claim, ClaimInfo(None, None, None))
    said = f"said on {day(info.made_on)}" if info.made_on else ""
    readings = [_reading(record, row) for row in rows]
    return ClaimTable(claim, info, said, between(rows[0].low, rows[0].high), _said_once(readings))


def _said_once(readings: list[ReadingCells]) -> list[ReadingCells]:
    """Leave out why something is said to have happened where the same was said for an earlier reading."""
    said: dict[str, str] = {}
    found: list[ReadingCells] = []
    for cells in readings:
        if cells.happened and cells.happened.argument in said:
            cells = replace(cells, happened=replace(cells.happened, argument="", source=f"as for {said[cells.happened.argument]}"))
        elif cells.happened:
            said[cells.happened.argument] = cells.row.reading
        found.append(cells)
    return found


def _reading(record: Record, row: ClaimRow) -> ReadingCells:
    missing = _missing(row)
    below, within, above = ("", "", "") if missing else chances(row)
    bounds = [
        (f"{side} {significant(found.bound, 12)}", found) for side, found in (("low", row.reach_low), ("high", row.reach_high)) if found
    ]
    return ReadingCells(
        row=row,
        definition=name(row.definition or row.metric or ""),
        window=window(row.window),
        given=_given(row),
        missing=missing,
        below=below,
        within=within,
        above=above,
        interval=interval(row),
        median=median_of(record, row),
        rates=rates(row),
        reaches=tuple((label.partition(" ")[2], reach(found, row.n or 1)) for label, found in bounds),
        happened=_happened(record, row, row.outcome) if row.outcome else None,
    )


def _missing(row: ClaimRow) -> str:
    if row.metric is None:
        return f"Not computed: the scenario has no metric of that quantity ({name(row.definition or 'not named')})."
    if row.n is None and row.median is not None:
        return f"No probability in expected mode; the value is {significant(row.median)}."
    return "" if row.n else "Not computed: no replicate meets the condition."


def _given(row: ClaimRow) -> str:
    said = [f"{event} {'happened' if happened else 'did not happen'}" for event, happened in (row.given or {}).items()]
    return f"given that {' and '.join(said)}" if said else ""


def _happened(record: Record, row: ClaimRow, outcome: OutcomeOfClaim) -> Happened:
    return Happened(
        status=outcome.status,
        words=STATUS[outcome.status],
        interval=between(outcome.low, outcome.high),
        distance=distance(row.distance),
        source=record.citations.get(outcome.source, outcome.source),
        argument=record.arguments.get(row.name, ""),
    )
