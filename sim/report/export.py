"""What a folder holds, written for other tools into a folder beside it."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, NoReturn

from sim.errors import RunFolderError
from sim.report.export_parquet import write_parquet
from sim.report.export_tables import Kind, Tidy, run_tables, tidy
from sim.report.files import write_csv
from sim.report.folder import check_free, manifest_of, placed, read
from sim.report.hubverse import write_hub
from sim.report.sweeps import DATABASE, check_parquet

Format = Literal["hubverse", "csv", "parquet"]

_TABLES = {
    "comparison": ("differences.csv", "attribution.csv"),
    "sweep": ("points.csv", "details.csv"),
    "solution": ("curve.csv",),
}
"""What folders other than a run's hold as tables already, of which other formats are made."""


@dataclass(frozen=True)
class Exported:
    """The folder that was written, its files by their path in it, and what was left out with the reason."""

    folder: Path
    files: list[str]
    left_out: list[str]


def export(source: Path, to: Format, out: Path | None = None) -> Exported:
    """Write what a folder holds for other tools; by default beside it, its name followed by the format.

    Parameters
    ----------
    source : Path
        The folder of a run; for `csv` and `parquet` also of a sweep, a comparison or a solution.

    Raises
    ------
    RunFolderError
        If it holds none of these, the place is taken or cannot be written, or the extra for Parquet is not installed; nothing is
        left behind then.
    """
    kind = kind_of(source)
    beside = Path(os.path.abspath(source))
    target = out or beside.with_name(f"{beside.name}-{to}")
    check_free(target)
    left_out: list[str] = []
    fill = _hub(source, kind, left_out) if to == "hubverse" else _tables(source, kind, to, target)
    folder = placed(target, lambda: target, fill)
    return Exported(folder, sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()), left_out)


def _hub(source: Path, kind: str, left_out: list[str]) -> Callable[[Path], None]:
    if kind != "run":
        raise RunFolderError(f"{source}: [S603] holds no run but a {kind}; a hub has the distributions of a run")
    record, version = read(source), _manifest(source)["versions"]["sim"]
    if record.replicates < 2:
        raise RunFolderError(f"{source}: [S603] holds a run of one replicate, which is no distribution")
    return lambda folder: left_out.extend(write_hub(folder, record, version))


def _tables(source: Path, kind: str, to: Format, target: Path) -> Callable[[Path], None]:
    if to == "parquet":
        check_parquet(target)
    tables = run_tables(read(source)) if kind == "run" else [_read(source / name) for name in _TABLES[kind]]
    about = _about(source, kind)
    return lambda folder: _write(folder, tables, to, about)


def _write(folder: Path, tables: Iterable[Tidy], to: Format, about: dict[str, str]) -> None:
    for table in tables:
        if to == "csv":
            write_csv(folder / f"{table.name}.csv", table.header, table.rows)
        else:
            write_parquet(folder / f"{table.name}.parquet", table, about)


def kind_of(folder: Path) -> str:
    """Name what a folder holds: run, comparison, sweep or solution.

    Raises
    ------
    RunFolderError
        If it is none of them.
    """
    if (folder / DATABASE).is_file():
        return "sweep"
    if (folder / "solution.json").is_file():
        return "solution"
    return "comparison" if "comparison" in _manifest(folder) else "run"


def _manifest(folder: Path) -> dict[str, Any]:
    stored = manifest_of(folder)
    return stored if isinstance(stored, dict) else {}


def _about(source: Path, kind: str) -> dict[str, str]:
    """Return what tables came from, as texts."""
    if kind in ("sweep", "solution"):
        return {"kind": kind, "folder": Path(os.path.abspath(source)).name}
    stored = _manifest(source)
    kept = stored.get("record", {})
    known = {"kind": kind, "scenario": kept.get("scenario", " ".join(stored.get("files", []))), "title": kept.get("title", "")}
    known |= {name: str(kept.get(name, stored.get(name, ""))) for name in ("seed", "replicates", "start", "end")}
    return known | {"sim": stored.get("versions", {}).get("sim", ""), "command": stored.get("command", "")}


def _read(file: Path) -> Tidy:
    """Read a table that was written before, its columns of the kind that all their values are of."""
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        parts = list(zip(*rows, strict=True)) or [()] * len(header)
        named = list(zip(header, parts, strict=True))
    except (OSError, ValueError) as error:
        _refuse(file.parent, f"has no whole table {file.name}", error)
    kinds: dict[str, Kind] = {}
    columns = []
    for name, cells in named:
        kinds[name], values = _parsed(cells)
        columns.append(values)
    return tidy(file.stem, kinds, zip(*columns, strict=True))


def _parsed(cells: Iterable[str]) -> tuple[Kind, list[Any]]:
    """Return the kind of a column and its values: numbers or days if all that are there are, else categories."""
    kinds: tuple[tuple[Kind, Callable[[str], Any]], ...] = (("whole", int), ("number", float), ("date", date.fromisoformat))
    for kind, parse in kinds:
        try:
            return kind, [parse(cell) if cell else None for cell in cells]
        except ValueError:
            continue
    return "category", [cell or None for cell in cells]


def _refuse(folder: Path, why: str, error: Exception) -> NoReturn:
    raise RunFolderError(f"{folder}: [S603] {why}") from error
