"""`sim schema`: the scenario format for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sim.cli.options import FILE


@click.command("schema")
@click.option("--out", type=FILE, help="Write it to a file, which the first line of a scenario can name, over an older one.")
def command(out: Path | None) -> None:
    """Print the JSON Schema of scenario files, for editors and other tools.

    An editor with the YAML language server reads the first line of a scenario: `# yaml-language-server: $schema=sim-schema.json`.
    """
    from sim.reading.jsonschema import scenario_schema
    from sim.reading.starter import write_schema

    if out is None:
        click.echo(json.dumps(scenario_schema(), indent=1))
    else:
        write_schema(out)
        click.echo(f"{out}: written")
