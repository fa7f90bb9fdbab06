"""A claim dated inside a step in which the system changes is read in a straight line through that step, and the run says so."""

from datetime import date
from pathlib import Path

import pytest

import sim

SYSTEM = """
title: A change in mid-month
start: 2022-01-01
end: 2022-04-01
stages: {open: {kind: active, initial: 1_000}, gone: {kind: closed}}
flows:
  leave: {kind: hazard, from: open, to: gone, rate: .1}
  moved: {kind: pulse, from: open, to: gone, on: 2022-03-01, count: 10}
metrics: {left: {flow: leave}, pending: {stock: open}}
events:
  ruling: {on: 2022-02-15, multiply: {flows.leave.rate: 0}}
  idle: {on: 2022-01-15}
claims:
  - {id: mine, metric: left, low: 1, readings: {r: {from: 2022-01-01, by: 2022-03-01}}}
"""


def said(tmp_path: Path, *overrides: str) -> list[str]:
    file = tmp_path / "court.yaml"
    file.write_text(SYSTEM, encoding="utf-8")
    notes = sim.run(file, replicates=10, set=overrides).record.notes
    return [note for note in notes if note.startswith("mine: ")]


def claim(begin: date | str, by: date | str, metric: str = "left") -> str:
    window = f"from: {begin}, by: {by}" if metric == "left" else f"by: {by}"
    return f"claims=[{{id: mine, metric: {metric}, low: 1, readings: {{r: {{{window}}}}}}}]"


@pytest.mark.parametrize(
    ("begin", "by", "days"),
    [
        ("2022-01-01", "2022-02-10", ["2022-02-10"]),
        ("2022-02-20", "2022-03-01", ["2022-02-20"]),
        ("2022-02-10", "2022-02-20", ["2022-02-10", "2022-02-20"]),
        ("2022-01-01", "2022-02-15", ["2022-02-15"]),
        ("2022-01-01", "2022-03-10", ["2022-03-10"]),
        ("2022-01-10", "2022-01-20", []),
        ("2022-02-01", "2022-03-01", []),
    ],
)
def test_a_date_beside_a_change_is_said(tmp_path, begin, by, days):
    notes = said(tmp_path, claim(begin, by))
    assert [note.split()[1] for note in notes] == days
    assert all("ruling (2022-02-15)" in note or "moved (2022-03-01)" in note for note in notes)


def test_a_stock_has_one_date(tmp_path):
    assert [note.split()[1] for note in said(tmp_path, claim("", "2022-02-20", "pending"))] == ["2022-02-20"]


def test_what_changes_on_a_bound_or_on_a_drawn_day_is_not_beside_it(tmp_path):
    asked = claim("2022-01-01", "2022-02-10")
    assert said(tmp_path, asked, "events.ruling.on=2022-02-01") == []
    assert said(tmp_path, asked, "events.ruling.on={uniform: [2022-02-02, 2022-02-20]}") == []


def test_an_end_is_a_change_too(tmp_path):
    asked = claim("2022-01-01", "2022-03-10")
    assert "ruling (2022-03-20)" in said(tmp_path, asked, "events.ruling.until=2022-03-20")[0]
