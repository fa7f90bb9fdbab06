"""`--format`: every table that is printed as CSV, exactly, and as Markdown; what is printed by default is what it was made of."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.cli.blocks import Cell, Column, Line, Table
from sim.cli.writers import as_csv, as_markdown
from tests.cli.called import Done, called

ROOT = Path(__file__).parents[2]

SCENARIO = """title: A queue | and a half
start: 2022-01-01
end: 2022-07-01
replicates: 200
seed: 4
stages: {open: {kind: active, initial: 1_000}, gone: {kind: closed}}
flows:
  leave:
    kind: hazard
    from: open
    to: gone
    rate: {uniform: [0.03, 0.05], level: replicate}
events: {ruling: {on: 2022-03-01, probability: 0.5, multiply: {flows.leave.rate: 1.5}}}
metrics: {pending: {stock: open}, left: {flow: leave}}
claims:
  - {id: c, metric: left, low: 210, given: {ruling: true}, readings: {half: {from: 2022-01-01, by: 2022-07-01}}}
  - {id: d, metric: pending, high: 700, readings: {end: {by: 2022-07-01}, spring: {by: 2022-04-01}}}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for drawn in ("sim.plots.figures.standard", "sim.report.sweeps.draw"):
        monkeypatch.setattr(drawn, lambda *_: {})
    for drawn in ("sim.report.comparison.save", "sim.report.comparison.waterfall"):
        monkeypatch.setattr(drawn, lambda *_: None)
    (tmp_path / "a.yaml").write_text(SCENARIO)
    (tmp_path / "b.yaml").write_text("extends: a.yaml\nbaseline: a.yaml\nstages: {open: {initial: 900}}\n")
    monkeypatch.chdir(tmp_path)


def rows_of(text: str) -> list[dict[str, str]]:
    """Read a CSV that has one row of names and as many cells in every other."""
    table = list(csv.reader(io.StringIO(text)))
    assert len({len(row) for row in table}) == 1
    assert len(set(table[0])) == len(table[0])
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def agree(shown: dict[str, str], exact: dict[str, object], names: dict[str, str]) -> None:
    """Compare cells with JSON values: numbers to the last bit, null as nothing."""
    for name, key in names.items():
        value = exact[key]
        text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        assert shown[name] == text, name


def test_claims_of_a_run_are_those_of_json() -> None:
    answer = json.loads(called("run", "a.yaml", "--json").out)
    done = called("run", "a.yaml", "--format", "csv", "--quiet")
    rows = rows_of(done.out)
    assert len(rows) == len(answer["claims"]) == 4
    names = (
        "id",
        "low",
        "high",
        "reading",
        "metric",
        "n",
        "probability",
        "probability_low",
        "probability_high",
        "below",
        "above",
        "median",
        "words",
    )
    for row, exact in zip(rows, answer["claims"], strict=True):
        agree(row, exact, {name: name for name in names})
        assert row["window_to"] == exact["window"]["to"]
        assert row["given"] == ("ruling=true" if exact["given"] else "")
    assert re.fullmatch(r"\nreport: .*report\.html\n", done.err), "what was written stands beside the table, not in it"


def test_every_other_table_of_a_run() -> None:
    asked = ("run", "b.yaml", "--step-check", "--variance", "--quiet")
    answer = json.loads(called(*asked, "--json").out)
    tables = {name: rows_of(called(*asked, "--format", "csv", "--table", name).out) for name in ("step-check-claims", "step-check-metrics")}
    for key, name in (("step_check", "step-check-claims"), ("step_check_metrics", "step-check-metrics")):
        for row, exact in zip(tables[name], answer[key], strict=True):
            agree(row, exact, {field: field for field in exact})
    moved = tables["step-check-metrics"][0]
    assert float(moved["mean_move"]) == float(moved["mean_half"]) - float(moved["mean"])
    for row in rows_of(called(*asked, "--format", "csv", "--table", "variance").out):
        exact = answer["variance"][row["name"]]
        assert float(row["sd"]) == exact["sd"]
        assert float(row["replicate"]) == exact["replicate"]["share"]
    for row in rows_of(called(*asked, "--format", "csv", "--table", "differences").out):
        kind = {"mean": "metrics", "probability": "claims", "probability given its events": "given"}[row["kind"]]
        agree(row, answer["baseline"][kind][row["name"]], {field: field for field in ("from", "to", "difference", "low", "high", "n")})


