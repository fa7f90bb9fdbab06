"""Do the shares that belong together sum to 1?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.model.distribution import Dirichlet, Distribution
from sim.model.flow import Inflow, Mover
from sim.model.number import ParameterValue, walk
from sim.model.paths import REST
from sim.model.support import support
from sim.reading.draft import Draft
from sim.reading.ranges import figures_of

_SLACK = 1e-9


def check(draft: Draft) -> None:
    """Note shares that do not sum to 1, or cannot."""
    for name, flow in draft.scenario.flows.items():
        path = f"flows.{name}"
        if isinstance(flow, Inflow) and isinstance(flow.shares, dict):
            _check_sum(draft, f"{path}.shares", flow.shares)
        elif isinstance(flow, Mover) and flow.outcomes:
            _check_outcomes(draft, path, flow)
        elif isinstance(flow, Mover) and flow.shares:
            draft.add("S105", f"{path}.shares", "`shares` are those of `outcomes`, and this flow has none", key=True)
    for name, stage in draft.scenario.stages.items():
        if isinstance(stage.initial, dict) and stage.initial.get("total", REST) != REST:
            _check_total(draft, f"stages.{name}.initial", stage.initial)


def _check_outcomes(draft: Draft, path: str, flow: Mover) -> None:
    assert flow.outcomes is not None
    shares = {name: outcome.share for name, outcome in flow.outcomes.items()}
    missing = [name for name, share in shares.items() if share is None]
    if isinstance(flow.shares, Dirichlet):
        for name in [name for name in shares if name not in missing]:
            draft.add("S105", f"{path}.outcomes.{name}.share", "the shares are already drawn together in `shares`; leave it out")
        mean = flow.shares.dirichlet.mean
        for name in [name for name in shares if name not in mean]:
            if draft.sound(f"{path}.shares", f"{path}.outcomes") and set(mean) <= set(shares):
                draft.add("S102", f"{path}.shares.dirichlet.mean.{name}", f"the share of outcome `{name}` is missing")
    elif missing and len(shares) > 1:
        for name in missing:
            draft.add("S102", f"{path}.outcomes.{name}.share", "`share` is missing; a number, or `rest` for one outcome, is needed")
    elif not missing:
        _check_sum(draft, f"{path}.outcomes", shares)


def _check_sum(draft: Draft, path: str, shares: Mapping[str, Any]) -> None:
    rests = [name for name, share in shares.items() if share == REST]
    given = [share for share in shares.values() if share != REST]
    bounds = [support(share, draft.scenario.parameters, figures_of(draft, *given)) for share in given]
    if not draft.sound(path) or any(not 0 <= bound <= 1 for pair in bounds for bound in pair):
        return
    low, high = sum(pair[0] for pair in bounds), sum(pair[1] for pair in bounds)
    if len(rests) > 1:
        draft.add("S105", path, f"only one may take the `rest`; {', '.join(rests)} do", key=True)
    elif low > 1 + _SLACK or (high < 1 - _SLACK and not rests):
        found = f"{low:.6g}" if low == high else f"between {low:.6g} and {high:.6g}"
        before = f" before `{rests[0]}` takes the rest; at most 1 is allowed" if rests else ", not to 1"
        draft.add("S202", path, f"the shares sum to {found}{before}", key=True)
    elif not rests and any(_is_drawn(draft, share) for share in given):
        draft.add("S202", path, "drawn shares do not sum to 1 by themselves; give one the `rest`, or draw all with a dirichlet", key=True)


def _is_drawn(draft: Draft, share: Any) -> bool:
    for _, part in walk("", share):
        if isinstance(part, Distribution) and part.level != "case":
            return True
        if isinstance(part, ParameterValue) and isinstance(draft.scenario.parameters.get(part.parameter), Distribution):
            return True
    return False


def _check_total(draft: Draft, path: str, initial: Mapping[str, Any]) -> None:
    given = {name: number for name, number in initial.items() if number != REST}
    bounds = {name: support(number, draft.scenario.parameters, figures_of(draft, number)) for name, number in given.items()}
    least = sum(pair[0] for name, pair in bounds.items() if name != "total")
    if draft.sound(path) and least > bounds["total"][1] >= 0:
        draft.add("S202", path, f"the classes sum to {least:,.10g}, more than the `total` of {bounds['total'][1]:,.10g}", key=True)
