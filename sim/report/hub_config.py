"""The configuration of a hub around one run: its rounds and tasks, its administration, its target data, its model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from itertools import groupby
from typing import Any

from sim.analysis.record import Record
from sim.analysis.summary import QUANTILES
from sim.report.hub_tasks import CATEGORIES, Task

SCHEMAS = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v6.0.0"
"""Where the hubverse publishes the schemas that the configuration is written for."""

TASK_IDS = ("origin_date", "target", "horizon", "target_end_date")
"""Columns that say what is forecast: the start of the run, the target, days from the start, and the day."""

TEAM = "sim"
"""The team's abbreviation in file names."""

_REQUIRED = ("team_name", "team_abbr", "model_name", "model_abbr", "model_version", "methods", "designated_model")


def model_abbreviation(record: Record) -> str:
    """Name the model: the scenario, in the characters that file names of a hub may have.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> model_abbreviation(SimpleNamespace(scenario="random-vacatur"))
    'random_vacatur'
    """
    return re.sub(r"[^A-Za-z0-9_]", "_", record.scenario)


def configuration(record: Record, tasks: list[Task], version: str) -> dict[str, Any]:
    """Return the files of `hub-config` by name, as plain values; that of target data only where some outcome is known."""
    files: dict[str, Any] = {
        "admin.json": _admin(record),
        "tasks.json": _tasks(record, tasks, version),
        "model-metadata-schema.json": _metadata_schema(),
    }
    if any(task.observed for task in tasks):
        files["target-data.json"] = _target_data()
    return files


def model_metadata(record: Record, version: str) -> str:
    """Return the metadata of the model as YAML: a line a key, values as JSON writes them."""
    words = f"{record.title}. Simulated {record.replicates:,} times with seed {record.seed}."
    values = {
        "team_name": "Backlog projection simulator",
        "team_abbr": TEAM,
        "model_name": record.title,
        "model_abbr": model_abbreviation(record),
        "model_version": version,
        "methods": _cut(words, 200),
        "methods_long": " ".join(filter(None, (record.title, record.question, record.assumption))),
        "designated_model": True,
    }
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())


def _admin(record: Record) -> dict[str, Any]:
    return {
        "schema_version": f"{SCHEMAS}/admin-schema.json",
        "name": record.title,
        "maintainer": "Backlog projection simulator",
        "contact": {"name": "whoever ran the scenario"},
        "repository": {},
        "file_format": ["csv"],
        "timezone": "Africa/Abidjan",  # UTC all year; the schema's list does not have UTC by that name
    }


def _tasks(record: Record, tasks: list[Task], version: str) -> dict[str, Any]:
    days = (record.end - record.start).days
    about = {"scenario": record.scenario, "seed": record.seed, "replicates": record.replicates, "sim": version}
    made = {
        "round_id_from_variable": True,
        "round_id": "origin_date",
        "model_tasks": [_group(record, list(group)) for _, group in groupby(tasks, key=_together)],
        "submissions_due": {"relative_to": "origin_date", "start": 0, "end": days},
        "additional_metadata": about,
    }
    if record.as_of:
        made["last_data_date"] = record.as_of.isoformat()
    return {
        "schema_version": f"{SCHEMAS}/tasks-schema.json",
        "rounds": [made],
        "output_type_id_datatype": "character",
        "derived_task_ids": ["target_end_date"],
    }


def _together(task: Task) -> tuple[str, str]:
    """Tell which tasks stand in one group: those of a metric; all readings, which share their samples; all claims."""
    return task.group, task.target if task.group == "metric" else ""


def _group(record: Record, tasks: list[Task]) -> dict[str, Any]:
    """Return a group of tasks: of a metric every day is asked for, of readings and claims each has a day of its own."""
    first = {task.target: task for task in tasks}
    key = "required" if tasks[0].group == "metric" else "optional"
    kinds = dict.fromkeys(kind for task in tasks for kind in task.forecasts)
    return {
        "task_ids": {
            "origin_date": _values("required", [record.start.isoformat()]),
            "target": _values(key, list(first)),
            "horizon": _values(key, sorted({(task.day - record.start).days for task in tasks})),
            "target_end_date": _values("optional", sorted({task.day.isoformat() for task in tasks})),
        },
        "output_type": {kind: _output_type(kind, record.replicates, key == "required") for kind in kinds},
        "target_metadata": [_target(task) for task in first.values()],
    }


def _values(key: str, values: Iterable[Any]) -> dict[str, Any]:
    return {"required": None, "optional": None, key: list(values)}


def _output_type(kind: str, replicates: int, required: bool) -> dict[str, Any]:
    if kind == "quantile":
        return {"output_type_id": {"required": list(QUANTILES)}, "value": {"type": "double"}, "is_required": required}
    if kind == "pmf":
        value = {"type": "double", "minimum": 0, "maximum": 1}
        return {"output_type_id": {"required": list(CATEGORIES)}, "value": value, "is_required": required}
    drawn = {
        "type": "integer",
        "min_samples_per_task": replicates,
        "max_samples_per_task": replicates,
        "compound_taskid_set": ["origin_date"],
    }
    return {"output_type_id_params": drawn, "value": {"type": "double"}, "is_required": required}


def _target(task: Task) -> dict[str, Any]:
    ahead = {"is_step_ahead": True, "time_unit": "day"} if task.group == "metric" else {"is_step_ahead": False}
    return {
        "target_id": _cut(task.target, 30),
        "target_name": _cut(task.words, 100),
        "target_units": _cut(task.unit or "no unit named", 100),
        "target_keys": {"target": task.target},
        "description": task.words,
        "target_type": "binary" if task.group == "claim" else "continuous",
    } | ahead


def _cut(text: str, most: int) -> str:
    """Shorten a text that is too long, so that two which differ still do.

    Examples
    --------
    >>> _cut("pending", 30), _cut("pd-by-april-2023/by-25-april-2023", 30)
    ('pending', 'pd-by-april-2023/by-25-~36d08c')
    """
    return text if len(text) <= most else f"{text[: most - 7]}~{sha256(text.encode()).hexdigest()[:6]}"


def _target_data() -> dict[str, Any]:
    return {
        "schema_version": f"{SCHEMAS}/target-data-schema.json",
        "observable_unit": ["target", "target_end_date"],
        "date_col": "target_end_date",
        "oracle-output": {"has_output_type_ids": True},
    }


def _metadata_schema() -> dict[str, Any]:
    """Return the schema of model metadata, which every hub writes for itself."""
    abbreviation = {"type": "string", "pattern": "^[a-zA-Z0-9_]+$"}
    kinds: dict[str, Any] = {"team_abbr": abbreviation, "model_abbr": abbreviation, "designated_model": {"type": "boolean"}}
    names = (*_REQUIRED, "methods_long")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Schema for model metadata",
        "type": "object",
        "properties": {name: kinds.get(name, {"type": "string"}) for name in names},
        "required": list(_REQUIRED),
        "additionalProperties": False,
    }
