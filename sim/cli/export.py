"""`sim export`: a run for other tools."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.options import FILE

if TYPE_CHECKING:
    from sim.report.export import Format


@click.command("export")
@click.argument("run", type=FILE)
@click.option(
    "--to",
    type=click.Choice(["hubverse", "csv", "parquet"]),
    required=True,
    help="A hub for hubEvals and scoringutils, or tidy tables as CSV or Parquet.",
)
@click.option("--out", type=FILE, help="The folder to write; by default RUN-hubverse, RUN-csv or RUN-parquet beside RUN.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def command(run: Path, to: Format, out: Path | None, as_json: bool) -> None:
    """Write the run in folder RUN for other tools; as tables also what a sweep, a comparison or a solution found."""
    from sim.report.export import export

    done = export(run, to, out)
    if as_json:
        click.echo(json.dumps({"out": str(done.folder), "to": to, "files": done.files, "left_out": done.left_out}))
        return
    for line in done.left_out:
        click.echo(f"left out: {line}", err=True)
    for name in done.files:
        click.echo(str(done.folder / name))
