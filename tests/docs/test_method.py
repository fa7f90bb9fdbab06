"""Every equation of docs/method.md has a number, a function that computes it and a test that shows it."""

import re

import pytest

from tests.docs.pages import ROOT, found

PAGE = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
TEXT, _, TABLE = PAGE.partition("## Equations, functions, tests")
ROWS = re.findall(r"^\| E(\d+) \|[^|]*\|([^|]*)\|([^|]*)\|$", TABLE, re.MULTILINE)


def test_numbers_in_the_text_are_those_of_the_table():
    numbers = [int(number) for number, _, _ in ROWS]
    assert numbers == list(range(1, len(ROWS) + 1))
    assert sorted(map(int, re.findall(r"\*\*E(\d+)\*\*[,:;)]", TEXT))) == numbers


@pytest.mark.parametrize(("number", "functions", "tests"), ROWS, ids=[f"E{number}" for number, _, _ in ROWS])
def test_functions_and_tests_exist(number, functions, tests):
    for name in re.findall(r"`([^`]+)`", functions):
        assert callable(found(name)) or isinstance(found(name), property), name
    for name in re.findall(r"`([^`]+)`", tests):
        file, _, function = name.partition("::")
        assert f"def {function}(" in (ROOT / file).read_text(encoding="utf-8"), name
    assert "`" in functions
    assert "`" in tests


def test_a_name_of_nothing_is_seen():
    for name in ("sim.engine.hazards.chance", "sim.engine.hazard.chances", "sim.nothing"):
        with pytest.raises(AttributeError):
            found(name)
