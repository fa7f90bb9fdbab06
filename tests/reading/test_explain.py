"""`sim explain` says every scenario in words: each number once, with its source or the word "assumption".

`python tests/reading/test_explain.py` writes the three explanations in `explained/` anew; read the difference before you believe it.
"""

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from ruamel.yaml import YAML

from sim.model.number import Count, Product, Series, walk
from sim.model.paths import numbers
from sim.reading.explain.against import comparisons
from sim.reading.explain.document import explain
from sim.reading.explain.grammar import sentence
from sim.reading.explain.numbers import said
from sim.reading.explain.write import markdown, text
from sim.reading.load import load
from sim.reading.warnings import warnings
from tests.cli.called import called
from tests.properties.systems import loaded as loaded_system
from tests.properties.systems import over, systems

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "scenarios").glob("*/*.yaml"))
FEW = {
    *SHIPPED[::6],
    *(ROOT / name for name in ("scenarios/base/immigration-court-2022.yaml", "scenarios/pd-2022/depletion-full-court.yaml")),
}
EVERY = [
    *(pytest.param(file, id=file.stem, marks=[] if file in FEW else pytest.mark.deep) for file in SHIPPED),
    *(
        pytest.param(ROOT / name, id=Path(name).stem)
        for name in ("tests/reading/everything.yaml", "tests/reading/ages.yaml", "tests/bad/good.yaml")
    ),
]
GOLDEN = ("tests/reading/everything.yaml", "scenarios/base/tutorial.yaml", "scenarios/pd-2022/vacated-june-2022.yaml")
"""One with all that the format has, one with staff and ages, and one that extends another."""

ODD = re.compile(
    r"\bNone\b|\bnan\b|\binf\b|[a-z_]+=|datetime|<|\(\)|  |\.\.| ,|\[\]|\b(one|(?<![.,\d])1)( \[[^]]*\])? (cases|replicates|classes|months|weeks|years|days|units|observations)\b"
)
"""What no sentence may hold: values of the program, holes, and a plural of one."""


def golden(name: str) -> Path:
    return Path(__file__).parent / "explained" / f"{Path(name).stem}.txt"


@pytest.fixture(autouse=True)
def at_home(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("file", EVERY)
def test_every_number_is_said_once_with_its_source_or_as_an_assumption(file):
    loaded = load(file)
    found = explain(loaded)
    single = [
        inner
        for path, number in numbers(loaded.scenario).items()
        for inner, part in walk(path, number)
        if not isinstance(part, Product | Series | Count)
    ]
    told = [entry.path for entry in found.numbers]
    assert len(told) == len(set(told))
    assert set(single) <= set(told)
    for entry in found.numbers:
        assert entry.basis in ("source", "assumption", "parameter", "default")
        assert (entry.basis in ("source", "parameter")) == (entry.source is not None), entry
        assert entry.basis == "default" or re.search(r"\.yaml:\d+$", entry.place), entry
    written = text(found)
    for entry in found.numbers:
        assert f"`{entry.path}`" in written
    json.dumps(found.as_dict(), allow_nan=False)
    are_sentences(found, loaded.scenario)


def are_sentences(found, scenario):
    """Check that what is said begins and ends as a sentence does, but for the author's own words."""
    own_words = {scenario.title, scenario.question, scenario.assumption, scenario.note}
    for section in found.sections:
        for line in (line for line in section.sentences if line not in own_words and section.heading != "Not modelled"):
            bare = re.sub(r"\([A-Z][^`]*\)$", "(…)", line)
            assert not ODD.search(bare), line
            assert re.match(r"[A-Z0-9`]", bare), line
            assert bare.rstrip().endswith((".", "?", "!", ":", ")", "]")), line


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name):
    assert text(explain(load(name))) == golden(name).read_text(encoding="utf-8")


def test_a_number_without_a_source_is_an_assumption_and_one_with_is_cited():
    entries = {entry.path: entry for entry in explain(load("scenarios/base/immigration-court-2022.yaml")).numbers}
    cited = entries["resources.judges.headcount.series.2021-10-01"]
    assert (cited.basis, cited.source, cited.value) == ("source", "judges-2021-09", "559")
    assert "TRAC" in cited.cited or "EOIR" in cited.cited
    assert entries["resources.judges.headcount.series.2023-01-01"].basis == "assumption"
    assert entries["flows.filed.ar1"].level == "month"
    assert entries["resources.attorneys.productivity.product.0"].source == "parameters.reviews_per_attorney"


