"""Versions: each says in its note in which metric it differs from the file it extends, and it does, by more than chance."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.ensemble.blocks import run
from sim.ensemble.result import Result
from sim.reading.load import load

from .shipped import FILES, OWN, PARENT

DIFFERENCES: dict[str, tuple[str, str, str | int, str | int]] = {
    # base systems that extend others
    "immigration-court-2020": ("receipts", "higher", "2019-10-01", "2021-01-01"),
    "immigration-court-2022-as-it-happened": ("receipts", "higher", "2021-10-01", "2024-04-01"),
    "immigration-court-2022-from-the-memo": ("eligible_pool", "wider", "2022-04-25", "2022-07-01"),
    "immigration-court-hiring": ("receipts", "higher", 0, 12),
    # the claims of June 2022
    "attorney-capacity": ("pd_dismissals", "higher", "2022-04-25", "2024-07-01"),
    "constant-rate-full-court": ("pd_dismissals", "higher", "2022-04-25", "2024-07-01"),
    "count-measured-with-error": ("pd_dismissals", "lower", "2022-04-25", "2022-06-25"),
    "depletion": ("pd_dismissals", "lower", "2022-04-25", "2024-07-01"),
    "depletion-full-court": ("pd_dismissals", "lower", "2022-04-25", "2024-07-01"),
    "pool-by-kept-share": ("pd_dismissals", "lower", "2022-04-25", "2023-04-25"),
    "random-vacatur": ("pd_dismissals", "higher", "2022-04-25", "2024-07-01"),
    "reference-class-2011": ("pd_dismissals", "lower", "2022-04-25", "2022-06-25"),
    "ruling-known-june-2022": ("pd_dismissals", "higher", "2022-04-25", "2024-07-01"),
    "vacated-june-2022": ("pd_dismissals", "lower", "2022-04-25", "2024-07-01"),
    "vacated-june-2022-full-court": ("pd_dismissals", "lower", "2022-04-25", "2024-07-01"),
    # the courts' record
    "border-surge": ("pending", "higher", "2022-04-25", "2024-07-01"),
    "covid-shock": ("completions", "lower", "2019-10-01", "2020-10-01"),
    "doj-2017": ("completions", "higher", "2018-10-01", "2019-10-01"),
    "first-two-months": ("pd_dismissals", "wider", "2022-05-01", "2022-07-01"),
    "judges-524-as-of-2016": ("completions", "higher", "2017-10-01", "2018-10-01"),
    "no-new-cases-2021": ("receipts", "lower", "2021-01-01", "2022-01-01"),
    "pace-of-2012": ("receipts", "lower", 0, 12),
    "pace-of-december-2024": ("completions", "higher", 0, 12),
    "pace-of-february-2023": ("receipts", "higher", 0, 12),
    "pace-of-january-2022": ("receipts", "higher", 0, 12),
    "pace-of-july-2022": ("completions", "higher", "2021-10-01", "2022-10-01"),
    "pace-of-june-2024": ("receipts", "higher", 0, 12),
    "pace-of-september-2022": ("completions", "higher", 0, 12),
    # the court today
    "judge-cap-2028": ("completions", "higher", "2026-01-01", "2029-01-01"),
    "judges-leave": ("completions", "lower", "2030-01-01", "2031-01-01"),
    "recalendaring-pulse": ("pending", "higher", "2026-01-01", "2027-02-01"),
    "receipts-return": ("pending", "higher", "2026-01-01", "2031-01-01"),
    "receipts-stay-low": ("pending", "narrower", "2026-01-01", "2031-01-01"),
    # judges hired
    "judges-100-as-of-2022": ("pending", "lower", "2023-04-01", "2031-10-01"),
    "judges-200-as-of-2022": ("completions", "higher", "2030-01-01", "2031-01-01"),
    "judges-300": ("pending", "lower", "2023-04-01", "2033-10-01"),
    "judges-500-as-of-2022": ("pending", "lower", "2022-01-01", "2031-10-01"),
    "judges-700": ("pending", "lower", "2023-04-01", "2033-10-01"),
    # other systems in the United States
    "clearances-2019": ("pending", "lower", "2019-10-01", "2020-02-01"),
    "medicare-2015-budget": ("pending", "higher", 0, 24),
    "medicare-2016-order": ("removals", "wider", "2017-03-05", "2018-01-01"),
    "medicare-2017-initiatives": ("pending", "lower", "2017-03-05", "2021-10-01"),
    "medicare-2018-order": ("pending", "lower", "2018-10-01", "2021-10-01"),
    "medicare-2019-as-it-happened": ("pending", "lower", "2019-07-01", "2021-10-01"),
    "patents-2011": ("unexamined", "lower", "2010-10-01", "2011-10-01"),
    "ssa-2009-as-it-happened": ("receipts", "higher", "2008-10-01", "2010-10-01"),
    "ssa-2010-inspector": ("pending", "lower", "2009-10-01", "2013-10-01"),
    "ssa-2016-as-it-happened": ("pending", "higher", 0, 36),
    "ssa-2016-waits": ("pending", "higher", 0, 60),
    "ssa-2019-plan": ("pending", "lower", 0, 24),
    "uscis-2005-auditors": ("backlog", "lower", "2005-07-01", "2006-10-01"),
    "va-2013-as-it-happened": ("over_125", "lower", "2013-01-01", "2014-01-01"),
    "va-2023-pact-act": ("receipts", "higher", 0, 12),
    # outside the United States
    "asylum-as-planned": ("old_claims", "lower", "2022-12-01", "2024-01-01"),
    "asylum-many-withdrawals": ("withdrawals", "higher", "2022-12-01", "2024-01-01"),
    "asylum-old-files-2009": ("concluded", "higher", "2009-02-01", "2010-02-01"),
    "asylum-old-pace": ("decisions", "lower", "2022-12-01", "2024-01-01"),
    "crown-court-2024": ("open", "higher", "2024-01-01", "2025-04-01"),
    "crown-court-2025": ("open", "higher", 0, 33),
    "crown-court-2026": ("open", "lower", "2025-10-01", "2028-01-01"),
    "crown-longer-cases": ("open", "higher", "2021-07-01", "2025-04-01"),
    "crown-more-sitting-days": ("open", "lower", "2021-07-01", "2025-04-01"),
    "nhs-2021": ("completed", "wider", 0, 12),
    "nhs-2021-most-return": ("waiting", "higher", "2021-06-01", "2022-10-01"),
    "nhs-2022-few-return": ("waiting", "lower", "2022-01-01", "2025-04-01"),
    "nhs-2022-half-return": ("waiting", "lower", "2022-01-01", "2025-04-01"),
    "nhs-2022-most-return": ("waiting", "lower", "2022-01-01", "2025-04-01"),
    "nhs-2023": ("waiting", "narrower", "2022-12-01", "2024-09-01"),
    "nhs-2025": ("completed", "higher", 0, 12),
}
"""Version: the metric its note names, how it lies against the parent's, and from when to when.

