"""YAML text to a tree that remembers where every value was written.

Nothing in a file can construct an object; size, depth and the expansion of aliases are bounded; a key may stand only once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from sim.errors import CONTROL, InputError, Place, Problem
from sim.reading import scalars
from sim.reading.node import UNREAD, Node
from sim.reading.slips import explain
from sim.reading.text import decoded, no_text

MAX_BYTES = 250_000
MAX_DEPTH = 40
MAX_NODES = 10_000
LEAST, MOST = 1e-20, 1e20
"""Sizes of numbers: a few of the largest, or of the smallest, can be multiplied and squared and are still numbers."""

_EMPTY = "an empty text; at least a word is needed, or no such key"

_CORE = "tag:yaml.org,2002:"
_CORE_TAGS = ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge", "value")


def read_file(file: Path, problems: list[Problem]) -> Node | None:
    """Read a YAML file into a tree; add to `problems` what is wrong with it, and return None if nothing can be read."""
    try:
        return read_text(decoded(file, MAX_BYTES), str(file), problems)
    except InputError as error:
        problems.extend(error.problems)
        return None


def read_text(text: str, name: str, problems: list[Problem]) -> Node | None:
    r"""Read YAML text into a tree; `name` stands for the file in all places.

    Examples
    --------
    >>> problems = []
    >>> tree = read_text("start: 2022-04-25\nend: no\nstart: 1e6", "court.yaml", problems)
    >>> tree.plain()
    {'start': datetime.date(2022, 4, 25), 'end': 'no'}
    >>> print(problems[0])
    court.yaml:3:1: [S005] start: written twice; the first stands in line 1
    """
    at, code, message = (1, 1), "S004", "the file is empty"
    try:
        parser = YAML(typ="safe", pure=True)
        parser.Composer = _BoundedComposer
        root = parser.compose(text)
        if root is not None:
            return _Builder(name, problems).build(root, "", 0)
    except _OutOfBoundsError as error:
        at, code, message = error.at, "S003", f"{error}, which is the most allowed"
    except MarkedYAMLError as error:
        at, message = explain(error, text)
    except ReaderError as error:
        before, code = text[: error.position], "S002"
        at, message = (before.count("\n") + 1, len(before) - before.rfind("\n")), "what is no text; only text is allowed"
    except (YAMLError, ValueError, TypeError, AttributeError, LookupError, AssertionError, NotImplementedError) as error:
        message = f"cannot be parsed as YAML: {error}"
    problems.append(Problem(Place(name, *at), code, "", message))
    return None


class _OutOfBoundsError(Exception):
    """More values, or deeper nesting, than a scenario can need."""

    def __init__(self, message: str, mark: Any) -> None:
        super().__init__(message)
        self.at = (mark.line + 1, mark.column + 1)


def _check_bounds(count: int, depth: int, mark: Any) -> None:
    if depth > MAX_DEPTH:
        raise _OutOfBoundsError(f"nested deeper than {MAX_DEPTH}", mark)
    if count > MAX_NODES:
        raise _OutOfBoundsError(f"more than {MAX_NODES:_} values, aliases expanded", mark)


class _BoundedComposer(Composer):
    """Stops the parser as soon as a text goes out of bounds."""

    count = level = 0

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader)
        self.warn_double_anchors = False  # YAML lets an anchor be used anew

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose one node and what is in it."""
        self.count += 1
        self.level += 1
        _check_bounds(self.count, self.level - 1, self.parser.peek_event().start_mark)
        node = super().compose_node(parent, index)
        self.level -= 1
        return node