def test_comparison() -> None:
    asked = ("compare", "a.yaml", "b.yaml", "--quiet")
    (answer,) = json.loads(called(*asked, "--json").out)["comparisons"]
    for row in rows_of(called(*asked, "--format", "csv").out):
        kind = {"mean": "metrics", "probability": "claims", "probability given its events": "given"}[row["kind"]]
        agree(row, answer[kind][row["name"]], {field: field for field in ("from", "to", "difference", "low", "high", "n")})
    shares = rows_of(called(*asked, "--format", "csv", "--table", "attribution").out)
    assert {row["group"]: float(row["share"]) for row in shares} == {key: row["share"] for key, row in answer["attribution"].items()}
    assert "all together" in called(*asked, "--format", "md", "--table", "attribution").out
    assert rows_of(called("compare", "a.yaml", "a.yaml", "--quiet", "--format", "csv", "--table", "attribution").out) == []


def test_solution_and_its_curve() -> None:
    asked = ("solve", "a.yaml", "--claim", "c", "--for", "stages.open.initial", "--quiet")
    answer = json.loads(called(*asked, "--json").out)
    (row,) = rows_of(called(*asked, "--format", "csv").out)
    agree(row, answer, {name: name for name in ("claim", "reading", "path", "value", "low", "high", "status", "probability")})
    curve = rows_of(called(*asked, "--format", "csv", "--table", "curve").out)
    for row, exact in zip(curve, answer["curve"], strict=True):
        agree(row, exact, {name: name for name in exact})


def test_sweep_has_every_point_however_many(tmp_path: Path) -> None:
    asked = (
        "sweep",
        "a.yaml",
        "--vary",
        "stages.open.initial=900:1000:8",
        "--vary",
        "flows.leave.rate=0.03:0.05:5",
        "--replicates",
        40,
        "--quiet",
    )
    done = called(*asked, "--out", "swept", "--format", "csv")
    rows, kept = rows_of(done.out), rows_of((tmp_path / "swept" / "points.csv").read_text(encoding="utf-8"))
    assert len(rows) == len(kept) == 40, "more than a text would list"
    for row, point in zip(rows, kept, strict=True):
        assert {name: row[name] for name in point} == point
        assert float(row["c/half low"]) <= float(row["c/half"]) <= float(row["c/half high"])
    effects = rows_of(called(*asked, "--out", "again", "--format", "csv", "--table", "effects").out)
    assert {(row["name"], row["axis"]) for row in effects} == {
        (name, axis) for name in ("c/half", "d/end", "d/spring") for axis in rows[0] if "." in axis
    }
    assert rows_of(called(*asked, "--out", "more", "--format", "csv", "--table", "indices").out) == []


def test_record_of_claims() -> None:
    answer = json.loads(called("claims", "--no-run", "--json").out)["claims"]
    rows = rows_of(called("claims", "--no-run", "--all", "--format", "csv").out)
    exact = {(row["id"], row["reading"]): row for row in answer}
    assert len(rows) == len(exact)
    for row in rows:
        names = ("system", "low", "high", "unit", "made_on", "kind", "horizon", "straight_line", "status", "distance", "premise")
        agree(row, exact[row["id"], row["reading"]], {name: name for name in names})


def test_figures() -> None:
    answer = {figure["id"]: figure for figure in json.loads(called("figures", "pending", "--json").out)["figures"]}
    for row in rows_of(called("figures", "pending", "--format", "csv").out):
        agree(row, answer[row["id"]], {name: name for name in ("value", "low", "high", "unit", "from", "to", "known_on", "quality")})
    one = next(iter(answer))
    assert {row["field"]: row["value"] for row in rows_of(called("figures", one, "--format", "csv").out)}["id"] == one


def test_problems() -> None:
    Path("bad.yaml").write_text("title: A\nstrat: 2022-01-01\n")
    done = called("check", "a.yaml", "bad.yaml", "--format", "csv")
    rows = rows_of(done.out)
    assert done.code == 1
    assert {(row["file"], row["line"], row["code"], row["path"], row["meant"]) for row in rows} >= {
        ("bad.yaml", "2", "S101", "strat", "start")
    }
    assert all(f"[{row['code']}]" in done.err for row in rows), "they are said on stderr as always"
    assert called("check", "a.yaml", "--format", "csv") == Done(0, "file,line,column,code,path,message,meant\n", "")
    assert called("check", "a.yaml", "--format", "md").out == "a.yaml: in order\n"


