"""Are the values possible: rates not negative, shares within 0 and 1, levels where they mean something?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from sim.model.distribution import Dirichlet, Distribution
from sim.model.flow import Capacity, Hazard, Inflow, Mover
from sim.model.number import Count, FigureValue, ParameterValue, walk
from sim.model.paths import acts_once, every_number, numbers
from sim.model.support import allowed_range, support
from sim.reading.draft import Draft

_ONCE = "level `month` cannot act here, where the value is needed once; replicate is allowed"
_CASE = "level `case` is allowed for outcome shares only; elsewhere cases would not be alike"


def check(draft: Draft) -> None:
    """Note every number that cannot be what its place asks for."""
    for path, number in numbers(draft.scenario).items():
        if not isinstance(number, Dirichlet):
            _check_range(draft, path, number)
            _check_level(draft, path, number)
    for path, number in every_number(draft.scenario):
        if isinstance(number, Count):
            _check_count(draft, path)
        elif isinstance(number, Dirichlet) and number.level == "case" and not _is_outcome(draft, path):
            draft.add("S204", f"{path}.level", _CASE)


def _check_range(draft: Draft, path: str, number: Any) -> None:
    low, high = allowed_range(path)
    if not draft.sound(path) or _is_open(number):
        return
    least, most = support(number, draft.scenario.parameters, figures_of(draft, number))
    if least > most:
        draft.add("S201", f"{path}.truncate", "nothing is left between the bounds of `truncate`")
        return
    worst = least if least < low else most if most > high and math.isfinite(most) else None
    if worst is not None and math.isfinite(worst):
        kind = "[0, 1]; it is a share" if (low, high) == (0.0, 1.0) else "what is allowed, 0 or more"
        _blame(draft, path, number, f"{worst:.10g} lies outside {kind}", (low, high))


def _blame(draft: Draft, path: str, number: Any, message: str, allowed: tuple[float, float]) -> None:
    """Note an impossible value once: at the parameter it comes from, if it comes from one, or else where it stands."""
    parameters = draft.scenario.parameters
    for name in [part.parameter for _, part in _all(draft, path, number) if isinstance(part, ParameterValue)]:
        bounds = support(parameters.get(name, 0.0), parameters, figures_of(draft, number))
        if any(math.isfinite(bound) and not allowed[0] <= bound <= allowed[1] for bound in bounds):
            draft.add("S201", f"parameters.{name}", f"{message}, and `{path}` uses it")
            draft.wounds.add(f"parameters.{name}")
            return
    draft.add("S201", path, message)


def _is_open(number: Any) -> bool:
    """Tell whether a distribution has an endless tail: whether it strays is seen when it is drawn."""
    return isinstance(number, Distribution) and number.truncate is None and not math.isfinite(sum(support(number, {}, {})))


def figures_of(draft: Draft, *given: Any) -> Any:
    """Return the published figures if any of the numbers refers to one; without need they are not read."""
    return draft.seeds.figures if any(isinstance(part, FigureValue) for number in given for _, part in _all(draft, "", number)) else {}


def _all(draft: Draft, path: str, number: Any, seen: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield a number and every number inside it, those of the parameters it refers to included, under the path of the reference."""
    for where, part in walk(path, number):
        yield where, part
        if isinstance(part, ParameterValue) and part.parameter not in seen:
            inner = draft.scenario.parameters.get(part.parameter, 0.0)
            yield from ((where, found) for _, found in _all(draft, where, inner, (*seen, part.parameter)))


def _check_level(draft: Draft, path: str, number: Any) -> None:
    """Note levels that mean nothing at a place; of a parameter's it is said where the parameter is used."""
    once = _needed_once(draft, path)
    for where, part in _all(draft, path, number):
        if not isinstance(part, Distribution):
            continue
        spot = f"{where}.level" if draft.tree.holds(f"{where}.level") else where
        if part.level == "case" and not (_is_outcome(draft, path) or path.startswith("parameters.")):
            draft.add("S204", spot, _CASE)
            draft.wounds.add(where)
        elif part.level == "month" and (once or where.endswith(".count")):
            draft.add("S204", spot, _ONCE)
            draft.wounds.add(where)


def _needed_once(draft: Draft, path: str) -> bool:
    section, *rest = path.split(".")
    return rest[1] not in ("set", "multiply") if section == "events" else acts_once(draft.scenario, path)


def _is_outcome(draft: Draft, path: str) -> bool:
    parts = path.split(".")
    if parts[0] == "events":
        return len(parts) > 4 and _is_outcome(draft, ".".join(parts[3:]))
    if parts[0] != "flows":
        return False
    return ".outcomes." in path or (parts[2] == "shares" and isinstance(draft.scenario.flows.get(parts[1]), Mover))


def _check_count(draft: Draft, path: str) -> None:
    parts = path.split(".")
    flow = draft.scenario.flows.get(parts[1]) if parts[0] == "flows" else None
    if len(parts) != 3 or parts[2] not in ("rate", "capacity") or not isinstance(flow, Inflow | Hazard | Capacity):
        draft.add("S105", path, "a count over a window; it is allowed as the whole `rate` or `capacity` of a flow only")
    elif flow.per != "month":
        draft.add("S105", f"flows.{parts[1]}.per", "a count over a window has its time in it; leave `per` out")
