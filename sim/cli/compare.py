"""`sim compare`: scenario files side by side on the same random numbers."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sim.cli.options import FILE, printing, running
from sim.cli.writers import Form


def _several(ctx: click.Context, parameter: click.Parameter, files: tuple[Path, ...]) -> tuple[Path, ...]:
    if len(files) < 2:
        raise click.BadParameter("two files or more are needed")
    return files


@click.command("compare")
@click.argument("files", type=FILE, nargs=-1, required=True, callback=_several)
@click.option("--of", metavar="NAME", help="Attribute this metric or claim/reading; by default the first reading that both have.")
@printing("differences", "attribution")
@running
def command(
    files: tuple[Path, ...],
    of: str | None,
    overrides: tuple[str, ...],
    replicates: int | None,
    seed: int | None,
    out: Path | None,
    jobs: int | None,
    form: Form,
    as_json: bool,
    quiet: bool,
) -> None:
    """Hold scenario FILES against the first of them: every difference with its interval, and which assumptions make it.

    All run on the same random numbers: with the smallest seed and the smallest number of replicates among them, unless others are given.
    """
    from sim.reading.load import load_all

    loaded = load_all(files, overrides)  # mistakes show before anything that takes its time is imported
    from sim.api.compare import compare
    from sim.cli.differences import comparison_blocks
    from sim.cli.progress import Told, all_or_nothing, progress
    from sim.report.folder import check_free

    if out is not None:
        check_free(out)
    told = Told("scenarios")
    with all_or_nothing(told, "fewer --replicates take less time"):
        with progress("compare", quiet or as_json, told.unit) as told.show:
            found = compare(*loaded, of=of, replicates=replicates, seed=seed, jobs=jobs, progress=told)
        folder = found.save(out)
    if as_json:
        click.echo(json.dumps(found.as_dict() | {"out": str(folder)}, allow_nan=False))
        return
    form.write(list(comparison_blocks(found.compared)), "differences")
    form.say(f"\nwritten to: {folder}")
