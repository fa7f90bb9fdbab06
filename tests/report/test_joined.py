"""Several runs in one report: the order of versions, the same numbers as in their folders, Markdown that nothing breaks out of."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.plausibility import distance_of
from sim.errors import RunFolderError
from sim.plots.versions import distributions, fans
from sim.report.answer import MOST, answers, headline
from sim.report.content import Content, Given, _once, by_distance, content
from sim.report.joined import gather, report
from sim.report.markdown import markdown, shown
from sim.report.page import page
from tests.cli.called import called
from tests.report.test_page import HOSTILE, Page

FOLDER = "scenarios/pd-2022"
NAMES = ("constant-rate", "depletion", "vacated-june-2022")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three versions of one claim, a solution and a sweep."""
    out = tmp_path_factory.mktemp("joined")
    runs = [sim.run(f"{FOLDER}/{name}.yaml", replicates=400).save(out / name) for name in NAMES]
    asked = ("--claim", "pd-by-april-2023", "--for", "stages.eligible.initial", "--replicates", "400", "--out", str(out / "solved"))
    assert called("solve", f"{FOLDER}/depletion.yaml", *asked)[0] == 0
    varied = ("--vary", "stages.eligible.initial=0.7e6:1.8e6:4", "--replicates", "200", "--out", str(out / "swept"), "--quiet")
    assert called("sweep", f"{FOLDER}/depletion.yaml", *varied)[0] == 0
    return [*runs, out / "solved", out / "swept"]


@pytest.fixture(scope="module")
def joined(folders: list[Path]) -> Content:
    return report(gather(folders))


@pytest.fixture(scope="module")
def html(joined: Content) -> str:
    return page(joined)


def test_versions_stand_in_the_order_of_their_distance_from_published_bounds(joined: Content) -> None:
    distances = [distance_of(part.run.plausibility) for part in joined.parts]
    assert distances == sorted(distances)
    assert len(set(distances)) == 3
    first = joined.claims[0]
    assert [line.scenario for line in first.lines[:3]] == [part.run.scenario for part in joined.parts]


def test_a_scenario_without_published_bounds_comes_last(joined: Content) -> None:
    given = [Given(part.run, "", {}) for part in joined.parts]
    unbound = replace(given[0], record=replace(given[0].record, plausibility=[]))
    assert by_distance([unbound, *given[1:]])[-1] is unbound


def test_the_answer_names_every_version_or_the_ends(joined: Content) -> None:
    answer = joined.claims[0].answer
    assert answer.startswith("Under 3 sets of assumptions, from the nearest to published bounds to the farthest, the probability that")
    assert all(f"({name})" in answer for name in NAMES)
    assert "(25 April 2022 to 1 April 2023)" in answer, "the first reading speaks for a claim"
    shown = [(part.run, next(row for row in part.run.claims if row.reading == "by-1-april-2023")) for part in joined.parts]
    many = answers([*shown] * MOST)
    assert "is between" in many
    assert many.count("(depletion)") <= 1


def test_what_follows_from_an_assumption_is_said_so_and_is_no_end_of_the_range(joined: Content) -> None:
    shown = [(part.run, next(row for row in part.run.claims if row.reading == "by-1-april-2023")) for part in joined.parts]
    premise = [(run, replace(row, premise=True, probability=0.0)) for run, row in shown[:1]]
    rest = [(run, replace(row, premise=False, probability=0.5)) for run, row in shown[1:]]
    assert f"0 ({shown[0][0].scenario}, which follows from the assumption)" in answers([*premise, *rest])
    assert headline([*premise, *rest]).startswith("0.5")
    assert " to " not in headline([*premise, *rest])
    assert headline(premise) == "0"


def test_questions_stand_under_the_title(joined: Content, html: str) -> None:
    asked = {part.run.question for part in joined.parts}
    assert len(asked) > 1
    assert all(question and unescape(html).index(question) < html.index("<main>") for question in asked)
    given = [Given(replace(part.run, question="How many?"), "", {}) for part in joined.parts]
    assert content(given, []).questions == [("", "How many?")]
    assert "*How many?*\n" in markdown(content(given, []))


def test_the_page_shows_the_numbers_that_json_has(folders: list[Path], html: str) -> None:
    exact = {attributes["value"] for tag, attributes in Page(html).elements if tag == "data"}
    for folder in folders[:3]:
        for row in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["record"]["claims"]:
            if row["probability"] is not None:
                assert {str(row[key]) for key in ("probability", "below", "above", "median")} <= exact


def test_what_was_asked_beside_the_runs_is_there(folders: list[Path], html: str) -> None:
    text = unescape(Page(html).text)
    assert "No value of stages.eligible.initial between" in text or "stages.eligible.initial: " in text
    assert "4 points of stages.eligible.initial" in text
    assert "Over a sweep: The claim's two months, with a pool that empties" in text
    alone = Page(page(report(gather(folders[:1])))).text
    assert "Not asked." in alone


def test_the_report_stays_small(html: str) -> None:
    assert len(html.encode()) < 2_000_000


