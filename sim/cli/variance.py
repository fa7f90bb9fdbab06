"""The variance of a run's readings as blocks, by when it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.analysis.variance import Share, Split
from sim.cli.blocks import Block, Column, Line, Table, cells

_LEVELS = {"replicate": "not known (drawn by replicate)", "month": "fluctuates (by month)", "case": "chance (by case)"}

COLUMNS = (
    Column("reading", ("name",)),
    Column("sd", ("sd",), "right"),
    *(Column(title, (level, f"{level}_low", f"{level}_high"), "right") for level, title in _LEVELS.items()),
)


def variance_blocks(splits: Iterable[Split]) -> Iterator[Block]:
    """Yield the shares of each reading's variance."""
    yield Table(
        "variance",
        COLUMNS,
        [cells(COLUMNS, _texts(split), _values(split)) for split in splits],
        caption=Line("Share of the variance", "bold"),
    )
    yield Line("In brackets the simulation error of the share; one whose range holds 0 is not told from none.", "dim")


def _texts(split: Split) -> list[str]:
    return [split.name, f"{split.sd:,.4g}", *(_shown(getattr(split, level)) for level in _LEVELS)]


def _values(split: Split) -> dict[str, str | float]:
    values: dict[str, str | float] = {"name": split.name, "sd": split.sd}
    for level in _LEVELS:
        share: Share = getattr(split, level)
        values |= {level: share.share, f"{level}_low": share.low, f"{level}_high": share.high}
    return values


def _shown(share: Share) -> str:
    return f"{share.share:.3f} ({share.low:.3f} to {share.high:.3f})"
