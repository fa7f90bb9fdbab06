"""The record of claims as types: every claim of the seeds at once, or every mistake in them."""

from __future__ import annotations

from dataclasses import replace

from sim.errors import InputError, Problem
from sim.model.claim import Claim
from sim.reading.draft import Draft
from sim.reading.node import Node
from sim.reading.schema import validate
from sim.reading.seeds import Seeds


def recorded_claims(seeds: Seeds) -> list[Claim]:
    """Return the claims of the seeds, in file order.

    Raises
    ------
    InputError
        With every mistake found, each with its file, line and column.
    """
    found, problems = readable_claims(seeds)
    if problems:
        raise InputError(problems)
    return found


def readable_claims(seeds: Seeds) -> tuple[list[Claim], list[Problem]]:
    """Return the claims of the seeds that have no mistake, in file order, and every mistake of the others."""
    wrong: list[Problem] = []
    good: list[Claim] = []
    for name in seeds.claims:
        own: list[Problem] = []
        claim = _claim(seeds, name, own)
        wrong += own
        if claim and not own:
            good.append(claim)
    return good, wrong


def _claim(seeds: Seeds, name: str, problems: list[Problem]) -> Claim | None:
    try:
        node = seeds.claims[name]
    except InputError as error:
        problems += error.problems
        return None
    tree = Node({**node.value, "id": Node(name, node.place)}, node.place, node.keys) if isinstance(node.value, dict) else node
    draft = Draft(tree, seeds)
    claim = validate(Claim, tree, draft)
    problems += [replace(problem, path=f"{name}.{problem.path}".strip(".")) for problem in draft.problems]
    return claim
