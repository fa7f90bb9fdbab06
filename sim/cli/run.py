"""`sim run`: a scenario file in, a table of claims and a run folder out."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.blocks import Block, Line
from sim.cli.options import FILE, check_refined, printing, refining, running, settings
from sim.cli.writers import Form
from sim.errors import RunFolderError

if TYPE_CHECKING:
    from sim.api import Run
    from sim.reading.load import Loaded

_NEEDS = {"step-check-claims": "step_check", "step-check-metrics": "step_check", "variance": "variance"}
"""Tables that are made where an option asks for it."""


@click.command("run")
@click.argument("file", type=FILE)
@click.option("--step-check", is_flag=True, help="Run once more with half the step, and show how far each number moves.")
@click.option("--variance", is_flag=True, help="Run twice more, and split each reading's variance by what is drawn when.")
@printing("claims", "differences", "step-check-claims", "step-check-metrics", "variance")
@refining
@click.option("--resume", type=FILE, metavar="FOLDER", help="Go on with a run that was stopped, from what was kept of it in FOLDER.")
@running
def command(
    file: Path,
    overrides: tuple[str, ...],
    out: Path | None,
    resume: Path | None,
    form: Form,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Run the scenario in FILE: a table of claims with probabilities, and a folder with data, plots and a report."""
    from sim.reading.load import load

    loaded = load(file, (*overrides, *settings(asked)))  # mistakes show before anything that takes its time is imported

    _check_asked(form, asked, out, resume)
    from sim.report.kept import place, remove

    keep = resume or place(out, file.stem)
    with _going_on(keep, resume is not None):
        done = _done(loaded, quiet or as_json, asked | {"keep": keep})
        folder = _saved(done, out, keep)
    remove(keep)
    if as_json:
        click.echo(json.dumps(as_object(done.record, folder) | _more(done), allow_nan=False))
    else:
        form.write(list(_blocks(done)), "claims")
        form.say(f"\nreport: {folder / 'report.html'}")


def _check_asked(form: Form, asked: dict[str, Any], out: Path | None, resume: Path | None) -> None:
    """Refuse what cannot be given, before anything runs."""
    from sim.report.folder import check_free
    from sim.report.kept import check_begun

    check_refined(asked)
    needs = _NEEDS.get(form.table or "")
    if needs and not asked[needs]:
        raise click.UsageError(f"--table {form.table} needs --{needs.replace('_', '-')}")
    if out is not None:
        check_free(out)
    if resume is not None:
        check_begun(resume)


def _done(loaded: Loaded, silent: bool, asked: dict[str, Any]) -> Run:
    """Run the scenario, and say what is probably not meant in it."""
    from sim.api import run
    from sim.api.loaded import as_shown
    from sim.cli.progress import progress
    from sim.reading.warnings import warnings

    with progress(loaded.stem, silent) as advance:
        done = run(as_shown(loaded), progress=advance, **asked)
    for warning in warnings(done.loaded):
        click.echo(str(warning), err=True)
    return done


@contextmanager
def _going_on(keep: Path, resumed: bool) -> Iterator[None]:
    """Say what is kept when somebody or something stops the run, and how to go on."""
    from sim.report.kept import kept, remove

    try:
        yield
    except BaseException as error:
        said = list(getattr(error, "__notes__", []))
        interrupted = isinstance(error, KeyboardInterrupt)
        count = kept(keep)
        if not count and not resumed:
            remove(keep)
        if count and (interrupted or said):
            words = [word for word in sys.argv[1:] if word != "--debug"]
            again = shlex.join(["sim", *words, *([] if resumed else ["--resume", str(keep)])])
            said = [*(said or [f"{count:,} replicates are finished and kept in {keep}"]), f"go on with: {again}"]
        if interrupted:
            said = ["interrupted", *said] if said else ["interrupted; nothing was written"]
        for line in said:
            click.echo(line, err=True)
        if interrupted:
            raise SystemExit(130) from None
        raise


def _saved(done: Run, out: Path | None, keep: Path) -> Path:
    """Write the run's folder; where it cannot be written, say what is kept all the same."""
    from sim.report.kept import kept

    try:
        return done.save(out)
    except RunFolderError as error:
        if count := kept(keep):
            error.add_note(f"{count:,} replicates are finished and kept in {keep}")
        raise


def _more(done: Run) -> dict[str, Any]:
    """Return what was asked for beside the run itself."""
    found: dict[str, Any] = done.step_check.as_dict() if done.step_check else {}
    found |= {"precision": asdict(done.precision)} if done.precision else {}
    return found | ({"variance": {row.name: row.as_dict() for row in done.variance}} if done.variance else {})


def _blocks(done: Run) -> Iterator[Block]:
    from sim.cli.differences import baseline_blocks, no_difference
    from sim.cli.step_check import step_blocks
    from sim.cli.tables import claim_blocks
    from sim.cli.variance import variance_blocks

    yield from baseline_blocks(done.baseline) if done.baseline else [no_difference()]
    yield from claim_blocks(done.record)
    if done.step_check:
        yield from step_blocks(done.step_check)
    if done.variance:
        yield from variance_blocks(done.variance)
    if done.precision:
        yield Line("\n" + "\n".join(_reached(done.precision)), whole=True)


def _reached(found: Any) -> list[str]:
    """Say whether a precision was reached."""
    if not found.missed:
        return [f"precision: every 95% interval is at most {found.width:g} wide, with {found.replicates:,} replicates"]
    return [
        f"precision: {name} is {width:.4f} wide at {found.replicates:,} replicates, not {found.width:g}" for name, width in found.missed
    ]


def as_object(record: Any, folder: Path) -> dict[str, Any]:
    """Return what `--json` prints."""
    return {
        "scenario": record.scenario,
        "title": record.title,
        "seed": record.seed,
        "replicates": record.replicates,
        "start": record.start.isoformat(),
        "end": record.end.isoformat(),
        "elapsed_s": record.elapsed,
        "out": str(folder),
        "claims": [row.as_dict() for row in record.claims],
        "metrics": record.metrics,
        "notes": record.notes,
    } | ({"baseline": record.baseline.as_dict()} if record.baseline else {})
