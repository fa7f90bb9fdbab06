"""Differences as blocks: a scenario minus its reference, and what that is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analysis.differences import Differences
from sim.cli.blocks import Block, Column, Line, Side, Table
from sim.cli.blocks import cells as row_of
from sim.plots.moves import cells, finest, interval, mean, probability, say_of, signed
from sim.study.attribution import Attribution
from sim.study.compare import Compared

_ERROR = "* simulation error only: the uncertainty of the assumptions is not in it"

_FIELDS = (("name",), ("from",), ("to",), ("difference",), ("low", "high", "n"))


_SHARES = (("group",), ("share",), ("low", "high"))


def comparison_blocks(compared: Compared) -> Iterator[Block]:
    """Yield a comparison: each pair's differences, then its attribution."""
    common = f"{compared.replicates:,} replicates, seed {compared.seed} (the smallest among them, unless given), {compared.elapsed:.1f} s"
    yield Line(f"{len(compared.names)} scenarios on the same random numbers: {common}", "dim")
    for pair in compared.pairs:
        yield Line(f"\n{pair.differences.other} minus {pair.differences.reference}", "bold")
        if pair.alike:
            yield Line("no assumption differs that could change a number")
        yield from difference_blocks(pair.differences)
        if pair.attribution:
            yield from _attribution(pair.differences, pair.attribution)
        elif not pair.alike:
            yield Line("nothing to attribute: no number that both, and the scenarios between them, have")
    yield _empty("attribution", _SHARES, "reference", "other", "kind", "of")


def no_difference() -> Table:
    """Return the table of differences where there is no baseline to differ from."""
    return _empty("differences", _FIELDS, "reference", "other", "kind")


def _empty(name: str, fields: Sequence[tuple[str, ...]], *key: str) -> Table:
    return Table(name, _columns([""] * len(fields), fields), [], dict.fromkeys(key), listed=False)


def baseline_blocks(found: Differences) -> Iterator[Block]:
    """Yield how far a run is from that of its baseline."""
    yield Line(f"{found.other} minus its baseline, {found.reference}, on the same random numbers", "bold")
    yield from difference_blocks(found)
    yield Line("")


def difference_blocks(found: Differences) -> Iterator[Block]:
    """Yield the differences of probabilities and of means, what they rest on, and what could not be compared."""
    titles = (found.reference, found.other, "difference", "95%*")
    for title, rows, say in (
        ("probability", found.claims, probability), ("probability given its events", found.given, probability), ("mean", found.metrics, mean),
    ):  # fmt: skip
        columns = _columns((title, *titles), _FIELDS)
        lines = [row_of(columns, [name, *cells(row, say)], {"name": name} | row.as_dict()) for name, row in rows.items()]
        key = {"reference": found.reference, "other": found.other, "kind": title}
        yield Table("differences", columns, lines, key, listed=bool(rows))
    if found.claims or found.metrics:
        yield Line(_ERROR, "dim")
    yield from (Line(f"note: {note}") for note in found.notes)
    for why in dict.fromkeys(found.not_comparable.values()):
        names = [name for name, reason in found.not_comparable.items() if reason == why]
        yield Line(f"not comparable, {why}: {', '.join(names)}")


def _attribution(pair: Differences, found: Attribution) -> Iterator[Block]:
    kind = "the probability" if found.of.kind == "probability" else "the mean"
    yield Line(f"\nWhat makes the difference in {kind} of {found.of.name}", "bold")
    if not found.shares:
        yield Line("nothing differs, so there is no group of assumptions to attribute it to")
        return
    yield _shares(pair, found)
    every = "all orders" if found.orders is None else f"{found.orders} orders drawn at random (their error is in the intervals)"
    yield Line(f"shares are averaged over {every} of changing one group after another; {found.runs} scenarios were run", "dim")
    yield from (Line(f"note: {note}") for note in found.notes)


def _shares(pair: Differences, found: Attribution) -> Table:
    error, say = finest(found.shares), say_of(found)
    columns = _columns(("group of assumptions", "share", "95%*"), _SHARES)
    rows = [
        row_of(columns, [row.group, signed(row.share, error, say), interval(row.low, row.high, say)], vars(row)) for row in found.shares
    ]
    whole = {"group": "all together", "share": found.difference, "low": None, "high": None}
    total = row_of(columns, ["all together", signed(found.difference, error, say), ""], whole)
    key = {"reference": pair.reference, "other": pair.other, "kind": found.of.kind, "of": found.of.name}
    return Table("attribution", columns, rows, key, totals=[total])


def _columns(titles: Sequence[str], fields: Sequence[tuple[str, ...]]) -> list[Column]:
    sides: list[Side] = ["left", *["right"] * (len(titles) - 1)]  # type: ignore[list-item]
    return [Column(*column, fold=True) for column in zip(titles, fields, sides, strict=True)]
