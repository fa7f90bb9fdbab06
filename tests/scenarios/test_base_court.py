"""Does the base court give back what was published, and was the later truth inside its band as of June 2022?"""

from __future__ import annotations

from datetime import date

import pytest

from sim.calendar import fiscal_year
from sim.ensemble.blocks import run
from sim.model.number import FigureValue
from sim.model.paths import every_number
from sim.reading.load import load

from . import acceptance as a


@pytest.mark.parametrize("month", a.STOCKS)
def test_stock_of_the_court_as_it_happened(month):
    row = a.stock_row(month)
    assert row.met, row


@pytest.mark.parametrize("year", a.YEARS)
def test_completions_of_a_fiscal_year(year):
    row = a.flow_row("completions", year, a.YEAR_LIMIT)
    assert row.met, row


@pytest.mark.parametrize("period", a.PERIODS)
def test_completions_of_a_period(period):
    row = a.flow_row("completions", period, a.PERIOD_LIMIT)
    assert row.met, row


@pytest.mark.parametrize("period", a.RECEIPTS)
def test_receipts_of_a_period_are_the_published_ones(period):
    row = a.flow_row("receipts", period, a.RECEIPTS_LIMIT)
    assert row.met, row


def test_dismissals_by_discretion_in_fiscal_year_2022():
    row = a.dismissals_row()
    assert row.met, row


def test_dismissals_keep_the_published_bound():
    bound = a.figure("bound-pd-2022-05-to-06")
    assert a.ex_post().over("pd_dismissals", bound.from_, date(2022, 7, 1))[0] <= bound.high


def test_no_resource_falls_short():
    """What hazards use of the judges is always there, and nothing is taken from an empty docket."""
    assert {name: float(short.max()) for name, short in a.ex_post().shortfall.items()} == {"judges": 0, "attorneys": 0, "adjustment": 0}


def test_band_as_of_june_2022_holds_the_later_stocks():
    assert a.band_row().met, [a.band(month) for month in a.LATER_STOCKS]


def test_band_as_of_june_2022_is_not_empty_of_content():
    """A band that holds everything says nothing: at the end of 2022 it spans less than the docket itself."""
    value, low, high = a.band("2022-12")
    assert high - low < value


def test_a_tenth_more_receipts_would_be_caught():
    """The fault the stock rows must catch: ten percent more filed cases from May 2023 on."""
    scenario = load(a.EX_POST, ["flows.filed.rate.series.2023-05-01=167_504", "flows.filed.rate.series.2023-10-01=247_578"]).scenario
    found = float(run(scenario, mode="expected", jobs=1).at("pending", date(2024, 1, 1))[0])
    assert abs(found / a.figure("trac-pending-2023-12").value - 1) > a.STOCK_LIMIT


@pytest.mark.parametrize(("pace", "year"), [(450, 2023), (900, 2022)])
def test_one_pace_of_hearings_for_both_years_would_be_caught(pace, year):
    """The fault the completions must catch: a constant pace fits one of the two years at best, whatever the stocks look like."""
    scenario = load(a.EX_POST, [f"resources.judges.productivity={pace}"]).scenario
    found = float(run(scenario, mode="expected", jobs=1).over("completions", *fiscal_year(year))[0])
    assert abs(found / a.figure(f"trac-completions-fy{year}").value - 1) > 10 * a.YEAR_LIMIT


@pytest.mark.parametrize("file", [a.EX_ANTE, a.SCENARIOS / "base" / "immigration-court-2022-from-the-memo.yaml"])
def test_ex_ante_files_hold_nothing_of_later(file):
    loaded = load(file)
    scenario = loaded.scenario
    cited = [number.figure for _, number in every_number(scenario) if isinstance(number, FigureValue)]
    assert scenario.as_of == date(2022, 6, 24)
    assert cited
    assert all(scenario.figures[name].known_on <= scenario.as_of for name in cited)
    sources = {event.source for event in scenario.events.values() if event.source}
    assert sources <= {"doyle-memo-in-force", "vacatur-ordered", "vacatur-in-force"}
    assert not scenario.use_anyway


def test_metrics_are_named_after_the_quantities_they_count():
    scenario = load(a.EX_ANTE).scenario
    assert all(metric.quantity in (None, name) for name, metric in scenario.metrics.items())
