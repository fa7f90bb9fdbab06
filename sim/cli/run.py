"""`sim run`: a scenario file in, a table of claims and a run folder out."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any

import click

from sim.cli.options import FILE, running


@click.command("run")
@click.argument("file", type=FILE)
@click.option("--step-check", is_flag=True, help="Run once more with half the step, and show how far each number moves.")
@running
def command(
    file: Path,
    step_check: bool,
    overrides: tuple[str, ...],
    replicates: int | None,
    seed: int | None,
    out: Path | None,
    jobs: int | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run the scenario in FILE: a table of claims with probabilities, and a folder with data, plots and a report."""
    from sim.api import run
    from sim.cli.differences import baseline_tables
    from sim.cli.progress import progress
    from sim.cli.step_check import step_tables
    from sim.cli.tables import claim_table
    from sim.report.folder import check_free

    if out is not None:
        check_free(out)
    with progress(file.stem, quiet or as_json) as advance:
        done = run(file, replicates=replicates, seed=seed, set=overrides, jobs=jobs, progress=advance, step_check=step_check)
    folder = done.save(out, command=shlex.join(["sim", *sys.argv[1:]]))
    if as_json:
        moves = done.step_check.as_dict() if done.step_check else {}
        click.echo(json.dumps(as_object(done.record, folder) | moves, allow_nan=False))
        return
    if done.baseline:
        baseline_tables(done.baseline)
    claim_table(done.record)
    if done.step_check:
        step_tables(done.step_check)
    click.echo(f"\nreport: {folder / 'report.html'}")


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
