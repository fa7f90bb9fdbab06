"""Faults that were there once: each with the numbers that show it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.engine.streams import Streams

HEAD = "title: regression\nstart: 2022-01-01\nend: 2023-01-01\nreplicates: 2000\n"
STAGES = "stages: {open: {kind: active, initial: 100_000}, gone: {kind: closed, initial: 0}, lost: {kind: closed, initial: 0}}\n"


@pytest.fixture
def expected(tmp_path: Path):
    def run(text: str, **options: object) -> dict[str, float]:
        file = tmp_path / "case.yaml"
        file.write_text(HEAD + text)
        result = sim.run(file, mode="expected", **options).result
        return {name: float(path[-1, 0]) for name, path in result.paths.items()}

    return run


def test_a_scenario_that_was_loaded_keeps_its_overrides(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        HEAD + STAGES + "flows: {heard: {kind: capacity, from: open, to: gone, capacity: 100}}\nmetrics: {heard: {flow: heard}}\n"
    )
    loaded = sim.load(file, {"flows.heard.capacity": 200})
    assert sim.run(loaded, seed=5, replicates=10).result.paths["heard"][-1].tolist() == [2_400] * 10
    assert sim.run(loaded, seed=5, replicates=10, set={"flows.heard.capacity": 300}).result.paths["heard"][-1, 0] == 3_600


def test_a_rate_and_a_share_that_move_together_are_multiplied_before_they_are_averaged(expected) -> None:
    flow = """flows:
  x: {kind: hazard, from: open, rate: {series: {2022-01-01: .1, 2022-07-01: 0}}, outcomes: {
      gone: {to: gone, share: {series: {2022-01-01: 1, 2022-07-01: 0}}}, lost: {to: lost, share: rest}}}
metrics: {gone: {stock: gone}, lost: {stock: lost}}
"""
    by_year, by_month = (expected(f"step: {step}\n{STAGES}{flow}") for step in ("year", "month"))
    assert by_year == pytest.approx(by_month)
    assert by_year["lost"] == 0


def test_a_count_of_an_outcome_is_at_the_share_before_events(expected) -> None:
    text = f"""{STAGES}flows:
  heard: {{kind: capacity, from: open, capacity: {{count: 600, from: 2022-01-01, by: 2022-07-01, of: granted}},
          outcomes: {{granted: {{to: gone, share: .5}}, refused: {{to: lost, share: rest}}}}}}
events: {{ruling: {{on: 2022-07-01, multiply: {{flows.heard.outcomes.granted.share: .5}}}}}}
metrics: {{heard: {{flow: heard}}, granted: {{flow: heard.granted}}}}
"""
    assert expected(text) == pytest.approx({"heard": 2_400, "granted": 900})


def test_a_flow_that_is_limited_by_one_resource_and_charged_for_another_is_limited(expected) -> None:
    text = f"""{STAGES}flows: {{heard: {{kind: capacity, from: open, to: gone, resource: judges, uses: {{clerks: 1}}}}}}
resources: {{judges: {{headcount: 10, productivity: 5}}, clerks: {{headcount: 1, productivity: 1000}}}}
metrics: {{heard: {{flow: heard}}}}
"""
    assert expected(text) == pytest.approx({"heard": 600})


def test_numbers_inside_a_product_are_not_held_to_the_range_of_the_whole(expected) -> None:
    text = f"""{STAGES}flows: {{filed: {{kind: inflow, to: open, rate: 100, noise: none, drift: {{product: [1, -0.1]}}}}}}
