"""From a file and its parents to one tree: extends, own keys, own `set:`, then `--set`. Later wins.

Mappings merge deeply, lists are replaced whole, `!delete` removes. A number is one value: where parent and child write it in
different ways (a distribution over a figure, say) the child's replaces the parent's whole.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.errors import CONTROL, InputError, Place, Problem, nearest
from sim.model.metric import KINDS as METRIC_KINDS
from sim.model.number import NUMBER_KEYS, NUMBER_KINDS, is_number
from sim.model.scenario import Scenario
from sim.reading.node import UNREAD, Node
from sim.reading.text import nearest_file, no_text, why_no_file
from sim.reading.tree import parse_value, read_file
from sim.reading.words import unknown_key

MAX_PARENTS = 200

_MOST = 20
"""So many unknown keys are looked at for a slip of the pen."""

_OWN = ("extends", "set")
"""Keys that say how a file is read; they are no part of the scenario."""

_SAYS_WHAT = {
    "stages": ("kind",),
    "flows": ("to", "outcomes"),
    "resources": ("headcount",),
    "events": ("on",),
    "metrics": METRIC_KINDS,
}
"""By section, the keys of which a thing has one, unless it only changes what a parent says of it."""

_CHANGES = re.compile(r"events\.[^.]+\.(set|multiply)")
"""Mappings whose keys are paths."""


def compose(file: Path, overrides: Sequence[str], problems: list[Problem]) -> Node | None:
    """Read `file`, its parents over any depth, and apply the overrides `path=value`; None if the file cannot be read."""
    if CONTROL.search(str(file)):
        problems.append(Problem(Place(str(file), 1, 1), "S002", "", f"its name holds {no_text(str(file))}"))
        return None
    tree = _with_parents(file, (), problems)
    if tree is None:
        return None
    for text in overrides:
        _override(tree, text, problems)
    idle = list(_idle_deletions(tree, ""))
    if not any(problem.path in ("", "extends") for problem in problems):  # else the parent that has it could not be read
        problems.extend(idle)
    return tree


def _beside(file: Path, name: str) -> Path:
    return Path(os.path.normpath(file.parent / name))


def parent_of(file: Path) -> Path | None:
    """Return the file that a scenario file extends; None where it extends none, or cannot be read."""
    tree = read_file(file, [])
    named = tree.get("extends") if tree else None
    return _beside(file, named.value) if named and isinstance(named.value, str) and named.value else None


def _with_parents(file: Path, children: tuple[Path, ...], problems: list[Problem]) -> Node | None:
    tree = read_file(file, problems)
    if tree is None:
        return None
    if not isinstance(tree.value, dict):
        found = "a list" if isinstance(tree.value, list) else "a single value"
        problems.append(Problem(tree.place, "S103", "", f"{found}; a scenario is a mapping of keys to values"))
        return None
    _rename_sections(tree, problems)
    parent, settings = tree.value.pop("extends", None), tree.value.pop("set", None)
    if parent is not None:
        tree = _extend(tree, parent, file, (*children, file.resolve()), problems)
    if settings is not None and not any(problem.path == "extends" for problem in problems):
        _set(tree, settings, problems)
    return tree


def _rename_sections(tree: Node, problems: list[Problem]) -> None:
    """Note keys at the top that nearly are one of a scenario's, and take them for it, so that what stands in them meets its parent's."""
    known = Scenario.allowed_keys()
    for key in [key for key in tree.value if key not in (*known, *_OWN)][:_MOST]:
        near = nearest(key, (*known, *_OWN))
        is_file = near != "extends" or isinstance(tree.value[key].value, str)
        if near and near not in tree.value and is_file:
            problems.append(Problem(tree.keys[key], "S101", str(key), unknown_key(key, (*known, *_OWN)), near))
            tree.rename(str(key), near)


def _set(tree: Node, settings: Node, problems: list[Problem]) -> None:
    if not isinstance(settings.value, dict):
        problems.append(Problem(settings.place, "S103", "set", "a mapping of path to value is allowed"))
        return
    for path, value in settings.items():
        place(tree, str(path), value, settings.keys[path], problems)


def _extend(tree: Node, parent: Node, file: Path, children: tuple[Path, ...], problems: list[Problem]) -> Node:
    def refuse(code: str, message: str, meant: str | None = None) -> Node:
        problems.append(Problem(parent.place, code, "extends", message, meant))
        return tree

    if parent.value is UNREAD:
        return tree
    if not isinstance(parent.value, str) or not parent.value:
        return refuse("S103", "the name of one file is allowed")
    base_file = _beside(file, parent.value)
    if why := why_no_file(base_file):
        return refuse("S007", f"{parent.value}: {why}; a file is allowed, named as seen from this one", nearest_file(base_file))
    if base_file.resolve() in children:
        names = " -> ".join(child.name for child in (*children, base_file))
        return refuse("S008", f"the files extend each other in a circle: {names}")
    if len(children) > MAX_PARENTS:
        return refuse("S008", f"more than {MAX_PARENTS} parents, one above the other")
    base = _with_parents(base_file, children, problems)
    if base is None:
        return tree
    for section, says in _SAYS_WHAT.items():
        _rename_things(section, base.get(section), tree.get(section), says, problems)
    return merge(base, tree)


def _rename_things(section: str, base: Node | None, own: Node | None, says: Sequence[str], problems: list[Problem]) -> None:
    """Note names that nearly are one of the parent's, of things that do not say what they are, and take them for it."""
    if not (base and own and isinstance(base.value, dict) and isinstance(own.value, dict)):
        return
    for key in [key for key in own.value if key not in base.value][:_MOST]:
        inside = own.value[key].value
        near = nearest(key, [name for name in base.value if name not in own.value])
        if near and isinstance(inside, dict) and inside and not set(says) & set(inside):
            words = f"no parent has it, and for a new one {' or '.join(f'`{word}`' for word in says)} is missing"
            problems.append(Problem(own.keys[key], "S104", f"{section}.{key}", words, near))
            own.rename(key, near)


