"""`sim run` of waits and ages: one JSON object without NaN, and tables in months and shares."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli.main import cli
from tests.analysis.times import QUEUE


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sim.api.Run.save", lambda self, out: out)
    (tmp_path / "queue.yaml").write_text(QUEUE)
    return tmp_path / "queue.yaml"


def invoke(*arguments: object) -> str:
    done = CliRunner().invoke(cli, [*map(str, arguments)], standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.output


def test_json_has_null_for_what_does_not_exist_or_has_no_limit(file: Path, tmp_path: Path) -> None:
    def refuse(constant: str) -> float:
        raise AssertionError(constant)

    found = json.loads(invoke("run", file, "--json", "--step-check", "--out", tmp_path / "run"), parse_constant=refuse)
    assert found["metrics"]["never"]["q50"] is found["metrics"]["endless"]["q50"] is found["metrics"]["clear"]["mean"] is None
    assert "ahead.served" not in found["metrics"]
    rows = {(row["id"], row["reading"]): row for row in found["claims"]}
    assert (rows["none", "whole"]["n"], rows["beyond", "whole"]["above"], rows["beyond", "whole"]["median"]) == (0, 1.0, None)
    assert [row["metric"] for row in found["step_check_metrics"]] == list(found["metrics"])


def test_tables_are_in_months_and_shares(file: Path, tmp_path: Path) -> None:
    text = invoke("run", file, "--step-check", "--out", tmp_path / "run")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "year: at most 12 months" in lines
    assert "flow: 300 to 500" in lines
    row = next(line for line in lines if line.startswith("whole") and "13.7" in line)
    assert row.endswith("13.7 not recorded")
    assert "no such case" in text
    assert next(line for line in lines if line.startswith("whole > 0.985 ") or "without limit" in line).endswith(
        "without limit not recorded"
    )
    assert "plausibility: endless without limit, above the published bound (made up)" in lines
    assert "plausibility: never, no replicate has a value (made up)" in lines
    moves = {
        line.split()[0]: line.split()[1:]
        for line in lines[lines.index(next(line for line in lines if line.startswith("metric"))) :]
        if line
    }
    assert moves["endless"] == moves["never"] == ["none", "none"]
    assert len(moves["over"][0].partition(".")[2]) >= 4, "a share needs more digits than a count"
