"""Do metrics sum what exists, and do claims ask for metrics that exist?"""

from __future__ import annotations

from typing import Any

from sim.errors import nearest
from sim.model.claim import Claim
from sim.model.flow import destinations
from sim.reading.draft import Draft
from sim.reading.names import each


def check(draft: Draft) -> None:
    """Note every metric, claim and bound that asks for something that is not there."""
    for name, metric in draft.scenario.metrics.items():
        _check_metric(draft, f"metrics.{name}", metric)
    for index, claim in enumerate(draft.scenario.claims):
        _check_claim(draft, f"claims.{index}", claim)
        if claim.id in [earlier.id for earlier in draft.scenario.claims[:index]]:
            draft.add("S005", f"claims.{index}", f"claim `{claim.id}` is listed twice")
    for index, row in enumerate(draft.scenario.plausibility):
        _check_bound(draft, f"plausibility.{index}", row)
    for index, name in enumerate(draft.scenario.arithmetic_of):
        known = [claim.id for claim in draft.scenario.claims]
        if draft.sound("claims") and name not in draft.seeds.claims:
            draft.unknown("claim", name, known, f"arithmetic_of.{index}")


def flow_names(scenario: Any) -> list[str]:
    """Return what a metric may sum: flows, and FLOW.OUTCOME where a flow has outcomes."""
    found: list[str] = []
    for name, flow in scenario.flows.items():
        found += [name, *(f"{name}.{outcome}" for outcome in destinations(flow) if outcome)]
    return found


def _check_metric(draft: Draft, path: str, metric: Any) -> None:
    for where, stage in each(draft, f"{path}.stock", metric.stock or ()):
        draft.unknown("stage", stage, draft.names("stages"), where)
    for where, flow in each(draft, f"{path}.flow", metric.flow or ()):
        if draft.sound(f"flows.{flow.partition('.')[0]}.outcomes"):
            draft.unknown("flow", flow, flow_names(draft.scenario), where)
    for where, name in each(draft, f"{path}.classes", metric.classes or ()):
        draft.unknown("class", name, draft.names("classes"), where)
    _check_quantity(draft, f"{path}.quantity", metric.quantity)
    rivals = [name for name, other in draft.scenario.metrics.items() if other.quantity == metric.quantity]
    if metric.quantity and path != f"metrics.{rivals[0]}":
        draft.add("S105", f"{path}.quantity", f"`{metric.quantity}` also stands at `{rivals[0]}`; a claim could not tell which to take")


def _check_quantity(draft: Draft, path: str, quantity: str | None) -> None:
    """Note a quantity that looks like one of the vocabulary, misspelt; others are the scenario's own."""
    known = [*draft.seeds.quantities, *(metric.quantity for metric in draft.scenario.metrics.values() if metric.quantity)]
    meant = (
        nearest(quantity, [name for name in known if name != quantity], 0.85)
        if quantity and quantity not in draft.seeds.quantities
        else None
    )
    if meant and known.count(quantity or "") < 2:
        draft.add("S104", path, f"no quantity `{quantity}` in the vocabulary of the seeds", meant)


def _check_claim(draft: Draft, path: str, claim: Claim) -> None:
    for event in claim.given or {}:
        draft.unknown("event", event, draft.names("events"), f"{path}.given.{event}")
    inner: list[tuple[str, Any]] = [(f"{path}.readings.{name}", reading) for name, reading in claim.readings.items()]
    for where, named in [(path, claim), *inner]:
        if named.metric:
            draft.unknown("metric", named.metric, draft.names("metrics"), f"{where}.metric")
        _check_quantity(draft, f"{where}.quantity", named.quantity)
    asks = [f"{where}.{key}" for where, _ in [(path, claim), *inner] for key in ("metric", "quantity")]
    if claim.metric or claim.quantity or not draft.sound(*asks):
        return
    for where, reading in inner:
        if not (reading.metric or reading.quantity):
            draft.add("S102", where, "`metric` or `quantity` is missing, of the claim or of the reading", key=True)


def _check_bound(draft: Draft, path: str, row: Any) -> None:
    metrics = draft.names("metrics")
    draft.unknown("metric", row.metric, metrics, f"{path}.metric")
    if row.over:
        draft.unknown("metric", row.over, metrics, f"{path}.over")
    if row.low is None and row.high is None and draft.sound(f"{path}.source", "seeds") and row.source not in draft.seeds.figures:
        draft.add("S102", path, "`low` or `high` is missing, or a figure as `source` that has them")
    if row.per_head:
        draft.unknown("resource", row.per_head, draft.names("resources"), f"{path}.per_head")
