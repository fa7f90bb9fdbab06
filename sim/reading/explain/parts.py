"""Stages, staff, events and what else stands in a scenario beside its flows, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sim.calendar import in_words
from sim.model import distribution as d
from sim.model.event import Event
from sim.model.flow import Capacity, Mover
from sim.model.number import ParameterValue, Product, Series
from sim.model.paths import every_number
from sim.model.resource import PoissonHires, Resource
from sim.model.scenario import Adjustment, Scenario
from sim.model.stage import Stage
from sim.reading.explain.flows import noted, service
from sim.reading.explain.grammar import counted, listed, names, percent, plain, sentence
from sim.reading.explain.numbers import ASSUMPTION, many, said

_STANDING = {"active": "active: its cases are pending", "inactive": "inactive: its cases are off the calendar", "closed": "closed"}


def stage(name: str, given: Stage, scenario: Scenario) -> str:
    """Say what a stage is and what stands in it at the start."""
    told = [f"`{name}` is {_STANDING[given.kind]}", _at_start(given, scenario)]
    if given.history:
        told.append(_ages(given.history.initial))
    return f"{told[0]}. " + " ".join(map(sentence, told[1:]))


def _at_start(given: Stage, scenario: Scenario) -> str:
    initial = given.at_start
    if initial == 0.0:
        return "it is empty at the start"
    if not isinstance(initial, dict):
        return f"at the start it holds {many(initial, scenario, 'case')}"
    parts = [
        f"the rest of class `{name}`" if number == "rest" else many(number, scenario, "case", f" of class `{name}`")
        for name, number in initial.items()
        if name != "total"
    ]
    whole = f"{many(initial['total'], scenario, 'case')}: " if "total" in initial else ""
    return f"at the start it holds {whole}{listed(parts)}"


def _ages(given: Any) -> str:
    known = "how long each case has waited here is known from the start on"
    if given is None:
        return f"{known}; all cases at the start count as new [{ASSUMPTION}]"
    if given == "steady":
        return f"{known}; those at the start are as old as a steady history leaves them [{ASSUMPTION}]"
    lists = given if isinstance(given, dict) else {"": given}
    told = [f"{f'of class `{name}` ' * bool(name)}{listed(map(plain, counts))}" for name, counts in lists.items()]
    return f"{known}; by age in steps, the youngest first, the cases at the start are {listed(told)} [{ASSUMPTION}]"


def resource(name: str, given: Resource, scenario: Scenario) -> str:
    """Say what a resource gets through, and whom it serves in what order."""
    order = list(_order(name, scenario))
    told = [f"the headcount is {said(given.headcount, scenario)}"]
    if given.productivity != 0.0 or order:
        told.append(_pace(given, scenario))
    if given.noise != 1.0:
        told.append(f"all of this is multiplied by {said(given.noise, scenario)}")
    told += _staff(given, scenario)
    told += order or ["no flow takes work of it"]
    return f"`{name}`: {' '.join(map(sentence, told))}"


def _pace(given: Resource, scenario: Scenario) -> str:
    if isinstance(given.productivity, ParameterValue | Product | Series):
        return f"the units of work that each head gets through per {given.per} are {said(given.productivity, scenario)}"
    return f"each head gets through {many(given.productivity, scenario, 'unit', f' of work a {given.per}')}"


def _staff(given: Resource, scenario: Scenario) -> Iterator[str]:
    if isinstance(given.hires, PoissonHires):
        yield f"staff are hired at random times (Poisson), {said(given.hires.poisson, scenario, rest=f' a {given.hires.per} on average')}"
    elif given.hires:
        hires = [said(heads, scenario, rest=f" on {in_words(day)}") for day, heads in given.hires.items()]
        yield f"staff are hired: {listed(hires)}"
    if given.attrition != 0.0:
        yield f"each month {said(given.attrition, scenario, percent, ' of the staff leave')}"
    if given.learning:
        begin = f"at {said(given.learning.from_, scenario, percent)} of full" if given.learning.from_ != 0.0 else "with no"
        yield f"those hired begin {begin} productivity and reach all of it after {many(given.learning.months, scenario, 'month')}"
    if given.refill:
        yield (
            f"each case of `{given.refill.flow}` frees one unit of work, of which {said(given.refill.share, scenario, percent)}"
            " is used again and the rest lost"
        )


def _order(name: str, scenario: Scenario) -> Iterator[str]:
    served = {key: flow for key, flow in scenario.flows.items() if isinstance(flow, Capacity) and flow.resource == name}
    if len(served) == 1:
        (key, flow), *_ = served.items()
        yield f"their work serves `{key}`, {service(flow, scenario)}"
    elif served:
        yield f"in each step their work serves, one after the other, {listed(f'`{key}` ({service(flow, scenario)})' for key, flow in served.items())}"
    charged = [key for key, flow in scenario.flows.items() if key not in served and isinstance(flow, Mover) and name in _takes(flow)]
    if charged:
        yield f"what {names(charged)} {'takes' if len(charged) == 1 else 'take'} is taken off its next service"


def _takes(flow: Mover) -> set[str]:
    every = [flow.uses, *(outcome.uses for outcome in (flow.outcomes or {}).values())]
    return {name for uses in every if isinstance(uses, dict) for name in uses}


def parameter(name: str, number: Any, scenario: Scenario) -> str:
    """Say what a parameter is and where it is used."""
    used = [path for path, part in every_number(scenario) if isinstance(part, ParameterValue) and part.parameter == name]
    return (
        f"`{name}` is {said(number, scenario)}, used in {names(used)}."
        if used
        else f"`{name}` is {said(number, scenario)}; nothing uses it."
    )


def event(name: str, given: Event, scenario: Scenario) -> str:
    """Say what an event changes, from when on, for whom and how probably."""
    source = given.source or ASSUMPTION
    told = [when(given.on, "from {} on")]
    if given.until is not None:
        told.append(when(given.until, "until {}"))
    told[-1] += f" [{source}]"
    if given.probability != 1.0:
        told.append(f"with a probability of {said(given.probability, scenario, percent)}")
    changes = [f"`{path}` is set to {said(number, scenario)}" for path, number in given.set.items()]
    changes += [f"`{path}` is multiplied by {said(number, scenario)}" for path, number in given.multiply.items()]
    done = listed(changes) or "nothing changes by itself"
    if given.ramp != 0.0:
        done += f", fully after {many(given.ramp, scenario, 'month')} and in a straight line until then"
    if given.applies_to == "later":
        done += ", for cases alone that arrive in that time"
    return " ".join([f"`{name}`: {sentence(', '.join(told) + ', ' + done)}", *noted(given.note)])


def when(given: Any, form: str) -> str:
    """Say a date, a law of dates or the name of an event, put into a phrase such as `from {} on`.

    Examples
    --------
    >>> when(date(2022, 6, 25), "from {} on")
    'from 25 June 2022 on'
    """
    match given:
        case str():
            return form.format(f"`{given}` happens")
        case date():
            return form.format(in_words(given))
        case d.ExponentialDate():
            mean, after = given.exponential.mean, in_words(given.exponential.after)
            return form.format(
                f"a day that is not known (at any time after {after} equally likely to come, {plain(mean)} month{'s' * (mean != 1)} later on average)"
            )
        case d.UniformDate():
            first, last = map(in_words, given.uniform)
            return form.format(f"a day that is not known (between {first} and {last}, all equally likely)")
    whole = sum(given.discrete.values())
    days = [f"{in_words(day)} with probability {percent(round(weight / whole, 4))}" for day, weight in given.discrete.items()]
    return form.format(f"a day that is not known ({listed(days, 'or')})")


def further(scenario: Scenario) -> list[str]:
    """Say what goes together by rank correlation, and what closes the gap between published stocks and flows."""
    told = [
        f"{names(one.between)} are drawn together, with a rank correlation of {plain(one.rank)} [{ASSUMPTION}]."
        for one in scenario.correlations
    ]
    if scenario.adjustment:
        told.append(f"An adjustment closes the gap between published stocks and flows: it adds {_gap(scenario.adjustment, scenario)}.")
    return told


def _gap(given: Adjustment, scenario: Scenario) -> str:
    number, what = (given.count, "pending cases") if given.rate is None else (given.rate, "a share of the pending cases")
    if isinstance(number, ParameterValue | Product | Series):
        return f"{what}, per {given.per} {said(number, scenario)}"
    if given.rate is not None:
        return said(number, scenario, percent, f" of the pending cases a {given.per}")
    return many(number, scenario, "pending case", f" a {given.per}")


def classes(scenario: Scenario) -> str | None:
    """Say which kinds of cases there are; None where there is one only."""
    if len(scenario.classes) == 1:
        return None
    return f"There are {counted(len(scenario.classes), 'class', 'classes')} of cases: {names(scenario.classes)}."
