"""A sweep as a report shows it: how far the probability of each reading goes over the points, and where."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from sim.errors import RunFolderError
from sim.plots.say import number
from sim.report.pictures import Picture
from sim.report.sweeps import DATABASE
from sim.study.store import Store

_TITLE = re.compile(r"<dc:title>(.*?)</dc:title>", re.DOTALL)


@dataclass(frozen=True)
class Span:
    """The lowest and the highest answer of a reading over the points of a sweep, with the values varied there."""

    reading: str
    low: str
    at_low: str
    high: str
    at_high: str


@dataclass(frozen=True)
class SweepPart:
    """One sweep in a report."""

    name: str
    title: str
    points: int
    varied: list[str]
    spans: list[Span]
    pictures: list[Picture]


def read(folder: Path) -> SweepPart:
    """Return the sweep kept in a folder, as far as its tables go.

    Raises
    ------
    RunFolderError
        If there is none, no point is done, or it is damaged.
    """
    with Store.resume(folder / DATABASE) as store:
        title = str(store.about()["scenario"].get("title", folder.name))
    try:
        with (folder / "points.csv").open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        varied = [name for name in header if "/" not in name]
        spans = [span for index, name in enumerate(header) if "/" in name and (span := _span(name, index, varied, rows))]
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{folder}: [S603] the sweep in it has no table of points; go on with `--resume`") from error
    return SweepPart(folder.name, title, len(rows), varied, spans, _pictures(folder))


def _span(name: str, column: int, varied: Sequence[str], rows: Sequence[Sequence[str]]) -> Span | None:
    known = sorted((row for row in rows if row[column]), key=lambda row: float(row[column]))
    if not known:
        return None
    ends = (known[0], known[-1])
    low, high = (
        f"{float(row[column]):.3f}".rstrip("0").rstrip(".") if float(row[column]) <= 1 else number(float(row[column])) for row in ends
    )
    at_low, at_high = (", ".join(f"{path} {_value(cell)}" for path, cell in zip(varied, row, strict=False)) for row in ends)
    return Span(name, low, at_low, high, at_high)


def _value(cell: str) -> str:
    try:
        return number(float(cell))
    except ValueError:
        return cell


def _pictures(folder: Path) -> list[Picture]:
    """Return the sweep's first picture, the most telling one of its first reading."""
    files = sorted((folder / "plots").glob("*.svg"))[:1]
    return [_picture(folder, file.stem, file.read_text(encoding="utf-8")) for file in files]


def _picture(folder: Path, stem: str, svg: str) -> Picture:
    title = _TITLE.search(svg)
    return Picture(f"{folder.name}-{stem}", unescape(title[1]) if title else stem, svg)
