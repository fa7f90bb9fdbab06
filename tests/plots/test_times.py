"""Pictures of waits, ages and what is reckoned from a window: gaps stay gaps, and what has no limit breaks no axis."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.analysis.record import Record
from sim.errors import RunFolderError
from sim.plots.describe import alternative
from sim.plots.distribution import draw_distribution
from sim.plots.fan import draw_fan, limits
from sim.plots.figures import figure, standard
from sim.plots.tails import tails
from sim.plots.titles import title
from sim.plots.wanted import choose, wanted
from tests.analysis.times import queue

DRAWN = ["pending", "left", "wait", "median", "over", "sometimes", "age", "every", "old", "clear", "relief", "ahead"]


@pytest.fixture(scope="module")
def record() -> Record:
    return queue().record


@pytest.mark.parametrize("mode", ["random", "expected"])
def test_everything_that_has_a_number_is_drawn_and_nothing_else(mode: str) -> None:
    record = queue(mode).record
    pictures = wanted(record)
    assert list(standard(record)) == list(pictures)
    multiples = [metric for picture in pictures.values() for metric in picture.metrics]
    assert multiples == DRAWN
    assert not {"fan-never", "fan-endless", "distribution-none-whole", "distribution-beyond-whole"} & set(pictures)


@pytest.mark.parametrize("metric", DRAWN)
def test_every_metric_has_a_fan_with_words(record: Record, metric: str) -> None:
    ax = figure(record, "fan", metric=metric).axes[1]
    assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all()
    said = alternative(record, choose(record, "fan", metric=metric))
    assert "nan" not in said
    assert " inf" not in said


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ("pending", "pending"),
        ("left", "left since 1 January 2022"),
        ("wait", "mean wait of heard (a only)"),
        ("median", "median wait of heard"),
        ("over", "share of cases of heard (yes) that waited over 1 year"),
        ("age", "mean age of cases in open"),
        ("old", "share of cases waiting over 2 years in rare"),
        ("clear", "months until open is empty at the pace since 1 January 2022"),
        ("relief", "cases a month more that bring open to 100 since 1 January 2022"),
        ("ahead", "wait of a case newly filed for heard at the pace since 1 January 2022"),
    ],
)
def test_titles_are_in_the_readers_words(record: Record, metric: str, words: str) -> None:
    assert title(record, metric) == words


def test_an_age_is_drawn_where_somebody_looked(record: Record) -> None:
    ax = draw_fan(Figure().add_subplot(), record, "age")
    alone = [line for line in ax.lines if line.get_label() == "_on one date"]
    assert [len(np.asarray(line.get_xdata())) for line in alone] == [3], "start, July 2022 and end; the claim's two bounds are a line"
    assert "Nobody looked at the ages on the dates that are left empty" in alternative(record, choose(record, "fan", metric="age"))
    assert not [line for line in draw_fan(Figure().add_subplot(), record, "every").lines if line.get_label() == "_on one date"]


def test_what_has_no_limit_leaves_the_picture_and_is_said(record: Record) -> None:
    low, high = limits(record, "clear", record.start)
    shown = record.quantiles["clear"][:, 1:]
    always = shown[np.isfinite(shown).all(axis=1)]
    assert (low, high) == (0.0, pytest.approx(1.5 * max(always.max(), 60)))
    said = alternative(record, choose(record, "fan", metric="clear"))
    assert "without limit. The pace on a date" in said
    assert "leave the picture at the top" in said
    assert "leave the picture" not in alternative(record, choose(record, "fan", metric="ahead"))


def test_a_window_from_a_later_day_is_drawn_for_flows_alone(record: Record) -> None:
    assert set(record.since) == {"left"}
    assert [mark for mark in wanted(record) if "-from-" in mark] == []
    assert choose(record, "fan", reading="flow/late").begin.isoformat() == "2023-01-01"  # type: ignore[union-attr]
    assert choose(record, "fan", reading="empty/late").begin == record.start
    assert choose(record, "fan", reading="year/late").begin is None


def test_bars_are_shares_of_those_that_exist(record: Record) -> None:
    for reading in ("few/whole", "empty/whole"):
        values = record.values[reading]
        ax = draw_distribution(Figure().add_subplot(), record, reading)
        drawn = float(sum(bar.get_data().values.sum() for bar in ax.patches if hasattr(bar, "get_data") and bar.get_fill()))
        existing = values[~np.isnan(values)]
        assert drawn == pytest.approx(np.mean(existing <= tails(existing)[1]), abs=0.02)
    said = alternative(record, choose(record, "distribution", reading="empty/whole"))
    assert f"{np.isinf(record.values['empty/whole']).sum()} have no limit" in said
    missing = np.isnan(record.values["few/whole"]).sum()
    assert f"{missing} of 200 replicates have no value" in alternative(record, choose(record, "distribution", reading="few/whole"))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"kind": "fan", "metric": "never"}, "never has nothing to draw"),
        ({"kind": "multiples", "metric": "wait,endless"}, "endless has nothing to draw"),
        ({"kind": "distribution", "reading": "beyond/whole"}, "beyond/whole has nothing to draw"),
        ({"kind": "fan", "reading": "none/whole"}, "none/whole has nothing to draw"),
    ],
)
def test_what_has_no_number_is_refused_with_the_reason(record: Record, asked: dict[str, str], message: str) -> None:
    with pytest.raises(RunFolderError, match=message):
        figure(record, **asked)