def test_what_is_drawn_is_told_by_level():
    drawn = explain(load("tests/reading/everything.yaml")).drawn
    assert {"parameters.pace", "events.appeal.on", "events.ruling.probability"} <= set(drawn["ignorance"])
    assert drawn["fluctuation"] == ["resources.judges.noise", "parameters.grant", "flows.filed.ar1"]
    assert drawn["chance"][0] == "how many cases arrive by `filed`"


def test_changes_through_every_parent(tmp_path):
    def write(name, content):
        (tmp_path / name).write_text(content, encoding="utf-8")
        return tmp_path / name

    write("root.yaml", (ROOT / "tests/bad/good.yaml").read_text(encoding="utf-8"))
    write(
        "middle.yaml",
        "extends: root.yaml\nset: {flows.leave.rate: .05}\nevents: {r: {on: 2022-06-01, multiply: {flows.leave.rate: 0.5}}}\n",
    )
    child = write("child.yaml", "extends: middle.yaml\nflows: {leave: {rate: {value: 0.05, source: a guess}}}\nbaseline: root.yaml\n")
    found = comparisons(load(child, ["seed=7"]))
    assert [one.kind for one in found] == ["file as it is written,", "parent", "parent", "baseline"]
    assert [(change.path, change.before, change.after) for change in found[0].changes] == [("seed", "1", "7")]
    (change,) = found[1].changes
    assert (change.path, change.before, change.after) == ("flows.leave.rate", "0.05 [assumption]", "0.05 [a guess]")
    assert change.before_place.endswith("middle.yaml:2")
    assert change.after_place.endswith("child.yaml:2")
    assert [change.path for change in found[2].changes] == ["flows.leave.rate", "events.r"]
    assert found[2].changes[0].after == "0.05 [assumption]"
    assert found[2].changes[1].before is None
    assert {change.path for change in found[3].changes} >= {"flows.leave.rate", "events.r"}


def test_a_default_written_out_is_no_change_and_a_part_of_a_scenario_may_be_a_parent(tmp_path):
    text = (ROOT / "tests/bad/good.yaml").read_text(encoding="utf-8")
    (tmp_path / "part.yaml").write_text("start: 2022-01-01\nseed: 3\n", encoding="utf-8")
    (tmp_path / "whole.yaml").write_text(f"extends: part.yaml\n{text}", encoding="utf-8")
    (tmp_path / "child.yaml").write_text("extends: whole.yaml\nmoves: at-once\nset: {flows.leave.per: month}\n", encoding="utf-8")
    assert [change.path for change in comparisons(load(tmp_path / "child.yaml"))[0].changes] == []
    assert {change.path for change in comparisons(load(tmp_path / "whole.yaml"))[0].changes} >= {"stages.open", "flows.leave"}


def test_command():
    done = called("explain", "scenarios/pd-2022/vacated-june-2022.yaml", "--json", "--set", "seed=9")
    found = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert found["scenario"] == "vacated-june-2022"
    assert found["comparisons"][0]["changes"][0]["path"] == "seed"
    assert called("explain", "scenarios/pd-2022/vacated-june-2022.yaml", "--format", "md").out.startswith("# The claim's pace")
    wrong = called("explain", "tests/bad/s101-unknown-key.yaml")
    assert (wrong.code, wrong.out) == (1, "")
    assert "[S101]" in wrong.err
    assert called("explain", "x.yaml", "--format", "pdf").code == 2


def test_it_starts_without_the_engines_libraries():
    code = "import sys; sys.argv = ['sim', 'explain', 'scenarios/pd-2022/depletion.yaml']\nfrom sim.cli.main import main\nmain()\n"
    check = "print(*[name for name in ('numpy', 'scipy', 'pandas', 'matplotlib', 'rich') if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + check], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""


