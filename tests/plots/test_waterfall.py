"""The picture of an attribution: bars that meet, words that fit, and no more lines than can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.patches import Rectangle

from sim.plots.figures import save
from sim.plots.moves import interval, mean, probability, signed
from sim.plots.waterfall import waterfall
from sim.study.attribution import Attribution, Share
from sim.study.headline import Headline


def made(shares: list[float], begin: float = 0.2, kind: str = "probability", width: float = 0.01) -> Attribution:
    rows = tuple(
        Share(f"flows.flow_{i} + parameters.of_it_{i}", (), share, share - width, share + width, 0.0) for i, share in enumerate(shares)
    )
    whole = sum(shares)
    return Attribution(Headline("claim/reading", kind), whole, begin, begin + whole, 100, rows, 4, None, ())  # type: ignore[arg-type]


def bars(found: Attribution) -> list[tuple[float, float]]:
    panel = waterfall(found, ("before", "after"), 1).get_axes()[1]
    return [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in panel.patches if isinstance(patch, Rectangle)]


def texts(found: Attribution) -> str:
    return " ".join(text.get_text() for ax in waterfall(found, ("before", "after"), 1).get_axes() for text in ax.texts)


def test_bars_lead_from_one_number_to_the_other() -> None:
    found = bars(made([0.3, -0.1]))
    assert found == [pytest.approx((0.2, 0.5)), pytest.approx((0.4, 0.5))]
    assert "+0.300" in texts(made([0.3, -0.1]))
    assert "-0.100" in texts(made([0.3, -0.1]))


def test_many_groups_are_drawn_as_twelve_lines() -> None:
    found = made([0.03 - 0.001 * i for i in range(30)])
    assert len(bars(found)) == 12
    assert "19 others, each smaller" in texts(found)


def test_what_has_no_effect_is_named_and_not_drawn() -> None:
    found = made([0.3, 0.0], width=0.0)
    assert len(bars(found)) == 1
    assert "Without effect: flows.flow_1" in texts(found)


@pytest.mark.parametrize("found", [made([]), made([0.0], width=0.0), made([-2e6, 1e9], 3e6, "mean", 1e4), made([1e-9], 0.0)])
def test_any_attribution_can_be_drawn_within_the_paper(found: Attribution, tmp_path: Path) -> None:
    figure = waterfall(found, ("a scenario of a very long name that has to be broken somewhere", "$x_1^2$ <b>"), 1)
    save(figure, tmp_path / "made.svg")
    edges = figure.get_window_extent()
    figure.canvas.draw()
    for ax in figure.get_axes():
        for text in ax.texts:
            box = text.get_window_extent()
            assert edges.x0 - 1 <= box.x0
            assert box.x1 <= edges.x1 + 1


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        save(waterfall(made([0.3, -0.1]), ("before", "after"), 1), tmp_path / f"{name}.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_differences_in_words() -> None:
    assert (signed(0.0123, 0.004, probability), signed(-12_346.0, 20.0, mean), signed(0.0, 0.0, mean)) == ("+0.012", "-12,350", "0")
    assert (interval(0.0, 0.0, mean), interval(None, None, mean), interval(-1.0, 1.0, mean)) == ("exact", "", "-1 to +1")
