"""Shares of a difference: against a slow twin, by hand, in law, and where scenarios cannot be mixed."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.intervals import half_width, paired_shares
from sim.reading.load import load
from sim.study.compare import Pair, compare, same_numbers
from sim.study.shapley import EXACT, contributions, every_order, sampled_orders, settled, shares
from tests.statistical.kit import assert_mean, assert_probability

PRODUCT = """
title: A product of three numbers
start: 2022-01-01
end: 2023-01-01
replicates: 20
stages: {open: {kind: active, initial: 100_000}, gone: {kind: closed}}
parameters: {a: 10, b: 1, c: 1}
flows: {served: {kind: capacity, from: open, to: gone, capacity: {product: [{parameter: a}, {parameter: b}, {parameter: c}]}}}
metrics: {served: {flow: served}}
"""


def compared(folder: Path, first: str, second: str, of: str | None = None, **options: int | None) -> Pair:
    """Return the comparison of two scenarios that are written as texts."""
    for name, text in (("first", first), ("second", second)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    loaded = same_numbers([load(folder / f"{name}.yaml") for name in ("first", "second")], options.get("replicates"), options.get("seed"))
    return compare(loaded, ("first", "second"), of=of, jobs=options.get("jobs") or 1).pairs[0]


def by_group(pair: Pair) -> dict[str, float]:
    assert pair.attribution
    return {row.group: row.share for row in pair.attribution.shares}


def slow_twin(value: dict[int, Fraction], groups: int) -> list[Fraction]:
    """Take the groups over in every order, one after the other, and average what each brings."""
    found = [Fraction(0)] * groups
    orders = list(permutations(range(groups)))
    for order in orders:
        taken = 0
        for group in order:
            found[group] += value[taken + 2**group] - value[taken]
            taken += 2**group
    return [total / len(orders) for total in found]


@settings(max_examples=40)
@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_shares_are_those_of_all_orders(groups: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    value = {number: Fraction(float(x)) for number, x in enumerate(random.normal(size=2**groups))}
    found = shares(every_order(groups), value, groups)
    assert found == slow_twin(value, groups)
    assert sum(found) == value[2**groups - 1] - value[0]
    lanes = {number: np.array([float(x), 0.0]) for number, x in value.items()}
    means = [lane[0] for lane in contributions(every_order(groups), lanes, groups)]
    assert np.allclose(means, [float(share) for share in found], rtol=0, atol=1e-12)


def test_three_groups_with_interaction_by_hand(tmp_path: Path) -> None:
    """12 a b c cases are served: 120 before, 1,440 after.

    Alone: a 240, b 240, c 360; in pairs: ab 480, ac 720, bc 720. So a brings 120/3 + 240/6 + 360/6 + 720/3 = 380, b the same,
    c 240/3 + 480/6 + 480/6 + 960/3 = 560.
    """
    pair = compared(tmp_path, PRODUCT, PRODUCT.replace("a: 10, b: 1, c: 1", "a: 20, b: 2, c: 3"))
    assert by_group(pair) == {"parameters.c": 560.0, "parameters.a": 380.0, "parameters.b": 380.0}
    assert pair.attribution
    assert (pair.attribution.from_, pair.attribution.to, pair.attribution.difference) == (120.0, 1440.0, 1320.0)
    assert all(row.low == row.high == row.share for row in pair.attribution.shares)


@settings(max_examples=60)
@given(st.lists(st.fractions(-1_000_000, 1_000_000, max_denominator=10**12), min_size=1, max_size=12), st.randoms())
def test_shares_add_up_to_the_last_bit_in_any_order(exact: list[Fraction], random) -> None:
    found, whole = settled(exact)
    random.shuffle(order := list(found))
    assert sum(found) == sum(order) == whole
    largest = max(map(abs, exact))
    assert all(
        abs(Fraction(number) - share) <= largest * len(exact) * Fraction(2) ** -50 for number, share in zip(found, exact, strict=True)
    )
    turned, other = settled([-share for share in exact])
    assert ([-number for number in turned], -other) == (found, whole)


def test_plain_rounding_would_not_add_up() -> None:
    exact = [Fraction(1, 10), Fraction(2, 10), Fraction(-3, 10) + Fraction(1, 10**17)]
    assert sum(map(float, exact)) != float(sum(exact))
    found, whole = settled(exact)
    assert sum(found) == whole


def test_sampled_orders_add_up_and_are_right_on_average() -> None:
    groups, random = 6, np.random.default_rng(5)
    value = {number: Fraction(float(x)) for number, x in enumerate(random.normal(size=2**groups))}
    exact, found = shares(every_order(groups), value, groups), []
    for seed in range(40):
        for order in sampled_orders(groups, seed):
            one = shares(order, value, groups)
            assert sum(one) == value[2**groups - 1] - value[0]
            found.append(float(one[2]))
    assert_mean(found, float(exact[2]), detects=0.3, name="share by sampled orders")


def test_more_groups_than_can_be_taken_exactly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Flows on stages of their own: no interaction, so that sampled orders give the exact shares with no error of order."""
    monkeypatch.setattr("sim.study.shapley.PAIRS", 0)
    names = [f"s{index}" for index in range(EXACT + 1)]
    stages = "".join(f"  {name}: {{kind: active, initial: 1_000}}\n" for name in names)
    flows = "".join(f"  {name}: {{kind: hazard, from: {name}, to: gone, rate: 0.01}}\n" for name in names)
    first = (
        "title: Many\nstart: 2022-01-01\nend: 2022-03-01\nreplicates: 60\nmetrics: {gone: {stock: gone}}\n"
        f"stages:\n{stages}  gone: {{kind: closed}}\nflows:\n{flows}"
    )
    pair = compared(tmp_path, first, first.replace("rate: 0.01", "rate: 0.02"))
    found = pair.attribution
    assert found
    assert found.orders
    assert len(found.shares) == EXACT + 1
    assert found.runs <= 2**9
    assert sum(row.share for row in found.shares) == found.difference == pair.differences.metrics["gone"].difference
    assert all(row.order_error < 1e-9 for row in found.shares)
    assert all(row.low is not None and row.low < row.share < (row.high or 0) for row in found.shares)


