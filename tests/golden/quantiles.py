"""Quantiles of every metric and claim reading in a reference run: what random mode promises on any processor and with any numpy.

They are order statistics, so that another run can be held against them whatever the law (`tests.statistical.kit.assert_quantiles`).
"""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

import sim.ensemble.blocks as blocks
from sim.analysis.claims import every_value
from sim.reading.load import load
from tests.statistical.kit import order_statistics

Values = dict[str, NDArray[np.float64]]

SEED, REPLICATES = 2023, 6_000
"""Of the reference run: three whole blocks."""
ANOTHER_SEED, FEW = 2022, 400
"""Of the run that is held against it."""


def values(scenario: Path, seed: int, replicates: int) -> Values:
    """Run a scenario and return each metric at the end (over the run if it is a flow) and each reading, one number per replicate."""
    result = blocks.run(load(scenario, [f"seed={seed}", f"replicates={replicates}"]).scenario, mode="random")
    return {name: result.value(name) for name in result.scenario.metrics} | dict(every_value(result))


def quantiles(scenario: Path) -> dict[str, list[float]]:
    """Return the order statistics of the reference run, by metric and by `claim/reading`."""
    return {name: order_statistics(sample) for name, sample in values(scenario, SEED, REPLICATES).items()}


def few(scenario: Path) -> Values:
    """Return the values of a short run; a block of 2,000 would be simulated whole, so the run has a block of its own size."""
    with patch.object(blocks, "BLOCK", FEW):
        return values(scenario, ANOTHER_SEED, FEW)
