"""From a tree to the types of the model: every value of a wrong kind becomes a problem with its place.

The types say all that is wrong with what they see, but look no further into a part that is wrong. So each wrong value is replaced by
something harmless, noted as a wound, and the whole is validated again, until nothing is wrong: that way no mistake hides another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from sim.errors import Place, Problem, nearest
from sim.model.flow import FLOW_KINDS
from sim.model.noun import TOLERANT, Noun, nouns
from sim.reading.draft import Draft
from sim.reading.node import UNREAD, Node
from sim.reading.words import MISSING, allowed, meant, message, misspelt, stand_in, unknown_key

_ROUNDS = 40

_MOST = 20
"""So many unknown keys of one mapping are named; the others are no help to anyone."""

_FLOW_KEYS = list(dict.fromkeys(key for kind in FLOW_KINDS.values() for key in ("kind", *kind.allowed_keys())))
"""The keys of all kinds of flows."""

_OF_HOLDERS = ("unknown_key", "missing", "too_short")
"""Errors about a mapping or list, which mending another error may have taken away."""

_MAY_BE_NULL = ("low", "high")
"""The bounds of a claim: a null says that there is none."""

Kind = TypeVar("Kind", bound=Noun)


def validate(kind: type[Kind], tree: Node, draft: Draft) -> Kind | None:
    """Return a tree as a noun; what is wrong goes to the draft's problems and wounds, and something harmless stands in for it.

    None if nothing could be made of it.
    """
    reader = _Reader(tree, draft)
    data = reader.plain(tree, "")
    for _ in range(_ROUNDS):
        try:
            noun = kind.model_validate(data, context=TOLERANT)
        except ValidationError as error:
            for found in error.errors(include_url=False):
                data = reader.mend(data, found)
        else:
            reader.object(noun)
            return noun
    return None


class _Reader:
    """Turns the errors of one round of validation into problems, and mends the data for the next."""

    def __init__(self, tree: Node, draft: Draft) -> None:
        self.tree, self.draft, self.of_keys = tree, draft, set[str]()

    def plain(self, node: Node, path: str) -> Any:
        """Return a node without places; a key or a list's item with nothing behind it is noted."""
        if isinstance(node.value, dict):
            kept = {key: child for key, child in node.items() if not self._of_a_comma(key, child, path)}
            return {key: self.plain(child, f"{path}.{key}".lstrip(".")) for key, child in kept.items()}
        if isinstance(node.value, list):
            return tuple(self.plain(child, f"{path}.{index}") for index, child in node.items())
        name = path.rsplit(".", 1)[-1]
        if node.value is not None or name in _MAY_BE_NULL:
            return node.value
        hint = "" if name.isdigit() else ", or no key"
        if re.fullmatch(r"[a-z_]+ \S+", name) and "." in path:
            self.draft.note(Problem(node.place, "S103", path, "a key without its `:`", name.replace(" ", ": ")))
            self.draft.wounds.add(path.rpartition(".")[0])
        else:
            self.draft.note(Problem(node.place, "S103", path, f"nothing found; a value is needed{hint}"))
        return UNREAD

    def _of_a_comma(self, key: Any, child: Node, path: str) -> bool:
        """Note what a comma within a number leaves in braces, as in `{rate: 1,250}`: a second number as a key, with nothing behind it."""
        if child.value is not None or not isinstance(key, int):
            return False
        text = "a number as a key, with nothing behind it; a number without commas is allowed: 1250 or 1_250, 0.03"
        self._note("S103", f"{path}.{key}".lstrip("."), text, key=True)
        self.draft.wounds.add(path)
        return True

    def mend(self, data: Any, error: Any) -> Any:
        """Note one error and return the data without it."""
        steps = _steps(error["loc"], data)
        holder = steps[:-1] if error["type"] == "missing" else steps
        if error["type"] in _OF_HOLDERS and not isinstance(_at(data, holder), Mapping | tuple):
            return data
        match error["type"]:
            case "unknown_key" if other := _other_kind(data, steps):
                return self._kind_of_another(data, steps, error["ctx"]["unknown"], other)
            case "unknown_key" if steps and steps[-1] == "dirichlet" and not {"mean", "n"} & set(_at(data, steps)):
                return self._replace(data, steps, {**error, "type": "not_a_dirichlet"}, lambda value: {"mean": value, "n": 1.0})
            case "unknown_key":
                unknown = error["ctx"]["unknown"]
                for key in unknown[:_MOST]:
                    data = self._unknown_key(data, steps, key, error["ctx"]["allowed"])
                return _changed(data, steps, lambda value: {k: v for k, v in value.items() if k not in unknown[_MOST:]})
            case "too_short" if len(_at(data, steps)) >= error["ctx"]["min_length"]:
                return data
            case "missing" if isinstance(steps[-1], int):
                return self._replace(data, steps[:-1], error, lambda value: (*value, *[MISSING] * 2)[:2])
            case "missing":
                return _changed(data, steps[:-1], lambda value: {**value, steps[-1]: MISSING})
            case "not_a_flow" if isinstance(_at(data, steps), Mapping):
                return self._flow_of_no_kind(data, steps)
        if error["loc"][-1] == "[key]":
            return self._wrong_key(data, steps, error)
        return self._replace(data, steps, error, lambda value: stand_in(error, value))

    def _replace(self, data: Any, steps: tuple[Any, ...], error: Any, change: Callable[[Any], Any]) -> Any:
        path, value = _path(steps), _at(data, steps)
        if value is MISSING:
            self._note("S102", path, f"`{steps[-1]}` is missing; {allowed(error)} is needed", key=True)
        elif slip := misspelt(error, value):
            self._note("S101", f"{path}.{slip[0]}", f"unknown key; {allowed(error)} is allowed", slip[1], key=True)
        elif value is not UNREAD:
            self._note(*message(error, value, path), meant=meant(error, value))
        self.draft.wounds.add(path)
        return _changed(data, steps, change)

    def _unknown_key(self, data: Any, steps: tuple[Any, ...], key: Any, known: list[str]) -> Any:
        """Note an unknown key; one that is close to a key that is not there is taken for it."""
        inside, path = _at(data, steps), _path((*steps, key))
        if not steps:
            known = [*known, "extends", "set"]
        near = nearest(key, known)
        if inside[key] is UNREAD:
            self.draft.problems[:] = [problem for problem in self.draft.problems if (problem.code, problem.path) != ("S103", path)]
        if not self.draft.wounded(f"{_path(steps)}.kind") or key not in _FLOW_KEYS:
            self._note("S101", path, unknown_key(key, known), meant=near, key=True)
        self.draft.wounds.add(path)
        renamed = {near: inside[key]} if near and near not in inside and (steps or near not in known[-2:]) else {}
        if near and renamed:
            self._rename(path, near, _path((*steps, near)))
        elif near and self._written_apart(path, _path((*steps, near))):
            self.draft.wounds.add(_path((*steps, near)))
        return _changed(data, steps, lambda value: {k: v for k, v in value.items() if k != key} | renamed)

    def _rename(self, path: str, near: str, renamed: str) -> None:
        """Take the key at `path` for the one that was probably meant; of its value it is not said that it is of the wrong kind."""
        self.draft.guessed.add(renamed)
        for tree in (self.tree, self.draft.tree):
            tree.rename(path, near)

    def _written_apart(self, path: str, other: str) -> bool:
        """Tell whether two keys stand in two files, so that the first may have been meant to replace the second."""
        return self._place(path, key=True).file != self._place(other, key=True).file

    def _wrong_key(self, data: Any, steps: tuple[Any, ...], error: Any) -> Any:
        path, outer = _path(steps), _path(steps[:-1])
        place = self._place(path, key=True)
        is_new = outer in self.of_keys or not self.draft.wounded(path)
        if is_new and not any(problem.place == place for problem in self.draft.problems):
            self.draft.note(Problem(place, *message(error, steps[-1], path), meant(error, steps[-1])))
            self.of_keys.add(outer)
        self.draft.wounds.add(outer)
        other = stand_in(error, steps[-1])
        renamed = {} if other is None or isinstance(other, str) else {other: _at(data, steps)}
        return _changed(data, steps[:-1], lambda value: {k: v for k, v in value.items() if k != steps[-1]} | renamed)

    def _flow_of_no_kind(self, data: Any, steps: tuple[Any, ...]) -> Any:
        """Take a flow for the kind whose name is nearest to what was written, or else for the one its keys fit best.

        In the second case its keys may be meant for another kind, and none of them is said to be missing.
        """
        flow = _at(data, steps)
        path, kind = _path(steps), flow.get("kind", MISSING)
        slip = next((key for key in flow if kind is MISSING and nearest(key, ["kind"])), None)
        if slip is not None:
            return self._unknown_key(data, steps, slip, _FLOW_KEYS)
        fits = {name: sum(key in FLOW_KINDS[name].allowed_keys() for key in flow) for name in FLOW_KINDS}
        chosen = nearest(kind, FLOW_KINDS) if isinstance(kind, str) else None
        if kind is MISSING:
            self._note("S102", f"{path}.kind", f"`kind` is missing; {', '.join(FLOW_KINDS)} are allowed", key=True)
        elif kind is not UNREAD:
            self._note("S103", f"{path}.kind", f"no kind of flow {_quoted(kind)}; {', '.join(FLOW_KINDS)} are allowed", meant=chosen)
        self.draft.wounds.add(f"{path}.kind")
        if chosen is None or fits[chosen] < max(fits.values()):
            chosen = max(fits, key=lambda name: fits[name])
            self.draft.wounds |= {f"{path}.{key}" for key in _FLOW_KEYS if key not in flow}
        return _changed(data, steps, lambda value: {**value, "kind": chosen})

    def _kind_of_another(self, data: Any, steps: tuple[Any, ...], unknown: list[Any], other: str) -> Any:
        """Note a kind of flow whose keys are all those of another kind, and take the flow for that."""
        path, kind = _path((*steps, "kind")), _at(data, steps)["kind"]
        listed = ", ".join(f"`{key}`" for key in unknown)
        self._note("S103", path, f"a flow of kind {kind} has no {listed}; {other} has", meant=other)
        self.draft.wounds.add(path)
        return _changed(data, (*steps, "kind"), lambda _: other)

    def object(self, noun: Noun) -> None:
        """Note what does not fit together in a noun and its parts."""
        if not self.draft.complete:
            return
        for path, part in nouns(noun):
            for objection in part.objections():
                about = [f"{path}.{key}".lstrip(".") for key in objection.keys]
                if self.draft.sound(*about):
                    written = [key for key, where in zip(objection.keys, about, strict=True) if self.tree.holds(where)]
                    at = objection.at or (written[0] if objection.code == "S102" and written else "")
                    self._note(objection.code, f"{path}.{at}".strip("."), objection.message, key=not at)
                    self.draft.wounds.update(about)

    def _note(self, code: str, path: str, text: str, meant: str | None = None, key: bool = False) -> None:
        if self.draft.wounded(path) or path in self.draft.guessed or (code == "S102" and not self.draft.complete):
            return
        self.draft.note(Problem(self._place(path, key), code, path, text, meant))

    def _place(self, path: str, key: bool) -> Place:
        return self.tree.place_of(path, key)


