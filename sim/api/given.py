"""What users may give as texts or as a mapping: numbers laid over a scenario, and axes of a sweep."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Overrides = Mapping[str, Any] | Iterable[str]
"""Values by path, or texts `path=value`."""

Varied = Mapping[str, Any] | Iterable[str]
"""Axes by path, or texts `path=a:b:n`, `path=a:b`, `path=a,b,c` or `path`."""


def overrides(given: Overrides) -> list[str]:
    """Return overrides as texts `path=value`; a text in a mapping is read as it would be on the command line.

    Raises
    ------
    TypeError
        If they are one text: a list of them is wanted.

    Examples
    --------
    >>> overrides({"seed": 7, "flows.leave.rate": {"uniform": [0.1, 0.2], "level": "month"}, "step": "week"})
    ['seed=7', 'flows.leave.rate={"uniform": [0.1, 0.2], "level": "month"}', 'step=week']
    """
    return _texts(given, lambda path, value: f"{path}={value if isinstance(value, str) else json.dumps(value, default=str)}")


def varied(given: Varied) -> list[str]:
    """Return axes as texts; None in a mapping stands for the number's own law.

    Raises
    ------
    TypeError
        If they are one text: a list of them is wanted.

    Examples
    --------
    >>> varied({"flows.leave.rate": [0.1, 0.2], "stages.open.initial": {"from": 100, "to": 300, "points": 3}, "parameters.pace": None})
    ['flows.leave.rate=[0.1, 0.2]', 'stages.open.initial={"from": 100, "to": 300, "points": 3}', 'parameters.pace']
    """
    return _texts(given, lambda path, value: path if value is None else f"{path}={json.dumps(value, default=str)}")


def _texts(given: Mapping[str, Any] | Iterable[str], written: Callable[[str, Any], str]) -> list[str]:
    if isinstance(given, str):
        raise TypeError(f"a list of texts is wanted, or a mapping, not one text: [{given!r}]")
    return list(itertools.starmap(written, given.items()) if isinstance(given, Mapping) else given)
