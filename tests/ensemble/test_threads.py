"""Threads that are left: what they were doing ends at the next draw, in pools inside pools too."""

import threading
import time

import pytest

from sim.engine.streams import Streams
from sim.ensemble.threads import StoppingStreams, Threads


def draws_for_ever(begun):
    streams = StoppingStreams(1, 0)
    begun.set()
    while True:
        streams.open("x").random()


def leave(work, begun, waiting):
    """Leave a pool by an error while its threads work and something waits for them."""
    with Threads(2) as pool:
        pool.submit(work, begun)
        pool.submit(work, threading.Event())
        waiting.append(pool.submit(work, threading.Event()))
        begun.wait()
        raise ZeroDivisionError


def left(work):
    """Return what waited for the threads of a pool that was left, once they have ended."""
    waiting = []
    with pytest.raises(ZeroDivisionError):
        leave(work, threading.Event(), waiting)
    return waiting[0]


def test_work_under_way_is_given_up_and_work_not_begun_dropped():
    before = threading.active_count()
    assert left(draws_for_ever).cancelled()
    assert threading.active_count() == before


def inner(begun):
    with Threads(1) as pool:
        pool.submit(draws_for_ever, begun).result()


def test_a_pool_inside_a_thread_is_left_with_it():
    before = threading.active_count()
    assert left(inner).cancelled()
    assert threading.active_count() == before


def fails(begun):
    with Threads(1) as pool:
        pool.submit(lambda: 1 / 0).result()


def test_an_error_inside_a_thread_leaves_its_neighbours_alone():
    with Threads(2) as pool:
        failing, fine = pool.submit(fails, None), pool.submit(draws_a_little)
        with pytest.raises(ZeroDivisionError):
            failing.result()
        assert fine.result() == Streams(1, 0).open("x").random()


def draws_a_little():
    streams = StoppingStreams(1, 0)
    found = 0.0
    for _ in range(50):
        found = streams.open("x").random()
        time.sleep(0.001)
    return found


def test_without_a_pool_nothing_stops():
    assert StoppingStreams(1, 0).open("x").random() == Streams(1, 0).open("x").random()
