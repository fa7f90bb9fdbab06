"""What is shown of runs, scenarios, sweeps, comparisons, solutions and the record of claims: see `sim.report.notebook`."""

from __future__ import annotations

from typing import Any

from sim.analysis.differences import Difference, Differences
from sim.analysis.record import Record
from sim.plots.moves import Say, cells, finest, interval, mean, probability, say_of, signed
from sim.plots.say import between, day, significant
from sim.reading.assumptions import assumptions
from sim.reading.load import Loaded
from sim.report.cells import ClaimTable, ReadingCells, claim_tables, metric_cells
from sim.report.claims import chance, happened
from sim.report.notebook import Leaf, Table
from sim.report.points import answers_range, point_cells
from sim.report.solution import own_share, sentences
from sim.study.attribution import Attribution
from sim.study.compare import Compared
from sim.study.entry import Entry
from sim.study.record import RecordOfClaims
from sim.study.swept import Swept

_ERROR = "The 95% interval is simulation error only: the uncertainty of the assumptions is not in it."

_READINGS = 4
"""Readings beside the values of a point at most."""

_NUMBERS = frozenset(
    ["probability", "95%", "below", "above", "median", "mean", "95% of replicates", "difference", "share", "straight line"]
)


def run_leaf(run: Record) -> Leaf:
    """Return what is shown of a run: its claims, or its metrics where it has none, and how far it is from its baseline."""
    about = f"{day(run.start)} to {day(run.end)}, {run.replicates:,} replicate{'s' * (run.replicates != 1)}, seed {run.seed}"
    tables = [_claim(table) for table in claim_tables(run)] or [_metrics(run)]
    against = _differences(run.baseline, "`.baseline`") if run.baseline else []
    notes = [f"Note: {note}" for note in run.notes]
    return Leaf(run.title, [*filter(None, (run.question, run.assumption)), about, *notes], [*tables, *against])


def _claim(claim: ClaimTable) -> Table:
    columns = ["reading", "window", "probability", "95%", "in words", "below", "above", "median", "what happened"]
    notes = (_ERROR,) if any(cells.interval for cells in claim.readings) else ()
    return Table(f"{claim.id}: {claim.range}", columns, [_reading(cells) for cells in claim.readings], "`.claims`", _NUMBERS, notes)


def _reading(found: ReadingCells) -> list[str]:
    row, named = found.row, f"{found.row.reading}, {found.given}" if found.given else found.row.reading
    outcome = found.happened.words if found.happened else "not recorded"
    chances = (
        ["none", "", found.missing, "", ""] if found.missing else [found.within, found.interval, row.words or "", found.below, found.above]
    )
    median = "" if found.missing else " ".join(filter(None, (found.median, found.unit)))
    return [named, found.window, *chances, median, outcome]


def _metrics(run: Record) -> Table:
    columns = ["metric", "window", "mean", "median", "95% of replicates", "unit"]
    rows = [[row["name"], row["window"], row["mean"], row["median"], row["band"], row["unit"]] for row in metric_cells(run)]
    return Table("Metrics", columns, rows, "`.metrics`", _NUMBERS)


def loaded_leaf(loaded: Loaded) -> Leaf:
    """Return what is shown of a scenario: its question, and its assumptions with their sources."""
    scenario, rows = loaded.scenario, [[row.path, row.value, row.source, row.quality] for row in assumptions(loaded)]
    about = f"{day(scenario.start)} to {day(scenario.end)}, by {scenario.step}, {scenario.replicates:,} replicates, seed {scenario.seed}"
    table = Table("Assumptions", ["path", "value", "source", "quality"], rows, "`.assumptions`")
    laid = [f"laid over the file: {', '.join(loaded.overrides)}"] if loaded.overrides else []
    return Leaf(scenario.title, [*filter(None, (scenario.question, scenario.assumption)), about, *laid], [table])


