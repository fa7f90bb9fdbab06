"""What would follow if it went on as in a window: clearance, relief, and how long who files now waits."""

from datetime import date

import numpy as np
import pytest

from tests.statistical.runs import result

QUEUE = """
    end: 2022-03-01
    stages: {queue: {kind: active, initial: 100}, gone: {kind: closed}}
    flows: {heard: {kind: capacity, from: queue, to: gone, capacity: %d}}
    metrics: {clear: {clearance: queue}, relief: {relief: queue, target: 30}, ahead: {filed: heard}, heard: {flow: heard}}
"""


def test_a_flow_over_a_window_is_what_moved_in_it():
    run = result(QUEUE % 20, n=4)
    assert run.over("heard", date(2022, 2, 1), date(2022, 3, 1)).tolist() == [20] * 4


@pytest.mark.parametrize("mode", ["random", "expected"])
def test_a_queue_that_falls(mode):
    """From 100 to 60 in 2 months: empty 5 months after the start, 15 a month too many for 30, and 3 months to serve 60 at 20."""
    run = result(QUEUE % 20, n=4, mode=mode)
    assert [run.value(metric)[0] for metric in ("clear", "relief", "ahead")] == pytest.approx([5, 15, 3])


def test_a_queue_that_does_not_fall():
    run = result(QUEUE % 0, n=4)
    assert [run.value(metric)[0] for metric in ("clear", "relief", "ahead")] == [np.inf, 35, np.inf]


@pytest.mark.parametrize("begin", [date(2022, 1, 1), date(2022, 3, 20)])
def test_who_waits_ahead_may_leave(begin):
    """Q cases of which each leaves at h and u a month are served last ln(1 + h Q / u) / h; h is that of the window."""
    text = """
        end: 2023-01-01
        stages: {queue: {kind: active, initial: 1_000}, gone: {kind: closed}}
        flows:
          quit: {kind: hazard, from: queue, to: gone, rate: 0.1}
          heard: {kind: capacity, from: queue, to: gone, capacity: 20}
        metrics: {ahead: {filed: heard}, queue: {stock: queue}}
    """
    run = result(text, mode="expected")
    wanted = np.log1p(0.1 * run.value("queue") / 20) / 0.1
    assert run.over("ahead", begin, date(2023, 1, 1)) == pytest.approx(wanted, rel=1e-3)
