"""Do the published statements and counts agree with each other? Every number here is computed from rows of the seeds.

What `docs/method.md` says about it is compared with what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from sim.calendar import day_after, months_between
from sim.ensemble.blocks import run
from sim.reading.load import load

from .acceptance import ROOT, SCENARIOS, figure

MEMO, PRINTED, SUMMER = date(2022, 4, 25), date(2022, 6, 24), date(2024, 7, 1)
YEARS = range(2009, 2021)
METHOD = " ".join((ROOT / "docs" / "method.md").read_text(encoding="utf-8").split())


def value(name: str) -> float:
    """Return the value of a figure that has one."""
    found = figure(name).value
    assert found is not None, name
    return found


def bounds(name: str) -> tuple[float, float]:
    """Return both bounds of a figure that is a range."""
    found = figure(name)
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


def told(words: str) -> bool:
    """Return whether the method's text says these words, whatever its line ends."""
    return words in METHOD


COUNT = bounds("pd-claimed-2022-04-to-06")
COMPLETIONS = value("trac-completions-2022-05-to-06")
CITED = figure("closures-cited-2021-10-to-2022-05").low or 0.0
YEAR = value("trac-completions-2022-05-to-2023-04")


# --- what 60,000 to 80,000 in two months implies


def test_the_claim_is_six_times_its_count():
    assert [6 * count for count in COUNT] == [360_000, 480_000]
    assert told("times six gives 360,000 to 480,000")


def test_closures_per_attorney_and_month():
    low, high = (count / 2 / value("opla-attorneys-2022") for count in COUNT)
    assert told(f"{low:.1f} to {high:.1f} a month for each of 1,225 attorneys")


def test_share_of_the_completions_of_two_months():
    low, high = (100 * count / COMPLETIONS for count in COUNT)
    assert told(f"{low:.0f} to {high:.0f} percent of all {COMPLETIONS:,.0f} completions of May and June 2022")


def test_share_of_the_completions_of_a_year():
    low, high = (100 * bound / YEAR for bound in (360_000, 480_000))
    assert told(f"{low:.0f} to {high:.0f} percent of all {YEAR:,.0f} completions from May 2022 to April 2023")


def test_the_pace_exceeds_the_rise_of_all_completions():
    """From October to April 25,949 a month, from May to August 48,721: discretion alone would be more than what was added."""
    before = (value("trac-completions-2021-10-to-2022-08") - value("trac-completions-2022-05-to-08")) / 7
    rise = value("trac-completions-monthly-2022-05-to-08") - before
    assert rise < COUNT[0] / 2
    assert told(f"All completions rose by {rise:,.0f} a month")


# --- "up fourfold", in two readings


@pytest.mark.parametrize(("times", "words"), [(4, "four times"), (5, "400 percent more")])
def test_fourfold(times, words):
    before = CITED / times
    rate = (CITED / 8) / (before / 12)
    assert told(f"{words}: {before:,.0f} in fiscal year 2021, and a monthly rate {rate:.1f} times as high")


def test_cited_closures_are_a_part_of_the_completions():
    nine_months = value("trac-completions-2021-10-to-2022-06")
    assert nine_months * 8 / 9 > 2.5 * CITED
    assert told(f"{nine_months:,.0f} completions of every kind in nine months")


def test_how_many_of_the_cited_came_before_the_memo():
    """At the claimed pace up to the end of May, and if all of the count lies within: two readings that are far apart."""
    share = months_between(MEMO, date(2022, 6, 1)) / months_between(MEMO, day_after(PRINTED))
    apart = [CITED - count * share for count in reversed(COUNT)]
    inside = [CITED - count for count in reversed(COUNT)]
    assert told(f"{apart[0] / 1000:.0f},000 to {apart[1] / 1000:.0f},000 of the 97,000 came before the memo")
    assert told(f"{inside[0] / 1000:.0f},000 to {inside[1] / 1000:.0f},000 if the whole count lies inside them")


# --- the bound of 47,000 and the four definitions


