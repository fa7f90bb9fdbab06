"""The page: everything in it, nothing that runs or loads, hostile texts escaped."""

import base64
import io
import re
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest

from sim.analysis.claims import OutcomeOfClaim
from sim.analysis.record import Record, record
from sim.ensemble.blocks import run
from sim.plots.describe import alternative, chances
from sim.plots.figures import save, standard
from sim.plots.palette import PALETTE
from sim.plots.wanted import wanted
from sim.reading.load import load
from sim.report.answer import answer
from sim.report.cells import claim_tables, definitions, metric_cells
from sim.report.content import Given, content
from sim.report.format import distance, worded
from sim.report.inline import inlined
from sim.report.page import TEMPLATES, page
from sim.report.pictures import pictures
from sim.report.projected import projected

HOSTILE = """<script>alert(1)</script><img src=x onerror=alert(2)> "' javascript:alert(3) {{ 7 * 7 }} ]]> -->"""

SCENARIO = """
title: 'HOSTILE title'
question: 'HOSTILE question'
assumption: 'HOSTILE assumption'
start: 2022-01-01
end: 2023-01-01
replicates: 300
seed: 11
stages: {open: {kind: active, initial: 10_000}, gone: {kind: closed}}
flows:
  filed: {kind: inflow, to: open, rate: {value: 250, source: 'HOSTILE source'}, noise: poisson}
  leave: {kind: hazard, from: open, to: gone, rate: {lognormal: {median: 0.03, p05: 0.015, p95: 0.06}, level: replicate}}
events: {ruling: {on: 2022-06-25, probability: 0.5, multiply: {flows.leave.rate: 0.5}, source: https://example.org/ruling?a=1&b=2}}
metrics: {pending: {stock: open}, left: {flow: leave}}
claims:
  - id: 'HOSTILE id'
    statement: 'HOSTILE statement'
    made_on: 2022-06-24
    metric: left
    low: 2_000
    high: 3_210
    given: {ruling: true}
    readings:
      'HOSTILE reading': {from: 2022-01-01, by: 2023-01-01, definition: 'HOSTILE definition'}
      other: {quantity: judges_hired, by: 2023-01-01}
    outcomes:
      - {definition: 'HOSTILE definition', low: 1_000, high: 1_500, window: {by: 2023-01-01}, source: 'HOSTILE outcome', quality: derived, argument: a}
plausibility: [{metric: left, low: 1, high: 1_234, source: 'HOSTILE bound', note: 'HOSTILE note'}]
not_modelled: ['HOSTILE part']
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Record:
    path = tmp_path_factory.mktemp("scenario") / "made.yaml"
    path.write_text(SCENARIO.replace("HOSTILE", HOSTILE.replace("'", "''")), encoding="utf-8")
    loaded = load(path)
    made = record(loaded, run(loaded.scenario))
    return replace(made, notes=[*made.notes, f"{HOSTILE} note of the run"])


@pytest.fixture(scope="module")
def drawings(hostile: Record, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("plots")
    found = {}
    for stem, picture in standard(hostile).items():
        save(picture, folder / f"{stem}.svg")
        found[stem] = (folder / f"{stem}.svg").read_text(encoding="utf-8")
    return found


def html_of(record: Record, drawings: dict[str, str] | None = None, command: str = "sim run x") -> str:
    """Return the page of one run."""
    given = Given(record, command, {"sim": "0.1", "numpy": "2.4"})
    return page(content([given], pictures(record, drawings or {})))


@pytest.fixture(scope="module")
def html(hostile: Record, drawings: dict[str, str]) -> str:
    return html_of(hostile, drawings, f"sim run 'a b.yaml' {HOSTILE}")


class Page(HTMLParser):
    """What a browser would make of the page: its elements, and its text without markup."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.written = io.StringIO()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.written.write(" " if tag in ("br", "dd", "td", "th", "p", "li", "text") else "")

    def handle_data(self, data: str) -> None:
        self.written.write(data)

    @property
    def text(self) -> str:
        return " ".join(self.written.getvalue().split())


