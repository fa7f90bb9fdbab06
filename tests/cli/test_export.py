"""`sim export` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sim
from tests.cli.called import called

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.plots.figures.standard", lambda record: {})
        return sim.run(ROOT / "scenarios" / "pd-2022" / "depletion.yaml", replicates=50).save(tmp_path_factory.mktemp("runs") / "one")


@pytest.mark.parametrize("to", ["hubverse", "csv", "parquet"])
def test_it_prints_the_files_it_wrote(run: Path, tmp_path: Path, to: str) -> None:
    code, out, err = called("export", run, "--to", to, "--out", tmp_path / "there")
    assert code == 0
    files = [Path(line) for line in out.splitlines()]
    assert files == sorted(path for path in (tmp_path / "there").rglob("*") if path.is_file())
    assert all(line.startswith("left out: ") for line in err.splitlines())
    assert bool(err) == (to == "hubverse")


def test_json_is_one_object(run: Path, tmp_path: Path) -> None:
    code, out, err = called("export", run, "--to", "hubverse", "--out", tmp_path / "hub", "--json")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert answer["out"] == str(tmp_path / "hub")
    assert answer["to"] == "hubverse"
    assert set(answer["files"]) == {str(path.relative_to(tmp_path / "hub")) for path in (tmp_path / "hub").rglob("*") if path.is_file()}
    assert any("pd-million-2024" in line for line in answer["left_out"])


def test_mistakes(run: Path, tmp_path: Path) -> None:
    assert called("export", run)[0] == 2
    assert called("export", run, "--to", "xlsx")[0] == 2
    code, out, err = called("export", tmp_path / "absent", "--to", "csv")
    assert (code, out) == (1, "")
    assert "[S603]" in err
    (tmp_path / "mine.txt").write_text("keep")
    code, _, err = called("export", run, "--to", "csv", "--out", tmp_path)
    assert code == 1
    assert "[S601]" in err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
