"""The scenario format as JSON Schema (the draft-07 subset that editors understand), derived from the types of the model."""

from __future__ import annotations

from typing import Any

from sim.model.scenario import Scenario

TITLE = "Scenario of the backlog projection simulator"

_SECTIONS = ("stages", "flows", "resources", "parameters", "events", "metrics", "use_anyway")
_REQUIRED = ("title", "start", "end", "stages", "flows")
_NULL = {"type": "null"}


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file.

    A file that `extends` another may hold parts of nouns only, so nothing below the top is required; `sim check` requires it
    once parents are merged. A null stands for `!delete`.
    """
    schema = _draft07(Scenario.model_json_schema(by_alias=True))
    definitions, properties = schema.pop("definitions"), schema["properties"]
    del definitions["Figure"], properties["figures"]
    for noun in definitions.values():
        _relax(noun)
    properties["claims"] = {"type": "array", "items": {"anyOf": [{"type": "string"}, {"$ref": "#/definitions/Claim"}]}}
    properties["extends"] = {"type": "string", "description": "the parent file, relative to this one; any depth"}
    properties["set"] = {"type": "object", "description": "path -> value, laid over the file's own keys"}
    for name, value in properties.items():
        if name in _SECTIONS and "additionalProperties" in value:
            value["additionalProperties"] = {"anyOf": [value["additionalProperties"], _NULL]}
        properties[name] = _or_null(value) if name not in _REQUIRED else value
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": TITLE,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "anyOf": [{"required": ["extends"]}, {"required": list(_REQUIRED)}],
        "definitions": definitions,
    }


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    description = {"description": schema["description"]} if "description" in schema else {}
    return {"anyOf": [{k: v for k, v in schema.items() if k != "description"}, _NULL], **description}


def _relax(noun: dict[str, Any]) -> None:
    """Require nothing, for a child may hold parts of it only, and allow null for what a child deletes, also of another kind."""
    noun.pop("required", None)
    if "properties" in noun:
        noun["properties"] = {key: _or_null(value) for key, value in noun["properties"].items()}
        noun["additionalProperties"] = _NULL


def _draft07(value: Any) -> Any:
    """Write newer keywords as draft-07 has them."""
    if isinstance(value, list):
        return [_draft07(part) for part in value]
    if not isinstance(value, dict):
        return value
    written: dict[str, Any] = {"pattern": r"^\d{4}-\d{2}-\d{2}$"} if value.get("format") == "date" else {}
    for key, part in value.items():
        if key == "oneOf":
            written["anyOf"] = _draft07(part)
        elif key == "$ref":
            written[key] = part.replace("#/$defs/", "#/definitions/")
        elif key == "prefixItems":
            written |= {"items": _draft07(part), "additionalItems": False}
        elif key == "$defs":
            written["definitions"] = _draft07(part)
        elif key not in ("discriminator", "title"):
            written[key] = _draft07(part) if key != "properties" else {name: _draft07(inner) for name, inner in part.items()}
        elif key == "title" and not isinstance(part, str):
            written[key] = _draft07(part)
    return written
