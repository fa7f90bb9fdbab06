"""What to say about a value of a wrong kind, and what may stand in for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sim.errors import nearest, strange_letter
from sim.model.noun import ISO_DATE

MISSING = object()
"""Stands for a value that is needed and was not written, until its kind is known."""

_SOME_DAY = date(2000, 1, 1)

_KINDS: dict[str, tuple[str, Any]] = {
    "float_type": ("a number", 0.0),
    "finite_number": ("a finite number", 0.0),
    "int_type": ("a whole number", 1),
    "bool_type": ("true or false", True),
    "string_type": ("a text", "?"),
    "date_type": ("a date, YYYY-MM-DD,", _SOME_DAY),
    "dict_type": ("a mapping", {}),
    "model_type": ("a mapping", {}),
    "tuple_type": ("a list", ()),
    "not_a_number": ("", 0.0),
    "not_a_date": ("", _SOME_DAY),
    "not_an_end": ("", _SOME_DAY),
    "not_a_day": ("", "?"),
    "not_names": ("", "?"),
    "not_uses": ("", 1.0),
    "not_noise": ("", "poisson"),
    "not_kept": ("", False),
    "not_a_limit": ("", 0.0),
    "not_an_axis": ("", (0.0,)),
    "not_ages": ("", None),
    "not_hires": ("", None),
    "not_dates": ("", None),
    "not_shares": ("", {}),
    "not_a_dirichlet": ("{mean: {NAME: share}, n: NUMBER}", {"mean": {}, "n": 1.0}),
    "not_outcomes": ("", "open"),
    "not_lognormal": ("", {"mean": 1.0, "cv": 1.0}),
    "not_beta": ("", {"a": 1.0, "b": 1.0}),
    "not_a_flow": ("", {"kind": "inflow"}),
}
"""By the type of an error: what is allowed, where the error does not say so itself, and what may stand in."""

_LIMITS = {
    "greater_than": ("gt", "above", 0.5),
    "greater_than_equal": ("ge", "at least", 0),
    "less_than": ("lt", "below", -0.5),
    "less_than_equal": ("le", "at most", 0),
}
"""By the type of an error: the name of the limit, its word, and how far inside it a value may stand in."""


def allowed(error: Mapping[str, Any]) -> str:
    """Say what is allowed where an error was found."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "literal_error":
        return str(context["expected"]).replace("'", "")
    if kind in _LIMITS:
        name, word, _ = _LIMITS[kind]
        return f"{word} {context[name]:,.10g}"
    text = _KINDS.get(kind, ("", None))[0] or str(error["msg"])
    return f"{text}, or `rest`," if _may_be_rest(error) else text


def _may_be_rest(error: Mapping[str, Any]) -> bool:
    return bool(error["type"] == "not_a_number" and error["loc"][-1] == "<share>")


