"""One mistake gives one message, at its own line, wherever in a scenario it is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.reading.node import Node
from sim.reading.tree import read_file

FILE = Path(__file__).parent / "everything.yaml"
TEXT = FILE.read_text(encoding="utf-8").split("\n")
NAMED = ("stages", "flows", "resources", "parameters", "events", "metrics", "outcomes", "readings", "series", "mean")
"""Mappings whose keys are names of the file's own: what they are called is no mistake."""


def whole() -> Node:
    tree = read_file(FILE, [])
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


def test_the_file_is_valid() -> None:
    assert sim.check(FILE) == []


@pytest.mark.parametrize("value", ["null", "2022-02-30"])
@pytest.mark.parametrize("section", ["stages", "flows", "events", "claims", "rest"])
def test_a_wrong_value_is_said_once(section: str, value: str) -> None:
    sections = ("stages", "flows", "events", "claims")
    paths = [path for path in values(whole()) if (path.split(".")[0] if path.split(".")[0] in sections else "rest") == section]
    for path in paths:
        found = sim.check(FILE, [f"{path}={value}"])
        if value == "null" and path.endswith(("low", "high")):
            assert len(found) <= 1
        else:
            assert [problem.place.file for problem in found] == [f"--set {path}={value}"], path


def test_a_misspelt_key_is_said_once(tmp_path: Path) -> None:
    file = tmp_path / "court.yaml"
    for path, key, at in keys(whole()):
        if len(key) < 4 or "." in key or key[1] == key[2]:
            continue
        line = TEXT[at.line - 1]
        changed = [*TEXT]
        changed[at.line - 1] = line[: at.column - 1] + key[0] + key[2] + key[1] + key[3:] + line[at.column - 1 + len(key) :]
        file.write_text("\n".join(changed))
        found = sim.check(file)
        assert [problem.place.line for problem in found] == [at.line], (path, list(map(str, found)))
        assert found[0].meant == key


def test_a_missing_key_is_said_once() -> None:
    for path in ("title", "start", "stages.open.kind", "flows.filed.kind", "flows.filed.to", "flows.park.probability", "flows.heard.from",
                 "flows.decided.shares.level", "flows.lost.rate.count.level", "parameters.grant.beta.a", "events.appeal.on.exponential.mean",
                 "metrics.left.flow", "claims.0.id", "claims.0.readings", "plausibility.0.metric", "resources.judges.headcount"):  # fmt: skip
        found = sim.check(FILE, [f"{path}=!delete"])
        assert len(found) == 1, (path, list(map(str, found)))
        assert found[0].code in ("S102", "S103")
