"""What `import sim` shows of the inverse: at which value of a number a claim has a probability, and how believable that value is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.plausibility import plausibility_rows
from sim.analysis.tally import Asked, asked
from sim.api import Overrides, overrides, processors
from sim.api.loaded import Loaded, as_shown
from sim.api.solved import Solved
from sim.ensemble.lanes import Lanes
from sim.ensemble.laws import law
from sim.ensemble.world import World
from sim.errors import InputError, Place, Problem, nearest
from sim.model.distribution import Distribution
from sim.model.paths import movable
from sim.model.support import allowed_range
from sim.reading.load import Loaded as Read
from sim.reading.load import load as load_file
from sim.study.curve import Line
from sim.study.solve import Solution
from sim.study.solve import solve as find
from sim.timeline import Calendar

_FAR = 0.001
"""Part of a number's own law left out at each end where nothing says between which values to look."""


def solve(
    file: str | Path | Loaded,
    claim: str | None = None,
    path: str = "",
    *,
    reading: str | None = None,
    probability: float = 0.5,
    between: tuple[float, float] | None = None,
    metric: dict[str, Any] | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    set: Overrides = (),
    jobs: int | None = None,
) -> Solved:
    """Find the value of a number at which a claim has a probability, everything else drawn alike.

    Parameters
    ----------
    file : path of a YAML file, or what `load` returned
    claim : str, optional
        One of the scenario's claims, by its id; with several readings the first, unless `reading` names another.
    path : str
        Of the number that is moved.
    reading : str, optional
        Of the claim; by default its first.
    probability : float, above 0 and below 1
    between : (low, high), optional
        Where to look; by default the number's own law, from its .001 to its .999 quantile, or a tenth to ten times of a plain number.
    metric : mapping, optional
        A claim of one's own in place of `claim`: `metric`, `low` or `high` or both, `by`, and `from` for a flow.
    replicates, seed : int, optional
    set : mapping of path to value, or texts `path=value`
    jobs : int, optional
        Threads; the numbers do not depend on it.

    Raises
    ------
    InputError
        If the scenario, the claim, the path or the range is not what it should be, or drawn values are impossible.
    ValueError
        If both a claim and a metric are given.

    Examples
    --------
    >>> found = solve("scenarios/pd-2022/constant-rate.yaml", "pd-by-april-2023", "flows.dismissal.capacity", between=(20_000, 36_000),
    ...               reading="by-25-april-2023", replicates=2_000)
    >>> found.value, found.solution.status
    (30000.0, 'jump')
    """
    if metric and (claim is not None or reading is not None):
        raise ValueError("metric stands in place of claim and reading")
    own = {"replicates": replicates, "seed": seed}
    given = [*overrides(set), *(f"{key}={value}" for key, value in own.items() if value is not None)]
    loaded = as_shown(file.again(given) if isinstance(file, Read) else load_file(file, given))
    if metric:
        loaded = _asking(loaded, metric)
    column = _column(loaded, "asked" if metric else claim, reading)
    if not 0 < probability < 1:
        raise _wrong("--probability", str(probability), "", "a probability above 0 and below 1 is allowed")
    span = _between(loaded, path, between)
    count = loaded.scenario.replicates
    with loaded.placing():
        line = Line(loaded.scenario, path, column, jobs or processors())
        solution = find(line, probability, span, count)
        rows = plausibility_rows(line.result(solution.crossings[0].value, count)) if len(solution.crossings) == 1 else []
    named = loaded.scenario.claims[column.claim].id if column.claim is not None else ""
    return Solved(loaded, named, column.reading, path, solution, _own_share(loaded, path, solution), rows, count)


def _asking(loaded: Loaded, metric: dict[str, Any]) -> Loaded:
    """Return the scenario with a metric asked for in place of its claims; what is wrong with that is said of the options that say it."""
    own = _own_claim(loaded, metric)
    try:
        return loaded.again(own)
    except InputError as error:
        given = {key: value for key, value in metric.items() if value is not None and key != "metric"}
        said = " ".join(f"--{key} {f'{value:g}' if isinstance(value, float) else value}" for key, value in given.items())
        raise InputError(
            replace(one, place=Place(said), path="") if one.path.startswith("claims.") else one for one in error.problems
        ) from None