def merge(base: Node, own: Node) -> Node:
    """Lay `own` over `base`.

    Examples
    --------
    >>> from sim.reading.tree import read_text
    >>> base = read_text("{rate: {uniform: [1, 2], level: month}, stages: {a: 1, b: 2}}", "base", [])
    >>> own = read_text("{rate: {figure: pace}, stages: {b: !delete , c: 3}}", "own", [])
    >>> merge(base, own).plain()
    {'rate': {'figure': 'pace'}, 'stages': {'a': 1, 'c': 3}}
    """
    if not (isinstance(base.value, dict) and isinstance(own.value, dict)) or _written_differently(base, own):
        return replace(own, before=base)
    result = Node(dict(base.value), own.place, dict(base.keys))
    for key, child in own.value.items():
        known = result.value.get(key)
        if child.delete and known is not None:
            del result.value[key], result.keys[key]
            continue
        replaced = known is None or (key in NUMBER_KINDS - {"series"} and _has_other_arguments(known, child))
        result.value[key] = child if known is None else replace(child, before=known) if replaced else merge(known, child)
        result.keys[key] = own.keys[key]
    return result


def _written_differently(base: Node, own: Node) -> bool:
    """Tell whether parent and child write a number in two different ways; a word the child misspells is another way too."""
    strange = not set(own.value) <= NUMBER_KEYS and not NUMBER_KINDS & set(own.value)
    if strange and NUMBER_KINDS & set(base.value) and is_number(base.plain()):
        return True
    kinds = [NUMBER_KINDS & set(node.value) for node in (base, own)]
    return kinds[0] != kinds[1] and is_number(base.plain()) and is_number(own.plain()) and all(kinds)


def _has_other_arguments(base: Node, own: Node) -> bool:
    """Tell whether a distribution is given by other arguments than its parent's: mean and cv in place of a median, say."""
    return isinstance(own.value, dict) and not is_number(own.plain()) and not set(own.value) <= {key for key, _ in base.items()}


def _override(tree: Node, text: str, problems: list[Problem]) -> None:
    path, equals, value = text.partition("=")
    path, at = path.strip(), Place(f"--set {text}")
    if not equals or not path:
        problems.append(Problem(at, "S106", "", "an override is written path=value"))
        return
    if path.partition(".")[0] in _OWN:
        problems.append(Problem(at, "S106", path, f"`{path}` says how a file is read and cannot be overridden"))
        return
    try:
        place(tree, path, parse_value(value, at), at, problems)
    except InputError as error:
        problems.extend(Problem(at, problem.code, path, problem.message) for problem in error.problems)


def place(tree: Node, path: str, value: Node, at: Place, problems: list[Problem]) -> None:
    """Put `value` at the dotted `path` of the tree, replacing what stands there; its parent must exist."""
    node, done, rest = tree, "", path
    while step := node.step(rest):
        key, child, rest = step
        if not rest:
            return _put(node, key, value, at)
        node, done = child, f"{done}.{key}".lstrip(".")
    is_new = "." not in rest or _CHANGES.fullmatch(done)
    if isinstance(node.value, dict) and is_new and not value.delete:
        return _put(node, rest, value, at)
    keys = [str(key) for key, _ in node.items()]
    inside = f"in `{done}`" if done else "at the top"
    known = f"; {inside} stand {', '.join(keys)}" if keys else f"; {inside} stands a single value"
    name = rest.partition(".")[0]
    problems.append(Problem(at, "S106", path, f"no `{name}` {inside}{known}", nearest(name, keys)))
    return None


def _put(node: Node, key: Any, value: Node, at: Place) -> None:
    if value.delete and isinstance(node.value, dict):
        del node.value[key], node.keys[key]
    else:
        node.value[key] = replace(value, before=node.get(key))
        if isinstance(node.value, dict):
            node.keys[key] = at


def _idle_deletions(node: Node, path: str) -> Iterator[Problem]:
    """Take every `!delete` out that has nothing to remove, and say so: usually it is a name with a slip of the pen."""
    for key, child in list(node.items()):
        here = f"{path}.{key}".lstrip(".")
        if child.delete:
            known = [str(other) for other, kept in node.items() if not kept.delete]
            listed = f"; {', '.join(known)} {'are' if len(known) > 1 else 'is'} there" if isinstance(node.value, dict) and known else ""
            text = f"nothing to delete: no parent has it{listed}"
            yield Problem(node.keys.get(key, child.place), "S106", here, text, nearest(key, known) if listed else None)
            if isinstance(node.value, dict):
                del node.value[key]
        else:
            yield from _idle_deletions(child, here)
