"""One mistake gives one message, at its own line, wherever in a scenario it is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.reading.node import Node
from sim.reading.tree import read_file

FILES = [Path(__file__).parent / "everything.yaml", Path(__file__).parent / "ages.yaml"]
SAMPLES = [
    pytest.param(FILES[0], 1, id="everything"),
    pytest.param(FILES[1], 5, id="ages"),
    pytest.param(FILES[1], 1, id="all of ages", marks=pytest.mark.deep),
]
"""A file, and every how many of its places are tried."""

NAMED = ("stages", "flows", "resources", "parameters", "events", "metrics", "outcomes", "readings", "series", "mean")
"""Mappings whose keys are names of the file's own: what they are called is no mistake."""


every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def whole(file: Path) -> Node:
    tree = read_file(file, [])
    assert tree is not None
    return tree


def values(node: Node, path: str = "") -> Iterator[str]:
    for key, child in node.items():
        here = f"{path}.{key}".lstrip(".")
        yield here
        yield from values(child, here)


def keys(node: Node, path: str = "") -> Iterator[tuple[str, str, Any]]:
    for key, child in node.items():
        here = f"{path}.{key}".lstrip(".")
        if isinstance(node.value, dict) and path.rsplit(".", 1)[-1] not in NAMED and not path.startswith("use_anyway"):
            yield here, str(key), node.keys[key]
        yield from keys(child, here)


@every_file
def test_the_file_is_valid(file: Path) -> None:
    assert sim.check(file) == []


@pytest.mark.parametrize("value", ["null", "2022-02-30"])
@pytest.mark.parametrize("section", ["stages", "flows", "events", "claims", "rest"])
@pytest.mark.parametrize(("file", "every"), SAMPLES)
def test_a_wrong_value_is_said_once(file: Path, every: int, section: str, value: str) -> None:
    sections = ("stages", "flows", "events", "claims")
    paths = [path for path in values(whole(file)) if (path.split(".")[0] if path.split(".")[0] in sections else "rest") == section]
    for path in paths[::every]:
        found = sim.check(file, [f"{path}={value}"])
        if value == "null" and path.endswith(("low", "high")):
            assert len(found) <= 1
        else:
            assert [problem.place.file for problem in found] == [f"--set {path}={value}"], path


@pytest.mark.parametrize(("file", "every"), SAMPLES)
def test_a_misspelt_key_is_said_once(file: Path, every: int, tmp_path: Path) -> None:
    text = file.read_text(encoding="utf-8").split("\n")
    wrong = tmp_path / "court.yaml"
    for path, key, at in [*keys(whole(file))][::every]:
        if len(key) < 4 or "." in key or key[1] == key[2] or key[0].isdigit():
            continue
        line = text[at.line - 1]
        changed = [*text]
        changed[at.line - 1] = line[: at.column - 1] + key[0] + key[2] + key[1] + key[3:] + line[at.column - 1 + len(key) :]
        wrong.write_text("\n".join(changed))
        found = sim.check(wrong)
        assert [problem.place.line for problem in found] == [at.line], (path, list(map(str, found)))
        assert found[0].meant == key


NEEDED = {
    "everything": (
        "title", "start", "stages.open.kind", "flows.filed.kind", "flows.filed.to", "flows.park.probability", "flows.heard.from",
        "flows.decided.shares.level", "flows.lost.rate.count.level", "parameters.grant.beta.a", "events.appeal.on.exponential.mean",
        "metrics.left.flow", "claims.0.id", "claims.0.readings", "plausibility.0.metric", "resources.judges.headcount",
    ),
    "ages": (
        "stages.open.ages", "stages.open.ages.initial.other", "stages.appeal.ages", "flows.heard.priority", "flows.filed",
        "metrics.waited.wait", "metrics.age.age", "metrics.needed.target", "metrics.next.filed", "resources.judges.hires",
        "resources.clerks.hires.poisson", "resources.judges.learning.months", "resources.judges.refill.flow",
        "resources.clerks.refill.share", "claims.1.readings.a-year.from", "claims.4.readings.fiscal.window",
    ),
}  # fmt: skip


@every_file
def test_a_missing_key_is_said_once(file: Path) -> None:
    for path in NEEDED[file.stem]:
        found = sim.check(file, [f"{path}=!delete"])
        assert len(found) == 1, (path, list(map(str, found)))
        assert found[0].code in ("S102", "S103", "S105")
