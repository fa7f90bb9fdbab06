"""A run's data files: the same inputs give the same bytes."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from sim.analysis.claims import flat
from sim.analysis.differences import Differences
from sim.analysis.record import Record
from sim.analysis.summary import QUANTILES

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would compute (OWASP, CSV injection); a text that does gets an apostrophe before it."""


def claims_csv(record: Record) -> bytes:
    """Return the claim rows, flattened."""
    rows = [flat(row) for row in record.claims]
    return csv_bytes(list(rows[0]) if rows else ["id", "reading"], [list(row.values()) for row in rows])


def quantiles_csv(record: Record) -> bytes:
    """Return quantiles of every metric on every bound: metric, class, date, quantile, value; empty where there is no value."""
    rows: list[Sequence[Any]] = []
    for metric, table in record.quantiles.items():
        kinds = "+".join(record.about[metric].classes)
        for bound, day in enumerate(record.dates):
            rows += [(metric, kinds, day, q, float(table[i, bound])) for i, q in enumerate(QUANTILES)]
    return csv_bytes(["metric", "class", "date", "quantile", "value"], rows)


def replicates_csv_gz(record: Record) -> bytes:
    """Return one row per replicate, compressed without name and time: parameters by path, then `claim/reading`.

    A cell is empty where a reading has no value, `inf` where it has no limit.
    """
    columns = {**record.drawn, **record.values}
    numbers = [column.tolist() for column in columns.values()]
    rows = zip(range(record.replicates), *numbers, strict=True)
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0, compresslevel=3) as stream:
        stream.write(csv_bytes(["replicate", *columns], rows))
    return buffer.getvalue()


def differences_csv(found: Iterable[Differences]) -> bytes:
    """Return every difference with its interval, and what could not be compared with the reason in `note`."""
    header = ["reference", "other", "kind", "name", "from", "to", "difference", "low", "high", "n", "note"]
    rows: list[Sequence[Any]] = []
    for one in found:
        for kind, table in (("metric", one.metrics), ("claim", one.claims), ("claim given its events", one.given)):
            cells = [(name, row.from_, row.to, row.difference, row.low, row.high, row.n, None) for name, row in table.items()]
            rows += [(one.reference, one.other, kind, *cell) for cell in cells]
        rows += [(one.reference, one.other, "not comparable", name, *[None] * 6, why) for name, why in one.not_comparable.items()]
    return csv_bytes(header, rows)


def read_quantiles(folder: Path, dates: int) -> dict[str, Any]:
    """Return quantiles by metric from a run's folder, each of shape (quantile, bound)."""
    tables: dict[str, list[float]] = {}
    with (folder / "quantiles.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            tables.setdefault(row["metric"], []).append(_number(row["value"]))
    return {metric: np.array(values).reshape(dates, len(QUANTILES)).T for metric, values in tables.items()}


def read_replicates(folder: Path) -> dict[str, Any]:
    """Return the columns of a run's replicates, each of shape (replicate,)."""
    with gzip.open(folder / "replicates.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        header = [_without_mark(name) for name in next(csv.reader(stream))]
        table = np.loadtxt(stream, delimiter=",", ndmin=2, converters=_number)
    return {name: table[:, i] for i, name in enumerate(header) if name != "replicate"}


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a table as CSV: nothing for what does not exist, texts that no spreadsheet takes for a formula."""
    buffer = io.StringIO(newline="")
    _write(buffer, header, rows)
    return buffer.getvalue().encode()


def write_csv(file: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write such a table into a file, row by row."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        _write(stream, header, rows)


def _write(stream: TextIO, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(map(_cell, header))
    writer.writerows([_cell(value) for value in row] for row in rows)


def _number(cell: str) -> float:
    return float(cell) if cell else np.nan


def _cell(value: Any) -> Any:
    """Write truth values as JSON does, nothing for NaN, and keep a spreadsheet from reading a text as a formula."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value != value:
        return None
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")  # a return alone is not quoted, and would end the row
    return f"'{text}" if text.startswith(_FORMULA) else text


def _without_mark(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
