"""Commands that are stopped: what they say they have is there, how they say to go on works, and nobody waits for a block."""

import json
import re
import shlex
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest

from sim.engine.streams import BLOCK
from sim.report import kept as keeping
from tests.cli.called import called
from tests.study.sweeps import written

ROOT = Path(__file__).parents[2]
REPLICATES = 3 * BLOCK + 700
DATA = ("claims.csv", "quantiles.csv", "replicates.csv.gz", "scenario.yaml")
LONG = 120
"""Seconds after which a test of processes is given up; it decides no outcome."""

STUCK = """
import sys, time
from itertools import count
import sim.ensemble.blocks as blocks, sim.report.kept as kept
from sim.cli.main import main
kept.EVERY = float(sys.argv.pop(1))
begun, simulate = count(1), blocks.simulate
def slow(system, draws, replicates):
    while next(begun) > 2:
        draws.at("", 0)
        time.sleep(0.01)
    return simulate(system, draws, replicates)
blocks.simulate = slow
main()
"""
"""The command line, whose third block would never end."""


@contextmanager
def stuck(every, *arguments):
    """Start `sim` so that it finishes two blocks and no third."""
    command = [sys.executable, "-c", STUCK, str(every), *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def until(process, condition):
    """Wait for what a process does."""
    deadline = time.monotonic() + LONG
    while not condition():
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def data(folder):
    plots = {plot.name: plot.read_bytes() for plot in (folder / "plots").iterdir()}
    return {name: (folder / name).read_bytes() for name in DATA} | plots


def whole(file, folder, *options):
    """Run without any interruption."""
    assert called("run", file, "--out", folder, "--json", *options).code == 0
    return data(folder)


@pytest.fixture
def stop(monkeypatch):
    """Return what makes commands stop once they have told their progress so often; it returns what they told."""
    shown = import_module("sim.cli.progress")

    def after(calls, error=KeyboardInterrupt):
        numbers = []

        def told(done, of):
            numbers.append(done)
            if len(numbers) == calls:
                raise error

        @contextmanager
        def progress(*_, **__):
            yield told

        monkeypatch.setattr(shown, "progress", progress)
        return numbers

    return after


def said_command(err):
    """Return the arguments of the command that goes on."""
    (line,) = (line for line in err.splitlines() if "go on with: " in line)
    program, *arguments = shlex.split(line.partition("go on with: ")[2])
    assert program == "sim"
    return arguments


def test_a_run_says_what_it_has_and_the_command_that_it_names_goes_on(tmp_path, stop):
    file = written(tmp_path)
    out = tmp_path / "a run"
    stop(2)
    first = called("run", file, "--replicates", REPLICATES, "--out", out, "--json", "--set", "flows.leave.rate=0.04")
    assert (first.code, first.out) == (130, "")
    lines = first.err.splitlines()
    assert lines[0] == "interrupted"
    assert lines[1].startswith(f"4,000 of {REPLICATES:,} replicates are finished after ")
    assert lines[1].endswith(f"s, and kept in {out}.part")
    assert lines[2].startswith("  few/at-the-end: probability ")
    assert len(lines) == 4
    assert not out.exists()
    done = called(*said_command(first.err))
    assert done.code == 0, done.err
    assert json.loads(done.out)["replicates"] == REPLICATES
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a run", "docket.yaml"]
    assert data(out) == whole(file, tmp_path / "once", "--replicates", REPLICATES, "--set", "flows.leave.rate=0.04")


def test_stopped_again_it_goes_on_from_there_with_the_same_command(tmp_path, stop):
    file = written(tmp_path)
    stop(1)
    first = called("run", file, "--replicates", REPLICATES, "--out", tmp_path / "x")
    stop(1)
    again = called(*said_command(first.err))
    assert again.code == 130
    assert "4,000 of 6,700" in again.err
    assert said_command(again.err) == said_command(first.err)


def test_stopped_while_it_saves_it_says_what_is_there_already(tmp_path, stop, monkeypatch):
    file = written(tmp_path)
    monkeypatch.setattr(keeping, "EVERY", 0.0)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(keeping, "_said", interrupted)
    stop(2)
    done = called("run", file, "--replicates", REPLICATES, "--out", tmp_path / "x")
    assert done.code == 130
    assert done.err.splitlines()[:2] == ["interrupted", f"4,000 replicates are finished and kept in {tmp_path / 'x'}.part"]
    assert said_command(done.err)[-2:] == ["--resume", f"{tmp_path / 'x'}.part"]


def test_before_its_first_block_there_is_nothing(tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.ensemble.blocks.simulate", interrupted)
    done = called("run", written(tmp_path), "--out", tmp_path / "x")
    assert (done.code, done.err) == (130, "interrupted; nothing was written\n")
    assert [path.name for path in tmp_path.iterdir()] == ["docket.yaml"]


def test_stopped_again_before_anything_is_kept_it_leaves_nothing(tmp_path, stop, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(keeping.np, "savez", interrupted)
    stop(1)
    done = called("run", written(tmp_path), "--replicates", REPLICATES, "--out", tmp_path / "x")
    assert (done.code, done.err) == (130, "interrupted; nothing was written\n")
    assert [path.name for path in tmp_path.iterdir()] == ["docket.yaml"]


def test_a_folder_that_cannot_be_written_does_not_lose_a_long_run(tmp_path, monkeypatch):
    file = written(tmp_path)
    monkeypatch.setattr(keeping, "EVERY", 0.0)
    with monkeypatch.context() as patch:

        def full(*_):
            raise OSError(28, "No space left on device")

        patch.setattr("sim.report.folder._fill", full)
        done = called("run", file, "--replicates", REPLICATES, "--out", tmp_path / "x")
    assert done.code == 1
    assert f"6,700 replicates are finished and kept in {tmp_path / 'x'}.part\ngo on with: sim run" in done.err
    assert "[S602] cannot be written: No space left on device" in done.err
    assert called(*said_command(done.err)).code == 0


def test_what_cannot_go_on_is_refused_and_stays(tmp_path, stop):
    file = written(tmp_path)
    part = tmp_path / "x.part"
    stop(1)
    called("run", file, "--replicates", REPLICATES, "--out", tmp_path / "x")
    for options in (["--seed", 9], ["--set", "flows.leave.rate=0.04"]):
        done = called("run", file, "--resume", part, *options)
        assert done.code == 1
        assert "[S606] the run was begun with another scenario or version; changed: " in done.err
        assert "go on with" not in done.err
    assert keeping.kept(part) == BLOCK
    (group,) = part.glob("blocks-*")
    later = group.rename(part / f"blocks-{BLOCK:09}-{2 * BLOCK:09}.npz")
    assert called("run", file, "--resume", part, "--seed", 9).code == 1
    assert later.is_file()
    done = called("run", file, "--resume", tmp_path / "nowhere")
    assert (done.code, done.err) == (1, f"{tmp_path / 'nowhere'}: [S603] holds no run that could go on\n")


def test_more_replicates_go_on_too(tmp_path, stop):
    file = written(tmp_path)
    stop(2)
    called("run", file, "--replicates", REPLICATES, "--out", tmp_path / "x")
    done = called("run", file, "--replicates", REPLICATES + BLOCK, "--out", tmp_path / "x", "--resume", tmp_path / "x.part")
    assert done.code == 0, done.err
    assert data(tmp_path / "x") == whole(file, tmp_path / "once", "--replicates", REPLICATES + BLOCK)


@pytest.mark.parametrize("sent", [(signal.SIGINT,), (signal.SIGTERM, signal.SIGINT)], ids=["once", "twice"])
def test_signals_act_in_the_middle_of_blocks(tmp_path, sent):
    file = written(tmp_path)
    out = tmp_path / "x"
    options = [file, "--replicates", REPLICATES, "--out", out, "--json", "--jobs", 2]
    with stuck(0.0, "run", *options) as process:
        until(process, lambda: keeping.kept(tmp_path / "x.part") == 2 * BLOCK)
        for number in sent:
            process.send_signal(number)
        said, err = process.communicate(timeout=LONG)
    assert (process.returncode, said) == (130, "")
    assert f"4,000 of {REPLICATES:,} replicates are finished" in err
    assert "Traceback" not in err


@pytest.fixture
def listening():
    """Return the module whose `_listen` sets handlers of signals, and put those back that were there before."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield import_module("sim.cli.main")
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_second_signal_is_the_first_again_and_a_later_one_is_not(listening, monkeypatch):
    listening._listen()
    stop = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        stop(signal.SIGTERM, None)
    stop(signal.SIGINT, None)
    monkeypatch.setattr(listening, "_ONCE", 0.0)
    with pytest.raises(KeyboardInterrupt):
        stop(signal.SIGINT, None)


def test_a_signal_that_is_ignored_stays_ignored(listening):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listening._listen()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    assert signal.getsignal(signal.SIGTERM) is not signal.SIG_IGN


def test_killed_it_goes_on_from_what_was_written(tmp_path):
    file = written(tmp_path)
    options = [file, "--replicates", REPLICATES, "--json"]
    with stuck(0.0, "run", *options, "--out", tmp_path / "x") as process:
        until(process, lambda: keeping.kept(tmp_path / "x.part") == 2 * BLOCK)
        process.kill()
    done = called("run", *options, "--out", tmp_path / "x", "--resume", tmp_path / "x.part")
    assert done.code == 0, done.err
    assert data(tmp_path / "x") == whole(file, tmp_path / "once", "--replicates", REPLICATES)
    assert not (tmp_path / "x.part").exists()


def test_a_sweep_says_how_many_points_it_has(tmp_path, stop):
    file = written(tmp_path)
    told = stop(2)
    axes = ["--vary", "events.ruling.on=2022-03-01,2022-03-02,2022-03-03,2022-03-04", "--jobs", 1]
    done = called("sweep", file, *axes, "--out", tmp_path / "a sweep", "--parquet")
    assert done.code == 130
    assert told[0] == 0 < told[1] <= 3  # no more are under way at a time; how many of them come back together is chance
    assert f"stopped; every part that was done is kept: {told[1]} of 4 points. go on with: " in done.err
    arguments = said_command(done.err)
    assert arguments[-2:] == ["--resume", "--parquet"]


def test_a_sweep_stopped_while_it_writes_its_tables_has_all_its_points(tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    file = written(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("sim.report.sweeps.export", interrupted)
        done = called("sweep", file, "--vary", "flows.leave.rate=0.01,0.1", "--out", tmp_path / "s")
    assert done.code == 130
    assert "stopped; all 2 points are done and kept. go on with: " in done.err
    assert called(*said_command(done.err)).code == 0
    assert (tmp_path / "s" / "points.csv").is_file()


def test_an_interruption_inside_a_commit_commits_nothing(tmp_path, monkeypatch):
    from sim.study import store as storing

    found = storing.Store.create(tmp_path / "s.db", {}, [(1,), (2,)])
    tally = storing.np.zeros((1, storing.FIELDS))
    found.commit({0: tally}, 0, 100)
    with pytest.raises(KeyboardInterrupt):
        _interrupted_while_it_writes(found)
    assert found.count(1) == 1
    found.commit({1: tally}, 0, 100)
    assert (found.count(1), found.count(2)) == (2, 0)
    found.close()


def _interrupted_while_it_writes(store):
    with store._writing() as connection:
        connection.execute("INSERT INTO finished VALUES (1, 0, 100, x'00')")
        raise KeyboardInterrupt


def test_what_keeps_no_parts_says_so(tmp_path, stop, monkeypatch):
    file = written(tmp_path)
    other = tmp_path / "other.yaml"
    other.write_text("extends: docket.yaml\nset: {flows.leave.rate: 0.06, parameters.pace: 1.2, stages.open.initial: 1_900}\n")
    stop(2)
    done = called("compare", file, other, "--out", tmp_path / "x")
    assert done.code == 130
    assert re.fullmatch(
        r"interrupted after \d:\d\d with \d of \d scenarios done; nothing was written, .* fewer --replicates .*\n", done.err
    )

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.study.record.run_versions", interrupted)
    done = called("claims", "--seeds", ROOT / "seeds")
    assert done.code == 130
    assert re.fullmatch(r"interrupted after \d:\d\d; nothing was written, .* --system or --horizon .*\n", done.err)
    monkeypatch.setattr("sim.study.curve.Line.look", interrupted)
    done = called("solve", file, "--claim", "few", "--for", "flows.leave.rate", "--between", "0.01:0.2", "--out", tmp_path / "x")
    assert done.code == 130
    assert re.fullmatch(r"interrupted after \d:\d\d; nothing was written, .* --between a smaller range.*\n", done.err)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["docket.yaml", "other.yaml"]
