"""The folder of a sweep: its store, and once points are done its tables and plots."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.errors import RunFolderError
from sim.report.files import write_csv
from sim.report.folder import check_free, free_folder, putting
from sim.report.manifest import scenario_hash
from sim.report.resolved import resolved_yaml
from sim.report.same import about, changes, named, plain
from sim.study.store import Store
from sim.study.sweep import Plan
from sim.study.swept import Swept, long_table, moved, sensitivity, table

DATABASE = "sweep.db"
"""The store's name in its folder."""

_FIRST = {DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal"}
"""What is made before anything is committed."""


def begun(folder: Path) -> bool:
    """Tell whether a folder holds a sweep that can go on; what a process leaves that is stopped before its first commit is none."""
    left = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
    return Store.begun(folder / DATABASE) or not left <= _FIRST


def begin(out: Path | None, plan: Plan, settings: dict[str, Any]) -> tuple[Path, Store]:
    """Make the folder of a new sweep with its store; `settings` are what `--resume` may leave out.

    Raises
    ------
    RunFolderError
        If the folder holds anything already, or cannot be written.
    """
    folder = Path(os.path.abspath(out or free_folder("sweeps", plan.loaded.stem, scenario_hash(plan.loaded.scenario))))
    begun_with = _about(plan)
    try:
        if not begun(folder):
            for name in _FIRST:
                (folder / name).unlink(missing_ok=True)
        check_free(folder)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunFolderError(f"{folder}: [S602] cannot be written: {error.strerror or error}") from error
    store = Store.create(folder / DATABASE, {**begun_with, "settings": settings}, plan.design.points)
    _say_what_runs(folder, plan)
    return folder, store


def _say_what_runs(folder: Path, plan: Plan) -> None:
    with putting(folder / "scenario.yaml") as partial:
        partial.write_text(resolved_yaml(plan.loaded), encoding="utf-8")


def settings_of(folder: Path) -> dict[str, Any]:
    """Return the settings with which the sweep in a folder was begun.

    Raises
    ------
    RunFolderError
        If there is none, or it cannot be read.
    """
    with Store.resume(folder / DATABASE) as store:
        found: dict[str, Any] = store.about()["settings"]
        return found


def resume(folder: Path, plan: Plan) -> tuple[Path, Store, list[str]]:
    """Open the store of a sweep that was begun with the same plan; also say which versions of software are others now.

    Raises
    ------
    RunFolderError
        If the plan is another one: it says what changed.
    """
    folder = Path(os.path.abspath(folder))
    store = Store.resume(folder / DATABASE)
    before, now = store.about(), json.loads(json.dumps(_about(plan)))
    changed = changes(before, now, "scenario", "plan")
    if changed:
        store.close()
        raise RunFolderError(f"{folder}: [S606] the sweep was begun with another scenario or design; changed: {named(changed)}")
    _say_what_runs(folder, plan)
    return folder, store, changes(before, now, "versions")


def _about(plan: Plan) -> dict[str, Any]:
    """Return what must be the same when a sweep goes on.

    Raises
    ------
    InputError
        If the scenario asks for nothing, or is wrong in some version of it.
    """
    design, precision = plan.design, plan.precision
    return about(plan.loaded, {"sweep": None}) | {
        "plan": {
            "design": design.kind,
            "axes": list(design.axes),
            "points": plain(design.points) if len(design.points) <= 100 else len(design.points),
            "parts": len(plan.parts),
            "replicates": design.replicates,
            "mode": plan.mode,
            "precision": precision.width if precision else None,
            "max_replicates": precision.most if precision else None,
            "sweep": plan.loaded.scenario.sweep.model_dump(mode="json") if plan.loaded.scenario.sweep else None,
        },
        "columns": [column.name for column in plan.columns],
    }


def export(folder: Path, found: Swept) -> Path:
    """Write the tables of a sweep beside its store, each whole or not at all; return the path of the first.

    `points.csv` has a row per point: the varied paths, then `<claim>/<reading>`. `details.csv` has all that is known of each.

    Raises
    ------
    RunFolderError
        If the folder cannot be written.
    """
    for name, (header, rows) in {"details.csv": long_table(found), "points.csv": table(found)}.items():
        with putting(folder / name) as partial:
            write_csv(partial, header, rows)
    return folder / "points.csv"


def check_parquet(folder: Path) -> None:
    """Refuse Parquet where the extra is not installed.

    Raises
    ------
    RunFolderError
        Then.
    """
    try:
        import_module("pyarrow")
    except ImportError:
        message = "Parquet needs an extra: pip install 'backlog-projection-simulator[parquet]'"
        raise RunFolderError(f"{folder}: [S607] {message}") from None


def export_parquet(folder: Path, found: Swept) -> None:
    """Write the same tables as Parquet.

    Raises
    ------
    RunFolderError
        If the extra is not installed, or the folder cannot be written.
    """
    import pandas as pd

    check_parquet(folder)
    for name, (header, rows) in {"details": long_table(found), "points": table(found)}.items():
        with putting(folder / f"{name}.parquet") as partial:
            pd.DataFrame(rows, columns=header).to_parquet(partial, index=False)


def facts(found: Swept) -> dict[str, Any]:
    """Return what `--json` says of a sweep beside its table: effects of the axes, and Sobol' indices where the design gives them."""
    known: dict[str, Any] = {"design": found.design.kind, "replicates": found.design.replicates, "mode": found.mode, "seed": found.seed}
    moves = {name: moved(found, name) for name in found.readings}
    if found.precision is not None:
        known["precision"] = {"width": found.precision, "missed": {name: found.wide(name) for name in found.readings}}
    known["effects"] = {name: [asdict(effect) for effect in rows] for name, rows in moves.items()}
    if found.design.kind == "saltelli":
        indices = {name: sensitivity(found, name) for name in found.readings}
        known["indices"] = {name: asdict(each) if each else None for name, each in indices.items()}
    return known


def draw(folder: Path, found: Swept) -> None:
    """Draw the standard plots of a sweep into `plots/`, each file whole or not at all.

    Raises
    ------
    RunFolderError
        If the folder cannot be written.
    """
    from sim.plots.sweep_figures import sweep_svgs

    plots = folder / "plots"
    try:
        plots.mkdir(exist_ok=True)
    except OSError as error:
        raise RunFolderError(f"{plots}: [S602] cannot be written: {error.strerror or error}") from error
    for stem, svg in sweep_svgs(found).items():
        with putting(plots / f"{stem}.svg") as partial:
            partial.write_bytes(svg)
