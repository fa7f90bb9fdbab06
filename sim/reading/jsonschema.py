"""The scenario format as JSON Schema (draft-07, as editors understand it), derived from the types of the model.

A file that stands alone must be whole. One that `extends` another may hold parts of nouns only and may delete, so each noun has a
second definition, its name with `Part` behind it. An editor's YAML knows neither `10_000` as a number nor `!delete`, which it takes for an
empty text: both are allowed for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from sim.model.flow import FLOW_KINDS
from sim.model.metric import KINDS
from sim.model.scenario import Scenario
from sim.model.support import allowed_range

Schema = dict[str, Any]

TITLE = "Scenario of the backlog projection simulator"

_UNDERSCORED = r"^{sign}(?=[^_]*\d_\d)(\.[\d_]+|[\d_]+(\.[\d_]*)?)([eE][-+]?\d+)?$"
_DELETED = {"type": ["string", "null"], "maxLength": 0, "description": "`!delete`: removes what the parent has"}
_EITHER: dict[str, tuple[tuple[str, ...], ...]] = {
    "Adjustment": (("rate", "count"),),
    "Hazard": (("rate", "probability"), ("to", "outcomes")),
    "Capacity": (("resource", "capacity"), ("to", "outcomes")),
    "Pulse": (("share", "count"),),
    "Metric": (KINDS,),
    "Count": (("by", "through"),),
}
"""Keys of which a noun has exactly one."""

_AT = {
    "Stage": "stages.s", "Inflow": "flows.f", "Hazard": "flows.f", "Capacity": "flows.f", "Pulse": "flows.f", "Outcome": "flows.f.outcomes.o",
    "Resource": "resources.r", "Learning": "resources.r.learning", "Refill": "resources.r.refill", "PoissonHires": "resources.r.hires",
    "Event": "events.e",
}  # fmt: skip
"""Where nouns stand whose numbers have a range."""

_RANGES = {(0.0, 1.0): ("Share", {"minimum": 0, "maximum": 1}), (0.0, math.inf): ("Amount", {"minimum": 0})}
"""The definition of a number that lies in a range, and what it says of a plain one."""

_TOGETHER = {"Metric": {"relief": ["target"]}}
"""Keys that need others."""

_REQUIRED = ("title", "start", "end", "stages", "flows")
_EXTENDS = {"type": "string", "minLength": 1, "description": "the parent file, relative to this one; any depth"}
_SET = {"type": "object", "description": "path -> value, laid over the file's own keys"}
_FLOW = {"type": "object", "description": "How cases arrive or move.", "title": "Flow"}


def scenario_schema() -> Schema:
    """Return the JSON Schema of a scenario file.

    What it cannot say, such as that a name must exist or that shares sum to 1, `sim check` says.
    """
    whole = _draft07(Scenario.model_json_schema(by_alias=True))
    definitions = whole.pop("definitions")
    del definitions["Figure"], whole["properties"]["figures"]
    kinds = {part["$ref"].rpartition("/")[2]: None for part in definitions["Number"]["anyOf"] if "$ref" in part}
    definitions["Number"] |= {"description": "A number, plain or as a mapping: cited, drawn, dated, counted or composed."}
    for name, noun in definitions.items():
        noun["title"] = next(key for key in noun["required"] if key != "level") if name in kinds else _spaced(name)
    for name, at in _AT.items():
        properties = definitions[name]["properties"]
        properties |= {key: _ranged(value, f"{at}.{key}") for key, value in properties.items() if key != "set"}
    definitions |= {"Flow": _flow(""), "Whole": whole} | {name: _within(definitions["Number"], bounds) for name, bounds in _RANGES.values()}
    whole["properties"] |= {"set": _SET, "claims": _claims(whole["properties"]["claims"])}
    whole["properties"]["flows"]["additionalProperties"] = {"$ref": "#/definitions/Flow"}
    for key, value in whole["properties"].items():
        whole["properties"][key] = {"title": key} | value
    del whole["required"]
    whole |= {"title": TITLE, "description": "A scenario that stands alone."}
    extending = {"if": {"required": ["extends"]}}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": TITLE,
        "description": "A system of backlogs with its assumptions, and the claims that are asked of it.",
        "type": "object",
        "allOf": [
            extending | {"then": {"$ref": "#/definitions/WholePart"}, "else": {"$ref": "#/definitions/Whole"}},
            extending | {"else": {"required": list(_REQUIRED)}},  # apart, so that editors complete files that are not whole yet
        ],
        "definitions": {
            **{name: _closed(noun) | _whole(name) for name, noun in definitions.items()},
            **_parts(definitions),
            "Deleted": _DELETED,
        },
    }


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def _ranged(schema: Any, path: str) -> Any:
    """Refer to numbers of the range that the place of a value allows."""
    if isinstance(schema, list):
        return [_ranged(each, path) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("$ref") == "#/definitions/Number":
        name, _ = _RANGES.get(allowed_range(path), ("Number", None))
        return schema | {"$ref": f"#/definitions/{name}"}
    return {key: _ranged(each, path) for key, each in schema.items()}


def _within(number: Schema, bounds: Schema) -> Schema:
    plain, *others = number["anyOf"]
    return number | {"anyOf": [plain | bounds | {"pattern": _pattern("")}, *others]}


def _pattern(sign: str) -> str:
    return _UNDERSCORED.replace("{sign}", sign)


def _claims(schema: Schema) -> Schema:
    """Allow ids of the seeds, and keys laid over what the seeds say."""
    items = [{"type": "string", "description": "the id of a claim of the seeds"}, {"$ref": "#/definitions/ClaimPart"}]
    return schema | {"items": {"anyOf": items}}


def _flow(suffix: str) -> Schema:
    """Choose the definition of a flow by its kind; a part of one without a kind may have the keys of any."""
    kinds = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {"$ref": f"#/definitions/{noun.__name__}{suffix}"},
        }
        for kind, noun in FLOW_KINDS.items()
    ]
    described = {"kind": {"enum": list(FLOW_KINDS), "description": "how cases arrive or move"}}
    if suffix:
        kinds.append({"if": {"not": {"required": ["kind"]}}, "then": {"$ref": "#/definitions/AnyFlowPart"}})
    return _FLOW | {"properties": described, "allOf": kinds} | ({} if suffix else {"required": ["kind"]})


def _whole(name: str) -> Schema:
    """Return what a noun that is whole needs beside its required keys."""
    ways = [{"oneOf": [{"required": [key]} for key in keys]} for keys in _EITHER.get(name, ())]
    needs = {"dependencies": _TOGETHER[name]} if name in _TOGETHER else {}
    return needs | ({"allOf": ways} if ways else {})


def _closed(noun: Schema) -> Schema:
    """Refuse unknown keys of a noun, and let what is said of each key come before what is said of its value."""
    if "properties" not in noun or "allOf" in noun:
        return noun
    return noun | {"properties": {key: _said_first(value) for key, value in noun["properties"].items()}, "additionalProperties": False}


def _said_first(schema: Schema) -> Schema:
    """Put a description before the alternatives, of which an editor would show that of the one that fits."""
    if "description" not in schema or not {"$ref", "anyOf"} & set(schema):
        return schema
    about = {"description": schema["description"]}
    return about | {"allOf": [about, {key: value for key, value in schema.items() if key != "description"}]}


def _parts(definitions: dict[str, Schema]) -> dict[str, Schema]:
    """Return the definitions for files that extend others: nothing is required, and everything can be deleted."""
    flows = {noun.__name__: definitions[noun.__name__]["properties"] for noun in FLOW_KINDS.values()}
    every: dict[str, list[Schema]] = {}
    for properties in flows.values():
        for key, value in properties.items():
            every.setdefault(key, [])
            every[key] += [value] if value not in every[key] else []
    merged = {key: ways[0] if len(ways) == 1 else {"anyOf": ways, "description": ways[0]["description"]} for key, ways in every.items()}
    parts = {f"{name}Part": _closed(_part(noun)) for name, noun in definitions.items() if name != "Flow"}
    for name, properties in flows.items():
        idle = {"doNotSuggest": True, "errorMessage": f"no key of a flow of kind {name.lower()}; only `!delete` may stand here"}
        parts[f"{name}Part"]["properties"] |= {key: _DELETED | idle for key in every if key not in properties}
    parts["WholePart"]["properties"]["extends"] = _EXTENDS
    parts["WholePart"]["description"] = "A scenario that changes another: only what is different stands in it."
    parts["ClaimPart"]["required"] = ["id"]
    return parts | {"FlowPart": _flow("Part"), "AnyFlowPart": _closed(_part(_FLOW | {"properties": merged}))}


def _part(value: Any) -> Any:
    """Return the schema of a part of what another describes: without what is required, every value of a mapping possibly deleted."""
    if isinstance(value, list):
        return [_part(each) for each in value]
    if not isinstance(value, dict):
        return value
    found: Schema = {key: _part(each) for key, each in value.items() if key not in ("required", "minProperties", "properties")}
    if isinstance(found.get("$ref"), str):
        found["$ref"] = f"{found['$ref'].removesuffix('Part')}Part"
    if isinstance(found.get("additionalProperties"), dict):
        found["additionalProperties"] = _or_deleted(found["additionalProperties"])
    if "properties" in value:
        found["properties"] = {key: _or_deleted(_part(each)) for key, each in value["properties"].items()}
    return found


def _or_deleted(schema: Schema) -> Schema:
    about = {"description": schema["description"]} if "description" in schema else {}
    return about | {"anyOf": [schema, {"$ref": "#/definitions/Deleted"}]}


def _draft07(value: Any) -> Any:
    """Write newer keywords as draft-07 has them, without titles and without the nulls that stand for nothing written."""
    if isinstance(value, list):
        return [_draft07(part) for part in value]
    if not isinstance(value, dict):
        return value
    written = dict(_entries(value))
    ways = [way for way in written.get("anyOf", ()) if way != {"type": "null"}]
    if "anyOf" in written and len(ways) == 1:
        del written["anyOf"]
        written = ways[0] | written
    elif ways:
        written["anyOf"] = ways
    if written.get("type") in ("number", "integer"):
        sign = "" if written.get("minimum", -1) >= 0 or written.get("exclusiveMinimum", -1) >= 0 else "[-+]?"
        written |= {"type": [written["type"], "string"], "pattern": _pattern(sign)}
        written["patternErrorMessage"] = "a number is expected"
    return written


def _entries(value: Schema) -> Iterator[tuple[str, Any]]:
    if value.get("format") == "date":
        yield from (("pattern", r"^\d{4}-\d{2}-\d{2}$"), ("patternErrorMessage", "a date, YYYY-MM-DD, is expected"))
    for key, part in value.items():
        match key:
            case "oneOf":
                yield "anyOf", _draft07(part)
            case "$ref":
                yield key, part.replace("#/$defs/", "#/definitions/")
            case "prefixItems":
                yield from (("items", _draft07(part)), ("additionalItems", False))
            case "$defs":
                yield "definitions", {name: _draft07(noun) for name, noun in part.items()}
            case "properties":
                yield key, {name: _draft07(inner) for name, inner in part.items()}
            case "discriminator" | "title":
                pass
            case "default" if part is None:
                pass
            case _:
                yield key, _draft07(part)
