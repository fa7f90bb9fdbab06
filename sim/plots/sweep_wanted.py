"""Which pictures a sweep has: the name of each file, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from sim.errors import RunFolderError, nearest
from sim.plots.curve import STROKES
from sim.plots.scale import moving
from sim.plots.wanted import unused
from sim.study.swept import Swept, moved, sensitivity

SweepKind = Literal["curve", "heatmap", "multiples", "parallel", "tornado", "indices"]

SWEEP_KINDS: tuple[str, ...] = get_args(SweepKind)


@dataclass(frozen=True)
class SweepPicture:
    """One picture: its kind and its reading; a curve may show several readings of one claim."""

    kind: SweepKind
    readings: tuple[str, ...]

    @property
    def reading(self) -> str:
        """The first reading."""
        return self.readings[0]


def sweep_wanted(found: Swept) -> dict[str, SweepPicture]:
    """Return the standard pictures of a sweep by file stem.

    Over one axis a curve for each claim with its readings; over two a heat map of every reading, for the map is the answer; of the first
    reading of each claim a tornado, over more than two axes small multiples and parallel coordinates, and Sobol' indices where the
    design gives them. What has no value at any point has no picture.
    """
    pictures: dict[str, SweepPicture] = {}
    for claim, readings in by_claim(found).items():
        for kind in _kinds(found, readings[0]):
            shown = [readings] if kind == "curve" else [(each,) for each in (readings if kind == "heatmap" else readings[:1])]
            for some in shown:
                stem = unused(f"{kind}-{claim if kind == 'curve' else some[0]}", pictures)
                pictures[stem] = SweepPicture(kind, some[: len(STROKES)])
    return pictures


def by_claim(found: Swept) -> dict[str, tuple[str, ...]]:
    """Return the readings that have a value at some point, by claim."""
    claims: dict[str, tuple[str, ...]] = {}
    for name in drawable(found):
        claim = found.subjects[name].claim
        claims[claim] = (*claims.get(claim, ()), name)
    return claims


def drawable(found: Swept) -> list[str]:
    """Return the readings that have a value at some point."""
    return [name for name in found.readings if not np.isnan(found.answer(name)).all()]


def _kinds(found: Swept, reading: str) -> list[SweepKind]:
    """Return the kinds of picture that a reading of a sweep can have, the most telling first."""
    axes = len(moving(found))
    kinds: list[SweepKind] = ["curve"] if axes == 1 else ["heatmap"] if axes == 2 else ["multiples", "parallel"]
    if axes > 1 and moved(found, reading):
        kinds.append("tornado")
    if found.design.kind == "saltelli" and sensitivity(found, reading):
        kinds.append("indices")
    return kinds


def sweep_choose(found: Swept, kind: str | None = None, reading: str | None = None) -> SweepPicture:
    """Return the picture asked for; without a reading that of the first, without a kind the most telling one.

    Raises
    ------
    RunFolderError
        If the sweep has no such kind or reading, or nothing to draw.
    """
    known = drawable(found)
    if not found.readings:
        raise RunFolderError("[S701] the scenario asks for no claim, so there is nothing to draw")
    if not known:
        raise RunFolderError("[S701] no point of the sweep has a value yet, so there is nothing to draw")
    chosen = _known("reading", reading or known[0], known)
    kinds = _kinds(found, chosen)
    picked = _known("plot of this reading", kind or kinds[0], [str(one) for one in kinds])
    some = by_claim(found)[found.subjects[chosen].claim][: len(STROKES)] if picked == "curve" and reading is None else (chosen,)
    return SweepPicture(next(one for one in kinds if one == picked), some)


def _known(what: str, asked: str, known: list[str]) -> str:
    if asked in known:
        return asked
    meant = nearest(asked, known)
    hint = f". Did you mean `{meant}`?" if meant else ""
    raise RunFolderError(f"[S701] no {what} `{asked}`; there are {', '.join(known)}{hint}")
