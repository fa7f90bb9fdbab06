"""`sim check seeds` finds each kind of mistake in a folder of seeds, at its line."""

from pathlib import Path

import pytest

from sim.reading.evidence import check_seeds
from sim.reading.search import search
from sim.reading.seeds import Seeds

ROOT = Path(__file__).parents[2]
HEAD = "id,quantity,value,low,high,unit,from,to,family,known_on,vintage,source,quality,parts,note\n"
GOOD = "open-2022,pending,5,,,cases,,2022-09-30,office,2022-10-05,2022-10,report,primary,,\n"
FILED = "filed-2022,receipts,5,,,cases,2021-10-01,2022-09-30,office,2022-10-05,2022-10,report,primary,,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    seeds = tmp_path / "seeds"
    (seeds / "figures").mkdir(parents=True)
    (seeds / "sources.csv").write_text("id,title,publisher,published,address\nreport,A report,An office,2022,https://example.org\n")
    (seeds / "quantities.csv").write_text("id,kind,unit,definition\npending,stock,cases,All of them.\nreceipts,flow,cases,What comes.\n")
    return seeds


def lines(folder: Path, figures: str) -> list[str]:
    (folder / "figures" / "court.csv").write_text(HEAD + figures)
    return [str(problem).replace(f"{folder}/", "").replace("figures/", "") for problem in check_seeds(folder)]


def test_good_seeds_are_in_order(folder: Path) -> None:
    assert lines(folder, GOOD + FILED) == []
    assert check_seeds(ROOT / "seeds") == []


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        (GOOD.replace("report", "repot"), "court.csv:2:1: [S402] open-2022.source: no source `repot`. Did you mean `report`?"),
        (GOOD.replace("report", ""), "court.csv:2:1: [S102] open-2022.source: the source is missing"),
        (GOOD.replace("pending", "pendin"), "court.csv:2:1: [S402] open-2022.quantity: no quantity `pendin`. Did you mean `pending`?"),
        (GOOD.replace("cases", "judges"), "court.csv:2:1: [S105] open-2022.unit: `judges` found; pending is counted in cases"),
        (
            GOOD.replace(",,2022-09", ",2021-10-01,2022-09"),
            "court.csv:2:1: [S105] open-2022.from: pending is a stock, counted on one day; leave",
        ),
        (
            FILED.replace("2021-10-01", ""),
            "court.csv:2:1: [S102] filed-2022.from: receipts is a flow; the first day of its period is missing",
        ),
        (FILED.replace("2021-10-01", "2023-10-01"), "court.csv:2:1: [S301] filed-2022.to: the period ends 2022-09-30, before it begins"),
        (GOOD.replace("2022-10-05", "2022-09-05"), "court.csv:2:1: [S301] open-2022.known_on: public on 2022-09-05, before what it counts"),
        (GOOD.replace(",5,", ",,"), "court.csv:2:1: [S102] open-2022.value: a value is missing, or bounds on one"),
        (GOOD.replace(",5,,,", ",,9,7,"), "court.csv:2:1: [S201] open-2022.low: 9 lies above `high`, 7"),
        (GOOD + GOOD.replace("open-2022", "open"), "court.csv:3:1: [S005] open: says what `open-2022` says; one of them is enough"),
        (GOOD + GOOD, "court.csv:3:1: [S005] open-2022: written twice"),
        (GOOD.replace(",5,", ",-5,"), "court.csv:2:1: [S201] open-2022.value: pending is a stock, which is 0 or more"),
        (
            GOOD.replace("2022-10-05", "Oct 2022"),
            "court.csv:2:1: [S103] open-2022.known_on: `Oct 2022` found; a date, YYYY-MM-DD, YYYY-MM or",
        ),
        (GOOD.replace("2022-09-30", "30.9.2022"), "court.csv:2:1: [S103] open-2022.to: `30.9.2022` found; a date, YYYY-MM-DD, YYYY-MM or"),
        (
            GOOD.replace("primary", "first"),
            "court.csv:2:1: [S103] open-2022.quality: `first` found; primary, secondary, derived or second-hand",
        ),
    ],
)
def test_each_mistake_is_found_once(folder: Path, figures: str, message: str) -> None:
    (problem,) = [line for line in lines(folder, figures) if "[S107]" not in line]
    assert problem.startswith(message)


