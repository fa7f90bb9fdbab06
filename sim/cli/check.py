"""`sim check`: every mistake at once."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import click

from sim.cli.blocks import Block, Column, Line, Table, cells
from sim.cli.options import FILE, printing, setting
from sim.cli.writers import Form
from sim.errors import InputError, Problem

COLUMNS = (
    Column("file", ("file",)),
    Column("line", ("line",), "right"),
    Column("column", ("column",), "right"),
    Column("code", ("code",)),
    Column("path", ("path",)),
    Column("what was found", ("message",)),
    Column("did you mean", ("meant",)),
)


@click.command("check")
@click.argument("files", type=FILE, nargs=-1, required=True)
@setting
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--quiet", is_flag=True, help="Name no files that are in order.")
@printing("problems")
def command(files: tuple[Path, ...], overrides: tuple[str, ...], form: Form, as_json: bool, quiet: bool) -> None:
    """Find every mistake in scenario FILES, or in folders of seeds, each with file, line, column and a hint; warn of what is probably not meant."""
    found: dict[str, Sequence[Problem]] = {}
    warned: dict[str, Sequence[Problem]] = {}
    gc.disable()  # what so short a task leaves is not worth collecting, and looking for it takes a quarter of the time
    try:
        for file in files:
            found[str(file)], warned[str(file)] = _problems(file, overrides)
    finally:
        gc.enable()
    if as_json:
        click.echo(
            json.dumps(
                {key: {name: list(map(str, of)) for name, of in each.items()} for key, each in (("files", found), ("warnings", warned))}
            )
        )
    else:
        form.write(list(_blocks(found, quiet)), "problems")
    for warning in chain(*warned.values()):
        click.echo(str(warning), err=True)
    problems = list(chain(*found.values()))
    if problems:
        raise InputError(problems)


def _blocks(found: dict[str, Sequence[Problem]], quiet: bool) -> Iterator[Block]:
    if not quiet:
        yield from (Line(f"{name}: in order", whole=True) for name, wrong in found.items() if not wrong)
    rows = [cells(COLUMNS, _texts(problem), _values(problem)) for wrong in found.values() for problem in wrong]
    yield Table("problems", COLUMNS, rows, listed=False)


def _values(problem: Problem) -> dict[str, str | int | None]:
    place = {"file": problem.place.file, "line": problem.place.line or None, "column": problem.place.column or None}
    return vars(problem) | place


def _texts(problem: Problem) -> list[str]:
    return ["" if value is None else str(value) for value in map(_values(problem).get, (column.fields[0] for column in COLUMNS))]


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
