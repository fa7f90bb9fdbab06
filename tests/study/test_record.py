"""The record of claims: what stands in it, what is left out, and what a mistake in it looks like."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.analysis.intervals import wilson
from sim.analysis.scores import score
from sim.errors import InputError
from sim.reading.seeds import Seeds, open_seeds
from sim.study import versions
from sim.study.entry import Entry, as_csv
from sim.study.record import Chosen, RecordOfClaims, record_of_claims

ROOT = Path(__file__).parents[2]

WAITS = """stages: {open: {initial: 2, ages: true}}
flows: {leave: {rate: 0.02}}
metrics: {waiting: !delete , gone: !delete , wait: {wait: leave, quantity: gone}}
"""
"""Hardly anybody leaves, so that in most replicates nobody has waited."""


def names(record: RecordOfClaims) -> list[tuple[str, str]]:
    return [(row.id, row.reading) for row in record.rows]


def row(record: RecordOfClaims, claim: str, reading: str) -> Entry:
    return next(found for found in record.rows if (found.id, found.reading) == (claim, reading))


def rewritten(folder: Path, name: str, old: str, new: str) -> Seeds:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return Seeds(folder / "seeds")


def test_rows_stand_by_system_in_the_order_of_the_seeds(seeds: Seeds) -> None:
    record = record_of_claims(seeds, replicates=0)
    expected = [("fall", "end"), ("leave", "year"), ("leave", "half"), ("leave", "hearings"), ("nothing-yet", "long")]
    expected += [("pace", "year"), ("pace", "late")]
    assert names(record) == expected
    assert [found.id for found in record.main] == ["fall", "leave", "nothing-yet", "pace"]
    assert record.systems == ["court", None, "other-court"]
    assert record.rule == "a statement with a number, whatever the outcome."


def test_what_was_said_and_what_happened(seeds: Seeds) -> None:
    record = record_of_claims(seeds, replicates=0)
    fall, half, hearings, open_ = (row(record, *name) for name in (names(record)[index] for index in (0, 2, 3, 4)))
    assert (fall.unit, fall.publisher, fall.window, fall.status, fall.distance) == (
        "cases", "The Court", {"from": None, "to": "2023-01-01"}, "missed", 20.0,
    )  # fmt: skip
    assert fall.horizon == pytest.approx(12 - 4 / 31)
    assert (half.status, half.distance, half.window["from"]) == ("undetermined", None, "2022-01-01")
    assert (hearings.status, hearings.unit) == (None, "hearings")
    assert (open_.status, open_.system, open_.not_simulated) == ("open", None, "too long")


def test_straight_lines_are_of_what_the_first_reading_counts(seeds: Seeds) -> None:
    record = record_of_claims(seeds, replicates=0)
    assert [found.straight_line for found in record.rows] == [900, 480, 240, None, None, None, None]


def test_a_straight_line_is_as_good_as_its_worst_figure(folder: Path) -> None:
    assert row(record_of_claims(Seeds(folder / "seeds"), replicates=0), "fall", "end").straight_line_quality == "primary"
    line = "waiting-2020,waiting,1200,,,cases,,2019-12-31,court,2020-01-31,,memo,"
    seeds = rewritten(folder, "seeds/figures/court.csv", f"{line}primary", f"{line}second-hand")
    record = record_of_claims(seeds, replicates=0)
    assert [found.straight_line_quality for found in record.rows] == ["second-hand", "primary", "primary", None, None, None, None]


def test_a_probability_is_that_of_the_version_with_its_own_seed(seeds: Seeds, folder: Path) -> None:
    record = record_of_claims(seeds, replicates=300)
    alone = sim.run(folder / "scenarios/court/small.yaml", replicates=300)
    for claim, reading in (("fall", "end"), ("leave", "year"), ("leave", "half")):
        expected = next(found for found in alone.record.claims if (found.id, found.reading, found.given) == (claim, reading, None))
        found = row(record, claim, reading)
        assert (found.probability, found.median, found.n) == (expected.probability, expected.median, 300)
        assert (found.probability_low, found.probability_high) == wilson(round((found.probability or 0) * 300), 300)
    assert alone.record.seed == 11


def test_scores_exist_only_where_something_is_determined_and_not_assumed(seeds: Seeds, folder: Path) -> None:
    record = record_of_claims(seeds, replicates=300)
    assert [found.id + "/" + found.reading for found in record.rows if found.scores] == ["fall/end", "leave/year"]
    assert row(record, "pace", "year").premise
    values = np.asarray(sim.run(folder / "scenarios/court/small.yaml", replicates=300).record.values["leave/year"])
    found = row(record, "leave", "year")
    assert found.scores == score(values, found.probability or 0.0, True, 230.0, 290.0)


def test_base_rates_count_each_claim_once_and_targets_apart(seeds: Seeds) -> None:
    rates = record_of_claims(seeds, replicates=0).base_rates
    assert [(rate.met, rate.determined, rate.share) for rate in rates.values()] == [(1, 2, 0.5), (0, 1, 0.0)]
    assert (rates["forecast"].low, rates["forecast"].high) == wilson(1, 2)
    none = record_of_claims(seeds, Chosen(("other-court",)), replicates=0).base_rates["target"]
    assert (none.met, none.determined, none.share, none.low, none.high) == (0, 0, None, None, None)


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        (Chosen(("court",)), ["fall/end", "leave/year", "leave/half", "leave/hearings"]),
        (Chosen(("court", "other-court"), "forecast"), ["leave/year", "leave/half", "leave/hearings", "pace/year", "pace/late"]),
        (Chosen(kind="target"), ["fall/end"]),
        (Chosen(below=6.0), ["leave/half"]),
        (Chosen(at_least=12.0), ["nothing-yet/long"]),
    ],
)
def test_a_part_of_the_record(seeds: Seeds, chosen: Chosen, ids: list[str]) -> None:
    assert [f"{found.id}/{found.reading}" for found in record_of_claims(seeds, chosen, replicates=0).rows] == ids


def test_a_horizon_begins_where_the_one_before_ends(seeds: Seeds) -> None:
    edge = row(record_of_claims(seeds, replicates=0), "fall", "end").horizon or 0.0
    assert "fall" in [found.id for found in record_of_claims(seeds, Chosen(at_least=edge), replicates=0).rows]
    assert "fall" not in [found.id for found in record_of_claims(seeds, Chosen(below=edge), replicates=0).rows]


def test_each_version_runs_once_and_only_if_it_is_asked_for(seeds: Seeds, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def counted(file: Path, overrides: list[str]) -> Any:
        seen.append(file.name)
        return load(file, overrides)

    load = versions.load
    monkeypatch.setattr(versions, "load", counted)
    record_of_claims(seeds, replicates=10)
    assert sorted(seen) == ["arithmetic.yaml", "small.yaml"]
    record_of_claims(seeds, Chosen(("other-court",)), replicates=10)
    assert seen[2:] == ["arithmetic.yaml"]
    record_of_claims(seeds, replicates=0)
    assert len(seen) == 3


def test_threads_change_nothing_and_progress_counts_scenarios(seeds: Seeds) -> None:
    told: list[tuple[int, int]] = []
    one = record_of_claims(seeds, replicates=50)
    two = record_of_claims(seeds, replicates=50, jobs=2, progress=lambda done, total: told.append((done, total)))
    assert one.as_dict() == two.as_dict()
    assert told == [(1, 2), (2, 2)]


def test_a_version_that_cannot_be_read_does_not_stop_the_others(folder: Path) -> None:
    seeds = rewritten(folder, "scenarios/court/arithmetic.yaml", "rate: 0.2", "rate: -1")
    record = record_of_claims(seeds, replicates=10)
    assert row(record, "pace", "year").probability is None
    assert row(record, "fall", "end").probability is not None
    assert [(problem.code, problem.path) for problem in record.warnings] == [("S201", "flows.leave.rate")]
    assert record.warnings[0].place.file.endswith("arithmetic.yaml")


def test_a_version_that_fails_while_it_runs_names_its_place(folder: Path) -> None:
    seeds = rewritten(
        folder,
        "scenarios/court/small.yaml",
        "{uniform: [0.015, 0.035], level: replicate}",
        "{normal: {mean: 0.5, sd: 1.0}, level: replicate}",
    )
    record = record_of_claims(seeds, replicates=10)
    assert {problem.code for problem in record.warnings} == {"S201"}
    assert all(problem.place.line for problem in record.warnings)


def test_a_version_that_does_not_ask_for_the_claim(folder: Path) -> None:
    record = record_of_claims(rewritten(folder, "scenarios/court/small.yaml", "claims: [fall, ", "claims: ["), replicates=10)
    assert [(problem.code, problem.path) for problem in record.warnings] == [("S105", "fall.scenario")]


def test_seeds_without_scenarios_beside_them(folder: Path) -> None:
    (folder / "scenarios").rename(folder / "elsewhere")
    record = record_of_claims(Seeds(folder / "seeds"), replicates=10)
    assert [problem.code for problem in record.warnings] == ["S001"]
    assert all(found.probability is None for found in record.rows)
    assert not record_of_claims(Seeds(folder / "seeds"), replicates=0).warnings


def mistakes(seeds: Seeds, chosen: Chosen | None = None) -> Iterator[tuple[str, str, str | None]]:
    with pytest.raises(InputError) as caught:
        record_of_claims(seeds, chosen or Chosen(), replicates=0)
    for problem in caught.value.problems:
        assert problem.place.line or chosen
        yield problem.code, problem.path, problem.meant


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[waiting-2022, waiting-2020]", "[waiting-late, waiting-2020]", ("S401", "fall.straight_line.figures.0", None)),
        ("[waiting-2022, waiting-2020]", "[waiting-2022, waiting-undated]", ("S401", "fall.straight_line.figures.1", None)),
        ("[waiting-2022, waiting-2020]", "[waiting-2022, waiting-2002]", ("S402", "fall.straight_line.figures.1", "waiting-2020")),
        ("[waiting-2022, waiting-2020]", "[waiting-2022, waiting-bound]", ("S403", "fall.straight_line.figures.1", None)),
        ("kind: target", "kind: hope", ("S103", "fall.kind", None)),
        ("made_on: 2022-01-05\n  kind: target", "maed_on: 2022-01-05\n  kind: target", ("S101", "fall.maed_on", "made_on")),
        ("  high: 700\n", "", ("S102", "fall", None)),
    ],
)
def test_mistakes_in_the_record(folder: Path, old: str, new: str, expected: tuple[str, str, str | None]) -> None:
    found = list(mistakes(rewritten(folder, "seeds/claims.yaml", old, new)))
    assert [(code, path) for code, path, _ in found] == [expected[:2]]
    assert found[0][2] == expected[2] or expected[2] is None


def test_claims_that_are_no_yaml_are_all_named(folder: Path) -> None:
    seeds = rewritten(folder, "seeds/claims.yaml", "made_on: 2022-01-05\n", "made_on: 2022-01-05\n  made_on: 2022-01-05\n")
    assert [code for code, _, _ in mistakes(seeds)] == ["S005"] * 4


def test_an_unknown_system_is_named_with_the_nearest(seeds: Seeds) -> None:
    assert list(mistakes(seeds, Chosen(("cuort",)))) == [("S104", "", "court")]


def test_csv_and_json_say_the_same(seeds: Seeds) -> None:
    record = record_of_claims(seeds, replicates=20)
    plain = json.loads(json.dumps(record.as_dict(), allow_nan=False))["claims"]
    table = list(csv.DictReader(io.StringIO(as_csv(record.rows))))
    assert len(table) == len(plain) == 7
    for one, other in zip(table, plain, strict=True):
        assert (one["id"], one["window_to"]) == (other["id"], other["window"]["to"])
        assert one["brier"] == (str(other["scores"]["brier"]) if other["scores"] else "")
    assert as_csv([]) == ""


def test_the_api_gives_the_same_record(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = sim.claims(seeds=folder / "seeds", systems=["court"], horizon=(0, 6), replicates=0)
    monkeypatch.chdir(folder)
    assert names(named) == names(sim.claims(systems=["court"], horizon=(0, 6), replicates=0)) == [("leave", "half")]
    frame = sim.claims(replicates=20).frame()
    assert frame.loc[0, ["id", "main", "status"]].tolist() == ["fall", True, "missed"]


def test_the_shipped_record_is_in_order() -> None:
    seeds = open_seeds(ROOT / "seeds")
    record = record_of_claims(seeds, replicates=0)
    assert record.rule
    for found in record.main:
        assert not (found.scenario and found.not_simulated), found.id
        assert found.scenario is None or (ROOT / "scenarios" / found.scenario).is_file(), found.id


def test_only_replicates_that_have_a_value_are_scored(folder: Path) -> None:
    rewritten(folder, "scenarios/court/arithmetic.yaml", "arithmetic_of: [pace]\nflows: {leave: {rate: 0.2}}\n", WAITS)
    record = record_of_claims(rewritten(folder, "seeds/claims.yaml", "  low: 400\n  readings", "  low: 2\n  readings"), replicates=400)
    found = row(record, "pace", "year")
    assert found.n is not None
    assert 0 < found.n < 400
    assert found.scores is not None
    assert found.status == "met"
    assert found.scores.brier == (1 - (found.probability or 0.0)) ** 2
    assert found.scores.pit_low == 1.0
    assert found.scores.pit_high == 1.0
    assert found.scores.crps_nearest is not None