@pytest.fixture(scope="module")
def parsed(html: str) -> Page:
    return Page(html)


def test_nothing_runs_but_the_one_script_that_sorts(html: str, parsed: Page) -> None:
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert scripts == [(TEMPLATES / "sort.js").read_text(encoding="utf-8")]
    allowed = base64.b64encode(sha256(scripts[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{allowed}'" in html
    assert [tag for tag, _ in parsed.elements].count("script") == html.lower().count("<script") == 1
    assert not {"img", "iframe", "object", "embed", "foreignobject", "link", "base", "form"} & {tag for tag, _ in parsed.elements}
    for tag, attributes in parsed.elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert not any("javascript:" in (attributes.get(name) or "") for name in ("href", "src", "xlink:href"))


def test_nothing_is_loaded(html: str, parsed: Page) -> None:
    for tag, attributes in parsed.elements:
        for name in ("src", "srcset", "xlink:href", "data", "poster"):
            assert name not in attributes, (tag, attributes)
        if "href" in attributes:
            assert tag == "a" or (attributes["href"] or "").startswith("#"), (tag, attributes)
    assert not re.search(r"@import|url\((?!#)", html)
    assert "default-src 'none'" in html


def test_every_hostile_text_is_shown_as_text(html: str, parsed: Page) -> None:
    said = " ".join(HOSTILE.split())
    kinds = ["title", "question", "assumption", "statement", "source", "outcome", "bound", "note", "part", "definition", "reading", "id"]
    assert [kind for kind in kinds if f"{said} {kind}" not in parsed.text] == []
    assert f"{said} note of the run" in parsed.text
    assert "sim run 'a b.yaml'" in parsed.text


def test_addresses_are_links_and_keep_their_parameters(parsed: Page) -> None:
    links = [attributes["href"] for tag, attributes in parsed.elements if tag == "a"]
    assert "https://example.org/ruling?a=1&b=2" in links


def test_every_number_of_every_claim_is_there(hostile: Record, html: str, parsed: Page) -> None:
    exact = {attributes["value"] for tag, attributes in parsed.elements if tag == "data"}
    for row in hostile.claims:
        if row.probability is None:
            continue
        assert {str(row.probability), str(row.below), str(row.above), str(row.median)} <= exact
        assert all(text in parsed.text for text in chances(row))
    assert "2,000 to 3,210" in parsed.text
    assert "166.7 to 267.5 a month" in parsed.text
    assert "missed" in parsed.text
    assert "1,000 to 1,500" in parsed.text
    assert "at least 500 below the lower end of the range" in parsed.text
    assert "1 to 1,234" in parsed.text
    assert "simulation error only, n = 300" in parsed.text


def test_conditions_and_missing_readings_are_said(parsed: Page) -> None:
    assert "given that ruling happened" in parsed.text
    assert "Not computed: the scenario has no metric of that quantity (judges hired)." in parsed.text


def test_what_is_counted_stands_between_answer_and_claims(hostile: Record, html: str) -> None:
    assert [one.name for one in definitions(hostile)][-1] == "judges hired"
    assert html.index("The answer</h2>") < html.index("What is counted</h2>") < html.index("reading by reading</h2>")
    assert "count different things" in html
    one = replace(hostile, claims=[row for row in hostile.claims if row.reading != "other"])
    assert [found.name for found in definitions(one)] == [hostile.claims[0].definition]
    assert "What is counted</h2>" in html_of(one)
    assert "count different things" not in html_of(one)


def test_what_is_counted_is_told_of_metrics_where_there_is_no_claim(hostile: Record) -> None:
    about = {"left": replace(hostile.about["left"], quantity="cases_left", definition="Cases that left.")}
    bare = replace(hostile, claims=[], values={}, about=hostile.about | about, definitions={"cases_left": "Cases that left."})
    assert [(one.name, one.words) for one in definitions(bare)] == [("cases left", "Cases that left.")]


def test_a_premise_has_neither_interval_nor_verbal_term(hostile: Record) -> None:
    row = replace(hostile.claims[0], premise=True, probability=1.0, below=0.0, above=0.0, words="follows from the assumption")
    text = Page(html_of(replace(hostile, claims=[row]))).text
    assert "1 follows from the assumption" in text
    assert "simulation error only, n =" not in text


def test_an_undetermined_outcome_has_no_distance(hostile: Record) -> None:
    row = replace(hostile.claims[0], outcome=OutcomeOfClaim("undetermined", 0.0, 2_500.0, "s"), distance=None)
    happened = claim_tables(replace(hostile, claims=[row]))[0].readings[0].happened
    assert happened is not None
    assert (happened.distance, happened.interval) == ("", "at most 2,500")


def test_sections_come_in_order(html: str) -> None:
    assert re.findall(r"<h2 [^>]*>(.*?)</h2>", html) == [
        "The answer",
        "What is counted",
        "The claims, reading by reading",
        "Over time, and how it is distributed",
        "Time to reach",
        "Probability where one uncertain number is low or high",
        "What would have to be true",
        "Metrics",
        "Assumptions and their sources",
        "Ignorance and chance",
        "What is not modelled",
        "Notes",
        "How to reproduce",
    ]


def test_the_answer_stands_first_in_one_sentence(hostile: Record, html: str) -> None:
    row = hostile.claims[0]
    text = Page(html[html.index('<section id="answer"') : html.index('id="definitions-title"')]).text
    low, high = row.probability_low or 0.0, row.probability_high or 1.0
    assert f"the probability is {chances(row)[1]} ({worded(row)}; 95%, simulation error only: {low:.2f} to {high:.2f}) that" in text
    assert "that the value of left (1 January 2022 to 1 January 2023) lies within 2,000 to 3,210" in text
    assert "What happened under this definition: 1,000 to 1,500, missed." in text


def test_other_definitions_are_other_questions(hostile: Record) -> None:
    row = replace(hostile.claims[0], probability=0.5)
    rows = [
        row,
        replace(row, reading="later", probability=0.7),
        *(replace(row, reading=f"r{p}", definition="judges_hired", probability=p) for p in (0.1, 0.9)),
    ]
    said = answer(replace(hostile, claims=rows), row.id)
    assert f"By reading it goes from 0.50 ({row.reading}) to 0.70 (later)." in said
    assert said.endswith("Where something else is counted it is 0.10 to 0.90 for judges hired.")
    assert said.index("What happened under this definition") < said.index("Where something else")


@pytest.mark.parametrize(
    ("low", "probability", "high", "words"),
    [
        (0.0, 0.001, 0.004, "less than 1 in 100"),
        (0.996, 1.0, 1.0, "more than 99 in 100"),
        (0.09, 0.11, 0.12, "very unlikely"),
        (0.17, 0.19, 0.22, "very unlikely to unlikely"),
    ],
)
def test_words_are_those_of_the_whole_interval(hostile: Record, low: float, probability: float, high: float, words: str) -> None:
    row = replace(hostile.claims[0], probability=probability, probability_low=low, probability_high=high)
    assert worded(row) == words
    assert worded(replace(row, premise=True, words="follows from the assumption")) == "follows from the assumption"


def test_a_distance_says_from_which_end(hostile: Record) -> None:
    row = hostile.claims[0]
    exact = replace(row, outcome=OutcomeOfClaim("missed", 13.0, 13.0, "s"), distance=2.0)
    assert distance(exact, " months") == "2 months above the upper end of the range"
    assert distance(row) == "at least 500 below the lower end of the range"
    assert distance(replace(row, distance=0.0)) == "within the range"


def test_headings_go_down_one_level_at_a_time_and_tables_say_what_they_are(html: str, parsed: Page) -> None:
    levels = [int(tag[1]) for tag, _ in parsed.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    tags = [tag for tag, _ in parsed.elements]
    assert tags.count("table") == tags.count("caption") > 5
    assert all(attributes.get("scope") in ("row", "col") for tag, attributes in parsed.elements if tag == "th")
    named = {attributes["id"] for _, attributes in parsed.elements if "id" in attributes}
    labelled = [attributes["aria-labelledby"] for _, attributes in parsed.elements if "aria-labelledby" in attributes]
    assert set(labelled) <= named


def test_marks_say_their_values_to_whoever_points_at_them(html: str) -> None:
    titles = re.findall(r'<g style="pointer-events: all"><title>(.*?)</title>', html)
    assert any(re.match(r"1 July 2022: median [\d,]+; 50% between", title) for title in titles)
    assert any(re.match(r"[\d,]+ to [\d,]+: [\d.e-]+% of replicates", title) for title in titles)


def test_every_colour_of_the_plots_has_one_for_dark_paper(html: str) -> None:
    style = html[html.index("<style>") : html.index("</style>")]
    assert [name for name in PALETTE if f"--plot-{name}: " not in style] == []
    assert f"var(--plot-median, {PALETTE['median']})" in html


def test_letters_are_drawn_once(html: str) -> None:
    letters = re.findall(r'id="(DejaVuSans[^"]*)"', html)
    assert letters
    assert len(letters) == len(set(letters))


def test_assumptions_are_tagged(hostile: Record, parsed: Page) -> None:
    assert all(row.path in parsed.text and row.place in parsed.text for row in hostile.assumptions)
    assert "assumption" in {row.source for row in hostile.assumptions}
    marked = [replace(row, quality="primary, second-hand") for row in hostile.assumptions]
    assert 'class="tag warn">primary, second-hand' in html_of(replace(hostile, assumptions=marked))


def test_plots_have_alternative_texts_and_ids_of_their_own(hostile: Record, parsed: Page) -> None:
    drawn = [attributes for tag, attributes in parsed.elements if tag == "svg"]
    stems = [one.stem for one in pictures(hostile, dict.fromkeys(wanted(hostile), "<svg/>"))]
    assert [one["aria-label"] for one in drawn] == [alternative(hostile, wanted(hostile)[stem]) for stem in stems]
    assert {one["role"] for one in drawn} == {"img"}
    ids = [attributes["id"] for _, attributes in parsed.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    used = [(attributes["href"] or "")[1:] for tag, attributes in parsed.elements if tag == "use"]
    assert used
    assert set(used) <= set(ids)


def test_how_to_reproduce(parsed: Page) -> None:
    text = parsed.text
    assert "Seed 11" in text
    assert "Replicates 300" in text
    assert "numpy 2.4" in text


def test_the_same_record_gives_the_same_page(hostile: Record, drawings: dict[str, str], html: str) -> None:
    assert html_of(hostile, drawings, f"sim run 'a b.yaml' {HOSTILE}") == html


def test_a_run_without_claims_has_a_page(hostile: Record) -> None:
    bare = replace(hostile, claims=[], statements={}, values={}, plausibility=[], notes=[], not_modelled=(), assumptions=[], question=None)
    html = html_of(bare)
    text = Page(html).text
    assert "names no claim" not in text
    row = metric_cells(bare)[0]
    assert (
        f"Under these assumptions the median of pending (1 January 2023) is {row['median']} cases; 95% of replicates lie within {row['band']}."
        in text
    )
    assert f"The median of left (1 January 2022 to 1 January 2023) is {metric_cells(bare)[1]['median']} cases;" in text
    assert "The scenario does not say." in text
    assert "Test of a published projection" not in text
    assert re.findall(r"<h2 [^>]*>(.*?)</h2>", html) == [
        "The answer",
        "Over time",
        "Metrics",
        "Assumptions and their sources",
        "What is not modelled",
        "How to reproduce",
    ]


def test_fans_of_a_run_without_claims_stand_over_time(hostile: Record) -> None:
    bare = replace(hostile, claims=[], values={})
    html = html_of(bare, dict.fromkeys(wanted(bare), "<svg/>"))
    over_time = html[html.index('id="versions-title"') : html.index('id="metrics-title"')]
    assert html.count("<figure>") == over_time.count("<figure>") == len(bare.metrics) > 1, "and no small fans beside them"


def test_a_run_that_shows_nothing_says_so(hostile: Record) -> None:
    assert "names no claim and no metric" in html_of(replace(hostile, claims=[], values={}, metrics={}))


def test_one_replicate_has_no_median_of_its_answer(hostile: Record) -> None:
    found = projected(replace(hostile, replicates=1))
    assert found is not None
    assert found.about == "pending (1 January 2023)"
    assert "median" not in found.sentence
    assert "comes to" in found.sentence


def test_only_drawing_passes_into_the_page() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)" width="9pt" viewBox="0 0 9 9">'
        '<script>alert(1)</script><style>* {fill: url(https://example.org/x)}</style><a href="https://example.org"><path d="M0 0"/></a>'
        '<foreignObject><p>x</p></foreignObject><image href="https://example.org/x.png"/><use xlink:href="https://example.org/x.svg#a"/>'
        '<defs><path id="a" d="M1 1"/><clipPath id="c"><rect/></clipPath></defs><use xlink:href="#a" clip-path="url(#c)" onclick="x"/>'
        '<rect style="fill: url(https://example.org/y)" id="r"/></svg>'
    )
    text = str(inlined([(svg, 'a "label" <b>')])[0])
    assert not re.search(r"example|alert|script|style>|foreign|image|onclick|onload|<a|width", text)
    assert 'id="plot1-a"' in text
    assert 'href="#plot1-a" clip-path="url(#plot1-c)"' in text
    assert 'aria-label="a &quot;label&quot; &lt;b&gt;"' in text


@pytest.mark.parametrize("text", ["", "<p>no drawing</p>", "<svg", "not markup"])
def test_what_is_no_svg_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an SVG"):
        inlined([(text, "")])


def test_the_template_escapes_everything() -> None:
    files = [file for file in TEMPLATES.rglob("*.j2") if file.name != "report.md.j2"]
    assert len(files) > 5
    assert not re.search(r"\|\s*safe|autoescape", "".join(file.read_text(encoding="utf-8") for file in files))


def test_no_number_moves_a_claim_only_where_none_is_drawn(hostile: Record) -> None:
    nothing = "Nothing is drawn once per replicate"
    assert nothing not in html_of(hostile)
    assert nothing in html_of(replace(hostile, drawn={}))
    bare = html_of(replace(hostile, claims=[], drawn={}))
    assert nothing not in bare
    assert "priors-title" not in bare


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"premise": True, "probability": 1.0}, "The answer follows from the assumption, so no number moves it."),
        ({"n": 9}, "Of 10 replicates or more it could be told, here 9 have a value."),
    ],
)
def test_it_is_said_why_no_number_is_shown_to_move_a_claim(hostile: Record, changed: dict[str, float], why: str) -> None:
    assert why in html_of(replace(hostile, claims=[replace(hostile.claims[0], **changed)]))


