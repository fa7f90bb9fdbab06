"""Every line of reading that finds a mistake is reached by a wrong file, but for those that no single file can reach."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import sim
from tests.reading.test_bad import BAD, FILES, problems

ROOMS = [Path(sim.__file__).parent / room for room in ("reading", "model")]
SAYS = {"Problem", "Objection", "add", "_add", "_note", "refuse", "unknown", "_blame", "need_ages"}
ELSEWHERE = {
    "evidence.py": "a folder of seeds: test_evidence",
    "figures.py": "a folder of seeds: test_seeds",
    "tables.py": "a folder of seeds: test_seeds",
    "record.py": "a folder of seeds: test_seeds",
    "search.py": "sim figures: tests/cli",
    "starter.py": "sim new: tests/cli",
    "vary.py": "--vary: tests/cli",
    "text.py": "files that are none: test_bad",
    "tree.py": "texts that are none: test_bad",
}
LEFT = {"more than {MAX_PARENTS} parents", "its name holds", 'Problem(place, "S002"'}
"""Two hundred parents and a file's name: test_bad, tests/cli."""


def sites() -> Iterator[tuple[str, int, int, str]]:
    """Yield every call that says what is wrong: its file, first and last line, and its text."""
    for file in (file for room in ROOMS for file in room.glob("*.py") if file.name not in ELSEWHERE):
        text = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in SAYS:
                yield str(file), node.lineno, node.end_lineno or node.lineno, ast.get_source_segment(text, node) or ""


@pytest.mark.deep
def test_every_rule_has_a_wrong_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    watched, reached = {file for file, *_ in sites()}, set[tuple[str, int]]()

    def line(frame: FrameType, event: str, _: Any) -> Any:
        reached.add((frame.f_code.co_filename, frame.f_lineno))
        return line

    before = sys.gettrace()
    sys.settrace(lambda frame, event, _: line(frame, event, None) if frame.f_code.co_filename in watched else None)
    try:
        for name in FILES:
            problems(Path(f"{name}.yaml"))
    finally:
        sys.settrace(before)
    missing = [
        f"{Path(file).name}:{first}: {text[:90]}"
        for file, first, last, text in sites()
        if not any((file, number) in reached for number in range(first, last + 1)) and not any(part in text for part in LEFT)
    ]
    assert missing == []
