"""From trees to the types of the model: every value of a wrong kind becomes a problem with its place.

Each noun is validated on its own, so that one mistake hides no other; what is wrong is then left out and validation tried
again, so that later checks can still look at the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from sim.errors import Place, Problem, nearest
from sim.model.number import NUMBER_KINDS
from sim.reading.tree import Node

_SILENT = {"missing", "union_tag_not_found"}


def adapter(annotation: Any) -> TypeAdapter[Any]:
    """Return the validator of a type, or of a field of a noun with its limits."""
    if isinstance(annotation, FieldInfo):
        return TypeAdapter(Annotated[annotation.annotation, annotation] if annotation.metadata else annotation.annotation)
    return TypeAdapter(annotation)


def validate(validator: TypeAdapter[Any], node: Node, path: str, problems: list[Problem]) -> Any:
    """Return the value of a node as the validator's type, or None; all that is wrong goes to `problems`.

    A value that is wrong but not needed is left out of the result, so the caller must look at `problems` before it trusts it.
    """
    data: Any = node.plain()
    for attempt in range(8):
        try:
            return validator.validate_python(data)
        except ValidationError as error:
            for found in _specific(error.errors(include_url=False)):
                loc = _in_data(found["loc"], data)
                if attempt and found["type"] in _SILENT:
                    continue
                problems.extend(_problems(found, loc, node, path))
                data = _without(data, loc, found)
        if data is None:
            break
    return None


def _specific(errors: Iterable[Any]) -> list[Any]:
    """Of the errors of one value's alternatives keep those of the alternative that came closest: the deepest."""
    kept: dict[tuple[Any, ...], list[Any]] = {}
    for error in errors:
        stem = tuple(part for part in error["loc"] if not _is_alternative(part))
        root = next((key for key in kept if stem[: len(key)] == key or key[: len(stem)] == stem), stem)
        kept.setdefault(root, []).append(error)
    result: list[Any] = []
    for group in kept.values():
        alternatives = {next((p for p in e["loc"] if _is_alternative(p)), None) for e in group}
        result.extend(group if len(alternatives) == 1 else [max(group, key=_closeness)])
    return result


def _is_alternative(part: Any) -> bool:
    return isinstance(part, str) and (
        "[" in part or "(" in part or part in {"float", "str", "AlphaBeta", "MeanSize", "MedianRange", "MeanCv", "NegbinNoise"}
    )


def _closeness(error: Any) -> tuple[bool, int]:
    return error["type"] not in {"literal_error", "dict_type", "string_type", "float_type", "model_type"}, len(error["loc"])


def _in_data(loc: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    """Drop from a location what names an alternative of the schema rather than a key of the data."""
    steps: list[Any] = []
    for part in loc:
        if isinstance(data, Mapping):
            key = part if part in data else next((k for k in data if str(k) == str(part)), None)
            if key is None:
                continue
        elif isinstance(data, tuple) and isinstance(part, int) and part < len(data):
            key = part
        else:
            continue
        steps.append(key)
        data = data[key]
    return tuple(steps)


def _without(data: Any, loc: tuple[Any, ...], error: Any) -> Any:
    """Return the data without what an error is about."""
    if error["type"] == "unknown_key":
        return _pruned(data, loc, lambda value: {k: v for k, v in value.items() if k not in error["ctx"]["unknown"]})
    if not loc:
        return None
    return _pruned(data, loc[:-1], lambda value: _dropped(value, loc[-1]))


def _dropped(value: Any, key: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: v for k, v in value.items() if k != key}
    return None


def _pruned(data: Any, loc: tuple[Any, ...], change: Any) -> Any:
    if not loc:
        return change(data)
    if isinstance(data, Mapping):
        return {k: _pruned(v, loc[1:], change) if k == loc[0] else v for k, v in data.items()}
    if isinstance(data, tuple):
        return tuple(_pruned(v, loc[1:], change) if i == loc[0] else v for i, v in enumerate(data))
    return data


def locate(node: Node, loc: Iterable[Any]) -> Node:
    """Follow keys down a tree as far as they go."""
    for key in loc:
        child = node.get(key)
        if child is None:
            break
        node = child
    return node


def key_place(node: Node, loc: tuple[Any, ...], key: Any) -> Place:
    """Return where the key `key` of the mapping at `loc` was written."""
    parent = locate(node, loc)
    return parent.keys.get(key, parent.place)


def _problems(error: Any, loc: tuple[Any, ...], node: Node, path: str) -> list[Problem]:
    here = ".".join([path, *map(str, loc)]).strip(".")
    at = locate(node, loc)
    context = error.get("ctx", {})
    if error["type"] == "unknown_key":
        allowed = ", ".join(context["allowed"])
        return [
            Problem(
                key_place(node, loc, key),
                "S101",
                f"{here}.{key}".strip("."),
                f"unknown key; allowed are {allowed}",
                nearest(key, context["allowed"]),
            )
            for key in context["unknown"]
        ]
    if error["type"] == "missing":
        return [Problem(at.place, "S102", here, f"`{error['loc'][-1]}` is missing")]
    if error["type"] in ("literal_error", "union_tag_invalid"):
        expected = context.get("expected") or context.get("expected_tags")
        words = [word.strip(" '\"") for word in expected.replace(" or ", ",").split(",")]
        tag = at.get("kind") if error["type"] == "union_tag_invalid" else at
        found = (tag or at).value
        return [Problem((tag or at).place, "S103", here, f"{_shown(found)}; allowed are {', '.join(words)}", nearest(found, words))]
    if error["type"] == "union_tag_not_found":
        return [Problem(at.place, "S102", here, "`kind` is missing")]
    code, message = _message(error, context, at)
    return [Problem(at.place, code, here, message)]


def _message(error: Any, context: Any, at: Node) -> tuple[str, str]:
    found = _shown(at.value)
    match error["type"]:
        case "not_a_number":
            return "S103", f"{found} is not a number; allowed are a number or one of {', '.join(sorted(NUMBER_KINDS))}"
        case "not_a_date":
            return "S103", f"{found} is not a date; allowed are YYYY-MM-DD or one of discrete, exponential, uniform"
        case "order":
            return "S105", error["msg"]
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal" | "finite_number":
            return "S201", f"{found} is out of range: {error['msg'].replace('Input', 'it')}"
        case "too_long" | "too_short":
            return "S103", error["msg"].replace("Tuple", "the list").replace("Dictionary", "the mapping")
        case kind:
            return "S103", f"{found} found; {_EXPECTED.get(kind, error['msg'])}"


_EXPECTED = {
    "float_type": "a number is allowed",
    "int_type": "a whole number is allowed",
    "bool_type": "true or false is allowed",
    "string_type": "a text is allowed",
    "date_type": "a date YYYY-MM-DD is allowed",
    "dict_type": "a mapping is allowed",
    "model_type": "a mapping is allowed",
    "tuple_type": "a list is allowed",
    "model_attributes_type": "a mapping is allowed",
}


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return f"a mapping of {', '.join(map(str, list(value)[:4])) or 'nothing'}"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = "nothing" if value is None else str(value)
    return f"`{text[:60]}`"
