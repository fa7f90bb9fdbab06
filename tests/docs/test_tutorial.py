"""The tutorial is acted out: each of its files, commands and outputs, and what it says of them."""

import re

import pytest

from docs.transcript import acted
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("court").resolve()


@pytest.fixture(scope="module")
def page(folder):
    return acted(PAGE, folder)


def printed(page, command):
    return next(block for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL) if block.startswith(f"$ sim {command}"))


def test_it_prints_what_it_says(page):
    assert page == PAGE, "run `make docs`"


def test_the_picture_is_the_one_that_is_drawn(page, folder):
    assert (folder / "fan.svg").read_bytes() == (ROOT / "docs" / "images" / "tutorial-fan.svg").read_bytes(), "run `make docs`"


def test_the_words_around_it_hold(page, folder):
    run, compared = printed(page, "run court.yaml --out first"), printed(page, "compare")
    solved = float(re.search(r"headcount: ([\d.]+)", printed(page, "solve"))[1])
    assert re.search(r"end-of-2027 +0\.13 ", run)
    assert re.search(r"pending .* -9\d\d ", compared)
    assert re.search(r"decided .* 0 +exact", compared)
    assert 13 < solved < 14
    assert "2 problems" in printed(page, "check typo.yaml")
    assert {"report.html", "claims.csv", "quantiles.csv", "replicates.csv.gz", "plots", "scenario.yaml"} <= {
        file.name for file in (folder / "first").iterdir()
    }
    assert any((folder / "swept" / "plots").glob("*heatmap*"))


def test_what_no_longer_holds_is_seen(tmp_path):
    text = '<!-- file: a.yaml -->\n```yaml\ntitle: x\n```\n<!-- copy: b.yaml from a.yaml, "tilte" for "title" -->\n```console\n$ sim check b.yaml\nb.yaml: in order\n```'
    found = acted(text, tmp_path)
    assert found != text
    assert "[S101] tilte: unknown key" in found
    with pytest.raises(AssertionError, match="stands 0 times"):
        acted(text.replace('for "title"', 'for "nothing"'), tmp_path)
