"""A small scenario that is swept in the tests, and plans for it."""

from pathlib import Path

from sim.reading.load import load
from sim.reading.vary import sweep
from sim.study.design import design
from sim.study.sweep import Plan, Precision

TEXT = """
title: A docket that empties
start: 2022-01-01
end: 2022-07-01
replicates: 300
seed: 5
parameters: {pace: {uniform: [0.5, 1.5], level: replicate}}
stages:
  open: {kind: active, initial: 2_000}
  gone: {kind: closed}
flows:
  filed: {kind: inflow, to: open, rate: {product: [100, {parameter: pace}]}}
  leave: {kind: hazard, from: open, to: gone, rate: 0.05}
events:
  ruling: {on: 2022-03-15, multiply: {flows.leave.rate: 2}}
metrics:
  open: {stock: open}
  left: {flow: leave}
claims:
  - {id: few, metric: open, high: 1_500, readings: {at-the-end: {by: 2022-07-01}}}
"""


def written(folder: Path, text: str = TEXT) -> Path:
    """Write a scenario into a folder and return its path."""
    file = folder / "docket.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def plan(folder: Path, *vary: str, mode="random", precision=None, most=20_000, text: str = TEXT, **options) -> Plan:
    """Return a plan of the small scenario."""
    loaded = load(written(folder, text), [], sweep(vary, **options))
    return Plan(loaded, design(loaded.scenario), mode, Precision(precision, most) if precision else None)
