"""What can be run and is probably not meant: each warning is seen where it is right, and not beside it."""

import json
import re
from pathlib import Path

import pytest

from sim.codes import CODES, WARNINGS, page
from sim.reading.load import load
from sim.reading.warnings import warnings
from tests.cli.called import called

ROOT = Path(__file__).parents[2]
BASE = """\
title: A town
start: 2022-01-01
end: 2023-01-01
stages: {open: {kind: active, initial: 600_000}, gone: {kind: closed}}
flows:
  filed: {kind: inflow, to: open, rate: {uniform: [200, 300], level: replicate}}
  leave: {kind: hazard, from: open, to: gone, rate: 0.03}
metrics: {waiting: {stock: open}, left: {flow: leave}, came: {flow: filed}}
claims: [{id: mine, metric: left, low: 1, readings: {year: {from: 2022-01-01, by: 2023-01-01}}}]
"""
SEEDS = {
    "sources.csv": "id,title,publisher,published,address\ns,T,P,2022,https://example.org\n",
    "quantities.csv": "id,kind,unit,definition\nwaiting,stock,cases,w\ncome,flow,cases,c\npace,rate,heads,p\n",
    "figures/f.csv": (
        "id,quantity,value,low,high,unit,from,to,family,known_on,vintage,source,quality,parts,note\n"
        "w-2021,waiting,550000,,,cases,,2021-12-31,F,2022-01-05,2022,s,primary,,\n"
        "w-2010,waiting,1000,,,cases,,2010-12-31,F,2011-01-05,2011,s,primary,,\n"
        "c-2021,come,3000,,,cases,2021-01-01,2021-12-31,F,2022-01-05,2022,s,primary,,\n"
        "heads,pace,100,,,heads,,2021-12-31,F,2022-01-05,2022,s,primary,,\n"
        "left-range,come,,200,400,cases,2022-01-01,2022-01-31,F,2022-02-05,2022,s,primary,,\n"
    ),
    "policy.csv": "id,title,on,known_on,source,quality,note\n",
    "claims.yaml": "{}\n",
}


