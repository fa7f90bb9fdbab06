"""`sim solve`: what would have to be true for a claim to have a probability."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from sim.cli.options import FILE, printing, running, settings
from sim.cli.writers import Form

DAY = click.DateTime(["%Y-%m-%d"])


def _ends(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[float, float] | None:
    if value is None:
        return None
    try:
        low, high = (float(end.replace("_", "")) for end in value.split(":"))
    except ValueError:
        raise click.BadParameter(f"`{value}` is not of the form a:b, two numbers") from None
    return low, high


@click.command("solve")
@click.argument("file", type=FILE)
@click.option("--claim", metavar="ID", help="One of the scenario's claims.")
@click.option("--reading", metavar="NAME", help="A reading of it; by default the first.")
@click.option("--metric", metavar="NAME", help="In place of a claim: a metric, with --low or --high or both, and --by.")
@click.option("--low", type=float, help="The metric is at least this.")
@click.option("--high", type=float, help="The metric is at most this.")
@click.option("--from", "begin", type=DAY, help="Midnight that begins the window of a flow; by default the start.")
@click.option("--by", type=DAY, help="Midnight at which the window ends; by default the end.")
@click.option("--for", "path", required=True, metavar="PATH", help="The number that is moved.")
@click.option(
    "--probability",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.5,
    show_default=True,
    help="The probability asked for.",
)
@click.option(
    "--between", callback=_ends, metavar="A:B", help="Where to look; by default the number's own law, or a tenth to ten times of it."
)
@printing("solution", "curve")
@running
def command(
    file: Path,
    overrides: tuple[str, ...],
    out: Path | None,
    form: Form,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Find the value at PATH at which a claim has the probability asked for, with its error; or say that there is none, or more than one."""
    from sim.reading.load import load

    own = _own_claim(asked)
    loaded = load(file, (*overrides, *settings(asked)))  # mistakes show before anything that takes its time is imported
    from sim.api.loaded import as_shown
    from sim.api.solve import solve
    from sim.cli.progress import all_or_nothing
    from sim.cli.solve_tables import solution_blocks

    with all_or_nothing(None, "--between a smaller range, or fewer --replicates, take less time"):
        found = solve(as_shown(loaded), metric=own, **asked)
        if out is not None:
            from sim.report.solution import write

            out = write(out, found.as_dict(), found.path, found.solution)
    if as_json:
        click.echo(json.dumps(found.as_dict() | ({"out": str(out)} if out else {}), allow_nan=False))
        return
    form.write(list(solution_blocks(found)), "solution")
    if out is not None:
        form.say(f"\ncurve: {out / 'curve.csv'}")


def _own_claim(asked: dict[str, Any]) -> dict[str, Any] | None:
    """Take the claim that the options make of a metric out of them; None where they name one of the scenario's."""
    metric, low, high, begin, by = (asked.pop(key) for key in ("metric", "low", "high", "begin", "by"))
    if metric is None:
        if asked["claim"] is None:
            raise click.UsageError("say what is asked about: --claim ID, or --metric NAME with --low or --high")
        given = [f"--{name}" for name, value in (("low", low), ("high", high), ("from", begin), ("by", by)) if value is not None]
        if given:
            raise click.UsageError(f"{', '.join(given)} go{'es' * (len(given) == 1)} with --metric; the readings of --claim have their own")
        return None
    if asked["claim"] or asked["reading"]:
        raise click.UsageError("--metric stands in place of --claim and --reading")
    if low is None and high is None:
        raise click.UsageError("--metric needs --low or --high")
    return {"metric": metric, "low": low, "high": high, "from": _day(begin), "by": _day(by)}


def _day(when: datetime | None) -> date | None:
    return when.date() if when else None
