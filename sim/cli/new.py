"""`sim new`: a scenario file to begin with."""

from __future__ import annotations

import json
import shlex

import click


@click.command("new")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def command(name: str, as_json: bool) -> None:
    """Write a commented scenario file NAME.yaml that runs as it is; nothing is overwritten."""
    from sim.reading.starter import begin

    file, schema = begin(name)
    if as_json:
        click.echo(json.dumps({"file": str(file), "schema": str(schema)}))
    else:
        click.echo(f"{file}: written; its numbers are made up\n{schema}: what your editor needs for completion and underlines\n")
        click.echo("\n".join(f"sim {verb} {shlex.quote(str(file))}" for verb in ("check", "explain", "run")))
