"""What excludes each other is refused, in words that name both, and nothing is passed over in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sim
from tests.cli.called import called

DEPLETION = str(Path(__file__).parents[2] / "scenarios/pd-2022/depletion.yaml")
CLAIM = "pd-by-april-2023"
INITIAL = "stages.eligible.initial"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"variance": True}, "variance needs"),
        ({"precision": 0.01}, "precision needs"),
        ({"keep": "folder", "variance": True}, "variance and keep need"),
    ],
)
def test_expected_mode_refuses_what_needs_chance(asked: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=f'{words} mode="random"'):
        sim.run(DEPLETION, mode="expected", **asked)


def test_a_limit_needs_a_precision() -> None:
    with pytest.raises(ValueError, match="max_replicates needs precision"):
        sim.run(DEPLETION, max_replicates=5_000)
    with pytest.raises(ValueError, match="max_replicates needs precision"):
        sim.sweep(DEPLETION, [f"{INITIAL}=1,2"], max_replicates=5_000)
    with pytest.raises(ValueError, match="precision needs mode"):
        sim.sweep(DEPLETION, [f"{INITIAL}=1,2"], mode="expected", precision=0.1)


def test_a_claim_excludes_a_metric() -> None:
    with pytest.raises(ValueError, match="metric stands in place of claim"):
        sim.solve(DEPLETION, CLAIM, INITIAL, metric={"metric": "pd_dismissals", "low": 5})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", DEPLETION, "--max-replicates", 400), "--max-replicates needs --precision"),
        (("sweep", DEPLETION, "--vary", f"{INITIAL}=1,2", "--max-replicates", 400), "--max-replicates needs --precision"),
        (("sweep", DEPLETION, "--vary", f"{INITIAL}=1,2", "--expected", "--precision", 0.1), "--expected excludes --precision"),
        (("solve", DEPLETION, "--claim", CLAIM, "--for", INITIAL, "--low", 5), "--low goes with --metric"),
        (("solve", DEPLETION, "--claim", CLAIM, "--for", INITIAL, "--high", 0, "--by", "2022-06-01"), "--high, --by go with --metric"),
    ],
)
def test_the_command_line_refuses_it_as_misuse(
    words: tuple[object, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = called(*words)
    assert (done.code, done.out) == (2, "")
    assert said in " ".join(done.err.split())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--low", 6, "--high", 5), "--low 6 --high 5: [S201] `low`, 6, lies above `high`, 5"),
        (("--low", 6, "--from", "2022-09-01", "--by", "2022-06-01"), "--low 6 --from 2022-09-01 --by 2022-06-01: [S"),
    ],
)
def test_a_wrong_claim_of_ones_own_is_placed_where_it_was_written(words: tuple[object, ...], said: str) -> None:
    done = called("solve", DEPLETION, "--metric", "pd_dismissals", *words, "--for", INITIAL)
    assert done.code == 1
    assert done.err.startswith(said)


FILED = """
title: Two ways out
start: 2022-01-01
end: 2023-01-01
stages: {open: {kind: active, initial: 6_000}, gone: {kind: closed}}
flows:
  filed: {kind: inflow, to: open, rate: 250}
  leave: {kind: hazard, from: open, to: gone, rate: 0.03}
metrics: {pending: {stock: open}}
"""


def test_a_point_that_only_running_refuses_is_placed_at_its_axis_and_leaves_nothing(tmp_path: Path) -> None:
    file, out = tmp_path / "a.yaml", tmp_path / "out"
    file.write_text(FILED, encoding="utf-8")
    for axes in (["flows.filed.rate=2e9,2"], ["flows.filed.rate=2e9,2", "flows.leave.rate=0.1,0.2"]):
        varied = [word for axis in axes for word in ("--vary", axis)]
        done = called("sweep", file, *varied, "--replicates", 10, "--out", out, "--quiet")
        assert done.code == 1
        assert done.err.startswith("--vary flows.filed.rate=2e9,2: [S502] ")
        assert not out.exists()
        with pytest.raises(sim.InputError, match=r"S502"):
            sim.sweep(file, axes, replicates=10, out=out)
        assert not out.exists()
    file.write_text(f"{FILED}sweep: {{vary: {{flows.filed.rate: [2e9, 2]}}}}\n", encoding="utf-8")
    assert called("sweep", file, "--replicates", 10, "--out", out, "--quiet").err.startswith(f"{file}:10:16: [S502] ")
    assert called("sweep", file, "--vary", "flows.filed.rate=2,3", "--replicates", 10, "--out", out, "--json").code == 0