def _other_kind(data: Any, steps: tuple[Any, ...]) -> str | None:
    """Return the kind of flow that has all keys of a flow and needs no more of them, if its own kind has not; None where there is none."""
    if len(steps) != 2 or steps[0] != "flows":
        return None
    given = set(_at(data, steps))
    for name, kind in FLOW_KINDS.items():
        needed = {field.alias or key for key, field in kind.model_fields.items() if field.is_required()}
        if needed <= given <= set(kind.allowed_keys()):
            return name
    return None


def _quoted(value: Any) -> str:
    return f"`{value}`" if isinstance(value, str | int | float) else "of this form"


def _steps(loc: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    """Return a location as keys of the data; the names of alternatives stand in angle brackets and are no keys."""
    steps: list[Any] = []
    for part in loc:
        if isinstance(part, str) and (part == "[key]" or (part.startswith("<") and part.endswith(">"))):
            continue
        if isinstance(data, Mapping):
            part = part if part in data else next((key for key in data if str(part) in (str(key), repr(key))), part)
            data = data.get(part)
        elif isinstance(data, tuple) and isinstance(part, int):
            data = data[part] if part < len(data) else None
        else:
            break
        steps.append(part)
    return tuple(steps)


def _at(data: Any, steps: tuple[Any, ...]) -> Any:
    """Return the value at `steps`; UNREAD where mending another error took it away."""
    for step in steps:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return UNREAD
    return data


def _changed(data: Any, steps: tuple[Any, ...], change: Callable[[Any], Any]) -> Any:
    """Return the data with the value at `steps` changed."""
    if not steps:
        return change(data)
    if isinstance(data, Mapping):
        return {key: _changed(value, steps[1:], change) if key == steps[0] else value for key, value in data.items()}
    if not isinstance(data, tuple):
        return data
    return tuple(_changed(value, steps[1:], change) if i == steps[0] else value for i, value in enumerate(data))


def _path(steps: tuple[Any, ...]) -> str:
    return ".".join(map(str, steps))
