"""Valid files, however oddly written, are read, and mean what they say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import sim
from sim.model.distribution import Uniform
from sim.model.number import FigureValue, Series
from sim.reading.assumptions import assumptions
from sim.reading.warnings import warnings

BASE = """\
title: Two ways out
start: 2022-01-01
end: 2023-01-01
stages:
  open: {kind: active, initial: 6_000}
  gone: {kind: closed}
flows:
  filed: {kind: inflow, to: open, rate: 250}
  leave: {kind: hazard, from: open, to: gone, rate: 0.03}
"""


@pytest.fixture
def write(tmp_path: Path):
    def written(text: str | bytes, name: str = "court.yaml") -> Path:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    return written


def scenario(file: Path, *overrides: str) -> sim.Scenario:
    return sim.load(file, overrides).scenario


def with_rate(rate: str) -> str:
    return BASE.replace("0.03", rate)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.removesuffix("\n"),
        lambda text: "---\n" + text + "...\n",
        lambda text: "%YAML 1.2\n---\n" + text,
        lambda text: "%YAML 1.1\n---\n" + text,
        lambda text: "# yaml-language-server: $schema=../schema.json\n\n\n" + text,
        lambda text: text.replace("\n", "   # a remark: with [brackets\n"),
        lambda text: text.replace("2022-01-01", '"2022-01-01"').replace("2023-01-01", "'2023-01-01'"),
        lambda text: text.replace("title", '"title"'),
        lambda text: text.replace("  ", "        "),
        lambda text: text.replace("6_000", "6e3"),
        lambda text: text.replace("6_000", "6000.0"),
        lambda text: text.replace("6_000", "0x1770"),
        lambda text: text.replace("6_000", "+6_0_0_0"),
    ],
)
def test_same_scenario_in_another_spelling(write, change) -> None:
    changed = scenario(write(change(BASE)))
    assert changed == scenario(write(BASE, "plain.yaml"))


def test_json_is_yaml(write) -> None:
    text = (
        '{"title": "Two ways out", "start": "2022-01-01", "end": "2023-01-01", "stages": {"open": {"kind": "active", "initial": 6e3},'
        ' "gone": {"kind": "closed"}},\n"flows": {"filed": {"kind": "inflow", "to": "open", "rate": 250},'
        ' "leave": {"kind": "hazard", "from": ["open"], "to": "gone", "rate": 0.03}}}'
    )
    assert scenario(write(text)).flows["leave"].rate == 0.03


@pytest.mark.parametrize(("text", "value"), [("1e4", 10_000), ("20_000.0", 20_000), ("12", 12)])
def test_whole_numbers(write, text: str, value: int) -> None:
    assert scenario(write(BASE + f"replicates: {text}\n")).replicates == value


def test_words_that_other_yaml_takes_for_something_else(write) -> None:
    text = BASE.replace("gone", "no").replace("filed", "on").replace("open", "y").replace("leave", "null_and_void")
    read = scenario(write(text + "note: 12:30\nquestion: yes\nassumption: off\n"))
    assert list(read.stages) == ["y", "no"]
    assert list(read.flows) == ["on", "null_and_void"]
    assert (read.note, read.question, read.assumption) == ("12:30", "yes", "off")


def test_names_that_are_words_of_the_format(write) -> None:
    """A class may be called like a distribution, an outcome like a key."""
    text = """\
title: A hospital
start: 2022-01-01
end: 2023-01-01
classes: [normal, count]
stages:
  value: {kind: active, initial: {normal: 5_000, count: {uniform: [1, 2], level: replicate}}}
  share: {kind: closed}
flows:
  rate:
    kind: capacity
    from: value
    capacity: 100
    outcomes: {probability: {share: .7, to: share}, poisson: {share: rest, to: share}}
  gamma: {kind: pulse, from: value, to: share, on: 2022-06-01, count: 5}
