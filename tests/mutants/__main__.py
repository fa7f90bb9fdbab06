"""Breaks a copy of the source in one way at a time and runs the tests on it: `python -m tests.mutants [NAME...] [--jobs N]`.

Fails where a mutant survives or no longer applies, and where the unbroken copy is not green. Stored results are left out, so
that what kills a mutant is a law and not a number written down earlier.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).parents[2]
TABLES = sorted(Path(__file__).parent.glob("*.toml"))

FIRST = ("engine", "statistical", "ensemble", "test_calendar.py", "analysis", "properties")
"""Quick, and likely to see something; the rest is run where all of these are green."""

LEFT_OUT = ("golden", "docs", "mutants", "test_house.py", "test_mutants.py")
"""Stored results, pages with stored output, and what looks at the text of the source and not at what it does."""

PATIENCE = 4
"""A run that takes so many times as long as that of the unbroken copy hangs."""

NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "runs", "sweeps", "build", "dist")


class Mutant(NamedTuple):
    """One fault: in `file` the text `old`, which is there once, becomes `new`; `breaks` says in a sentence what is wrong then."""

    name: str
    breaks: str
    file: str
    old: str
    new: str

    def applied(self) -> str:
        """Return the text of the file with the fault in it."""
        text = (ROOT / self.file).read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: the old text is {text.count(self.old)} times in {self.file}, and must be there once")
        return text.replace(self.old, self.new)


class Verdict(NamedTuple):
    """What a run of the tests said: the first test that failed and its first words, or nothing."""

    test: str
    law: str
    seconds: float

    @property
    def line(self) -> str:
        return f"{self.seconds:4.0f} s  {self.test:<80}  {self.law}" if self.test else f"{self.seconds:4.0f} s  SURVIVES"


def mutants(names: Iterable[str]) -> list[Mutant]:
    """Return the mutants of the tables that are named, all where none is."""
    entries = {name: entry for table in TABLES for name, entry in tomllib.loads(table.read_text(encoding="utf-8")).items()}
    return [Mutant(name, **entries[name]) for name in names or entries]


def tests() -> tuple[list[str], list[str]]:
    """Return what is run first, and what is run after it."""
    rest = sorted(path.name for path in (ROOT / "tests").iterdir() if path.name.startswith("test_") or any(path.glob("test_*.py")))
    return [f"tests/{name}" for name in FIRST], [f"tests/{name}" for name in rest if name not in FIRST + LEFT_OUT]


def verdict(mutant: Mutant | None, patience: float | None) -> Verdict:
    """Run the tests on a copy of the tree, with the mutant in it if there is one."""
    begun = time.monotonic()
    with TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=NOT_COPIED)
        if mutant:
            (tree / mutant.file).write_text(mutant.applied(), encoding="utf-8")
        try:
            test, law = next(filter(any, (_run(tree, paths, patience) for paths in tests())), ("", ""))
        except subprocess.TimeoutExpired:
            test, law = "timeout", f"not done after {patience:.0f} s"
        return Verdict(test, law, time.monotonic() - begun)


def _run(tree: Path, paths: list[str], patience: float | None) -> tuple[str, str]:
    """Run tests in a tree up to the first that fails; return which that is and the first line of what it said, or two empty words."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-m", "not deep", "-p", "no:cacheprovider", "--junitxml=report.xml", *paths]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=tree, env=environment, timeout=patience, capture_output=True, text=True)
    if not done.returncode:
        return "", ""
    return _first_failure(tree / "report.xml") or ("no test could be run", (done.stdout + done.stderr).strip()[-160:])


def _first_failure(report: Path) -> tuple[str, str] | None:
    for case in ElementTree.parse(report).iter("testcase") if report.exists() else ():
        for problem in (*case.iter("failure"), *case.iter("error")):
            said = (problem.get("message") or "").strip().partition("\n")[0].removeprefix("AssertionError: ")
            return f"{case.get('classname', '').removeprefix('tests.')}::{case.get('name')}", said[:160]
    return None


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Break the code in one way at a time and run the tests.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="mutants to try; all by default")
    parser.add_argument("--jobs", type=int, default=1, help="mutants at a time (default 1)")
    options = parser.parse_args()
    chosen = mutants(options.names)
    for mutant in chosen:
        mutant.applied()
    sound = verdict(None, None)
    print(f"{'unbroken':<40}", "green" if not sound.test else sound.line, flush=True)
    if sound.test:
        return 1
    survivors = []
    with ThreadPoolExecutor(options.jobs) as pool:
        found = pool.map(partial(verdict, patience=PATIENCE * sound.seconds), chosen)
        for mutant, said in zip(chosen, found, strict=True):
            print(f"{mutant.name:<40}", said.line, flush=True)
            survivors += [] if said.test else [mutant]
    for mutant in survivors:
        print(f"SURVIVES  {mutant.name}: {mutant.breaks}")
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} mutants are caught")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
