"""Which pictures stand where on a page, each with its alternative text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.analysis.record import Record
from sim.plots.describe import alternative
from sim.plots.wanted import Wanted, wanted


@dataclass(frozen=True)
class Picture:
    """A picture as SVG: the stem of its file, its alternative text, and the claims it is about (none: about metrics).

    A report shows it with the first of them.
    """

    stem: str
    text: str
    svg: str
    claims: tuple[str, ...] = ()


def pictures(record: Record, svgs: Mapping[str, str]) -> list[Picture]:
    """Return the pictures of one run's page out of all that were drawn, each thing once.

    Of readings whose distributions stand together there are only those, and no small fans where each metric has a large one.
    """
    found = wanted(record)
    shown = {reading for picture in found.values() for reading in picture.readings}
    fans = {picture.metric for picture in found.values()}
    kept = {
        stem: picture
        for stem, picture in found.items()
        if stem in svgs and picture.reading not in shown and not (picture.metrics and fans.issuperset(picture.metrics))
    }
    return [Picture(stem, alternative(record, picture), svgs[stem], _claims(record, picture)) for stem, picture in kept.items()]


def _claims(record: Record, picture: Wanted) -> tuple[str, ...]:
    """Return the claims that a picture is about; several metrics side by side are about none."""
    readings = picture.readings or ((picture.reading,) if picture.reading else ())
    about = [row.id for row in record.claims if row.name in readings or (picture.metric and row.metric == picture.metric)]
    return tuple(dict.fromkeys(about))
