"""Tables as Parquet, with the types that their columns have and what they came from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.report.export_tables import Column, Kind, Tidy

if TYPE_CHECKING:
    import pyarrow


def write_parquet(file: Path, table: Tidy, about: dict[str, str]) -> None:
    """Write a table: dates as date32, categories as dictionaries, numbers as doubles, null where there is no value.

    Parameters
    ----------
    about : dict of str
        What the table came from, for the metadata of its schema.
    """
    import pyarrow as pa
    from pyarrow import parquet

    fields = [pa.field(column.name, _type(column.kind)) for column in table.columns]
    schema = pa.schema(fields, metadata=about)
    parquet.write_table(pa.table([_array(column) for column in table.columns], schema=schema), file)


def _type(kind: Kind) -> pyarrow.DataType:
    import pyarrow as pa

    return {
        "text": pa.string(),
        "category": pa.dictionary(pa.int32(), pa.string()),
        "date": pa.date32(),
        "number": pa.float64(),
        "whole": pa.int64(),
        "truth": pa.bool_(),
    }[kind]


def _array(column: Column) -> pyarrow.Array:
    import pyarrow as pa

    if column.kind == "category":
        return pa.array(column.values, pa.string()).dictionary_encode()
    return pa.array(_present(column.values) if column.kind == "number" else column.values, _type(column.kind))


def _present(values: Sequence[Any]) -> list[Any]:
    return [None if isinstance(value, float) and math.isnan(value) else value for value in values]
