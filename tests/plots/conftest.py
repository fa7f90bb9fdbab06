"""Records of small runs, ordinary and awkward."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.analysis.record import Record, record
from sim.ensemble.blocks import run
from sim.reading.load import load
from tests.analysis.times import QUEUE

ORDINARY = """
title: Two ways out
question: Do most cases leave?
assumption: Half of the hazard lasts all year.
start: 2022-01-01
end: 2023-01-01
replicates: 400
seed: 1
stages: {open: {kind: active, initial: 10_000}, gone: {kind: closed}}
flows:
  filed: {kind: inflow, to: open, rate: 250, noise: poisson}
  leave: {kind: hazard, from: open, to: gone, rate: {lognormal: {median: 0.03, p05: 0.015, p95: 0.06}, level: replicate}}
metrics: {pending: {stock: open}, left: {flow: leave}, filed: {flow: filed}}
claims:
  - id: year
    metric: left
    low: 3_000
    high: 4_500
    readings: {whole: {from: 2022-01-01, by: 2023-01-01}, half: {from: 2022-06-15, by: 2022-12-31}, other: {quantity: judges_hired, by: 2023-01-01}}
    outcomes:
      - {definition: d, low: 2_000, high: 2_500, window: {by: 2023-01-01}, source: https://example.org/a, quality: derived, argument: counted, readings: [whole]}
  - {id: many, metric: pending, low: 9_000, readings: {end: {by: 2023-01-01}}}
"""

LONG = "goes on and on with $x_1^2$ <b>& a_very_long_word_that_does_not_fit_on_one_line_of_a_picture_and_must_be_broken"

ODD = f"""
title: "A title that {LONG}"
assumption: "An assumption that {LONG}"
start: 2022-04-25
end: 2022-05-01
replicates: 30
seed: 1
stages: {{open: {{kind: active, initial: 900_000_000}}, gone: {{kind: closed}}}}
flows: {{leave: {{kind: hazard, from: open, to: gone, rate: 0.03}}}}
metrics: {{pending_cases_of_every_kind_in_all_the_courts: {{stock: open}}, gone: {{flow: leave}}}}
claims:
  - {{id: huge, metric: pending_cases_of_every_kind_in_all_the_courts, high: 895_000_000, readings: {{"r<i>/..": {{by: 2022-05-01}}}}}}
  - {{id: tiny, metric: gone, low: 1, high: 2, readings: {{a: {{from: 2022-04-26, by: 2022-05-01}}}}}}
"""

FLAT = """
title: Nothing moves
start: 2022-01-01
end: 2022-07-01
replicates: 5
seed: 1
stages: {open: {kind: active, initial: 7}, gone: {kind: closed}}
flows: {leave: {kind: hazard, from: open, to: gone, rate: 0}}
metrics: {pending: {stock: open}, left: {flow: leave}}
claims:
  - {id: seven, metric: pending, low: 7, high: 7, readings: {a: {by: 2022-07-01}},
     outcomes: [{definition: d, low: 7, high: 7, window: {by: 2022-07-01}, source: s, quality: derived, argument: counted, readings: [a]}]}
  - {id: none, metric: left, low: 0, high: 3, readings: {a: {from: 2022-01-01, by: 2022-07-01}},
     outcomes: [{definition: d, low: 2, window: {by: 2022-07-01}, source: s, quality: derived, argument: counted, readings: [a]}]}
"""

SCENARIOS = {"ordinary": ORDINARY, "odd": ODD, "flat": FLAT, "times": QUEUE}


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Record]:
    """Return a function that runs a scenario written as text."""

    def run_text(text: str) -> Record:
        path: Path = tmp_path_factory.mktemp("scenario") / "made.yaml"
        path.write_text(text, encoding="utf-8")
        loaded = load(path)
        return record(loaded, run(loaded.scenario))

    return run_text


@pytest.fixture(scope="session")
def records(make: Callable[[str], Record]) -> dict[str, Record]:
    return {name: make(text) for name, text in SCENARIOS.items()}


@pytest.fixture(scope="session")
def ordinary(records: dict[str, Record]) -> Record:
    return records["ordinary"]
