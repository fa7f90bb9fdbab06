"""What the hubverse asks of a hub's configuration, restated from its schemas of version 6.0.0 for what is written here.

Restated and not copied: `HUBVERSE_SCHEMAS=FOLDER pytest tests/report/test_hubverse.py` holds the files against the published schemas
themselves, from https://github.com/hubverse-org/schemas/tree/main/v6.0.0.
"""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}
DAY = {"type": "string", "format": "date"}
NUMBER = {"type": ["number", "integer"]}


def closed(required: dict[str, Any], optional: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": required | (optional or {}), "required": list(required), "additionalProperties": False, **more}


def many(item: dict[str, Any], null: bool = False) -> dict[str, Any]:
    return {"type": ["array", "null"] if null else "array", "uniqueItems": True, "items": item}


def task_id(item: dict[str, Any]) -> dict[str, Any]:
    return closed({"required": many(item, null=True), "optional": many(item, null=True)})


def output_type(ids: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    return closed({"output_type_id": closed({"required": many(ids)}), "value": value, "is_required": {"type": "boolean"}})


FREE = closed({"type": {"enum": ["double", "integer"]}}, {"minimum": NUMBER, "maximum": NUMBER})
CHANCE = closed({"type": {"const": "double"}, "minimum": {"const": 0}, "maximum": {"const": 1}})

SAMPLE = closed(
    {
        "output_type_id_params": closed(
            {
                "type": {"enum": ["character", "integer"]},
                "min_samples_per_task": {"type": "integer", "minimum": 1},
                "max_samples_per_task": {"type": "integer", "minimum": 1},
            },
            {"max_length": {"type": "integer", "minimum": 1}, "compound_taskid_set": many(TEXT)},
            **{"if": {"properties": {"type": {"const": "character"}}}, "then": {"required": ["max_length"]}},
        ),
        "value": FREE,
        "is_required": {"type": "boolean"},
    }
)

TARGET = closed(
    {
        "target_id": TEXT | {"maxLength": 30},
        "target_name": TEXT | {"maxLength": 100},
        "target_units": TEXT | {"maxLength": 100},
        "target_type": {"enum": ["continuous", "discrete", "date", "binary", "nominal", "ordinal", "compositional"]},
        "target_keys": {"type": ["object", "null"], "minProperties": 1, "maxProperties": 1, "additionalProperties": TEXT},
        "is_step_ahead": {"type": "boolean"},
    },
    {"description": TEXT, "time_unit": {"enum": ["day", "week", "month"]}, "additional_metadata": {"type": "object"}},
    **{"if": {"properties": {"is_step_ahead": {"const": True}}}, "then": {"required": ["time_unit"]}},
)

GROUP = closed(
    {
        "task_ids": {
            "type": "object",
            "properties": {
                "origin_date": task_id(DAY),
                "target": task_id(TEXT),
                "horizon": task_id({"type": ["integer", "string"]}),
                "target_end_date": task_id(DAY),
            },
            "additionalProperties": task_id({}),
        },
        "output_type": {
            "type": "object",
            "properties": {
                "quantile": output_type({"type": "number", "minimum": 0, "maximum": 1}, FREE),
                "pmf": output_type(TEXT, CHANCE),
                "sample": SAMPLE,
            },
            "additionalProperties": False,
        },
        "target_metadata": {"type": "array", "items": TARGET},
    }
)

ROUND = closed(
    {
        "round_id_from_variable": {"type": "boolean"},
        "round_id": TEXT,
        "model_tasks": {"type": "array", "items": GROUP},
        "submissions_due": {
            "oneOf": [
                closed({"relative_to": TEXT, "start": {"type": "integer"}, "end": {"type": "integer"}}),
                closed({"start": DAY, "end": DAY}),
            ]
        },
    },
    {
        "round_name": TEXT,
        "last_data_date": DAY,
        "file_format": {"type": "array", "items": {"enum": ["csv", "parquet", "arrow"]}},
        "derived_task_ids": many(TEXT, null=True),
        "additional_metadata": {"type": "object"},
    },
)

SCHEMAS: dict[str, dict[str, Any]] = {
    "tasks": closed(
        {"schema_version": TEXT, "rounds": {"type": "array", "items": ROUND}},
        {
            "output_type_id_datatype": {"enum": ["auto", "character", "double", "integer", "logical", "Date"]},
            "derived_task_ids": many(TEXT, null=True),
        },
    ),
    "admin": closed(
        {
            "schema_version": TEXT,
            "name": TEXT,
            "maintainer": TEXT,
            "contact": {"type": "object", "properties": {"name": TEXT, "email": TEXT | {"format": "email"}}},
            "repository": {"type": "object", "properties": {"host": {"enum": ["github"]}, "owner": TEXT, "name": TEXT}},
            "file_format": {"type": "array", "items": {"enum": ["csv", "parquet", "arrow"]}},
            "timezone": {"enum": ["Africa/Abidjan", "Europe/London", "US/Eastern"]},
        },
        {"citation": TEXT, "zoltar_project_id": {"type": "integer"}, "cloud": {"type": "object"}},
    ),
    "target-data": closed(
        {"schema_version": TEXT, "observable_unit": many(TEXT), "date_col": {"type": ["string", "null"]}},
        {
            "oracle-output": closed(
                {}, {"has_output_type_ids": {"type": "boolean"}, "observable_unit": many(TEXT), "versioned": {"type": "boolean"}}
            ),
            "time-series": {"type": "object"},
            "additional_metadata": {"type": "object"},
        },
    ),
}
"""By the file that each is of. Of the time zones only those are named that somebody might choose."""
