"""Do claims and published bounds ask for metrics that exist?"""

from __future__ import annotations

from typing import Any

from sim.model.claim import Claim
from sim.reading.draft import Draft
from sim.reading.metrics import check_quantity


def check(draft: Draft) -> None:
    """Note every claim and bound that asks for something that is not there."""
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


def _check_claim(draft: Draft, path: str, claim: Claim) -> None:
    for event in claim.given or {}:
        draft.unknown("event", event, draft.names("events"), f"{path}.given.{event}", key=True)
    inner: list[tuple[str, Any]] = [(f"{path}.readings.{name}", reading) for name, reading in claim.readings.items()]
    for where, named in [(path, claim), *inner]:
        if named.metric:
            draft.unknown("metric", named.metric, draft.names("metrics"), f"{where}.metric")
        check_quantity(draft, f"{where}.quantity", named.quantity)
    asks = [f"{where}.{key}" for where, _ in [(path, claim), *inner] for key in ("metric", "quantity")]
    if claim.metric or claim.quantity or not draft.sound(*asks):
        return
    without = [where for where, reading in inner if not (reading.metric or reading.quantity)]
    for where in without if len(without) < max(2, len(inner)) else [path]:
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
    for key, divided in (("over", row.metric), ("over", row.over), ("per_head", row.metric)):
        metric = draft.scenario.metrics.get(divided)
        if getattr(row, key) and metric and draft.sound(f"metrics.{divided}") and metric.kind not in ("flow", "stock"):
            draft.add("S105", f"{path}.{key}", f"`{divided}` is of kind {metric.kind}; only flows and stocks are divided")
            break
