"""Two scenarios on the same random numbers: exact zeros, signs, what counts, what can be compared at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.differences import mean_difference, share_difference, share_difference_given
from tests.study.test_attribution import by_group, compared

BASE = """
title: A queue
start: 2022-01-01
end: 2023-01-01
replicates: 300
seed: 4
stages: {open: {kind: active, initial: 1_000}, gone: {kind: closed}}
flows:
  filed: {kind: inflow, to: open, rate: {uniform: [40, 60], level: replicate}}
  leave: {kind: hazard, from: open, to: gone, rate: {uniform: [0.03, 0.05], level: replicate}}
  heard: {kind: capacity, from: open, to: gone, capacity: 20}
events: {ruling: {on: 2022-06-01, probability: 0.5, multiply: {flows.leave.rate: 0.5}}}
metrics: {pending: {stock: open}, left: {flow: leave}}
claims: [{id: c, metric: left, low: 300, readings: {year: {from: 2022-01-01, by: 2023-01-01}, half: {from: 2022-01-01, by: 2022-05-01}}, given: {ruling: true}}]
"""


def rows(pair) -> dict[str, tuple]:
    found = pair.differences
    every = {**found.metrics, **found.claims, **{f"{name}, given": row for name, row in found.given.items()}}
    return {name: (row.difference, row.low, row.high) for name, row in every.items()}


def test_a_scenario_against_itself_is_exactly_nothing(tmp_path: Path) -> None:
    pair = compared(tmp_path, BASE, BASE)
    assert pair.alike
    assert len(rows(pair)) == 6
    assert set(rows(pair).values()) == {(0.0, 0.0, 0.0)}
    assert pair.attribution
    assert pair.attribution.shares == ()


AGED = """
title: Two classes served by age
start: 2022-01-01
end: 2022-07-01
replicates: 50
seed: 2
classes: [a, b]
stages: {open: {kind: active, ages: true, initial: {a: 300, b: 300}}, gone: {kind: closed}}
flows:
  filed: {kind: inflow, to: open, rate: 50, shares: {a: 0.5, b: 0.5}}
  leave: {kind: hazard, from: open, to: gone, rate: 0.05}
  heard: {kind: capacity, from: open, to: gone, capacity: 40, discipline: fifo}