def shares() -> tuple[float, float, float]:
    """Return fear reviews, removal orders and relief as shares of completions in fiscal year 2022."""
    fear = value("trac-fear-reviews-2021-10-to-2022-08") / value("trac-completions-2021-10-to-2022-08")
    relief = value("trac-relief-fy2022") / value("trac-completions-fy2022")
    return fear, value("trac-removal-order-share-fy2022") / 100, relief


def two_months(*, relief_kept: bool = False, no_nta_kept: bool = False) -> float:
    """Return what the mix of outcomes leaves for discretion in May and June 2022."""
    fear, removals, relief = shares()
    left = COMPLETIONS * (1 - fear) * (1 - removals - (0 if relief_kept else relief))
    return left - (0 if no_nta_kept else value("trac-no-nta-fy2022") / 6)


def without_orders(*, fear_kept: bool) -> float:
    """Return the completions of May 2022 to April 2023 that did not end in an order."""
    fear, removals, _ = shares()
    later = value("trac-completions-2022-10-to-2023-04")
    orders = value("trac-removal-and-departure-share-2022-10-to-2023-04") / 100
    return (1 - (0 if fear_kept else fear)) * ((YEAR - later) * (1 - removals) + later * (1 - orders))


def a_year(relief_kept: bool) -> dict[str, float]:
    """Return the upper bound of each definition of "closed" over twelve months."""
    relief = 0 if relief_kept else value("trac-relief-fy2022")
    closed = value("house-administrative-closures-2021-01-to-2024-06") / months_between(date(2021, 1, 20), SUMMER) * 12
    alone = without_orders(fear_kept=False) - value("trac-no-nta-fy2022") - relief
    return {"pd": alone, "pd-and-administrative": alone + closed, "broad": without_orders(fear_kept=True) - relief + closed}


def test_the_bound_of_two_months():
    assert two_months() == pytest.approx(figure("bound-pd-2022-05-to-06").high, abs=500)
    assert two_months(relief_kept=True) == pytest.approx(figure("bound-pd-2022-05-to-06-relief-kept").high, abs=500)
    assert two_months(relief_kept=True) < COUNT[0]


def test_the_count_is_reached_only_with_dismissals_for_want_of_a_notice():
    low, high = two_months(no_nta_kept=True), two_months(relief_kept=True, no_nta_kept=True)
    assert low < COUNT[0] < high < COUNT[1]
    assert told(f"{low / 1000:.1f} thousand, or {high / 1000:.1f} if relief is left in")


@pytest.mark.parametrize("name", ["pd", "pd-and-administrative", "broad"])
def test_the_bounds_of_a_year(name):
    assert a_year(False)[name] == pytest.approx(figure(f"bound-{name}-2022-05-to-2023-04").high, rel=0.005)


@pytest.mark.parametrize("name", ["pd", "pd-and-administrative"])
def test_the_bounds_of_a_year_with_relief_left_in(name):
    assert a_year(True)[name] == pytest.approx(figure(f"bound-{name}-2022-05-to-2023-04-relief-kept").high, rel=0.005)


def test_the_definition_decides():
    """Three definitions lie below 360,000 (the third by too little to be sure of), the fourth above 480,000."""
    assert a_year(True)["pd-and-administrative"] < 360_000
    assert a_year(False)["broad"] < 360_000 < a_year(True)["broad"]
    assert YEAR > 480_000


def test_one_outcome_left_out_would_be_caught():
    """The fault these bounds must catch: fear reviews forgotten move the bound of two months by more than its rounding."""
    fear = shares()[0]
    assert COMPLETIONS * fear > 4 * 500


# --- one million


def test_one_million_needs_a_pace_near_the_top():
    months = months_between(MEMO, SUMMER)
    needed = 1_000_000 / months
    assert COUNT[0] / 2 < needed < COUNT[1] / 2
    assert told(f"{months:.1f} months ask for {needed:,.0f} a month, 38,200 in round numbers")
    most = value("house-broad-closures-2021-01-to-2024-06") / months
    assert most < COUNT[0] / 2
    assert told(f"would be {most:,.0f} a month")


# --- EOIR's books, and what can be projected without their residual


