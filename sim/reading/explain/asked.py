"""What a scenario asks: its metrics, the claims with their readings, the published bounds, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from sim.calendar import in_words
from sim.model.asked import metric_of
from sim.model.claim import Claim, Reading
from sim.model.flow import Inflow
from sim.model.flow import names as several
from sim.model.metric import Metric
from sim.model.scenario import Plausibility, Scenario
from sim.reading.explain.grammar import listed, names, plain, sentence, window
from sim.reading.load import Loaded
from sim.reading.seeds import Seeds

_YEARS = {"over_1y": "one year", "over_2y": "two years", "over_3y": "three years"}


def metric(name: str, given: Metric, scenario: Scenario) -> str:
    """Say what a metric counts.

    Examples
    --------
    >>> from sim.reading.load import load
    >>> scenario = load("scenarios/base/tutorial.yaml").scenario
    >>> metric("heard", scenario.metrics["heard"], scenario)
    '`heard` counts the cases that leave by `hearing` in a window.'
    """
    of, told = names(several(given.of)), f"`{name}` "
    whose = f" of {names(several(given.classes), 'class', 'classes')}" if given.classes else ""
    match given.kind:
        case "stock":
            told += f"counts the cases{whose} in {of} at a date"
        case "flow":
            told += f"counts the cases{whose} that {_movement(given, scenario)} by {of} in a window"
        case "wait":
            told += _time(given, f"cases{whose} taken by {of} in a window", "had waited in their stage")
        case "age":
            told += _time(given, f"cases{whose} in {of} at a date", "have been there")
        case "clearance":
            told += f"is in how many months the cases{whose} in {of} would be gone, falling on as in a window"
        case "relief":
            target = plain(given.target or 0.0)
            told += f"is how many cases{whose} more a month would have brought {of} to {target} by the end of a window"
        case "filed":
            told += f"is how many months a case{whose} filed at the end of a window would wait for {of}, first come, first served, at the window's pace"
    return told + "."


def _movement(given: Metric, scenario: Scenario) -> str:
    kinds = {isinstance(scenario.flows[one.partition(".")[0]], Inflow) for one in several(given.of)}
    return "come or go" if len(kinds) == 2 else "arrive" if kinds == {True} else "leave"


def _time(given: Metric, whose: str, waited: str) -> str:
    if given.statistic in _YEARS:
        return f"is the share of the {whose} that {waited} for more than {_YEARS[given.statistic]}"
    return f"is the {given.statistic or 'mean'} of the months that {whose} {waited}"


def claim(given: Claim, loaded: Loaded) -> list[str]:
    """Say what a claim says, who says it, and how each of its readings is understood."""
    source = f" [{given.source}]" if given.source else " [written in the scenario]"
    said = f': "{given.statement.strip()}"' if given.statement else ""
    made = f", made on {in_words(given.made_on)}," if given.made_on else ""
    head = f"`{given.id}`{made} says {range_of(given.low, given.high)}{said}"
    return [f"{head}{source}.", *(_reading(given, name, reading, loaded.scenario) for name, reading in given.readings.items())]


def range_of(low: float | None, high: float | None) -> str:
    """Write a range, open where a bound is None.

    Examples
    --------
    >>> range_of(360_000.0, 480_000.0), range_of(1_000_000.0, None), range_of(None, 5.0)
    ('360,000 to 480,000', 'at least 1,000,000', 'at most 5')
    """
    if low is None or high is None:
        return f"at least {plain(low)}" if low is not None else f"at most {plain(high or 0.0)}"
    return plain(low) if low == high else f"{plain(low)} to {plain(high)}"


def _reading(given: Claim, name: str, reading: Reading, scenario: Scenario) -> str:
    found = metric_of(scenario, given, reading)
    when = f"in {reading.window}" if reading.window else window(reading.from_, reading.by, reading.through)
    if found is None:
        wanted = f"quantity `{reading.quantity or given.quantity}`" if reading.quantity or given.quantity else "kind"
        return f"`{given.id}`, reading `{name}`: not computed, as no metric of the scenario is of the {wanted}."
    if scenario.metrics[found].at_a_date:
        when = window(None, reading.by, reading.through) if not reading.window else f"at the end of {reading.window}"
    known = (found, scenario.metrics[found].quantity)
    what = f", understood as {reading.definition}" if reading.definition and reading.definition not in known else ""
    return f"`{given.id}`, reading `{name}`: `{found}` {when}{what}."


def conditions(scenario: Scenario) -> Iterator[str]:
    """Say which claims are also asked under a condition, and which are the scenario's own arithmetic."""
    for one in scenario.claims:
        if one.given:
            said = listed(f"`{event}` {'happens' if so else 'does not happen'}" for event, so in one.given.items())
            yield f"`{one.id}` is asked once more for the replicates in which {said}."
    if scenario.arithmetic_of:
        named = names(scenario.arithmetic_of, "claim")
        yield f"The scenario is the arithmetic of the {named}: a probability of exactly 0 or 1 here follows from the assumption."


def bound(given: Plausibility, scenario: Scenario, seeds: Seeds) -> str:
    """Say against which published bound a metric is held."""
    figure = seeds.figures.get(given.source)
    low, high = given.low, given.high
    if low is None and high is None and figure:
        low, high = (figure.value, figure.value) if figure.value is not None else (figure.low, figure.high)
    what = f"`{given.metric}`" + (
        f" as a share of `{given.over}`" if given.over else f" for each of the `{given.per_head}`" if given.per_head else ""
    )
    when = window(given.from_, given.by, given.through) if given.from_ or given.by or given.through else "over the whole run"
    told = "its bound" if low is None and high is None else range_of(low, high)
    return sentence(f"{what} {when} is compared with what is published, {told} [{given.source}]")
