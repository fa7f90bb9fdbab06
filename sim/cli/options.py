"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from sim.cli.writers import Form
from sim.errors import InputError, Place, Problem

Command = TypeVar("Command", bound=Callable[..., Any])

FILE = click.Path(path_type=Path)


def _overrides(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if "=" not in value or value.startswith("="):
            raise click.BadParameter(f"`{value}` is not of the form path=value")
    return values


def _existing(ctx: click.Context, parameter: click.Parameter, folder: Path | None) -> Path | None:
    if folder is not None and not (folder / "sources.csv").is_file():
        raise InputError([Problem(Place(str(folder)), "S001", "", "no folder of seeds: it holds no sources.csv")])
    return folder


def seeds_folder(command: Command) -> Command:
    """Add `--seeds`, the folder of the seeds."""
    text = "The folder of the seeds; by default the nearest, or the copy that is shipped."
    return click.option("--seeds", "folder", type=FILE, callback=_existing, help=text)(command)


def setting(command: Command) -> Command:
    """Add `--set path=value`, repeatable."""
    text = "Put another value at a path of the scenario; repeatable."
    return click.option("--set", "overrides", multiple=True, metavar="PATH=VALUE", callback=_overrides, help=text)(command)


def refining(command: Command) -> Command:
    """Add `--precision` and `--max-replicates`."""
    text = "Add replicates until every 95% interval is this narrow, from end to end."
    narrow = click.option("--precision", type=click.FloatRange(0, 1, min_open=True), help=text)
    most = click.option("--max-replicates", type=click.IntRange(1, 10_000_000), help="Where to give a precision up; 200,000 by default.")
    return narrow(most(command))


def settings(asked: dict[str, Any]) -> list[str]:
    """Take the number of replicates and the seed out of what was asked, as overrides, so that a file is read once with them."""
    return [f"{key}={value}" for key in ("replicates", "seed") if (value := asked.pop(key)) is not None]


def check_refined(asked: Mapping[str, Any]) -> None:
    """Refuse a limit to nothing."""
    if asked["max_replicates"] and not asked["precision"]:
        raise click.UsageError("--max-replicates needs --precision, which is given up there")


def running(command: Command) -> Command:
    """Add the options of every command that simulates."""
    for option in (
        click.option("--quiet", is_flag=True, help="Show no progress."),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."),
        click.option("--jobs", type=click.IntRange(1, 1024), help="Threads; all processors by default. Numbers do not depend on it."),
        click.option("--out", type=FILE, help="The run's own folder; by default one below runs/."),
        click.option("--seed", type=click.IntRange(0, 2**64 - 1), help="Random seed, in place of the scenario's."),
        click.option("--replicates", type=click.IntRange(1, 10_000_000), help="Number of replicates, in place of the scenario's."),
    ):
        command = option(command)
    return setting(command)


def printing(*tables: str) -> Callable[[Command], Command]:
    """Add `--format` and `--table` to a command that has `--json`; it is given a `Form`.

    Parameters
    ----------
    tables : str
        Names of all tables that the command may print, the main one first.
    """
    most = f"Text for people; csv: one table with exact values, `{tables[0]}` by default; md: Markdown."
    which = "The table that --format csv writes, or the only one of --format md."

    def add(command: Command) -> Command:
        @wraps(command)
        def formed(*arguments: Any, form: str | None, table: str | None = None, **options: Any) -> Any:
            if options["as_json"] and (form or table):
                raise click.UsageError("--json excludes --format and --table")
            if table and form in (None, "text"):
                raise click.UsageError("--table needs --format csv or --format md")
            return command(*arguments, form=Form(form or "text", table), **options)  # type: ignore[arg-type]

        one = click.option("--table", type=click.Choice(tables), help=which)(formed) if tables[1:] else formed
        return click.option("--format", "form", type=click.Choice(["text", "csv", "md"]), help=most)(one)  # type: ignore[return-value]

    return add
