"""Do hires have a use for what is said of them, and does somebody free the work that is refilled?"""

from __future__ import annotations

from sim.model.flow import Inflow
from sim.model.resource import Refill
from sim.reading.draft import Draft
from sim.reading.metrics import check_flow_name


def check(draft: Draft) -> None:
    """Note resources whose parts do not fit together, or refer to flows that free nothing."""
    for name, resource in draft.scenario.resources.items():
        path = f"resources.{name}"
        if resource.learning and resource.hires is None and draft.sound(f"{path}.hires"):
            draft.add("S105", f"{path}.learning", "`learning` without `hires`: nobody learns; both are needed, or neither", key=True)
        if resource.refill:
            _check_refill(draft, f"{path}.refill.flow", resource.refill)


def _check_refill(draft: Draft, path: str, refill: Refill) -> None:
    if isinstance(check_flow_name(draft, path, refill.flow), Inflow):
        draft.add("S105", path, f"`{refill.flow}` is an inflow, which frees nothing; a flow that takes cases from a stage is allowed")
