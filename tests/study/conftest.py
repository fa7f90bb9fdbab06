"""A small record of claims with the seeds and scenarios it names."""

from pathlib import Path

import pytest

from sim.reading.seeds import Seeds

SOURCES = """id,title,publisher,published,address
memo,Memo,The Court,2022-01-05,https://example.org/memo
"""

QUANTITIES = """id,kind,unit,definition
waiting,stock,cases,cases that wait
gone,flow,cases,cases that have left
heard,flow,hearings,hearings held
"""

FIGURES = """id,quantity,value,low,high,unit,from,to,family,known_on,vintage,source,quality,parts,note
waiting-2020,waiting,1200,,,cases,,2019-12-31,court,2020-01-31,,memo,primary,,
waiting-2022,waiting,1000,,,cases,,2021-12-31,court,2022-01-05,,memo,primary,,
waiting-late,waiting,1000,,,cases,,2021-12-31,court,2022-02-05,,memo,primary,,
waiting-undated,waiting,1000,,,cases,,2021-12-31,court,,,memo,primary,,
waiting-bound,waiting,,900,,cases,,2021-12-31,court,2022-01-05,,memo,primary,,
gone-2021,gone,480,,,cases,2021-01-01,2021-12-31,court,2022-01-05,,memo,primary,,
"""

CLAIMS = """# A small record.
#
# What is included: a statement with a number,
# whatever the outcome.
#
# More words.

fall:
  statement: Fewer than 700 cases will wait at the end of the year.
  source: memo
  made_on: 2022-01-05
  kind: target
  system: court
  quantity: waiting
  high: 700
  readings: {end: {through: 2022-12-31, definition: waiting}}
  straight_line: {figures: [waiting-2022, waiting-2020]}
  scenario: court/small.yaml
  outcomes: [{definition: waiting, low: 720, high: 760, window: {through: 2022-12-31}, source: memo, quality: primary, argument: counted}]

nothing-yet:
  made_on: 2022-01-05
  kind: forecast
  quantity: gone
  low: 5_000
  readings: {long: {from: 2022-01-01, by: 2032-01-01, definition: gone}}
  not_simulated: too long
  outcomes: open

leave:
  statement: 200 to 400 cases will leave in a year.
  source: memo
  made_on: 2022-01-05
  kind: forecast
  system: court
  quantity: gone
  low: 200
  high: 400
  readings:
    year: {from: 2022-01-01, by: 2023-01-01, definition: gone}
    half: {from: 2022-01-01, by: 2022-07-01, definition: gone}
    hearings: {from: 2022-01-01, by: 2023-01-01, quantity: heard, definition: heard}
  straight_line: {figures: [gone-2021]}
  scenario: court/small.yaml
  outcomes:
    - {definition: gone, low: 230, high: 290, window: {from: 2022-01-01, by: 2023-01-01}, source: memo, quality: primary, argument: counted, readings: [year]}
    - {definition: gone, high: 210, window: {from: 2022-01-01, by: 2022-07-01}, source: memo, quality: primary, argument: counted, readings: [half]}

pace:
  made_on: 2022-01-05
  kind: forecast
  system: other-court
  quantity: gone
  low: 400
  readings: {year: {from: 2022-01-01, by: 2023-01-01, definition: gone}, late: {from: 2022-01-05, by: 2023-01-01, definition: gone}}
  scenario: court/arithmetic.yaml
  outcomes: [{definition: gone, low: 350, high: 380, window: {from: 2022-01-01, by: 2023-01-01}, source: memo, quality: primary, argument: counted}]
"""

SMALL = """title: A small court
start: 2022-01-01
end: 2023-01-01
replicates: 50
seed: 11
stages: {open: {kind: active, initial: 1_000}, out: {kind: closed}}
flows: {leave: {kind: hazard, from: open, to: out, rate: {uniform: [0.015, 0.035], level: replicate}}}
metrics: {waiting: {stock: open, quantity: waiting}, gone: {flow: leave, quantity: gone}}
events: {ruling: {on: 2022-06-01, probability: 0.5, multiply: {flows.leave.rate: 0.5}}}
claims: [fall, {id: leave, given: {ruling: true}}]
"""

ARITHMETIC = """extends: small.yaml
arithmetic_of: [pace]
flows: {leave: {rate: 0.2}}
claims: [pace]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with `seeds/` and `scenarios/`."""
    for name, text in {
        "seeds/sources.csv": SOURCES,
        "seeds/quantities.csv": QUANTITIES,
        "seeds/figures/court.csv": FIGURES,
        "seeds/claims.yaml": CLAIMS,
        "scenarios/court/small.yaml": SMALL,
        "scenarios/court/arithmetic.yaml": ARITHMETIC,
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def seeds(folder: Path) -> Seeds:
    return Seeds(folder / "seeds")