metrics: {heard_a: {flow: heard, classes: a}}
"""


@pytest.mark.parametrize(
    ("first", "more"),
    [
        (BASE, ("metrics: {", "metrics: {more: {stock: gone}, ")),
        (BASE, ("claims: [", "claims: [{id: other, metric: pending, low: 3, readings: {r: {by: 2022-07-01}}}, ")),
        (BASE, ("events: {", "events: {idle: {on: 2022-03-01}, ")),
        (BASE, ("events: {", "events: {idle: {on: 2022-03-01, multiply: {flows.heard.capacity: 1}}, ")),
        (BASE, ("title: A queue", "title: Another\nnote: words\nas_of: 2022-01-01\nstep: month\narrivals: mid")),
        (BASE, ("capacity: 20", "note: more words, capacity: {value: 20, source: somebody}")),
        (BASE, ("[40, 60], level: replicate", "[40, 60], level: replicate, source: somebody")),
        (AGED, ("metrics: {", "metrics: {months: {wait: leave}, ")),
    ],
    ids=[
        "metric",
        "claim",
        "event",
        "event on a path",
        "words and defaults",
        "a source",
        "a source of a distribution",
        "a wait that changes how cases are drawn",
    ],
)
def test_an_idle_addition_changes_exactly_nothing(tmp_path: Path, first: str, more: tuple[str, str]) -> None:
    pair = compared(tmp_path, first, first.replace(*more))
    assert set(rows(pair).values()) == {(0.0, 0.0, 0.0)}
    assert pair.attribution
    assert all((row.share, row.low, row.high) == (0.0, 0.0, 0.0) for row in pair.attribution.shares)
    assert {row.group for row in pair.attribution.shares} <= {"events.idle"}


def test_exchanging_the_files_turns_all_signs_and_nothing_else(tmp_path: Path) -> None:
    other = (
        BASE.replace("[0.03, 0.05]", "[0.02, 0.06]")
        .replace("rate: 0.5", "rate: 0.4")
        .replace("capacity: 20", "capacity: 25")
        .replace("seed: 4", "seed: 9")
    )
    (tmp_path / "a.yaml").write_text(BASE)
    (tmp_path / "b.yaml").write_text(other)
    forth = sim.compare(tmp_path / "a.yaml", tmp_path / "b.yaml").compared.pairs[0]
    back = sim.compare(tmp_path / "b.yaml", tmp_path / "a.yaml").compared.pairs[0]
    for table in ("metrics", "claims", "given"):
        turned = {name: _turned(row) for name, row in getattr(back.differences, table).items()}
        assert turned == getattr(forth.differences, table)
    assert forth.attribution
    assert back.attribution
    assert len(forth.attribution.shares) == 3
    assert (
        tuple(replace(row, share=-row.share, low=-(row.high or 0), high=-(row.low or 0)) for row in back.attribution.shares)
        == forth.attribution.shares
    )
    assert sum(row.share for row in forth.attribution.shares) == forth.attribution.difference == -back.attribution.difference


def _turned(row):
    return replace(row, difference=-row.difference, low=-row.high, high=-row.low, from_=row.to, to=row.from_)


def test_the_number_taken_apart_is_the_same_whichever_file_comes_first(tmp_path: Path) -> None:
    claim, other = "{id: c, metric: left", "{id: b, metric: pending, high: 800, readings: {year: {by: 2023-01-01}}}"
    first = BASE.replace(claim, f"{other}, {claim}")
    second = BASE.replace("given: {ruling: true}}", f"given: {{ruling: true}}}}, {other}").replace("capacity: 20", "capacity: 25")
    names = [
        pair.attribution.of.name for pair in (compared(tmp_path, first, second), compared(tmp_path, second, first)) if pair.attribution
    ]
    assert names == ["b/year"] * 2 or names == ["c/year"] * 2


def test_where_the_first_probability_is_the_same_its_metric_is_taken_apart(tmp_path: Path) -> None:
    pair = compared(
        tmp_path, BASE.replace("low: 300", "low: 0"), BASE.replace("low: 300", "low: 0").replace("capacity: 20", "capacity: 25")
    )
    assert pair.attribution
    assert (pair.attribution.of.name, pair.attribution.of.kind) == ("left", "mean")


def test_differences_are_those_of_two_runs_of_the_same_seed(tmp_path: Path) -> None:
    other = BASE.replace("[0.03, 0.05]", "[0.02, 0.06]").replace("seed: 4", "seed: 9").replace("replicates: 300", "replicates: 500")
    other = other.replace("probability: 0.5", "probability: 0.3")
    found = compared(tmp_path, BASE, other).differences
    first, second = (sim.run(tmp_path / f"{name}.yaml", seed=4, replicates=300) for name in ("first", "second"))
    for name, row in found.metrics.items():
        assert row.difference == pytest.approx(second.metrics.loc[name, "mean"] - first.metrics.loc[name, "mean"], abs=1e-9)
    probabilities = [{(row.id, row.reading, bool(row.given)): row.probability for row in run.record.claims} for run in (first, second)]
    for key, probability in probabilities[0].items():
        row = (found.given if key[2] else found.claims)[f"c/{key[1]}"]
        assert row.difference == pytest.approx(probabilities[1][key] - probability, abs=1e-12)
        assert (row.from_, row.to) == (probability, probabilities[1][key])


def test_what_only_one_of_them_has_is_named(tmp_path: Path) -> None:
    other = BASE.replace("pending: {stock: open}", "waiting: {stock: open}").replace("half: {", "quarter: {")
    found = compared(tmp_path, BASE, other).differences
    assert found.not_comparable == {
        "pending": "only first has it", "waiting": "only second has it", "c/half": "only first has it", "c/quarter": "only second has it"
    }  # fmt: skip
    assert set(found.metrics) == {"left"}
    assert set(found.claims) == {"c/year"}


def test_the_order_of_services_is_an_assumption(tmp_path: Path) -> None:
    two = BASE.replace("  heard:", "  reviewed: {kind: capacity, from: open, to: gone, capacity: 990}\n  heard:")
    flows = two.split("flows:\n")[1].split("events:")[0].splitlines()
    turned = two.replace("\n".join(flows), "\n".join([*flows[:2], flows[3], flows[2]]))
    reviewed = [text.replace("left: {flow: leave}", "left: {flow: reviewed}") for text in (two, turned)]
    pair = compared(tmp_path, *reviewed, of="left")
    assert set(by_group(pair)) == {"order of flows"}
    whole = pair.differences.metrics["left"].difference
    assert whole
    more = ("capacity: 990", "capacity: 991")
    both = by_group(compared(tmp_path, reviewed[0], reviewed[1].replace(*more), of="left"))
    assert set(both) == {"order of flows", "flows.reviewed"}
    assert both["order of flows"] == pytest.approx(whole, rel=0.1)


def test_a_stock_written_out_beside_its_ages_is_no_difference(tmp_path: Path) -> None:
    aged = BASE.replace("initial: 1_000", "ages: {initial: [600, 400]}")
    pair = compared(tmp_path, aged, aged.replace("active, ages", "active, initial: 1_000, ages"))
    assert pair.alike
    assert set(rows(pair).values()) == {(0.0, 0.0, 0.0)}


def test_files_without_a_name_in_common_are_one_group(tmp_path: Path) -> None:
    other = (
        BASE.replace("open", "waiting").replace("gone", "done").replace("filed", "came").replace("leave", "went").replace("heard", "tried")
        .replace("ruling", "decree").replace("rate: 0.5", "rate: 0.4")
    )  # fmt: skip
    pair = compared(tmp_path, BASE, other.replace("given: {decree: true}", "given: {decree: false}"))
    assert pair.attribution
    assert len(pair.attribution.shares) == 1
    assert pair.differences.not_comparable == {"c/year, given": "the conditions differ", "c/half, given": "the conditions differ"}


def test_metrics_are_compared_over_the_time_in_common(tmp_path: Path) -> None:
    later = BASE.replace("end: 2023-01-01", "end: 2023-04-01")
    pair = compared(tmp_path, BASE, later)
    assert rows(pair)["pending"] == rows(pair)["left"] == rows(pair)["c/year"] == (0.0, 0.0, 0.0)
    assert any("cover different times" in note for note in pair.differences.notes)
    apart = BASE.replace("2022-", "2012-").replace("2023-", "2013-")
    found = compared(tmp_path, BASE, apart).differences
    assert found.not_comparable == {"pending": "the runs cover no time in common", "left": "the runs cover no time in common"}
    assert "c/year has another range or window in each" in found.notes


def test_only_pairs_of_values_count_and_their_number_is_said(tmp_path: Path) -> None:
    """Nobody is taken in many replicates, so there is no wait in them."""
    rare = AGED.replace("rate: 0.05", "rate: 0.0003").replace("metrics: {", "metrics: {months: {wait: leave}, ") + (
        "claims: [{id: c, metric: months, high: 3, readings: {r: {from: 2022-01-01, by: 2022-07-01}}}]\n"
    )
    pair = compared(tmp_path, rare, rare.replace("rate: 0.0003", "rate: 0.0005"))
    row = pair.differences.metrics["months"]
    assert 0 < row.n < 50
    assert f"months: {row.n} of 50 replicates count, those with a finite value in both" in pair.differences.notes
    assert pair.differences.claims["c/r"].n == row.n
    assert pair.attribution
    assert pair.attribution.n == row.n
    assert sum(share.share for share in pair.attribution.shares) == pair.attribution.difference


def test_means_leave_out_what_has_no_limit_and_probabilities_do_not() -> None:
    first, second = np.array([1.0, np.inf, 3.0, np.nan]), np.array([2.0, 5.0, np.inf, 1.0])
    row = mean_difference(first, second)
    assert (row.difference, row.n, row.low, row.high) == (1.0, 1, None, None)
    share = share_difference(first, second, (first <= 4, second <= 4))
    assert (share.n, share.difference) == (3, -1 / 3)
    assert mean_difference(first[1:2], second[1:2]).difference is None


def test_what_moves_all_replicates_alike_has_no_error() -> None:
    values = np.random.default_rng(3).integers(0, 1_000, 50).astype(float)
    row = mean_difference(values, values + 2)
    assert (row.difference, row.low, row.high) == (2.0, 2.0, 2.0)


def test_equal_probabilities_of_different_values_keep_an_error() -> None:
    first = np.arange(100.0)
    row = share_difference(first, first + 1, (first > 1_000, first > 1_000))
    assert row.difference == 0.0
    assert row.low is not None
    assert row.low < 0 < (row.high or 0)
    same = share_difference(first, first, (first > 50, first > 50))
    assert (same.difference, same.low, same.high) == (0.0, 0.0, 0.0)


def test_conditional_probabilities_differ_by_their_own_replicates() -> None:
    """The event comes in other replicates of the second run: 2 of 4 inside before, 3 of 3 after."""
    met = np.array([1, 1, 1, 1, 0, 0], bool), np.array([0, 0, 0, 1, 1, 1], bool)
    inside = np.array([1, 1, 0, 0, 1, 1], bool), np.array([0, 0, 0, 1, 1, 1], bool)
    row = share_difference_given(met, inside)
    assert (row.from_, row.to, row.difference, row.n) == (0.5, 1.0, 0.5, 6)
    assert row.low is not None
    assert row.low < 0.5 < (row.high or 0)


def test_figures_are_compared_by_their_numbers(tmp_path: Path) -> None:
    """Each file has seeds of its own: one figure is the same in both, one is not, and a hybrid takes each from its own side."""
    head = "id,quantity,value,low,high,unit,from,to,family,known_on,vintage,source,quality,parts,note\n"
    text = BASE.replace("capacity: 20", "capacity: {figure: heard}").replace("initial: 1_000", "initial: {figure: stock}")
    for name, heard, rate in (("first", 20, "0.05"), ("second", 30, "0.06")):
        figures = tmp_path / name / "seeds" / "figures"
        figures.mkdir(parents=True)
        (figures.parent / "sources.csv").write_text(
            "id,title,publisher,published,address\ns,A source,Somebody,2020-01-01,https://example.org/s\n"
        )
        rows = "".join(f"{key},q,{value},,,cases,,,f,2020-01-01,,s,primary,,\n" for key, value in (("heard", heard), ("stock", 1_000)))
        (figures / "f.csv").write_text(head + rows)
        (tmp_path / name / "x.yaml").write_text(text.replace("0.05]", f"{rate}]"))
    found = sim.compare(tmp_path / "first" / "x.yaml", tmp_path / "second" / "x.yaml", of="pending").attribution["share"]
    plain = compared(tmp_path, BASE, BASE.replace("capacity: 20", "capacity: 30").replace("0.05]", "0.06]"), of="pending")
    assert found.to_dict() == by_group(plain)


def test_threads_change_nothing(tmp_path: Path) -> None:
    other = BASE.replace("[0.03, 0.05]", "[0.02, 0.06]").replace("capacity: 20", "capacity: 25")
    one, two = (compared(tmp_path, BASE, other, replicates=4_100, jobs=jobs) for jobs in (1, 2))
    assert one == two


def test_from_python(tmp_path: Path) -> None:
    for name, rate in (("a", "[0.03, 0.05]"), ("b", "[0.02, 0.06]"), ("c", "[0.01, 0.03]")):
        (tmp_path / f"{name}.yaml").write_text(BASE.replace("[0.03, 0.05]", rate))
    found = sim.compare(
        *(tmp_path / f"{name}.yaml" for name in "abc"), set={"flows.heard.capacity": 30}, replicates=100, seed=3, of="pending"
    )
    assert found.metrics.columns.tolist() == ["scenario", "difference", "low", "high", "from", "to", "n"]
    assert found.metrics["scenario"].tolist() == ["b", "b", "c", "c"]
    assert found.claims.index.tolist() == ["c/year", "c/half"] * 2
    assert found.attribution["of"].tolist() == ["pending", "pending"]
    assert found.attribution["share"].tolist() == found.metrics.loc["pending", "difference"].tolist()
    assert found.plot(1).figure.axes
    with pytest.raises(sim.InputError, match="Did you mean `pending`"):
        sim.compare(tmp_path / "a.yaml", tmp_path / "b.yaml", of="pendng", replicates=10)
    with pytest.raises(AttributeError):
        found.compared.seed = 2  # type: ignore[misc]
