"""`sim check`: every mistake at once."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import click

from sim.cli.blocks import Block, Column, Line, Table, cells
from sim.cli.options import FILE, printing, setting
from sim.cli.writers import Form
from sim.errors import InputError, Problem, visible

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
    gc.disable()  # what so short a task leaves is not worth collecting, and looking for it takes a quarter of the time
    try:
        found = {str(file): _looked_at(file, overrides) for file in files}
    finally:
        gc.enable()
    if as_json:
        wrong, doubtful = ({name: list(map(str, getattr(one, of))) for name, one in found.items()} for of in ("wrong", "doubtful"))
        click.echo(json.dumps({"files": wrong, "warnings": doubtful}))
    else:
        form.write(list(_blocks(found, quiet)), "problems")
    for warning in chain(*(one.doubtful for one in found.values())):
        click.echo(str(warning), err=True)
    problems = list(chain(*(one.wrong for one in found.values())))
    if problems:
        raise InputError(problems)


class _Found(NamedTuple):
    """What is wrong with a file and, where nothing is, what is doubtful; and its seeds, where they happen to lie above it."""

    wrong: Sequence[Problem] = ()
    doubtful: Sequence[Problem] = ()
    seeds: Path | None = None

    @property
    def in_order(self) -> str:
        """What is said of a file in which nothing is wrong."""
        count = len(self.doubtful)
        where = f", with the seeds in {self.seeds}" if self.seeds else ""
        return f"runs{where}; {count} warning{'s' * (count != 1)}" if count else f"in order{where}"


def _blocks(found: dict[str, _Found], quiet: bool) -> Iterator[Block]:
    if not quiet:
        yield from (Line(visible(f"{name}: {one.in_order}"), whole=True) for name, one in found.items() if not one.wrong)
    rows = [cells(COLUMNS, _texts(problem), _values(problem)) for one in found.values() for problem in one.wrong]
    yield Table("problems", COLUMNS, rows, listed=False)


def _values(problem: Problem) -> dict[str, str | int | None]:
    place = {"file": problem.place.file, "line": problem.place.line or None, "column": problem.place.column or None}
    return vars(problem) | place


def _texts(problem: Problem) -> list[str]:
    return ["" if value is None else str(value) for value in map(_values(problem).get, (column.fields[0] for column in COLUMNS))]


def _looked_at(file: Path, overrides: tuple[str, ...]) -> _Found:
    from sim.reading.load import load
    from sim.reading.seeds import SHIPPED
    from sim.reading.warnings import warnings

    if (file / "sources.csv").is_file():
        from sim.reading.evidence import check_seeds
        from sim.study.evidence import check_claims

        return _Found(sorted({*check_seeds(file), *check_claims(file)}))
    try:
        loaded = load(file, overrides)
        above = [one.seeds.folder for one in (loaded, loaded.baseline) if one and one.scenario.seeds is None]
        return _Found((), warnings(loaded), next((folder for folder in above if folder not in (None, *SHIPPED)), None))
    except InputError as error:
        return _Found(error.problems)
