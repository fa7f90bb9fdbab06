"""`sim plot`: any figure of a run again."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.options import FILE


@click.command("plot")
@click.argument("run", type=FILE)
@click.option("--kind", type=click.Choice(["fan", "distribution", "distributions", "multiples"]), default="fan", show_default=True)
@click.option("--metric", help="The metric; by default that of the first claim.")
@click.option(
    "--reading",
    metavar="CLAIM/READING",
    help="The reading whose distribution is drawn, or several: a,b; by default the first, or all of its claim.",
)
@click.option("-o", "--output", type=FILE, required=True, help="The file: .svg or .png.")
def command(run: Path, kind: str, metric: str | None, reading: str | None, output: Path) -> None:
    """Draw a figure of the run in folder RUN."""
    from sim.plots.figures import figure, save
    from sim.report.folder import read

    save(figure(read(run), kind, metric=metric, reading=reading), output)
    click.echo(str(output))