def test_what_exists_in_one_file_goes_with_what_mentions_it(tmp_path: Path) -> None:
    second = PRODUCT.replace("a: 10,", "a: 12, more: 2,").replace("{parameter: c}", "{parameter: c}, {parameter: more}")
    pair = compared(tmp_path, PRODUCT, second)
    assert set(by_group(pair)) == {"flows.served + parameters.more", "parameters.a"}
    assert pair.attribution
    assert pair.attribution.notes == ()


def test_what_cannot_be_read_apart_is_joined_and_said_so(tmp_path: Path) -> None:
    """The event lies after the end of the first run, so it needs the later end."""
    second = PRODUCT.replace("end: 2023-01-01", "end: 2023-07-01") + "events: {late: {on: 2023-03-01, multiply: {parameters.a: 2}}}\n"
    pair = compared(tmp_path, PRODUCT, second.replace("c: 1}", "c: 2}"))
    assert set(by_group(pair)) == {"end + events.late", "parameters.c"}
    assert pair.attribution
    assert any("cannot be told apart" in note for note in pair.attribution.notes)


def test_what_cannot_be_run_apart_is_joined(tmp_path: Path) -> None:
    """A count that a hazard should produce needs the larger pool: that shows only when the scenario between is run."""
    first = PRODUCT.replace(
        "{kind: capacity, from: open, to: gone, capacity: {product: [{parameter: a}, {parameter: b}, {parameter: c}]}}",
        "{kind: hazard, from: open, to: gone, rate: {count: {uniform: [400, 600], level: replicate}, from: 2022-01-01, by: 2023-01-01}}",
    ).replace("initial: 100_000", "initial: {uniform: [900, 1_000], level: replicate}")
    second = first.replace("[400, 600]", "[1_100, 1_200]").replace("[900, 1_000]", "[4_000, 5_000]")
    pair = compared(tmp_path, first, second.replace("end: 2023-01-01", "end: 2023-02-01"))
    assert set(by_group(pair)) == {"end", "flows.served + stages.open"}


def test_the_definition_of_the_headline_is_a_group_of_its_own(tmp_path: Path) -> None:
    claim = "claims: [{id: c, metric: served, high: 300, readings: {r: {from: 2022-01-01, by: 2023-01-01}}}]\n"
    drawn = PRODUCT.replace("a: 10", "a: {uniform: [10, 40], level: replicate}") + claim
    pair = compared(tmp_path, drawn, drawn.replace("high: 300", "high: 200").replace("b: 1", "b: 1.1"), replicates=200)
    assert set(by_group(pair)) == {"claims.c", "parameters.b"}
    assert any("another range" in note for note in pair.differences.notes)


def coverage(n: int, gained: float, lost: float) -> float:
    """Return the chance that the interval of a difference of two paired shares holds the true one, by its law."""
    from scipy.stats import multinomial

    held = 0.0
    for up in range(n + 1):
        for down in range(n + 1 - up):
            low, high = paired_shares(up, down, n)
            if low <= gained - lost <= high:
                held += float(multinomial.pmf([up, down, n - up - down], n, [gained, lost, 1 - gained - lost]))
    return held


@pytest.mark.parametrize(("gained", "lost"), [(0.001, 0.0), (0.01, 0.01), (0.2, 0.05), (0.6, 0.1), (0.9, 0.0)])
def test_intervals_of_paired_shares_cover(gained: float, lost: float) -> None:
    assert coverage(60, gained, lost) > 0.93


def test_intervals_of_means_cover() -> None:
    random = np.random.default_rng(11)
    samples = random.normal(size=(10_000, 5))
    hits = [abs(sample.mean()) <= (half_width(sample) or 0.0) for sample in samples]
    assert_probability(hits, 0.95, detects=0.017, name="interval of a mean of five")


@pytest.mark.deep
def test_intervals_of_shares_cover(tmp_path: Path) -> None:
    """With many seeds: the share of a parameter, by a run of many replicates, lies in 95% of the intervals of short runs."""
    claim = "claims: [{id: c, metric: served, high: 200, readings: {r: {from: 2022-01-01, by: 2023-01-01}}}]\n"
    first = (
        PRODUCT.replace("a: 10", "a: {uniform: [10, 20], level: replicate}").replace("b: 1", "b: {uniform: [0.5, 1.5], level: replicate}")
        + claim
    )
    second = first.replace("[10, 20]", "[11, 24]").replace("[0.5, 1.5]", "[0.6, 1.9]")
    truth = by_group(compared(tmp_path, first, second, replicates=400_000))
    hits = []
    for seed in range(600):
        found = compared(tmp_path, first, second, replicates=200, seed=seed).attribution
        assert found
        hits += [row.low <= truth[row.group] <= row.high for row in found.shares if row.group == "parameters.a"]
    assert_probability(hits, 0.95, detects=0.07, name="interval of a share")
