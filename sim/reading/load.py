"""From a file to a scenario that can be run, or to every mistake in it at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from sim.errors import EngineError, InputError, Place, Problem, nearest
from sim.model.number import FigureValue
from sim.model.paths import every_number
from sim.model.scenario import Scenario
from sim.reading import (
    ages,
    baseline,
    brackets,
    cited,
    correlations,
    counted,
    dates,
    later,
    lock,
    metrics,
    names,
    questions,
    ranges,
    references,
    shares,
    single,
    size,
    staff,
    strays,
    sweeps,
)
from sim.reading.compose import compose, merge
from sim.reading.draft import Draft
from sim.reading.node import UNREAD, Node
from sim.reading.schema import validate
from sim.reading.seeds import Seeds, find, open_seeds
from sim.reading.text import is_folder
from sim.reading.vary import lay

_ROOMS = (
    names,
    references,
    cited,
    counted,
    ages,
    metrics,
    questions,
    ranges,
    shares,
    staff,
    later,
    correlations,
    dates,
    sweeps,
    size,
    lock,
    baseline,
    strays,
)


class Loaded:
    """A scenario with the tree it was read from (every value knows its file and line) and the seeds it refers to."""

    file: Path
    overrides: tuple[str, ...]
    scenario: Scenario
    tree: Node
    seeds: Seeds

    def __init__(self, file: Path, overrides: Sequence[str], scenario: Scenario, tree: Node, seeds: Seeds) -> None:
        self.file, self.overrides, self.scenario, self.tree, self.seeds = file, tuple(overrides), scenario, tree, seeds

    @property
    def stem(self) -> str:
        """The scenario's short name: its file's, without the ending.

        Examples
        --------
        >>> load("scenarios/pd-2022/depletion.yaml").stem
        'depletion'
        """
        return self.file.stem

    def again(self, overrides: Sequence[str]) -> Loaded:
        """Return the same scenario with further overrides, laid over those it has.

        Examples
        --------
        >>> load("scenarios/pd-2022/depletion.yaml").again(["seed=3"]).scenario.seed
        3
        """
        return load(self.file, (*self.overrides, *overrides)) if overrides else self

    def version(self, overrides: Sequence[str]) -> Loaded:
        """Return one version of the scenario among the points of its sweep: with further overrides, and itself without a sweep.

        Examples
        --------
        >>> load("scenarios/pd-2022/pool-by-kept-share.yaml").version(["seed=3"]).scenario.sweep is None
        True
        """
        return load(self.file, (*self.overrides, *overrides), Node(None, Place("--vary"), delete=True))

    @cached_property
    def baseline(self) -> Loaded | None:
        """The scenario that this one is compared with, read with the same seed and number of replicates; None if it names none.

        Raises
        ------
        InputError
            With every mistake in it.

        Examples
        --------
        >>> load("scenarios/pd-2022/depletion.yaml").baseline is None
        True
        """
        file = baseline.baseline_file(self.tree)
        shared = [f"replicates={self.scenario.replicates}", f"seed={self.scenario.seed}"]
        return load(file, shared) if file else None

    def placed(self, problem: Problem) -> Problem:
        """Return a problem found while running with the place of its path in the file.

        Examples
        --------
        >>> loaded = load("scenarios/pd-2022/depletion.yaml")
        >>> str(loaded.placed(Problem(Place("scenario"), "S201", "seed", "too large")))
        'scenarios/pd-2022/depletion.yaml:...: [S201] seed: too large'
        """
        if problem.place != Place("scenario"):
            return problem
        return replace(problem, place=self.tree.place_of(problem.path))

    @contextmanager
    def placing(self) -> Iterator[None]:
        """Give problems found while running the scenario their places in its files.

        Examples
        --------
        >>> loaded = load("scenarios/pd-2022/depletion.yaml")
        >>> with loaded.placing():
        ...     raise InputError([Problem(Place("scenario"), "S201", "seed", "too large")])
        Traceback (most recent call last):
        sim.errors.InputError: scenarios/pd-2022/depletion.yaml:...: [S201] seed: too large
        """
        try:
            yield
        except InputError as error:
            raise InputError(self.placed(problem) for problem in error.problems) from None


def load(file: str | Path, overrides: Sequence[str] = (), sweep: Node | None = None) -> Loaded:
    """Read a scenario file with its parents and apply overrides of the form `path=value`.

    Parameters
    ----------
    file : path of a YAML file
    overrides : sequence of str
        Later wins, and all of them over what the files say.
    sweep : Node, optional
        What is laid over the file's own `sweep` (see `sim.reading.vary.sweep`), or a deletion of it.

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
    if sweep is not None:
        lay(tree, sweep)
    return load_tree(file, tree, overrides, problems)


