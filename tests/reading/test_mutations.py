"""Whatever happens to a valid file by accident: a complete folder, or problems with their places; never a traceback, a hang or a half folder."""

from __future__ import annotations

import json
import random
import re
import shutil
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from unittest.mock import patch

import pytest

from sim.reading.tree import read_file
from tests.cli.called import called
from tests.reading.mutations import as_text, of_text, of_tree

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "scenarios").rglob("*.yaml"))
OWN = [ROOT / "tests" / "reading" / f"{name}.yaml" for name in ("everything", "ages")]
SLOW = "ages"
"""What takes a quarter of a minute to run is read only."""

WHOLE = {"manifest.json", "scenario.yaml", "claims.csv", "quantiles.csv", "replicates.csv.gz", "plots", "report.html"}
SLOWEST = 60
"""Seconds of the processor that one mutant may take; most need about one, the whole court ten."""

HANGS = 900
"""Seconds after which one that takes no time of the processor is given up."""

LINE = re.compile(r"(.*\.(yaml|csv)(:\d+:\d+)?|--set .*): \[S\d{3}\] \S")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mutants")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    (folder / "seeds").symlink_to(ROOT / "seeds")
    for file in OWN:
        shutil.copy(file, folder / "scenarios" / "base")
    return folder


def mutant(seed: int, folder: Path) -> tuple[Path, bool]:
    """Write one mutant beside the file it was, so that what it extends is there; also tell whether it is to be run."""
    chance = random.Random(seed)
    files = [*FILES, *OWN * 8]
    file = chance.choice(files)
    content = of_text(file.read_text(encoding="utf-8"), chance) if seed % 2 else of_tree(file, files, chance)
    home = folder / "scenarios" / ("base" if file in OWN else file.parent.name)
    wrong = home / f"mutant-{seed}.yaml"
    wrong.write_bytes(content)
    return wrong, file.stem != SLOW


class TooSlowError(BaseException):
    """Nothing catches it on its way up."""


@contextmanager
def limited(timer: int, alarm: int, seconds: int) -> Iterator[None]:
    def stop(signum: int, frame: object) -> None:
        raise TooSlowError

    before = signal.signal(alarm, stop)
    signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(alarm, before)


@contextmanager
def drawing(all_of_it: bool) -> Iterator[None]:
    """Leave the plots out of a folder, which take most of the time, unless all of it is to be drawn."""
    with nullcontext() if all_of_it else patch("sim.plots.figures.standard", return_value={}):
        yield


def check_mutant(seed: int, folder: Path, every: int = 1) -> int:
    """Read a mutant and run it, if its seed is one of `every` so many; return its exit code."""
    (file, is_run), out = mutant(seed, folder), folder / "out" / f"run-{seed}"
    is_run = is_run and seed % every == 0
    more = ("--replicates", 3, "--jobs", 1, "--out", out) if is_run else ()
    try:
        with (
            limited(signal.ITIMER_PROF, signal.SIGPROF, SLOWEST),
            limited(signal.ITIMER_REAL, signal.SIGALRM, HANGS),
            warnings.catch_warnings(),
            drawing(seed % 10 == 0),
        ):
            warnings.simplefilter("error")
            code, text, said = called("run" if is_run else "check", file, "--json", *more)
        if code == 0 and is_run:
            assert {entry.name for entry in out.iterdir()} >= WHOLE, seed
            assert json.loads(text)["out"] == str(out)
        elif code != 0:
            assert code == 1, (seed, said)
            assert all(LINE.match(line) for line in said.splitlines()), (seed, said)
            assert len(set(said.splitlines())) == len(said.splitlines()) > 0, (seed, said)
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", said), (seed, said)
            assert not out.exists(), seed
        assert not list(out.parent.glob(".*")) if out.parent.exists() else True, seed
    finally:
        file.unlink()
        shutil.rmtree(out, ignore_errors=True)
    return code


@pytest.mark.parametrize("part", range(4))
def test_mutants(part: int, folder: Path) -> None:
    codes = [check_mutant(seed, folder, every=6) for seed in range(part * 30, part * 30 + 30)]
    assert {0, 1} == set(codes), "some are still valid, most are not"


@pytest.mark.deep
@pytest.mark.parametrize("part", range(100))
def test_ten_thousand_mutants(part: int, folder: Path) -> None:
    for seed in range(1_000 + part * 100, 1_000 + part * 100 + 100):
        check_mutant(seed, folder)


@pytest.mark.parametrize("file", [*FILES[::9], *OWN], ids=lambda file: file.stem)
def test_a_tree_that_nothing_happened_to_is_still_valid(file: Path, folder: Path) -> None:
    tree = read_file(file, [])
    assert tree is not None
    same = folder / "scenarios" / ("base" if file in OWN else file.parent.name) / "same.yaml"
    same.write_text(as_text(tree), encoding="utf-8")
    assert called("check", same)[0] == 0
    same.unlink()
