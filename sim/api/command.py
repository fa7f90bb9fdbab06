"""What makes the same numbers again: a command from the files, what is laid over them and what was asked, never from how it was typed."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.reading.load import Loaded

if TYPE_CHECKING:
    from sim.api import Run

_OWN = ("replicates", "seed")
"""Overrides that have an option of their own."""


def command_of(verb: str, loaded: Sequence[Loaded], asked: Mapping[str, str | bool | None] | None = None) -> str:
    """Return the command, or where no command says it the call, that makes the same numbers of scenarios again.

    Parameters
    ----------
    verb : "run" or "compare"
    loaded : sequence of Loaded
        As they were run, with every override; how many replicates a precision took is one of them.
    asked : mapping, optional
        Options of the verb, as the call names them; False and None are left out.

    Examples
    --------
    >>> from sim.reading.load import load
    >>> one = load("scenarios/pd-2022/depletion.yaml", ["stages.eligible.initial=700000", "seed=2", "seed=9"])
    >>> command_of("run", [one], {"variance": True})
    'sim run scenarios/pd-2022/depletion.yaml --set stages.eligible.initial=700000 --seed 9 --variance'
    >>> command_of("run", [one], {"mode": "expected"})
    "sim.run('scenarios/pd-2022/depletion.yaml', set=['stages.eligible.initial=700000', 'seed=9'], mode='expected')"
    """
    options = {name: value for name, value in (asked or {}).items() if value}
    overrides = [_last(one.overrides) for one in loaded]
    if "mode" in options or any(one != overrides[0] for one in overrides):
        return _call(verb, list(zip(loaded, overrides, strict=True)), options)
    words = ["sim", verb, *(str(one.file) for one in loaded), *_settings(overrides[0])]
    for name, value in options.items():
        words += [f"--{name.replace('_', '-')}", *([value] if isinstance(value, str) else [])]
    return shlex.join(words)


def command_of_run(done: Run) -> str:
    """Return what makes a run again; a precision that was asked for is the number of replicates it took.

    Examples
    --------
    >>> import sim
    >>> command_of_run(sim.run("scenarios/pd-2022/depletion.yaml", replicates=100))
    'sim run scenarios/pd-2022/depletion.yaml --replicates 100'
    """
    mode = None if done.result.mode == "random" else done.result.mode
    return command_of("run", [done.loaded], {"mode": mode, "step_check": done.step_check is not None, "variance": bool(done.variance)})


def _last(overrides: Sequence[str]) -> list[str]:
    """Return overrides of which nothing is written over by a later one of the same path; those of our own stand last."""
    of = {text: text.partition("=")[0] for text in overrides}
    kept = [text for index, text in enumerate(overrides) if of[text] not in _OWN or of[text] not in map(of.get, overrides[index + 1 :])]
    return sorted(kept, key=lambda text: of[text] in _OWN)


def _settings(overrides: Iterable[str]) -> list[str]:
    words = []
    for text in overrides:
        path, _, value = text.partition("=")
        words += [f"--{path}", value] if path in _OWN and value.isdecimal() else ["--set", text]
    return words


def _call(verb: str, scenarios: Sequence[tuple[Loaded, list[str]]], options: Mapping[str, str | bool]) -> str:
    if len(scenarios) == 1:
        (one, overrides) = scenarios[0]
        words = [repr(str(one.file)), *([f"set={overrides!r}"] if overrides else [])]
    else:
        words = [f"sim.load({str(one.file)!r}, {overrides!r})" for one, overrides in scenarios]
    return f"sim.{verb}({', '.join([*words, *(f'{name}={value!r}' for name, value in options.items())])})"
