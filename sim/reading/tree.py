"""YAML text to a tree that remembers where every value was written.

YAML 1.2 as people mean it: `1e6` is a number, `no` is a word, `2022-04-25` is a date, `10_000` is 10000. Nothing in a file
can construct an object; size, depth and the expansion of aliases are bounded; a key may stand only once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from sim.errors import InputError, Place, Problem

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_NODES = 200_000

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INTEGER = re.compile(r"[-+]?\d[\d_]*")
_FLOAT = re.compile(r"[-+]?(\.\d[\d_]*|\d[\d_]*(\.[\d_]*)?)([eE][-+]?\d+)?")
_BASED = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_CORE_TAGS = ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge", "value")


@dataclass
class Node:
    """One value of a file: a scalar, a dict of nodes by key, or a list of nodes, with its place.

    `keys` holds the place of each key of a mapping; `delete` marks a value written `!delete`.
    """

    value: Any
    place: Place
    keys: dict[Any, Place] = field(default_factory=dict)
    delete: bool = False

    def plain(self) -> Any:
        """Return the value without places: dicts, tuples and scalars."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return tuple(child.plain() for child in self.value)
        return self.value

    def get(self, key: Any) -> Node | None:
        """Return the child under `key` (or index), or None."""
        if isinstance(self.value, dict):
            return self.value.get(key)
        if isinstance(self.value, list) and isinstance(key, int) and -1 < key < len(self.value):
            child: Node = self.value[key]
            return child
        return None

    def items(self) -> Iterator[tuple[Any, Node]]:
        """Yield the children of a mapping; none for anything else."""
        if isinstance(self.value, dict):
            yield from self.value.items()


def read_file(file: Path, problems: list[Problem]) -> Node | None:
    """Read a YAML file into a tree; add to `problems` what is wrong with it, and return None if nothing can be read."""
    name = str(file)
    try:
        if file.stat().st_size > MAX_BYTES:
            problems.append(Problem(Place(name, 1, 1), "S003", "", f"the file is larger than {MAX_BYTES:_} bytes"))
            return None
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(Place(name, 1, 1), "S001", "", "no such file", _nearest_file(file)))
    except IsADirectoryError:
        problems.append(Problem(Place(name, 1, 1), "S001", "", "a folder, not a file"))
    except OSError as error:
        problems.append(Problem(Place(name, 1, 1), "S001", "", f"cannot be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        column = error.start - (error.object.rfind(b"\n", 0, error.start))
        problems.append(Problem(Place(name, line, column), "S002", "", "not UTF-8 text; save the file as UTF-8"))
    else:
        return read_text(text, name, problems)
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
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name, 1, 1)
        problems.append(Problem(place, "S004", "", f"not YAML: {error.problem or error.context}"))
    except ReaderError as error:
        before = text[: error.position]
        place = Place(name, before.count("\n") + 1, error.position - before.rfind("\n"))
        problems.append(Problem(place, "S002", "", "a control character that YAML does not allow"))
    except (YAMLError, RecursionError, ValueError) as error:
        problems.append(Problem(Place(name, 1, 1), "S004", "", f"not YAML: {type(error).__name__}"))
    else:
        if root is None:
            problems.append(Problem(Place(name, 1, 1), "S004", "", "the file is empty"))
            return None
        return _Builder(name, problems).build(root, "", 0)
    return None


class _Builder:
    """Turns the parser's nodes into ours, within bounds."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name, self.problems, self.count = name, problems, 0

    def build(self, node: Any, path: str, depth: int) -> Node | None:
        place = Place(self.name, node.start_mark.line + 1, node.start_mark.column + 1)
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_NODES:
            what = f"nested deeper than {MAX_DEPTH}" if depth > MAX_DEPTH else f"more than {MAX_NODES:_} values with aliases expanded"
            self._add(place, "S003", "", what)
            return None
        tag = str(node.tag or "")
        if tag == "!delete":
            return Node(None, place, delete=True)
        if tag.removeprefix("tag:yaml.org,2002:") not in _CORE_TAGS:
            self._add(place, "S006", path, f"the tag `{tag}` is not allowed; only `!delete` is")
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, place, path, depth)
        if isinstance(node, SequenceNode):
            children = (self.build(child, f"{path}.{i}".lstrip("."), depth + 1) for i, child in enumerate(node.value))
            return Node([child for child in children if child], place)
        return Node(self._scalar(node, place, path), place)

    def _mapping(self, node: MappingNode, place: Place, path: str, depth: int) -> Node:
        result = Node({}, place)
        for key_node, child_node in node.value:
            at = Place(self.name, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, ScalarNode):
                self._add(at, "S103", path, "a key must be a word, a number or a date")
                continue
            key = self._scalar(key_node, at, path)
            here = f"{path}.{key}".lstrip(".")
            if key in result.value:
                self._add(at, "S005", here, f"written twice; the first stands in line {result.keys[key].line}")
            elif self.count <= MAX_NODES and (child := self.build(child_node, here, depth + 1)):
                result.value[key], result.keys[key] = child, at
        return result

    def _scalar(self, node: ScalarNode, place: Place, path: str) -> Any:
        text: str = node.value
        if node.style is not None or (str(node.tag or "").endswith(":str") and not _DATE.fullmatch(text) and not _FLOAT.fullmatch(text)):
            return text if node.style is not None else _WORDS.get(text, text)
        return self._resolve(text, place, path)

    def _resolve(self, text: str, place: Place, path: str) -> Any:
        if text in _WORDS:
            return _WORDS[text]
        if _DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                self._add(place, "S009", path, f"{text} is not a day of the calendar")
                return text
        if len(text) > 40:
            return text
        if _INTEGER.fullmatch(text):
            return int(text.replace("_", ""))
        if _FLOAT.fullmatch(text):
            return float(text.replace("_", ""))
        return int(text, 0) if _BASED.fullmatch(text) else text

    def _add(self, place: Place, code: str, path: str, message: str) -> None:
        problem = Problem(place, code, path, message)
        if code != "S003" or not any(known.code == "S003" for known in self.problems):
            self.problems.append(problem)


def _nearest_file(file: Path) -> str | None:
    from sim.errors import nearest

    folder = file.parent
    if not folder.is_dir():
        return None
    return nearest(file.name, sorted(entry.name for entry in folder.iterdir() if entry.suffix == file.suffix))


def parse_value(text: str, place: Place) -> Node:
    """Read one value as it may follow `--set path=`; every place in it is `place`.

    Raises
    ------
    InputError
        If the text is not YAML.
    """
    problems: list[Problem] = []
    node = read_text(text, place.file, problems) if text.strip() else Node("", place)
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
