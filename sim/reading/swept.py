"""A scenario with the points it is to be run at: those of its own `sweep`, or those that the command line asks for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sim.errors import InputError, Problem
from sim.reading.load import Loaded, load
from sim.reading.vary import sweep as axes


def load_swept(
    file: str | Path | Loaded,
    vary: Iterable[str] = (),
    *,
    design: str | None = None,
    points: int | None = None,
    replicates: int | None = None,
    given: Iterable[str] = (),
) -> Loaded:
    """Read a scenario that says what varies.

    Parameters
    ----------
    file : path of a YAML file, or what was read of it
    vary : iterable of texts
        `path=a:b:n`, `path=a:b`, `path=a,b,c` or `path`, in place of the axes of the file's own `sweep`.
    design, points, replicates : optional
        In place of those of the file's own `sweep`.
    given : iterable of texts
        Overrides `path=value`.

    Raises
    ------
    InputError
        With every mistake found, or where nothing says what varies.

    Examples
    --------
    >>> load_swept("scenarios/pd-2022/depletion.yaml", ["stages.eligible.initial=0.7e6:1.8e6:3"]).scenario.sweep.vary["stages.eligible.initial"].points
    3
    """
    path, laid = (file.file, file.overrides) if isinstance(file, Loaded) else (file, ())
    loaded = load(path, [*laid, *given], axes(tuple(vary), design, points, replicates))
    if loaded.scenario.sweep is None:
        message = "the file has no `sweep`; say what varies with `--vary path=a:b:n`, `path=a,b,c` or `path`"
        raise InputError([Problem(loaded.tree.place_of("sweep"), "S102", "sweep", message)])
    return loaded
