"""What must hold with chance, byte for byte: more replicates, more threads, more that is asked, a file written and read again."""

from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given

from sim.reading.load import load
from sim.report.resolved import resolved_yaml
from tests.properties.systems import FEW, loaded, paths, result, systems, uncertain

UNCERTAIN = systems().map(uncertain)


def same(found, wanted, n=None):
    """Every path that is wanted is found, byte for byte."""
    for name, path in wanted.items():
        assert found[name][:, :n].tobytes() == path[:, :n].tobytes(), name


@given(UNCERTAIN)
@FEW
def test_a_run_begins_like_a_longer_one(system):
    """I11: replicate r of 1,000 is replicate r of 5,000."""
    few, many = paths(system, n=1_000), paths(system, n=5_000)
    assert all(path.shape[1] == 1_000 for path in few.values())
    same({name: path[:, :1_000] for name, path in many.items()}, few)


@given(UNCERTAIN)
@FEW
def test_threads_change_nothing(system):
    """I10."""
    same(paths(system, n=5_000, jobs=2), paths(system, n=5_000, jobs=1))


@given(UNCERTAIN)
@FEW
def test_the_same_seed_gives_the_same_bytes_and_another_does_not(system):
    first = paths(system)
    same(paths(system), first)
    drawn = any(path.std(axis=1).any() for path in first.values())
    if drawn:
        other = paths(system, f"seed={system['seed'] + 1}")
        assert any(other[name].tobytes() != path.tobytes() for name, path in first.items())


@given(UNCERTAIN)
@FEW
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


@given(UNCERTAIN)
@FEW
def test_a_scenario_survives_writing_and_reading(system):
    """The resolved file reads as the same scenario, and runs to the same bytes."""
    before = loaded(system)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "again.yaml"
        file.write_text(resolved_yaml(before), encoding="utf-8")
        after = load(file)
    assert after.scenario == before.scenario
    assert resolved_yaml(after).partition("\n")[2] == resolved_yaml(before).partition("\n")[2]


@given(systems())
@FEW
def test_overrides_are_what_the_file_would_say(system):
    written = deepcopy(system) | {"seed": 99}
    written["flows"]["h0"]["rate"] = 0.125
    assert loaded(system, "seed=99", "flows.h0.rate=0.125").scenario == loaded(written).scenario
    assert result(system, "seed=99", "flows.h0.rate=0.125").paths.keys() == result(written).paths.keys()
