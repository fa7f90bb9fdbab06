"""`sim run`: a scenario file in, a table of claims and a run folder out."""

from __future__ import annotations

import json
import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import FILE, refining, running

if TYPE_CHECKING:
    from sim.api import Run


@click.command("run")
@click.argument("file", type=FILE)
@click.option("--step-check", is_flag=True, help="Run once more with half the step, and show how far each number moves.")
@click.option("--variance", is_flag=True, help="Run twice more, and split each reading's variance by what is drawn when.")
@refining
@running
def command(
    file: Path, overrides: tuple[str, ...], out: Path | None, as_json: bool, quiet: bool, max_replicates: int | None, **asked: Any
) -> None:
    """Run the scenario in FILE: a table of claims with probabilities, and a folder with data, plots and a report."""
    from sim.reading.load import load

    own = [f"{key}={value}" for key in ("replicates", "seed") if (value := asked.pop(key)) is not None]
    loaded = load(file, (*overrides, *own))  # mistakes show before anything that takes its time is imported

    from sim.api import MOST, run
    from sim.cli.progress import progress
    from sim.report.folder import check_free

    if out is not None:
        check_free(out)
    with progress(file.stem, quiet or as_json) as advance:
        done = run(loaded, progress=advance, max_replicates=max_replicates or MOST, **asked)
    folder = done.save(out, command=shlex.join(["sim", *sys.argv[1:]]))
    if as_json:
        click.echo(json.dumps(as_object(done.record, folder) | _more(done), allow_nan=False))
    else:
        _show(done)
        click.echo(f"\nreport: {folder / 'report.html'}")


def _more(done: Run) -> dict[str, Any]:
    """Return what was asked for beside the run itself."""
    found: dict[str, Any] = done.step_check.as_dict() if done.step_check else {}
    found |= {"precision": asdict(done.precision)} if done.precision else {}
    return found | ({"variance": {row.name: row.as_dict() for row in done.variance}} if done.variance else {})


def _show(done: Run) -> None:
    from sim.cli.differences import baseline_tables
    from sim.cli.step_check import step_tables
    from sim.cli.tables import claim_table
    from sim.cli.variance import variance_table

    if done.baseline:
        baseline_tables(done.baseline)
    claim_table(done.record)
    if done.step_check:
        step_tables(done.step_check)
    if done.variance:
        variance_table(done.variance)
    if done.precision:
        click.echo("\n" + "\n".join(_reached(done.precision)))


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
