"""The data files of a run: the same bytes as when they were written down, whatever runs first, and whatever else is asked or stands by."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

import sim
import sim.ensemble.blocks as blocks
from sim.engine.streams import Streams
from sim.report.resolved import resolved_yaml
from tests.golden import digests
from tests.golden.write import scenarios
from tests.properties.orders import Alone, Waiting, backwards, pool, shuffled
from tests.statistical.faults import one_draw_for_a_block

ROOT = Path(__file__).parents[2]
SMALL = ("constant-rate", "depletion", "vacated-june-2022")


def _shipped(*soon: str) -> pytest.MarkDecorator:
    """Every shipped scenario: some in every run of the tests, the others, a second or two each, in deep ones."""
    files = [pytest.param(file, id=file.stem, marks=[] if file.stem in soon else pytest.mark.deep) for file in scenarios()]
    return pytest.mark.parametrize("scenario", files)


@_shipped(*SMALL, "random-vacatur")
def test_shipped_scenarios_give_the_bytes_they_gave(scenario: Path) -> None:
    """What moves is written down in CHANGELOG.md, with the reason; `make golden` writes the digests anew."""
    stored = digests.stored()
    if stored["versions"] != digests.versions():
        pytest.skip(f"digests are of {stored['versions']}, here is {digests.versions()}: bytes are promised for pinned versions only")
    wanted, found = stored["scenarios"][scenario.relative_to(ROOT).as_posix()], digests.digests(scenario)
    if stored["vectors"] != digests.vectors():
        del wanted[digests.TO_THE_LAST_BIT], found[digests.TO_THE_LAST_BIT]
    assert found == wanted


@_shipped(*SMALL)
def test_a_resolved_scenario_is_read_as_it_was_and_gives_the_same_bytes(scenario: Path, tmp_path: Path) -> None:
    seeds, again = {"seeds": str(ROOT / "seeds")}, tmp_path / scenario.name
    before = sim.load(scenario, seeds)
    again.write_text(resolved_yaml(before), encoding="utf-8")
    after = sim.load(again, seeds)
    assert after.scenario == before.scenario.model_copy(update={"baseline": None})  # its file lies elsewhere
    assert digests.digests(after) == digests.digests(before)


def test_draws_that_change_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = ROOT / "scenarios" / "pd-2022" / "depletion.yaml"
    before = digests.digests(scenario)
    one_draw_for_a_block(monkeypatch)
    found = digests.digests(scenario)
    assert all(found[name] != digest for name, digest in before.items())


# What is only asked, stands by or lies elsewhere

MODEL = """title: A court
start: 2022-01-15
end: 2022-12-10
seed: 5
replicates: 2500
classes: [x, y]
stages: {open: {kind: active, initial: {x: 900, y: 400}}, parked: {kind: inactive, initial: {x: 50}}, done: {kind: closed}}
flows:
  filed: {kind: inflow, to: open, rate: {lognormal: {mean: 60, cv: 0.2}, level: month}, ar1: {rho: 0.5, sigma: 0.2}, shares: {x: 0.3, y: rest}}
  park: {kind: hazard, from: open, to: parked, rate: {gamma: {mean: 0.05, cv: 0.4}, level: replicate}}
  back: {kind: hazard, from: parked, to: open, rate: 0.2}
  heard: {kind: capacity, from: open, resource: judges, outcomes: {won: {share: 0.4, to: done, uses: 2}, lost: {share: rest, to: done}}}
resources: {judges: {headcount: 10, productivity: 5.5}}
"""
EVENTS = """events:
  ruling: {on: {uniform: [2022-03-01, 2023-03-01]}, multiply: {flows.park.rate: 2}}
"""
METRICS = """metrics:
  open: {stock: open, classes: x}
  won: {flow: heard.won}
"""
CLAIMS = """claims:
  - {id: mine, metric: won, low: 100, high: 200, readings: {end: {from: 2022-02-01, by: 2022-12-01}}}
