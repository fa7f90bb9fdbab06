"""How the base court compares with what was published: one row per number, with the limit it must keep.

Run as `python -m tests.scenarios.acceptance` to print the table.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from sim.calendar import day_after, fiscal_year
from sim.ensemble.blocks import run
from sim.ensemble.result import Result
from sim.model.figure import Figure
from sim.reading.load import load
from sim.reading.seeds import open_seeds

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
EX_ANTE = SCENARIOS / "base" / "immigration-court-2022.yaml"
EX_POST = SCENARIOS / "base" / "immigration-court-2022-as-it-happened.yaml"

STOCKS = ("2021-10", "2021-12", "2022-11", "2022-12", "2023-01", "2023-04", "2023-08", "2023-12", "2024-03")
LATER_STOCKS = ("2022-11", "2022-12", "2023-01", "2023-04", "2023-08", "2023-09", "2023-12")
YEARS = ("fy2022", "fy2023")
PERIODS = (
    "2021-10",
    "2021-11",
    "2021-12-to-2022-01",
    "2022-02-to-04",
    "2022-05-to-06",
    "2022-07-to-08",
    "2022-09",
    "2022-10-to-11",
    "2022-12-to-2023-01",
    "2023-02-to-04",
    "2023-05-to-09",
    "2023-10-to-12",
    "2024-01",
    "2024-02-to-03",
)
RECEIPTS = (
    "2021-10",
    "2021-11-to-2022-01",
    "2022-02-to-09",
    "2022-10-to-11",
    "2022-12-to-2023-01",
    "2023-02-to-04",
    "2023-05-to-09",
    "2023-10-to-12",
    "2024-01",
    "2024-02-to-03",
)
STOCK_LIMIT, YEAR_LIMIT, PERIOD_LIMIT, RECEIPTS_LIMIT = 0.025, 0.025, 0.01, 0.001
DISMISSALS = (82_000.0, 92_000.0)
"""Dismissals by discretion in fiscal year 2022 that the base court must give: at most the agency's number, and near it."""
INSIDE_AT_LEAST = 5
"""Of the later stocks, how many the 90 percent band of the ex ante run must contain."""
REPLICATES = 4_000


@dataclass(frozen=True)
class Row:
    """One published number beside the model's; `deviation` is model over published less 1, within `limit` either way."""

    what: str
    published: float
    model: float
    deviation: float
    limit: float
    met: bool


def figure(name: str) -> Figure:
    """Return a published figure by id."""
    return open_seeds(ROOT / "seeds").figures[name]


@lru_cache(maxsize=1)
def ex_post() -> Result:
    """Run the court as it happened, in expected mode."""
    return run(load(EX_POST).scenario, mode="expected", jobs=1)


@lru_cache(maxsize=1)
def ex_ante() -> Result:
    """Run the court as known in June 2022, at random with the file's seed."""
    return run(load(EX_ANTE, [f"replicates={REPLICATES}"]).scenario, mode="random", jobs=1)


def stock_row(month: str) -> Row:
    """Compare the pending cases at the end of a month."""
    published = figure(f"trac-pending-{month}")
    assert published.to is not None
    return _row(f"pending, end of {month}", published, float(ex_post().at("pending", day_after(published.to))[0]), STOCK_LIMIT)


def flow_row(metric: str, window: str, limit: float) -> Row:
    """Compare a flow of the court as it happened over the window of a published figure."""
    published = figure(f"trac-{metric}-{window}")
    assert published.from_ is not None
    assert published.to is not None
    model = float(ex_post().over(metric, published.from_, day_after(published.to))[0])
    return _row(f"{metric}, {window}", published, model, limit)


def dismissals_row() -> Row:
    """Compare dismissals by discretion in fiscal year 2022 with the agency's own number, which they must not exceed."""
    published = figure("ice-pd-granted-fy2022")
    row = _row("pd_dismissals, fy2022", published, float(ex_post().over("pd_dismissals", *fiscal_year(2022))[0]), 0.11)
    return Row(row.what, row.published, row.model, row.deviation, row.limit, DISMISSALS[0] <= row.model <= DISMISSALS[1])


def band(month: str) -> tuple[float, float, float]:
    """Return the published stock at the end of a later month and the ends of the ex ante run's 90 percent band."""
    published = figure(f"trac-pending-{month}")
    assert published.value is not None
    assert published.to is not None
    low, high = np.quantile(ex_ante().at("pending", day_after(published.to)), [0.05, 0.95])
    return published.value, float(low), float(high)


def band_row() -> Row:
    """Count the later stocks inside the ex ante run's 90 percent band."""
    inside = sum(low <= value <= high for value, low, high in map(band, LATER_STOCKS))
    of = len(LATER_STOCKS)
    deviation, limit = inside / of - 1, 1 - INSIDE_AT_LEAST / of
    return Row("later stocks inside the ex ante 90% band", of, inside, deviation, limit, inside >= INSIDE_AT_LEAST)


def acceptance_rows() -> list[Row]:
    """Return every comparison: stocks, completions, receipts and dismissals of the court as it happened, and the ex ante band."""
    rows = [stock_row(month) for month in STOCKS]
    rows += [flow_row("completions", year, YEAR_LIMIT) for year in YEARS]
    rows += [flow_row("completions", period, PERIOD_LIMIT) for period in PERIODS]
    rows += [flow_row("receipts", period, RECEIPTS_LIMIT) for period in RECEIPTS]
    return [*rows, dismissals_row(), band_row()]


def _row(what: str, published: Figure, model: float, limit: float) -> Row:
    assert published.value is not None
    deviation = model / published.value - 1
    return Row(what, published.value, model, deviation, limit, abs(deviation) <= limit)


def main() -> int:
    """Print the table; 0 if every row is met."""
    rows = acceptance_rows()
    lines = [f"{'what':<44}{'published':>12}{'model':>12}{'deviation':>11}{'limit':>8}  met"]
    lines += [
        f"{row.what:<44}{row.published:>12,.0f}{row.model:>12,.0f}{row.deviation:>+11.2%}{row.limit:>8.1%}  {'yes' if row.met else 'NO'}"
        for row in rows
    ]
    lines.append(f"{sum(row.met for row in rows)} of {len(rows)} met")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