metrics: {{filed: {{flow: filed}}}}
"""
    assert expected(text)["filed"] == pytest.approx(1_200 * -np.expm1(-0.1) / 0.1)


def test_the_rounding_of_a_pulse_is_independent_of_its_drawn_count(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        HEAD + "seed: 4\n" + STAGES + "flows: {called: {kind: pulse, from: open, to: gone, on: 2022-01-01,"
        " count: {uniform: [0, .5], level: replicate}}}\nmetrics: {called: {flow: called}}\n"
    )
    moved = sim.run(file, replicates=20_000).result.paths["called"][-1]
    error = np.sqrt(0.25 * 0.75 / len(moved))
    assert abs(moved.mean() - 0.25) < 4.9 * error < 0.05, "the fault gave 1/3"


def test_no_stream_is_opened_twice_in_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[str, int]] = []
    real = Streams.open

    def noted(self: Streams, name: str, step: int = 0) -> np.random.Generator:
        opened.append((name, step))
        return real(self, name, step)

    monkeypatch.setattr(Streams, "open", noted)
    root = Path(__file__).parents[2]
    shared = {"flows.decided.shares", "parameters.pace", "events.ruling.on", "events.order.comes"}
    reading = root / "tests" / "reading"
    for file in (reading / "everything.yaml", reading / "ages.yaml", root / "scenarios" / "pd-2022" / "random-vacatur.yaml"):
        opened.clear()
        sim.run(file, replicates=1, jobs=1)
        named = [one for one in opened if one[0]]
        twice = {one for one, times in Counter(named).items() if times > 1}
        assert twice <= {(name, 0) for name in shared}, "only the count of an outcome, and cases that arrive later, read numbers again"


def test_given_has_no_row_in_expected_mode(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    rows = sim.run(root / "scenarios" / "pd-2022" / "ruling-known-june-2022.yaml", mode="expected").record.claims
    assert not any(row.given for row in rows)


def test_the_coin_of_an_event_is_not_the_draw_of_its_probability(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        HEAD + "stages: {a: {kind: active}}\nflows: {i: {kind: inflow, to: a, noise: none, rate: 1000}}\nmetrics: {a: {stock: a}}\n"
        "events: {e: {on: 2022-07-01, probability: {uniform: [0, 1], level: replicate}, set: {flows.i.rate: 0}}}\n"
    )
    happened = sim.run(file, replicates=20_000).result.happened["e"]
    assert abs(happened.mean() - 0.5) < 4.9 * np.sqrt(0.25 / len(happened)) < 0.05, "the fault gave 0"


def test_a_count_of_an_outcome_of_a_hazard(expected) -> None:
    text = f"""{STAGES}flows: {{h: {{kind: hazard, from: open, rate: {{count: 7_000, from: 2022-01-01, by: 2023-01-01, of: g}},
        outcomes: {{g: {{share: .25, to: gone}}, n: {{share: .75, to: lost}}}}}}}}
metrics: {{g: {{flow: h.g}}, h: {{flow: h}}}}
"""
    assert expected(text) == pytest.approx({"g": 7_000, "h": 28_000})


def test_expected_mode_gives_values_and_no_probabilities() -> None:
    root = Path(__file__).parents[2]
    record = sim.run(root / "scenarios" / "pd-2022" / "depletion.yaml", mode="expected").record
    computed = [row for row in record.claims if row.metric]
    assert all(row.median is not None and row.probability is None and not row.premise and row.words is None for row in computed)
    assert "expected mode" in record.notes[0]


def test_an_event_that_begins_only_after_its_end_does_not_happen(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        HEAD + "stages: {a: {kind: active}}\nflows: {i: {kind: inflow, to: a, rate: 10}}\nmetrics: {a: {stock: a}}\n"
        "events: {e: {on: {uniform: [2022-03-01, 2022-09-01]}, until: 2022-06-01, multiply: {flows.i.rate: 2}}}\n"
    )
    happened = sim.run(file, replicates=20_000).result.happened["e"]
    assert abs(happened.mean() - 0.5) < 4.9 * np.sqrt(0.25 / len(happened))


def test_a_pulse_that_finds_fewer_cases_than_it_asks_for_says_so(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        HEAD + "stages: {a: {kind: active, initial: 389}, b: {kind: closed}}\nmetrics: {b: {stock: b}}\n"
        "flows: {p: {kind: pulse, from: a, to: b, on: 2022-03-01, count: 1_000}}\n"
    )
    assert any("p" in note and "611" in note for note in sim.run(file, replicates=10).record.notes)
