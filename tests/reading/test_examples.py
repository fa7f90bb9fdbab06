"""What `docs/errors.md` shows as wrong gives its code and no other problem; what it shows as right is in order."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.codes import CODES
from sim.errors import InputError
from sim.examples import EXAMPLES, SCENARIO, changed

ROOT = Path(__file__).parents[2]


def codes(folder: Path, text: str) -> list[str]:
    (folder / "base.yaml").write_text(SCENARIO, encoding="utf-8")
    file = folder / "court.yaml"
    file.write_text(f"seeds: {ROOT / 'seeds'}\n{text}", encoding="utf-8")
    try:
        sim.run(file, replicates=3)
    except InputError as error:
        return [problem.code for problem in error.problems]
    return []


@pytest.mark.parametrize("code", EXAMPLES)
def test_wrong_and_right(code: str, tmp_path: Path) -> None:
    wrong, right = EXAMPLES[code]
    assert set(codes(tmp_path, changed(wrong, right))) == {code}
    assert codes(tmp_path, changed(right, right)) == []


def test_every_code_of_reading_has_an_example() -> None:
    assert set(EXAMPLES) == {code for code in CODES if code < "S600"}
