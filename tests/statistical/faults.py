"""Faults: each function breaks the engine in one way, through a monkeypatch."""

import numpy as np

import sim.engine.simulate as engine
import sim.ensemble.blocks as blocks
from sim.engine.capacity import Workload
from sim.engine.draws import RandomDraws
from sim.engine.hazards import Chances
from sim.engine.state import State
from sim.ensemble.world import World


def one_step_short(patch):
    """Eleven months for twelve."""
    real = engine._Run._step

    def step(run, index):
        if index < run.system.steps - 1:
            real(run, index)
        else:
            run.state.moved[:] = 0
            run.recorder.record(index, run.state.stock, run.state.moved)

    patch.setattr(engine._Run, "_step", step)


def hazard_as_chance(patch):
    """p = h for 1 - exp(-h)."""
    real = engine.chances
    patch.setattr(engine, "chances", lambda rates, f: Chances(f * rates.sum(axis=0), real(rates, f).causes))


def one_cause_after_the_other(patch):
    """Sequential in place of competing risks: the first cause takes its whole chance, the second what is left."""
    real = engine.chances

    def sequential(rates, f):
        found = real(rates, f)
        return Chances(found.leave, -np.expm1(-f * rates[:1]) / found.leave)

    patch.setattr(engine, "chances", sequential)


def one_draw_for_all(patch):
    """One scalar draw shared by all replicates: the mean is right and the variance 0."""
    shared = np.random.default_rng

    def binomial(self, n, p):
        return np.broadcast_to(shared(int(n[0, 0])).binomial(n[0, 0], p[0, 0]), n.shape)

    patch.setattr(RandomDraws, "binomial", binomial)


def one_draw_for_a_block(patch):
    """One scalar draw shared by the replicates of a block: the variance is right, but neighbours are equal."""
    real = RandomDraws.binomial
    patch.setattr(RandomDraws, "binomial", lambda self, n, p: np.broadcast_to(real(self, n[:, :1], p[:, :1]), n.shape))


def one_stream_for_all_blocks(patch):
    """Every block draws from the streams of the first."""
    real = blocks.StoppingStreams
    patch.setattr(blocks, "StoppingStreams", lambda seed, block: real(seed, 0))


def poisson_for_binomial(patch):
    """Cases leave independently of how many there are."""
    patch.setattr(RandomDraws, "binomial", lambda self, n, p: np.minimum(n, self._generator.poisson(n * p)))


def no_mean_correction(patch):
    """exp(z) in place of exp(z - sigma^2 / 2)."""
    real = World.ar1
    patch.setattr(World, "ar1", lambda self, path, rho, sigma: real(self, path, rho, sigma) * np.exp(sigma**2 / 2))


def noise_starts_at_zero(patch):
    """The autoregression starts at 0 and not in its stationary law."""
    real = World.ar1

    def ar1(self, path, rho, sigma):
        z = np.log(real(self, path, rho, sigma)) + sigma**2 / 2
        return np.exp(z - z[0] * rho ** np.arange(len(z))[:, np.newaxis] - sigma**2 / 2)

    patch.setattr(World, "ar1", ar1)


def dispersion_inverted(patch):
    """Variance mean + k mean^2."""
    real = RandomDraws.arrivals
    patch.setattr(RandomDraws, "arrivals", lambda self, mean, size: real(self, mean, 1 / size))


def shape_not_dispersion(patch):
    """Poisson in place of the negative binomial."""
    real = RandomDraws.arrivals
    patch.setattr(RandomDraws, "arrivals", lambda self, mean, size: real(self, mean, np.inf))


def arrivals_first(patch):
    """Arrivals before the hazards of their step."""
    real = engine._Run._step

    def step(run, index):
        object.__setattr__(run.system, "arrivals", "start")
        real(run, index)

    patch.setattr(engine._Run, "_step", step)


def capacity_is_kept(patch):
    """A starved queue saves its capacity for later."""

    def close(self, whole):
        self.carried = self.left

    patch.setattr(Workload, "close", close)


def moves_land_at_once(patch):
    """`moves: end` lets a case move on in the same step."""

    real = State.move
    patch.setattr(State, "move", lambda self, *args, at_once: real(self, *args, at_once=True))


def months_drawn_once(patch):
    """A share that fluctuates by month is drawn once for the whole run."""
    patch.setattr(World, "by_month", lambda self, draw: draw(0)[np.newaxis])


def replicates_drawn_by_month(patch):
    """A share that is not known is drawn anew each month."""
    real = World._drawn

    def drawn(self, path, number):
        return real(self, path, number.model_copy(update={"level": "month"}))

    patch.setattr(World, "_drawn", drawn)


def chance_without_its_draw(patch):
    """The mean of the split, rounded, in place of a draw."""
    patch.setattr(RandomDraws, "binomial", lambda self, n, p: np.rint(n * p).astype(np.int64))
