"""Published figures, sources, quantities and policies: what the model is seeded with."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sim.model.noun import Noun

Quality = Literal["primary", "secondary", "derived", "second-hand"]


class Source(Noun):
    """Who said it, what, when and where."""

    id: str
    title: str
    publisher: str
    published: str
    address: str


class Quantity(Noun):
    """What a number counts: its definition and unit; a stock at a date, a flow over a window, or a rate."""

    id: str
    kind: Literal["stock", "flow", "rate"]
    unit: str
    definition: str


class Figure(Noun):
    """One published number, or bounds on one.

    `known_on` is the day it was first public, None when that is unknown; `family` says who counts and by which definitions;
    `parts` the figures a derived one is the sum of.
    """

    id: str
    quantity: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    from_: date | None
    to: date | None
    family: str
    known_on: date | None
    vintage: str
    source: str
    quality: Quality
    parts: str = ""
    note: str


class Policy(Noun):
    """A dated decision, with the day on which it was public."""

    id: str
    title: str
    on: date
    known_on: date | None
    source: str
    quality: Quality
    note: str
