"""Accidents to valid scenario files, on two levels: to their text, and to the tree it stands for."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

from sim.errors import Place
from sim.reading.node import Node
from sim.reading.tree import read_file

ODD: tuple[Any, ...] = (
    None, True, "", "rest", "many", -1, 0, 0.5, 1, 1e300, 10**25, float("inf"), date(2022, 3, 1), date(9000, 1, 1), [], {}, [1, 2], ["a"],
    {"uniform": [0, 1], "level": "replicate"}, {"normal": {"mean": 0, "sd": 1}, "level": "month"}, {"parameter": "pace"}, {"a": 1},
    {"poisson": {"mean": 3}, "level": "replicate"}, "=cmd()", "../../etc", "FY2023", "\x1b[2J", "\u202eabc",
)  # fmt: skip
"""Values of every kind, and some that mean harm."""

BYTES = (
    b"\x00",
    b"\xff",
    b"\x1b",
    b"\t",
    b"\r",
    b"\xe2\x80\xa8",
    b"\xef\xbb\xbf",
    b":",
    b"{",
    b"]",
    b'"',
    b"#",
    b"- ",
    b"&a ",
    b"*a",
    b"!x ",
    b"%",
)


def of_text(text: str, chance: random.Random) -> bytes:
    """Return a text after one to three accidents to its lines, characters, indentation or bytes."""
    content = text
    for _ in range(chance.randint(1, 3)):
        content = _accident(content, chance)
    found = content.encode()
    if chance.random() < 0.2:
        at = chance.randrange(len(found) + 1)
        found = found[:at] + chance.choice(BYTES) + found[at:]
    return found[: chance.randrange(len(found) + 1)] if chance.random() < 0.05 else found


def _accident(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    place = chance.randrange(len(text) + 1)
    match chance.randrange(8):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[other])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = " " * chance.randint(1, 4) + lines[at]
        case 4:
            lines[at] = lines[at].removeprefix(" " * chance.randint(1, 4))
        case 5:
            return text[:place] + text[place + 1 :]
        case 6:
            return text[:place] + text[place : place + 1] * 2 + text[place + 1 :]
        case 7:
            return text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]
    return "\n".join(lines)


def of_tree(file: Path, others: list[Path], chance: random.Random) -> bytes:
    """Return a file's tree, after one to three accidents to its values and keys, as text again."""
    tree = read_file(file, [])
    assert tree is not None
    for _ in range(chance.randint(1, 3)):
        holder, key = chance.choice(list(_places(tree)))
        match chance.randrange(6):
            case 0:
                holder.value[key] = _node(chance.choice(ODD), holder.place)
            case 1:
                _scale(holder, key, chance)
            case 2 if isinstance(holder.value, dict):
                word = chance.choice([f"{key}x", str(key)[1:], "rate", "kind", "level", "total", "a.b", "-1"])
                holder.value = {word if name == key else name: child for name, child in holder.value.items()}
            case 3:
                del holder.value[key]
            case 4:
                elsewhere, name = chance.choice(list(_places(tree)))
                holder.value[key], elsewhere.value[name] = elsewhere.value[name], holder.value[key]
            case 5:
                foreign = read_file(chance.choice(others), [])
                assert foreign is not None
                source, name = chance.choice([place for place in _places(foreign) if place[1] == key] or list(_places(foreign)))
                holder.value[key] = source.value[name]
    return as_text(tree).encode("utf-8", "replace")


def _node(value: Any, place: Place) -> Node:
    if isinstance(value, dict):
        return Node({key: _node(child, place) for key, child in value.items()}, place)
    return Node([_node(child, place) for child in value], place) if isinstance(value, list) else Node(value, place)


def _places(tree: Node, depth: int = 0) -> list[tuple[Node, Any]]:
    found = [(tree, key) for key, _ in tree.items()]
    return found + [place for _, child in tree.items() if depth < 12 for place in _places(child, depth + 1)]


def _scale(holder: Node, key: Any, chance: random.Random) -> None:
    value = holder.value[key].value
    if isinstance(value, int | float) and not isinstance(value, bool):
        holder.value[key] = Node(chance.choice([-value, value * 10, value / 10, value * 1e6, value + 1, round(value)]), holder.place)


def as_text(node: Node, depth: int = 0) -> str:
    """Return a tree as YAML in braces and brackets; what a swap has put into itself ends at a depth beyond what is allowed."""
    value = node.value
    if node.delete:
        return "!delete "
    if depth > 60 or (isinstance(value, dict | list) and not value):
        return "[]" if isinstance(value, list) else "{}"
    if isinstance(value, dict):
        return "{" + ",\n ".join(f"{_scalar(key)}: {as_text(child, depth + 1)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(as_text(child, depth + 1) for child in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\x1b", "\\x1b") + '"'
    return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(str(value), str(value))
