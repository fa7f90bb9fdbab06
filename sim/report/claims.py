"""The record of claims as a page of the documentation, `docs/claims.md`."""

from __future__ import annotations

from sim.analysis.words import FOLLOWS, shown
from sim.plots.say import between, significant
from sim.study.entry import Entry
from sim.study.record import BaseRate, RecordOfClaims

_HEAD = """# Claims

Generated from `seeds/claims.yaml` and the scenarios its claims name by `make docs`; a test compares the two. `sim claims` prints the same
record with every reading and all scores.

Included is {rule}

{rates}

* **straight line**: what was known when the claim was made, carried on at the same pace to the end of the claim's window.
* **probability**: of the claim under the version named, one set of assumptions among others, from as many replicates as `sim claims` takes
  where nothing else is asked for, with no more digits than its simulation error allows. It is not a forecast.
* **what happened**: the outcome under the definition of the claim's first reading, as an interval, and its distance from the claimed range.
"""

_TABLE = "| claim | made on | kind | straight line | probability | version | what happened |\n|---|---|---|---|---|---|---|\n"


def page(record: RecordOfClaims) -> str:
    """Return `docs/claims.md`; where the record ran nothing its probabilities are left out."""
    rates = "\n".join(f"* {kind}s: {_rate(rate)}" for kind, rate in record.base_rates.items())
    head = _HEAD.format(rule=record.rule or "what the seeds hold.", rates=rates)
    tables = [f"\n## {system or 'No system named'}\n\n{_table(record, system)}" for system in record.systems]
    return head + "".join(tables)


def _rate(rate: BaseRate) -> str:
    if rate.low is None or rate.high is None:
        return "none is determined"
    return f"{rate.met} of {rate.determined} that are determined were met (95%: {rate.low:.2f} to {rate.high:.2f})"


def _table(record: RecordOfClaims, system: str | None) -> str:
    rows = [_cells(row) for row in record.main if row.system == system]
    return _TABLE + "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n" for cells in rows)


def _cells(row: Entry) -> list[str]:
    said = " ".join((row.statement or f"{between(row.low, row.high)} {row.unit or ''}").split())
    line = f"{significant(row.straight_line)}{_mark(row.straight_line_quality)}" if row.straight_line is not None else ""
    version = f"[{row.scenario}](../scenarios/{row.scenario})" if row.scenario else " ".join((row.not_simulated or "").split())
    return [f"`{row.id}` {said}", row.made_on or "undated", row.kind or "", line, chance(row), version, happened(row)]


def chance(row: Entry) -> str:
    """Write the probability that a version gives a reading; nothing where none was run."""
    if row.premise:
        return f"{row.probability:.0f}, {FOLLOWS}"
    if row.probability is None or row.probability_low is None or row.probability_high is None or row.n is None:
        return ""
    return shown(row.probability, row.probability_low, row.probability_high, row.n)


def happened(row: Entry) -> str:
    """Say what became of a claim, with the outcome's interval and its distance from the claimed range."""
    if row.status is None:
        return "not recorded"
    known = f": {between(row.outcome_low, row.outcome_high)}" if row.status != "open" else ""
    return f"{row.status}{known}{f' ({row.distance:+,.10g})' if row.distance else ''}{_mark(row.outcome_quality)}"


def _mark(quality: str | None) -> str:
    return ", second-hand" if quality == "second-hand" else ""
