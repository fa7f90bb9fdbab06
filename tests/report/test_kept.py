"""A run that is stopped keeps its finished blocks, and what goes on with them is the run that nobody stopped."""

import json
import threading
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.analysis.claims import claim_rows
from sim.engine.streams import BLOCK
from sim.ensemble.result import PARTS
from sim.report import kept as keeping
from tests.study.sweeps import TEXT, written

REPLICATES = 4 * BLOCK + 500
MORE = (
    TEXT
    + """
  - {id: many, metric: left, low: 600, readings: {early: {from: 2022-01-01, by: 2022-04-01}, late: {from: 2022-01-01, by: 2022-07-01}}}
  - {id: first, metric: open, high: 1_500, given: {ruling: false}, readings: {half: {by: 2022-04-01}}}
"""
)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return written(tmp_path_factory.mktemp("scenario"), MORE)


@pytest.fixture(scope="module")
def whole(file):
    return sim.run(file, replicates=REPLICATES).result


def stopping(after, error=KeyboardInterrupt):
    """Return a progress that stops what is under way once it has been told so often."""
    calls = count(1)

    def told(done, of):
        if next(calls) == after:
            raise error

    return told


def stopped(file, keep, after, error=KeyboardInterrupt, **options):
    """Run until something stops it, and return what was said then."""
    with pytest.raises(error) as caught:
        sim.run(file, keep=keep, progress=stopping(after, error), **{"replicates": REPLICATES, **options})
    return "\n".join(getattr(caught.value, "__notes__", []))


def same(result, other):
    """Tell whether two results hold the same numbers, for as many replicates as the shorter has."""
    n = min(result.replicates, other.replicates)
    for part in PARTS:
        mine, yours = getattr(result, part), getattr(other, part)
        assert list(mine) == list(yours)
        for name, values in mine.items():
            assert values.dtype == yours[name].dtype
            assert np.array_equal(values[..., :n], yours[name][..., :n], equal_nan=values.dtype.kind == "f"), name
    return True


