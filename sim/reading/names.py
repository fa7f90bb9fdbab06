"""Does every name of stages, classes, flows and resources stand for something, and can every stage be reached?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sim.errors import nearest
from sim.model.distribution import Dirichlet
from sim.model.flow import Capacity, Inflow, Mover, Pulse, destinations, names
from sim.model.stage import MAX_STAGES, Stage
from sim.reading.draft import Draft

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_SECTIONS = ("stages", "flows", "resources", "parameters", "events", "metrics")
"""The parts of a scenario that hold nouns by name."""


def check(draft: Draft) -> None:
    """Note every name that cannot be one, or stands for nothing."""
    for section in _SECTIONS:
        for name in draft.names(section):
            _check_spelling(draft, name, f"{section}.{name}")
    _check_classes(draft)
    for name, stage in draft.scenario.stages.items():
        _check_stage(draft, f"stages.{name}", stage)
    for name, flow in draft.scenario.flows.items():
        _check_flow(draft, f"flows.{name}", flow)
    _check_reach(draft)
    if draft.scenario.adjustment and draft.sound("stages") and not any(s.kind == "active" for s in draft.scenario.stages.values()):
        draft.add("S105", "adjustment", "no stage is active; an adjustment is spread over the active stages", key=True)


def _check_spelling(draft: Draft, name: str, path: str) -> None:
    if not _NAME.fullmatch(name):
        draft.add("S108", path, f"`{name}` is not a name; letters, digits, _ and - are allowed, beginning with a letter", key=True)


def _check_classes(draft: Draft) -> None:
    classes = draft.names("classes")
    for index, name in enumerate(classes):
        if name in ("total", "rest"):
            draft.add("S108", f"classes.{index}", f"`{name}` has a meaning of its own; another name is allowed")
        elif name in classes[:index]:
            draft.add("S005", f"classes.{index}", f"class `{name}` is written twice")
        else:
            _check_spelling(draft, name, f"classes.{index}")


def _check_stage(draft: Draft, path: str, stage: Stage) -> None:
    classes, initial = draft.names("classes"), stage.initial
    if isinstance(initial, dict):
        for key in [key for key in initial if key not in (*classes, "total")]:
            draft.unknown("class", key, classes if "total" in initial else [*classes, "total"], f"{path}.initial.{key}", key=True)
            draft.wounds.add(f"{path}.initial.{key}")
        _check_rest(draft, f"{path}.initial", initial)
    elif len(classes) > 1 and initial != 0.0 and draft.sound("classes"):
        draft.add("S105", f"{path}.initial", f"one number for several classes; a mapping of {', '.join(classes)} to numbers is allowed")
        draft.wounds.add(f"{path}.initial")


def _check_rest(draft: Draft, path: str, initial: dict[str, Any]) -> None:
    rests = [name for name, number in initial.items() if number == "rest"]
    if not draft.sound(path):
        return
    if "total" in rests:
        draft.add("S105", f"{path}.total", "`rest` found; a number is allowed, of which one class may be the `rest`")
        draft.wounds.add(path)
    elif "total" in initial and not rests:
        draft.add("S105", path, "`total` without a class that takes the `rest`; both are needed, or neither")
    elif rests and "total" not in initial:
        draft.add("S105", path, "`rest` without a `total`; both are needed, or neither")
    elif len(rests) > 1:
        draft.add("S105", path, f"only one class may take the `rest`; {', '.join(rests)} do")


def _check_reach(draft: Draft) -> None:
    stages, flows = draft.scenario.stages, draft.scenario.flows
    if len(stages) > MAX_STAGES:
        draft.add(
            "S501", "stages", f"{len(stages)} stages; at most {MAX_STAGES} are allowed: more describe single cases, not a backlog", key=True
        )
    if (
        _holds_strange_parts(draft)
        or draft.wounded("flows")
        or not all(draft.sound(*(f"flows.{name}.{key}" for key in ("to", "outcomes", "kind"))) for name in flows)
    ):
        return
    entered = {stage for flow in flows.values() for stage in destinations(flow).values()}
    for name, stage in stages.items():
        written = "initial" in stage.model_fields_set or stage.at_start
        if (
            not written
            and name not in entered
            and draft.sound(f"stages.{name}.initial", f"stages.{name}.ages")
            and not _misspelt(draft, name, entered)
        ):
            draft.add("S107", f"stages.{name}", "no cases at the start and no flow into it; `initial` or a flow is needed", key=True)


def _holds_strange_parts(draft: Draft) -> bool:
    """Tell whether a mapping stands at the top under an unknown key: it may be a flow, or anything else that is missing."""
    unknown = [draft.tree.get(problem.path) for problem in draft.problems if problem.code == "S101"]
    return any(node is not None and isinstance(node.value, dict) for node in unknown)


def _misspelt(draft: Draft, name: str, entered: set[str]) -> bool:
    """Tell whether a flow leads to a name that no stage has and that was probably meant to be this one."""
    strays = entered - set(draft.names("stages"))
    return any(nearest(stray, draft.names("stages")) == name for stray in strays)


def _check_flow(draft: Draft, path: str, flow: Any) -> None:
    stages, classes, resources = (draft.names(section) for section in ("stages", "classes", "resources"))
    for where, stage in each(draft, f"{path}.from", getattr(flow, "from_", ())):
        draft.unknown("stage", stage, stages, where)
    for outcome, stage in destinations(flow).items():
        if outcome:
            _check_spelling(draft, outcome, f"{path}.outcomes.{outcome}")
        draft.unknown("stage", stage, stages, f"{path}.outcomes.{outcome}.to" if outcome else f"{path}.to")
    if isinstance(flow, Mover | Pulse):
        for where, name in each(draft, f"{path}.classes", flow.classes or ()):
            draft.unknown("class", name, classes, where)
    if isinstance(flow, Capacity) and flow.resource:
        draft.unknown("resource", flow.resource, resources, f"{path}.resource")
    if isinstance(flow, Capacity):
        _check_priority(draft, f"{path}.priority", flow, classes)
    if isinstance(flow, Mover):
        for where, uses in _uses(path, flow):
            _check_uses(draft, where, uses, flow, resources)
    if isinstance(flow, Inflow):
        _check_shares(draft, f"{path}.shares", flow, classes)
    elif isinstance(flow, Mover) and flow.shares and flow.outcomes and draft.sound(f"{path}.outcomes"):
        _check_dirichlet(draft, f"{path}.shares", flow.shares, list(flow.outcomes), "outcome")


def _check_priority(draft: Draft, path: str, flow: Capacity, classes: list[str]) -> None:
    served = names(flow.classes or ())
    for where, name in each(draft, path, flow.priority or ()):
        draft.unknown("class", name, classes, where)
        if name in classes and served and name not in served and set(served) <= set(classes):
            draft.add("S105", where, f"class `{name}` is not served by this flow; its classes are {', '.join(served)}")


def each(draft: Draft, path: str, given: Any) -> Iterator[tuple[str, str]]:
    """Yield the names that are given, one or a list of them, with their paths; note those that stand twice."""
    for index, name in enumerate(names(given)):
        where = path if isinstance(given, str) else f"{path}.{index}"
        if name in names(given)[:index]:
            draft.add("S005", where, f"`{name}` is written twice")
        else:
            yield where, name


def _uses(path: str, flow: Mover) -> Iterator[tuple[str, Any]]:
    if flow.uses is not None:
        yield f"{path}.uses", flow.uses
    for name, outcome in (flow.outcomes or {}).items():
        if outcome.uses is not None:
            yield f"{path}.outcomes.{name}.uses", outcome.uses


def _check_uses(draft: Draft, path: str, uses: Any, flow: Mover, resources: list[str]) -> None:
    if isinstance(uses, dict):
        for name in uses:
            draft.unknown("resource", name, resources, f"{path}.{name}", key=True)
    elif not (isinstance(flow, Capacity) and flow.resource) and draft.sound(f"{path.split('.uses')[0]}.resource"):
        draft.add("S105", path, "units of which resource? {RESOURCE: units} is allowed, or a `resource` of the flow")


def _check_shares(draft: Draft, path: str, flow: Inflow, classes: list[str]) -> None:
    if flow.shares is None:
        if len(classes) > 1 and draft.sound("classes"):
            draft.add("S102", path, f"`shares` is missing; how the inflow splits over {', '.join(classes)} is needed")
    elif isinstance(flow.shares, Dirichlet):
        _check_dirichlet(draft, path, flow.shares, classes, "class")
    else:
        for name in flow.shares:
            draft.unknown("class", name, classes, f"{path}.{name}", key=True)


def _check_dirichlet(draft: Draft, path: str, shares: Dirichlet, allowed: list[str], kind: str) -> None:
    for name in shares.dirichlet.mean:
        draft.unknown(kind, name, allowed, f"{path}.dirichlet.mean.{name}", key=True)
