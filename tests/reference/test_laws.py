"""The twin's laws: means as the engine has them, truncation included, and draws of these means and variances."""

import random
from copy import deepcopy
from datetime import date
from functools import cache

import numpy as np
import pytest

from sim.engine.reference import laws
from sim.ensemble.laws import law
from tests.properties.systems import loaded
from tests.reference.rich import WRITTEN
from tests.statistical import kit

BOTH = [{key: value for key, value in written.items() if key != "truncate"} for written in WRITTEN] + [
    w for w in WRITTEN if "truncate" in w
]


@cache
def read():
    numbers = {f"p{index}": deepcopy(written) | {"level": "replicate"} for index, written in enumerate(BOTH)}
    system = {"title": "Laws", "start": date(2022, 1, 1), "end": date(2022, 2, 1), "parameters": numbers, "flows": {}}
    return list(loaded(system | {"stages": {"a": {"kind": "active", "initial": 1}}}).scenario.parameters.values())


@pytest.mark.parametrize("index", range(len(BOTH)), ids=lambda index: str(BOTH[index]))
def test_means(index):
    number = read()[index]
    assert laws.mean(number) == pytest.approx(law(number).mean, rel=1e-9)


@pytest.mark.parametrize("index", range(len(BOTH)), ids=lambda index: str(BOTH[index]))
def test_draws(index):
    number, rng = read()[index], random.Random(20221)
    drawn = [laws.draw(number, rng) for _ in range(4_000)]
    wanted = law(number).quantile((np.arange(20_000) + 0.5) / 20_000)
    kit.assert_mean(drawn, wanted.mean(), detects=0.15 * wanted.std(), name="twin: a law's mean")
    kit.assert_variance(drawn, wanted.var(), detects=0.9 * wanted.var(), name="twin: a law's variance")
