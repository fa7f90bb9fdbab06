"""Are ages kept wherever someone asks for them, and do those at the start fit the cases?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sim.model.flow import Capacity, Hazard, Inflow, names, origins
from sim.model.paths import REST
from sim.model.stage import Ages, Stage
from sim.model.support import support
from sim.reading.draft import Draft
from sim.reading.ranges import figures_of

_SLACK = 1e-9
"""By how much of either the cases at the start and the sum of their ages may differ, where both are plain numbers."""


def check(draft: Draft) -> None:
    """Note ages at the start that do not fit the cases, and flows that serve by age where none is kept."""
    for name, stage in draft.scenario.stages.items():
        if isinstance(stage.ages, Ages) and stage.ages.initial is not None:
            _check_history(draft, name, stage, stage.ages.initial)
    for name, flow in draft.scenario.flows.items():
        if isinstance(flow, Capacity) and flow.order != "random" and draft.sound(f"flows.{name}.discipline"):
            need_ages(draft, f"flows.{name}.discipline", origins(flow), f"{flow.discipline} serves by age")


def need_ages(draft: Draft, path: str, stages: Iterable[str], why: str) -> None:
    """Note, at the first path where ages are needed, the stages that keep none."""
    found = draft.scenario.stages
    without = [name for name in stages if name in found and found[name].history is None and draft.sound(f"stages.{name}.ages")]
    if without:
        listed, verb = ", ".join(f"`{name}`" for name in without), "keeps" if len(without) == 1 else "keep"
        draft.add("S105", path, f"{why}, and {listed} {verb} none; `ages: true` of the stage is needed")
        draft.wounds |= {f"stages.{name}.ages" for name in without}


def _check_history(draft: Draft, name: str, stage: Stage, given: Any) -> None:
    path, classes = f"stages.{name}.ages.initial", draft.names("classes")
    if not draft.sound(path, "classes"):
        return
    if isinstance(given, tuple) and len(classes) > 1:
        draft.add("S105", path, f"one list for several classes; a mapping of {', '.join(classes)} to lists is allowed")
        return
    strange = [class_ for class_ in given if class_ not in classes] if isinstance(given, Mapping) else []
    for class_ in strange:
        draft.unknown("class", class_, classes, f"{path}.{class_}", key=True)
    if strange or not draft.sound(f"stages.{name}.initial") or not (len(classes) == 1 or isinstance(stage.at_start, dict)):
        return
    if given == "steady":
        _check_steady(draft, name, stage, path)
    else:
        for class_ in classes:
            _check_sum(draft, path, stage, class_, given)


def _check_sum(draft: Draft, path: str, stage: Stage, class_: str, given: Any) -> None:
    """Note ages that do not add up to the cases of a class; a drawn or computed number of cases they are scaled to."""
    by_class = isinstance(given, Mapping)
    ages = sum(given.get(class_, ()) if by_class else given)
    plain, cases = _cases(draft, stage, class_)
    where = f"{path}.{class_}" if by_class else path
    if by_class and class_ not in given and cases > 0:
        draft.add("S102", where, f"the ages of class `{class_}` are missing, which has cases at the start")
    elif plain and abs(ages - cases) > _SLACK * max(ages, cases):
        draft.add("S202", where, f"the ages sum to {ages:,.10g}, not to the {cases:,.10g} cases at the start; leave one of them out")
    elif not plain and ages == 0 < cases:
        draft.add("S202", where, "the ages sum to 0; they cannot be scaled to the cases at the start")


def _cases(draft: Draft, stage: Stage, class_: str) -> tuple[bool, float]:
    """Tell whether the cases of a class at the start are plain numbers, and return how many they are at most."""
    written = stage.at_start if isinstance(stage.at_start, dict) else {class_: stage.at_start}
    numbers = {name: number for name, number in written.items() if number != REST}
    if written.get(class_) != REST:
        numbers = {"total": numbers.get(class_, 0.0)}
    bounds = {name: support(number, draft.scenario.parameters, figures_of(draft, number)) for name, number in numbers.items()}
    most = bounds["total"][1] - sum(low for name, (low, _) in bounds.items() if name != "total") if "total" in bounds else 0.0
    return all(isinstance(number, int | float) for number in numbers.values()), most


def _check_steady(draft: Draft, name: str, stage: Stage, path: str) -> None:
    """Note classes that have cases but no arrivals from outside, unless hazards alone take them: no steady history of theirs is known."""
    if not draft.sound("flows", "parameters"):
        return
    flows, classes = draft.scenario.flows.values(), draft.names("classes")
    arriving = [class_ for class_ in classes if any(_arrives(draft, flow, name, class_) for flow in flows)]
    leaving = [class_ for class_ in classes if any(_leaves(draft, flow, name, class_) for flow in flows)]
    served = [class_ for class_ in classes if any(_serves(draft, flow, name, class_) for flow in flows)]
    moved = [class_ for class_ in classes if class_ in arriving or (class_ in leaving and class_ not in served)]
    still = [class_ for class_ in classes if class_ not in moved and _cases(draft, stage, class_)[1] > 0]
    if still:
        of = f" for class {', '.join(still)}" if len(classes) > 1 else ""
        lack = "no inflow with a rate above 0, and no hazard alone that takes them"
        text = f"no steady history: there are cases, but {lack}{of}; a list of cases by age is allowed"
        draft.add("S105", path, text)


def _arrives(draft: Draft, flow: Any, stage: str, class_: str) -> bool:
    """Tell whether a flow brings cases of a class from outside."""
    if not isinstance(flow, Inflow):
        return False
    shares = flow.shares if isinstance(flow.shares, dict) else {class_: 1.0}
    arrives = _may_mean(stage, (flow.to,), draft.names("stages")) and _may_mean(class_, shares, draft.names("classes"))
    return arrives and _can_be_positive(draft, flow.rate) and _can_be_positive(draft, shares.get(class_, 1.0))


def _leaves(draft: Draft, flow: Any, stage: str, class_: str) -> bool:
    """Tell whether a flow takes cases of a class by hazard."""
    if not isinstance(flow, Hazard):
        return False
    leaves = _may_mean(stage, origins(flow), draft.names("stages")) and _may_mean(
        class_, names(flow.classes or class_), draft.names("classes")
    )
    return leaves and _can_be_positive(draft, flow.rate if flow.probability is None else flow.probability)


def _serves(draft: Draft, flow: Any, stage: str, class_: str) -> bool:
    """Tell whether a service takes cases of a class."""
    return isinstance(flow, Capacity) and stage in origins(flow) and class_ in names(flow.classes or class_)


def _can_be_positive(draft: Draft, number: Any) -> bool:
    return number == REST or support(number, draft.scenario.parameters, figures_of(draft, number))[1] > 0


def _may_mean(name: str, written: Iterable[str], known: list[str]) -> bool:
    """Tell whether a name is among those written; one that nothing has may be meant for it."""
    return any(word == name or word not in known for word in written)