def test_a_source_or_quantity_nobody_uses_is_found(folder: Path) -> None:
    (source,) = lines(folder, "")
    (folder.parent / "scenarios").mkdir()
    quantity, _, source = lines(folder, "")
    assert source == "sources.csv:2:1: [S107] report: no figure, policy, claim or scenario uses this source"
    assert quantity == "quantities.csv:2:1: [S107] pending: no figure, claim or scenario counts this quantity"
    (folder / "claims.yaml").write_text("mine: {source: report, quantity: pending, definition: receipts}\n")
    assert lines(folder, "") == []


def test_every_bad_cell_of_a_table_is_found_at_once(folder: Path) -> None:
    both = lines(folder, GOOD.replace(",5,", ",five,") + FILED.replace(",5,", ',"5,000",'))
    assert [line.split(" found")[0] for line in both] == [
        "court.csv:2:1: [S103] open-2022.value: `five`", "court.csv:3:1: [S103] filed-2022.value: `5,000`"
    ]  # fmt: skip


def test_an_address_is_one_or_nothing(folder: Path) -> None:
    text = "id,title,publisher,published,address\nreport,A report,An office,2022,{}\n"
    (folder / "sources.csv").write_text(text.format("example.org"))
    (problem,) = lines(folder, GOOD + FILED)
    assert problem.startswith("sources.csv:2:1: [S103] report.address: `example.org` found; an address that begins with https://")
    (folder / "sources.csv").write_text(text.format(""))
    assert lines(folder, GOOD + FILED) == []


def test_figures_are_found_by_a_word(folder: Path) -> None:
    lines(folder, GOOD + FILED)
    assert [figure.id for figure in search(Seeds(folder), "RECEIPTS")] == ["filed-2022"]
    assert len(search(Seeds(folder), "a report")) == len(search(Seeds(folder), "report")) == 2


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        (GOOD.replace("open-2022", ""), "court.csv:2:1: [S102] the id is missing"),
        (GOOD.replace("open-2022", "open 2022"), "court.csv:2:1: [S103] open 2022: found as an id; letters, digits"),
        (GOOD.replace("open-2022", "=cmd()"), "court.csv:2:1: [S103] =cmd(): found as an id"),
        (GOOD.replace(",5,,,", ",5,6,7,"), "court.csv:2:1: [S201] open-2022.value: 5 does not lie between `low` and `high`"),
        (GOOD.replace(",5,,,", ",5,,4,"), "court.csv:2:1: [S201] open-2022.value: 5 does not lie between"),
        (GOOD + GOOD.replace("open-2022", "sum").replace(",primary,,", ",derived,open-2022 * 2,"), "court.csv:3:1: [S103] open-2022 * 2: found as parts;"),
        (GOOD + GOOD.replace("open-2022", "sum").replace(",primary,,", ",derived,open-2022+open-2022,"), "court.csv:3:1: [S103] open-2022+open-2022: found as parts;"),
    ],
)  # fmt: skip
def test_ids_bounds_and_sums_are_what_they_are_said_to_be(folder: Path, figures: str, message: str) -> None:
    (problem,) = [line for line in lines(folder, figures) if "[S107]" not in line]
    assert problem.startswith(message)


def test_a_source_is_published_on_a_date(folder: Path) -> None:
    text = "id,title,publisher,published,address\nreport,A report,An office,{},\n"
    for good in ("2022", "2022-06", "2022-06-24", ""):
        (folder / "sources.csv").write_text(text.format(good))
        assert lines(folder, GOOD + FILED) == []
    (folder / "sources.csv").write_text(text.format("March 2019"))
    (problem,) = lines(folder, GOOD + FILED)
    assert problem.startswith("sources.csv:2:1: [S103] report.published: `March 2019` found; a date")


def test_the_day_of_a_policy_is_written_in_one_way(folder: Path) -> None:
    for on, good in (("2015-04-06", True), ("20150406", False), ("2015-W15-1", False), ("2015-04-31", False)):
        (folder / "policy.csv").write_text(f"id,title,on,known_on,source,quality,note\nmemo,A memo,{on},2015-04-30,report,primary,\n")
        found = lines(folder, GOOD + FILED)
        assert (found == []) == good
        assert good or found[0].startswith(f"policy.csv:2:1: [S103] memo.on: `{on}` found; a date, YYYY-MM-DD, is allowed")
