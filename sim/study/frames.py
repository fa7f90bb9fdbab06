"""Comparisons as tables for users of Python."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.study.compare import Compared

_NUMBERS = ["difference", "low", "high", "from", "to"]


def differences_frame(compared: Compared, table: str) -> pd.DataFrame:
    """Return the differences of all pairs, `metrics`, `claims` or `given`: index the name, first column the scenario held against the first."""
    rows: list[dict[str, Any]] = []
    for pair in compared.pairs:
        found = getattr(pair.differences, table)
        rows += [{"name": name, "scenario": pair.differences.other, **row.as_dict()} for name, row in found.items()]
    frame = pd.DataFrame(rows, columns=["name", "scenario", *_NUMBERS, "n"])
    return frame.astype(dict.fromkeys(_NUMBERS, float)).set_index("name")


def attribution_frame(compared: Compared) -> pd.DataFrame:
    """Return the shares of all pairs: index the group, first columns the scenario held against the first and the number taken apart."""
    rows: list[dict[str, Any]] = []
    for pair in compared.pairs:
        found = pair.attribution
        for row in found.shares if found else ():
            named = {"group": row.group, "scenario": pair.differences.other, "of": found.of.name if found else None}
            rows.append({**named, "share": row.share, "low": row.low, "high": row.high, "order_error": row.order_error})
    frame = pd.DataFrame(rows, columns=["group", "scenario", "of", "share", "low", "high", "order_error"])
    return frame.astype(dict.fromkeys(["share", "low", "high", "order_error"], float)).set_index("group")
