"""`sim sweep`: a scenario at many points; a table, a map and a store that survives whatever stops it."""

from __future__ import annotations

import json
import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import FILE, check_refined, printing, refining, running
from sim.cli.writers import Form

if TYPE_CHECKING:
    from sim.reading.load import Loaded

_KEPT = ("vary", "design", "points", "replicates", "seed", "expected", "precision", "max_replicates")
"""Options that `--resume` may leave out: they are taken from the sweep that was begun."""


@click.command("sweep")
@click.argument("file", type=FILE)
@click.option(
    "--vary", multiple=True, metavar="PATH=A:B:N|A,B,C", help="An axis: a range, a list, or a bare PATH for its own law; repeatable."
)
@click.option("--design", type=click.Choice(["grid", "lhs", "sobol", "saltelli"]), help="By default a grid; lhs where --points is given.")
@click.option("--points", type=click.IntRange(1, 1_000_000), help="Points of the design.")
@click.option("--expected", is_flag=True, help="Run every point in expected mode: means of all draws, no chance.")
@refining
@click.option("--resume", is_flag=True, help="Go on with the sweep in --out; options left out are those it was begun with.")
@click.option("--parquet", is_flag=True, help="Write the tables as Parquet too.")
@click.option(
    "--cluster",
    metavar="local|ADDRESS",
    help="On a Dask cluster: `local`, a process for each of --jobs, or the workers of tcp://host:8786.",
)
@printing("points", "effects", "indices")
@running
def command(
    file: Path,
    out: Path | None,
    resume: bool,
    parquet: bool,
    cluster: str | None,
    jobs: int | None,
    form: Form,
    as_json: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Run the scenario in FILE at the points of its `sweep`, or of --vary: a table, plots, and a folder that can be resumed."""
    if resume and out is None:
        raise click.UsageError("--resume needs --out, the folder of the sweep that was begun")
    if resume and out is not None:
        resume, options = _as_begun(out, options)
    _check_asked(options)
    loaded = _read(file, options)  # mistakes show before anything that takes its time is imported
    from sim.api.sweep import begun_well, run, workers
    from sim.cli.progress import progress, stopping
    from sim.report import sweeps
    from sim.study.swept import swept

    if parquet:
        sweeps.check_parquet(out or Path("sweeps"))
    plan = _plan(loaded, options)
    with workers(jobs, cluster, _waiting) as (pool, number):
        folder, store = _opened(plan, options, out, resume)
        again = shlex.join(["sim", "sweep", str(file), "--out", str(folder), "--resume", *["--parquet"] * parquet])
        kept = partial(_kept, plan, store)
        new = None if resume else folder
        with store, begun_well(new, store), stopping(kept, again), progress(file.stem, quiet or as_json, "points", plain=True) as advance:
            run(plan, store, pool, number, advance)
            found = swept(plan, store)
    with stopping(lambda: f"all {found.done:,} points are done and kept", again):
        csv = _export(folder, found, parquet)
    _say(found, folder, csv, form, as_json)


def _export(folder: Path, found: Any, parquet: bool) -> Path:
    """Write the tables and plots of a sweep, and return the table's file."""
    from sim.report import sweeps

    csv = sweeps.export(folder, found)
    if parquet:
        sweeps.export_parquet(folder, found)
    sweeps.draw(folder, found)
    return csv


def _check_asked(options: dict[str, Any]) -> None:
    """Refuse what excludes each other."""
    check_refined(options)
    if options["expected"] and options["precision"]:
        raise click.UsageError("--expected excludes --precision: in expected mode nothing has a probability")


def _kept(plan: Any, store: Any) -> str:
    """Say what of a sweep is kept."""
    return f"every part that was done is kept: {store.count(len(plan.sizes)):,} of {len(plan.design.points):,} points"


def _waiting(where: str) -> None:
    """Say why nothing happens."""
    said = "no worker is left; the sweep waits until one joins. Ctrl-C ends it and keeps every part that was done"
    click.echo(f"--cluster {where}: {said}", err=True)


def _say(found: Any, folder: Path, csv: Path, form: Form, as_json: bool) -> None:
    """Print what the sweep says, for people or as one object."""
    from sim.cli.sweep_tables import sweep_blocks
    from sim.report.sweeps import facts

    if as_json:
        known = {"out": str(folder), "points": len(found.design.points), "done": found.done, "csv": str(csv)}
        click.echo(json.dumps(known | facts(found), allow_nan=False))
        return
    form.write(list(sweep_blocks(found)), "points")
    form.say(f"\ntable: {csv}\nplots: {folder / 'plots'}")


def _opened(plan: Any, options: dict[str, Any], out: Path | None, resume: bool) -> tuple[Path, Any]:
    """Begin the sweep's folder, or open it to go on."""
    from sim.report import sweeps

    if not resume or out is None:
        return sweeps.begin(out, plan, {name: options[name] for name in (*_KEPT, "overrides")})
    folder, store, other = sweeps.resume(out, plan)
    for change in other:
        click.echo(f"warning: version of {change}; the points before were computed with the former", err=True)
    return folder, store


def _as_begun(out: Path, options: dict[str, Any]) -> tuple[bool, dict[str, Any]]:
    """Tell whether there is a sweep to go on with, and take what is left out from it."""
    from sim.report import sweeps

    if not sweeps.begun(out):
        click.echo(f"{out}: no part of a sweep is there to go on with; it begins", err=True)
        return False, options
    begun = sweeps.settings_of(out)
    return True, {name: value if value not in (None, (), False) else begun.get(name, value) for name, value in options.items()}


def _read(file: Path, options: dict[str, Any]) -> Loaded:
    from sim.reading.swept import load_swept

    given = [*options["overrides"], *([f"seed={options['seed']}"] if options["seed"] is not None else [])]
    asked = {name: options[name] for name in ("design", "points", "replicates")}
    return load_swept(file, options["vary"], given=given, **asked)


def _plan(loaded: Loaded, options: dict[str, Any]) -> Any:
    from sim.api.asked import MOST
    from sim.study.design import design
    from sim.study.sweep import Plan, Precision

    precision = Precision(options["precision"], options["max_replicates"] or MOST) if options["precision"] else None
    return Plan(loaded, design(loaded.scenario), "expected" if options["expected"] else "random", precision)
