"""`sim schema` says of a file what `sim check` says of its structure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator

from sim.cli.schema import command
from sim.reading.tree import read_file

ROOT = Path(__file__).parents[2]
GOOD = [
    *sorted((ROOT / "scenarios").glob("*/*.yaml")),
    ROOT / "tests" / "bad" / "good.yaml",
    ROOT / "tests" / "reading" / "everything.yaml",
    ROOT / "tests" / "reading" / "ages.yaml",
]


@cache
def validator() -> Draft7Validator:
    return Draft7Validator(json.loads(CliRunner().invoke(command).stdout))


def as_json(value: Any) -> Any:
    """Return a tree as JSON would hold it."""
    if isinstance(value, dict):
        return {str(key): as_json(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def errors(file: Path) -> Iterator[Any]:
    tree = read_file(file, [])
    assert tree is not None
    return validator().iter_errors(as_json(tree.plain()))


def test_is_draft_07() -> None:
    schema = validator().schema
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.stem)
def test_accepts(file: Path) -> None:
    assert [error.message for error in errors(file)] == []


STRUCTURAL = [
    "s101-unknown-key", "s101-unknown-key-of-a-stage", "s101-unknown-key-of-a-flow", "s101-unknown-key-of-a-reading",
    "s101-unknown-key-of-a-number", "s101-figures", "s102-required", "s103-replicates", "s103-replicates-fraction", "s103-title",
    "s103-stages", "s103-no-stages", "s103-flows", "s103-kind-of-a-stage", "s103-kind-of-a-flow", "s103-step", "s103-per",
    "s103-text-for-number", "s103-quoted-number", "s103-kind-of-a-number", "s103-level", "s103-lognormal", "s103-one-bound",
    "s103-three-bounds", "s103-in-a-product", "s103-in-a-series", "s103-season", "s103-noise", "s103-discipline", "s103-claims",
    "s103-given", "s103-extends", "s103-set", "s103-not-modelled", "s201-replicates", "s201-seed", "s201-rho", "s201-sd", "s201-weights",
    "s103-start-slashes", "several-in-the-sections", "s101-unknown-key-of-ages", "s101-random-hires", "s103-ages-yes", "s103-ages-number",
    "s103-ages-of-a-stage", "s103-bins", "s103-steady", "s103-applies-to", "s103-dates", "s103-every-step", "s103-hires", "s103-statistic",
    "s103-priority", "s103-discipline-misspelt", "s201-ages", "s201-bins", "s201-target",
]  # fmt: skip


@pytest.mark.parametrize("name", STRUCTURAL)
def test_rejects(name: str) -> None:
    assert next(errors(ROOT / "tests" / "bad" / f"{name}.yaml"), None) is not None


def test_the_file_for_editors_is_the_schema() -> None:
    stored = json.loads((ROOT / "scenarios" / "schema.json").read_text(encoding="utf-8"))
    assert stored == validator().schema
