"""The numbered assumptions of docs/assumptions.md are named in the code where they are made, and none is named that is not there."""

import re

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "assumptions.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| A(\d+) \|(.*)\|([^|]*)\|$", PAGE, re.MULTILINE)
CITED = re.compile(r"\bA[1-9]\d?\b")


def made_in(cell):
    """Return the files of the modules that a row names."""
    return [ROOT.joinpath(*module.split(".")).with_suffix(".py") for module in re.findall(r"`(sim[.\w]+)`", cell)]


def uncited(number, cell, text_of):
    """Return the files of a row that do not name its assumption."""
    return [file for file in made_in(cell) if f"A{number}" not in CITED.findall(text_of(file))]


def read(file):
    return file.read_text(encoding="utf-8")


def test_numbers_have_no_gap_and_no_double():
    assert len(ROWS) > 30
    assert sorted(int(number) for number, _, _ in ROWS) == list(range(1, len(ROWS) + 1))


def test_each_is_named_where_it_is_made():
    for number, _, cell in ROWS:
        assert made_in(cell), f"A{number} is made nowhere"
        assert uncited(number, cell, read) == [], f"A{number}"


def test_each_says_what_a_run_does_about_it():
    for number, cells, _ in ROWS:
        assert cells.rpartition("|")[2].strip(), f"A{number}"


def test_the_code_names_no_other():
    known = {f"A{number}" for number, _, _ in ROWS}
    for file in (ROOT / "sim").rglob("*.py"):
        assert set(CITED.findall(read(file))) <= known, file


def test_an_assumption_that_is_not_named_is_seen():
    number, _, cell = ROWS[0]
    assert uncited(number, cell, lambda file: read(file).replace("A1", "A99")) == made_in(cell)