def _own_claim(loaded: Loaded, metric: dict[str, Any]) -> list[str]:
    """Return the override that asks for a metric in place of the scenario's claims: over the whole run where no window is given."""
    scenario = loaded.scenario
    known = scenario.metrics.get(metric["metric"])
    if known is None:
        names = list(scenario.metrics)
        message = f"no metric `{metric['metric']}`; metrics are {', '.join(names)}"
        raise _wrong("--metric", metric["metric"], "metrics", message, nearest(metric["metric"], names), "S104")
    window = {"by": str(metric.get("by") or scenario.end)}
    if not known.at_a_date:
        window["from"] = str(metric.get("from") or scenario.start)
    bounds = {key: metric[key] for key in ("low", "high") if metric.get(key) is not None}
    return [f"claims={json.dumps([{'id': 'asked', 'metric': metric['metric'], **bounds, 'readings': {'asked': window}}])}"]


def _column(loaded: Loaded, claim: str | None, reading: str | None) -> Asked:
    """Return the reading that is looked at."""
    columns = [column for column in asked(loaded.scenario) if column.is_reading and not column.given]
    claims = [each.id for each in loaded.scenario.claims]
    if claim not in claims:
        listed = f"; claims are {', '.join(claims)}" if claims else "; the scenario has none"
        raise _wrong("--claim", claim or "", "claims", f"no claim `{claim}`{listed}", nearest(claim, claims) if claim else None, "S104")
    own = {column.reading: column for column in columns if column.claim is not None and claims[column.claim] == claim}
    if not own:
        raise _wrong("--claim", claim or "", "claims", "the scenario has no metric for any reading of it", code="S105")
    if reading is not None and reading not in own:
        listed = ", ".join(own)
        raise _wrong("--reading", reading, "claims", f"no reading `{reading}` of {claim}; {listed}", nearest(reading, list(own)), "S104")
    return own[reading] if reading is not None else next(iter(own.values()))


def _between(loaded: Loaded, path: str, between: tuple[float, float] | None) -> tuple[float, float]:
    """Return where to look for a value."""
    numbers = movable(loaded.scenario)
    number = numbers.get(path)
    if number is None:
        raise _wrong("--for", path, path, f"no number stands at `{path}`", nearest(path, list(numbers)), "S106")
    low, high = allowed_range(path)
    if between is not None:
        if not between[0] < between[1]:
            raise _wrong("--between", f"{between[0]:g}:{between[1]:g}", path, "the first end is not below the second", code="S105")
        if between[0] < low or between[1] > high:
            bounds = "[0, 1]" if high == 1.0 else "what is allowed, 0 or more"
            raise _wrong("--between", f"{between[0]:g}:{between[1]:g}", path, f"leaves {bounds}", code="S201")
        return between
    if isinstance(number, Distribution):
        first, last = law(number).quantile(np.array([_FAR, 1 - _FAR])).tolist()
        return first, last
    scenario = loaded.scenario
    world = World(scenario, Calendar(scenario.start, scenario.end, scenario.step), None, Lanes(1))
    middle = float(world.value(path).mean()) if path in world.written else float(world.value(path, number).mean())
    if (low, high) == (0.0, 1.0):
        return low, high
    if middle <= 0:
        raise _wrong("--for", path, path, f"stands at {middle:g}, which says nothing of where to look; give `--between a:b`", code="S102")
    return middle / 10, middle * 10


def _own_share(loaded: Loaded, path: str, solution: Solution) -> float | None:
    number = movable(loaded.scenario)[path]
    if not isinstance(number, Distribution) or len(solution.crossings) != 1:
        return None
    return float(law(number).cdf(solution.crossings[0].value))


def _wrong(option: str, value: str, path: str, message: str, meant: str | None = None, code: str = "S201") -> InputError:
    return InputError([Problem(Place(f"{option} {value}".strip()), code, path, message, meant)])
