"""What users may rely on: names, parameters and attributes are written down, explained, and have examples."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

import sim
from tests.api import public


def test_it_is_what_is_written_down() -> None:
    """A change of what is public is made on purpose: `python tests/api/public.py` writes it down anew."""
    assert public.page() == public.FILE.read_text(encoding="utf-8")


def test_a_new_parameter_and_a_new_attribute_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = public.page()

    def plot(self: Any, *, ax: Any = None, wide: bool = False) -> None:
        """Draw."""

    monkeypatch.setattr(sim.Solved, "plot", plot)
    assert set(public.page().splitlines()) - set(before.splitlines()) == {"    .plot(self: Any, *, ax: Any=None, wide: bool=False) -> None"}
    monkeypatch.setattr(sim.Run, "more", property(lambda self: None), raising=False)
    assert any(line.startswith("    .more") for line in public.page().splitlines())


def explained() -> Iterator[tuple[str, Any]]:
    for name in sim.__all__:
        thing = getattr(sim, name)
        yield name, thing
        if inspect.isclass(thing) and thing is not sim.Scenario:
            for member in public.members(thing):
                found = inspect.getattr_static(thing, member, None)
                if callable(found) or isinstance(found, property) or hasattr(found, "func"):
                    yield f"{name}.{member}", found


@pytest.mark.parametrize(("name", "thing"), list(explained()), ids=[name for name, _ in explained()])
def test_everything_public_has_an_example(name: str, thing: Any) -> None:
    words = inspect.getdoc(thing) or ""
    assert words
    assert ">>>" in words or name in ("Scenario", "SimError", "EngineError", "RunFolderError"), name


@pytest.mark.parametrize("name", [name for name in sim.__all__ if inspect.isfunction(getattr(sim, name))])
def test_every_parameter_is_explained(name: str) -> None:
    function = getattr(sim, name)
    words = function.__doc__ or ""
    section = words.partition("Parameters\n")[2].partition("Raises\n")[0]
    for parameter in inspect.signature(function).parameters:
        assert parameter in section, f"{name}: {parameter}"