def test_nothing_is_printed_as_nan() -> None:
    for n in (10, 15, 20, 21):
        loaded = load("scenarios/pd-2022/vacated-june-2022.yaml", [f"replicates={n}"])
        html = html_of(record(loaded, run(loaded.scenario)))
        assert not re.search(r"\bnan\b", Page(html).text)
        assert "not estimated" in html


def test_captions_begin_with_a_capital_and_code_is_marked_as_such(hostile: Record, html: str, parsed: Page) -> None:
    captions = re.findall(r"<caption>(.*?)</caption>", html)
    assert captions
    assert [text for text in captions if text[0].islower()] == []
    assert "`" not in parsed.text
    assert "`" not in Page(html_of(replace(hostile, notes=[]))).text


def test_an_alternative_text_quotes_the_title(hostile: Record) -> None:
    for picture in wanted(hostile).values():
        assert f'under the scenario "{hostile.title}"' in alternative(hostile, picture)


def test_a_value_of_expected_mode_is_rounded(hostile: Record) -> None:
    row = replace(hostile.claims[0], n=None, probability=None, median=487_666.667)
    bare = replace(hostile, values=dict(hostile.values) | {row.name: np.array([487_666.667])})
    assert "the value of left is 487,700." in answer(replace(bare, claims=[row]), row.id)
