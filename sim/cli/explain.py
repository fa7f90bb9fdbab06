"""`sim explain`: a scenario in plain sentences."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sim.cli.options import FILE, setting


@click.command("explain")
@click.argument("file", type=FILE)
@setting
@click.option("--format", "form", type=click.Choice(["text", "md"]), default="text", help="Plain text (by default) or Markdown.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def command(file: Path, overrides: tuple[str, ...], form: str, as_json: bool) -> None:
    """Say in words what the scenario in FILE assumes, with sources, and what it changes against its parent."""
    from sim.reading.explain.document import explain
    from sim.reading.explain.write import markdown, text
    from sim.reading.load import load

    found = explain(load(file, overrides))
    if as_json:
        click.echo(json.dumps(found.as_dict(), allow_nan=False))
    else:
        click.echo((markdown if form == "md" else text)(found), nl=False)
