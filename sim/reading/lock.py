"""The lock of an ex ante scenario: with `as_of: DATE` nothing may enter that was first public after that day.

The lock binds whatever enters the simulation and cites a source or carries `known_on`; outcomes and published bounds enter no run
and are not bound. A number or event without a source is an assumption, allowed
and tagged as such. What is admitted all the same stands under `use_anyway` with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sim.errors import nearest
from sim.model.distribution import Distribution
from sim.model.number import Cited, FigureValue
from sim.model.paths import every_number
from sim.reading.draft import Draft
from sim.reading.scalars import known_day


def check(draft: Draft) -> None:
    """Note everything that was not yet known on the day of `as_of`, with its date and source."""
    admitted = set(draft.scenario.use_anyway)
    cited = list(_cited(draft))
    for name in draft.scenario.use_anyway:
        if not _exists(draft, name):
            known = list(dict.fromkeys(one.identity for one in cited))
            listed = f"; cited here are {', '.join(known)}" if known else ""
            meant = nearest(name, known)
            draft.add("S104", f"use_anyway.{name}", f"no figure, event or claim `{name}`{listed}", meant, key=True)
            admitted.add(meant or name)
    as_of = draft.scenario.as_of
    if as_of is None or not draft.sound("as_of", "use_anyway"):
        return
    for one in cited:
        if {one.identity, one.source} & admitted or (one.known_on is not None and one.known_on <= as_of):
            continue
        if not draft.sound(*(f"{one.path}.{key}" for key in ("known_on", "source", "figure"))):
            continue
        when = f"was first public on {one.known_on}" if one.known_on else "has no known date of first publication"
        source = draft.seeds.cite(one.source or "no source given")
        draft.add("S401", one.path, f"`{one.identity}` {when} ({source}); this scenario is as of {as_of}")


def _exists(draft: Draft, name: str) -> bool:
    seeds = draft.seeds
    return (
        name in draft.scenario.events
        or name in [claim.id for claim in draft.scenario.claims]
        or name in dict(every_number(draft.scenario))
        or any(name in known for known in (seeds.claims, seeds.policies, seeds.figures))
        or not draft.sound("seeds", name)
    )


class _Citation(NamedTuple):
    """Something that cites a source: by what name it is admitted, where it stands, and when the source was first public."""

    identity: str
    path: str
    known_on: date | None
    source: str | None


def _cited(draft: Draft) -> Iterator[_Citation]:
    for path, number in every_number(draft.scenario):
        if isinstance(number, FigureValue) and (figure := draft.seeds.figures.get(number.figure)):
            yield _Citation(figure.id, path, figure.known_on, figure.source)
        elif isinstance(number, Cited | Distribution) and number.source is not None:
            identity = number.source if number.source in draft.seeds.figures else path
            yield _Citation(identity, path, _known(draft, number.known_on, number.source), number.source)
    for name, event in draft.scenario.events.items():
        if event.source is not None or event.known_on is not None:
            yield _Citation(name, f"events.{name}", _known(draft, event.known_on, event.source), event.source)
    for index, claim in enumerate(draft.scenario.claims):
        if claim.source is not None or claim.known_on is not None:
            yield _Citation(claim.id, f"claims.{index}", known_day(claim.known_on) or claim.made_on, claim.source)


def _known(draft: Draft, written: str | date | None, source: str | None) -> date | None:
    """Return when something was first public: as written, or as the seeds say of its source, whichever is later; None if unknown."""
    recorded = draft.seeds.policies.get(source or "") or draft.seeds.figures.get(source or "")
    days = [day for day in (known_day(written), recorded.known_on if recorded else None) if day]
    return max(days, default=None)
