"""The library as a user of Python meets it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim

ROOT = Path(__file__).parents[2]
DEPLETION = ROOT / "scenarios" / "pd-2022" / "depletion.yaml"


@pytest.fixture(scope="module")
def done() -> sim.Run:
    return sim.run(DEPLETION, replicates=2_000, seed=5)


def test_claims_are_a_table_with_a_row_for_each_reading(done: sim.Run) -> None:
    row = done.claims.set_index(["id", "reading"]).loc[("pd-by-april-2023", "by-25-april-2023")]
    assert row["below"] + row["probability"] + row["above"] == pytest.approx(1)
    assert row["probability_low"] < row["probability"] < row["probability_high"]
    assert row["window_from"] == pd.Timestamp("2022-04-25")
    assert row["outcome_status"] == "missed"


def test_quantiles_have_dates_and_rise(done: sim.Run) -> None:
    table = done.quantiles("pd_dismissals")
    assert isinstance(table.index, pd.DatetimeIndex)
    assert (table.diff(axis=1).iloc[:, 1:] >= 0).all().all()
    assert (table["q50"].diff().iloc[1:] >= 0).all()


def test_metrics_and_replicates_agree_with_the_claims(done: sim.Run) -> None:
    values = done.replicates["pd-by-april-2023/by-25-april-2023"]
    row = done.claims.set_index("reading").loc["by-25-april-2023"]
    assert float(((values >= row["low"]) & (values <= row["high"])).mean()) == row["probability"]
    assert set(done.metrics.columns) >= {"mean", "sd", "q50"}


def test_expected_mode_has_one_lane() -> None:
    result = sim.run(DEPLETION, mode="expected").result
    assert result.replicates == 1
    assert np.isfinite(result.paths["pd_dismissals"]).all()


def test_overrides_win_over_the_file() -> None:
    loaded = sim.load(DEPLETION, set={"title": "Another", "replicates": 10})
    assert (loaded.scenario.title, loaded.scenario.replicates) == ("Another", 10)


def test_check_returns_problems_and_run_raises_them(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("title: x\nstart: 2022-01-01\nend: 2021-01-01\nstages: {a: {kind: active}}\nflows: {}\nfoo: 1\n")
    assert {problem.code for problem in sim.check(file)} >= {"S101", "S301"}
    with pytest.raises(sim.InputError):
        sim.run(file)


def test_a_problem_found_while_running_has_a_place(tmp_path: Path) -> None:
    file = tmp_path / "drawn.yaml"
    file.write_text(
        "title: x\nstart: 2022-01-01\nend: 2022-03-01\nreplicates: 100\n"
        "stages: {a: {kind: active, initial: 100}, b: {kind: closed}}\nflows:\n"
        "  x:\n    kind: hazard\n    from: a\n    to: b\n    rate: {normal: {mean: .01, sd: .1}, level: replicate}\n"
    )
    with pytest.raises(sim.InputError) as caught:
        sim.run(file)
    assert str(caught.value.problems[0]).startswith(f"{file}:11:11: [S201] flows.x.rate: ")


def test_public_names_lead_somewhere_and_others_do_not() -> None:
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    with pytest.raises(AttributeError, match="public names are"):
        sim.nothing  # noqa: B018
