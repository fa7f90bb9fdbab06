"""A run's claims as blocks: probability by reading with its simulation error, in words, and what happened."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.claims import ClaimRow, flat
from sim.analysis.record import Record
from sim.analysis.words import FOLLOWS, shown
from sim.cli.blocks import Block, Column, Line, Table, cells
from sim.plots.describe import unit_of_claim
from sim.plots.say import significant

COLUMNS = (
    Column("reading", ("reading", "metric", "window_from", "window_to", "n"), fold=True, least=24),
    Column("probability", ("probability",), "right", wrap=False),
    Column("95%*", ("probability_low", "probability_high"), "right", wrap=False),
    Column("in words", ("words",)),
    Column("below", ("below",), "right", wrap=False),
    Column("above", ("above",), "right", wrap=False),
    Column("median", ("median",), "right", wrap=False),
    Column("what happened", ("outcome_status", "outcome_low", "outcome_high")),
)
"""What is said of a reading; the fields are those of `claims.csv`."""

_KEY = ("id", "low", "high", "given")


def claim_blocks(record: Record) -> Iterator[Block]:
    """Yield a run's title, its claims one after the other, and what its numbers do not show."""
    yield Line(record.title, "bold")
    yield from (Line(line) for line in (record.question, record.assumption) if line)
    made = f"{record.start} to {record.end}, {record.replicates:,} replicates, seed {record.seed}, {record.elapsed:.1f} s"
    yield Line(made, "dim")
    for identity in dict.fromkeys(row.id for row in record.claims):
        yield from _one_claim(record, identity)
    if not record.claims:
        yield Table("claims", COLUMNS, [], dict.fromkeys(_KEY), listed=False)
    for row in record.plausibility:
        median = ("without limit" if row.n else "") if row.median is None else f"{_round(row.median)} {row.unit}"
        yield Line(f"plausibility: {row.metric} {median}, {row.verdict} ({row.source})".replace(" ,", ","))
    yield from (Line(f"note: {note}") for note in record.notes)


def _one_claim(record: Record, identity: str) -> Iterator[Block]:
    rows = [row for row in record.claims if row.id == identity]
    yield Line(f"\n{identity}: {_range(rows[0])}{unit_of_claim(record, rows)}", "bold")
    if statement := record.statements[identity].statement:
        yield Line(" ".join(statement.split()))
    computed = [row for row in rows if row.n is not None]
    for part in ([row for row in computed if not row.given], [row for row in computed if row.given]):
        if part:
            yield _table(record, part)
    if computed:
        yield Line("* simulation error only: the uncertainty of the assumptions is not in it", "dim")
    missing = [row.reading for row in rows if row.n is None and not row.given]
    if missing:
        yield Line(f"not computed, the scenario has no metric of their quantity: {', '.join(missing)}")


def _table(record: Record, rows: list[ClaimRow]) -> Table:
    first = rows[0]
    key = {name: flat(first)[name] for name in _KEY}
    lines = [cells(COLUMNS, _texts(record, row), flat(row)) for row in rows]
    return Table("claims", COLUMNS, lines, key, caption=Line(_condition(first.given, first.n)))


def _condition(given: dict[str, bool] | None, n: int | None) -> str:
    parts = [f"{event} {'happened' if happened else 'did not happen'}" for event, happened in (given or {}).items()]
    return f"given that {' and '.join(parts)} ({n:,} replicates)" if parts else ""


def _texts(record: Record, row: ClaimRow) -> list[str]:
    happened = f"{row.outcome.status}{_mark(record, row)}" if row.outcome else "not recorded"
    if row.probability is None or row.probability_low is None or row.probability_high is None or row.n is None:
        return [row.reading, "none", "", "no such replicate" if row.given else "no such case", "", "", "", happened]
    shares = [f"{row.below:.0f}", f"{row.above:.0f}"] if row.premise else [f"{row.below:.3f}", f"{row.above:.3f}"]
    if row.premise:
        chance = [f"{row.probability:.0f}", "", FOLLOWS]
    else:
        number = shown(row.probability, row.probability_low, row.probability_high, row.n)
        chance = [number, f"{row.probability_low:.4f}-{row.probability_high:.4f}", row.words or ""]
    return [row.reading, *chance, *shares, _median(record, row), happened]


def _mark(record: Record, row: ClaimRow) -> str:
    argument = record.arguments.get(f"{row.id}/{row.reading}", "")
    return ", second-hand" if argument.startswith("second-hand:") else ""


def _median(record: Record, row: ClaimRow) -> str:
    """Write a median: counts whole, times and shares with three digits."""
    if row.median is None or row.metric is None:
        return "without limit"
    if record.about[row.metric].kind in ("stock", "flow"):
        return f"{row.median:,.0f}"
    return significant(row.median, 3)


def _range(row: ClaimRow) -> str:
    if row.low is None:
        return f"at most {row.high:,.10g}"
    return f"at least {row.low:,.10g}" if row.high is None else f"{row.low:,.10g} to {row.high:,.10g}"


def _round(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