def test_fans_are_those_of_the_whole_curve_and_mark_their_own_claim_only(joined: Content) -> None:
    """Two claims are about the metric; the curve goes on after the window of the first."""
    records = [part.run for part in joined.parts]
    page = fans(records, "pd-by-april-2023/by-1-april-2023")
    assert "pd dismissals since 25 April 2022" in [text.get_text() for text in page.paper.texts]
    for ax in page.panels:
        assert [line.get_label() for line in ax.lines].count("claim") == 3, "one for each end of the claim's windows"
        assert [line.get_label() for line in ax.lines].count("what happened") == 1
    text = next(one.text for one in joined.claims[0].pictures if one.stem.startswith("versions-"))
    assert "pd-million-2024" not in text


def test_distributions_of_versions_have_one_scale_unless_that_would_flatten_one(joined: Content) -> None:
    reading = "pd-by-april-2023/by-1-april-2023"
    shown = [(part.run, reading) for part in joined.parts]
    page = distributions(shown)
    assert len({(*ax.get_xlim(), *ax.get_ylim()) for ax in page.panels}) == 1
    assert "All panels have one scale." in [text.get_text() for text in page.paper.texts]
    record = shown[0][0]
    flat = replace(record, values={reading: np.full(400, 400_000.0)})
    page = distributions([(flat, reading), *shown[1:]])
    assert len({ax.get_xlim() for ax in page.panels}) == 1
    assert page.panels[0].get_ylim()[1] > 5 * page.panels[1].get_ylim()[1]
    assert "and each a vertical one of its own" in " ".join(text.get_text() for text in page.paper.texts)


def test_readings_that_some_did_not_compute_take_one_line_for_all_of_them(joined: Content) -> None:
    line = joined.claims[0].lines[0]
    missing = replace(line, cells=replace(line.cells, missing="Not computed."))
    lines = _once([line, replace(missing, scenario="b"), replace(missing, scenario="c")])
    assert [one.scenario for one in lines] == [line.scenario, "b and c"]


def test_readings_that_nobody_computed_take_one_line(joined: Content) -> None:
    lines = [line for line in joined.claims[0].lines if line.cells.row.reading == "every-completion"]
    assert [line.scenario for line in lines] == ["none of them"]


def test_markdown_says_the_same(joined: Content, html: str) -> None:
    text = markdown(joined)
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    of_page = [unescape(found) for found in re.findall(r"<h2 [^>]*>(.*?)</h2>", html)]
    assert headings == of_page
    for claim in joined.claims:
        assert shown(claim.answer) in text
        for line in claim.lines:
            assert line.cells.missing or f"| {shown(line.cells.within)} |" in text


def _tables(text: str) -> Iterator[list[str]]:
    rows: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(line)
        elif rows:
            yield rows
            rows = []


def test_tables_in_markdown_are_as_wide_as_their_heads(joined: Content) -> None:
    count = 0
    for rows in _tables(markdown(joined)):
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
        assert len(widths) == 1, rows[0]
        assert re.fullmatch(r"[|:-]+", rows[1].replace(" ", ""))
        assert len(rows) > 2
        count += 1
    assert count > 8


def test_nothing_breaks_out_of_markdown(joined: Content) -> None:
    hostile = replace(joined.parts[0].run, title=HOSTILE, question=f"# {HOSTILE}\n\n| a |", notes=[f"```\n{HOSTILE}"], scenario="a|b`c")
    text = markdown(content([Given(hostile, f"sim run ```\n{HOSTILE}", {})], []))
    outside = re.sub(r"^(`{3,})\n.*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    assert not re.search(r"(?<!\\)<(script|img)", outside)
    assert "````\nsim run ```" in text
    assert "\n# {{" not in text
    for rows in _tables(text):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1


def test_pictures_of_markdown_lie_beside_it(folders: list[Path], tmp_path: Path) -> None:
    code, out, _ = called("report", *map(str, folders), "--format", "md", "--out", str(tmp_path / "md"))
    assert code == 0
    text = (tmp_path / "md" / "report.md").read_text(encoding="utf-8")
    named = re.findall(r"\]\((plots/[^)]+)\)", text)
    assert len(named) == 6
    assert {f"plots/{file.name}" for file in (tmp_path / "md" / "plots").iterdir()} == set(named)
    assert out.strip() == f"report: {tmp_path / 'md' / 'report.md'}"


def test_two_runs_of_one_scenario_are_told_apart(folders: list[Path]) -> None:
    found = gather([folders[0], folders[0]])
    assert [one.record.scenario for one in found.runs] == ["constant-rate (1)", "constant-rate (2)"]


def test_all_folders_that_cannot_be_read_are_named(folders: list[Path], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "wrong").mkdir()
    (tmp_path / "wrong" / "solution.json").write_text("{}")
    with pytest.raises(RunFolderError) as caught:
        gather([folders[0], tmp_path / "empty", tmp_path / "wrong", tmp_path / "nowhere"])
    assert [line.split(":")[0].rpartition("/")[2] for line in str(caught.value).splitlines()] == ["empty", "wrong", "nowhere"]
    with pytest.raises(RunFolderError, match="at least one run"):
        gather([folders[3]])


def test_a_folder_in_use_is_refused_before_anything_is_drawn(folders: list[Path]) -> None:
    code, out, err = called("report", str(folders[0]), "--out", str(folders[1]))
    assert (code, out) == (1, "")
    assert "[S601]" in err


def test_json(folders: list[Path], tmp_path: Path) -> None:
    code, out, _ = called("report", str(folders[0]), "--out", str(tmp_path / "r"), "--json")
    assert code == 0
    assert json.loads(out) == {"out": str(tmp_path / "r" / "report.html"), "runs": ["constant-rate"]}
