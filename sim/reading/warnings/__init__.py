"""What is probably not meant, though it can be run: each a problem with a code W1xx, shown and then passed over."""

from __future__ import annotations

from sim.errors import Problem
from sim.reading.load import Loaded
from sim.reading.warnings import drawn, idle, published


def warnings(loaded: Loaded) -> list[Problem]:
    """Return everything in a scenario that is probably not meant, in order of place.

    Found are: names that nothing uses, classes without cases, events that change nothing, claims of which no reading is computed,
    correlations of 0, numbers far from what is published, and results that look surer than they are.

    Examples
    --------
    >>> from sim.reading.load import load
    >>> warnings(load("scenarios/base/tutorial.yaml"))
    []
    """
    found = (*idle.found(loaded), *published.found(loaded), *drawn.found(loaded))
    return sorted({Problem(loaded.tree.place_of(path, True), code, path, text) for code, path, text in found})
