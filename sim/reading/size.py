"""Would the run fit into memory?"""

from __future__ import annotations

from sim.calendar import STEP_MONTHS, months_between
from sim.reading.draft import Draft

MOST_BYTES = 4_000_000_000
"""What the paths of all metrics may take: replicates x bounds x metrics x 8 bytes."""


def check(draft: Draft) -> None:
    """Note a run whose paths would not fit."""
    run = draft.scenario
    if not draft.sound("start", "end", "step", "replicates") or run.start >= run.end:
        return
    bounds = int(months_between(run.start, run.end) / STEP_MONTHS[run.step]) + 2
    needed = run.replicates * bounds * max(len(run.metrics), 1) * 8
    if needed > MOST_BYTES:
        sizes = f"{run.replicates:_} replicates x {bounds:_} bounds x {len(run.metrics)} metrics"
        draft.add("S503", "replicates", f"{sizes} take {needed / 1e9:.1f} GB; at most {MOST_BYTES / 1e9:.0f} GB are allowed")
