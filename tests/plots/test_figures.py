"""Every kind draws, says what it must, and gives the same bytes again."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.record import Record
from sim.errors import RunFolderError
from sim.plots.describe import alternative, chances
from sim.plots.distribution import draw_distribution
from sim.plots.fan import draw_fan
from sim.plots.figures import figure, save, standard
from sim.plots.wanted import KINDS, choose, row_of, wanted


def written(picture: Figure) -> str:
    return "\n".join(text.get_text() for ax in picture.axes for text in [*ax.texts, ax.title, ax.xaxis.label, ax.yaxis.label])


def heights(line: Line2D) -> list[float]:
    return [float(height) for height in np.asarray(line.get_ydata())]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_and_describes(ordinary: Record, kind: str) -> None:
    text = written(figure(ordinary, kind))
    assert "Two ways out" in text
    assert "Half of the hazard lasts all year." in text.replace("\n", " ")
    assert "cases" in text
    assert re.search(r"\d", alternative(ordinary, choose(ordinary, kind)))


def test_standard_has_a_fan_per_claimed_metric_and_day_and_a_distribution_per_reading(ordinary: Record) -> None:
    assert list(standard(ordinary)) == [
        "fan-pending",
        "fan-left",
        "fan-left-from-2022-06-15",
        "distribution-year-whole",
        "distribution-year-half",
        "distribution-many-end",
        "distributions-year-1",
        "multiples-1",
    ]


def test_stems_are_safe_as_file_names(records: dict[str, Record]) -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", stem) for record in records.values() for stem in wanted(record))


def test_a_flow_is_counted_from_the_beginning_of_the_claims_window(ordinary: Record) -> None:
    whole, half = figure(ordinary, "fan", metric="left"), figure(ordinary, "fan", reading="year/half")
    assert "left since 1 January 2022" in written(whole)
    assert "left since 15 June 2022" in written(half)
    median = next(line for line in half.axes[1].lines if line.get_label() == "median")
    assert heights(median)[0] == 0
    assert heights(median)[-1] == pytest.approx(np.array(ordinary.since["left"]["2022-06-15"])[4, -1])


def test_the_fan_holds_median_bands_bracket_and_what_happened(ordinary: Record) -> None:
    ax = draw_fan(Figure().add_subplot(), ordinary, "left")
    lines = {line.get_label(): line for line in ax.lines}
    assert {"median", "claim", "what happened"} <= set(lines)
    assert sorted(set(heights(lines["claim"]))) == [3_000, 4_500]
    assert sorted(set(heights(lines["what happened"]))) == [2_000, 2_500]
    assert [band.get_label() for band in ax.collections] == ["95% of replicates", "80% of replicates", "50% of replicates"]
    assert np.allclose(heights(lines["median"]), ordinary.quantiles["left"][4])


def test_a_one_sided_claim_has_an_open_bracket(ordinary: Record) -> None:
    ax = draw_fan(Figure().add_subplot(), ordinary, "pending")
    assert "claim, open" in {line.get_label() for line in ax.lines}
    assert "at least 9,000" in written(figure(ordinary, "fan", metric="pending"))


def test_what_happened_is_named_with_its_status(ordinary: Record) -> None:
    assert "what happened: 2,000 to 2,500 (missed)" in written(figure(ordinary, "fan", metric="left"))
    assert "what happened: 2,000 to 2,500 (missed)" in written(figure(ordinary, "distribution", reading="year/whole"))


@pytest.mark.parametrize("name", ["ordinary", "odd", "flat"])
def test_the_three_probabilities_stand_in_every_distribution(records: dict[str, Record], name: str) -> None:
    for reading in records[name].values:
        ax = draw_distribution(Figure().add_subplot(), records[name], reading)
        texts = [text.get_text().splitlines()[-1] for text in ax.texts]
        assert texts == list(chances(row_of(records[name], reading)))


def test_a_premise_is_shown_without_simulation_error(ordinary: Record) -> None:
    rows = [
        replace(row, premise=True, probability=1.0, below=0.0, above=0.0, words="follows from the assumption") for row in ordinary.claims
    ]
    changed = replace(ordinary, claims=rows)
    assert chances(rows[0]) == ("0", "1", "0")
    assert "follows from the assumption" in written(figure(changed, "distribution"))


def test_equal_values_are_one_line(records: dict[str, Record]) -> None:
    ax = draw_distribution(Figure().add_subplot(), records["flat"], "seven/a")
    assert [collection.get_label() for collection in ax.collections] == ["every replicate"]


def test_far_outliers_do_not_flatten_a_distribution(ordinary: Record) -> None:
    values = ordinary.values["year/whole"].copy()
    many = np.concatenate([np.tile(values, 20), [values.max() * 100]])
    changed = replace(ordinary, values={"year/whole": many})
    ax = draw_distribution(Figure().add_subplot(), changed, "year/whole")
    assert ax.get_xlim()[1] < values.max() * 2
    assert "the outermost thousandth is not drawn" in written(figure(changed, "distribution")).replace("\n", " ")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_record_gives_the_same_bytes(ordinary: Record, kind: str, tmp_path: Path) -> None:
    before = dict(matplotlib.rcParams)
    for name in ("a.svg", "b.svg"):
        save(figure(ordinary, kind), tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert dict(matplotlib.rcParams) == before


def test_bytes_do_not_depend_on_threads_or_settings(ordinary: Record, tmp_path: Path) -> None:
    def made(name: str) -> bytes:
        save(figure(ordinary, "fan"), tmp_path / name)
        return (tmp_path / name).read_bytes()

    with ThreadPoolExecutor(4) as pool:
        several = set(pool.map(made, [f"{n}.svg" for n in range(4)]))
    with matplotlib.rc_context({"font.size": 30, "svg.fonttype": "none", "font.family": "monospace"}):
        several.add(made("settings.svg"))
    assert len(several) == 1


def test_an_svg_is_well_formed_and_undated_and_a_png_is_a_png(records: dict[str, Record], tmp_path: Path) -> None:
    for name, record in records.items():
        save(figure(record, "fan"), tmp_path / f"{name}.svg")
        text = (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
        assert ElementTree.fromstring(text).tag.endswith("svg")
        assert "<dc:date>" not in text
    save(figure(records["flat"], "fan"), tmp_path / "x.PNG")
    assert (tmp_path / "x.PNG").read_bytes().startswith(b"\x89PNG")


def test_an_unknown_ending_is_refused(ordinary: Record, tmp_path: Path) -> None:
    for name in ("x.gif", "x"):
        with pytest.raises(RunFolderError, match=r"ends in \.svg or \.png"):
            save(figure(ordinary, "fan"), tmp_path / name)
    with pytest.raises(RunFolderError, match="cannot be written"):
        save(figure(ordinary, "fan"), tmp_path / "missing" / "x.svg")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"kind": "fann"}, "no kind of plot `fann`.*Did you mean `fan`"),
        ({"kind": "fan", "metric": "pendin"}, "no metric `pendin`.*Did you mean `pending`"),
        ({"kind": "multiples", "metric": "pending,lef"}, "no metric `lef`"),
        ({"kind": "distribution", "reading": "year/hole"}, "Did you mean `year/whole`"),
        ({"kind": "distribution", "reading": "year/other"}, "year/other was not computed"),
    ],
)
def test_what_the_run_does_not_have_is_refused(ordinary: Record, asked: dict[str, str], message: str) -> None:
    with pytest.raises(RunFolderError, match=message):
        figure(ordinary, **asked)


def test_words_need_no_matplotlib() -> None:
    code = "import sys, sim.plots.describe, sim.report.page; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0
    code = "import sys, sim.plots.figures; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0