def rendered(written):
    """Return Markdown as a browser shows its text, and which kinds of markup it holds."""
    parser = MarkdownIt("commonmark").enable("table")
    kinds = {inner.type for token in parser.parse(written) for inner in (token, *(token.children or ()))}
    return html.unescape(re.sub(r"</?(h1|h2|ul|li|p|code|a|strong|em)\b[^>]*>", "", parser.render(written))), kinds


@pytest.mark.parametrize("name", GOLDEN)
def test_the_same_words_as_markdown(name):
    found = explain(load(name))
    shown, _ = rendered(markdown(found))
    for line in (line for section in found.sections for line in section.sentences):
        assert re.sub(r"`([^`]+)`", r"\1", line) in shown


HOSTILE = "<script>alert(1)</script> | [x](javascript:alert(2)) &lt;b> *bold* `c` ``<img src=x>`` \\` <i> # <https:x>"
"""What a browser or a reader of Markdown would take for its own."""

OURS = {"heading", "bullet_list", "list_item", "paragraph"}
"""The markup of an explanation, beside code and texts."""


def yaml_of(name, **texts):
    """Return the plain values of a file, with other texts."""
    return YAML(typ="safe").load((ROOT / name).read_text(encoding="utf-8")) | texts


def test_nothing_a_scenario_says_acts(tmp_path):
    written = yaml_of(
        "tests/bad/good.yaml", title=HOSTILE, question=HOSTILE, assumption=f"# {HOSTILE}", note=f"- {HOSTILE}", not_modelled=[HOSTILE]
    )
    written["stages"]["open"]["initial"] = {"value": 6000, "source": HOSTILE, "note": HOSTILE}
    written["metrics"] = {"done": {"flow": "leave"}}
    written["claims"] = [{"id": HOSTILE, "metric": "done", "low": 1, "statement": HOSTILE, "source": HOSTILE,
                          "readings": {HOSTILE: {"from": written["start"], "by": written["end"], "definition": HOSTILE}}}]  # fmt: skip
    file = tmp_path / "hostile.yaml"
    file.write_text(json.dumps(written, default=str), encoding="utf-8")
    found = explain(load(file))
    assert text(found).count("<script>") > 5
    shown, kinds = rendered(markdown(found))
    assert {kind.removesuffix("_open").removesuffix("_close") for kind in kinds} <= OURS | {"inline", "text", "text_special", "code_inline"}
    assert "\n".join(found.sections[0].sentences).replace("`c`", "c") in shown.replace("\n\n", "\n")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("{uniform: [1, 2], level: replicate}", "between 1 and 2 (all values equally likely; one value per replicate: not known) [assumption]"),
        ("{lognormal: {median: 2, p05: 1, p95: 4}, level: month}", "2 (the median; 90% of values from 1 to 4, lognormal; a new value each month: fluctuation) [assumption]"),
        ("{lognormal: {median: 1, p05: 0.9, p95: 4}, level: replicate}", "1 (the median; 90% of values from 0.474 to 2.11, lognormal; one value per replicate: not known) [assumption]"),
        ("{discrete: {1: 1, 2: 3}, level: replicate, source: x}", "1 with probability 25% or 2 with probability 75% (one value per replicate: not known) [x]"),
        ("{beta: {a: 1, b: 1}, level: month, truncate: [0.1, 0.9]}", "0.5 (the mean; standard deviation 0.289, beta; only values from 0.1 to 0.9; a new value each month: fluctuation) [assumption]"),
    ],
)  # fmt: skip
def test_numbers(number, words):
    loaded = load("tests/bad/good.yaml", [f"flows.leave.rate={number}"])
    assert said(loaded.scenario.flows["leave"].rate, loaded.scenario) == words


@over(systems(), few=15, many=150)
def test_whatever_can_be_read_can_be_said(system):
    read = loaded_system(system)
    found = explain(read)
    assert text(found)
    are_sentences(found, read.scenario)
    assert all(one.code.startswith("W") for one in warnings(read))


def test_a_sentence_ends_once():
    assert [sentence(one) for one in ("why?", "so it is.", "so  it is")] == ["Why?", "So it is.", "So it is."]


if __name__ == "__main__":
    for name in GOLDEN:
        golden(name).write_text(text(explain(load(name))), encoding="utf-8")
