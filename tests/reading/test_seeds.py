"""Tables of seeds: what is wrong with them is a problem with its line, too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.reading.load import load
from sim.reading.recorded import recorded_claims
from sim.reading.scalars import known_day
from sim.reading.seeds import Seeds, find

HEAD = "id,quantity,value,low,high,unit,from,to,family,known_on,vintage,source,quality,parts,note\n"
ROW = "{id},pace,{value},,,cases,,2022-01-01,office,{known_on},2022,report,primary,{parts},\n"


def row(id: str = "a", value: str = "1", known_on: str = "2022-06", parts: str = "") -> str:
    return ROW.format(id=id, value=value, known_on=known_on, parts=parts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "figures").mkdir()
    (tmp_path / "sources.csv").write_text("id,title,publisher,published,address\nreport,A report,An office,2022,https://example.org\n")
    return tmp_path


def figures(folder: Path, text: str | bytes) -> Seeds:
    (folder / "figures" / "a.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return Seeds(folder)


def test_a_derived_figure_is_the_sum_of_its_parts(folder: Path) -> None:
    text = HEAD + row("a", "5", "2022-06") + row("b", "2", "2022-07-04") + row("c", "", "", "3 * a - b") + row("d", "", "", "c + c")
    found = figures(folder, text).figures
    assert (found["c"].value, found["d"].value) == (13, 26)
    assert found["d"].known_on == date(2022, 7, 4)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_marks_and_line_ends(folder: Path, ending: str) -> None:
    assert figures(folder, "\ufeff" + (HEAD + row()).replace("\n", ending)).figures["a"].value == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + row(value="1,000"), "a.csv:2:1: [S103] a: 16 cells; 15 are needed, quoted where they hold commas"),
        (HEAD + row(value="many"), "a.csv:2:1: [S103] a.value: `many` found; a number in plain digits is allowed"),
        (HEAD + row() + row(), "a.csv:3:1: [S005] a: written twice; the first stands in"),
        (HEAD + row(value="", parts="b"), "a.csv:2:1: [S402] b: no figure `b`"),
        (HEAD + row("a", "", "", "b") + row("b", "", "", "a"), "[S105] a.parts: figures are parts of each other: a -> b -> a"),
        (HEAD.replace("unit,", "") + "a\n", "a.csv:1:1: [S102] unit: column `unit` is missing"),
        (HEAD.replace("value", "values"), "a.csv:1:1: [S102] value: column `value` is missing; `values` found"),
        ((HEAD + row()).replace("primary", "good"), "a.csv:2:1: [S103] a.quality: `good` found"),
        (HEAD + 'a,"b\n', "a.csv:2:1: [S103] not a table of comma-separated values: unexpected end of data"),
        ((HEAD + row("é")).encode("latin-1"), "[S002] not UTF-8 text"),
    ],
)
def test_wrong_tables(folder: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(InputError) as error:
        figures(folder, text).figures.read()
    assert message in str(error.value).replace(f"{folder / 'figures'}/", "")


def test_a_figure_is_made_when_it_is_asked_for(folder: Path) -> None:
    found = figures(folder, HEAD + row() + row("b", "many") + row("c", "", "", "2 * a")).figures
    assert (list(found), "b" in found, found["c"].value) == (["a", "b", "c"], True, 2 * (found["a"].value or 0))
    with pytest.raises(InputError, match=r"b.value: `many` found"):
        _ = found["b"]


def test_a_claim_is_read_when_it_is_asked_for(folder: Path) -> None:
    (folder / "claims.yaml").write_text("# remark\none:\n  low: 5\n\n# second\n'two':\n  low: [\n")
    claims = Seeds(folder).claims
    assert list(claims) == ["one", "two"]
    assert claims["one"].plain() == {"low": 5}
    assert str(claims["one"].place_of("low")).endswith("claims.yaml:3:8")
    with pytest.raises(InputError, match=r"claims.yaml:8:1: \[S004\]"):
        _ = claims["two"]
    (folder / "claims.yaml").write_text("one: {}\none: {}\n")
    with pytest.raises(InputError, match=r"claims.yaml:2:1: \[S005\] one"):
        _ = Seeds(folder).claims


def test_known_days() -> None:
    assert [known_day(text) for text in ("2022", "2022-02", "2022-02-30", "soon", None)] == [
        date(2022, 12, 31), date(2022, 2, 28), None, None, None
    ]  # fmt: skip


def test_the_nearest_folder_counts(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    for place in (tmp_path, tmp_path / "a"):
        (place / "seeds").mkdir()
        (place / "seeds" / "sources.csv").write_text("id\n")
    assert find(deep / "court.yaml") == tmp_path / "a" / "seeds"
    assert find(deep / "court.yaml", tmp_path) == tmp_path


def test_the_shipped_seeds_are_in_order() -> None:
    seeds = Seeds(Path(__file__).parents[2] / "seeds")
    assert len(seeds.figures) > 100
    assert all(figure.source in seeds.sources for figure in seeds.figures.values())
    assert seeds.policies
    assert seeds.quantities
    assert all(seeds.claims[name].plain() for name in seeds.claims)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# head\none\n  low: 5\ntwo: {low: 1}\n", r"claims.yaml:2:1: \[S103\] `one` belongs to no claim"),
        ("garbage\none: {low: 5}\n", r"claims.yaml:1:1: \[S103\] `garbage` belongs to no claim"),
        ("garbage", r"claims.yaml:1:1: \[S103\] `garbage` belongs to no claim"),
        ("one: {low: 5}\n-two:\n  low: 6\n", r"claims.yaml:2:1: \[S103\] -two: can be no id of a claim"),
        ("one:\n  low: 5\n'two:b':\n  low: 6\n", r"claims.yaml:3:1: \[S103\] two:b: can be no id of a claim"),
    ],
)
def test_no_claim_is_passed_over(folder, text, said):
    (folder / "claims.yaml").write_text(text)
    with pytest.raises(InputError, match=said):
        recorded_claims(Seeds(folder))


def test_what_may_stand_before_the_first_claim(folder):
    (folder / "claims.yaml").write_text("# remark\n\n---\none: {low: 5}\n")
    assert list(Seeds(folder).claims) == ["one"]


def test_an_id_with_a_slip_in_a_claim_that_says_nothing_else_is_one_mistake():
    def said(claim):
        with pytest.raises(InputError) as error:
            load(Path(__file__).parents[2] / "scenarios/base/ssa-hearings-2009.yaml", [f"claims=[{claim}]"])
        return [str(problem).partition(": [")[2] for problem in error.value.problems]

    (message,) = said("{id: ssa-below-46600-by-2013, given: {hiring_goal: true}}")
    assert message.startswith("S402] claims.0.id: no claim `ssa-below-46600-by-2013`")
    assert message.endswith("Did you mean `ssa-below-466000-by-2013`?")
    assert [one[:6] for one in said("{id: entirely-my-own}")] == ["S102] ", "S102] "]
