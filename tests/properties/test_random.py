"""What must hold with chance, byte for byte: more replicates, more threads, more that is asked, a file written and read again."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import strategies as st

import tests.properties.systems as generated
from sim.reading.load import load
from sim.report.resolved import resolved_yaml
from tests.properties.orders import Alone, Waiting, backwards, pool, shuffled
from tests.properties.systems import loaded, over, paths, ran, systems, uncertain

UNCERTAIN = systems().map(uncertain)


def same(found, wanted, n=None):
    """Every path that is wanted is found, byte for byte."""
    for name, path in wanted.items():
        assert found[name][:, :n].tobytes() == path[:, :n].tobytes(), name


@over(UNCERTAIN)
def test_a_run_begins_like_a_longer_one(system):
    """I11: replicate r of 60 is replicate r of 130, with blocks of 25."""
    few, many = paths(system, n=60), paths(system, n=130)
    assert all(path.shape[1] == 60 for path in few.values())
    same({name: path[:, :60] for name, path in many.items()}, few)


def test_blocks_as_large_as_the_run_are_noticed():
    """Draws of as many as are asked for have no beginning in common."""
    few, many = (replicated(n, block=n)["open"] for n in (60, 130))
    assert (few != many[:, :60]).any()
    few, many = (replicated(n, block=25)["open"] for n in (60, 130))
    assert (few == many[:, :60]).all()


def replicated(n, block):
    """Run a small system in blocks of some size."""
    system = {"title": "A pile", "start": date(2022, 1, 1), "end": date(2022, 6, 1), "metrics": {"open": {"stock": "open"}}}
    system["classes"] = ["x", "y"]
    system["stages"] = {"open": {"kind": "active", "initial": {"x": 900, "y": 300}}, "gone": {"kind": "closed"}}
    rate = {"uniform": [0.1, 0.3], "level": "replicate"}
    system["flows"] = {"leave": {"kind": "hazard", "from": "open", "to": "gone", "rate": rate}}
    with patch.object(generated, "SMALL", block):
        return paths(system, n=n)


@over(UNCERTAIN)
def test_neither_threads_nor_the_order_of_blocks_change_anything(system):
    """I10: six blocks by two threads, backwards, shuffled; and the fourth by itself."""
    scenario = loaded(system, "replicates=140").scenario
    wanted = ran(scenario).paths
    same(ran(scenario, jobs=2).paths, wanted)
    for order in (backwards, shuffled):
        with pool(Waiting(order)):
            same(ran(scenario).paths, wanted)
    with pool(Alone(3)):
        alone = {name: path[:, 75:100] for name, path in ran(scenario).paths.items()}
    same(alone, {name: path[:, 75:100] for name, path in wanted.items()})


@over(UNCERTAIN)
def test_the_same_seed_gives_the_same_bytes_and_another_does_not(system):
    first = paths(system)
    same(paths(system), first)
    drawn = any(path.std(axis=1).any() for path in first.values())
    if drawn:
        other = paths(system, f"seed={system['seed'] + 1}")
        assert any(other[name].tobytes() != path.tobytes() for name, path in first.items())


@over(UNCERTAIN)
def test_what_is_only_asked_changes_nothing(system):
    """A metric, a claim, an event that does nothing, and a flow between stages that nothing else reads."""
    more = deepcopy(system)
    first = next(iter(more["stages"]))
    more["metrics"] = {"before": {"stock": [first]}, **more["metrics"], "after": {"stock": list(more["stages"])}}
    more["claims"] = [{"id": "mine", "metric": "after", "low": 1, "readings": {"end": {"by": more["end"]}}}]
    middle = more["start"] + (more["end"] - more["start"]) / 2
    if middle > more["start"]:
        more["events"] = {"idle": {"on": middle, "probability": 0.5}, **more["events"]}
    initial = dict.fromkeys(more["classes"], 77)
    more["stages"] = {**more["stages"], "apart": {"kind": "inactive", "initial": initial}, "away": {"kind": "closed"}}
    more["flows"] = {"aside": {"kind": "hazard", "from": "apart", "to": "away", "rate": 0.4}, **more["flows"]}
    more["flows"]["beside"] = {"kind": "capacity", "from": "away", "to": "apart", "capacity": 3}
    same(paths(more), paths(system))


@over(st.tuples(UNCERTAIN, st.booleans()))
def test_flows_that_never_move_a_case_change_no_byte(drawn):
    """Beside others on the same way, first or last in the file: rate 0, capacity 0, a pulse of nothing, an adjustment of 0."""
    system, first = drawn
    idle = {}
    for name, flow in system["flows"].items():
        twin = {key: value for key, value in flow.items() if key not in ("rate", "ar1", "capacity", "resource", "uses", "count", "share")}
        nothing = {"inflow": "rate", "hazard": "rate", "capacity": "capacity", "pulse": "share"}[flow["kind"]]
        idle[f"idle_{name}"] = deepcopy(twin) | {nothing: 0}
    for outcome in (outcome for flow in idle.values() for outcome in flow.get("outcomes", {}).values()):
        outcome.pop("uses", None)
    flows = {**idle, **system["flows"]} if first else {**system["flows"], **idle}
    same(paths({"adjustment": {"count": 0}, **system, "flows": flows}), paths(system))


@over(UNCERTAIN)
def test_a_scenario_survives_writing_and_reading(system):
    """The resolved file reads as the same scenario, and runs to the same bytes."""
    before = loaded(system, "replicates=40")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "again.yaml"
        file.write_text(resolved_yaml(before), encoding="utf-8")
        after = load(file)
    assert after.scenario == before.scenario
    same(ran(after.scenario).paths, ran(before.scenario).paths)
    assert resolved_yaml(after).partition("\n")[2] == resolved_yaml(before).partition("\n")[2]


@over(systems())
def test_overrides_are_what_the_file_would_say(system):
    written = deepcopy(system) | {"seed": 99}
    written["flows"]["h0"]["rate"] = 0.125
    assert loaded(system, "seed=99", "flows.h0.rate=0.125").scenario == loaded(written).scenario