def meant(error: Mapping[str, Any], value: Any) -> str | None:
    """Name what was probably meant: the nearest of the words that are allowed, or a number or day in another spelling.

    Examples
    --------
    >>> [meant({"type": "not_a_number", "loc": ("rate",)}, text) for text in ("1,250", "3%", "0,5", "many")]
    ['1250', '0.03', '0.5', None]
    """
    kind = error["type"]
    if kind in ("bool_type", "not_kept") and isinstance(value, str):
        return {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(value.lower()) or nearest(value, ("true", "false"))
    if kind == "literal_error" and isinstance(value, str):
        return nearest(value, _listed(error))
    if kind in ("not_a_number", "float_type", "int_type") and isinstance(value, str):
        number = _number_in(value) or (nearest(value, ("rest",)) if _may_be_rest(error) else None)
        return None if number and kind == "int_type" and "." in number else number
    if kind in ("not_a_date", "not_an_end", "date_type") and isinstance(value, str):
        return _day_in(value)
    return None


def unknown_key(key: object, known: Iterable[object]) -> str:
    """Say what is allowed where a key is unknown."""
    names = [str(name) for name in known]
    return f"unknown key{strange_letter(key, names)}; allowed are {', '.join(names)}"


def misspelt(error: Mapping[str, Any], value: Any) -> tuple[Any, str] | None:
    """Return a key of a mapping that is nearly one of those that are allowed, and that one; None where there is none.

    Examples
    --------
    >>> misspelt({"type": "not_ages", "msg": "a mapping with one of beta, figure"}, {"figuer": "pace"})
    ('figuer', 'figure')
    """
    if not error["type"].startswith("not_") or not isinstance(value, Mapping):
        return None
    names = re.findall(r"\w\w+", allowed(error))
    return next(((key, near) for key in value if key not in names and (near := nearest(key, names))), None)


_THOUSANDS = re.compile(r"([-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?)\s*(%?)", re.ASCII)
_DECIMAL = re.compile(r"([-+]?\d*[.,]?\d+)\s*(%?)", re.ASCII)


def _number_in(text: str) -> str | None:
    """Return the number of another spelling: commas between groups of three digits are left out, any other is a decimal point."""
    if number := _THOUSANDS.fullmatch(text.strip()):
        plain = number[1].replace(",", "")
    elif number := _DECIMAL.fullmatch(text.strip()):
        plain = number[1].replace(",", ".")
    else:
        return None
    return f"{float(plain) / 100:.12g}" if number[2] else plain


def _day_in(text: str) -> str | None:
    """Return the day of the calendar of another spelling, its year first; None where there is no such day."""
    found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(T.*)?", text, re.ASCII)
    try:
        day = date(*map(int, found.groups()[:3])).isoformat() if found else None
    except ValueError:
        return None
    return day if day != text else None


def _listed(error: Mapping[str, Any]) -> list[str]:
    return allowed(error).replace(" or ", ", ").split(", ")


def stand_in(error: Mapping[str, Any], value: Any) -> Any:
    """Return something harmless of the kind that is asked for."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in _KINDS:
        return _KINDS[kind][1]
    if kind == "literal_error":
        return nearest(value, _listed(error)) or _listed(error)[0]
    if kind in _LIMITS:
        name, _, inside = _LIMITS[kind]
        return context[name] + (int(2 * inside) if isinstance(value, int) else inside)
    if kind == "too_short":
        missing = context["min_length"] - context["actual_length"]
        return {**value, **{f"?{i}": MISSING for i in range(missing)}} if isinstance(value, Mapping) else (*value, *[MISSING] * missing)
    if kind == "too_long":
        return value[: context["max_length"]]
    return None


def message(error: Mapping[str, Any], value: Any, path: str) -> tuple[str, str, str]:
    """Return code, path and words for a value of a wrong kind: what was found, and what is allowed."""
    kind, context = error["type"], error.get("ctx", {})
    found = shown(value)
    if kind in _LIMITS:
        return "S201", path, f"{found} is out of range; {allowed(error)} is allowed"
    if kind == "finite_number":
        return "S201", path, f"{found} is out of range; a finite number is allowed"
    if kind == "missing":
        return "S103", path, f"{found} found; a list of 2 is allowed"
    if kind in ("too_long", "too_short"):
        least, count = ("at most", context["max_length"]) if kind == "too_long" else ("at least", context["min_length"])
        return "S103", path, f"{found} found; {least} {count} {'is' if count == 1 else 'are'} allowed"
    if "date" in kind and isinstance(value, str) and ISO_DATE.fullmatch(value):
        return "S009", path, f"{value} is not a day of the calendar"
    return "S103", path, f"{found} found; {allowed(error)} is allowed"


def shown(value: Any) -> str:
    """Show a value in a message, shortened; a text that could be taken for something else stands in quotation marks."""
    if isinstance(value, Mapping):
        keys = [str(key) for key in value]
        return f"a mapping of {', '.join(keys[:4])}{' ...' if len(keys) > 4 else ''}" if keys else "an empty mapping"
    if isinstance(value, tuple | list):
        return f"a list of {len(value)} value{'s' if len(value) > 1 else ''}" if value else "an empty list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    text = f'"{value}"' if isinstance(value, str) and (not value or value[0].isdigit() or value != value.strip()) else str(value)
    return f"`{text[:60]}{'...' if len(text) > 60 else ''}`"
