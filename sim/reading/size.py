"""Would the run fit into memory?"""

from __future__ import annotations

from typing import Any

from sim.calendar import STEP_MONTHS, months_between
from sim.errors import InputError, Problem
from sim.model.number import ParameterValue, walk
from sim.reading.draft import Draft

MOST_BYTES = 4_000_000_000
"""What the paths of all metrics may take (replicates x bounds x metrics x 8 bytes), and what the ages kept at once may take."""

_TOGETHER = 2_000
"""Replicates that are simulated at once, and whose ages are kept."""


_MOST_BOUNDS = 5_000
"""A run may have so many steps: 96 years of weeks, 400 years of months."""

_MOST_NOUNS = 500
"""A scenario may have so many flows, so many metrics and so on: more would take minutes to look through."""

_MOST_STEPS, _DEEPEST = 10_000, 50
"""How long the ways from parameter to parameter may be in all, and one of them."""


def bound(draft: Draft) -> None:
    """Refuse a scenario that would take too long to look through.

    Raises
    ------
    InputError
        Naming the section that is too large.
    """
    for section in ("classes", "stages", "flows", "resources", "parameters", "events", "metrics", "claims", "plausibility"):
        count = len(getattr(draft.scenario, section))
        if count > _MOST_NOUNS:
            text = f"{count:_} {section}; at most {_MOST_NOUNS} are allowed"
            raise InputError([Problem(draft.place(section, key=True), "S503", section, text)])
    refers = {
        name: [part.parameter for _, part in walk("", number) if isinstance(part, ParameterValue)]
        for name, number in draft.scenario.parameters.items()
    }
    steps, ways = 0, list[tuple[str, ...]]((name,) for name in refers)
    while ways:
        way = ways.pop()
        following = [(*way, name) for name in refers.get(way[-1], ()) if name not in way]
        steps += len(following)
        if steps > _MOST_STEPS or len(way) > _DEEPEST:
            text = (
                f"parameters refer to each other over more than {_DEEPEST} steps, or in more than {_MOST_STEPS:_} ways; fewer are allowed"
            )
            raise InputError([Problem(draft.place(f"parameters.{way[0]}", key=True), "S503", f"parameters.{way[0]}", text)])
        ways += following


def check(draft: Draft) -> None:
    """Note a run whose paths or ages would not fit."""
    run = draft.scenario
    if not draft.sound("start", "end", "step", "replicates") or run.start >= run.end:
        return
    bounds = int(months_between(run.start, run.end) / STEP_MONTHS[run.step]) + 2
    if bounds > _MOST_BOUNDS:
        draft.add("S503", "end", f"{bounds - 2:_} steps of a {run.step} up to {run.end}; at most {_MOST_BOUNDS:_} are allowed")
        return
    needed = run.replicates * bounds * max(len(run.metrics), 1) * 8
    if needed > MOST_BYTES:
        sizes = f"{run.replicates:_} replicates x {bounds:_} bounds x {len(run.metrics)} metrics"
        draft.add("S503", "replicates", f"{sizes} take {needed / 1e9:.1f} GB; at most {MOST_BYTES / 1e9:.0f} GB are allowed")
    _check_ages(draft, run, bounds)


def _check_ages(draft: Draft, run: Any, bounds: int) -> None:
    """Note ages that would not fit: three numbers for each step of arrival, by class and stage."""
    kept = {name: stage.history for name, stage in run.stages.items() if stage.history}
    twins = 2 ** sum(event.applies_to == "later" for event in run.events.values())
    before = max((history.bins for history in kept.values() if history.initial is not None), default=0)
    rows = len(kept) * len(run.classes) * twins
    needed = 3 * (before + bounds) * rows * _TOGETHER * 8
    if needed > MOST_BYTES and draft.sound("classes", "events"):
        sizes = f"ages of {before + bounds:_} steps x {rows:_} classes of stages"
        text = f"{sizes} take {needed / 1e9:.1f} GB; at most {MOST_BYTES / 1e9:.0f} GB are allowed: keep fewer ages, or take longer steps"
        draft.add("S503", f"stages.{next(iter(kept))}.ages", text)
