"""The wheel runs by itself, from another folder, with the seeds it carries."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_runs_from_another_folder(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    offline = {**os.environ, "PIP_NO_INDEX": "1"}
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), str(ROOT)], check=True, env=offline, capture_output=True
    )
    wheel = next(tmp_path.glob("*.whl"))
    site, work = tmp_path / "site", tmp_path / "work"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(site), str(wheel)], check=True, env=offline, capture_output=True)
    work.mkdir()
    shutil.copy(ROOT / "scenarios" / "pd-2022" / "constant-rate.yaml", work / "mine.yaml")
    done = subprocess.run(
        [sys.executable, "-m", "sim", "run", "mine.yaml", "--replicates", "500", "--json"],
        check=True, cwd=work, env={**os.environ, "PYTHONPATH": str(site)}, capture_output=True, text=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["scenario"] == "mine"
    assert Path(found["out"]).parent == work / "runs"
    written = subprocess.run(
        [sys.executable, "-m", "sim", "new", "first"],
        check=True,
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
    )
    assert (written.stderr, (work / "first.yaml").is_file()) == (b"", True)
    where = subprocess.run(
        [sys.executable, "-c", "import sim; print(sim.__file__)"],
        check=True,
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
    )
    assert where.stdout.startswith(str(site))