class _Builder:
    """Turns the parser's nodes into ours, within bounds."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name, self.problems, self.count, self.seen = name, problems, 0, set[int]()

    def build(self, node: Any, path: str, depth: int) -> Node:
        place = self._place(node)
        self.count += 1
        _check_bounds(self.count, depth, node.start_mark)
        tag = str(node.tag or "")
        if tag == "!delete":
            return Node(None, place, delete=True)
        if tag.removeprefix(_CORE) not in _CORE_TAGS:
            return self._add(place, "S006", path, f"the tag `{tag.replace(_CORE, '!!')}` is not allowed; only `!delete` is")
        if isinstance(node, MappingNode):
            return self._mapping(node, place, path, depth)
        if isinstance(node, SequenceNode):
            return Node([self.build(child, f"{path}.{i}".lstrip("."), depth + 1) for i, child in enumerate(node.value)], place)
        return self._scalar(node, place, path)

    def _mapping(self, node: MappingNode, place: Place, path: str, depth: int) -> Node:
        result, merged = Node({}, place), Node({}, place)
        for key_node, child_node in node.value:
            at = self._place(key_node)
            if not isinstance(key_node, ScalarNode):
                return self._add(at, "S103", path, "a key that is a mapping or a list; a word, a number or a date is allowed")
            if key_node.value == "<<" and key_node.style is None:
                for source in child_node.value if isinstance(child_node, SequenceNode) else [child_node]:
                    self._merge(merged, source, path, depth)
                continue
            if self._is_no_text(key_node):
                self._add(at, "S002", path, no_text(key_node.value))
                continue
            if not key_node.value.strip():
                self._add(at, "S103", f"{path}.''".lstrip("."), "an empty key; a name is needed")
                continue
            key = self._key(key_node, path)
            here = f"{path}.{key}".lstrip(".")
            if key in result.value:
                self._add(at, "S005", here, f"written twice; the first stands in line {result.keys[key].line}")
            else:
                child = self.build(child_node, here, depth + 1)
                if isinstance(child_node, ScalarNode) and not child_node.value and child_node.style is None:
                    child.place = at
                result.value[key], result.keys[key] = child, at
        self._take(result, merged)
        return result

    def _merge(self, target: Node, source: Any, path: str, depth: int) -> None:
        """Add what `<<` takes over from another mapping."""
        if isinstance(source, MappingNode):
            self._take(target, self.build(source, path, depth + 1))
        else:
            here = f"{path}.<<".lstrip(".")
            self._add(self._place(source), "S103", here, "`<<` takes over the keys of a mapping; a mapping, or a list of them, is allowed")

    @staticmethod
    def _take(target: Node, source: Node) -> None:
        for key, child in source.items():
            if key not in target.value:
                target.value[key], target.keys[key] = child, source.keys.get(key, source.place)

    def _key(self, node: ScalarNode, path: str) -> Any:
        try:
            return node.value if node.style is not None else scalars.key(node.value)
        except ValueError as error:
            self._add(self._place(node), "S009", f"{path}.{node.value}".lstrip("."), _no_day(node.value, error))
            return node.value

    def _scalar(self, node: ScalarNode, place: Place, path: str) -> Node:
        if self._is_no_text(node):
            return self._add(place, "S002", path, no_text(node.value))
        try:
            value = node.value if node.style is not None else scalars.scalar(node.value)
        except ValueError as error:
            return self._add(place, "S009", path, _no_day(node.value, error))
        if node.style is not None and not node.value.strip():
            return self._add(place, "S103", path, _EMPTY)
        if _is_beyond(value):
            bounds = f"0, and numbers from {LEAST:g} to {MOST:g} in size, are allowed"
            return self._add(place, "S201", path, f"`{node.value}` is out of range; {bounds}")
        return Node(value, place)

    def _is_no_text(self, node: ScalarNode) -> bool:
        """Tell whether a scalar holds control characters; one that aliases repeat is looked at once."""
        if id(node) in self.seen:
            return False
        self.seen.add(id(node))
        return CONTROL.search(node.value) is not None

    def _place(self, node: Any) -> Place:
        return Place(self.name, node.start_mark.line + 1, node.start_mark.column + 1)

    def _add(self, place: Place, code: str, path: str, message: str) -> Node:
        self.problems.append(Problem(place, code, path, message))
        return Node(UNREAD, place)


def _is_beyond(value: Any) -> bool:
    """Tell whether a number is one with which nothing can be computed safely; what is not finite is refused where it stands."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and (0 < abs(value) < LEAST or MOST < abs(value) < float("inf"))


def _no_day(text: str, error: ValueError) -> str:
    return f"{text} {error}" if "year" in str(error) and "lies" in str(error) else f"{text} is not a day of the calendar"


def parse_value(text: str, place: Place) -> Node:
    """Read one value as it may follow `--set path=`; every place in it is `place`.

    Raises
    ------
    InputError
        If the text is not YAML.
    """
    if CONTROL.search(text):
        raise InputError([Problem(place, "S002", "", no_text(text))])
    problems: list[Problem] = []
    if not text.strip():
        raise InputError([Problem(place, "S103", "", _EMPTY)])
    node = read_text(text, place.file, problems)
    if problems or node is None:
        raise InputError([Problem(place, problem.code, problem.path, problem.message) for problem in problems])
    return _moved(node, place)


def _moved(node: Node, place: Place) -> Node:
    value: Any = node.value
    if isinstance(value, dict):
        value = {key: _moved(child, place) for key, child in value.items()}
    elif isinstance(value, list):
        value = [_moved(child, place) for child in value]
    return Node(value, place, dict.fromkeys(node.keys, place), node.delete)