@pytest.mark.parametrize(
    "asked",
    [("run", "b.yaml", "--quiet", "--step-check"), ("compare", "a.yaml", "b.yaml", "--quiet"), ("claims", "--no-run"), ("figures", "pending"),
     ("solve", "a.yaml", "--claim", "c", "--for", "stages.open.initial", "--quiet")],
)  # fmt: skip
def test_markdown_says_what_the_text_says(asked: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every word of the text stands in the document too, in its order but for line breaks; every table is rectangular."""
    monkeypatch.setattr("sim.cli.writers.WIDTH", 2_000)
    text, document = re.sub(r"\n(report|written to): .*\n", "", called(*asked).out), called(*asked, "--format", "md").out
    plain = re.sub(r"\\([\\`*\[\]<|~_])", r"\1", document.replace("<br>", " ").replace("&amp;", "&"))
    missing = [word for word in re.findall(r"[\w.,%+-]*\w[\w.,%+-]*", text) if word not in plain and "." not in word]
    assert len(missing) <= 0.02 * len(text.split()), missing[:20]
    for block in re.findall(r"(?:^\|.*\n)+", document, re.MULTILINE):
        lines = [re.findall(r"(?<!\\)\|", line) for line in block.splitlines()]
        assert len({len(line) for line in lines}) == 1
        assert re.fullmatch(r"\|( (:---|---:) \|)+", block.splitlines()[1])


@pytest.mark.parametrize(
    ("more", "why"),
    [(("--json", "--format", "csv"), "excludes"), (("--json", "--format", "text"), "excludes"), (("--table", "claims"), "needs --format"),
     (("--format", "csv", "--table", "variance"), "needs --variance"), (("--format", "csv", "--table", "points"), "points"), (("--format", "xml"), "xml")],
)  # fmt: skip
def test_what_does_not_fit_together(more: tuple[str, ...], why: str) -> None:
    done = called("run", "a.yaml", *more)
    assert (done.code, done.out) == (2, "")
    assert why in done.err
    assert not Path("runs").exists(), "it is said before anything is run"


def _table(*texts: str) -> Table:
    return Table("t", [Column("a | b", ("text",))], [[Cell(text, (text,))] for text in texts])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1 thing", "@SUM(A1)", "\tx", "\rx"])
def test_no_spreadsheet_takes_a_text_for_a_formula(text: str) -> None:
    assert rows_of(as_csv([_table(text)])) == [{"text": "'" + text.replace("\r", "\n")}]


def test_numbers_stay_numbers() -> None:
    table = Table(
        "t", [Column("n", ("value", "low", "there"))], [[Cell("-0.1", (-0.1, float("nan"), True))], [Cell("", (1e-17, None, False))]]
    )
    assert as_csv([table]) == "value,low,there\n-0.1,,true\n1e-17,,false\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a | b", r"a \| b"), ("*x*", r"\*x\*"), ("<b>", r"\<b>"), ("a_b", "a_b"), ("_a_", r"\_a\_"), ("[x](y)", r"\[x\](y)"), ("a\nb", "a<br>b"),
     ("R&D", "R&amp;D"), ("\\|", r"\\\|"), ("`x`", r"\`x\`")],
)  # fmt: skip
def test_markdown_shows_texts_as_they_are(text: str, shown: str) -> None:
    assert as_markdown([_table(text)]).splitlines() == [r"| a \| b |", "| :--- |", f"| {shown} |"]


@pytest.mark.parametrize("style", ["", "bold", "dim"])
def test_lines_become_paragraphs_and_headings(style: str) -> None:
    mark: Callable[[str], str] = (lambda words: f"## {words}\n") if style == "bold" else (lambda words: f"{words}\n")
    assert as_markdown([Line("\nA queue", style)]) == mark("A queue")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- no list", r"\- no list"),
        ("1. no list", r"1\. no list"),
        ("# no heading", r"\# no heading"),
        ("0.5 of it", "0.5 of it"),
        ("2022-01-01 to", "2022-01-01 to"),
    ],
)
def test_no_paragraph_becomes_something_else(text: str, shown: str) -> None:
    assert as_markdown([Line(text)]) == f"{shown}\n"
