"""Scenarios between two scenarios: some parts of one, all others of the other, read and checked like any file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sim.analysis.differences import readings
from sim.ensemble.result import Result
from sim.errors import InputError
from sim.model.changes import SECTIONS, SINGLE, changed_parts, meaning, order_of
from sim.model.metric import Metric
from sim.model.scenario import Scenario
from sim.reading.load import Loaded, load_tree
from sim.reading.node import Node
from sim.study.changes import joined_by_names, merged_order
from sim.study.headline import Headline

NAME = "headline"
"""What the metric, the claim and the reading of a hybrid are called: it asks for the headline and for nothing else."""


class Between:
    """Two scenarios, and everything that lies between them.

    Parameters
    ----------
    first, second : Loaded
        With the same seed and number of replicates.
    runs : two Result
        Theirs.
    of : Headline
        What hybrids are asked for.
    """

    def __init__(self, first: Loaded, second: Loaded, runs: tuple[Result, Result], of: Headline) -> None:
        self.sides, self.of = (first, second), of
        self._metrics = tuple(of.metric(run) for run in runs)
        own = tuple(run.scenario for run in runs)
        self._named = tuple(readings(run)[of.name] for run in runs) if of.kind == "probability" else ()
        self._trees = tuple(_with_figures(side.tree, side.scenario) for side in self.sides)
        self.definition = self._definition(own[0], own[1])
        self.parts = [*changed_parts(own[0], own[1]), *self.definition]

    def groups(self) -> list[tuple[str, ...]]:
        """Return the parts that differ, those together that name what only one of the two has."""
        first, second = (side.scenario for side in self.sides)
        return joined_by_names(self.parts, first, second)

    def _definition(self, first: Scenario, second: Scenario) -> list[str]:
        """Return what of the headline itself is defined differently: its metric, the range or window of its claim."""
        asked = [
            scenario.metrics[name].model_copy(update={"quantity": None, "dates": None})
            for scenario, name in zip((first, second), self._metrics, strict=True)
        ]
        found = [f"metrics.{self._metrics[0]}"] if meaning(asked[0], first) != meaning(asked[1], second) else []
        if self._named:
            (claim, reading), (other, another) = self._named
            if (claim.low, claim.high, reading.begin, reading.end) != (other.low, other.high, another.begin, another.end):
                found.append(f"claims.{claim.id}")
        return found

    def load(self, taken: Collection[str]) -> Loaded:
        """Return the scenario with the parts named taken from the second file and all others from the first.

        Raises
        ------
        InputError
            If it cannot be read.
        """
        first = self.sides[0]
        return load_tree(first.file, Node(self._tree(taken), first.tree.place))

    def _tree(self, taken: Collection[str]) -> dict[str, Node]:
        trees = self._trees
        found = {key: node for key in ("title", "seed", "replicates") if (node := trees[0].get(key))}
        for key in SINGLE:
            if node := trees[key in taken].get(key):
                found[key] = node
        for section in SECTIONS:
            nodes = {}
            for name in self._order(section, taken):
                holder = trees[f"{section}.{name}" in taken].get(section)
                if holder and (node := holder.get(name)):
                    nodes[name] = node
            if nodes or section in ("stages", "flows"):
                found[section] = Node(nodes, trees[0].place)
        return found | self._asked(taken)

    def _order(self, section: str, taken: Collection[str]) -> list[str]:
        orders = [list(getattr(side.scenario, section)) for side in self.sides]
        return merged_order(*(orders[::-1] if order_of(section) in taken else orders))

    def _asked(self, taken: Collection[str]) -> dict[str, Node]:
        """Return the metric, and the claim, of the headline under names of their own."""
        place = self._trees[0].place
        side = any(part in taken for part in self.definition if part.startswith("metrics."))
        metrics = self._trees[side].get("metrics")
        metric = metrics.get(self._metrics[side]) if metrics else None
        assert metric is not None
        kept = {key: node for key, node in metric.items() if key != "quantity"}
        found = {"metrics": Node({NAME: Node(kept, metric.place, metric.keys)}, place)}
        if not self._named:
            return found
        claim, reading = self._named[any(part in taken for part in self.definition if part.startswith("claims."))]
        window = {"from": reading.begin, "by": reading.end}
        plain = {"id": NAME, "metric": NAME, "low": claim.low, "high": claim.high, "readings": {NAME: window}}
        return found | {"claims": _node([plain], place)}

    def values(self, result: Result) -> Any:
        """Return the headline's values in the run of a hybrid; see `Headline.values`."""
        name = NAME if self.of.kind == "mean" else f"{NAME}/{NAME}"
        return replace(self.of, name=name).values(result)


def _with_figures(node: Node, scenario: Scenario) -> Node:
    """Return a tree with the values of published figures in their place, as a hybrid has no seeds of its own."""
    if isinstance(node.value, dict):
        named = node.value.get("figure") if len(node.value) == 1 else None
        if named is not None and isinstance(named.value, str) and named.value in scenario.figures:
            return Node(scenario.figures[named.value].value, node.place)
        return Node({key: _with_figures(child, scenario) for key, child in node.value.items()}, node.place, node.keys)
    if isinstance(node.value, list):
        return Node([_with_figures(child, scenario) for child in node.value], node.place)
    return node


def _node(value: Any, place: Any) -> Node:
    """Return plain values as a tree, without those that are None."""
    if isinstance(value, dict):
        return Node({key: _node(part, place) for key, part in value.items() if part is not None}, place)
    return Node([_node(part, place) for part in value] if isinstance(value, list) else value, place)


def asking_alike(loaded: Sequence[Loaded]) -> list[Loaded]:
    """Return two scenarios that differ in no number, each with the metrics of the other: what is asked can move how cases are drawn."""
    names: list[dict[str, Metric]] = [one.scenario.metrics for one in loaded]
    if names[0].keys() == names[1].keys():
        return list(loaded)
    found = []
    for own, other in (loaded, loaded[::-1]):
        ours, theirs = own.tree.get("metrics"), other.tree.get("metrics")
        more = {
            key: Node({k: n for k, n in node.items() if k != "quantity"}, node.place, node.keys)
            for key, node in (theirs.items() if theirs else ())
        }
        metrics = Node({**more, **(ours.value if ours else {})}, own.tree.place)
        try:
            found.append(load_tree(own.file, Node({**own.tree.value, "metrics": metrics}, own.tree.place, own.tree.keys)))
        except InputError:
            return list(loaded)
    return found
