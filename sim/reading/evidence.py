"""Is a folder of seeds in order: sources named and used, units and periods that fit, nothing twice?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sim.errors import InputError, Place, Problem, nearest
from sim.model.figure import Figure
from sim.reading.scalars import known_day
from sim.reading.seeds import Seeds
from sim.reading.tables import rows
from sim.reading.text import decoded

_WORD = re.compile(r"[A-Za-z0-9][\w.-]*[A-Za-z0-9]")


def check_seeds(folder: Path) -> list[Problem]:
    """Return everything that is wrong with a folder of seeds, in order of place.

    Found are: what cannot be read; figures whose source or quantity does not exist, whose unit is not that of the quantity, whose
    period does not fit it (a stock has one day, a flow a first and a last), that are public before their period begins, or that
    stand twice; policies without a source; addresses that are none; sources and quantities that nothing uses.
    """
    seeds = Seeds(folder)
    try:
        figures, places = seeds.figures.read(), _places(folder)
        found = [problem for figure in figures.values() for problem in _of_figure(seeds, figure, places[figure.id])]
        found += _twice(figures, places)
        for name, policy in seeds.policies.items():
            found += _unknown("source", policy.source, seeds.sources, _place(folder, "policy.csv", name), f"{name}.source")
        found += _unused(seeds, folder)
        found += _addresses(seeds, folder)
        found += _published(seeds, folder)
    except InputError as error:
        return sorted(error.problems)
    return sorted(found)


def _places(folder: Path) -> dict[str, Place]:
    files = sorted((folder / "figures").glob("*.csv"))
    return {key: place for file in files for key, (_, place) in rows(file, ["id"]).items()}


def _place(folder: Path, table: str, key: str) -> Place:
    return rows(folder / table, ["id"])[key][1]


def _of_figure(seeds: Seeds, figure: Figure, place: Place) -> Iterator[Problem]:
    if figure.source or figure.quality != "derived":
        yield from _unknown("source", figure.source, seeds.sources, place, f"{figure.id}.source")
    quantity = seeds.quantities.get(figure.quantity)
    if quantity is None:
        yield from _unknown("quantity", figure.quantity, seeds.quantities, place, f"{figure.id}.quantity")
        return
    if figure.unit != quantity.unit:
        text = f"`{figure.unit}` found; {figure.quantity} is counted in {quantity.unit}"
        yield Problem(place, "S105", f"{figure.id}.unit", text)
    yield from _period(figure, quantity.kind, place)
    if figure.value is None and figure.low is None and figure.high is None:
        yield Problem(place, "S102", f"{figure.id}.value", "a value is missing, or bounds on one")
    if quantity.kind == "stock" and min(figure.value or 0, figure.low or 0, figure.high or 0) < 0:
        yield Problem(place, "S201", f"{figure.id}.value", f"{figure.quantity} is a stock, which is 0 or more")
    if figure.low is not None and figure.high is not None and figure.low > figure.high:
        yield Problem(place, "S201", f"{figure.id}.low", f"{figure.low:,.10g} lies above `high`, {figure.high:,.10g}")
    elif figure.value is not None and _lies_outside(figure.value, figure.low, figure.high):
        yield Problem(place, "S201", f"{figure.id}.value", f"{figure.value:,.10g} does not lie between `low` and `high`")


def _lies_outside(value: float, low: float | None, high: float | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)


def _period(figure: Figure, kind: str, place: Place) -> Iterator[Problem]:
    if figure.to is None:
        yield Problem(place, "S102", f"{figure.id}.to", "the day is missing on which it was counted, or up to which")
    elif kind == "stock" and figure.from_ is not None:
        yield Problem(place, "S105", f"{figure.id}.from", f"{figure.quantity} is a stock, counted on one day; leave `from` empty")
    elif kind == "flow" and figure.from_ is None:
        yield Problem(place, "S102", f"{figure.id}.from", f"{figure.quantity} is a flow; the first day of its period is missing")
    elif figure.from_ is not None and figure.from_ > figure.to:
        yield Problem(place, "S301", f"{figure.id}.to", f"the period ends {figure.to}, before it begins, {figure.from_}")
    elif figure.known_on is not None and kind != "rate" and figure.known_on < (figure.from_ or figure.to):
        yield Problem(
            place, "S301", f"{figure.id}.known_on", f"public on {figure.known_on}, before what it counts; a projection is a claim"
        )


def _twice(figures: dict[str, Figure], places: dict[str, Place]) -> Iterator[Problem]:
    """Find figures of one quantity, period, family and release."""
    seen: dict[tuple[object, ...], str] = {}
    for figure in figures.values():
        key = (figure.quantity, figure.from_, figure.to, figure.family, figure.vintage, figure.value, figure.low, figure.high, figure.note)
        if key in seen:
            yield Problem(places[figure.id], "S005", figure.id, f"says what `{seen[key]}` says; one of them is enough")
        seen.setdefault(key, figure.id)


def _unused(seeds: Seeds, folder: Path) -> Iterator[Problem]:
    """Find sources and quantities that no figure, policy or claim names, nor any scenario beside the seeds; quantities only if there are any."""
    named = {figure.source for figure in seeds.figures.values()} | {policy.source for policy in seeds.policies.values()}
    texts = [file for file in (folder / "claims.yaml", *sorted((folder.parent / "scenarios").rglob("*.yaml"))) if file.is_file()]
    words = {word for file in texts for word in _WORD.findall(decoded(file))}
    for name in seeds.sources:
        if name not in named | words:
            yield Problem(_place(folder, "sources.csv", name), "S107", name, "no figure, policy, claim or scenario uses this source")
    counted = {figure.quantity for figure in seeds.figures.values()}
    for name in seeds.quantities if (folder.parent / "scenarios").is_dir() else ():
        if name not in counted | words:
            yield Problem(_place(folder, "quantities.csv", name), "S107", name, "no figure, claim or scenario counts this quantity")


def _addresses(seeds: Seeds, folder: Path) -> Iterator[Problem]:
    for name, source in seeds.sources.items():
        if source.address and not source.address.startswith(("https://", "http://")):
            text = f"`{source.address}` found; an address that begins with https:// or http://, or nothing, is allowed"
            yield Problem(_place(folder, "sources.csv", name), "S103", f"{name}.address", text)


def _published(seeds: Seeds, folder: Path) -> Iterator[Problem]:
    for name, source in seeds.sources.items():
        if source.published and known_day(source.published) is None:
            text = f"`{source.published}` found; a date, YYYY-MM-DD, YYYY-MM or YYYY, or nothing, is allowed"
            yield Problem(_place(folder, "sources.csv", name), "S103", f"{name}.published", text)


def _unknown(kind: str, name: str, known: Mapping[str, object], place: Place, path: str) -> Iterator[Problem]:
    if not name:
        yield Problem(place, "S102", path, f"the {kind} is missing")
    elif name not in known:
        yield Problem(place, "S402", path, f"no {kind} `{name}`", nearest(name, known))
