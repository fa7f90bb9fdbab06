"""What objects show of themselves: short, escaped, readable without sight of colours, and the numbers of the other outputs."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.report.cells import claim_tables
from sim.report.notebook import ROWS, Leaf, Table, html, text
from tests.api.conftest import MADE
from tests.cli.called import called
from tests.plots.swept import made

KINDS = [*MADE, "opened"]
ROOT = Path(__file__).parents[2]


class Page(HTMLParser):
    """Tags and words of a page; every tag is closed where it was opened."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1] != "style":
            self.words.append(" ".join(data.split()))

    def find(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def leaks(page: str) -> list[str]:
    """Return the rules of style that reach outside the box of a page."""
    rules = re.findall(r"([^{}]+)\{[^{}]*\}", "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL)))
    return [rule.strip() for rule in rules for part in rule.split(",") if not part.strip().startswith(".sim-leaf")]


def colours(page: str) -> list[str]:
    return re.findall(r"(?:^|[\s;{])(?:color|background[a-z-]*):\s*([^;]+)", page)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_for_itself_and_for_everybody(objects: dict[str, Any], kind: str) -> None:
    page = objects[kind]._repr_html_()
    found = Page(page)
    assert leaks(page) == []
    assert set(colours(page)) == {"inherit"}
    assert not found.find("script")
    assert not [name for _, attributes in found.tags for name in attributes if name.startswith("on") or name in ("href", "src", "id")]
    assert len(found.find("table")) == len(found.find("caption"))
    assert all(attributes.get("scope") in ("col", "row") for attributes in found.find("th"))
    assert len(found.find("tr")) <= len(found.find("table")) * (ROWS + 1)
    assert len(page) < 12_000


def test_what_leaks_is_noticed() -> None:
    assert leaks("<style>.sim-leaf p { margin: 0 } table { color: red }</style>") == ["table"]
    assert colours("table { color: red }") == ["red }"]
    with pytest.raises(AssertionError):
        Page("<div><p></div>")


@pytest.mark.parametrize("kind", KINDS)
def test_the_prompt_shows_the_same_words(objects: dict[str, Any], kind: str) -> None:
    shown, leaf = repr(objects[kind]), objects[kind]._leaf()
    assert shown == text(leaf)
    assert shown.splitlines()[0] == leaf.title
    assert max(map(len, shown.splitlines())) < 260
    words = Page(objects[kind]._repr_html_()).words
    for line in [
        leaf.title,
        *leaf.lines,
        *(table.caption for table in leaf.tables),
        *(row[0] for table in leaf.tables for row in table.shown),
    ]:
        assert " ".join(line.split()) in words


def test_a_run_shows_the_numbers_of_its_report(objects: dict[str, Any]) -> None:
    words = Page(objects["run"]._repr_html_()).words
    for claim in claim_tables(objects["run"].record):
        assert f"{claim.id}: {claim.range}" in words
        for cells in claim.readings:
            for said in (cells.row.reading, cells.within, cells.interval, cells.below, cells.row.words, cells.window):
                assert not said or said in words
            assert cells.happened is None or cells.happened.words in words


def test_a_sweep_and_a_solution_show_what_the_terminal_prints(objects: dict[str, Any], tmp_path: Path) -> None:
    file = str(ROOT / "scenarios" / "pd-2022" / "depletion.yaml")
    swept = called(
        "sweep", file, "--vary", "stages.eligible.initial=0.7e6:1.8e6:4", "--replicates", "100", "--out", tmp_path / "s", "--quiet"
    )
    printed = swept.out.split()
    for row in objects["sweep"]._leaf().tables[0].rows:
        assert all(cell.split()[0] in printed for cell in row)
    solved = called("solve", file, "--claim", "pd-by-april-2023", "--reading", "by-25-april-2023", "--for", "stages.eligible.initial",
                    "--replicates", "300")  # fmt: skip
    assert objects["solved"]._leaf().lines[0] in " ".join(solved.out.split())


HOSTILE = "<script>alert(1)</script> & \"quotes\" 'x' $x_1$ </style>"


def test_texts_are_escaped_wherever_they_come_from(tmp_path: Path) -> None:
    file = tmp_path / "hostile.yaml"
    file.write_text(
        f"title: {HOSTILE!r}\nquestion: {HOSTILE!r}\nassumption: {HOSTILE!r}\nstart: 2022-01-01\nend: 2022-03-01\nreplicates: 20\n"
        "stages: {a: {kind: active, initial: 9}, b: {kind: closed}}\nflows: {x: {kind: hazard, from: a, to: b, rate: 0.1}}\n"
        "metrics: {left: {flow: x}}\nclaims:\n  - {id: '<i>', metric: left, low: 1, readings: {'<b>': {from: 2022-01-01, by: 2022-03-01}}}\n"
        .replace("\\'", "''")
    )  # fmt: skip
    for page in (sim.run(file)._repr_html_(), sim.load(file)._repr_html_()):
        assert not Page(page).find("script")
        assert page.count("</style>") == 1
        assert Page(page).words.count(HOSTILE) == 3
    assert not {"i", "b"} & {tag for tag, _ in Page(sim.run(file)._repr_html_()).tags}


def test_a_run_without_claims_shows_its_metrics(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(
        "title: Small\nstart: 2022-01-01\nend: 2022-03-01\nreplicates: 20\nstages: {a: {kind: active, initial: 9}, b: {kind: closed}}\n"
        "flows: {x: {kind: hazard, from: a, to: b, rate: 0.1}}\nmetrics: {left: {flow: x}}\n"
    )
    assert "Metrics" in repr(sim.run(file))
    assert "left" in sim.run(file)._repr_html_()


def test_long_tables_say_what_they_leave_out() -> None:
    rows = [[str(index), "x"] for index in range(ROWS + 5)]
    leaf = Leaf("Long", (), [Table("many", ["n", "x"], rows, "`.points`")])
    assert "5 more: `.points`" in text(leaf)
    assert "5 more: `.points`" in html(leaf)
    assert len(Page(html(leaf)).find("tr")) == ROWS + 1


def test_awkward_sweeps_show_themselves() -> None:
    nothing, none = sim.Sweep(made(["a"], [(1.0,)], [float("nan")])), sim.Sweep(made(["a"], [(1.0,)], [0.5], readings=6))
    assert "0 of 1 points" in repr(nothing)
    assert "2 more readings: `.points`" in repr(none)
    assert "2 more readings" in none._repr_html_()


def test_a_run_in_expected_mode_says_what_it_is() -> None:
    shown = repr(sim.run(ROOT / "scenarios" / "pd-2022" / "depletion.yaml", mode="expected"))
    assert "1 replicate, seed" in shown
    assert "Note: expected mode" in shown
    assert "No probability in expected mode" in shown


def test_a_run_with_a_baseline_shows_how_far_it_is_from_it(tmp_path: Path) -> None:
    (tmp_path / "before.yaml").write_text(
        "title: Small\nstart: 2022-01-01\nend: 2022-03-01\nreplicates: 20\nstages: {a: {kind: active, initial: 900}, b: {kind: closed}}\n"
        "flows: {x: {kind: hazard, from: a, to: b, rate: 0.1}}\nmetrics: {left: {flow: x}}\n"
    )
    (tmp_path / "after.yaml").write_text("extends: before.yaml\nbaseline: before.yaml\nset: {flows.x.rate: 0.2}\n")
    run = sim.run(tmp_path / "after.yaml")
    assert run.baseline is not None
    table = run._leaf().tables[-1]
    assert (table.caption, [row[0] for row in table.rows]) == ("after minus before: mean", ["left"])
    assert table.caption in run._repr_html_()
