"""A small run with metrics of every kind, among them some that do not exist in all replicates, in none, or have no limit."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import sim

QUEUE = """
title: A queue and a room that nobody leaves
start: 2022-01-01
end: 2023-07-01
replicates: 200
seed: 3
classes: [a, b]
stages:
  open: {kind: active, initial: {a: 300, b: 200}, ages: {bins: 20, initial: steady}}
  rare: {kind: active, initial: {a: 2, b: 0}, ages: true}
  full: {kind: active, initial: {a: 5, b: 0}, ages: true}
  gone: {kind: closed}
flows:
  filed: {kind: inflow, to: open, rate: 40, shares: {a: .5, b: .5}, noise: poisson}
  more: {kind: inflow, to: full, rate: 3, shares: {a: 1, b: 0}}
  quit: {kind: hazard, from: open, to: gone, rate: 0.02}
  heard: {kind: capacity, from: open, capacity: {uniform: [20, 50], level: replicate}, discipline: fifo,
          outcomes: {yes: {share: .5, to: gone}, no: {share: rest, to: gone}}}
  seldom: {kind: hazard, from: rare, to: gone, rate: 0.08}
  idle: {kind: capacity, from: full, to: gone, capacity: 0}
metrics:
  pending: {stock: open}
  left: {flow: heard}
  wait: {wait: heard, classes: [a]}
  median: {wait: heard, statistic: median}
  over: {wait: heard.yes, statistic: over_1y}
  sometimes: {wait: seldom}
  never: {wait: idle}
  age: {age: open, dates: [2022-07-01]}
  every: {age: open, statistic: median, dates: every-step}
  old: {age: rare, statistic: over_2y}
  clear: {clearance: open}
  endless: {clearance: full}
  relief: {relief: open, target: 100}
  ahead: {filed: heard}
  stuck: {filed: idle}
claims:
  - {id: year, metric: wait, high: 12, readings: {whole: {from: 2022-01-01, by: 2023-07-01}, late: {from: 2022-10-01, by: 2023-07-01}}}
  - {id: aged, metric: age, low: 4, high: 8, readings: {end: {by: 2023-07-01}, inside: {by: 2022-10-15}}}
  - {id: few, metric: sometimes, low: 5, high: 10, readings: {whole: {from: 2022-01-01, by: 2023-07-01}, month: {from: 2023-06-01, by: 2023-07-01}}}
  - {id: none, metric: never, low: 5, readings: {whole: {from: 2022-01-01, by: 2023-07-01}}}
  - {id: empty, metric: clear, low: 20, high: 60, readings: {whole: {from: 2022-01-01, by: 2023-07-01}, late: {from: 2023-01-01, by: 2023-07-01}}}
  - {id: beyond, metric: endless, high: 60, readings: {whole: {from: 2022-01-01, by: 2023-07-01}}}
  - {id: flow, metric: left, low: 300, high: 500, readings: {late: {from: 2023-01-01, by: 2023-07-01}}}
plausibility:
  - {metric: wait, high: 10, source: made up}
  - {metric: never, high: 10, source: made up}
  - {metric: endless, high: 10, source: made up}
  - {metric: endless, low: 10, source: made up}
"""


@cache
def queue(mode: str = "random", step_check: bool = False) -> sim.Run:
    """Return the run of the queue."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "queue.yaml"
        file.write_text(QUEUE)
        return sim.run(file, mode=mode, step_check=step_check)
