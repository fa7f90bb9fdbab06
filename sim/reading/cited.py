"""Do the sources a scenario names stand in the seeds? Words may stand in place of an id, so only what is nearly one is a mistake."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import nearest
from sim.model.distribution import Distribution
from sim.model.number import Cited, FigureValue
from sim.model.paths import every_number
from sim.reading.draft import Draft

_ALIKE = 0.8
"""How like an id a single word must be to be taken for a slip of it."""


def check(draft: Draft) -> None:
    """Note sources that are nearly an id, and figures whose own source is not in the seeds."""
    seeds = draft.seeds
    for path, name in _named(draft):
        if " " in name or any(name in known for known in (seeds.sources, seeds.policies, seeds.figures)):
            continue
        meant = nearest(name, [*seeds.sources, *seeds.policies, *seeds.figures], _ALIKE)
        if meant:
            draft.add("S402", path, f"no source, policy or figure `{name}`; an id of the seeds or words are allowed", meant)
    for path, number in every_number(draft.scenario):
        figure = seeds.figures.get(number.figure) if isinstance(number, FigureValue) else None
        if figure and figure.source not in seeds.sources and (figure.source or figure.quality != "derived"):
            text = f"`{figure.id}` has no source: no `{figure.source}` in the seeds" if figure.source else f"`{figure.id}` has no source"
            draft.add("S402", path, text, nearest(figure.source, seeds.sources))


def _named(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield every source a number, event or bound of the scenario names, with its path."""
    for path, number in every_number(draft.scenario):
        if isinstance(number, Cited | Distribution) and number.source:
            yield f"{path}.source", number.source
    for name, event in draft.scenario.events.items():
        if event.source:
            yield f"events.{name}.source", event.source
    for index, bound in enumerate(draft.scenario.plausibility):
        yield f"plausibility.{index}.source", bound.source