A window is of days, or of months after each one's own start where the two do not overlap; of a stock only its end counts.
`wider` and `narrower` are about the spread, which expected mode does not have.
"""

REPLICATES = 2_000
"""One block."""
SEES, SAME = 6, 5
"""Standard errors: beyond the first two versions differ, within the second they may be one."""
EXPECTED = 0.01
"""By how much, relative to the parent, a higher or lower version differs in expected mode at least."""

EVERY = pytest.mark.parametrize("stem", DIFFERENCES)
SHIFTED = [stem for stem, (_, way, *_) in DIFFERENCES.items() if way in ("higher", "lower")]
"""Versions that expected mode can tell from their parents."""


def test_every_version_says_how_it_differs():
    missing = sorted(PARENT.keys() - DIFFERENCES.keys())
    assert not missing, (
        f"{missing}: add to DIFFERENCES the metric, `higher`, `lower`, `wider` or `narrower`, and the window in which each differs"
    )
    assert PARENT.keys() == DIFFERENCES.keys()


@EVERY
def test_a_version_names_in_its_note_the_metric_in_which_it_differs(stem):
    metric, way, *_ = DIFFERENCES[stem]
    said = re.search(r"Against its parent .*?\.(?=\s|$)", OWN[stem]["note"])
    assert said, f"{stem}: its note must say `Against its parent ...`"
    assert {f"`{metric}`", way} <= set(re.findall(r"`\w+`|\w+", said[0])), f"{stem}: {said[0]!r} must name `{metric}` and say {way}"


@lru_cache(maxsize=16)
def result(stem: str, mode: Literal["random", "expected"]) -> Result:
    """Run a scenario; each has a seed of its own, whatever the files say."""
    own = [f"replicates={REPLICATES}", f"seed={list(FILES).index(stem)}"]
    return run(load(FILES[stem], own).scenario, mode=mode)


def moment(start: date, when: str | int) -> date:
    """Return a day, or the one so many months after a start."""
    if isinstance(when, str):
        return date.fromisoformat(when)
    year, month = divmod(start.month - 1 + when, 12)
    return start.replace(year=start.year + year, month=month + 1)


def values(found: Result, stem: str) -> NDArray[np.float64]:
    """Return, by replicate, the metric in which a version differs."""
    metric, _, begin, end = DIFFERENCES[stem]
    start = found.scenario.start
    return found.over(metric, moment(start, begin), moment(start, end))


def apart(here: NDArray[np.float64], there: NDArray[np.float64], way: str) -> float:
    """Return by how many standard errors two independent samples differ, in ranks: of the values, or of how far these lie from the median."""
    if way in ("wider", "narrower"):
        here, there = np.abs(here - np.median(here)), np.abs(there - np.median(there))
    one, other = np.split(stats.rankdata(np.concatenate([here, there])), [here.size])
    error = float(np.sqrt(one.var() / one.size + other.var() / other.size))
    difference = float(one.mean() - other.mean()) * (1 if way in ("higher", "wider") else -1)
    return difference / error if error else float(np.sign(difference) * np.inf)


def differs_in_expectation(here: Result, there: Result, stem: str) -> bool:
    """Tell whether a version lies where its note says in expected mode."""
    (one,), (other,) = values(here, stem), values(there, stem)
    return bool(one > other * (1 + EXPECTED) if DIFFERENCES[stem][1] == "higher" else one < other * (1 - EXPECTED))


@pytest.mark.parametrize("stem", SHIFTED)
def test_a_version_differs_from_its_parent_in_expected_mode(stem):
    assert differs_in_expectation(result(stem, "expected"), result(PARENT[stem], "expected"), stem)


def test_a_version_that_changes_nothing_is_seen():
    parents = [(result(PARENT[stem], "expected"), stem) for stem in SHIFTED[::8]]
    assert not any(differs_in_expectation(parent, parent, stem) for parent, stem in parents)


@pytest.mark.deep
@EVERY
def test_a_version_differs_from_its_parent_by_more_than_chance(stem):
    here, there = (values(result(which, "random"), stem) for which in (stem, PARENT[stem]))
    assert apart(here, there, DIFFERENCES[stem][1]) > SEES


@pytest.mark.deep
@pytest.mark.parametrize("stem", ["judges-leave", "receipts-stay-low", "medicare-2016-order", "nhs-2023"])
def test_another_seed_is_not_another_version(stem):
    """The fault that comparison must not make: the same system with other draws is the same system."""
    parent = result(PARENT[stem], "random")
    again = run(parent.scenario.model_copy(update={"seed": 1_000}), mode="random")
    assert abs(apart(values(again, stem), values(parent, stem), DIFFERENCES[stem][1])) < SAME
