"""`sim claims`: the record of published claims, with what versions said and what happened."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import click

from sim.cli.options import FILE, printing, seeds_folder
from sim.cli.writers import Form

_SOONER = "--system or --horizon choose a part of the record, and fewer --replicates take less time"


def _months(ctx: click.Context, parameter: click.Parameter, text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    first, colon, last = text.partition(":")
    try:
        bounds = float(first or -math.inf), float(last or math.inf)
    except ValueError:
        bounds = (math.nan, math.nan)
    if not colon or not bounds[0] < bounds[1]:
        raise click.BadParameter(f"`{text}` is not of the form A:B, in months, A below B; either may be left out")
    return bounds


@click.command("claims")
@click.option("--system", "systems", multiple=True, metavar="NAME", help="Only claims about this backlog; repeatable.")
@click.option("--kind", type=click.Choice(["forecast", "target"]), help="Only forecasts, or only targets.")
@click.option("--horizon", metavar="A:B", callback=_months, help="Only from A up to below B months ahead; either may be left out.")
@click.option("--all", "every", is_flag=True, help="Show every reading, not only the first of each claim.")
@click.option("--no-run", is_flag=True, help="Run no scenario: only what is recorded.")
@click.option("--replicates", type=click.IntRange(1, 10_000_000), default=2_000, show_default=True, help="Of every scenario.")
@click.option("--jobs", type=click.IntRange(1, 1024), help="Threads; all processors by default. Numbers do not depend on it.")
@seeds_folder
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with every reading, and nothing else.")
@click.option("--csv", type=FILE, help="Write every reading, with all scores, to a CSV file.")
@click.option("--plot", type=FILE, help="Draw how far outcomes fell from claims by horizon: .svg or .png.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@printing("claims")
def command(
    systems: tuple[str, ...],
    kind: str | None,
    horizon: tuple[float, float] | None,
    every: bool,
    no_run: bool,
    replicates: int,
    jobs: int | None,
    folder: Path | None,
    form: Form,
    as_json: bool,
    csv: Path | None,
    plot: Path | None,
    quiet: bool,
) -> None:
    """Show the record of published claims: straight line, probability, what happened and scores."""
    from sim.api.claims import claims
    from sim.cli.claim_tables import record_blocks
    from sim.cli.progress import Told, all_or_nothing, progress

    _check_ending(plot)
    told = Told("scenarios")
    with all_or_nothing(told, _SOONER), progress("claims", quiet or as_json, told.unit) as told.show:
        record = claims(
            systems=systems,
            kind=kind,  # type: ignore[arg-type]
            horizon=horizon,
            replicates=0 if no_run else replicates,
            jobs=jobs,
            seeds=folder,
            progress=told,
        )
    for problem in record.warnings:
        click.echo(f"warning: {problem}", err=True)
    files = _written(record, csv, plot)
    if as_json:
        click.echo(json.dumps(record.as_dict(), allow_nan=False))
        return
    form.write(list(record_blocks(record, every)), "claims")
    for file in files:
        form.say(str(file))


def _check_ending(plot: Path | None) -> None:
    if plot:
        from sim.plots.figures import check_ending

        check_ending(plot)


def _written(record: Any, csv: Path | None, plot: Path | None) -> list[Path]:
    """Write the files that were asked for, and return each."""
    if csv:
        from sim.study.entry import as_csv

        csv.write_text(as_csv(record.rows), encoding="utf-8")
    if plot:
        from sim.plots.figures import save
        from sim.plots.horizons import horizons

        save(horizons(record.main), plot)
    return [file for file in (csv, plot) if file]
