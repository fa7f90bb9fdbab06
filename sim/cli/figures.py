"""`sim figures`: the published figures, each with its source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from sim.cli.options import seeds_folder


@click.command("figures")
@click.argument("word", default="")
@seeds_folder
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def command(word: str, folder: Path | None, as_json: bool) -> None:
    """List the published figures in which WORD stands, or show one by its id with its source."""
    from sim.reading.search import search
    from sim.reading.seeds import find, open_seeds

    seeds = open_seeds(find(Path.cwd() / "figures", folder))
    found = [seeds.figures[word]] if word in seeds.figures else search(seeds, word)
    if as_json:
        click.echo(json.dumps({"figures": [_plain(seeds, figure) for figure in found]}, allow_nan=False))
    elif word in seeds.figures:
        for name, value in _plain(seeds, found[0]).items():
            shown = f"{value:,.10g}" if isinstance(value, float) else value
            click.echo(f"{name:10} {shown}" if shown not in (None, "") else f"{name:10} -")
    else:
        _table(found)


def _plain(seeds: Any, figure: Any) -> dict[str, Any]:
    """Return a figure as plain values, its quantity defined and its source in words."""
    quantity = seeds.quantities.get(figure.quantity)
    values: dict[str, Any] = {name.rstrip("_"): value for name, value in figure.model_dump(mode="json").items()}
    return values | {"definition": quantity.definition if quantity else None, "cited": seeds.cite(figure.source)}


def _table(found: list[Any]) -> None:
    from rich import box
    from rich.table import Table

    from sim.cli.tables import open_console

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, side in (
        ("id", "left"),
        ("value", "right"),
        ("unit", "left"),
        ("period", "left"),
        ("family", "left"),
        ("public", "left"),
        ("quality", "left"),
    ):
        table.add_column(name, justify=side, overflow="fold")  # type: ignore[arg-type]
    for figure in found:
        period = f"{figure.from_} to {figure.to}" if figure.from_ else str(figure.to)
        table.add_row(figure.id, _value(figure), figure.unit, period, figure.family, str(figure.known_on or "unknown"), figure.quality)
    open_console().print(table)
    click.echo(f"{len(found)} figure{'s' if len(found) != 1 else ''}; `sim figures ID` shows one with its source")


def _value(figure: Any) -> str:
    if figure.value is not None:
        return f"{figure.value:,.10g}"
    low, high = (f"{bound:,.10g}" if bound is not None else "" for bound in (figure.low, figure.high))
    return f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}"
