"""Hazard networks against their exact moments: means, variances and covariances of every cell by matrix products.

The oracle shares nothing with the engine: it moves a vector of means and a covariance matrix through one stochastic matrix per move,

    m' = P^T m + lambda,    S' = P^T S P + sum_i m_i (diag P_i - P_i P_i^T) + Var(arrivals),

where P is the matrix of one step under `moves: end`, and one matrix per stage and half step (stages in file order, arrivals, stages
in reverse) under the default.
"""

from dataclasses import dataclass, field

import numpy as np
import pytest

import sim.engine.simulate as engine
from sim.engine.hazards import Chances
from tests.statistical import kit
from tests.statistical.kit import assert_covariance, assert_mean, assert_variance
from tests.statistical.runs import N, result

MONTHS = np.array([0.2, 1, 1, 1, 1, 0.5])
"""Exposure of the steps from 25 April to 16 September 2022."""


@dataclass
class Network:
    """Stages with cases by class, hazards `(from, classes, rate, {to: share})` and inflows `(to, rate, noise, shares by class)`."""

    initial: np.ndarray
    hazards: list
    inflows: list = field(default_factory=list)
    arrivals: str = "mid"
    moves: str = "at-once"

    def text(self) -> str:
        stages, classes = self.initial.shape
        names = [f"c{k}" for k in range(classes)]
        lines = ["end: 2022-09-16", f"arrivals: {self.arrivals}", f"moves: {self.moves}", f"classes: [{', '.join(names)}]", "stages:"]
        for s in range(stages):
            cells = ", ".join(f"{name}: {int(count)}" for name, count in zip(names, self.initial[s], strict=True))
            lines.append(f"  s{s}: {{kind: active, initial: {{{cells}}}}}")
        lines.append("flows:")
        for i, (origin, kinds, rate, to) in enumerate(self.hazards):
            ways = ", ".join(f"o{s}: {{share: {share}, to: s{s}}}" for s, share in to.items())
            acting = ", ".join(names[k] for k in kinds)
            lines.append(f"  h{i}: {{kind: hazard, from: s{origin}, classes: [{acting}], rate: {rate}, outcomes: {{{ways}}}}}")
        for i, (to, rate, noise, shares) in enumerate(self.inflows):
            split = ", ".join(f"{name}: {share}" for name, share in zip(names, shares, strict=True))
            written = noise if isinstance(noise, str) else f"{{negbin: {noise}}}"
            lines.append(f"  in{i}: {{kind: inflow, to: s{to}, rate: {rate}, noise: {written}, shares: {{{split}}}}}")
        lines.append("metrics:")
        lines += [f"  m{s}_{k}: {{stock: [s{s}], classes: [c{k}]}}" for s in range(stages) for k in range(classes)]
        return "\n".join(lines)

    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Means and covariance matrix of the cells at the end, cells in order of stage, then class."""
        mean, cov = self.initial.ravel().astype(float), np.zeros((self.initial.size,) * 2)
        for f in MONTHS:
            if self.arrivals == "start":
                mean, cov = self._arrive(mean, cov, f)
            if self.moves == "end":
                mean, cov = _move(mean, cov, self._matrix(range(len(self.initial)), f))
            else:
                for s in range(len(self.initial)):
                    mean, cov = _move(mean, cov, self._matrix([s], f / 2))
                if self.arrivals == "mid":
                    mean, cov = self._arrive(mean, cov, f)
                for s in reversed(range(len(self.initial))):
                    mean, cov = _move(mean, cov, self._matrix([s], f / 2))
            if self.arrivals == "end" or (self.arrivals == "mid" and self.moves == "end"):
                mean, cov = self._arrive(mean, cov, f)
        return mean, cov

    def _matrix(self, stages, f):
        """Chances to go from cell to cell when the hazards of some stages act for a time f."""
        classes = self.initial.shape[1]
        rates = np.zeros((self.initial.size,) * 2)
        for origin, kinds, rate, to in self.hazards:
            for k in kinds:
                for s, share in to.items():
                    if origin in stages:
                        rates[origin * classes + k, s * classes + k] += rate * share
        total = rates.sum(axis=1)
        leave = 1 - np.exp(-f * total)
        return np.diag(1 - leave) + rates * np.divide(leave, total, out=np.zeros_like(total), where=total > 0)[:, np.newaxis]

    def _arrive(self, mean, cov, f):
        mean, cov, classes = mean.copy(), cov.copy(), self.initial.shape[1]
        for to, rate, noise, shares in self.inflows:
            cells, p, mu = slice(to * classes, (to + 1) * classes), np.array(shares), rate * f
            extra = {"poisson": 0.0, "none": -mu}[noise] if isinstance(noise, str) else mu**2 / (noise * f)
            mean[cells] += mu * p
            cov[cells, cells] += mu * np.diag(p) + extra * np.outer(p, p)
        return mean, cov


def _move(mean, cov, p):
    """One multinomial move: each case goes its own way."""
    spread = np.diag(p.T @ mean) - p.T @ (mean[:, np.newaxis] * p)
    return p.T @ mean, p.T @ cov @ p + spread


COURT = Network(
    initial=np.array([[6_000, 3_000], [2_000, 0], [0, 0], [500, 800]]),
    hazards=[
        (0, [0, 1], 0.10, {1: 0.6, 2: 0.4}),
        (0, [1], 0.25, {3: 1.0}),
        (1, [0], 0.30, {0: 0.5, 2: 0.3, 3: 0.2}),
        (3, [0, 1], 0.20, {0: 1.0}),
        (2, [0, 1], 0.02, {0: 1.0}),
    ],
    inflows=[(0, 900, "poisson", [0.7, 0.3]), (1, 400, 8, [0.25, 0.75])],
)
LOOP = Network(
    initial=np.array([[4_000], [0], [0]]),
    hazards=[(0, [0], 0.8, {1: 1.0}), (1, [0], 0.9, {2: 0.5, 0: 0.5}), (2, [0], 0.7, {0: 1.0})],
    inflows=[(1, 1_000, "none", [1.0])],
    arrivals="start",
)
AT_THE_END = Network(
    initial=np.array([[5_000, 0, 100], [0, 900, 100]]),
    hazards=[(0, [0, 2], 0.4, {1: 1.0}), (1, [0, 1, 2], 0.6, {0: 1.0})],
    inflows=[(0, 2_000, 20, [0.5, 0.3, 0.2]), (1, 500, "poisson", [0.0, 1.0, 0.0])],
    arrivals="end",
    moves="end",
)


def random_network(seed: int) -> Network:
    """Up to six stages and three classes with loops, several outcomes and every noise."""
    rng = np.random.default_rng(seed)
    stages, classes = rng.integers(2, 7), rng.integers(1, 4)
    hazards = []
    for origin in range(stages):
        for _ in range(rng.integers(1, 4)):
            to = rng.choice([s for s in range(stages) if s != origin], rng.integers(1, stages), replace=False)
            shares = rng.integers(1, 9, len(to)) / 1.0
            shares = np.round(shares / shares.sum(), 6)
            shares[-1] = 1 - shares[:-1].sum()
            kinds = sorted(rng.choice(classes, rng.integers(1, classes + 1), replace=False).tolist())
            hazards.append((origin, kinds, round(rng.uniform(0.02, 0.9), 4), {int(s): float(p) for s, p in zip(to, shares, strict=True)}))
    inflows = []
    for _ in range(rng.integers(1, 4)):
        weights = rng.integers(1, 5, classes)
        shares = np.round(weights / weights.sum(), 6)
        shares[-1] = 1 - shares[:-1].sum()
        noise = rng.choice(["poisson", "5"])
        inflows.append((int(rng.integers(stages)), int(rng.integers(2, 9)) * 300, "poisson" if noise == "poisson" else 5, shares.tolist()))
    initial = rng.integers(0, 8, (stages, classes)) * 500
    return Network(initial, hazards, inflows, str(rng.choice(["start", "mid", "end"])), str(rng.choice(["at-once", "end"])))


def check(network: Network, name: str, n: int = N) -> None:
    """Compare every cell's mean and variance, and every pair's covariance, with the oracle."""
    text = network.text()
    found = result(text, "start=2022-04-25", n=n, jobs=2)
    stages, classes = network.initial.shape
    cells = [found.paths[f"m{s}_{k}"][-1].astype(float) for s in range(stages) for k in range(classes)]
    mean, cov = network.moments()
    assert found.calendar.exposure == pytest.approx(MONTHS)
    resolution = 7.5 / np.sqrt(n)
    for i, cell in enumerate(cells):
        sd = np.sqrt(cov[i, i])
        assert_mean(cell, mean[i], sd=sd, detects=resolution * sd, name=f"{name}, cell {i}")
        if sd > 0:
            assert_variance(cell, sd**2, detects=0.13 * sd**2, name=f"{name}, cell {i}")
        for j in range(i):
            scale = np.sqrt(cov[i, i] * cov[j, j])
            if scale > 0:
                assert_covariance(cell, cells[j], cov[i, j], detects=0.13 * scale, name=f"{name}, cells {j} and {i}")


NETWORKS = {"court": COURT, "loop": LOOP, "at the end": AT_THE_END}


@pytest.mark.parametrize("name", NETWORKS)
def test_network_has_its_exact_moments(name):
    check(NETWORKS[name], name)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(12))
def test_random_network_has_its_exact_moments(seed):
    check(random_network(seed), f"random network {seed}", n=40_000)


def test_the_oracle_knows_the_closed_forms():
    """The matrices against T1 and T3, so that oracle and engine cannot be wrong together."""
    death = Network(np.array([[10_000], [0]]), [(0, [0], 0.05, {1: 1.0})])
    mean, cov = death.moments()
    left = np.exp(-0.05 * MONTHS.sum())
    assert mean == pytest.approx([10_000 * left, 10_000 * (1 - left)])
    assert cov == pytest.approx(10_000 * left * (1 - left) * np.array([[1, -1], [-1, 1]]))
    fed = Network(np.array([[0], [0]]), [(0, [0], 0.05, {1: 1.0})], [(0, 250, "poisson", [1.0])])
    mean, cov = fed.moments()
    assert np.diag(cov) == pytest.approx(mean), "a network fed by Poisson arrivals alone stays Poisson"


# Faults


def not_reversed(patch):
    """The second half of the hazards visits the stages in the order of the first."""
    patch.setattr(engine, "reversed", iter, raising=False)


def halves_not_halved(patch):
    """Both halves take the whole step."""
    real = engine._Run._leave
    patch.setattr(engine._Run, "_leave", lambda self, step, part, groups, share: real(self, step, part, groups, 1.0))


def partial_steps_are_whole(patch):
    """The first and last step count as whole months."""
    real = engine.chances
    patch.setattr(engine, "chances", lambda rates, f: real(rates, np.ceil(f * 2) / 2))


def outcomes_swapped(patch):
    """The shares of the causes reversed."""
    real = engine.chances

    def swapped(rates, f):
        return Chances(real(rates, f).leave, real(rates[::-1], f).causes)

    patch.setattr(engine, "chances", swapped)


def arrivals_at_the_end(patch):
    """Arrivals after the second half of the hazards."""
    real = engine._Run._step

    def step(run, index):
        object.__setattr__(run.system, "arrivals", "end")
        real(run, index)

    patch.setattr(engine._Run, "_step", step)


def same_draws_in_both_halves(patch):
    """Both halves of a step read the same stream: means are right, variances are not."""
    real = engine._Run._leave
    patch.setattr(engine._Run, "_leave", lambda self, step, part, groups, share: real(self, step, "first", groups, share))


FAULTS = [
    (not_reversed, "loop"),
    (not_reversed, "court"),
    (halves_not_halved, "court"),
    (partial_steps_are_whole, "at the end"),
    (outcomes_swapped, "court"),
    (arrivals_at_the_end, "loop"),
    (same_draws_in_both_halves, "court"),
]


@pytest.mark.parametrize(("fault", "name"), FAULTS, ids=[f"{fault.__name__}-{name}" for fault, name in FAULTS])
def test_fault_is_caught(fault, name, monkeypatch):
    fault(monkeypatch)
    monkeypatch.setattr(kit, "REGISTER", [])
    with pytest.raises(AssertionError) as caught:
        check(NETWORKS[name], f"{name} under a fault")
    assert not isinstance(caught.value, kit.TooSmallError)
