"""`sim sweep --cluster`: the same bytes as on threads, whatever becomes of workers; and what is said when there is no cluster, or no longer."""

import json
import os
import pickle
import re
import shlex
import subprocess
import sys
import time
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from sim.cli import sweep as sweeps
from sim.errors import InputError, Place, Problem
from sim.study import cluster as clusters
from sim.study import parts as dividing
from sim.study.store import Store
from tests.cli.called import called
from tests.study.sweeps import TEXT, plan, written

ROOT = Path(__file__).parents[2]
DAYS = ",".join(f"2022-03-{day:02}" for day in range(1, 10))
AXES = ["--vary", "flows.leave.rate=0.01:0.2:8", "--vary", f"events.ruling.on={DAYS}"]
"""Nine versions of the scenario, more than are kept on the workers at a time; three parts of each."""
LONG = 120
"""Seconds after which a test of processes is given up; it decides no outcome."""


@pytest.fixture(autouse=True)
def _many_parts_and_much_patience(monkeypatch):
    monkeypatch.setattr(dividing, "LANES", 1_000)
    monkeypatch.setattr(clusters, "PATIENCE", LONG)


def documented(command, address):
    """Return the arguments of a command as docs/scaling.md has it, with another address in place of its own."""
    (line,) = re.findall(rf"^{command} (.*10\.0\.0\.5.*)$", (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8"), re.MULTILINE)
    host, port = address.removeprefix("tcp://").split(":")
    return shlex.split(line.replace("10.0.0.5", host).replace("8786", port))


@contextmanager
def process(*arguments):
    """Start one of Dask's commands; whatever happens, it is gone in the end."""
    command = [sys.executable, "-m", "dask", *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as started:
        try:
            yield started
        finally:
            started.kill()


@contextmanager
def scheduler(folder, *more):
    """Start a scheduler, and yield it with its address."""
    file = folder / "scheduler.json"
    known = documented("dask scheduler", "127.0.0.1:0")
    with process("scheduler", *known, "--scheduler-file", file, "--idle-timeout", 600, *more) as started:
        deadline = time.monotonic() + LONG
        while not (file.exists() and file.read_text().endswith("}")):
            assert started.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield started, json.loads(file.read_text())["address"]


def worker(address, *more):
    """Start a worker of a scheduler."""
    known = documented("dask worker", address)
    known[known.index("--nworkers") + 1] = "1"
    return process("worker", *known, "--no-nanny", "--death-timeout", LONG, *more)


def sweep(folder, out, *options):
    """Sweep the small scenario into a folder."""
    return called("sweep", written(folder), *AXES, "--out", out, *options)


def after_commits(monkeypatch, number, happens):
    """Let something happen once so many parts are committed."""
    commits = []

    def noted(store, *given, commit=Store.commit):
        commit(store, *given)
        commits.append(None)
        if len(commits) == number:
            happens()

    monkeypatch.setattr(Store, "commit", noted)
    return commits


@pytest.fixture
def whole(tmp_path):
    """Return the tables as threads make them."""
    assert sweep(tmp_path, tmp_path / "threads", "--quiet").code == 0
    return tables(tmp_path / "threads")


def tables(out):
    return [(out / name).read_bytes() for name in ("points.csv", "details.csv")]


def test_a_worker_killed_half_way_changes_nothing_and_the_other_goes_on(tmp_path, monkeypatch, whole):
    from distributed import Client

    with scheduler(tmp_path) as (_, address), worker(address) as first, worker(address):
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=LONG)
        with monkeypatch.context() as patch:
            after_commits(patch, 4, first.kill)
            done = sweep(tmp_path, tmp_path / "s", "--cluster", address)
        assert done.code == 0, done.err
        assert "72 of 72 points" in done.err
        assert first.wait(LONG) < 0
        assert tables(tmp_path / "s") == whole
        _problems_are_placed(tmp_path, address)
        _interrupted_it_can_go_on(tmp_path, monkeypatch, address)
        assert tables(tmp_path / "i") == whole
        _the_documented_sweep_runs(tmp_path, monkeypatch, address)


def _the_documented_sweep_runs(folder, monkeypatch, address):
    monkeypatch.chdir(ROOT)
    arguments = documented("sim sweep", address)
    assert arguments[-2:] == ["--out", "swept"]
    done = called("sweep", *arguments[:-1], folder / "swept", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["done"] == 12


def _problems_are_placed(folder, address):
    text = TEXT.replace("rate: 0.05", "rate: {parameter: hazard}").replace("parameters: {", "parameters: {hazard: 0.05, ")
    bad = [written(folder, text), "--vary", "parameters.hazard=0.5,-0.5", "--quiet", "--out"]
    here = called("sweep", *bad, folder / "here")
    there = called("sweep", *bad, folder / "there", "--cluster", address)
    assert (there.code, there.err) == (here.code, here.err) == (1, there.err)
    assert "docket.yaml" in there.err
    assert "[S201]" in there.err


def _interrupted_it_can_go_on(folder, monkeypatch, address):
    def interrupt():
        raise KeyboardInterrupt

    after_commits(monkeypatch, 4, interrupt)
    stopped = sweep(folder, folder / "i", "--cluster", address)
    assert (stopped.code, "--resume" in stopped.err) == (130, True)
    done = sweep(folder, folder / "i", "--cluster", address, "--resume")
    assert done.code == 0, done.err


def test_a_scheduler_lost_half_way_is_said_and_the_sweep_goes_on_elsewhere(tmp_path, monkeypatch, whole):
    with scheduler(tmp_path) as (lost, address), worker(address):
        commits = after_commits(monkeypatch, 4, lost.kill)
        done = sweep(tmp_path, tmp_path / "s", "--cluster", address)
    assert done.code == 1, done.err
    assert "Traceback" not in done.err
    assert "[S611] the scheduler is gone; every part that was done is kept" in done.err
    assert f"--out {tmp_path / 's'} --resume" in done.err
    before = len(commits)
    assert 4 <= before < 27
    done = called("sweep", written(tmp_path), "--out", tmp_path / "s", "--resume")
    assert done.code == 0, done.err
    assert len(commits) == 27
    assert tables(tmp_path / "s") == whole


def test_without_any_worker_it_says_that_it_waits_and_goes_on_with_a_new_one(tmp_path, monkeypatch, whole):
    monkeypatch.setattr(clusters, "_LOOK", 0.05)
    with scheduler(tmp_path) as (_, address), ExitStack() as later, worker(address) as only:

        def waiting(where, say=sweeps._waiting):
            say(where)
            later.enter_context(worker(address))

        monkeypatch.setattr(sweeps, "_waiting", waiting)
        after_commits(monkeypatch, 4, only.kill)
        done = sweep(tmp_path, tmp_path / "s", "--cluster", address)
    assert done.code == 0, done.err
    assert done.err.count(f"--cluster {address}: no worker is left; the sweep waits until one joins. Ctrl-C ends it") == 1
    assert tables(tmp_path / "s") == whole


def test_local_processes_give_the_same(tmp_path, whole):
    done = sweep(tmp_path, tmp_path / "s", "--cluster", "local", "--jobs", 2)
    assert done.code == 0, done.err
    assert tables(tmp_path / "s") == whole


def test_no_worker_and_workers_of_other_versions_are_refused(tmp_path, monkeypatch):
    older = tmp_path / "older.py"
    older.write_text("from sim.study import cluster\nfound = {**cluster.software(), 'numpy': '1.0'}\ncluster.software = lambda: found\n")
    without = tmp_path / "without.py"
    without.write_text("import sys\nsys.modules['sim'] = None\n")
    with scheduler(tmp_path, "--preload", without) as (_, address):
        monkeypatch.setattr(clusters, "PATIENCE", 0.5)
        nobody = sweep(tmp_path, tmp_path / "s", "--cluster", address)
        assert nobody.code == 1
        assert f"--cluster {address}: [S609] the scheduler has no worker" in nobody.err
        monkeypatch.setattr(clusters, "PATIENCE", LONG)
        for preload, said in ((older, "numpy 1.0 instead of"), (without, "tcp://127.0.0.1:*: cannot import sim")):
            with worker(address, "--preload", preload):
                refused = sweep(tmp_path, tmp_path / "s", "--cluster", address)
            assert refused.code == 1
            assert "[S610]" in refused.err
            assert said in re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:*", refused.err)
            assert "the scheduler: cannot import sim" in refused.err
    assert not (tmp_path / "s").exists()


@pytest.mark.deep
def test_a_part_that_kills_every_worker_fails_or_comes_too_late_is_said(tmp_path):
    import dask

    part = plan(tmp_path, "flows.leave.rate=0.1,0.2").parts[0]
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), clusters.cluster("local", 1, _nobody) as (pool, _):
        with pytest.raises(clusters.ClusterError, match=r"S611.*1 workers died over the same part"):
            pool.submit(_dies, part).result(LONG)
        with pytest.raises(ZeroDivisionError):
            pool.submit(_fails, part).result(LONG)
        pool._client.close()
        with pytest.raises(clusters.ClusterError, match=r"S611.*the scheduler is gone"):
            pool.submit(_fails, part)


def _nobody(where):
    raise AssertionError(where)


def _dies(part):
    os._exit(1)


def _fails(part):
    return 1 / 0


def test_a_worker_that_joins_late_with_other_versions_does_not_compute():
    with pytest.raises(clusters.ClusterError, match=r"S610.*sim .* instead of 0\.0\.0"):
        clusters._run({**clusters.software(), "sim": "0.0.0"}, _fails, None, (0, (), {}))


def test_nobody_waits_for_a_task_that_was_cancelled():
    told = Future()
    told.cancel()
    clusters._hand_on("local", told, None)
    assert told.cancelled()


@pytest.mark.parametrize(
    "address", ["", "here", "http://a:8786", "tcp://", "tcp://a", "tcp://a:b", "tcp://a:99999", "tcp://a:1/b", "tcp:a:1"]
)
def test_malformed_addresses(tmp_path, address):
    done = sweep(tmp_path, tmp_path / "s", "--cluster", address)
    assert done.code == 1
    assert "[S608]" in done.err
    assert not (tmp_path / "s").exists()


def test_nobody_answers(tmp_path, monkeypatch):
    monkeypatch.setattr(clusters, "PATIENCE", 0.5)
    done = sweep(tmp_path, tmp_path / "s", "--cluster", "tcp://127.0.0.1:9")
    assert done.code == 1
    assert "--cluster tcp://127.0.0.1:9: [S609] no scheduler answers there within 0.5 s" in done.err
    assert not (tmp_path / "s").exists()


def test_tls_without_certificates(tmp_path):
    done = sweep(tmp_path, tmp_path / "s", "--cluster", "tls://127.0.0.1:9")
    assert done.code == 1
    assert "[S609] Dask's configuration names no certificates" in done.err


def test_problems_go_from_process_to_process():
    error = InputError(
        [Problem(Place("a.yaml", 2, 1), "S201", "flows.leave.rate", "below 0", "0.1"), Problem(Place("--set x=1"), "S106", "x", "no")]
    )
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.problems, str(again)) == (InputError, error.problems, str(error))


def test_a_scheduler_lost_while_its_workers_are_asked(tmp_path, monkeypatch):
    monkeypatch.setattr(clusters, "_threads", _unanswered)
    done = sweep(tmp_path, tmp_path / "s", "--cluster", "local", "--jobs", 1)
    assert done.code == 1
    assert "[S609]" in done.err
    assert not (tmp_path / "s").exists()


def _unanswered(client, where):
    raise OSError("connection closed")


def test_the_extra_is_named_where_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = sweep(tmp_path, tmp_path / "s", "--cluster", "local")
    assert done.code == 1
    assert "[S607]" in done.err
    assert "backlog-projection-simulator[cluster]" in done.err