@settings(max_examples=12, deadline=None)
@given(
    stops=st.lists(st.integers(1, 5), max_size=3),
    jobs=st.integers(1, 2),
    every=st.sampled_from([0.0, 1e9]),
    replicates=st.sampled_from([REPLICATES, REPLICATES - 1, BLOCK, 3 * BLOCK + 1, 6 * BLOCK]),
)
def test_stopped_anywhere_and_any_number_of_times_it_comes_to_the_same(file, whole, stops, jobs, every, replicates):
    with TemporaryDirectory() as above, pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping, "EVERY", every)
        folder, before = Path(above) / "x.part", 0
        for after in stops:
            told = -(-(REPLICATES - before) // BLOCK)
            if after <= told:
                stopped(file, folder, after, jobs=jobs)
                before = min(before + after * BLOCK, REPLICATES)
                assert keeping.kept(folder) == before
        found = sim.run(file, replicates=replicates, keep=folder, jobs=jobs).result
        assert found.replicates == replicates
        assert same(found, whole)


def test_what_is_kept_is_not_computed_again(file, tmp_path, monkeypatch):
    stopped(file, tmp_path / "x", 3)
    seen = []
    sim.run(file, replicates=REPLICATES, keep=tmp_path / "x", progress=lambda done, of: seen.append(done))
    assert seen == [4 * BLOCK, REPLICATES]


def test_it_says_what_a_run_of_the_finished_replicates_would_say(file, tmp_path):
    said = stopped(file, tmp_path / "x", 2).splitlines()
    rows = claim_rows(sim.run(file, replicates=2 * BLOCK).result)
    assert said[0].startswith(f"{2 * BLOCK:,} of {REPLICATES:,} replicates are finished after ")
    assert said[0].endswith(f"s, and kept in {tmp_path / 'x'}")
    firsts = [row for row in rows if row.reading in ("at-the-end", "early", "half") and not row.given]
    assert [line.split(":")[0].strip() for line in said[1:]] == [row.name for row in firsts]
    for line, row in zip(said[1:], firsts, strict=True):
        assert f"95% {row.probability_low:.4f}-{row.probability_high:.4f} (simulation error only)" in line


def test_a_run_that_takes_little_time_writes_nothing(file, tmp_path):
    assert sim.run(file, replicates=REPLICATES, keep=tmp_path / "x").result.replicates == REPLICATES
    assert list(tmp_path.iterdir()) == []


def test_a_long_run_appends_as_it_goes_and_is_kept_whole_at_its_end(file, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "EVERY", 0.0)
    sim.run(file, replicates=REPLICATES, keep=tmp_path / "x")
    names = [f"blocks-{begin:09}-{min(begin + BLOCK, REPLICATES):09}.npz" for begin in range(0, REPLICATES, BLOCK)]
    assert sorted(path.name for path in (tmp_path / "x").iterdir()) == [*names, "unfinished.json"]
    again = sim.run(file, replicates=REPLICATES, keep=tmp_path / "x", progress=stopping(1))
    assert same(again.result, whole)


def test_what_has_begun_to_be_kept_is_whole_once_the_run_itself_is(file, tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "EVERY", 0.0)
    sim.run(file, replicates=REPLICATES, keep=tmp_path / "x", progress=lambda *_: monkeypatch.setattr(keeping, "EVERY", 1e9))
    assert keeping.kept(tmp_path / "x") == REPLICATES
    assert len(kept_files(tmp_path / "x")) == 3


@pytest.mark.parametrize(
    ("phase", "after"), [({"step_check": True}, 2), ({"variance": True}, 7), ({"precision": 0.01, "max_replicates": 10**5}, 1)]
)
def test_stopped_in_a_later_phase_it_keeps_the_run_itself(file, tmp_path, phase, after):
    said = stopped(file, tmp_path / "x", 5 + after, **phase)
    n = REPLICATES if "precision" not in phase else 4 * BLOCK + after * BLOCK
    assert said.startswith(f"{n:,} of ")
    assert keeping.kept(tmp_path / "x") == n
    again = sim.run(file, replicates=REPLICATES, keep=tmp_path / "x", **phase)
    once = sim.run(file, replicates=REPLICATES, **phase)
    assert same(again.result, once.result)
    assert (again.step_check, again.variance, again.precision) == (once.step_check, once.variance, once.precision)


def test_stopped_in_its_baseline_it_keeps_the_run_itself(tmp_path):
    written(tmp_path)
    other = tmp_path / "other.yaml"
    other.write_text("extends: docket.yaml\nbaseline: docket.yaml\nset: {flows.leave.rate: 0.06}\n")
    said = stopped(other, tmp_path / "x", 6)
    assert said.startswith(f"{REPLICATES:,} of {REPLICATES:,} replicates")
    again = sim.run(other, replicates=REPLICATES, keep=tmp_path / "x")
    assert again.baseline == sim.run(other, replicates=REPLICATES).baseline


def test_a_second_interruption_leaves_nothing_half_written(file, whole, tmp_path, monkeypatch):
    stopped(file, tmp_path / "x", 1)
    before = {path.name: path.read_bytes() for path in (tmp_path / "x").iterdir()}
    with monkeypatch.context() as patch:

        def interrupted(stream, **arrays):
            stream.write(b"half")
            raise KeyboardInterrupt

        patch.setattr(keeping.np, "savez", interrupted)
        stopped(file, tmp_path / "x", 2)
    assert {path.name: path.read_bytes() for path in (tmp_path / "x").iterdir()} == before
    assert same(sim.run(file, replicates=REPLICATES, keep=tmp_path / "x").result, whole)


def test_a_full_disk_stops_no_run_and_is_said_when_something_stops_it(file, whole, tmp_path, monkeypatch):
    def full(stream, **arrays):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping, "EVERY", 0.0)
    monkeypatch.setattr(keeping.np, "savez", full)
    assert same(sim.run(file, replicates=REPLICATES, keep=tmp_path / "x").result, whole)
    said = stopped(file, tmp_path / "x", 2)
    assert "[S602] cannot be written: No space left on device" in said
    assert f"of which 0 are kept in {tmp_path / 'x'}" in said
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["unfinished.json"]


def test_what_drawn_values_make_impossible_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "EVERY", 0.0)
    file = written(
        tmp_path,
        TEXT.replace("rate: 0.05", "rate: {parameter: h}").replace(
            "parameters: {", "parameters: {h: {normal: {mean: 4, sd: 1}, level: replicate}, "
        ),
    )
    seen = []
    with pytest.raises(sim.InputError, match="S201"):
        sim.run(file, replicates=200 * BLOCK, keep=tmp_path / "x", progress=lambda done, of: seen.append(kept_files(tmp_path / "x")))
    assert seen[0]
    assert not (tmp_path / "x").exists()


def kept_files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_no_thread_outlives_an_interruption(file, tmp_path):
    before = threading.active_count()
    stopped(file, tmp_path / "x", 1, jobs=2)
    assert threading.active_count() == before


