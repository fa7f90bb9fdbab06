"""The README's commands run as they are written, with few replicates."""

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.called import called

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
LINES = [line.partition("  #")[0].strip() for line in README.splitlines() if re.match(r"sim (sweep|solve|compare|run) scenarios/", line)]


def test_there_are_some():
    assert {line.split()[1] for line in LINES} == {"sweep", "solve", "compare", "run"}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[:60])
def test_it_runs(line, tmp_path):
    own = ["--replicates", "20"] if "saltelli" in line else ["--replicates", "200"]
    few = ["--max-replicates", "2000"] if "precision" in line else []
    done = called(*shlex.split(line)[1:], *own, *few, "--out", tmp_path / "out", "--quiet")
    assert done.code == 0, done.err
    assert done.out