"""
IDLE = {
    "multiplied by 1": "  idle: {on: 2022-06-16, multiply: {flows.park.rate: 1, resources.judges.headcount: 1}}\n",
    "never": "  idle: {on: 2022-06-01, probability: 0, multiply: {flows.park.rate: 3}, set: {flows.filed.rate: 0}}\n",
    "set to the same": "  idle: {on: 2022-06-16, ramp: 2, set: {flows.back.rate: 0.2, resources.judges.headcount: 10}}\n",
}


def _record(folder: Path, text: str):
    file = folder / "court.yaml"
    file.write_text(text, encoding="utf-8")
    return sim.run(file, jobs=1).record


def _same_where_both_ask(found, wanted) -> None:
    """Compare what the shorter file asks for, byte for byte."""
    for name, table in wanted.quantiles.items():
        assert found.quantiles[name].tobytes() == table.tobytes(), name
    for kind in ("drawn", "values"):
        for name, column in getattr(wanted, kind).items():
            assert getattr(found, kind)[name].tobytes() == column.tobytes(), name
    assert [row for row in found.claims if row.id == "mine"] == wanted.claims


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return _record(tmp_path_factory.mktemp("plain"), MODEL + EVENTS + METRICS + CLAIMS)


@pytest.mark.parametrize("idle", IDLE.values(), ids=IDLE.keys())
def test_events_that_do_nothing_change_nothing(idle: str, plain, tmp_path: Path) -> None:
    found = _record(tmp_path, MODEL + EVENTS + idle + METRICS + CLAIMS)
    _same_where_both_ask(found, plain)
    assert digests.data(found)["quantiles.csv"] == digests.data(plain)["quantiles.csv"]


def test_an_event_that_does_something_is_seen(plain, tmp_path: Path) -> None:
    """What the comparison must notice: a hundredth more of one rate, late."""
    late = IDLE["multiplied by 1"].replace("flows.park.rate: 1,", "flows.park.rate: 1.01,").replace("06-16", "12-01")
    with pytest.raises(AssertionError):
        _same_where_both_ask(_record(tmp_path, MODEL + EVENTS + late + METRICS + CLAIMS), plain)


def test_more_metrics_claims_and_flows_elsewhere_change_nothing(plain, tmp_path: Path) -> None:
    metrics = METRICS + "  all: {stock: [open, parked, done]}\n  gone: {flow: [park, heard]}\n"
    claims = CLAIMS + "  - {id: more, metric: all, high: 1500, readings: {end: {by: 2022-12-10}}, given: {ruling: true}}\n"
    stages = ", apart: {kind: active, initial: {y: 70}}, away: {kind: closed}}\nflows:"
    flows = """
  aside: {kind: hazard, from: apart, to: away, rate: {uniform: [0.1, 0.3], level: month}}
  comes: {kind: inflow, to: apart, rate: 9, shares: {x: 0.5, y: rest}}
  goes: {kind: capacity, from: [apart, away], to: apart, capacity: 4.4}
  moved: {kind: pulse, from: away, to: apart, on: 2022-05-05, share: 0.5}"""
    text = MODEL.replace("}\nflows:", f"{stages}{flows}", 1)
    _same_where_both_ask(_record(tmp_path, text + EVENTS + metrics + claims), plain)


def test_plots_and_reports_take_nothing_from_the_streams(tmp_path: Path) -> None:
    file = tmp_path / "court.yaml"
    file.write_text(MODEL + EVENTS + METRICS + CLAIMS, encoding="utf-8")
    done = sim.run(file, replicates=300)
    before = digests.data(done.record)
    for kind in ("fan", "distribution"):
        done.plot(kind)
    assert digests.data(sim.run(file, replicates=300).record) == before


# Blocks


@pytest.mark.parametrize("order", [backwards, shuffled])
def test_blocks_may_run_in_any_order(order, tmp_path: Path) -> None:
    file = tmp_path / "court.yaml"
    file.write_text(MODEL + EVENTS + METRICS + CLAIMS, encoding="utf-8")
    wanted = digests.data(sim.run(file, replicates=6_500, jobs=2).record)
    with pool(Waiting(order)):
        assert digests.data(sim.run(file, replicates=6_500).record) == wanted


def test_seeds_by_order_of_calls_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the comparison of orders must notice."""
    calls = itertools.count()
    monkeypatch.setattr(blocks, "StoppingStreams", lambda seed, block: Streams(seed, next(calls) % 3))
    file = tmp_path / "court.yaml"
    file.write_text(MODEL + EVENTS + METRICS + CLAIMS, encoding="utf-8")
    wanted = digests.data(sim.run(file, replicates=4_500, jobs=1).record)
    with pool(Waiting(backwards)):
        assert digests.data(sim.run(file, replicates=4_500).record) != wanted


def test_a_block_stands_alone(tmp_path: Path) -> None:
    """A run can be done in any chunks: the third block run by itself is the third block of the whole."""
    file = tmp_path / "court.yaml"
    file.write_text(MODEL + EVENTS + METRICS + CLAIMS, encoding="utf-8")
    whole = sim.run(file, replicates=6_000).result
    with pool(Alone(2)):
        alone = sim.run(file, replicates=6_000).result
    for name, path in whole.paths.items():
        assert alone.paths[name][:, 4_000:].tobytes() == path[:, 4_000:].tobytes(), name
    for name, drawn in whole.drawn.items():
        assert alone.drawn[name][4_000:].tobytes() == drawn[4_000:].tobytes(), name
