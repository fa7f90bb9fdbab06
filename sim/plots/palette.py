"""The colours of all pictures: they keep apart in grey and for colour-blind eyes."""

from __future__ import annotations

INK, QUIET, RULE = "#1a1a1a", "#4a4a4a", "#c9c9c9"
BANDS = {0.95: "#d3e3f1", 0.80: "#9cc3e2", 0.50: "#5a9bd0"}
"""Bands of a fan from the widest to the narrowest, by the share of replicates they hold."""

MEDIAN, BARS = "#0b3c66", "#5a9bd0"
CLAIM, CLAIM_AREA = "#b3400a", "#f8dfcd"
OUTCOME = "#111111"

PALETTE = {
    "paper": "#ffffff", "ink": INK, "quiet": QUIET, "rule": RULE, "band95": BANDS[0.95], "band80": BANDS[0.80], "band50": BANDS[0.50],
    "median": MEDIAN, "claim": CLAIM, "area": CLAIM_AREA, "outcome": OUTCOME,
}  # fmt: skip
"""The colours by name: a page may put others in their place where its paper is dark."""
