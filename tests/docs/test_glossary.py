"""Every column that a table of the command line has is explained in the glossary, and every key of a scenario that stands in it exists."""

import re
from contextlib import chdir
from unittest.mock import patch

import pytest
from rich.table import Table

from tests.cli.called import called
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
FORMAT = (ROOT / "docs" / "scenario-format.md").read_text(encoding="utf-8")

COURT = """
title: Court
start: 2022-01-01
end: 2022-07-01
replicates: 100
stages: {open: {kind: active, initial: 1_000}, gone: {kind: closed}}
flows:
  leave: {kind: hazard, from: open, to: gone, rate: {uniform: [.01, .02], level: replicate}}
  heard: {kind: capacity, from: open, to: gone, capacity: {uniform: [40, 60], level: month}}
metrics: {pending: {stock: open}}
claims: [{id: mine, metric: pending, high: 650, readings: {end: {by: 2022-07-01}}}]
"""

COMMANDS = (
    "run a.yaml --variance --step-check --out run",
    "run c.yaml --out with-baseline",
    "compare a.yaml b.yaml --out compared",
    "sweep a.yaml --vary flows.leave.rate --vary flows.heard.capacity --design saltelli --points 8 --replicates 50 --out swept",
    f"claims --no-run --all --seeds {ROOT / 'seeds'}",
    f"figures judges --seeds {ROOT / 'seeds'}",
)

NAMES = {"a", "b", "c", "flows.leave.rate", "flows.heard.capacity", "mine/end", ""}
"""Heads of columns that are names of this scenario."""


def section(title):
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def explained(title):
    """Return the words of a section's table, those that share a row apart."""
    heads = re.findall(r"^\| (.+?) \|", section(title), re.MULTILINE)
    return {word.strip() for head in heads for word in [head, *head.split(", ")]}


@pytest.fixture(scope="module")
def columns(tmp_path_factory):
    folder, found = tmp_path_factory.mktemp("columns"), set()
    (folder / "a.yaml").write_text(COURT, encoding="utf-8")
    (folder / "b.yaml").write_text("extends: a.yaml\nset: {flows.heard.capacity: 55}\n", encoding="utf-8")
    (folder / "c.yaml").write_text("extends: a.yaml\nbaseline: b.yaml\n", encoding="utf-8")
    add = Table.add_column

    def seen(table, header="", *args, **keys):
        found.add(str(header))
        return add(table, header, *args, **keys)

    with chdir(folder), patch.object(Table, "add_column", seen):
        for command in COMMANDS:
            done = called(*command.split(), *([] if command.startswith("figures") else ["--quiet"]))
            assert done.code == 0, done.err
    return found - NAMES


def unexplained(columns):
    known = explained("What tables print")
    return [head for head in sorted(columns) if head.replace("\n", " ") not in known and not set(head.split("\n")) <= known]


def test_every_column_is_explained(columns):
    assert len(columns) > 25
    assert unexplained(columns) == []


def test_a_column_that_is_not_is_seen():
    assert unexplained({"straight\nline", "claim\nby whom", "claim\nby nobody", "new"}) == ["claim\nby nobody", "new"]


def test_every_key_it_explains_exists():
    keys = {
        key
        for cell in re.findall(r"^\| (`.+?) \|", section("Words of a scenario file"), re.MULTILINE)
        for key in re.findall(r"`([\w!]+)", cell)
    }
    assert len(keys) > 50
    assert [key for key in sorted(keys) if not re.search(rf"\b{re.escape(key.strip('!'))}\b", FORMAT)] == []


def test_no_word_stands_twice():
    words = re.findall(r"^\| (.+?) \|", section("Words"), re.MULTILINE)
    assert sorted({word for word in words if words.count(word) > 1}) == []
