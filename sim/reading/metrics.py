"""Are metrics about what exists, and about what can be said of it?"""

from __future__ import annotations

from typing import Any

from sim.errors import nearest
from sim.model.flow import Capacity, Inflow, destinations, origins
from sim.model.metric import KINDS, Kind, Metric
from sim.reading.ages import need_ages
from sim.reading.draft import Draft
from sim.reading.names import each

_OF_STAGES: tuple[Kind, ...] = ("stock", "age", "clearance", "relief")


def check(draft: Draft) -> None:
    """Note every metric that asks for something that is not there or cannot be told."""
    for name, metric in draft.scenario.metrics.items():
        _check_metric(draft, f"metrics.{name}", metric)


def flow_names(scenario: Any) -> list[str]:
    """Return what a metric may sum: flows, and FLOW.OUTCOME where a flow has outcomes."""
    found: list[str] = []
    for name, flow in scenario.flows.items():
        found += [name, *(f"{name}.{outcome}" for outcome in destinations(flow) if outcome)]
    return found


def check_flow_name(draft: Draft, path: str, written: str) -> Any:
    """Return the flow that is written as FLOW or FLOW.OUTCOME; None, and a note, where there is no such flow."""
    name = written.partition(".")[0]
    if draft.sound(f"flows.{name}.outcomes"):
        draft.unknown("flow", written, flow_names(draft.scenario), path)
    return draft.scenario.flows.get(name) if draft.sound(f"flows.{name}.kind") else None


def check_quantity(draft: Draft, path: str, quantity: str | None) -> None:
    """Note a quantity that looks like one of the vocabulary, misspelt; others are the scenario's own."""
    known = [*draft.seeds.quantities, *(metric.quantity for metric in draft.scenario.metrics.values() if metric.quantity)]
    meant = (
        nearest(quantity, [name for name in known if name != quantity], 0.85)
        if quantity and quantity not in draft.seeds.quantities
        else None
    )
    if meant and known.count(quantity or "") < 2:
        draft.add("S104", path, f"no quantity `{quantity}` in the seeds; an id of theirs, or a name less like one, is allowed", meant)


def _check_metric(draft: Draft, path: str, metric: Metric) -> None:
    for kind in KINDS:
        for where, name in each(draft, f"{path}.{kind}", getattr(metric, kind) or ()):
            if kind in _OF_STAGES:
                _check_stage(draft, where, kind, name)
            else:
                _check_flow(draft, where, kind, name)
    for where, name in each(draft, f"{path}.classes", metric.classes or ()):
        draft.unknown("class", name, draft.names("classes"), where)
    check_quantity(draft, f"{path}.quantity", metric.quantity)
    rivals = [name for name, other in draft.scenario.metrics.items() if other.quantity == metric.quantity]
    if metric.quantity and path != f"metrics.{rivals[0]}":
        draft.add("S105", f"{path}.quantity", f"`{metric.quantity}` also stands at `{rivals[0]}`; a claim could not tell which to take")


def _check_stage(draft: Draft, path: str, kind: Kind, name: str) -> None:
    draft.unknown("stage", name, draft.names("stages"), path)
    if kind == "age":
        need_ages(draft, path, (name,), "how old cases are is told by their ages")


def _check_flow(draft: Draft, path: str, kind: Kind, name: str) -> None:
    flow = check_flow_name(draft, path, name)
    if flow is None:
        return
    if kind == "wait" and isinstance(flow, Inflow):
        draft.add("S105", path, f"`{name}` is an inflow, and nobody waits outside; a flow that takes cases from a stage is allowed")
    elif kind == "wait":
        need_ages(draft, path, origins(flow), "how long cases waited is told by their ages")
    elif kind == "filed" and not isinstance(flow, Capacity):
        draft.add("S105", path, f"`{name}` is of kind {flow.kind}; a capacity flow is allowed")
    elif kind == "filed" and name not in draft.scenario.flows:
        draft.add("S105", path, f"`{name}` is one outcome; the whole flow, `{name.partition('.')[0]}`, is allowed")
