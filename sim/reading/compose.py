"""From a file and its parents to one tree: extends, own keys, own `set:`, then `--set`. Later wins.

Mappings merge deeply, lists are replaced whole, `!delete` removes. A number is one value: where parent and child write it in
different ways (a distribution over a figure, say) the child's replaces the parent's whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.errors import InputError, Place, Problem, nearest
from sim.model.number import NUMBER_KINDS
from sim.reading.tree import Node, parse_value, read_file

_ARGUMENTS = NUMBER_KINDS - {"series", "count", "value"}
"""Kinds whose own value is replaced whole even when parent and child use the same kind."""


def compose(file: Path, overrides: Sequence[str], problems: list[Problem]) -> Node | None:
    """Read `file`, its parents over any depth, and apply the overrides `path=value`; None if the file cannot be read."""
    tree = _with_parents(file, (), problems)
    if tree is None:
        return None
    for text in overrides:
        _override(tree, text, problems)
    return tree


def lineage(file: Path) -> list[Path]:
    """Return the file and its parents, nearest first; stops where one cannot be read."""
    files: list[Path] = []
    while file not in files:
        files.append(file)
        tree = read_file(file, [])
        parent = tree.get("extends") if tree else None
        if parent is None or not isinstance(parent.value, str):
            break
        file = _beside(file, parent.value)
    return files


def _beside(file: Path, name: str) -> Path:
    import os

    return Path(os.path.normpath(file.parent / name))


def _with_parents(file: Path, children: tuple[Path, ...], problems: list[Problem]) -> Node | None:
    tree = read_file(file, problems)
    if tree is None:
        return None
    if not isinstance(tree.value, dict):
        problems.append(Problem(tree.place, "S103", "", "a scenario is a mapping of keys to values"))
        return None
    parent = tree.value.pop("extends", None)
    if parent is not None:
        tree = _extend(tree, parent, file, (*children, file.resolve()), problems)
    settings = tree.value.pop("set", None)
    if settings is not None:
        for path, value in settings.items():
            place(tree, str(path), value, settings.keys[path], problems)
    return tree


def _extend(tree: Node, parent: Node, file: Path, children: tuple[Path, ...], problems: list[Problem]) -> Node:
    if not isinstance(parent.value, str):
        problems.append(Problem(parent.place, "S103", "extends", "names one file"))
        return tree
    base_file = _beside(file, parent.value)
    if base_file.resolve() in children:
        names = " -> ".join(child.name for child in (*children, base_file))
        problems.append(Problem(parent.place, "S008", "extends", f"the files extend each other in a circle: {names}"))
        return tree
    found: list[Problem] = []
    base = _with_parents(base_file, children, found)
    if base is None and any(problem.code == "S001" and problem.place.file == str(base_file) for problem in found):
        problems.append(Problem(parent.place, "S007", "extends", f"no such file: {parent.value}", found[-1].meant))
        return tree
    problems.extend(found)
    return merge(base, tree) if base else tree


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
    if not (isinstance(base.value, dict) and isinstance(own.value, dict)):
        return own
    base_kind, own_kind = NUMBER_KINDS & set(base.value), NUMBER_KINDS & set(own.value)
    if own_kind and own_kind != base_kind:
        return own
    result = Node(dict(base.value), own.place, dict(base.keys))
    for key, child in own.value.items():
        if child.delete:
            result.value.pop(key, None)
            result.keys.pop(key, None)
            continue
        known = result.value.get(key)
        replaced = known is None or (key in _ARGUMENTS and key in own_kind)
        result.value[key] = child if replaced else merge(known, child)
        result.keys[key] = own.keys[key]
    return result


def _override(tree: Node, text: str, problems: list[Problem]) -> None:
    path, equals, value = text.partition("=")
    at = Place(f"--set {text}")
    if not equals or not path:
        problems.append(Problem(at, "S106", "", "an override is written path=value"))
        return
    try:
        place(tree, path.strip(), parse_value(value, at), at, problems)
    except InputError as error:
        problems.extend(error.problems)


def place(tree: Node, path: str, value: Node, at: Place, problems: list[Problem]) -> None:
    """Put `value` at the dotted `path` of the tree, replacing what stands there; its parent must exist."""
    *parents, last = path.split(".")
    node, done = tree, ""
    for name in parents:
        child = node.get(_key(node, name))
        if child is None:
            return _no_path(node, name, done, path, at, problems)
        node, done = child, f"{done}.{name}".lstrip(".")
    key = _key(node, last)
    if isinstance(node.value, dict):
        if value.delete:
            node.value.pop(key, None)
        else:
            node.value[key], node.keys[key] = value, at
    elif isinstance(node.value, list) and isinstance(key, int) and key < len(node.value):
        node.value[key] = value
    else:
        _no_path(node, last, done, path, at, problems)
    return None


def _key(node: Node, name: str) -> Any:
    if isinstance(node.value, list):
        return int(name) if name.isdigit() else name
    if isinstance(node.value, dict) and name not in node.value:
        return next((key for key in node.value if str(key) == name), name)
    return name


def _no_path(node: Node, name: str, done: str, path: str, at: Place, problems: list[Problem]) -> None:
    keys = [str(key) for key, _ in node.items()]
    inside = f"in `{done}`" if done else "at the top"
    known = f"; {inside} stand {', '.join(keys)}" if keys else f"; {inside} stands a single value"
    problems.append(Problem(at, "S106", path, f"no `{name}` {inside}{known}", nearest(name, keys)))
