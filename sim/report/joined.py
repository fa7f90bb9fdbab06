"""One report on several runs, and on what was asked beside them: made of their folders, nothing is run again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Literal

from sim.analysis.record import Record
from sim.errors import RunFolderError
from sim.plots.describe import alternative
from sim.plots.figures import standard, svg
from sim.plots.marks import begin_of
from sim.plots.versions import distributions, fans
from sim.plots.wanted import PER_SHEET, Wanted, row_of, unused
from sim.report import solution, swept
from sim.report.content import Content, Given, by_distance, content, spoken
from sim.report.export import kind_of
from sim.report.folder import free_folder, placed, read
from sim.report.markdown import markdown
from sim.report.page import page, pictures_of
from sim.report.pictures import Picture, pictures

Format = Literal["html", "md"]


@dataclass(frozen=True)
class Gathered:
    """What folders hold, each kind in the order given."""

    runs: list[Given]
    solutions: list[solution.SolutionPart]
    sweeps: list[swept.SweepPart]


def gather(folders: Sequence[Path]) -> Gathered:
    """Read folders of runs, solutions and sweeps.

    Raises
    ------
    RunFolderError
        If a folder holds none of them, or no folder a run; all folders that cannot be read are named.
    """
    found, wrong = Gathered([], [], []), []
    for folder in folders:
        try:
            kind = kind_of(folder)
            if kind == "solution":
                found.solutions.append(solution.read(folder))
            elif kind == "sweep":
                found.sweeps.append(swept.read(folder))
            elif kind == "run":
                found.runs.append(_run(folder))
            else:
                wrong.append(f"{folder}: [S603] holds a {kind}, which cannot be joined; a report joins runs, sweeps and solutions")
        except RunFolderError as error:
            wrong.append(str(error))
    if wrong:
        raise RunFolderError("\n".join(wrong))
    if not found.runs:
        raise RunFolderError(f"{folders[0]}: [S603] a report needs at least one run; `sim run` makes one")
    return replace(found, runs=_named_apart(found.runs))


def _run(folder: Path) -> Given:
    record = read(folder)
    stored = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Given(record, str(stored["command"]), dict(stored["versions"]))


def _named_apart(runs: Sequence[Given]) -> list[Given]:
    """Number the runs of one scenario, so that each has a name of its own."""
    count, seen = Counter(one.record.scenario for one in runs), Counter[str]()
    named = []
    for one in runs:
        name = one.record.scenario
        seen[name] += 1
        record = replace(one.record, scenario=f"{name} ({seen[name]})") if count[name] > 1 else one.record
        named.append(replace(one, record=record))
    return named


def report(found: Gathered) -> Content:
    """Return what a report on folders says, with its pictures drawn."""
    runs = by_distance(found.runs)
    records = [one.record for one in runs]
    drawn = _of_one(records[0]) if len(records) == 1 else _of_several(records)
    return content(runs, drawn, found.solutions, found.sweeps)


def _of_one(record: Record) -> list[Picture]:
    return pictures(record, {stem: svg(figure) for stem, figure in standard(record).items()})


def _of_several(records: Sequence[Record]) -> list[Picture]:
    """Draw each claim's main reading under all scenarios that compute it."""
    found: list[Picture] = []
    for claim in dict.fromkeys(row.id for record in records for row in record.claims):
        shown = [(record, row) for record, row in spoken(records, claim) if row.name in record.values]
        if shown:
            found += _side_by_side([record for record, _ in shown], shown[0][1].name, [one.stem for one in found])
    return found


def _side_by_side(records: Sequence[Record], reading: str, taken: Collection[str]) -> list[Picture]:
    """Draw one reading under several scenarios: its fans and its distributions, six to a sheet.

    Parameters
    ----------
    records : sequence of Record
        In the order in which they are shown; each has the reading, computed.
    reading : str
        Its name, `claim/reading`.
    taken : collection of str
        Stems that are used already.
    """
    found: list[Picture] = []
    for first in range(0, len(records), PER_SHEET):
        rows = [(record, row_of(record, reading)) for record in records[first : first + PER_SHEET]]
        group = [record for record, _ in rows]
        words = {
            "versions": [alternative(record, Wanted("fan", row.metric, begin_of(record, row), claim=row.id)) for record, row in rows],
            "distributions": [alternative(record, Wanted("distribution", reading=reading)) for record in group],
        }
        for kind, drawn in (("versions", fans(group, reading)), ("distributions", distributions([(one, reading) for one in group]))):
            claim, names = rows[0][1].id, {*taken, *(one.stem for one in found)}
            found.append(
                Picture(unused(f"{kind}-{claim}-{first // PER_SHEET + 1}", names), " ".join(words[kind]), svg(drawn.figure), (claim,))
            )
    return found


def write(out: Path | None, found: Gathered, kind: Format) -> Path:
    """Write a report into a folder of its own, as `report.html` or as `report.md` with its pictures; return the file's absolute path.

    Raises
    ------
    RunFolderError
        If the folder holds anything already, or cannot be written; nothing is left behind then.
    """
    shown = report(found)

    def fill(folder: Path) -> None:
        if kind == "html":
            (folder / "report.html").write_text(page(shown), encoding="utf-8")
            return
        (folder / "report.md").write_text(markdown(shown), encoding="utf-8")
        (folder / "plots").mkdir()
        for picture in pictures_of(shown):
            (folder / "plots" / f"{picture.stem}.svg").write_text(picture.svg, encoding="utf-8")

    return placed(out, lambda: _default(found), fill) / f"report.{kind}"


def _default(found: Gathered) -> Path:
    names = [one.record.scenario for one in found.runs]
    said = json.dumps([[one.command, one.record.seed, one.record.replicates] for one in found.runs])
    return free_folder("runs", f"report-{'-'.join(names[:2])}"[:100].replace(" ", "-"), sha256(said.encode()).hexdigest())
