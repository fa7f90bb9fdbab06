"""Is the record of claims in order: sources and quantities that exist, windows that fit, straight lines through what was public then?

What a claim is by itself stands with its type; here is what it takes the rest of the seeds, and the scenarios beside them, to see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from sim.analysis.straight_line import objections
from sim.errors import InputError, Problem, nearest
from sim.model.claim import Claim, Reading, StraightLine
from sim.reading.recorded import readable_claims
from sim.reading.scalars import known_day
from sim.reading.seeds import Seeds

Found = tuple[str, str, str, str | None]
"""A problem of a claim: its code, the path below the claim, the message and the name that was meant."""


def check_claims(folder: Path) -> list[Problem]:
    """Return everything that is wrong with the claims of a folder of seeds, in order of place.

    Where a table of the seeds cannot be read, that is found with the tables (`sim.reading.evidence.check_seeds`), and not again here.
    """
    seeds = Seeds(folder)
    try:
        claims, found = readable_claims(seeds)
    except InputError as error:
        return list(error.problems)
    try:
        return sorted({*found, *_placed(claims, seeds, _of_claim), *line_problems(claims, seeds)})
    except InputError:
        return sorted(found)


def line_problems(claims: list[Claim], seeds: Seeds) -> list[Problem]:
    """Return what is wrong with the straight lines of claims."""
    return list(_placed(claims, seeds, _of_line))


def _placed(claims: list[Claim], seeds: Seeds, find: Callable[[Claim, Seeds], Iterator[Found]]) -> Iterator[Problem]:
    for claim in claims:
        for code, path, message, meant in find(claim, seeds):
            yield Problem(seeds.claims[claim.id].place_of(path), code, f"{claim.id}.{path}", message, meant)


def _of_line(claim: Claim, seeds: Seeds) -> Iterator[Found]:
    line = claim.straight_line
    for objection in objections(line, claim.made_on, seeds.figures if line.figures else {}) if line else ():
        meant = nearest(line.figures[int(objection.at[-1])], seeds.figures) if line and line.figures and objection.code == "S402" else None
        yield objection.code, f"straight_line.{objection.at}", objection.message, meant


def _of_claim(claim: Claim, seeds: Seeds) -> Iterator[Found]:
    for key in ("statement", "source", "made_on", "quantity", "system"):
        if getattr(claim, key) is None:
            yield "S102", key, f"`{key}` is missing", None
    yield from _unknown("source", claim.source, seeds.sources, "source")
    yield from _unknown("quantity", claim.quantity, seeds.quantities, "quantity")
    public = known_day(claim.known_on)
    if claim.made_on and public and public < claim.made_on:
        yield "S301", "known_on", f"public on {public}, before it was made, {claim.made_on}", None
    yield from _of_scenario(claim, seeds)
    for name, reading in claim.readings.items():
        yield from _of_reading(claim, reading, f"readings.{name}", seeds)
    yield from _of_outcomes(claim, seeds)
    yield from _of_quantities(claim.straight_line, seeds)


def _of_scenario(claim: Claim, seeds: Seeds) -> Iterator[Found]:
    if claim.scenario is None:
        if claim.not_simulated is None:
            yield "S102", "scenario", "`scenario` or `not_simulated` is missing", None
        return
    folder = (seeds.folder or Path()).parent / "scenarios"
    if folder.is_dir() and not (folder / claim.scenario).is_file():
        files = [file.relative_to(folder).as_posix() for file in folder.rglob("*.yaml")]
        yield "S001", "scenario", f"no file `{claim.scenario}` below {folder}", nearest(claim.scenario, files)


def _of_reading(claim: Claim, reading: Reading, path: str, seeds: Seeds) -> Iterator[Found]:
    for key in ("definition", "quantity"):
        yield from _unknown("quantity", getattr(reading, key), seeds.quantities, f"{path}.{key}")
    counted = claim.counts(reading)
    kind = seeds.quantities[counted].kind if counted in seeds.quantities else None
    if kind == "flow" and reading.begin is None:
        yield "S102", path, f"`from` is missing; {counted} is a flow, counted over a window", None
    elif kind == "stock" and reading.begin is not None:
        yield "S105", path, f"{counted} is a stock, counted on one day; leave out `from`", None
    if claim.kind and claim.made_on and reading.end <= claim.made_on:
        text = f"the window ends {_last(reading)}, before the claim was made, {claim.made_on}; what counts the past has no `kind`"
        yield "S301", path, text, None


def _last(reading: Reading) -> date:
    return reading.through or reading.end


def _of_outcomes(claim: Claim, seeds: Seeds) -> Iterator[Found]:
    if not claim.outcomes:
        yield "S102", "outcomes", "`outcomes` is missing; a list of outcomes, or `open`, is needed", None
    counted = {claim.counts(reading) for reading in claim.readings.values()}
    for index, outcome in enumerate(claim.outcomes if isinstance(claim.outcomes, tuple) else ()):
        path = f"outcomes.{index}"
        yield from _unknown("source", outcome.source, seeds.sources, f"{path}.source")
        if outcome.definition not in counted and counted <= set(seeds.quantities):
            known = sorted(filter(None, counted))
            text = f"no reading counts `{outcome.definition}`; readings count {', '.join(known)}"
            yield "S104", f"{path}.definition", text, nearest(outcome.definition, known)
        if claim.kind and claim.made_on and outcome.window.end <= claim.made_on:
            yield "S301", f"{path}.window", f"it was counted up to {outcome.window.end}, before the claim was made, {claim.made_on}", None


def _of_quantities(line: StraightLine | None, seeds: Seeds) -> Iterator[Found]:
    """Find a straight line through counts of different things."""
    figures = [seeds.figures[name] for name in (line.figures or () if line else ()) if name in seeds.figures]
    counted = [figure.quantity for figure in figures]
    if len(set(counted)) > 1 and not any(figure.from_ for figure in figures):
        yield "S105", "straight_line.figures", f"{' and '.join(counted)} are different quantities; two counts of one are allowed", None


def _unknown(kind: str, name: str | None, known: Mapping[str, object], path: str) -> Iterator[Found]:
    if name is not None and name not in known:
        yield "S402", path, f"no {kind} `{name}`", nearest(name, known)
