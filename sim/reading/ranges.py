"""Are the values possible: rates not negative, shares within 0 and 1 and summing to 1, levels where they mean something?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sim.model.distribution import Dirichlet, Distribution
from sim.model.flow import Capacity, Hazard, Inflow, Mover
from sim.model.number import Count, ParameterValue, walk
from sim.model.paths import REST, every_number, numbers
from sim.model.support import allowed_range, support
from sim.reading.draft import Draft


def check(draft: Draft) -> None:
    """Note every number that cannot be what its place asks for."""
    for path, number in numbers(draft).items():
        if not isinstance(number, Dirichlet):
            _check_range(draft, path, number)
            _check_level(draft, path, number)
    for path, number in every_number(draft):
        if isinstance(number, Count):
            _check_count(draft, path)
        elif isinstance(number, Dirichlet) and number.level == "case" and not _is_outcome(draft, path):
            draft.add("S204", path, "level `case` is allowed for outcome shares only")
    for name, flow in draft.flows.items():
        _check_sums(draft, f"flows.{name}", flow)


def _check_range(draft: Draft, path: str, number: Any) -> None:
    low, high = allowed_range(path)
    if isinstance(number, Distribution) and number.truncate is None and not math.isfinite(sum(support(number, {}, {}))):
        return
    least, most = support(number, draft.parameters, draft.seeds.figures if _refers(number) else {})
    if least > most:
        draft.add("S201", path, "nothing is left between the bounds of `truncate`")
    worst = least if least < low else most if most > high and math.isfinite(most) else None
    if worst is not None and math.isfinite(worst):
        kind = "a share" if (low, high) == (0.0, 1.0) else "not negative"
        draft.add("S201", path, f"{worst:g} lies outside [{low:g}, {high:g}] ({kind})")


def _refers(number: Any) -> bool:
    return any(hasattr(part, "figure") for _, part in walk("", number))


def _check_level(draft: Draft, path: str, number: Any, seen: tuple[str, ...] = ()) -> None:
    fixed = path.startswith(("stages.", "events.")) and not (".set." in path or ".multiply." in path)
    fixed = fixed or path.endswith(".drift") or _is_pulse(draft, path)
    for where, part in walk(path, number):
        if isinstance(part, ParameterValue) and part.parameter in draft.parameters and part.parameter not in seen:
            _check_level(draft, path, draft.parameters[part.parameter], (*seen, part.parameter))
        if not isinstance(part, Distribution):
            continue
        spot = where if not seen else path
        if part.level == "case" and not (_is_outcome(draft, path) or path.startswith("parameters.")):
            draft.add("S204", spot, "level `case` is allowed for outcome shares only: elsewhere cases would not be alike")
        if part.level == "month" and (fixed or where.endswith(".count")):
            draft.add("S204", spot, "level `month` cannot act here: the value is needed once; use `replicate`")


def _is_outcome(draft: Draft, path: str) -> bool:
    parts = path.split(".")
    if parts[0] != "flows":
        return path.startswith("events.") and ".outcomes." in path
    return ".outcomes." in path or (parts[2] == "shares" and isinstance(draft.flows.get(parts[1]), Mover))


def _is_pulse(draft: Draft, path: str) -> bool:
    section, name = path.split(".")[:2]
    return section == "flows" and getattr(draft.flows.get(name), "kind", "") == "pulse"


def _check_count(draft: Draft, path: str) -> None:
    parts = path.split(".")
    flow = draft.flows.get(parts[1]) if parts[0] == "flows" else None
    if len(parts) != 3 or parts[2] not in ("rate", "capacity") or not isinstance(flow, Inflow | Hazard | Capacity):
        draft.add("S105", path, "a count over a window can only be the whole `rate` or `capacity` of a flow")
    elif flow.per != "month":
        draft.add("S105", f"flows.{parts[1]}.per", "a count over a window has its time in it; leave `per` out")


def _check_sums(draft: Draft, path: str, flow: Any) -> None:
    if isinstance(flow, Inflow) and isinstance(flow.shares, dict):
        _check_sum(draft, f"{path}.shares", flow.shares)
    if not isinstance(flow, Mover) or not flow.outcomes:
        if isinstance(flow, Mover) and flow.shares:
            draft.add("S105", f"{path}.shares", "`shares` are those of `outcomes`, and this flow has none")
        return
    shares = {name: outcome.share for name, outcome in flow.outcomes.items()}
    if flow.shares:
        for name in [name for name, share in shares.items() if share is not None]:
            draft.add("S105", f"{path}.outcomes.{name}.share", "the shares are already drawn together in `shares`")
        for name in [name for name in flow.outcomes if name not in flow.shares.dirichlet.mean]:
            draft.add("S102", f"{path}.shares", f"no share for outcome `{name}`")
        return
    missing = [name for name, share in shares.items() if share is None]
    if len(shares) > 1 and missing:
        draft.add("S102", f"{path}.outcomes.{missing[0]}", "`share` is missing")
    elif len(shares) > 1 or shares[next(iter(shares))] is not None:
        _check_sum(draft, f"{path}.outcomes", shares)


def _check_sum(draft: Draft, path: str, shares: Mapping[str, Any]) -> None:
    rests = [name for name, share in shares.items() if share == REST]
    figures = draft.seeds.figures if any(_refers(share) for share in shares.values()) else {}
    bounds = [support(share, draft.parameters, figures) for share in shares.values() if share != REST]
    low, high = sum(bound[0] for bound in bounds), sum(bound[1] for bound in bounds)
    if len(rests) > 1:
        draft.add("S105", path, f"only one may take the `rest`; {', '.join(rests)} do")
    elif rests and low > 1 + 1e-9:
        draft.add("S202", path, f"the shares sum to {low:.6g} before `{rests[0]}` takes the rest; at most 1")
    elif not rests and all(0 <= value <= 1 for bound in bounds for value in bound) and (low > 1 + 1e-9 or high < 1 - 1e-9 or (low != high)):
        if low == high or low > 1 + 1e-9 or high < 1 - 1e-9:
            draft.add("S202", path, f"the shares sum to {low if low == high else (low, high)!s:.12}, not to 1")
        else:
            draft.add("S202", path, "drawn shares need one `rest` (or a dirichlet) to sum to 1")