"""
    parent = scenario(write(text, "parent.yaml"))
    assert parent.stages["value"].initial["normal"] == 5_000
    child = scenario(write("extends: parent.yaml\nstages: {value: {initial: {normal: 5}}}\nflows: {gamma: {count: 7}}\n"))
    assert child.stages["value"].initial["normal"] == 5
    assert isinstance(child.stages["value"].initial["count"], Uniform)
    assert (child.flows["gamma"].count, child.flows["gamma"].to) == (7, "share")


def test_anchors_aliases_and_merge_keys(write) -> None:
    text = BASE.replace("flows:", "flows:\n  leave_late: &exit {kind: hazard, from: open, to: gone, rate: 0.01}")
    read = scenario(write(text.replace("rate: 0.03}", "rate: 0.03}\n  again: {<<: *exit, rate: 0.02}\n  alias: *exit\n")))
    assert [flow.rate for name, flow in read.flows.items() if name != "filed"] == [0.01, 0.03, 0.02, 0.01]
    merged = read.flows["again"]
    assert (merged.from_, merged.to) == ("open", "gone")


def test_merge_of_several_first_wins(write) -> None:
    text = BASE.replace(
        "flows:",
        "flows:\n  a: &a {kind: hazard, from: open, to: gone, rate: 0.01}\n  b: &b {kind: hazard, from: gone, to: open, rate: 0.02}",
    )
    assert scenario(write(text + "  c: {<<: [*a, *b]}\n")).flows["c"].rate == 0.01


FORMS = {
    "uniform": "[0.01, 0.05]",
    "triangular": "{low: 0.01, mode: 0.02, high: 0.05}",
    "pert": "{low: 0.01, mode: 0.01, high: 0.05}",
    "normal": "{mean: 0.03, sd: 0.001}",
    "lognormal": "{median: 0.03, p05: 0.02, p95: 0.04}",
    "beta": "{a: 3, b: 97}",
    "gamma": "{mean: 0.03, cv: 0.2}",
    "poisson": "{mean: 0.03}",
    "negbin": "{mean: 0.03, k: 4}",
    "discrete": "{0.01: 1, 0.03: 2}",
    "empirical": "[0.01, 0.02, 0.02]",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("more", ["level: replicate", "level: month", "level: month, truncate: [0, 1]"])
def test_distributions(write, form: str, more: str) -> None:
    rate = scenario(write(with_rate(f"{{{form}: {FORMS[form]}, {more}}}"))).flows["leave"].rate
    assert type(rate).__name__.lower() == form


@pytest.mark.parametrize("form", ["{lognormal: {mean: 0.03, cv: 0.2}, level: month}", "{beta: {mean: 0.03, n: 100}, level: month}"])
def test_other_ways_to_write_a_distribution(write, form: str) -> None:
    scenario(write(with_rate(form)))


@pytest.mark.parametrize(
    "rate",
    [
        "{value: 0.03, source: a guess}",
        "{value: 0.03, source: a guess, known_on: 2022-06, note: rough}",
        "{product: [0.03, 2, {uniform: [0, 1], level: month}]}",
        "{series: {2022-01-01: 0.03, 2022-07-01: 0.04}}",
        '{series: {"2022-01-01": 0.03, 2022-07-01: {uniform: [0, 1], level: month}}, between: linear, beyond: hold}',
        "{series: {2022-06-01: 0.03}, beyond: hold}",
        "{count: 600, from: 2022-01-01, by: 2022-03-01}",
        "{count: {uniform: [500, 700], level: replicate}, from: 2022-01-01, through: 2022-02-28}",
    ],
)
def test_numbers(write, rate: str) -> None:
    scenario(write(with_rate(rate)))


@pytest.mark.parametrize("per", ["year", "month", "week", "day"])
def test_per(write, per: str) -> None:
    assert scenario(write(with_rate(f"0.03, per: {per}"))).flows["leave"].per == per


@pytest.mark.parametrize(
    "on", ["2022-06-25", '"2022-06-25"', "{exponential: {mean: 6, after: 2021-06-01}}", "{uniform: [2022-02-01, 2024-02-01]}",
           "{discrete: {2022-02-01: 1, 2023-02-01: 3}}"],
)  # fmt: skip
def test_dates_of_events(write, on: str) -> None:
    scenario(write(BASE + f"events:\n  ruling: {{on: {on}, until: 2024-01-01, ramp: 3, multiply: {{flows.leave.rate: 3}}}}\n"))


def test_an_event_may_multiply_a_share_by_more_than_one(write) -> None:
    text = BASE.replace("0.03}", "0.03, outcomes: {a: {share: .2, to: gone}, b: {share: rest, to: gone}}}").replace(
        "to: gone, rate", "rate"
    )
    scenario(write(text + "events:\n  ruling: {on: 2022-06-25, multiply: {flows.leave.outcomes.a.share: 2}}\n"))


def test_shares_by_date_that_sum_to_one(write) -> None:
    shares = (
        "a: {share: {series: {2022-01-01: .2, 2022-07-01: .4}}, to: gone}, b: {share: {series: {2022-01-01: .8, 2022-07-01: .6}}, to: gone}"
    )
    text = BASE.replace("to: gone, rate: 0.03", f"rate: 0.03, outcomes: {{{shares}}}")
    sim.run(write(text), replicates=5)


def test_fiscal_years_and_open_claims(write) -> None:
    text = BASE.replace("2023-01-01", "2023-10-01") + (
        "metrics: {left: {flow: leave}, pending: {stock: [open]}}\n"
        "claims:\n"
        "  - {id: a, metric: left, high: 9, readings: {fy: {window: FY2023}, days: {from: 2022-01-01, through: 2023-09-30}}}\n"
        "  - {id: b, metric: pending, low: 1, high: null, readings: {end: {by: 2023-10-01}, fy: {window: FY2022}}, outcomes: open}\n"
    )
    claim = scenario(write(text)).claims[0]
    assert (claim.readings["fy"].begin, claim.readings["fy"].end) == (date(2022, 10, 1), date(2023, 10, 1))


def test_claim_by_id_with_keys_of_its_own(write) -> None:
    text = (
        BASE
        + "metrics: {left: {flow: leave}}\nclaims:\n  - {id: early, given: {ruling: true}, low: 7}\nevents: {ruling: {on: 2022-06-25}}\n"
    )
    file = write(text)
    seeds = file.parent / "seeds"
    seeds.mkdir()
    (seeds / "sources.csv").write_text("id,title,publisher,published,address\n")
    (seeds / "claims.yaml").write_text('"early":\n  metric: left\n  low: 3\n  readings: {r: {from: 2022-01-01, by: 2022-07-01}}\nlate: [\n')
    claim = scenario(file).claims[0]
    assert (claim.id, claim.low, claim.metric, claim.given) == ("early", 7, "left", {"ruling": True})


CHAIN = {
    "one.yaml": BASE + "classes: [all]\nnot_modelled: [rooms, weather]\nnote: one\n",
    "two.yaml": "extends: one.yaml\nnote: two\nnot_modelled: [rooms]\nstages: {parked: {kind: inactive, initial: 3}}\n",
    "deep/three.yaml": "extends: ../two.yaml\nflows: {leave: {rate: {uniform: [0.01, 0.05], level: month}}}\nset: {note: three}\n",
    "deep/four.yaml": "extends: three.yaml\nnote: four\nflows: {leave: {rate: {level: replicate}}, filed: !delete }\n",
    "five.yaml": "extends: deep/four.yaml\nstages:\n  parked: !delete\n",
    "six.yaml": "extends: ./deep/../five.yaml\ntitle: Six\nflows: {leave: {rate: {figure: pace}}}\n",
}


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    for name, text in CHAIN.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_six_levels(chain: Path) -> None:
    read = scenario(chain / "five.yaml")
    assert read.title == "Two ways out"
    assert read.note == "four"
    assert list(read.stages) == ["open", "gone"]
    assert list(read.flows) == ["leave"]
    assert read.not_modelled == ("rooms",)
    assert (read.flows["leave"].rate.uniform, read.flows["leave"].rate.level) == ((0.01, 0.05), "replicate")


def test_a_number_written_in_another_way_replaces_the_whole(chain: Path) -> None:
    published = {"flows.leave.rate": "{figure: trac-completions-monthly-2022-05-to-08}"}
    assert isinstance(sim.load(chain / "five.yaml", published).scenario.flows["leave"].rate, FigureValue)
    (problem,) = sim.check(chain / "six.yaml")
    assert problem.code == "S402"


def test_a_series_grows_and_arguments_merge(chain: Path) -> None:
    (chain / "a.yaml").write_text(BASE.replace("0.03", "{series: {2022-01-01: 0.01, 2022-03-01: 0.02}}"))
    (chain / "b.yaml").write_text("extends: a.yaml\nflows: {leave: {rate: {series: {2022-03-01: 0.05, 2022-06-01: 0.03}}}}\n")
    rate = scenario(chain / "b.yaml").flows["leave"].rate
    assert isinstance(rate, Series)
    assert list(rate.series.values()) == [0.01, 0.05, 0.03]
    (chain / "c.yaml").write_text(BASE.replace("0.03", "{lognormal: {mean: 0.03, cv: 0.1}, level: month}"))
    (chain / "d.yaml").write_text("extends: c.yaml\nflows: {leave: {rate: {lognormal: {cv: 0.2}}}}\n")
    assert scenario(chain / "d.yaml").flows["leave"].rate.lognormal.cv == 0.2
    (chain / "e.yaml").write_text("extends: c.yaml\nflows: {leave: {rate: {lognormal: {median: 0.03, p05: 0.02, p95: 0.05}}}}\n")
    assert scenario(chain / "e.yaml").flows["leave"].rate.level == "month"


def test_later_wins(chain: Path) -> None:
    file = chain / "own.yaml"
    file.write_text("extends: deep/three.yaml\nset: {seed: 3, flows.leave.rate: 0.5}\nseed: 2\nreplicates: 7\n")
    read = scenario(file)
    assert (read.seed, read.flows["leave"].rate, read.note) == (3, 0.5, "three")
    over = scenario(file, "seed=4", "flows.leave.rate={uniform: [0, 1], level: month}", "seed=5", "note=a-b")
    assert (over.seed, over.flows["leave"].rate.uniform, over.note) == (5, (0.0, 1.0), "a-b")


def test_overrides_reach_every_value(write) -> None:
    file = write(BASE + "events: {ruling: {on: 2022-06-25, multiply: {flows.leave.rate: .5}}}\nclasses: [all]\nadjustment: {rate: 0}\n")
    read = scenario(
        file,
        "events.ruling.multiply.flows.leave.rate=.25",
        "events.ruling.on=2022-07-01",
        "classes.0=some",
        "stages.open.initial={some: 5}",
        "flows.filed.shares={some: 1}",
        "adjustment.rate=0.01",
        "resources={judges: {headcount: 1, productivity: 2}}",
        "flows.filed=!delete",
    )
    assert read.events["ruling"].multiply == {"flows.leave.rate": 0.25}
    assert read.classes == ("some",)
    assert list(read.flows) == ["leave"]
    assert read.resources["judges"].productivity == 2


def test_values_remember_their_file(chain: Path) -> None:
    tree = sim.load(chain / "five.yaml").tree
    assert str(tree.place_of("stages.open.initial")) == f"{chain / 'one.yaml'}:5:33"
    assert str(tree.place_of("flows.leave.rate.uniform.0")).endswith("three.yaml:2:34")
    assert str(tree.place_of("flows.leave.rate.level")).endswith("four.yaml:3:31")
    assert str(tree.place_of("flows.leave", key=True)).endswith("four.yaml:3:9")
    (chain / "one.yaml").write_text(CHAIN["one.yaml"].replace("6_000", "-6_000"))
    (problem,) = sim.check(chain / "five.yaml")
    assert (problem.place.file, problem.place.line) == (str(chain / "one.yaml"), 5)


def test_a_stage_emptied_on_purpose(write) -> None:
    scenario(write(BASE.replace("flows:", "  parked: {kind: inactive, initial: 0}\nflows:")))


def test_lock_admits_what_was_known_and_what_is_let_in() -> None:
    bad = Path(__file__).parents[1] / "bad"
    assert sim.check(bad / "s401-figure.yaml", ["flows.leave.rate={figure: pace}"]) == []
    assert sim.check(bad / "s401-figure.yaml", ["use_anyway={late-pace: needed}"]) == []
    assert sim.check(bad / "s401-number.yaml", ["use_anyway={flows.leave.rate: needed}"]) == []
    assert sim.check(bad / "s401-event.yaml", ["use_anyway={ruling: needed, leak: needed}"]) == []
    assert sim.check(bad / "s401-claim.yaml", ["use_anyway={late-claim: needed}"]) == []
    assert sim.check(bad / "s401-claim.yaml", ["claims=[early-claim]"]) == []
    assert sim.check(bad / "s401-number.yaml", ["flows.leave.rate={value: 0.03, source: x, known_on: 2022-06-24}"]) == []
    assert sim.check(bad / "s401-number.yaml", ["flows.leave.rate={value: 0.03, source: x, known_on: 2022-06}"]) != []


@pytest.mark.parametrize("file", sorted((Path(__file__).parents[2] / "scenarios").glob("*/*.yaml")), ids=lambda file: file.stem)
def test_shipped_scenarios(file: Path) -> None:
    """Nothing is wrong with them, and nothing doubtful."""
    assert warnings(sim.load(file)) == []


def test_an_anchor_may_be_used_anew(write) -> None:
    file = write(BASE + "events: {}\nparameters: {a: &x 1, b: *x, c: &x 2, d: *x}\n")
    assert sim.load(file).scenario.parameters == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_what_is_said_of_ages_staff_and_later_cases() -> None:
    loaded = sim.load(Path(__file__).parent / "ages.yaml")
    said = {row.path: row.value for row in assumptions(loaded)}
    assert (
        said["resources.clerks.hires.poisson"]
        == "between 4 and 6 (all values equally likely; a new value each month: fluctuation) per year"
    )
    assert said["resources.judges.hires.2022-01-15"] == "1"
    assert said["stages.open.ages"].startswith("urgent: 60 cases by age in 2 steps, youngest first; other: 600 cases")
    assert said["stages.parked.ages"] == "cases at the start are as old as a steady history leaves them"
    assert said["stages.appeal.ages"] == "all cases count as new at the start"
    assert said["events.memo"] == "from 25 June 2022, for cases that arrive later"


def test_ages_stand_for_the_cases_at_the_start_or_fit_them(write) -> None:
    def with_ages(ages: str, initial: str = "") -> str:
        return BASE.replace("initial: 6_000", f"{initial}ages: {ages}")

    assert scenario(write(with_ages("{initial: [5_000, 1_000.5]}"))).stages["open"].at_start == 6000.5
    assert scenario(write(with_ages("{initial: {all: [5_000, 1_000]}}"))).stages["open"].at_start == {"all": 6000}
    assert scenario(write(with_ages("{initial: [0.1, 0.2]}", "initial: 0.3, "))).stages["open"].at_start == 0.3
    drawn = scenario(write(with_ages("{initial: [1, 2]}", "initial: {uniform: [5, 7], level: replicate}, ")))
    assert isinstance(drawn.stages["open"].at_start, Uniform)
    assert scenario(write(with_ages("false", "initial: 5, "))).stages["open"].history is None
    assert scenario(write(with_ages("true", "initial: 5, "))).stages["open"].history.bins == 120
    total = "initial: {total: 6_000, a: 1_000, b: rest}, "
    classes = with_ages("{initial: {a: [1_000], b: [2_000, 3_000]}}", total).replace("rate: 250", "rate: 250, shares: {a: 1, b: 0}")
    scenario(write("classes: [a, b]\n" + classes))
    (problem,) = sim.check(write("classes: [a, b]\n" + classes.replace("3_000", "3_001")))
    assert (problem.code, problem.path) == ("S202", "stages.open.ages.initial.b")


def test_one_fault_of_a_stage_is_said_where_it_is_and_not_where_ages_are_needed(write) -> None:
    text = BASE.replace("initial: 6_000", "initial: 6_000, aegs: true") + "metrics: {waited: {wait: leave}, old: {age: open}}\n"
    assert [problem.path for problem in sim.check(write(text))] == ["stages.open.aegs"]
    (problem,) = sim.check(write(text.replace(", aegs: true", "")))
    assert problem.path == "metrics.waited.wait"
    steady = BASE.replace("initial: 6_000", "initial: 6_000, ages: {initial: steady}")
    for wrong in (steady.replace("to: open", "to: opne"), steady.replace("inflow", "infolw").replace("hazard", "capacity"),
                  steady.replace("rate: 250", "rate: 0").replace("0.03", "{parameter: pace}")):  # fmt: skip
        assert all(not problem.path.startswith("stages.") for problem in sim.check(write(wrong)))


def test_later_events_change_what_is_a_cases_own(write) -> None:
    text = BASE.replace("0.03", "{product: [{parameter: pace}, 2]}") + (
        "parameters: {slow: 0.01, pace: {product: [{parameter: slow}, 2]}}\n"
        "events: {memo: {on: 2022-06-01, applies_to: later, multiply: {parameters.slow: 2, flows.leave.rate.product.1: 3}}}\n"
    )
    scenario(write(text))
    (problem,) = sim.check(write(text.replace("rate: 250", "rate: {parameter: slow}")))
    assert (problem.code, problem.path) == ("S105", "events.memo.multiply.parameters.slow")
