"""What a report says, whatever it is written in: claims with their answers first, then what they rest on, scenario by scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim.analysis.claims import ClaimRow
from sim.analysis.plausibility import distance_of
from sim.analysis.record import Record
from sim.plots.describe import distance
from sim.plots.say import day, listed
from sim.report.answer import answer, answers, headline, main_row
from sim.report.baseline import Moves, difference_tables
from sim.report.cells import ClaimTable, Definition, Happened, ReadingCells, claim_tables, definitions, metric_cells, plausibility_cells
from sim.report.format import worded
from sim.report.ignorance import PriorTable, VarianceCells, prior_table, variance_cells
from sim.report.pictures import Picture
from sim.report.projected import Projection, projected
from sim.report.solution import SolutionPart
from sim.report.swept import SweepPart


@dataclass(frozen=True)
class Given:
    """A run as a report takes it: its record, what makes it again, and the versions of software that made it."""

    record: Record
    command: str
    versions: Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """One scenario in a report: everything about it that is not about one claim."""

    run: Record
    period: str
    as_of: str | None
    distance: str
    differences: list[Moves]
    projection: Projection | None
    metrics: list[dict[str, str]]
    plausibility: list[dict[str, str]]
    variance: list[VarianceCells]
    pictures: list[Picture]
    command: str
    versions: Mapping[str, str]

    @property
    def partial(self) -> bool:
        """Tell whether some metric may have no value in some replicates."""
        return any(info.kind in ("wait", "age") for info in self.run.about.values())


@dataclass(frozen=True)
class Line:
    """A reading under a scenario: a line of the table of a claim."""

    scenario: str
    cells: ReadingCells


@dataclass(frozen=True)
class Settled:
    """What happened under one definition, and the readings of which that is said."""

    readings: str
    happened: Happened


@dataclass(frozen=True)
class Reached:
    """After which time a bound is reached, in words, under a scenario."""

    readings: str
    scenario: str
    bound: str
    after: str


@dataclass(frozen=True)
class ClaimPart:
    """One claim in a report: its answer, its readings under every scenario, and what moves them."""

    table: ClaimTable
    headline: str
    words: str
    answer: str
    lines: list[Line]
    happened: list[Settled]
    priors: list[PriorTable]
    pictures: list[Picture]

    @property
    def reached(self) -> list[Reached]:
        """When each bound is reached, once for all readings of a scenario of which the same is said."""
        found: dict[tuple[str, str, str], list[str]] = {}
        for line in self.lines:
            reading = " ".join(filter(None, (line.cells.row.reading, line.cells.given)))
            for bound, text in line.cells.reaches:
                found.setdefault((line.scenario, bound, text), []).append(reading)
        return [Reached(listed(readings), *key) for key, readings in found.items()]


@dataclass(frozen=True)
class Content:
    """A report: `parts` from the nearest to published bounds to the farthest; then what was asked beside them.

    `questions` are those of the scenarios, each with the names of those that ask it, or "" where all ask the same.
    """

    title: str
    questions: list[tuple[str, str]]
    claims: list[ClaimPart]
    definitions: list[Definition]
    parts: list[Part]
    solutions: list[SolutionPart]
    sweeps: list[SweepPart]

    @property
    def several(self) -> bool:
        """Tell whether there is more than one scenario."""
        return len(self.parts) > 1

    @property
    def differing(self) -> bool:
        """Tell whether readings of one claim count different things."""
        return any(len({line.cells.definition for line in claim.lines}) > 1 for claim in self.claims)


def by_distance(given: Sequence[Given]) -> list[Given]:
    """Return runs in the order in which versions are shown: by how far their assumptions lie from published bounds."""
    return sorted(given, key=lambda one: distance_of(one.record.plausibility))


def content(
    given: Sequence[Given],
    pictures: Sequence[Picture],
    solutions: Sequence[SolutionPart] = (),
    sweeps: Sequence[SweepPart] = (),
) -> Content:
    """Return what a report on runs says.

    Parameters
    ----------
    given : sequence of Given
        In the order of `by_distance`; at least one.
    pictures : sequence of Picture
    solutions : sequence of SolutionPart
    sweeps : sequence of SweepPart
    """
    records = [one.record for one in given]
    several = len(records) > 1
    title = f"{len(records)} sets of assumptions side by side" if several else records[0].title
    return Content(
        title=title,
        questions=_questions(records),
        claims=[_claim(records, claim, pictures) for claim in dict.fromkeys(row.id for record in records for row in record.claims)],
        definitions=_definitions(records),
        parts=[_part(one, [picture for picture in pictures if not picture.claims] if not several else []) for one in given],
        solutions=list(solutions),
        sweeps=list(sweeps),
    )


def _questions(records: Sequence[Record]) -> list[tuple[str, str]]:
    asked: dict[str, list[str]] = {}
    for record in records:
        if record.question:
            asked.setdefault(record.question, []).append(record.scenario)
    return [("" if len(names) == len(records) else listed(names), question) for question, names in asked.items()]


def _part(one: Given, pictures: list[Picture]) -> Part:
    record = one.record
    return Part(
        run=record,
        period=f"{day(record.start)} to {day(record.end)}, by {record.step}",
        as_of=day(record.as_of) if record.as_of else None,
        distance=distance(record),
        differences=difference_tables(record.baseline) if record.baseline else [],
        projection=projected(record),
        metrics=metric_cells(record),
        plausibility=[plausibility_cells(record, row) for row in record.plausibility],
        variance=variance_cells(record),
        pictures=pictures,
        command=one.command,
        versions=one.versions,
    )


def _claim(records: Sequence[Record], claim: str, pictures: Sequence[Picture]) -> ClaimPart:
    having = [record for record in records if any(row.id == claim for row in record.claims)]
    tables = {id(record): next(table for table in claim_tables(record) if table.id == claim) for record in having}
    order = dict.fromkeys(_key(cells) for table in tables.values() for cells in table.readings)
    found = [
        [Line(record.scenario, cells) for record in having for cells in tables[id(record)].readings if _key(cells) == key] for key in order
    ]
    lines = [line for same in found for line in _once(same)]
    shown = spoken(having, claim)
    return ClaimPart(
        table=tables[id(having[0])],
        headline=headline(shown),
        words=worded(shown[0][1]) if len(shown) == 1 else "",
        answer=answer(having[0], claim) if len(having) == 1 else answers(shown),
        lines=lines,
        happened=_happened(lines),
        priors=[prior_table(record, row) for record, row in shown if row.probability is not None],
        pictures=[picture for picture in pictures if picture.claims[:1] == (claim,)],
    )


def _key(cells: ReadingCells) -> tuple[str, str]:
    return cells.row.reading, cells.given


def _once(lines: list[Line]) -> list[Line]:
    """Return one line in place of those of all scenarios that did not compute a reading for the same reason."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.cells.missing or f" {line.scenario}", []).append(line)
    named = [(same[0], listed([line.scenario for line in same])) for same in found.values()]
    return [replace(line, scenario="none of them" if len(found) == 1 < len(lines) else scenario) for line, scenario in named]


def spoken(records: Sequence[Record], claim: str) -> list[tuple[Record, ClaimRow]]:
    """Return the runs that computed the reading which speaks for a claim, each with its row: the first run's main reading."""
    main = next((row for record in records if (row := main_row(record, claim))), None)
    if main is None:
        return []
    rows = ((record, row) for record in records for row in record.claims if row.name == main.name and not row.given)
    return [(record, row) for record, row in rows if row.metric is not None and row.n != 0]


def _happened(lines: Sequence[Line]) -> list[Settled]:
    """Return what happened, once for all readings of which the same is said."""
    found: dict[Happened, list[str]] = {}
    for line in lines:
        if line.cells.happened:
            found.setdefault(line.cells.happened, []).append(line.cells.row.reading)
    return [Settled(listed(list(dict.fromkeys(readings))), happened) for happened, readings in found.items()]


def _definitions(records: Sequence[Record]) -> list[Definition]:
    found: dict[str, Definition] = {}
    for record in records:
        for one in definitions(record):
            known = found.get(one.name, one)
            found[one.name] = Definition(one.name, known.words or one.words, list(dict.fromkeys([*known.claims, *one.claims])))
    return list(found.values())
