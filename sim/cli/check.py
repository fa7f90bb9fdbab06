"""`sim check`: every mistake at once."""

from __future__ import annotations

import gc
import json
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import click

from sim.cli.options import FILE, setting
from sim.errors import InputError, Problem


@click.command("check")
@click.argument("files", type=FILE, nargs=-1, required=True)
@setting
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--quiet", is_flag=True, help="Name no files that are in order.")
def command(files: tuple[Path, ...], overrides: tuple[str, ...], as_json: bool, quiet: bool) -> None:
    """Find every mistake in scenario FILES, or in folders of seeds, each with file, line, column and a hint; warn of what is probably not meant."""
    found: dict[str, list[str]] = {}
    problems: list[Problem] = []
    warned: dict[str, list[str]] = {}
    gc.disable()  # what so short a task leaves is not worth collecting, and looking for it takes a quarter of the time
    try:
        for file in files:
            wrong, doubtful = _problems(file, overrides)
            found[str(file)], warned[str(file)] = list(map(str, wrong)), list(map(str, doubtful))
            problems += wrong
    finally:
        gc.enable()
    if as_json:
        click.echo(json.dumps({"files": found, "warnings": warned}))
    elif not quiet:
        for name in [name for name, lines in found.items() if not lines]:
            click.echo(f"{name}: in order")
    for line in chain(*warned.values()):
        click.echo(line, err=True)
    if problems:
        raise InputError(problems)


def _problems(file: Path, overrides: tuple[str, ...]) -> tuple[Sequence[Problem], Sequence[Problem]]:
    """Return what is wrong with a file and, where nothing is, what is doubtful."""
    from sim.reading.load import load
    from sim.reading.warnings import warnings

    if (file / "sources.csv").is_file():
        from sim.reading.evidence import check_seeds
        from sim.study.evidence import check_claims

        return sorted({*check_seeds(file), *check_claims(file)}), ()
    try:
        return (), warnings(load(file, overrides))
    except InputError as error:
        return error.problems, ()
