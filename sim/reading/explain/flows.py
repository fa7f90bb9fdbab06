"""Flows in words: who arrives, who leaves for where, how fast, and what it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sim.calendar import MONTHS, in_words
from sim.model.distribution import Dirichlet
from sim.model.flow import Capacity, Hazard, Inflow, Mover, NegbinNoise, Pulse
from sim.model.flow import names as several
from sim.model.number import Count, ParameterValue, Product, Series
from sim.model.scenario import Scenario
from sim.reading.explain.grammar import listed, names, percent, plain, sentence
from sim.reading.explain.numbers import ASSUMPTION, LEVELS, said, typical

LARGE = 0.15
"""Rates above it are not called a percentage: with 40% a month, 33% of those who stay for a month leave."""


def flow(name: str, given: Any, scenario: Scenario) -> str:
    """Return the sentences of one flow.

    Examples
    --------
    >>> from sim.reading.load import load
    >>> scenario = load("scenarios/base/tutorial.yaml").scenario
    >>> flow("settlement", scenario.flows["settlement"], scenario)
    '`settlement`: Each month 3% of the cases in `waiting` leave for `settled` [assumption].'
    """
    kinds: dict[str, Callable[[Any, Scenario], Iterator[str]]]
    kinds = {"inflow": _inflow, "hazard": _hazard, "capacity": _capacity, "pulse": _pulse}
    told = [sentence(part) for part in kinds[given.kind](given, scenario)]
    return " ".join([f"`{name}`:", *told, *noted(given.note)])


def noted(note: str | None) -> list[str]:
    """Return what the file's author remarks on a flow or an event."""
    return [f"({sentence(note)})"] if note else []


def service(given: Capacity, scenario: Scenario) -> str:
    """Say who of those who wait is served first."""
    among = {"random": "at random", "fifo": "first come, first served", "lifo": "latest come, first served"}[given.order]
    if not given.priority:
        return among
    ranked = f"{names(given.priority[:1], 'class')} first"
    if given.priority[1:]:
        ranked += f", then {listed([f'`{name}`' for name in given.priority[1:]], 'then')}"
    others = set(several(given.classes or scenario.classes)) - set(given.priority)
    return f"{ranked}{', then any other class' if others else ''}; within a class {among}"


def _cases(given: Mover | Pulse) -> str:
    of = f" of {names(several(given.classes), 'class', 'classes')}" if given.classes else ""
    return f"cases{of} in {names(several(given.from_))}"


def at_rate(word: str, number: Any, scenario: Scenario, per: str, rest: str = "") -> str:
    """Say a rate with its time unit; where it is made of several numbers the unit comes first.

    Examples
    --------
    >>> at_rate("at a rate", 0.4, None, "month")
    'at a rate of 0.4 a month [assumption]'
    """
    if isinstance(number, ParameterValue | Product | Series):
        return f"{word} per {per} of {said(number, scenario, rest=rest)}"
    return f"{word} of {said(number, scenario, rest=f' a {per}{rest}')}"


def _counted(number: Count, scenario: Scenario, rest: str = "") -> str:
    return said(number, scenario, rest=rest).removeprefix("what makes ")


def _inflow(given: Inflow, scenario: Scenario) -> Iterator[str]:
    if isinstance(given.noise, NegbinNoise):
        how = f"at random and varying more than by chance alone (negative binomial with k {plain(given.noise.negbin)} [{ASSUMPTION}])"
    else:
        how = {"poisson": "at random (Poisson)", "none": "without chance of their own"}[given.noise]
    if isinstance(given.rate, Count):
        yield f"cases arrive in `{given.to}` {how}, at the pace of {_counted(given.rate, scenario)}"
    else:
        yield f"cases arrive in `{given.to}` {how}, {at_rate('at a rate', given.rate, scenario, given.per)}"
    if given.shares is not None:
        yield f"by class: {_together(given.shares) if isinstance(given.shares, Dirichlet) else _split(given.shares, scenario)}"
    if given.ar1:
        yield (
            f"from month to month the rate wanders: its logarithm keeps {percent(given.ar1.rho)} [{ASSUMPTION}] of where it stood,"
            f" with a standard deviation of {plain(given.ar1.sigma)} [{ASSUMPTION}] (fluctuation)"
        )
    if given.season:
        months = listed(f"{name} {plain(each)}" for name, each in zip(MONTHS, given.season, strict=True))
        yield f"the season multiplies the rate: {months} [{ASSUMPTION}]"
    if given.drift != 0.0:
        yield f"from the start on the logarithm of the rate changes by {said(given.drift, scenario)} a year"


