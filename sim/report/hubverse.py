"""A run as a hub of the hubverse: a folder that its tools read, with one model, one round, and what happened.

Notes
-----
The formats are those of https://docs.hubverse.io (model output, oracle output, hub configuration of schema version 6.0.0).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sim.analysis.record import Record
from sim.report.files import write_csv
from sim.report.hub_config import TASK_IDS, TEAM, configuration, model_abbreviation, model_metadata
from sim.report.hub_tasks import Task, tasks_of

MODEL_OUTPUT = (*TASK_IDS, "output_type", "output_type_id", "value")
"""Columns of a model's output. The model itself is named by folder and file, and readers add it as `model_id`."""

ORACLE_OUTPUT = ("target", "target_end_date", "output_type", "output_type_id", "oracle_value")
"""Columns of what an oracle would have forecast, which is what happened."""


def write_hub(folder: Path, record: Record, version: str) -> list[str]:
    """Write a run's hub into a folder; return what of the run was left out, with the reason.

    Parameters
    ----------
    version : str
        Of the software that made the run.
    """
    tasks, left_out = tasks_of(record)
    model = f"{TEAM}-{model_abbreviation(record)}"
    for name, values in configuration(record, tasks, version).items():
        _file(folder / "hub-config" / name).write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    _file(folder / "model-metadata" / f"{model}.yml").write_text(model_metadata(record, version), encoding="utf-8")
    output = _file(folder / "model-output" / model / f"{record.start}-{model}.csv")
    write_csv(output, MODEL_OUTPUT, model_output(tasks, record.start))
    oracle = list(oracle_output(tasks))
    if oracle:
        write_csv(_file(folder / "target-data" / "oracle-output.csv"), ORACLE_OUTPUT, oracle)
    return left_out


def model_output(tasks: Iterable[Task], origin: date) -> Iterator[list[Any]]:
    """Yield the rows of a model's output: of each task the ids of its output types in their order."""
    for task in tasks:
        known = [origin, task.target, (task.day - origin).days, task.day]
        for kind, (ids, values) in task.forecasts.items():
            yield from ([*known, kind, identity, float(value)] for identity, value in zip(ids, values, strict=True))


def oracle_output(tasks: Iterable[Task]) -> Iterator[list[Any]]:
    """Yield the rows of what happened; `NA` stands where an id says nothing."""
    for task in tasks:
        for (kind, identity), value in task.observed.items():
            yield [task.target, task.day, kind, identity or "NA", value]


def _file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