def load_all(given: Iterable[str | Path | Loaded], overrides: Sequence[str] = ()) -> list[Loaded]:
    """Read several scenarios with the same overrides.

    Raises
    ------
    InputError
        With every mistake found in any of them.
    """
    found: list[Loaded] = []
    problems: list[Problem] = []
    for one in given:
        try:
            found.append(one.again(overrides) if isinstance(one, Loaded) else load(one, overrides))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def load_tree(file: Path, tree: Node, overrides: Sequence[str] = (), found: Sequence[Problem] = ()) -> Loaded:
    """Read a composed tree as if it stood in `file`, whose place tells where the seeds are; `found` are problems known before.

    Raises
    ------
    InputError
        With every mistake found, those known before included.
    """
    problems = list(found)
    complete = not any(problem.path in ("", "extends") for problem in problems)
    guessed = {problem.meant for problem in problems if problem.code == "S101" and problem.meant}
    wounds = _kept_by_a_slip(problems) | {key for key in guessed if not isinstance(getattr(tree.get(key), "value", None), dict | list)}
    draft = Draft(tree, Seeds(None), problems, wounds=wounds, guessed=guessed, complete=complete)
    try:
        draft.seeds = _seeds_of(draft, file)
        brackets.check(draft)
        single.check(draft)
        draft.scenario = validate(Scenario, _with_claims(draft), draft)
        if draft.scenario:
            size.bound(draft)
        for room in _ROOMS if complete and draft.scenario else ():
            room.check(draft)
    except InputError as error:
        problems.extend(error.problems)
    if problems:
        raise InputError(_once(problems))
    if draft.scenario is None:
        raise EngineError(f"{file}: neither a scenario nor a mistake could be found")
    return Loaded(file, overrides, _with_figures(draft), tree, draft.seeds)


def _once(problems: Iterable[Problem]) -> Iterable[Problem]:
    """Return problems without those of a value that aliases repeat, but for the first."""
    found: dict[object, Problem] = {}
    for problem in sorted(problems):
        found.setdefault((problem.place, problem.code, problem.message) if problem.place.line else problem, problem)
    return found.values()


def _kept_by_a_slip(problems: Sequence[Problem]) -> set[str]:
    """Return the paths of what was to be deleted under a name with a slip of the pen; that it still stands there is no other mistake."""
    slips = [problem for problem in problems if problem.code == "S106" and problem.meant]
    return {f"{problem.path.rpartition('.')[0]}.{problem.meant}".lstrip(".") for problem in slips}


def _seeds_of(draft: Draft, file: Path) -> Seeds:
    named = draft.tree.get("seeds")
    folder = None
    if named and isinstance(named.value, str):
        folder = Path(named.place.file).parent / named.value if named.place.line else Path(named.value)
        if not is_folder(folder):
            draft.add("S001", "seeds", f"no such folder: {named.value}; a folder is allowed, named as seen from this file")
            draft.wounds.add("seeds")
            return open_seeds(None)
    return open_seeds(find(file, folder))


def _with_claims(draft: Draft) -> Node:
    """Return the tree with its claims written out: those named by id from the seeds, with keys of their own laid over."""
    node = draft.tree.get("claims")
    if node is None or not isinstance(node.value, list):
        return draft.tree
    claims = Node([_claim(draft, f"claims.{index}", child) for index, child in enumerate(node.value)], node.place)
    return Node({**draft.tree.value, "claims": claims}, draft.tree.place, draft.tree.keys)


def _claim(draft: Draft, path: str, node: Node) -> Node:
    identity = node.value if isinstance(node.value, str) else getattr(node.get("id"), "value", None)
    if not isinstance(identity, str):
        return node
    recorded = draft.seeds.claims.get(identity)
    if recorded is None and isinstance(node.value, dict) and not _is_slip(draft, identity, node):
        return node
    named = {"id": Node(identity, node.place)}
    if recorded is None:
        draft.unknown("claim", identity, draft.seeds.claims, path if isinstance(node.value, str) else f"{path}.id", "S402")
        draft.wounds.add(path)
        return Node(named | {"low": Node(0.0, node.place), "readings": Node(UNREAD, node.place)}, node.place)
    merged = merge(recorded, node if isinstance(node.value, dict) else Node({}, node.place))
    return Node(merged.value | named, node.place, merged.keys | {"id": node.place})


def _is_slip(draft: Draft, identity: str, node: Node) -> bool:
    """Tell whether a claim with nothing of its own to be asked is one of the seeds, whose id has a slip of the pen."""
    return not node.value.keys() & {"low", "high", "readings"} and nearest(identity, draft.seeds.claims) is not None


def _with_figures(draft: Draft) -> Scenario:
    """Return the scenario with the published figures it refers to."""
    named = {number.figure for _, number in every_number(draft.scenario) if isinstance(number, FigureValue)}
    named |= {row.source for row in draft.scenario.plausibility}
    known = draft.seeds.figures if named else {}
    scenario: Scenario = draft.scenario.model_copy(update={"figures": {name: known[name] for name in sorted(named) if name in known}})
    return scenario