def _split(shares: Mapping[str, Any], scenario: Scenario) -> str:
    return listed(f"{'the rest' if share == 'rest' else said(share, scenario, percent)} `{name}`" for name, share in shares.items())


def _together(shares: Dirichlet, to: Mapping[str, str] | None = None) -> str:
    """Say shares that are drawn together, each with where it goes."""
    means = listed(f"{percent(mean)}{f' to `{to[name]}`' if to else ''} (`{name}`)" for name, mean in shares.dirichlet.mean.items())
    return f"{means} on average, drawn together as from {plain(shares.dirichlet.n)} observations ({LEVELS[shares.level]}) [{ASSUMPTION}]"


def _hazard(given: Hazard, scenario: Scenario) -> Iterator[str]:
    to = f" for `{given.to}`" if given.to else ""
    usual = typical(given.rate, scenario)
    if given.probability is not None:
        yield f"in each step {_part(given.probability, scenario, f' of the {_cases(given)} leave{to}')}"
    elif isinstance(given.rate, Count):
        yield f"the {_cases(given)} leave{to} at the rate, the same all the time, that gives {_counted(given.rate, scenario)}"
    elif usual is not None and usual <= LARGE:
        yield f"each {given.per} {said(given.rate, scenario, percent, f' of the {_cases(given)} leave{to}')}"
    else:
        after = f", on average after {_spell(1 / given.rate, given.per)}" if isinstance(given.rate, float) and given.rate else ""
        yield f"each {_cases(given).replace('cases', 'case', 1)} leaves{to} {at_rate('at a rate', given.rate, scenario, given.per, after)}"
    yield from _outcomes("those who leave", given, scenario)
    yield from _uses(given)


def _spell(length: float, unit: str) -> str:
    told = f"{length:,.3g}"
    return f"{told} {unit}{'s' * (told != '1')}"


def _part(share: Any, scenario: Scenario, rest: str) -> str:
    if isinstance(share, ParameterValue | Product | Series):
        return f"a share of {said(share, scenario, rest=rest)}"
    return said(share, scenario, percent, rest)


def _capacity(given: Capacity, scenario: Scenario) -> Iterator[str]:
    rest = f", {service(given, scenario)}{f', and go to `{given.to}`' if given.to else ''}"
    if given.resource:
        limit = f"as far as the work of `{given.resource}` goes{rest}"
    elif isinstance(given.capacity, Count):
        limit = f"at most at the pace of {_counted(given.capacity, scenario, rest)}"
    else:
        limit = at_rate("up to a capacity", given.capacity, scenario, given.per, rest)
    yield f"{_cases(given)} are served {limit}"
    yield from _outcomes("those served", given, scenario)
    yield from _uses(given)


def _outcomes(whom: str, given: Mover, scenario: Scenario) -> Iterator[str]:
    outcomes = given.outcomes or {}
    if given.shares is not None:
        yield f"{whom} go: {_together(given.shares, {name: outcome.to for name, outcome in outcomes.items()})}"
    elif outcomes:
        parts = []
        for name, outcome in outcomes.items():
            share = "the rest" if outcome.share == "rest" else "all" if outcome.share is None else said(outcome.share, scenario, percent)
            parts.append(f"{share} to `{outcome.to}` (`{name}`)")
        yield f"{whom} go: {listed(parts)}"


def _uses(given: Mover) -> Iterator[str]:
    """Say what a case takes of which resource, where that is not one unit."""
    own = getattr(given, "resource", None)
    takers = {"": given.uses} | {f" (`{name}`)": outcome.uses for name, outcome in (given.outcomes or {}).items()}
    taken: dict[str | None, list[str]] = {}
    for which, uses in takers.items():
        for name, units in (uses if isinstance(uses, dict) else {own: uses}).items():
            if units is not None:
                taken.setdefault(name, []).append(f"{plain(units)} [{ASSUMPTION}]{which}")
    for name, amounts in taken.items():
        yield f"units of work of `{name}` that a case takes: {listed(amounts)}"


def _pulse(given: Pulse, scenario: Scenario) -> Iterator[str]:
    rest = f" {_cases(given)} move to `{given.to}`"
    moved = _part(given.share, scenario, f" of the{rest}") if given.share is not None else said(given.count, scenario, rest=rest)
    yield f"on {in_words(given.on)} [{ASSUMPTION}] {moved}"
