"""What has to be the same when something that was begun goes on, and what has changed where it is not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sim.reading.load import Loaded
from sim.report.manifest import scenario_hash, versions

_SHOWN = 6
"""So many changes are named."""


def about(loaded: Loaded, but: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a scenario says, a hash of it with its figures, and versions; keys in `but` may change, and have these values in the hash."""
    tree: dict[str, Any] = loaded.tree.plain()
    return {
        "scenario": plain({key: value for key, value in tree.items() if key not in but}),
        "hash": scenario_hash(loaded.scenario.model_copy(update=dict(but))),
        "versions": versions(),
    }


def plain(value: Any) -> Any:
    """Return values as JSON has them, dates as texts."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def changes(before: Mapping[str, Any], now: Mapping[str, Any], *keys: str) -> list[str]:
    """Return what differs under some keys of what was said `about` two scenarios, leaf by leaf."""
    found = [change for key in keys for change in _changes("", before[key], now[key])]
    if not found and "scenario" in keys and before["hash"] != now["hash"]:
        return ["a published figure or claim that it refers to"]
    return found


def _changes(path: str, before: Any, now: Any) -> Iterator[str]:
    """Yield what differs between two plain values, leaf by leaf, by its path."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in [*before, *(key for key in now if key not in before)]:
            yield from _changes(f"{path}.{key}".lstrip("."), before.get(key), now.get(key))
    elif before != now:
        yield f"{path} was {_short(before)}, is {_short(now)}"


def _short(value: Any) -> str:
    text = "not there" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def named(found: list[str]) -> str:
    """Name the first changes, and say how many there are beside them.

    Examples
    --------
    >>> named(["seed was 1, is 2", "step was not there, is week"])
    'seed was 1, is 2; step was not there, is week'
    """
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return f"{'; '.join(found[:_SHOWN])}{more}"