def year(kind: str, fiscal: int) -> float:
    """Return a number of EOIR's release of 2021: the stock at the end of a fiscal year, or its receipts, completions or residual."""
    return value(f"eoir-pending-{fiscal}-09-v2021-04" if kind == "pending" else f"eoir-{kind}-fy{fiscal}-v2021-04")


def test_the_books_give_back_every_published_stock():
    """Bookkeeping: the residual is computed from the stocks, so this checks the adjustment and the calendar, and no projection."""
    found = run(load(SCENARIOS / "base" / "immigration-court-books-2009-to-2020.yaml").scenario, mode="expected", jobs=1)
    for fiscal in YEARS:
        assert found.at("pending", date(fiscal, 10, 1))[0] == pytest.approx(year("pending", fiscal), abs=1e-6)
        window = date(fiscal - 1, 10, 1), date(fiscal, 10, 1)
        assert found.over("receipts", *window)[0] == pytest.approx(year("receipts", fiscal))
        assert found.over("completions", *window)[0] == pytest.approx(year("completions", fiscal))


def test_without_the_residual_the_books_do_not_balance():
    """The fault the bookkeeping must catch: no adjustment."""
    scenario = load(SCENARIOS / "base" / "immigration-court-books-2009-to-2020.yaml", ["adjustment.count=0"]).scenario
    found = run(scenario, mode="expected", jobs=1)
    assert abs(found.at("pending", date(2020, 10, 1))[0] - year("pending", 2020)) > 50_000
    largest = max(YEARS, key=lambda fiscal: abs(year("residual", fiscal)))
    assert told(f"from {min(year('residual', y) for y in YEARS):,.0f} (2016) to {year('residual', largest):,.0f} ({largest})")


PROJECTIONS: dict[str, Callable[[int, int], float]] = {
    "no change": lambda origin, _: year("pending", origin),
    "last year's change again": lambda origin, ahead: (1 + ahead) * year("pending", origin) - ahead * year("pending", origin - 1),
    "receipts less completions again": lambda origin, ahead: (
        year("pending", origin) + ahead * (year("receipts", origin) - year("completions", origin))
    ),
}


def error(project: Callable[[int, int], float], ahead: int, first: int = 2009) -> tuple[float, float]:
    """Return the mean absolute error and the mean error of projections of the stock, in percent of what came."""
    misses = [100 * (project(o, ahead) / year("pending", o + ahead) - 1) for o in range(first, 2021 - ahead)]
    return sum(map(abs, misses)) / len(misses), sum(misses) / len(misses)


@pytest.mark.parametrize("name", PROJECTIONS)
def test_errors_of_projections_are_those_of_the_table(name):
    row = re.search(rf"\| {name} \|([^\n]*?)\|\n", (ROOT / "docs" / "method.md").read_text(encoding="utf-8"))
    assert row is not None
    cells = " | ".join(f"{size:.1f} ({mean:+.1f})" for size, mean in (error(PROJECTIONS[name], ahead) for ahead in (1, 2, 3)))
    assert row[1].strip() == cells


def test_last_difference_and_stock_flow_are_equally_good():
    """Which of the two is ahead depends on the first year taken: no ranking of them is claimed."""
    last, flow = PROJECTIONS["last year's change again"], PROJECTIONS["receipts less completions again"]
    assert all(error(last, ahead)[0] < error(flow, ahead)[0] for ahead in (1, 2, 3))
    assert all(error(last, ahead, 2011)[0] > error(flow, ahead, 2011)[0] for ahead in (1, 2, 3))
    assert all(error(PROJECTIONS["no change"], ahead)[0] > 2 * error(flow, ahead)[0] for ahead in (1, 2, 3))
    worst = max(abs(flow(o, 1) / year("pending", o + 1) - 1) for o in range(2009, 2020))
    assert told(f"missed the next year by up to {100 * worst:.0f} percent")


# --- nothing drops out


@pytest.mark.parametrize("number", range(1, 12))
def test_every_statement_of_the_two_pieces_is_in_the_seeds(number):
    folder = ROOT / "seeds"
    texts = [file.read_text(encoding="utf-8") for file in (*folder.glob("figures/*.csv"), *folder.glob("*.csv"), folder / "claims.yaml")]
    assert any(re.search(rf"\bS{number}\b", text) for text in texts)
