"""A user's program is checked as strictly as the package itself, and what is wrong in it is found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
USER = Path(__file__).with_name("user.py")


def mypy(file: Path, cache: Path) -> str:
    strictly = ["--strict", "--config-file", "", "--follow-imports", "silent", "--cache-dir", str(cache)]
    command = [sys.executable, "-m", "mypy", *strictly, str(file)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


@pytest.mark.deep
def test_a_users_program_has_no_unknown_type(tmp_path: Path) -> None:
    assert mypy(USER, tmp_path / "cache").startswith("Success"), mypy(USER, tmp_path / "cache")
    wrong = tmp_path / "wrong.py"
    wrong.write_text('import sim\nsim.run("a.yaml", replicate=3)\nsim.run("a.yaml").plot("fann")\nsim.load("a.yaml").scenario.titel\n')
    told = mypy(wrong, tmp_path / "cache")
    assert [line in told for line in ("wrong.py:2: error", "wrong.py:3: error", "wrong.py:4: error")] == [True] * 3, told
