"""Which pictures stand where on a page, each with its alternative text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from sim.analysis.record import Record
from sim.plots.describe import alternative
from sim.plots.marks import begin_of
from sim.plots.versions import distributions, fans
from sim.plots.wanted import PER_SHEET, Wanted, row_of, unused, wanted


@dataclass(frozen=True)
class Picture:
    """A picture as SVG: the stem of its file, its alternative text, and the claims it is about (none: about metrics)."""

    stem: str
    text: str
    svg: str
    claims: tuple[str, ...] = ()


def pictures(record: Record, svgs: Mapping[str, str]) -> list[Picture]:
    """Return the pictures of one run's page out of all that were drawn: of readings whose distributions stand together only those."""
    found = wanted(record)
    together = {reading for picture in found.values() for reading in picture.readings}
    kept = {stem: picture for stem, picture in found.items() if picture.reading not in together and stem in svgs}
    return [Picture(stem, alternative(record, picture), svgs[stem], _claims(record, picture)) for stem, picture in kept.items()]


def _claims(record: Record, picture: Wanted) -> tuple[str, ...]:
    """Return the claims that a picture is about; several metrics side by side are about none."""
    readings = picture.readings or ((picture.reading,) if picture.reading else ())
    about = [row.id for row in record.claims if row.name in readings or (picture.metric and row.metric == picture.metric)]
    return tuple(dict.fromkeys(about))


def side_by_side(records: Sequence[Record], reading: str, taken: Mapping[str, object]) -> dict[str, tuple[Figure, str]]:
    """Return the pictures of one reading under several scenarios, six to a sheet, with their alternative texts, by file stem.

    Parameters
    ----------
    records : sequence of Record
        In the order in which they are shown; each has the reading, computed.
    reading : str
        Its name, `claim/reading`.
    taken : mapping
        Whose keys are stems that are used already.
    """
    found: dict[str, tuple[Figure, str]] = {}
    for first in range(0, len(records), PER_SHEET):
        group = records[first : first + PER_SHEET]
        rows = [(record, row_of(record, reading)) for record in group]
        fan = " ".join(alternative(record, Wanted("fan", row.metric, begin_of(record, row))) for record, row in rows)
        spread = " ".join(alternative(record, Wanted("distribution", reading=reading)) for record in group)
        for kind, figure, text in (("versions", fans, fan), ("distributions", _distributions, spread)):
            found[unused(f"{kind}-{rows[0][1].id}-{first // PER_SHEET + 1}", {*taken, *found})] = figure(group, reading), text
    return found


def _distributions(records: Sequence[Record], reading: str) -> Figure:
    return distributions([(record, reading) for record in records])
