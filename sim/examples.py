"""For each code of reading, lines that give it and lines that are in order: `docs/errors.md` shows them, a test tries them."""

from __future__ import annotations

import re

SCENARIO = """\
title: Two ways out
start: 2022-01-01
end: 2023-01-01
stages:
  open: {kind: active, initial: 6_000}
  gone: {kind: closed}
flows:
  filed: {kind: inflow, to: open, rate: 250}
  leave: {kind: hazard, from: open, to: gone, rate: 0.03}
metrics:
  left: {flow: leave}
"""
"""The scenario that the examples change."""

_KEY = re.compile(r"(?m)^(\w+)")


def changed(lines: str, instead_of: str) -> str:
    """Return the scenario with the sections left out whose names stand at the margin of `instead_of`, and `lines` after it.

    Examples
    --------
    >>> print(changed("title: One way", "title: x").splitlines()[-1])
    title: One way
    """
    sections = re.split(r"(?m)^(?=\w)", SCENARIO)
    gone = set(_KEY.findall(instead_of))
    return "".join(section for section in sections if section and _KEY.findall(section)[0] not in gone) + lines + "\n"


EXAMPLES: dict[str, tuple[str, str]] = {
    "S001": (
        "baseline: bsae.yaml",
        "baseline: base.yaml",
    ),
    "S002": (
        'title: "Two ways\\e[2J out"',
        "title: Two ways out",
    ),
    "S003": (
        "title: " + "[" * 42 + "]" * 42,
        "title: Two ways out",
    ),
    "S004": (
        "title: Courts: two ways out",
        'title: "Courts: two ways out"',
    ),
    "S005": (
        """\
metrics:
  left: {flow: leave}
  left: {stock: gone}""",
        """\
metrics:
  left: {flow: leave}
  gone: {stock: gone}""",
    ),
    "S006": (
        "title: !important Two ways out",
        'title: "!important Two ways out"',
    ),
    "S007": (
        "extends: base",
        "extends: base.yaml",
    ),
    "S008": (
        "extends: court.yaml",
        "extends: base.yaml",
    ),
    "S009": (
        "end: 2022-31-12",
        "end: 2022-12-31",
    ),
    "S101": (
        "titel: Two ways out",
        "title: Two ways out",
    ),
    "S102": (
        """\
flows:
  filed: {kind: inflow, to: open, rate: {uniform: [200, 300]}}
  leave: {kind: hazard, from: open, to: gone, rate: 0.03}""",
        """\
flows:
  filed: {kind: inflow, to: open, rate: {uniform: [200, 300], level: replicate}}
  leave: {kind: hazard, from: open, to: gone, rate: 0.03}""",
    ),
    "S103": (
        """\
flows:
  filed: {kind: inflow, to: open, rate: 250 cases}
  leave: {kind: hazard, from: open, to: gone, rate: 3%}""",
        """\
flows:
  filed: {kind: inflow, to: open, rate: 250}
  leave: {kind: hazard, from: open, to: gone, rate: 0.03}""",
    ),
    "S104": (
        """\
metrics:
  left: {flow: leaves}""",
        """\
metrics:
  left: {flow: leave}""",
    ),
    "S105": (
        """\
metrics:
  left: {flow: leave, stock: open}""",
        """\
metrics:
  left: {flow: leave}""",
    ),
    "S106": (
        """\
events:
  ruling: {on: 2022-06-25, multiply: {leave.rate: 0.5}}""",
        """\
events:
  ruling: {on: 2022-06-25, multiply: {flows.leave.rate: 0.5}}""",
    ),
    "S107": (
        """\
stages:
  open: {kind: active, initial: 6_000}
  parked: {kind: inactive}
  gone: {kind: closed}""",
        """\
stages:
  open: {kind: active, initial: 6_000}
  parked: {kind: inactive, initial: 500}
  gone: {kind: closed}""",
    ),
    "S108": (
        """\
metrics:
  all that left: {flow: leave}""",
        """\
metrics:
  all_that_left: {flow: leave}""",
    ),
    "S201": (
        """\
stages:
  open: {kind: active, initial: -6_000}
  gone: {kind: closed}""",
        """\
stages:
  open: {kind: active, initial: 6_000}
  gone: {kind: closed}""",
    ),
    "S202": (
        """\
flows:
  filed: {kind: inflow, to: open, rate: 250}
  leave:
    kind: hazard
    from: open
    rate: 0.03
    outcomes:
      granted: {share: 0.7, to: gone}
      set_over: {share: 0.2, to: open}""",
        """\
flows:
  filed: {kind: inflow, to: open, rate: 250}
  leave:
    kind: hazard
    from: open
    rate: 0.03
    outcomes:
      granted: {share: 0.7, to: gone}
      set_over: {share: rest, to: open}""",
    ),
    "S203": (
        """\
flows:
  leave: {kind: hazard, from: open, to: gone, rate: {count: 7_000, from: 2022-01-01, by: 2022-03-01}}""",
        """\
flows:
  leave: {kind: hazard, from: open, to: gone, rate: {count: 700, from: 2022-01-01, by: 2022-03-01}}""",
    ),
    "S204": (
        """\
stages:
  open: {kind: active, initial: {uniform: [5_000, 7_000], level: month}}
  gone: {kind: closed}""",
        """\
stages:
  open: {kind: active, initial: {uniform: [5_000, 7_000], level: replicate}}
  gone: {kind: closed}""",
    ),
    "S205": (
        """\
parameters: {a: &any {uniform: [0, 1], level: replicate}, b: *any, c: *any}
correlations:
  - {between: [parameters.a, parameters.b], rank: 0.9}
  - {between: [parameters.b, parameters.c], rank: 0.9}
  - {between: [parameters.a, parameters.c], rank: -0.9}""",
        """\
parameters: {a: &any {uniform: [0, 1], level: replicate}, b: *any, c: *any}
correlations:
  - {between: [parameters.a, parameters.b], rank: 0.9}
  - {between: [parameters.b, parameters.c], rank: 0.9}
  - {between: [parameters.a, parameters.c], rank: 0.8}""",
    ),
    "S301": (
        """\
claims:
  - {id: mine, metric: left, low: 2_000, readings: {a-year: {from: 2022-07-01, by: 2022-03-01}}}""",
        """\
claims:
  - {id: mine, metric: left, low: 2_000, readings: {a-year: {from: 2022-03-01, by: 2022-07-01}}}""",
    ),
    "S302": (
        """\
claims:
  - {id: mine, metric: left, low: 2_000, readings: {a-year: {from: 2022-03-01, by: 2023-03-01}}}""",
        """\
claims:
  - {id: mine, metric: left, low: 2_000, readings: {a-year: {from: 2022-03-01, by: 2023-01-01}}}""",
    ),
    "S303": (
        """\
flows:
  filed: {kind: inflow, to: open, rate: {series: {2022-04-01: 250, 2022-07-01: 300}}}
  leave: {kind: hazard, from: open, to: gone, rate: 0.03}""",
        """\
flows:
  filed: {kind: inflow, to: open, rate: {series: {2022-04-01: 250, 2022-07-01: 300}, beyond: hold}}
  leave: {kind: hazard, from: open, to: gone, rate: 0.03}""",
    ),
    "S401": (
        """\
as_of: 2022-01-31
stages:
  open: {kind: active, initial: {value: 6_000, source: a report, known_on: 2022-06-01}}
  gone: {kind: closed}""",
        """\
as_of: 2022-06-30
stages:
  open: {kind: active, initial: {value: 6_000, source: a report, known_on: 2022-06-01}}
  gone: {kind: closed}""",
    ),
    "S402": (
        """\
resources:
  judges: {headcount: {figure: judges-2021-9}, productivity: 50}""",
        """\
resources:
  judges: {headcount: {figure: judges-2021-09}, productivity: 50}""",
    ),
    "S403": (
        """\
stages:
  open: {kind: active, initial: {figure: canada-backlog-2023-04}}
  gone: {kind: closed}""",
        """\
stages:
  open: {kind: active, initial: {uniform: [800_000, 900_000], level: replicate, source: canada-backlog-2023-04}}
  gone: {kind: closed}""",
    ),
    "S501": (
        """\
stages:
  {open: {kind: active, initial: 6_000}, gone: {kind: closed}, a: &one {kind: active, initial: 5}, b: *one, c: *one,
   d: *one, e: *one, f: *one, g: *one, h: *one, i: *one, j: *one, k: *one}""",
        """\
stages:
  open: {kind: active, initial: 6_000}
  gone: {kind: closed}""",
    ),
    "S502": (
        """\
stages:
  open: {kind: active, initial: 2_000_000_000}
  gone: {kind: closed}""",
        """\
stages:
  open: {kind: active, initial: 2_000_000}
  gone: {kind: closed}""",
    ),
    "S503": (
        "end: 8022-01-01",
        "end: 2032-01-01",
    ),
}
