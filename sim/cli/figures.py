"""`sim figures`: the published figures, each with its source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from sim.cli.blocks import Block, Column, Line, Table, cells
from sim.cli.options import printing, seeds_folder
from sim.cli.writers import Form

COLUMNS = (
    Column("id", ("id",), fold=True),
    Column("value", ("value", "low", "high"), "right", fold=True),
    Column("unit", ("unit",), fold=True),
    Column("period", ("from", "to"), fold=True),
    Column("family", ("family",), fold=True),
    Column("public", ("known_on",), fold=True),
    Column("quality", ("quality",), fold=True),
)

WHOLE = (Column("", ("field",)), Column("", ("value",)))
"""One figure: everything that is known of it, a line each."""


@click.command("figures")
@click.argument("word", default="")
@seeds_folder
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@printing("figures")
def command(word: str, folder: Path | None, form: Form, as_json: bool) -> None:
    """List the published figures in which WORD stands, or show one by its id with its source."""
    from sim.reading.search import search
    from sim.reading.seeds import find, open_seeds

    seeds = open_seeds(find(Path.cwd() / "figures", folder))
    found = [seeds.figures[word]] if word in seeds.figures else search(seeds, word)
    plain = [_plain(seeds, figure) for figure in found]
    if as_json:
        click.echo(json.dumps({"figures": plain}, allow_nan=False))
    else:
        form.write(list(_one(plain[0]) if word in seeds.figures else _several(found, plain)), "figures")


def _plain(seeds: Any, figure: Any) -> dict[str, Any]:
    """Return a figure as plain values, its quantity defined and its source in words."""
    quantity = seeds.quantities.get(figure.quantity)
    values: dict[str, Any] = {name.rstrip("_"): value for name, value in figure.model_dump(mode="json").items()}
    return values | {"definition": quantity.definition if quantity else None, "cited": seeds.cite(figure.source)}


def _one(values: dict[str, Any]) -> Iterator[Block]:
    shown = {name: f"{value:,.10g}" if isinstance(value, float) else value for name, value in values.items()}
    shown = {name: "-" if value in (None, "") else str(value) for name, value in shown.items()}
    yield from (Line(f"{name:10} {value}", whole=True) for name, value in shown.items())
    rows = [cells(WHOLE, [name, shown[name]], {"field": name, "value": value}) for name, value in values.items()]
    yield Table("figures", WHOLE, rows, listed=False)


def _several(found: list[Any], plain: list[dict[str, Any]]) -> Iterator[Block]:
    yield Table("figures", COLUMNS, [cells(COLUMNS, _texts(figure), values) for figure, values in zip(found, plain, strict=True)])
    yield Line(f"{len(found)} figure{'s' if len(found) != 1 else ''}; `sim figures ID` shows one with its source", whole=True)


def _texts(figure: Any) -> list[str]:
    period = f"{figure.from_} to {figure.to}" if figure.from_ else str(figure.to)
    return [figure.id, _value(figure), figure.unit, period, figure.family, str(figure.known_on or "unknown"), figure.quality]


def _value(figure: Any) -> str:
    if figure.value is not None:
        return f"{figure.value:,.10g}"
    low, high = (f"{bound:,.10g}" if bound is not None else "" for bound in (figure.low, figure.high))
    return f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}"
