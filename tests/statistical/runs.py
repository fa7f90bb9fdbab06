"""From the text of a scenario to its result, the way a user's file goes: reader, checks, compiler, engine."""

from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from sim.ensemble.blocks import run
from sim.reading.load import load

HEAD = "title: A test\nstart: 2022-01-01\n"
N = 20_000


def scenario(text, *overrides):
    """Read a scenario from its text; title and start are given."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "test.yaml"
        file.write_text(HEAD + dedent(text), encoding="utf-8")
        return load(file, list(overrides)).scenario


def result(text, *overrides, n=N, mode="random", jobs=1):
    """Run a scenario from its text."""
    return run(scenario(text, f"replicates={n}", *overrides), mode=mode, jobs=jobs)


def paths(text, *overrides, **options):
    """Return the paths of all metrics, each (bound, replicate)."""
    return result(text, *overrides, **options).paths