def sweep_leaf(found: Swept) -> Leaf:
    """Return what is shown of a sweep: how far each reading's answers range, and the points."""
    runs = "expected mode" if found.mode == "expected" else f"{found.design.replicates:,} replicates each"
    about = f"{found.done:,} of {len(found.design.points):,} points ({found.design.kind}), {runs}, seed {found.seed}"
    ranges = [f"{name}: {answers_range(found, name)}" for name in found.readings]
    columns = [*found.design.axes, *found.readings][: len(found.design.axes) + _READINGS]
    rows = [cells[: len(columns)] for cells in point_cells(found)]
    more = len(found.readings) - _READINGS
    said = (f"{more} more {'reading' if more == 1 else 'readings'}: `.points`",) if more > 0 else ()
    points = Table("Points", columns, rows, "`.points`", frozenset(found.readings), said)
    return Leaf(found.title, [about, *ranges], [points] if found.done else [])


def comparison_leaf(found: Compared) -> Leaf:
    """Return what is shown of a comparison: each pair's differences of probabilities and means, and what they are made of."""
    about = f"{found.replicates:,} replicates, seed {found.seed}, on the same random numbers. {_ERROR}"
    tables: list[Table] = []
    for pair in found.pairs:
        tables += _differences(pair.differences)
        tables += [_shares(pair.attribution, pair.differences.other)] if pair.attribution and pair.attribution.shares else []
    return Leaf(" against ".join([", ".join(found.names[1:]), found.names[0]]), [about], tables)


def _differences(found: Differences, whole: str = "") -> list[Table]:
    kinds: tuple[tuple[str, str, dict[str, Difference], Say], ...] = (
        ("probability", "`.claims`", found.claims, probability),
        ("probability given its events", "`.given`", found.given, probability),
        ("mean", "`.metrics`", found.metrics, mean),
    )
    columns = ["name", found.reference, found.other, "difference", "95%"]
    right = _NUMBERS | {found.reference, found.other}
    title = f"{found.other} minus {found.reference}"
    return [
        Table(f"{title}: {kind}", columns, [[name, *cells(row, say)] for name, row in rows.items()], whole or where, right)
        for kind, where, rows, say in kinds
        if rows
    ]


def _shares(found: Attribution, other: str) -> Table:
    error, say = finest(found.shares), say_of(found)
    rows = [[row.group, signed(row.share, error, say), interval(row.low, row.high, say)] for row in found.shares]
    every = "all orders" if found.orders is None else f"{found.orders} orders drawn at random"
    said = (f"All together {signed(found.difference, error, say)}; averaged over {every} of changing one group after another.",)
    what = f"What makes the difference in the {found.of.kind} of {found.of.name} ({other})"
    return Table(what, ["group of assumptions", "share", "95%"], rows, "`.attribution`", _NUMBERS, said)


def solution_leaf(answer: dict[str, Any]) -> Leaf:
    """Return what is shown of a solution, given as plain values: the value, in a sentence, and how believable it is."""
    lines = [*sentences(answer), *own_share(answer), f"{answer['replicates']:,} replicates. {_ERROR}"]
    told = [
        [
            row["metric"],
            "without limit" if row["median"] is None else significant(row["median"]),
            row["unit"],
            row["verdict"],
            row["source"],
        ]
        for row in answer["plausibility"]
    ]
    columns = ["metric", "median", "unit", "verdict", "source"]
    tables = [Table("At this value, against published bounds", columns, told, "`.plausibility`", _NUMBERS)] if told else []
    return Leaf(f"Where is the probability of {answer['claim']}/{answer['reading']} {answer['probability']:g}?", lines, tables)


def claims_leaf(record: RecordOfClaims) -> Leaf:
    """Return what is shown of the record of claims: the first reading of each, and how many were met."""
    rates = [
        f"{kind}s met: {rate.met} of {rate.determined} determined (95%: {rate.low:.2f} to {rate.high:.2f})"
        for kind, rate in record.base_rates.items()
        if rate.low is not None and rate.high is not None
    ]
    ran = [f"{record.replicates:,} replicates of each version. {_ERROR}"] if record.replicates else []
    columns = ["claim", "range", "made on", "kind", "straight line", "probability", "what happened"]
    table = Table("First readings", columns, [_entry(row) for row in record.main], "`.frame()`", _NUMBERS)
    return Leaf(f"{len(record.main)} published claims", [*rates, *ran], [table])


def _entry(row: Entry) -> list[str]:
    line = significant(row.straight_line) if row.straight_line is not None else ""
    said = f"{between(row.low, row.high)} {row.unit or ''}".strip()
    return [row.id, said, row.made_on or "undated", row.kind or "", line, chance(row), happened(row)]
