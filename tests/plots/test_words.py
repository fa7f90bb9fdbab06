"""Lines, ticks and descriptions."""

from datetime import date

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.analysis.record import Record
from sim.plots.describe import alternative
from sim.plots.say import between, listed, number, significant
from sim.plots.style import SIZES
from sim.plots.text import clean, width, wrap
from sim.plots.ticks import date_ticks
from sim.plots.wanted import choose


@pytest.mark.parametrize("room", [0.3, 1.0, 4.0])
def test_no_line_is_wider_than_its_room(room: float) -> None:
    text = "words of several lengths, " * 5 + "x" * 200
    lines = wrap(text, room)
    assert all(width(line, 10.0) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_letters_the_font_lacks_are_marked() -> None:
    assert clean("a\u6f22\nb") == "a\ufffd b"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("2022-04-25", "2022-05-01"), ["25 Apr\n2022", "May"]),
        (("2022-01-01", "2023-01-01"), ["Jan\n2022", "Apr", "Jul", "Oct", "Jan\n2023"]),
        (("2000-10-01", "2050-10-01"), ["2010", "2020", "2030", "2040", "2050"]),
    ],
)
def test_dates_are_marked_at_firsts(days: tuple[str, str], expected: list[str]) -> None:
    ax = Figure().add_subplot()
    date_ticks(ax, tuple(map(date.fromisoformat, days)))
    labels: list[Text] = ax.get_xticklabels()
    assert [label.get_text() for label in labels] == expected


def test_numbers_as_text() -> None:
    assert [number(x) for x in (0.0, -0.0, 1e12, 0.25, 1_234.5678)] == ["0", "0", "1,000,000,000,000", "0.25", "1,234.568"]
    assert [significant(x) for x in (0.0, 123_456.0, 7.0, float("inf"))] == ["0", "123,500", "7", "without limit"]
    assert between(None, None) == "not known"
    assert [listed(words) for words in ([], ["a"], ["a", "b"])] == ["", "a", "a and b"]


def test_descriptions_hold_the_numbers(ordinary: Record) -> None:
    fan = alternative(ordinary, choose(ordinary, "fan", metric="left"))
    assert "3,000 to 4,500" in fan
    assert "what happened: 2,000 to 2,500 (missed)" in fan
    assert "above the claim's range of 3,000 to 4,500" in alternative(ordinary, choose(ordinary, "distribution", reading="year/whole"))
    assert "pending (median" in alternative(ordinary, choose(ordinary, "multiples"))


def test_a_word_of_any_length_is_broken_with_few_measurements() -> None:
    """Two thousand letters: some hundred letters are measured for each line, and not every beginning of the whole word."""
    width.cache_clear()
    word = "x" * 1_000 + "i" * 1_000
    lines = wrap(word, 5.0, "title", bold=True)
    assert "".join(lines) == word
    assert all(width(line, SIZES["title"], True) <= 5.0 for line in lines)
    assert width.cache_info().misses < 10 * len(lines)
