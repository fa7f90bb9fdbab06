"""The variance of a run's readings on stdout, by when it is drawn."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.table import Table
from rich.text import Text

from sim.analysis.variance import Share, Split
from sim.cli.tables import open_console

_LEVELS = {"replicate": "not known (drawn by replicate)", "month": "fluctuates (by month)", "case": "chance (by case)"}


def variance_table(splits: Iterable[Split]) -> None:
    """Print the shares of each reading's variance."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title="Share of the variance", title_justify="left", title_style="bold")
    table.add_column("reading")
    for title in ("sd", *_LEVELS.values()):
        table.add_column(title, justify="right")
    for split in splits:
        table.add_row(split.name, f"{split.sd:,.4g}", *(_shown(getattr(split, level)) for level in _LEVELS))
    console = open_console()
    console.print(table)
    console.print(Text("In brackets the simulation error of the share; one whose range holds 0 is not told from none.", style="dim"))


def _shown(share: Share) -> str:
    return f"{share.share:.3f} ({share.low:.3f} to {share.high:.3f})"
