"""A run as a hub: its configuration is valid, its tables keep the rules of hubValidations, and scores come out as the project's own."""

from __future__ import annotations

import csv
import json
import os
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.record import Record
from sim.analysis.scores import brier, crps
from sim.analysis.summary import QUANTILES
from sim.report.hubverse import MODEL_OUTPUT, ORACLE_OUTPUT, write_hub
from tests.report.hub_rules import SCHEMAS

SCENARIO = """title: A queue that is answered
start: 2022-01-10
end: 2022-07-01
seed: 4
replicates: 200
stages: {open: {kind: active, initial: 1_000}, asked: {kind: active, initial: 1, ages: {bins: 24, initial: [1]}}, gone: {kind: closed}}
flows:
  leave: {kind: hazard, from: open, to: gone, rate: {uniform: [0.03, 0.05], level: replicate}}
  answered: {kind: hazard, from: asked, to: gone, rate: 5}
metrics:
  pending: {stock: open, quantity: pending}
  left: {flow: leave, quantity: left}
  wait: {wait: answered}
claims:
  - id: known
    metric: left
    low: 200
    readings: {half: {from: 2022-01-10, by: 2022-07-01, definition: left}, spring: {from: 2022-03-01, by: 2022-06-01, definition: other}}
    outcomes:
      - {definition: left, low: 231, high: 231, window: {from: 2022-01-10, by: 2022-07-01}, source: s, quality: primary, argument: counted}
      - {definition: other, low: 50, high: 70, window: {from: 2022-03-01, by: 2022-06-01}, source: s, quality: primary, argument: counted}
  - id: open-to-the-end-of-a-long-name
    metric: pending
    low: 700
    high: 800
    readings: {end: {by: 2022-07-01, definition: pending}}
    outcomes: [{definition: pending, low: 790, high: 850, window: {by: 2022-07-01}, source: s, quality: primary, argument: counted}]
  - {id: sure, metric: left, low: 0, readings: {half: {from: 2022-01-10, by: 2022-07-01}}}
  - {id: waiting, metric: wait, high: 2, readings: {late: {from: 2022-02-01, by: 2022-03-01}}}
arithmetic_of: [sure]
"""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    file = tmp_path_factory.mktemp("scenario") / "a-queue.yaml"
    file.write_text(SCENARIO)
    return sim.run(file).record


@pytest.fixture(scope="module")
def left_out(record: Record, hub: Path) -> list[str]:
    return json.loads((hub / "left-out.json").read_text())


@pytest.fixture(scope="module")
def hub(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub")
    missing = write_hub(folder, record, "1.2.3")
    (folder / "left-out.json").write_text(json.dumps(missing))
    return folder


def config(hub: Path, name: str) -> dict[str, Any]:
    return json.loads((hub / "hub-config" / f"{name}.json").read_text(encoding="utf-8"))


def output_file(hub: Path) -> Path:
    (file,) = (hub / "model-output").rglob("*.csv")
    return file


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def output(hub: Path) -> list[dict[str, str]]:
    return rows_of(output_file(hub))


@pytest.fixture(scope="module")
def oracle(hub: Path) -> list[dict[str, str]]:
    return rows_of(hub / "target-data" / "oracle-output.csv")


def valid(values: Any, schema: dict[str, Any]) -> None:
    kind = jsonschema.validators.validator_for(schema, jsonschema.Draft202012Validator)
    kind(schema, format_checker=kind.FORMAT_CHECKER).validate(values)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_configuration_keeps_the_rules(hub: Path, name: str) -> None:
    valid(config(hub, name), SCHEMAS[name])


@pytest.mark.skipif("HUBVERSE_SCHEMAS" not in os.environ, reason="HUBVERSE_SCHEMAS names no folder of the published schemas")
@pytest.mark.parametrize("name", SCHEMAS)
def test_the_configuration_is_valid_under_the_published_schemas(hub: Path, name: str) -> None:
    valid(config(hub, name), json.loads((Path(os.environ["HUBVERSE_SCHEMAS"]) / f"{name}-schema.json").read_text(encoding="utf-8")))


def _level_above_one(tasks: dict[str, Any]) -> None:
    tasks["rounds"][0]["model_tasks"][0]["output_type"]["quantile"]["output_type_id"]["required"].append(1.5)


def _long_target(tasks: dict[str, Any]) -> None:
    tasks["rounds"][0]["model_tasks"][-1]["target_metadata"][0]["target_id"] = "x" * 31


def _no_time_unit(tasks: dict[str, Any]) -> None:
    del tasks["rounds"][0]["model_tasks"][0]["target_metadata"][0]["time_unit"]


def _no_day(tasks: dict[str, Any]) -> None:
    tasks["rounds"][0]["model_tasks"][0]["task_ids"]["origin_date"]["required"] = ["10 January 2022"]


@pytest.mark.parametrize("fault", [_level_above_one, _long_target, _no_time_unit, _no_day])
def test_the_rules_catch_what_breaks_them(hub: Path, fault: Callable[[dict[str, Any]], None]) -> None:
    tasks = config(hub, "tasks")
    fault(tasks)
    with pytest.raises(jsonschema.ValidationError):
        valid(tasks, SCHEMAS["tasks"])


def test_model_metadata_keeps_the_hub_s_own_schema(hub: Path) -> None:
    (file,) = (hub / "model-metadata").iterdir()
    values = dict(line.split(": ", 1) for line in file.read_text(encoding="utf-8").splitlines())
    valid({key: json.loads(value) for key, value in values.items()}, config(hub, "model-metadata-schema"))
    assert f"{json.loads(values['team_abbr'])}-{json.loads(values['model_abbr'])}.yml" == file.name


def test_files_are_where_hubs_have_them(hub: Path) -> None:
    file = output_file(hub)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}-[A-Za-z0-9_]+-[A-Za-z0-9_]+\.csv", file.name)
    assert file.name == f"2022-01-10-{file.parent.name}.csv"
    assert file.parent.name == "sim-a_queue"
    assert {path.name for path in hub.iterdir()} >= {"hub-config", "model-metadata", "model-output", "target-data"}


