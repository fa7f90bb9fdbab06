"""Does every name that is used stand for something?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sim.model.claim import Claim, Reading
from sim.model.distribution import Dirichlet
from sim.model.flow import Capacity, Inflow, Mover, Pulse, destinations, names, origins
from sim.model.number import Count, FigureValue, ParameterValue, walk
from sim.model.paths import changeable, every_number
from sim.model.stage import MAX_STAGES
from sim.reading.draft import Draft

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_SECTIONS = ("stages", "flows", "resources", "parameters", "events", "metrics")


def check(draft: Draft) -> None:
    """Note every name that stands for nothing."""
    _check_spelling(draft)
    for name, flow in draft.flows.items():
        _check_flow(draft, f"flows.{name}", flow)
    for path, number in every_number(draft):
        _check_number(draft, path, number)
    for name, metric in draft.metrics.items():
        _check_metric(draft, f"metrics.{name}", metric)
    for name, event in draft.events.items():
        _check_event(draft, f"events.{name}", event)
    for index, claim in enumerate(draft.claims):
        if claim:
            _check_claim(draft, f"claims.{index}", claim)
    for index, row in enumerate(draft.plausibility):
        if row:
            draft.unknown("metric", row.metric, draft.names("metrics"), f"plausibility.{index}.metric")
            if row.over:
                draft.unknown("metric", row.over, draft.names("metrics"), f"plausibility.{index}.over")
            if row.per_head:
                draft.unknown("resource", row.per_head, draft.names("resources"), f"plausibility.{index}.per_head")
    _check_stages(draft)
    for index, claim_id in enumerate(draft.top.get("arithmetic_of") or ()):
        draft.unknown("claim", claim_id, [claim.id for claim in draft.claims if claim], f"arithmetic_of.{index}")


def _check_spelling(draft: Draft) -> None:
    for section in _SECTIONS:
        for name in draft.names(section):
            if not _NAME.fullmatch(name):
                draft.add("S108", f"{section}.{name}", "a name is made of letters, digits, _ and -, and begins with a letter", key=True)
    for index, name in enumerate(draft.names("classes")):
        if not _NAME.fullmatch(name):
            draft.add("S108", f"classes.{index}", "a name is made of letters, digits, _ and -, and begins with a letter")
    if len(set(draft.names("classes"))) < len(draft.names("classes")):
        draft.add("S005", "classes", "a class is written twice")


def _check_stages(draft: Draft) -> None:
    stages = draft.names("stages")
    if len(stages) > MAX_STAGES:
        draft.add("S501", "stages", f"{len(stages)} stages; at most {MAX_STAGES}: more describe single cases, not a backlog", key=True)
    classes = draft.names("classes")
    for name, stage in draft.stages.items():
        path = f"stages.{name}.initial"
        if isinstance(stage.initial, dict):
            keys = list(stage.initial)
            for key in keys:
                if key != "total":
                    draft.unknown("class", key, classes, f"{path}.{key}")
            if ("rest" in stage.initial.values()) != ("total" in keys) or list(stage.initial.values()).count("rest") > 1:
                draft.add("S105", path, "`total` and one class with `rest` go together")
        elif len(classes) > 1 and stage.initial != 0.0:
            draft.add("S105", path, f"a mapping by class is needed; classes are {', '.join(classes)}")


def _check_flow(draft: Draft, path: str, flow: Any) -> None:
    stages, classes, resources = (draft.names(section) for section in ("stages", "classes", "resources"))
    for stage in origins(flow):
        draft.unknown("stage", stage, stages, f"{path}.from")
    for outcome, stage in destinations(flow).items():
        draft.unknown("stage", stage, stages, f"{path}.outcomes.{outcome}.to" if outcome else f"{path}.to")
    if isinstance(flow, Mover | Pulse) and flow.classes:
        for name in names(flow.classes):
            draft.unknown("class", name, classes, f"{path}.classes")
    if isinstance(flow, Capacity) and flow.resource:
        draft.unknown("resource", flow.resource, resources, f"{path}.resource")
    if isinstance(flow, Mover):
        for where, uses in _uses(path, flow):
            _check_uses(draft, where, uses, flow, resources)
    if isinstance(flow, Inflow):
        _check_shares(draft, path, flow, classes)
    elif isinstance(flow, Mover) and flow.shares:
        _check_dirichlet(draft, f"{path}.shares", flow.shares, list(flow.outcomes or {}), "outcome")


def _uses(path: str, flow: Mover) -> Iterator[tuple[str, Any]]:
    if flow.uses is not None:
        yield f"{path}.uses", flow.uses
    for name, outcome in (flow.outcomes or {}).items():
        if outcome.uses is not None:
            yield f"{path}.outcomes.{name}.uses", outcome.uses


def _check_uses(draft: Draft, path: str, uses: Any, flow: Mover, resources: list[str]) -> None:
    if isinstance(uses, dict):
        for name in uses:
            draft.unknown("resource", name, resources, f"{path}.{name}")
    elif not (isinstance(flow, Capacity) and flow.resource):
        draft.add("S105", path, "which resource? write {RESOURCE: units}, or give the flow a `resource`")


def _check_shares(draft: Draft, path: str, flow: Inflow, classes: list[str]) -> None:
    if flow.shares is None:
        if len(classes) > 1:
            draft.add("S102", path, f"`shares` is missing: how the inflow splits over {', '.join(classes)}")
    elif isinstance(flow.shares, Dirichlet):
        _check_dirichlet(draft, f"{path}.shares", flow.shares, classes, "class")
    else:
        for name in flow.shares:
            draft.unknown("class", name, classes, f"{path}.shares.{name}")


def _check_dirichlet(draft: Draft, path: str, shares: Dirichlet, allowed: list[str], kind: str) -> None:
    for name in shares.dirichlet.mean:
        draft.unknown(kind, name, allowed, f"{path}.dirichlet.mean.{name}")


def _check_number(draft: Draft, path: str, number: Any) -> None:
    if isinstance(number, ParameterValue):
        draft.unknown("parameter", number.parameter, draft.names("parameters"), f"{path}.parameter")
        if path.startswith(f"parameters.{number.parameter}."):
            draft.add("S105", path, "a parameter cannot refer to itself")
    elif isinstance(number, FigureValue):
        figure = draft.seeds.figures.get(number.figure)
        if figure is None:
            draft.unknown("figure", number.figure, draft.seeds.figures, f"{path}.figure", "S402")
        elif figure.value is None:
            draft.add("S403", f"{path}.figure", f"`{number.figure}` is a range or a bound ({_range(figure)}), not a value")
    elif isinstance(number, Count):
        flow = draft.flows.get(path.split(".")[1])
        if number.of is not None:
            outcomes = getattr(flow, "outcomes", None) or {}
            draft.unknown("outcome", number.of, outcomes, f"{path}.of")


def _range(figure: Any) -> str:
    return f"{'' if figure.low is None else f'{figure.low:,.0f}'} to {'' if figure.high is None else f'{figure.high:,.0f}'}"


def flow_names(draft: Any) -> list[str]:
    """Return what a metric may sum: flows, and FLOW.OUTCOME where a flow has outcomes."""
    found: list[str] = []
    for name, flow in draft.flows.items():
        found += [name, *(f"{name}.{outcome}" for outcome in destinations(flow) if outcome)]
    return found


def _check_metric(draft: Draft, path: str, metric: Any) -> None:
    for stage in names(metric.stock or ()):
        draft.unknown("stage", stage, draft.names("stages"), f"{path}.stock")
    known = flow_names(draft) + [name for name in draft.names("flows") if name not in draft.flows]
    for flow in names(metric.flow or ()):
        if flow.partition(".")[0] in draft.flows or flow not in draft.names("flows"):
            draft.unknown("flow", flow, known, f"{path}.flow")
    for name in names(metric.classes or ()):
        draft.unknown("class", name, draft.names("classes"), f"{path}.classes")
    if metric.quantity and draft.seeds.quantities:
        draft.unknown("quantity", metric.quantity, draft.seeds.quantities, f"{path}.quantity")
    others = [name for name, other in draft.metrics.items() if other.quantity == metric.quantity and other is not metric]
    if metric.quantity and others:
        draft.add(
            "S105", f"{path}.quantity", f"`{metric.quantity}` also stands at {', '.join(others)}; a claim would not know which to take"
        )


def _check_event(draft: Draft, path: str, event: Any) -> None:
    allowed = changeable(draft)
    for verb in ("set", "multiply"):
        for target in getattr(event, verb):
            section, name = ([*target.split("."), ""])[:2]
            known = draft.names(section) if section in _SECTIONS else []
            if target not in allowed and not (name in known and name not in getattr(draft, section)):
                draft.unknown("parameter path", target, allowed, f"{path}.{verb}.{target}", "S106")
    for path_, part in (*walk(f"{path}.probability", event.probability), *walk(f"{path}.ramp", event.ramp)):
        if isinstance(part, ParameterValue) and f"parameters.{part.parameter}" in _changed(draft):
            draft.add("S105", path_, f"`{part.parameter}` is itself changed by an event; when it acts could not be told")
    if isinstance(event.until, str):
        draft.unknown("event", event.until, draft.names("events"), f"{path}.until")


def _changed(draft: Draft) -> set[str]:
    return {target for event in draft.events.values() for target in (*event.set, *event.multiply)}


def _check_claim(draft: Draft, path: str, claim: Claim) -> None:
    for event in claim.given or {}:
        draft.unknown("event", event, draft.names("events"), f"{path}.given.{event}")
    named: Claim | Reading
    inner = [(f"{path}.readings.{name}", reading) for name, reading in claim.readings.items()]
    for where, named in [(path, claim), *inner]:
        if named.metric:
            draft.unknown("metric", named.metric, draft.names("metrics"), f"{where}.metric")
        if named.quantity and draft.seeds.quantities:
            draft.unknown("quantity", named.quantity, draft.seeds.quantities, f"{where}.quantity")
    for name, reading in claim.readings.items():
        if not (claim.metric or claim.quantity or reading.metric or reading.quantity):
            draft.add("S102", f"{path}.readings.{name}", "which metric? give the claim or the reading a `metric` or a `quantity`")


def metric_of(draft: Any, claim: Claim, reading: Reading) -> str | None:
    """Return the name of the metric a reading is about, or None where the scenario has none of its quantity."""
    named = reading.metric or (None if reading.quantity else claim.metric)
    if named:
        return named if named in draft.metrics else None
    quantity = reading.quantity or claim.quantity
    return next((name for name, metric in draft.metrics.items() if quantity and metric.quantity == quantity), None)
