"""The folder and the page of a run with waits and ages: empty cells, real units, and words where there is no number."""

from __future__ import annotations

import csv
import gzip
import json
import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest

import sim
from tests.analysis.times import queue


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return queue().save(tmp_path_factory.mktemp("runs") / "one")


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    html = (folder / "report.html").read_text()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(style|svg).*?</\1>", " ", html, flags=re.S))).split())


def test_what_is_read_is_what_was_written(folder: Path) -> None:
    read, written = sim.open_run(folder).record, queue().record
    assert (read.claims, read.plausibility, read.metrics, read.about) == (
        written.claims, written.plausibility, written.metrics, written.about,
    )  # fmt: skip
    for name, values in written.values.items():
        assert np.array_equal(read.values[name], values, equal_nan=True), name
    for name, table in written.quantiles.items():
        assert np.array_equal(read.quantiles[name], table, equal_nan=True), name


def test_a_cell_is_empty_where_there_is_no_value(folder: Path) -> None:
    with (folder / "quantiles.csv").open() as stream:
        cells = {(row["metric"], row["date"], row["quantile"]): row["value"] for row in csv.DictReader(stream)}
    assert {cells["age", "2022-02-01", "0.5"], cells["never", "2023-07-01", "0.5"], cells["wait", "2022-01-01", "0.5"]} == {""}
    assert cells["endless", "2023-07-01", "0.5"] == "inf"
    with gzip.open(folder / "replicates.csv.gz", "rt") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["none/whole"] for row in rows} == {""}
    assert "nan" not in (folder / "quantiles.csv").read_text() + (folder / "claims.csv").read_text()


def test_the_manifest_is_json_that_everybody_reads(folder: Path) -> None:
    def refuse(constant: str) -> float:
        raise AssertionError(constant)

    stored = json.loads((folder / "manifest.json").read_text(), parse_constant=refuse)
    assert stored["record"]["about"]["over"]["unit"] == "share"
    assert stored["record"]["about"]["wait"]["kind"] == "wait"


@pytest.mark.parametrize(
    "words",
    [
        "year: at most 12 months",
        "mean wait of heard (a only) 1 January 2022 to 1 July 2023 months 13.7 13.7",
        "never mean wait of idle 1 January 2022 to 1 July 2023 months no value no value",
        "endless months until full is empty at the pace 1 January 2022 to 1 July 2023 months without limit without limit without limit",
        "share of cases of heard (yes) that waited over 1 year",
        "relief cases a month more that bring open to 100",
        "Replicates without any such case have no wait or age and are left out",
        "Not computed: it exists in no replicate, as there were no such cases.",
        "without limit none: not a flow, or no window",
        "never (months) 1 January 2022 to 1 July 2023 no value at most 10 no replicate has a value",
        "endless (months) 1 January 2022 to 1 July 2023 without limit without limit at most 10 above the published bound",
        "never: no case was taken (idle) over the run in 200 of 200 replicates, which are left out",
    ],
)
def test_the_page_says(text: str, words: str) -> None:
    assert words in text


def test_no_bare_nan_or_none_on_the_page(text: str) -> None:
    assert not re.search(r"\b(nan|inf|None)\b", text)


def test_the_page_in_expected_mode(tmp_path: Path) -> None:
    html = (queue("expected").save(tmp_path / "run") / "report.html").read_text()
    assert "No probability in expected mode; the value is 13.6." in html
    assert "No probability in expected mode; the value is without limit." in html
