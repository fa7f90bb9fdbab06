"""`sim report`: one page, or one text, on runs and on what was asked beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import click

from sim.cli.options import FILE


@click.command("report")
@click.argument("folders", type=FILE, nargs=-1, required=True, metavar="RUN...")
@click.option(
    "--format", "kind", type=click.Choice(["html", "md"]), default="html", show_default=True, help="One page, or Markdown with plots."
)
@click.option("--out", type=FILE, help="The report's own folder; by default one below runs/.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def command(folders: tuple[Path, ...], kind: Literal["html", "md"], out: Path | None, as_json: bool) -> None:
    """Join the folders of runs (and of solutions and sweeps) in one report: versions ordered by how far they lie from published bounds."""
    from sim.report.folder import check_free
    from sim.report.joined import gather, write

    if out is not None:
        check_free(out)
    found = gather(folders)
    file = write(out, found, kind)
    if as_json:
        click.echo(json.dumps({"out": str(file), "runs": [one.record.scenario for one in found.runs]}))
    else:
        click.echo(f"report: {file}")
