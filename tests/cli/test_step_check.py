"""`sim run --step-check`: what it prints, what it adds to `--json`, and what it refuses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim
from sim.cli.main import cli
from sim.errors import InputError

DEPLETION = "scenarios/pd-2022/depletion.yaml"

QUEUE = """
title: A queue
start: 2022-01-01
end: 2023-01-01
replicates: 500
stages: {open: {kind: active, initial: 1_000}, asked: {kind: active}, gone: {kind: closed}}
flows:
  filed: {kind: inflow, to: open, rate: 100}
  ask: {kind: capacity, from: open, to: asked, capacity: 120}
  answer: {kind: hazard, from: asked, to: gone, rate: 0.5}
metrics: {answers: {flow: answer}, open: {stock: open}}
"""


@pytest.fixture(autouse=True)
def no_folder(monkeypatch):
    """The run's folder is none of this test's business."""
    monkeypatch.setattr("sim.api.Run.save", lambda self, out: out)


def invoke(*arguments, code=0):
    done = CliRunner().invoke(cli, [*map(str, arguments)], standalone_mode=False)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code
    return done.output


@pytest.fixture
def queue(tmp_path) -> Path:
    (tmp_path / "queue.yaml").write_text(QUEUE)
    return tmp_path / "queue.yaml"


def test_json_has_a_row_by_reading_and_by_metric(tmp_path):
    found = json.loads(invoke("run", DEPLETION, "--step-check", "--json", "--replicates", 2_000, "--out", tmp_path / "run"))
    rows = found["step_check"]
    assert [list(row) for row in rows] == [["id", "reading", "probability", "probability_half", "median", "median_half"]] * 5
    claims = {(row["id"], row["reading"]): row for row in found["claims"]}
    for row in rows:
        claim = claims[row["id"], row["reading"]]
        assert (row["probability"], row["median"]) == (claim["probability"], claim["median"])
        assert abs(row["probability_half"] - row["probability"]) < 0.01
        assert row["median_half"] == pytest.approx(row["median"], rel=0.002)
    (metric,) = found["step_check_metrics"]
    assert metric["metric"] == "pd_dismissals"
    assert metric["mean"] == found["metrics"]["pd_dismissals"]["mean"]
    assert abs(metric["mean_half"] - metric["mean"]) < 6 * metric["error"]


def test_nothing_is_added_unless_asked_for(tmp_path):
    found = json.loads(invoke("run", DEPLETION, "--json", "--replicates", 100, "--out", tmp_path / "run"))
    assert not any(key.startswith("step_check") for key in found)
    assert sim.run(DEPLETION, replicates=100).step_check is None


def test_table_of_a_scenario_with_claims(tmp_path):
    text = invoke("run", DEPLETION, "--step-check", "--replicates", 100, "--out", tmp_path / "run")
    after = text[text.index("With half the step") :]
    assert "by-25-april-2023" in after
    assert "pd_dismissals" in after
    assert text.index("what happened") < text.index("With half the step") < text.index("report:")


def test_table_of_a_scenario_without_claims(queue, tmp_path):
    text = invoke("run", queue, "--step-check", "--out", tmp_path / "run")
    lines = text[text.index("With half the step") :].splitlines()
    assert [line.split()[0] for line in lines if line.split()[:1] in (["answers"], ["open"])] == ["answers", "open"]
    assert "probability" not in text[text.index("With half the step") :]


def test_expected_mode_tells_medians_and_no_probabilities():
    found = sim.run(DEPLETION, mode="expected", step_check=True).step_check
    assert {(row.probability, row.probability_half) for row in found.claims} == {(None, None)}
    assert all(row.median > 0 and row.median_half > 0 for row in found.claims)
    assert [row.error for row in found.metrics] == [0.0]


def test_the_move_is_three_quarters_of_the_error(queue):
    """Answers come too early by 0.5 x 120 x 1 / 24 cases in steps of a month: the error of a service in the middle of its step."""
    found = {row.metric: row for row in sim.run(queue, mode="expected", step_check=True).step_check.metrics}
    error = 0.5 * 120 / 24
    assert found["answers"].mean_half - found["answers"].mean == pytest.approx(-0.75 * error, rel=0.02)
    assert found["open"].mean_half == pytest.approx(found["open"].mean, abs=1e-9)


def test_random_and_expected_runs_agree_on_the_move(queue):
    random, expected = (sim.run(queue, mode=mode, step_check=True).step_check.metrics[0] for mode in ("random", "expected"))
    assert random.error < 1
    assert random.mean_half - random.mean == pytest.approx(expected.mean_half - expected.mean, abs=5 * random.error)


@pytest.mark.parametrize("name", ["by path", "loaded"])
def test_moves_at_the_end_are_refused_at_their_place(queue, name):
    queue.write_text(QUEUE + "moves: end\n")
    with pytest.raises(InputError) as error:
        sim.run(queue if name == "by path" else sim.load(queue), step_check=True)
    (problem,) = error.value.problems
    assert str(problem).startswith(f"{queue}:12:8: [S105] moves: under `end` a step is part of the model")
    assert sim.run(queue, replicates=10).step_check is None