@pytest.fixture
def write(tmp_path):
    """Write a scenario beside seeds of its own, and return its file."""
    for name, text in SEEDS.items():
        (tmp_path / "seeds" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "seeds" / name).write_text(text, encoding="utf-8")

    def written(text, name="town.yaml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return written


def found(file, *overrides):
    return [(one.code, one.path) for one in warnings(load(file, overrides))]


def test_nothing_is_said_of_what_is_in_order(write):
    assert found(write(BASE)) == []


IDLE = {
    "W101": ("parameters: {pace: 0.1, slow: {parameter: pace}}\n", "parameters.slow"),
    "W102": ("resources: {judges: {headcount: 3, productivity: 5}}\n", "resources.judges"),
    "W104": ("events: {never: {on: 2022-05-01, probability: 0, multiply: {flows.leave.rate: 2}}}\n", "events.never"),
}


@pytest.mark.parametrize("code", IDLE)
def test_what_does_nothing(write, code):
    text, path = IDLE[code]
    assert found(write(BASE + text)) == [(code, path)]


@pytest.mark.parametrize(
    "text",
    [
        "parameters: {pace: 0.1}\nevents: {e: {on: 2022-05-01, set: {flows.leave.rate: {parameter: pace}}}}\n",
        "resources: {judges: {headcount: 3, productivity: 5}}\nplausibility: [{metric: left, low: 1, source: x, per_head: judges}]\n",
        "events: {e: {on: 2022-05-01, multiply: {flows.leave.rate: {uniform: [1, 2], level: replicate}}}}\n",
        "events: {asked: {on: 2022-05-01}}\n",
    ],
)
def test_what_does_something_or_is_there_to_be_asked_about(write, text):
    assert found(write(BASE + text)) == []


def test_an_event_that_multiplies_by_one(write):
    file = write(BASE + "events: {e: {on: 2022-05-01, multiply: {flows.leave.rate: 1}}}\n")
    assert found(file) == [("W104", "events.e")]
    assert found(file, "events.e.set={flows.filed.rate: 100}") == []


def test_a_class_without_cases(write):
    text = "classes: [a, b]\n" + BASE.replace("600_000", "{a: 600_000}").replace("rate: {", "shares: {a: 1}, rate: {")
    assert found(write(text)) == [("W103", "classes.1")]
    assert found(write(text), "flows.filed.shares={a: rest, b: {beta: {a: 1, b: 9}, level: replicate}}") == []
    assert found(write(text), "stages.open.initial={a: 9_000, b: 3}") == []


def test_a_class_that_gets_a_rest_of_nothing(write):
    text = "classes: [a, b]\n" + BASE.replace("600_000", "{total: 600_000, a: 600_000, b: rest}").replace(
        "rate: {", "shares: {a: 1, b: rest}, rate: {"
    )
    assert found(write(text)) == [("W103", "classes.1")]
    assert found(write(text), "flows.filed.shares={a: 0.9, b: rest}") == []
    assert found(write(text), "flows.filed.shares={a: {beta: {a: 9, b: 1}, level: replicate}, b: rest}") == []
    assert found(write(text), "stages.open.initial={total: 600_001, a: 600_000, b: rest}") == []


@pytest.mark.parametrize("on", ["{uniform: [2029-01-01, 2030-01-01]}", "{discrete: {2023-01-01: 1, 2024-01-01: 2}}"])
def test_an_event_that_always_comes_after_the_end(write, on):
    file = write(BASE + f"events: {{late: {{on: {on}, multiply: {{flows.leave.rate: 2}}}}}}\n")
    assert found(file) == [("W104", "events.late")]
    assert found(file, "end=2029-02-01", "claims=[]") == []
    assert found(file, "events.late.on={discrete: {2022-06-01: 1, 2024-01-01: 2}}") == []


def test_an_event_that_sets_what_holds_already(write):
    file = write(BASE + "events: {e: {on: 2022-05-01, set: {flows.leave.rate: 0.03}}}\n")
    assert found(file) == [("W104", "events.e")]
    assert found(file, "events.e.set={flows.leave.rate: {value: 0.03, source: x}}") == [("W104", "events.e")]
    assert found(file, "events.e.set={flows.leave.rate: 0.04}") == []
    assert found(file, "events.e.set={flows.leave.rate: 0.03, flows.filed.rate: 5}") == []
    assert found(file, "events.before={on: 2022-03-01, set: {flows.leave.rate: 0.5}}") == []
    assert found(file, "sweep={vary: {flows.leave.rate: [0.03, 0.05]}}") == []


def test_a_claim_no_reading_of_which_is_computed(write):
    text = BASE.replace("metric: left", "quantity: come")
    assert found(write(text)) == [("W105", "claims.0")]
    assert found(write(text.replace("came: {flow: filed}", "came: {flow: filed, quantity: come}"))) == []


def test_a_correlation_of_0(write):
    text = BASE.replace("0.03", "{uniform: [0.02, 0.04], level: replicate}")
    text += "correlations: [{between: [flows.filed.rate, flows.leave.rate], rank: 0}]\n"
    assert found(write(text)) == [("W106", "correlations.0.rank")]
    assert found(write(text.replace("rank: 0", "rank: 0.1"))) == []


@pytest.mark.parametrize(
    ("initial", "far"), [("1_200_000", True), ("1_000_000", False), ("300_000", False), ("250_000", True), ("0", False)]
)
def test_a_stock_far_from_the_figures_of_its_quantity(write, initial, far):
    """The figure of 2010 is no measure of 2022; 0 leaves something out on purpose."""
    text = BASE.replace("600_000", initial).replace("stock: open", "stock: open, quantity: waiting")
    assert found(write(text)) == [("W107", "metrics.waiting")] * far


@pytest.mark.parametrize(
    ("rate", "far"),
    [("250", False), ("490", False), ("700", False), ("900", True), ("{value: 6_000, source: x}, per: year", False), ("50", True)],
)
def test_arrivals_far_from_the_figures_of_their_quantity(write, rate, far):
    text = BASE.replace("{uniform: [200, 300], level: replicate}", rate).replace("flow: filed", "flow: filed, quantity: come")
    text = text.replace("0.03", "{uniform: [0.02, 0.04], level: replicate}")
    assert found(write(text)) == [("W107", "metrics.came")] * far


def test_a_child_far_from_the_figure_of_its_parent(write):
    write(BASE.replace("600_000", "{figure: w-2021}"), "parent.yaml")
    child = "extends: parent.yaml\n"
    assert found(write(child + "stages: {open: {initial: 1_200_000}}\n")) == [("W107", "stages.open.initial")]
    assert found(write(child + "stages: {open: {initial: 900_000}}\n")) == []
    assert found(write(child + "stages: {open: {initial: {value: 1_200_000, source: a count of our own}}}\n")) == []
    assert found(write(child + "start: 2022-06-01\nset: {stages.open.initial: 1_200_000, 'claims': []}\n")) == []
    assert found(write(BASE.replace("600_000", "{figure: w-2021}")), "stages.open.initial=9_000") == [("W107", "stages.open.initial")]


def test_heads_and_their_pace_may_be_written_anew(write):
    work = "resources: {judges: {headcount: {figure: heads}, productivity: 5}}\n"
    write(BASE.replace("hazard", "capacity").replace("rate: 0.03", "resource: judges") + work, "parent.yaml")
    assert found(write("extends: parent.yaml\nset: {resources.judges.headcount: 1}\n")) == [("W107", "resources.judges.headcount")]
    assert found(write("extends: parent.yaml\nset: {resources.judges.headcount: 1, resources.judges.productivity: 500}\n")) == []


def test_a_number_far_from_the_range_it_names_as_its_source(write):
    rate = "{count: {uniform: [1_000, 2_000], level: replicate, source: left-range}, from: 2022-01-01, through: 2022-01-31}"
    file = write(BASE.replace("0.03", rate))
    assert found(file) == [("W107", "flows.leave.rate.count")]
    assert found(file, "flows.leave.rate.count={uniform: [200, 400], level: replicate, source: left-range}") == []


def test_a_fan_that_is_thin_because_nothing_is_drawn(write):
    sure = BASE.replace("{uniform: [200, 300], level: replicate}", "250")
    assert found(write(sure)) == [("W108", "title")]
    assert found(write("replicates: 500\n" + sure)) == [("W108", "replicates")]
    for meant in (
        "arithmetic_of: [mine]\n",
        "sweep: {vary: {flows.filed.rate: [100, 200]}}\n",
        "replicates: 1\n",
        "events: {e: {on: {uniform: [2022-03-01, 2022-06-01]}, multiply: {flows.leave.rate: 2}}}\n",
        "events: {e: {on: 2022-03-01, probability: 0.5, multiply: {flows.leave.rate: 2}}}\n",
    ):
        assert found(write(sure + meant)) == [], meant
    assert found(write(sure.replace("600_000", "600"))) == []
    assert found(write(sure.replace("rate: 250", "rate: 250, ar1: {rho: 0.9, sigma: 0.3}"))) == []
    assert found(write(sure), "claims=[]") == []
    fluctuating = "flows.leave.rate={gamma: {mean: 0.03, cv: 0.1}, level: month}"
    assert found(write(sure), fluctuating) == [("W108", "title")]


def test_a_drawn_parameter_that_nothing_uses_is_no_doubt(write):
    sure = BASE.replace("{uniform: [200, 300], level: replicate}", "250")
    pace = "parameters: {pace: {uniform: [0.02, 0.04], level: replicate}, same: {parameter: pace}}\n"
    assert found(write(sure + pace)) == [("W108", "title"), ("W101", "parameters.same")]
    assert found(write(sure.replace("0.03", "{parameter: same}") + pace)) == []


def test_how_many_times_is_written_out(write):
    text = BASE.replace("600_000", "550").replace("stock: open", "stock: open, quantity: waiting")
    (warning,) = [one for one in warnings(load(write(text))) if one.code == "W107"]
    assert "1,000 times less than" in warning.message


def test_what_a_parent_holds_and_a_child_needs_no_longer_is_no_warning(write):
    write(BASE.replace("0.03", "{parameter: pace}") + "parameters: {pace: 0.1}\n", "parent.yaml")
    assert found(write("extends: parent.yaml\nset: {flows.leave.rate: 0.2}\n")) == []
    assert found(write("extends: parent.yaml\nset: {flows.leave.rate: 0.2}\nparameters: {pace: 0.3}\n")) == [("W101", "parameters.pace")]


def test_check_says_them_on_stderr_and_is_content(write):
    file = write(BASE + IDLE["W101"][0])
    done = called("check", file)
    assert (done.code, done.out) == (0, f"{file}: runs, with the seeds in {file.parent / 'seeds'}; 1 warning\n")
    assert re.fullmatch(rf"{re.escape(str(file))}:10:25: \[W101\] parameters\.slow: no number refers .*\n", done.err)
    said = json.loads(called("check", file, "--json").out)
    assert said == {"files": {str(file): []}, "warnings": {str(file): [done.err.strip()]}}
    wrong = called("check", write(BASE + "parameters: {pace: x}\n", "wrong.yaml"))
    assert wrong.code == 1
    assert "[W" not in wrong.err


def test_run_says_them_too(write, tmp_path):
    done = called("run", write(BASE + IDLE["W101"][0]), "--replicates", 10, "--quiet", "--out", tmp_path / "run", "--json")
    assert (done.code, done.err.count("[W101]")) == (0, 1)
    assert json.loads(done.out)["replicates"] == 10


def test_every_warning_is_explained_and_seen_here():
    here = Path(__file__).read_text(encoding="utf-8")
    assert set(WARNINGS) == set(re.findall(r"W\d{3}", here))
    text = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "sim" / "reading" / "warnings").glob("*.py"))
    assert set(WARNINGS) == set(re.findall(r"\bW1\d\d\b", text))
    assert all(code in page() for code in (*WARNINGS, *CODES))
