"""`sim schema` says of a file what `sim check` says of its structure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from jsonschema import Draft7Validator

from sim.cli.main import cli
from sim.reading.tree import read_file
from tests.properties.systems import systems

ROOT = Path(__file__).parents[2]
GOOD = [
    *sorted((ROOT / "scenarios").glob("*/*.yaml")),
    ROOT / "tests" / "bad" / "good.yaml",
    ROOT / "tests" / "reading" / "everything.yaml",
    ROOT / "tests" / "reading" / "ages.yaml",
]


@cache
def validator() -> Draft7Validator:
    return Draft7Validator(json.loads(CliRunner().invoke(cli, ["schema"]).stdout))


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


FORM = ("S101", "S102", "S103", "S201")
"""Codes of mistakes of form, which the schema sees but for those below: unknown keys, what is missing, wrong kinds, plain numbers out of range."""

UNSEEN = {
    *("s102-ages-of-a-class", "s102-bounds", "s102-metric", "s102-end-of-a-window", "s102-from-of-a-window", "s103-fiscal-year-words"),
    *("s102-from-of-a-wait", "s102-from-of-a-filing", "s102-from-of-a-clearance", "s102-from-of-a-relief", "s302-plausibility"),
    *("s102-priority", "s102-share", "s102-shares", "s102-share-of-a-dirichlet"),
    *("s201-by-a-parameter", "s201-set-by-an-event", "s201-drawn", "s201-drawn-share", "s201-truncate", "s201-uniform", "s201-triangular"),
    *("s201-lognormal", "s201-claim", "s201-infinite", "s201-infinity", "s201-not-a-number", "s201-empty-truncate"),
    *("s102-from-of-a-straight-line", "s103-value-of-an-axis", "s103-merged"),
}
"""Mistakes with these codes that take more than one value to see, or a claim of the seeds: what a kind of metric or flow needs of a reading
or a class, order within a distribution, and what a parameter or an event brings; an axis of a
sweep may hold words; what is merged is not seen at all. JSON has no infinite numbers."""

SEEN = {
    *("s006-own-tag", "s006-python-object", "s009-day", "s009-year"),
    *("s105-age-and-stock", "s105-rate-and-probability", "s105-resource-and-capacity", "s105-stock-and-flow", "s105-to-and-outcomes"),
}
"""Mistakes of other codes that show in the form: a day, a tag, and keys of which there may be one only."""


def mistakes() -> Iterator[tuple[Path, set[str]]]:
    """Yield wrong files that are YAML of plain letters with the codes of the mistakes that stand in the file itself."""
    for file in sorted((ROOT / "tests" / "bad").glob("*.yaml")):
        said = file.with_suffix(".txt")
        if said.exists() and file.name[:4] != "s002" and read_file(file, []) is not None:
            yield file, set(re.findall(rf"(?m)^{re.escape(file.name)}:\d+:\d+: \[(S\d+)\]", said.read_text(encoding="utf-8")))


MISTAKES = dict(mistakes())


@pytest.mark.parametrize(("file", "codes"), MISTAKES.items(), ids=lambda value: getattr(value, "stem", ""))
def test_refuses_mistakes_of_form_and_no_others(file: Path, codes: set[str]) -> None:
    expected = (bool(codes & set(FORM)) and file.stem not in UNSEEN) or file.stem in SEEN
    assert (next(errors(file), None) is not None) == expected


def test_the_exceptions_are_no_others() -> None:
    known = {file.stem: codes for file, codes in MISTAKES.items()}
    assert all(known[name] & set(FORM) for name in UNSEEN)
    assert not any(known[name] & set(FORM) for name in SEEN)


def described(schema: Any, path: str = "") -> Iterator[tuple[str, bool]]:
    """Yield every definition and property with whether it has a description of its own or that of its definition."""
    for kind in ("definitions", "properties"):
        for name, inner in (schema.get(kind) or {}).items():
            yield f"{path}/{name}", bool(inner.get("description"))
            yield from described(inner, f"{path}/{name}")


def test_everything_is_described() -> None:
    """An editor shows it where the pointer rests; what is only tried by an `if` is not shown."""
    every = list(described(validator().schema))
    assert len(every) > 400
    assert [path for path, known in every if not known] == []


def whole(**changed: Any) -> dict[str, Any]:
    tree = read_file(ROOT / "tests" / "bad" / "good.yaml", [])
    assert tree is not None
    return {**as_json(tree.plain()), **changed}


@pytest.mark.parametrize("text", ["1_000", "1_000.5", "1_0e3"])
def test_an_editors_yaml_knows_no_underscores_in_numbers(text: str) -> None:
    assert validator().is_valid(whole(parameters={"a": text, "b": {"uniform": [text, "2_000"], "level": "month"}}))
    assert not validator().is_valid(whole(parameters={"a": text.replace("_", "")}))


@pytest.mark.parametrize("text", ["_", "1_", "_1", "one_2", "-1_000"])
def test_what_is_no_number_is_refused_also_with_underscores(text: str) -> None:
    assert not validator().is_valid(whole(replicates=text))


@pytest.mark.parametrize("nothing", ["", None])
def test_only_a_child_may_delete(nothing: str | None) -> None:
    """An editor takes `!delete` for an empty text, this package for nothing."""
    flows = {"leave": {"kind": "capacity", "capacity": 5, "rate": nothing, "probability": 0.5}}
    child = {"extends": "parent.yaml", "flows": {**flows, "filed": nothing}, "stages": {"open": {"initial": {"a": nothing}}}}
    assert not validator().is_valid(child)
    del flows["leave"]["probability"]
    assert validator().is_valid({**child, "flows": {**flows, "filed": nothing}})
    assert not validator().is_valid(whole(flows={"leave": {"kind": "hazard", "from": "open", "to": "gone", "rate": nothing}}))


def test_a_part_of_a_flow_may_have_the_keys_of_any_kind() -> None:
    assert validator().is_valid({"extends": "x.yaml", "flows": {"a": {"discipline": "fifo"}, "b": {"rate": 3, "season": [1] * 12}}})
    assert not validator().is_valid({"extends": "x.yaml", "flows": {"a": {"discipline": "fofo"}}})
    assert not validator().is_valid({"extends": "x.yaml", "flows": {"a": {"speed": 3}}})


def test_accepts_what_the_command_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(cli, ["new", "first"]).exit_code == 0
    assert list(errors(tmp_path / "first.yaml")) == []
    assert json.loads((tmp_path / "sim-schema.json").read_text(encoding="utf-8")) == validator().schema


@settings(max_examples=25, derandomize=True, deadline=None)
@given(systems())
def test_accepts_generated_systems(system: dict[str, Any]) -> None:
    assert [error.message for error in validator().iter_errors(as_json(system))] == []


def test_the_file_for_editors_is_the_schema() -> None:
    stored = json.loads((ROOT / "scenarios" / "schema.json").read_text(encoding="utf-8"))
    assert stored == validator().schema
