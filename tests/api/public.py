"""Writes down what users of the library may rely on, in `public.txt`: `python tests/api/public.py` writes it anew."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import textwrap
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import FunctionType
from typing import Any

from pydantic import BaseModel

import sim

FILE = Path(__file__).with_name("public.txt")


def page() -> str:
    """Return every public name, with the parameters of functions and methods and the attributes of classes."""
    return "".join(f"{line}\n" for name in sim.__all__ for line in _lines(name, getattr(sim, name)))


def _lines(name: str, thing: Any) -> Iterator[str]:
    if not inspect.isclass(thing):
        yield f"sim.{name}{_signature(thing)}"
        return
    above = [base.__name__ for base in thing.__mro__[1:] if base.__name__ in sim.__all__ and getattr(sim, base.__name__) is base]
    yield f"sim.{name}" + (f", a sim.{above[0]}" if above else "")
    yield from (f"    .{text}" for text in sorted(set(members(thing).values())))


def members(thing: type) -> dict[str, str]:
    """Return the public attributes, properties and methods of a class of this package, in words."""
    if issubclass(thing, BaseModel):
        return {name: name for name in thing.model_fields}
    found: dict[str, str] = {}
    for owner in reversed([one for one in thing.__mro__ if one.__module__.startswith("sim")]):
        found |= {name: name for name in _set_in_init(owner)}
        found |= {name: _member(name, value) for name, value in vars(owner).items() if not name.startswith("_")}
    fields = {field.name: f"{field.name}: {field.type}" for field in dataclasses.fields(thing)} if dataclasses.is_dataclass(thing) else {}
    return {name: text for name, text in (found | fields).items() if not name.startswith("_")}


def _member(name: str, value: Any) -> str:
    function = value.fget if isinstance(value, property) else value.func if isinstance(value, cached_property) else None
    if function:
        return f"{name} -> {inspect.signature(function).return_annotation}"
    return f"{name}{_signature(value)}" if isinstance(value, FunctionType) else name


def _set_in_init(owner: type) -> Iterator[str]:
    """Yield the attributes that a class sets when it is made."""
    if "__init__" in vars(owner) and not dataclasses.is_dataclass(owner):
        tree = ast.parse(textwrap.dedent(inspect.getsource(owner.__init__)))
        yield from (node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store))


def _signature(function: Any) -> str:
    """Return a signature as it is written, on one line."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    return f"({ast.unparse(tree.args)}) -> {ast.unparse(tree.returns) if tree.returns else None}"


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