@pytest.mark.parametrize(
    ("options", "change"),
    [
        ({"seed": 6}, "seed was 5, is 6"),
        ({"set": ["flows.leave.rate=0.06"]}, "flows.leave.rate was 0.05, is 0.06"),
    ],
)
def test_another_scenario_is_refused(file, tmp_path, options, change):
    stopped(file, tmp_path / "x", 1)
    before = kept_files(tmp_path / "x")
    with pytest.raises(sim.RunFolderError, match=rf"x: \[S606\].*changed: {change}"):
        sim.run(file, keep=tmp_path / "x", **options)
    assert kept_files(tmp_path / "x") == before


def test_what_another_run_has_begun_in_the_same_place_since_is_not_mixed_with_it(file, tmp_path):
    keep = tmp_path / "a run.part"
    calls = count(1)

    def beside(done, of):
        if next(calls) == 1:
            stopped(file, keep, 1, seed=8)
        else:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        sim.run(file, keep=keep, progress=beside, replicates=REPLICATES)
    (said,) = [note for note in caught.value.__notes__ if "[S606]" in note]
    assert said.endswith("changed: seed was 8, is 5")
    assert same(sim.run(file, keep=keep, replicates=REPLICATES, seed=8).result, sim.run(file, replicates=REPLICATES, seed=8).result)


def test_another_version_is_refused(file, tmp_path, monkeypatch):
    stopped(file, tmp_path / "x", 1)
    monkeypatch.setattr(sim, "__version__", "99.0.0")
    with pytest.raises(sim.RunFolderError, match=r"S606.*sim was .*, is \"99\.0\.0\""):
        sim.run(file, keep=tmp_path / "x")


def test_a_figure_that_changed_is_another_scenario(file, tmp_path, monkeypatch):
    stopped(file, tmp_path / "x", 1)
    monkeypatch.setattr("sim.report.same.scenario_hash", lambda scenario: "another")
    with pytest.raises(sim.RunFolderError, match=r"S606.*a published figure"):
        sim.run(file, keep=tmp_path / "x")


def test_a_newer_format_is_refused(file, tmp_path, monkeypatch):
    stopped(file, tmp_path / "x", 1)
    monkeypatch.setattr(keeping, "FORMAT", keeping.FORMAT - 1)
    with pytest.raises(sim.RunFolderError, match="S604"):
        sim.run(file, keep=tmp_path / "x")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"format": "1"}'])
def test_what_is_damaged_is_named_so(file, tmp_path, text):
    (tmp_path / "unfinished.json").write_text(text)
    with pytest.raises(sim.RunFolderError, match=r"S603.*unfinished\.json"):
        sim.run(file, keep=tmp_path)


def test_a_damaged_group_is_named_and_can_be_left_out(file, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "EVERY", 0.0)
    stopped(file, tmp_path, 3)
    second = tmp_path / f"blocks-{BLOCK:09}-{2 * BLOCK:09}.npz"
    content = bytearray(second.read_bytes())
    content[len(content) // 2] ^= 1
    second.write_bytes(content)
    with pytest.raises(sim.RunFolderError, match=rf"S603.*{second.name}"):
        sim.run(file, replicates=REPLICATES, keep=tmp_path)
    second.unlink()
    assert keeping.kept(tmp_path) == BLOCK
    assert same(sim.run(file, replicates=REPLICATES, keep=tmp_path).result, whole)


def test_a_folder_that_holds_something_else_is_untouched(file, tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(sim.RunFolderError, match="S601"):
        sim.run(file, keep=tmp_path)
    assert kept_files(tmp_path) == ["mine.txt"]


def test_nothing_takes_it_for_a_run_and_nothing_else_is_removed_with_it(file, tmp_path):
    stopped(file, tmp_path, 1)
    with pytest.raises(sim.RunFolderError, match="S603"):
        sim.open_run(tmp_path)
    assert "go" in json.loads((tmp_path / "unfinished.json").read_text())["note"]
    (tmp_path / "mine.txt").write_text("keep")
    keeping.remove(tmp_path)
    assert kept_files(tmp_path) == ["mine.txt"]


def test_expected_mode_has_nothing_to_keep(file, tmp_path):
    with pytest.raises(ValueError, match="keep needs mode"):
        sim.run(file, mode="expected", keep=tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_places_are_beside_the_run_and_never_taken(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert keeping.place(Path("out"), "docket") == tmp_path / "out.part"
    (tmp_path / "out.part").mkdir()
    assert keeping.place(Path("out"), "docket") == tmp_path / "out.part-2"
    assert keeping.place(Path("."), "docket").parent == tmp_path.parent
    default = keeping.place(None, "docket")
    assert default.parent == Path("runs")
    assert default.name.startswith("docket-")
    assert default.suffix == ".part"