def test_columns_are_the_task_ids_and_the_three_of_every_output(
    hub: Path, output: list[dict[str, str]], oracle: list[dict[str, str]]
) -> None:
    for group in config(hub, "tasks")["rounds"][0]["model_tasks"]:
        assert (*group["task_ids"], "output_type", "output_type_id", "value") == MODEL_OUTPUT == tuple(output[0])
    assert tuple(oracle[0]) == ORACLE_OUTPUT
    assert set(ORACLE_OUTPUT) - set(MODEL_OUTPUT) == {"oracle_value"}


def test_every_task_is_one_of_the_round_s_and_required_ones_are_there(hub: Path, output: list[dict[str, str]]) -> None:
    (made,) = config(hub, "tasks")["rounds"]
    asked = {target["target_keys"]["target"]: group for group in made["model_tasks"] for target in group["target_metadata"]}
    assert len({target["target_id"] for group in made["model_tasks"] for target in group["target_metadata"]}) == len(asked)
    assert {row["target"] for row in output} == set(asked)
    for row in output:
        for name, values in asked[row["target"]]["task_ids"].items():
            assert row[name] in map(str, [*(values["required"] or []), *(values["optional"] or [])]), (name, row)
        assert row["output_type"] in asked[row["target"]]["output_type"]
    for target, group in asked.items():
        there = {int(row["horizon"]) for row in output if row["target"] == target}
        assert there >= set(group["task_ids"]["horizon"]["required"] or [])
        assert group["task_ids"]["target_end_date"]["required"] is None, "it follows from the horizon"


def check_output(rows: list[dict[str, str]], replicates: int) -> None:
    """Hold a model's output against the rules of hubValidations that no schema states."""
    groups: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    for row in rows:
        day = date.fromisoformat(row["origin_date"]) + timedelta(days=int(row["horizon"]))
        assert day == date.fromisoformat(row["target_end_date"]), "horizons are days"
        assert np.isfinite(float(row["value"]))
        group = groups[row["output_type"], row["target"], row["target_end_date"]]
        assert row["output_type_id"] not in group, "ids stand once"
        group[row["output_type_id"]] = float(row["value"])
    for (kind, *_), group in groups.items():
        if kind == "quantile":
            assert list(group) == [repr(level) for level in QUANTILES] == sorted(group, key=float)
            assert list(group.values()) == sorted(group.values()), "quantiles do not cross"
        elif kind == "pmf":
            assert list(group) == ["missed", "met"]
            assert sum(group.values()) == pytest.approx(1, abs=1e-12)
            assert all(0 <= chance <= 1 for chance in group.values())
        else:
            assert list(group) == [str(index) for index in range(replicates)], "every sample has every task"


def test_the_rules_of_the_table_hold(output: list[dict[str, str]], record: Record) -> None:
    check_output(output, record.replicates)


@pytest.mark.parametrize(
    ("kind", "column", "value"),
    [("quantile", "value", "-1e9"), ("quantile", "output_type_id", "0.50"), ("quantile", "horizon", "1"), ("pmf", "value", "0.4"),
     ("sample", "output_type_id", "0"), ("sample", "value", "inf")],
)  # fmt: skip
def test_a_broken_table_is_noticed(output: list[dict[str, str]], record: Record, kind: str, column: str, value: str) -> None:
    broken = [dict(row) for row in output]
    row = [row for row in broken if row["output_type"] == kind][5 if kind != "pmf" else 1]
    row[column] = value
    with pytest.raises(AssertionError):
        check_output(broken, record.replicates)


def test_values_are_those_of_the_run(output: list[dict[str, str]], record: Record) -> None:
    for row in output:
        value = float(row["value"])
        if row["output_type"] == "sample":
            assert value == record.values[row["target"]][int(row["output_type_id"])]
        elif row["output_type"] == "quantile" and row["target"] in record.quantiles:
            bound = record.dates.index(date.fromisoformat(row["target_end_date"]))
            assert value == record.quantiles[row["target"]][QUANTILES.index(float(row["output_type_id"])), bound]
    chances = {row["target"]: float(row["value"]) for row in output if row["output_type_id"] == "met"}
    assert chances == {f"{row.name} met": row.probability for row in record.claims if row.n and not row.premise}


