"""Axes of a sweep as the command line writes them: `path=a:b:n`, `path=a:b`, `path=a,b,c`, or `path` for the number's own distribution."""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import InputError, Place, Problem
from sim.reading.node import Node
from sim.reading.tree import parse_value

_MOST = 1_000
"""So many values may be listed."""

_FORMS = "path=a:b:n, path=a:b, path=a,b,c and path are allowed"


def axis(text: str) -> tuple[str, Node]:
    """Return the path and the axis that one `--vary` names.

    Raises
    ------
    InputError
        If the text has none of the forms.

    Examples
    --------
    >>> [(path, node.plain()) for path, node in map(axis, ["flows.leave.rate=0.01:0.05:5", "events.ruling.on=2022-06-25,2022-09-01"])]
    [('flows.leave.rate', {'from': 0.01, 'to': 0.05, 'points': 5}), ('events.ruling.on', (datetime.date(2022, 6, 25), datetime.date(2022, 9, 1)))]
    """
    at = Place(f"--vary {text}")
    path, equals, values = (part.strip() for part in text.partition("="))
    if not path or (equals and not values):
        raise InputError([Problem(at, "S106", path, _FORMS)])
    if not equals:
        return path, Node({}, at)
    if values.startswith(("[", "{")):
        return path, parse_value(values, at)
    ends = values.split(":")
    if len(ends) in (2, 3):
        keys = ("from", "to", "points")[: len(ends)]
        return path, Node({key: parse_value(end, at) for key, end in zip(keys, ends, strict=True)}, at, dict.fromkeys(keys, at))
    if values.count(",") >= _MOST:
        raise InputError([Problem(at, "S003", path, f"more than {_MOST:_} values, which is the most allowed")])
    return path, Node([parse_value(value, at) for value in values.split(",")], at)


def sweep(vary: Sequence[str] = (), design: str | None = None, points: int | None = None, replicates: int | None = None) -> Node | None:
    """Return what the command line says of a sweep, as a file would say it; None where it says nothing.

    Raises
    ------
    InputError
        If a text of `vary` has none of the forms, or two name the same path.
    """
    axes: dict[str, Node] = {}
    for text in vary:
        path, node = axis(text)
        if path in axes:
            raise InputError([Problem(node.place, "S005", path, "varied twice")])
        axes[path] = node
    said = {
        f"--{key}": (key, value) for key, value in (("design", design), ("points", points), ("replicates", replicates)) if value is not None
    }
    found = {key: Node(value, Place(f"{option} {value}")) for option, (key, value) in said.items()}
    if axes:
        found = {"vary": Node(axes, next(iter(axes.values())).place, {path: node.place for path, node in axes.items()}), **found}
    return Node(found, next(iter(found.values())).place, {key: node.place for key, node in found.items()}) if found else None


def lay(tree: Node, own: Node) -> None:
    """Lay what the command line says of a sweep over what the file says: axes replace the file's axes, and their design with them.

    A deletion takes the file's sweep away.
    """
    if own.delete:
        tree.value.pop("sweep", None)
        return
    known = tree.get("sweep")
    kept = dict(known.value) if known and isinstance(known.value, dict) else {}
    keys = dict(known.keys) if known else {}
    for key in ("vary", "design", "points") if "vary" in own.value else ():
        kept.pop(key, None)
    if "points" in own.value and "design" not in own.value and getattr(kept.get("design"), "value", None) == "grid":
        kept.pop("design")
    tree.value["sweep"] = Node(kept | own.value, own.place, keys | own.keys)
    tree.keys["sweep"] = own.place
