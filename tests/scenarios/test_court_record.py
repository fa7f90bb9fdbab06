"""The claims about the immigration courts: each is tested by a version that knew no more than whoever made it, and versions differ."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.ensemble.blocks import run
from sim.ensemble.result import Result
from sim.model.claim import Claim
from sim.reading.load import load
from sim.reading.seeds import open_seeds

from .acceptance import ROOT, SCENARIOS, figure

SEEDS = open_seeds(ROOT / "seeds")
RECORD = {name: SEEDS.claims[name].plain() for name in SEEDS.claims}
COURT = [name for name, entry in RECORD.items() if entry.get("system") == "immigration-court"]
AFTERWARDS = {"pd-first-two-months", "house-closures-2021-to-2024"}
"""Counts of the past: what tests them uses all that is known today."""


@lru_cache(maxsize=64)
def result(stem: str, replicates: int) -> Result:
    """Run a scenario by its stem."""
    file = next(SCENARIOS.rglob(f"{stem}.yaml"))
    return run(load(file, [f"replicates={replicates}"]).scenario, mode="random", jobs=1)


def version_of(name: str) -> Path:
    """Return the file that tests a claim."""
    return SCENARIOS / str(RECORD[name]["scenario"])


@pytest.mark.parametrize("name", COURT)
def test_a_claim_is_tested_by_a_version_that_holds_it_and_knew_no_more(name):
    scenario = load(version_of(name)).scenario
    claim = next(claim for claim in scenario.claims if claim.id == name)
    assert any(metric.quantity == claim.quantity for metric in scenario.metrics.values())
    assert name not in scenario.arithmetic_of
    assert name in AFTERWARDS or (scenario.as_of is not None and claim.made_on is not None and scenario.as_of <= claim.made_on)


@pytest.mark.parametrize("name", COURT)
def test_the_straight_line_was_public(name):
    claim = Claim.model_validate({"id": name, **RECORD[name]})
    used = claim.straight_line.figures if claim.straight_line else None
    for one in used or ():
        known = figure(one).known_on
        assert known is not None
        assert claim.made_on is not None
        assert known <= claim.made_on
        assert figure(one).quantity == claim.quantity


def over(stem: str, metric: str, *window: date, replicates: int = 2_000) -> NDArray[np.float64]:
    """Return a metric by replicate: at a date, or over a window."""
    found = result(stem, replicates)
    return found.at(metric, *window) if len(window) == 1 else found.over(metric, *window)


END = date(2031, 1, 1)


@pytest.mark.deep
@pytest.mark.parametrize(
    ("wide", "narrow", "metric", "window", "times"),
    [
        ("immigration-court-today", "receipts-stay-low", "pending", (END,), 2.0),
        ("first-two-months", "immigration-court-2022-as-it-happened", "pd_dismissals", (date(2022, 5, 1), date(2022, 7, 1)), 1.8),
    ],
)
def test_a_version_that_differs_in_width(wide, narrow, metric, window, times):
    ranges = [np.diff(np.quantile(over(stem, metric, *window), [0.05, 0.95]))[0] for stem in (wide, narrow)]
    assert ranges[0] > times * ranges[1]


def test_the_court_today_starts_at_the_published_pace():
    """In the last quarter of 2025 the courts received 43,547 cases a month and completed 64,619."""
    found = run(load(SCENARIOS / "base" / "immigration-court-today.yaml").scenario, mode="expected", jobs=1)
    window = date(2026, 1, 1), date(2026, 4, 1)
    assert found.over("receipts", *window)[0] == pytest.approx(figure("trac-receipts-2025-10-to-12").value, rel=0.01)
    assert found.over("completions", *window)[0] == pytest.approx(figure("trac-completions-2025-10-to-12").value, rel=0.05)


def test_the_court_of_2017_comes_near_its_next_year():
    found = run(load(SCENARIOS / "base" / "immigration-court-2017.yaml").scenario, mode="expected", jobs=1)
    window = date(2017, 10, 1), date(2018, 10, 1)
    assert found.over("completions", *window)[0] == pytest.approx(figure("trac-completions-fy2018").value, rel=0.05)
    assert found.at("pending", window[1])[0] == pytest.approx(figure("trac-pending-2018-09").value, rel=0.05)


@pytest.mark.parametrize(("year", "limit"), [(2020, 0.05), (2021, 0.06)])
def test_the_pandemic_as_replayed(year, limit):
    found = run(load(SCENARIOS / "court-record" / "covid-shock.yaml").scenario, mode="expected", jobs=1)
    window = date(year - 1, 10, 1), date(year, 10, 1)
    vintage = "v2021-04" if year == 2020 else "v2025-07"
    for kind in ("receipts", "completions"):
        assert found.over(kind, *window)[0] == pytest.approx(figure(f"eoir-{kind}-fy{year}-{vintage}").value, rel=limit)


def test_every_row_of_the_benchmark_is_a_claim():
    """Twenty-four statements of officials, auditors, researchers and newspapers, of every side; two are those of June 2022."""
    assert len(COURT) == 24