def test_what_cannot_be_scored_is_left_out_and_said(output: list[dict[str, str]], left_out: list[str], record: Record) -> None:
    assert "sure/half met: its probability follows from the scenario's assumption" in left_out
    assert any(line.startswith("wait: no finite quantiles on ") for line in left_out)
    assert any(line.startswith("waiting/late: no samples") for line in left_out)
    assert not [row for row in output if row["target"] == "sure/half met"]
    assert [row for row in output if row["target"] == "sure/half"]
    assert record.values["waiting/late"].size, "the reading was computed"


def test_the_oracle_knows_what_is_recorded_and_no_more(oracle: list[dict[str, str]]) -> None:
    known = {(row["target"], row["output_type"], row["output_type_id"]): float(row["oracle_value"]) for row in oracle}
    assert len(known) == len(oracle)
    assert known == {
        ("known/half", "quantile", "NA"): 231.0,
        ("known/half", "sample", "NA"): 231.0,
        ("known/half met", "pmf", "missed"): 0.0,
        ("known/half met", "pmf", "met"): 1.0,
        ("known/spring met", "pmf", "missed"): 1.0,
        ("known/spring met", "pmf", "met"): 0.0,
    }, "an interval is no value, and what is undetermined is neither met nor missed"


def test_without_outcomes_there_is_no_oracle(record: Record, tmp_path: Path) -> None:
    write_hub(tmp_path, replace(record, claims=[replace(row, outcome=None) for row in record.claims]), "1.2.3")
    assert not (tmp_path / "target-data").exists()
    assert not (tmp_path / "hub-config" / "target-data.json").exists()


def joined(hub: Path, kind: str) -> pd.DataFrame:
    """Join a model's output to what happened as hubEvals does: by the task ids both have, and for a pmf by its ids."""
    types = {"output_type_id": str, "value": float}
    made = pd.read_csv(output_file(hub), dtype=types, parse_dates=["origin_date", "target_end_date"])
    known = pd.read_csv(hub / "target-data" / "oracle-output.csv", dtype={"output_type_id": str}, parse_dates=["target_end_date"])
    made["model_id"] = output_file(hub).parent.name
    by = ["target", "target_end_date", *(["output_type_id"] if kind == "pmf" else [])]
    known = known[known.output_type == kind].drop(columns=["output_type", *([] if kind == "pmf" else ["output_type_id"])])
    return made[made.output_type == kind].merge(known, on=by, validate="many_to_one")


def test_the_weighted_interval_score_by_hand(hub: Path) -> None:
    """The columns of scoringutils' forecast_quantile; the score is that of Bracher et al. (2021), PLOS Computational Biology 17, e1008618."""
    table = joined(hub, "quantile").rename(columns={"model_id": "model", "oracle_value": "observed", "value": "predicted"})
    table["quantile_level"] = table.pop("output_type_id").astype(float)
    assert table[["observed", "predicted", "quantile_level"]].dtypes.eq(float).all()
    assert not table.duplicated(["model", "target", "target_end_date", "quantile_level"]).any()
    at = dict(zip(table.quantile_level, table.predicted, strict=True))
    (y,) = set(table.observed)
    total, pairs = abs(y - at[0.5]) / 2, [level for level in at if level < 0.5]
    for level in pairs:
        low, high = at[level], at[round(1 - level, 3)]
        total += level * (high - low) + max(low - y, 0) + max(y - high, 0)
    score = total / (len(pairs) + 0.5)
    pinball = np.mean([2 * (level - (y < value)) * (y - value) for level, value in at.items()])
    assert score == pytest.approx(pinball), "twice the mean pinball loss, where levels are symmetrical about the median"


def test_samples_give_the_project_s_own_crps(hub: Path, record: Record) -> None:
    table = joined(hub, "sample")
    (observed,) = set(table.oracle_value)
    assert crps(table.value.to_numpy(), observed) == crps(record.values["known/half"], 231.0)


def test_categories_give_the_project_s_own_brier_score(hub: Path, record: Record) -> None:
    for row in record.claims:
        found = joined(hub, "pmf").query("target == @name and output_type_id == 'met'", local_dict={"name": f"{row.name} met"})
        if row.outcome and row.outcome.status != "undetermined":
            (line,) = found.itertuples()
            assert (line.value - line.oracle_value) ** 2 == pytest.approx(brier(row.probability, row.outcome.status == "met"))
        else:
            assert found.empty


SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").rglob("*.yaml"))


@pytest.mark.deep
@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_shipped_scenario_keeps_the_rules(file: Path, tmp_path: Path) -> None:
    record = sim.run(file, replicates=40).record
    write_hub(tmp_path, record, "1.2.3")
    for path in (tmp_path / "hub-config").glob("*.json"):
        if path.stem in SCHEMAS:
            valid(config(tmp_path, path.stem), SCHEMAS[path.stem])
    rows = rows_of(output_file(tmp_path))
    check_output(rows, record.replicates)
    test_every_task_is_one_of_the_round_s_and_required_ones_are_there(tmp_path, rows)
