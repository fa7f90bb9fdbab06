"""The explanation as a whole: sections of sentences, the numbers one by one, and what is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sim.calendar import in_words, months_between
from sim.model.flow import Capacity, Hazard, Inflow, Pulse
from sim.model.resource import PoissonHires
from sim.model.scenario import Scenario
from sim.reading.explain import asked, flows, parts
from sim.reading.explain.against import Comparison, comparisons
from sim.reading.explain.grammar import counted, names, sentence
from sim.reading.explain.ledger import Entry, citation, entries
from sim.reading.load import Loaded


@dataclass(frozen=True)
class Section:
    """A heading and the sentences below it."""

    heading: str
    sentences: list[str]


@dataclass(frozen=True)
class Explanation:
    """A scenario in words: `sections` in reading order, `numbers` one by one, `comparisons` with other files, what is `drawn` by level, and the `sources`
    by the ids under which they are cited.
    """

    scenario: str
    title: str
    sections: list[Section]
    comparisons: list[Comparison]
    numbers: list[Entry]
    drawn: dict[str, list[str]]
    sources: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the explanation as plain values, ready for JSON."""
        return asdict(self) | {"assumed": [entry.path for entry in self.numbers if entry.basis == "assumption"]}


def explain(loaded: Loaded) -> Explanation:
    """Say in words what a scenario assumes, on what that rests, and what it changes against its parents and its baseline.

    Examples
    --------
    >>> from sim.reading.load import load
    >>> explain(load("scenarios/pd-2022/vacated-june-2022.yaml")).sections[0].sentences[1]
    'If the vacatur of 25 June 2022 leaves an unknown part of the pace, what follows?'
    """
    scenario, found = loaded.scenario, entries(loaded)
    sections = [Section(heading, sentences) for heading, sentences in _sections(loaded) if sentences or heading == scenario.title]
    return Explanation(loaded.stem, scenario.title, sections, comparisons(loaded), found, _drawn(scenario, found), _sources(loaded, found))


def _sources(loaded: Loaded, found: list[Entry]) -> dict[str, str]:
    """Return what is cited anywhere: by numbers and events, by claims, and by published bounds."""
    named = [entry.source for entry in found if entry.basis == "source"]
    named += [claim.source for claim in loaded.scenario.claims] + [row.source for row in loaded.scenario.plausibility]
    return {name: citation(loaded.seeds, name) for name in dict.fromkeys(filter(None, named))}


def _sections(loaded: Loaded) -> Iterator[tuple[str, list[str]]]:
    scenario = loaded.scenario
    yield scenario.title, [text for text in (scenario.assumption, scenario.question, scenario.note) if text]
    yield "Time", list(_time(scenario))
    yield "Stages", [*filter(None, [parts.classes(scenario)]), *(parts.stage(*each, scenario) for each in scenario.stages.items())]
    yield "Flows", [flows.flow(*each, scenario) for each in scenario.flows.items()]
    yield "Who serves whom, in which order", [parts.resource(*each, scenario) for each in scenario.resources.items()]
    yield "Parameters", [parts.parameter(*each, scenario) for each in scenario.parameters.items()]
    yield "Events", [parts.event(*each, scenario) for each in scenario.events.items()]
    yield "What goes together", parts.further(scenario)
    yield "Metrics", [asked.metric(*each, scenario) for each in scenario.metrics.items()]
    claims = [line for one in scenario.claims for line in asked.claim(one, loaded)]
    yield "Claims", [*claims, *asked.conditions(scenario)]
    yield "Held against", [asked.bound(row, scenario, loaded.seeds) for row in scenario.plausibility]
    yield "Not modelled", [text[:1].upper() + text[1:] + "." * (not text.endswith(".")) for text in scenario.not_modelled]


def _time(scenario: Scenario) -> Iterator[str]:
    months = months_between(scenario.start, scenario.end)
    yield (
        f"From the beginning of {in_words(scenario.start)} to the beginning of {in_words(scenario.end)}, which is {months:.4g} month{'s' * (months != 1)},"
        f" in steps of a {scenario.step.replace('-', ' ')}."
    )
    within = {"mid": "in its middle", "start": "at its start", "end": "at its end"}[scenario.arrivals]
    moves = "may move on in the same step" if scenario.moves == "at-once" else "stay until the next step"
    yield f"Cases that arrive in a step arrive {within}; those that move {moves}."
    yield f"{counted(scenario.replicates, 'replicate')}, seed {scenario.seed}.".capitalize()
    if scenario.as_of:
        yield f"Nothing enters that was first public after {in_words(scenario.as_of)}."
        yield from (sentence(f"`{name}` is admitted all the same: {why}") for name, why in scenario.use_anyway.items())


def _drawn(scenario: Scenario, found: list[Entry]) -> dict[str, list[str]]:
    """Return what is drawn at which level: numbers by their paths, chance by what it decides."""
    levels = {level: [entry.path for entry in found if entry.level == level] for level in ("replicate", "month", "case")}
    whether = [f"events.{name}.probability" for name, event in scenario.events.items() if event.probability != 1.0]
    ignorance = [*levels["replicate"], *(path for path in whether if path not in levels["replicate"])]
    return {"ignorance": ignorance, "fluctuation": levels["month"], "chance": [*levels["case"], *_chance(scenario)]}


def _chance(scenario: Scenario) -> Iterator[str]:
    """Say what chance decides case by case."""
    several = len(scenario.classes) > 1
    arrivals = [name for name, flow in scenario.flows.items() if isinstance(flow, Inflow) and flow.noise != "none"]
    kinds = [name for name, flow in scenario.flows.items() if isinstance(flow, Inflow) and several]
    leaving = [name for name, flow in scenario.flows.items() if isinstance(flow, Hazard | Pulse)]
    served = [name for name, flow in scenario.flows.items() if isinstance(flow, Capacity) and several and flow.order == "random"]
    split = [name for name, flow in scenario.flows.items() if isinstance(flow, Capacity) and len(flow.outcomes or ()) > 1]
    hired = [name for name, resource in scenario.resources.items() if isinstance(resource.hires, PoissonHires)]
    for told, which in (("how many cases arrive by", arrivals), ("of which class they are that arrive by", kinds), ("which cases leave by", leaving),
                        ("whom it is that is served by", served), ("which outcome a case has of", split), ("how many are hired for", hired)):  # fmt: skip
        if which:
            yield f"{told} {names(which)}"
