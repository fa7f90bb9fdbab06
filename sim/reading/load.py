"""From a file to a scenario that can be run, or to every mistake in it at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from sim.errors import InputError, Problem, nearest
from sim.model.claim import Claim
from sim.model.event import Event
from sim.model.flow import AnyFlow
from sim.model.metric import Metric
from sim.model.number import FigureValue, Number
from sim.model.paths import every_number
from sim.model.resource import Resource
from sim.model.scenario import Adjustment, Plausibility, Scenario
from sim.model.stage import Stage
from sim.reading import dates, lock, names, ranges
from sim.reading.compose import compose, merge
from sim.reading.draft import Draft
from sim.reading.schema import adapter, validate
from sim.reading.seeds import Seeds, find, open_seeds
from sim.reading.tree import Node

_NAMED: dict[str, TypeAdapter[Any]] = {
    "stages": TypeAdapter(Stage),
    "flows": TypeAdapter(AnyFlow),
    "resources": TypeAdapter(Resource),
    "parameters": TypeAdapter(Number),
    "events": TypeAdapter(Event),
    "metrics": TypeAdapter(Metric),
}
_CLAIM, _PLAUSIBILITY, _ADJUSTMENT = TypeAdapter(Claim), TypeAdapter(Plausibility), TypeAdapter(Adjustment)
_REQUIRED = ("title", "start", "end", "stages", "flows")


class Loaded:
    """A scenario with the tree it was read from (every value knows its file and line) and the seeds it refers to."""

    def __init__(self, file: Path, scenario: Scenario, tree: Node, seeds: Seeds) -> None:
        self.file, self.scenario, self.tree, self.seeds = file, scenario, tree, seeds

    @property
    def stem(self) -> str:
        """The scenario's short name: its file's, without the ending."""
        return self.file.stem


def load(file: str | Path, overrides: Sequence[str] = ()) -> Loaded:
    """Read a scenario file with its parents and apply overrides of the form `path=value`.

    Parameters
    ----------
    file : path of a YAML file
    overrides : sequence of str
        Later wins, and all of them over what the files say.

    Raises
    ------
    InputError
        With every mistake found, each with its file, line and column.
    """
    file = Path(file)
    problems: list[Problem] = []
    tree = compose(file, overrides, problems)
    if tree is None:
        raise InputError(problems)
    draft = Draft(tree, _seeds_of(tree, file, problems), problems)
    try:
        _read(draft)
        for room in (names, ranges, dates, lock):
            room.check(draft)
    except InputError as error:
        draft.problems.extend(error.problems)
    if draft.problems:
        raise InputError(draft.problems)
    return Loaded(file, _scenario(draft), tree, draft.seeds)


def _seeds_of(tree: Node, file: Path, problems: list[Problem]) -> Seeds:
    named = tree.get("seeds")
    folder = None
    if named and isinstance(named.value, str):
        folder = Path(named.place.file).parent / named.value if named.place.line else Path(named.value)
        if not folder.is_dir():
            problems.append(Problem(named.place, "S001", "seeds", f"no such folder: {named.value}"))
    return open_seeds(find(file, folder))


def _read(draft: Draft) -> None:
    known = Scenario.keys()
    for key, node in draft.tree.items():
        if key not in known:
            allowed = [*known, "extends", "set"]
            draft.problems.append(
                Problem(draft.tree.keys[key], "S101", str(key), f"unknown key; allowed are {', '.join(allowed)}", nearest(key, allowed))
            )
        elif key in _NAMED:
            getattr(draft, key).update(_read_named(draft, key, node))
        elif key == "claims":
            draft.claims = [_read_claim(draft, index, child) for index, child in _children(draft, key, node)]
        elif key == "plausibility":
            draft.plausibility = [
                validate(_PLAUSIBILITY, child, f"{key}.{index}", draft.problems) for index, child in _children(draft, key, node)
            ]
        elif key == "adjustment":
            draft.adjustment = validate(_ADJUSTMENT, node, key, draft.problems)
        else:
            value = validate(adapter(Scenario.model_fields[key]), node, str(key), draft.problems)
            if value is not None:
                draft.top[key] = value
    for key in _REQUIRED:
        if draft.tree.get(key) is None:
            draft.add("S102", key, f"`{key}` is missing")
    _check_claim_ids(draft)


def _read_named(draft: Draft, section: str, node: Node) -> dict[str, Any]:
    if not isinstance(node.value, dict):
        draft.add("S103", section, "a mapping of names is allowed")
        return {}
    if section == "stages" and not node.value:
        draft.add("S102", section, "at least one stage is needed")
    read = {str(name): validate(_NAMED[section], child, f"{section}.{name}", draft.problems) for name, child in node.items()}
    return {name: value for name, value in read.items() if value is not None}


def _children(draft: Draft, key: str, node: Node) -> list[tuple[int, Node]]:
    if isinstance(node.value, list):
        return list(enumerate(node.value))
    draft.add("S103", key, "a list is allowed")
    return []


def _read_claim(draft: Draft, index: int, node: Node) -> Claim | None:
    """Read a claim written in place, or by its id from the seeds, or by id with keys of its own laid over the seeds'."""
    identity = node.value if isinstance(node.value, str) else getattr(node.get("id"), "value", None)
    if isinstance(node.value, str) and identity not in draft.seeds.claims:
        draft.unknown("claim", identity, draft.seeds.claims, f"claims.{index}", "S402")
        return None
    if not isinstance(identity, str):
        return _claim(draft, index, node)
    recorded = draft.seeds.claims.get(identity)
    if recorded is not None:
        own = node if isinstance(node.value, dict) else Node({}, node.place)
        node = merge(recorded, own)
        node.value["id"], node.keys["id"] = Node(identity, node.place), node.place
    return _claim(draft, index, node)


def _claim(draft: Draft, index: int, node: Node) -> Claim | None:
    claim: Claim | None = validate(_CLAIM, node, f"claims.{index}", draft.problems)
    return claim


def _check_claim_ids(draft: Draft) -> None:
    seen: set[str] = set()
    for index, claim in enumerate(draft.claims):
        if claim and claim.id in seen:
            draft.add("S005", f"claims.{index}", f"claim `{claim.id}` is listed twice")
        seen.add(claim.id if claim else "")


def _scenario(draft: Draft) -> Scenario:
    values: dict[str, Any] = dict(draft.top)
    for section in _NAMED:
        values[section] = getattr(draft, section)
    values["claims"], values["plausibility"] = tuple(draft.claims), tuple(draft.plausibility)
    values["adjustment"] = draft.adjustment
    cited = {number.figure for _, number in every_number(draft) if isinstance(number, FigureValue)}
    cited |= {row.source for row in draft.plausibility if row.source in draft.seeds.figures}
    values["figures"] = {name: draft.seeds.figures[name] for name in sorted(cited)}
    return Scenario.model_validate(values)
