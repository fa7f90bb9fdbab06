"""A number in words, each value with its source or the word "assumption" in square brackets."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from sim.calendar import in_words
from sim.model import distribution as d
from sim.model.number import Cited, Count, FigureValue, ParameterValue, Product, Series
from sim.model.scenario import Scenario
from sim.reading.explain.grammar import listed, percent, plain, window

Form = Callable[[float], str]

ASSUMPTION = "assumption"

LEVELS = {
    "replicate": "one value per replicate: not known",
    "month": "a new value each month: fluctuation",
    "case": "drawn case by case: chance",
}
"""What a level means, in words."""

EVEN = 0.05
"""How far the 5% and 95% points of a lognormal may lie from those written before they are said instead."""

MANY = 6
"""Dated values beyond which a sentence names the first, the last and the range only; the list of numbers has them all."""


def said(number: Any, scenario: Scenario, form: Form = plain, rest: str = "") -> str:
    """Say what a number is and on what it rests; `rest` is what a sentence says after it, and stands before its law and its source.

    Examples
    --------
    >>> from sim.reading.load import load
    >>> scenario = load("scenarios/base/tutorial.yaml").scenario
    >>> said(scenario.events["simple_procedure"].probability, scenario, percent)
    '70% [assumption]'
    >>> said(0.03, scenario, percent, " of the cases leave")
    '3% of the cases leave [assumption]'
    """
    match number:
        case ParameterValue():
            return f"the parameter `{number.parameter}`{rest}"
        case Product():
            return " times ".join(said(factor, scenario) for factor in number.product) + rest
        case Series():
            return _series(number, scenario, form) + rest
        case Count():
            of = f" with the outcome `{number.of}`" if number.of else ""
            when = window(number.from_, number.by, number.through)
            return f"what makes {said(number.count, scenario, rest=f' cases{of} {when}{rest}')}"
    head, law = _apart(number, scenario, form)
    return f"{head}{rest}{law} [{basis(number)}]"


def many(number: Any, scenario: Scenario, noun: str, rest: str = "") -> str:
    """Say so many of something, one of it in the singular.

    Examples
    --------
    >>> many(1.0, None, "month"), many(6.0, None, "month")
    ('1 month [assumption]', '6 months [assumption]')
    """
    one = typical(number, scenario) == 1.0 and not isinstance(number, d.Distribution)
    return said(number, scenario, rest=f" {noun}{'' if one else 's'}{rest}")


def basis(number: Any) -> str:
    """Return the id of the figure or the source a single number rests on, or "assumption"."""
    if isinstance(number, FigureValue):
        return number.figure
    return (number.source if isinstance(number, Cited | d.Distribution) else None) or ASSUMPTION


def value(number: Any, scenario: Scenario, form: Form = plain) -> str:
    """Say what a single number is, without its source; a distribution with its level."""
    return "".join(_apart(number, scenario, form))


def _apart(number: Any, scenario: Scenario, form: Form) -> tuple[str, str]:
    """Say a single number, and apart from it in brackets the law and the level it is drawn by."""
    match number:
        case int() | float():
            return form(number), ""
        case Cited():
            return form(number.value), ""
        case FigureValue():
            return form(scenario.figures[number.figure].value or 0.0), ""
        case ParameterValue():
            return f"the parameter `{number.parameter}`", ""
        case d.Dirichlet():
            means = listed(f"{percent(mean)} {name}" for name, mean in number.dirichlet.mean.items())
            return f"{means} on average", f" (drawn together as from {plain(number.dirichlet.n)} observations; {LEVELS[number.level]})"
    head, *details = _shape(number, form)
    if getattr(number, "truncate", None):
        details.append(f"only values from {form(number.truncate[0])} to {form(number.truncate[1])}")
    return head, f" ({'; '.join([*filter(None, details), LEVELS[number.level]])})"


def typical(number: Any, scenario: Scenario) -> float | None:
    """Return a middle value of a single number, None where it is composed or stands elsewhere."""
    match number:
        case int() | float():
            return float(number)
        case Cited():
            return number.value
        case FigureValue():
            return scenario.figures[number.figure].value
        case d.Uniform():
            return sum(number.uniform) / 2
        case d.Triangular() | d.Pert():
            return (number.triangular if isinstance(number, d.Triangular) else number.pert).mode
        case d.Lognormal():
            return math.exp(number.log_mean_sd[0])
        case d.Beta():
            return number.shapes[0] / sum(number.shapes)
        case d.Normal():
            return number.normal.mean
        case d.Gamma():
            return number.gamma.mean
    return None


def _shape(number: Any, form: Form) -> tuple[str, ...]:
    """Say the middle of a distribution, then what else there is to say of it."""
    match number:
        case d.Uniform():
            low, high = number.uniform
            return f"between {form(low)} and {form(high)}", "all values equally likely"
        case d.Triangular():
            return _mode(number.triangular, "triangular", form)
        case d.Pert():
            return _mode(number.pert, "pert", form)
        case d.Normal():
            return _spread(number.normal.mean, number.normal.sd, "normal", form)
        case d.Lognormal() if isinstance(number.lognormal, d.MedianRange):
            return form(number.lognormal.median), f"the median; 90% of values {_central(number, number.lognormal, form)}, lognormal"
        case d.Lognormal() if isinstance(number.lognormal, d.MeanCv):
            return _spread(number.lognormal.mean, number.lognormal.mean * number.lognormal.cv, "lognormal", form)
        case d.Beta():
            a, b = number.shapes
            return _spread(a / (a + b), math.sqrt(a * b / (a + b + 1)) / (a + b), "beta", form)
        case d.Gamma():
            return _spread(number.gamma.mean, number.gamma.mean * number.gamma.cv, "gamma", form)
        case d.Poisson():
            return form(number.poisson.mean), "the mean; Poisson"
        case d.Negbin():
            mean, k = number.negbin.mean, number.negbin.k
            return _spread(mean, math.sqrt(mean + mean**2 / k), "negative binomial", form)
        case d.Discrete():
            whole = sum(number.discrete.values())
            chances = [f"{form(one)} with probability {_short(weight / whole, percent)}" for one, weight in number.discrete.items()]
            return (listed(chances, "or"),)
    assert isinstance(number, d.Empirical)
    return f"one of {listed(map(form, number.empirical), 'or')}", "as observed, each equally likely"


def _mode(given: d.LowModeHigh, law: str, form: Form) -> tuple[str, str]:
    return form(given.mode), f"the most likely value; {form(given.low)} to {form(given.high)}, {law}"


def _spread(mean: float, sd: float, law: str, form: Form) -> tuple[str, str]:
    return _short(mean, form), f"the mean; standard deviation {_short(sd, form)}, {law}"


def _central(number: d.Lognormal, given: d.MedianRange, form: Form) -> str:
    """Say where the central 90% lie: as written, as far as what is written lies evenly around the median."""
    centre, sd = number.log_mean_sd
    low, high = math.exp(centre - sd * d.NINETY_PERCENT / 2), math.exp(centre + sd * d.NINETY_PERCENT / 2)
    if abs(low / given.p05 - 1) > EVEN:
        return f"from {_short(low, form)} to {_short(high, form)}"
    about = "about " if abs(low / given.p05 - 1) > 1e-6 else ""
    return f"from {about}{form(given.p05)} to {form(given.p95)}"


def _short(value: float, form: Form) -> str:
    """Write a number that was computed, with four digits at most."""
    return form(float(f"{value:.3g}") if value < 1000 else round(value))


def _series(number: Series, scenario: Scenario, form: Form) -> str:
    lines = ", in straight lines between" if number.between == "linear" else ""
    held = ", and the same before and after" if number.beyond == "hold" else ""
    points, word = list(number.series.items()), "on" if number.between == "linear" else "from"
    if len(points) <= MANY:
        spoken = [f"{said(each, scenario, form)} {word} {in_words(day)}{' on' * (word == 'from')}" for day, each in points]
        return listed(spoken) + lines + held
    (first, begin), (last, end) = points[0], points[-1]
    sources = list(dict.fromkeys(_bases(number)))
    tag = sources[0] if len(sources) == 1 else f"{len(sources)} sources, see the list of numbers"
    ends = f"{_alone(begin, scenario, form)} {word} {in_words(first)} to {_alone(end, scenario, form)} {word} {in_words(last)}"
    return f"{len(points)} dated values, {ends}{lines}{held} [{tag}]"


def _alone(number: Any, scenario: Scenario, form: Form) -> str:
    return said(number, scenario, form) if isinstance(number, Product | Count | Series) else value(number, scenario, form)


def _bases(number: Series) -> Iterator[str]:
    for each in number.series.values():
        yield "parameters" if isinstance(each, ParameterValue | Product | Count | Series) else basis(each)
