"""`sim check`: every mistake at once."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import click

from sim.cli.options import FILE, setting
from sim.errors import InputError, Problem, visible


@click.command("check")
@click.argument("files", type=FILE, nargs=-1, required=True)
@setting
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--quiet", is_flag=True, help="Name no files that are in order.")
def command(files: tuple[Path, ...], overrides: tuple[str, ...], as_json: bool, quiet: bool) -> None:
    """Find every mistake in scenario FILES, or in folders of seeds, each with file, line, column and a hint."""
    found: dict[str, list[str]] = {}
    problems: list[Problem] = []
    seeds: dict[str, Path] = {}
    gc.disable()  # what so short a task leaves is not worth collecting, and looking for it takes a quarter of the time
    try:
        for file in files:
            wrong = _problems(file, overrides, seeds)
            found[str(file)] = list(map(str, wrong))
            problems += wrong
    finally:
        gc.enable()
    if as_json:
        click.echo(json.dumps({"files": found}))
    elif not quiet:
        for name in [name for name, lines in found.items() if not lines]:
            click.echo(visible(f"{name}: in order{f', with the seeds in {seeds[name]}' if name in seeds else ''}"))
    if problems:
        raise InputError(problems)


def _problems(file: Path, overrides: tuple[str, ...], seeds: dict[str, Path]) -> tuple[Problem, ...]:
    """Return what is wrong with a file or its baseline; seeds that happen to lie above it, and are not those shipped, are entered."""
    from sim.reading.load import load
    from sim.reading.seeds import SHIPPED

    if (file / "sources.csv").is_file():
        from sim.reading.evidence import check_seeds
        from sim.study.evidence import check_claims

        return tuple(sorted({*check_seeds(file), *check_claims(file)}))
    try:
        loaded = load(file, overrides)
        for one in (loaded, loaded.baseline):
            if one and one.seeds.folder not in (None, *SHIPPED) and one.scenario.seeds is None:
                seeds[str(file)] = one.seeds.folder
    except InputError as error:
        return error.problems
    return ()
