"""`sim schema`: the scenario format for editors."""

from __future__ import annotations

import json

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of scenario files, for editors and other tools."""
    from sim.reading.jsonschema import scenario_schema

    click.echo(json.dumps(scenario_schema(), indent=1))
