"""Rank correlation between what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from sim.model.noun import Noun


class Correlation(Noun):
    """Spearman's rank correlation of two numbers that are drawn by replicate, by their paths."""

    between: tuple[str, str] = Field(description="[PATH, PATH] of two numbers drawn by replicate")
    rank: Annotated[float, Field(gt=-1, lt=1)] = Field(description="Spearman's rank correlation")


def members(correlations: Sequence[Correlation]) -> list[str]:
    """Return the paths that are correlated with any other, in the order in which they are first named."""
    return list(dict.fromkeys(path for one in correlations for path in one.between))
