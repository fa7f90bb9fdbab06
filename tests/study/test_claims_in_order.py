"""`sim check seeds` finds each kind of mistake in a claim, at its line, once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.reading.evidence import check_seeds
from sim.study.evidence import check_claims

ROOT = Path(__file__).parents[2]

COMPLETE = """fall:
  statement: Fewer than 700 cases will wait at the end of the year.
  source: memo
  made_on: 2022-01-05
  known_on: 2022-01-05
  kind: target
  system: court
  quantity: waiting
  high: 700
  readings: {end: {through: 2022-12-31, definition: waiting}}
  straight_line: {figures: [waiting-2020, waiting-2022]}
  scenario: court/small.yaml
  outcomes:
    - definition: waiting
      low: 720
      high: 760
      window: {through: 2022-12-31}
      source: memo
      quality: primary
      argument: counted
"""


def problems(folder: Path, claims: str) -> list[str]:
    (folder / "seeds" / "claims.yaml").write_text(claims, encoding="utf-8")
    return [str(problem).split("seeds/")[-1] for problem in check_claims(folder / "seeds")]


def test_the_record_is_in_order(folder: Path) -> None:
    assert check_claims(ROOT / "seeds") == []
    assert problems(folder, COMPLETE) == []


def test_the_example_of_the_readme_is_in_order(tmp_path: Path) -> None:
    """Among the published figures, in place of the record."""
    (example,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "seeds" / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    for name in ("figures", "sources.csv", "quantities.csv", "policy.csv"):
        (tmp_path / name).symlink_to(ROOT / "seeds" / name)
    (tmp_path / "claims.yaml").write_text(example, encoding="utf-8")
    assert check_claims(tmp_path) == []
    (tmp_path / "claims.yaml").write_text(example.replace("2022-11]", "2022-13]"), encoding="utf-8")
    assert [problem.code for problem in check_claims(tmp_path)] == ["S402"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  high: 700\n", "", "2:3: [S102] fall: `low` or `high` is missing"),
        ("source: memo\n  made", "source: mem\n  made", "3:11: [S402] fall.source: no source `mem`. Did you mean `memo`?"),
        ("  source: memo\n  made", "  made", "2:3: [S102] fall.source: `source` is missing"),
        ("  made_on: 2022-01-05\n", "", "2:3: [S102] fall.made_on: `made_on` is missing"),
        ("  system: court\n", "", "2:3: [S102] fall.system: `system` is missing"),
        ("known_on: 2022-01-05", "known_on: '2021'", "5:13: [S301] fall.known_on: public on 2021-12-31, before it was made, 2022-01-05"),
        ("quantity: waiting", "quantity: wating", "8:13: [S402] fall.quantity: no quantity `wating`. Did you mean `waiting`?"),
        (
            "  scenario: court/small.yaml\n",
            "",
            "2:3: [S102] fall.scenario: `scenario` or `not_simulated` is missing",
        ),
        ("court/small.yaml", "court/smal.yaml", "12:13: [S001] fall.scenario: no file `court/smal.yaml` below"),
        (
            "court/small.yaml\n",
            "court/small.yaml\n  not_simulated: no\n",
            "13:18: [S105] fall.not_simulated: `scenario` and `not_simulated` exclude each other",
        ),
        ("{through: 2022-12-31, def", "{through: 2021-12-31, def", "10:19: [S301] fall.readings.end: the window ends 2021-12-31, before the"),
        ("{through: 2022-12-31, def", "{from: 2022-06-01, through: 2022-12-31, def", "10:19: [S105] fall.readings.end: waiting is a stock"),
        ("definition: waiting}", "definition: gone, from: 2022-01-01}", "14:19: [S104] fall.outcomes.0.definition: no reading counts `waiting`"),
        ("      low: 720\n      high: 760\n", "", "14:7: [S102] fall.outcomes.0: `low` or `high` is missing"),
        ("low: 720", "low: 770", "15:12: [S201] fall.outcomes.0.low: `low`, 770, lies above `high`, 760"),
        ("source: memo\n      quality", "source: meno\n      quality", "18:15: [S402] fall.outcomes.0.source: no source `meno`"),
        ("counted\n", "counted\n      readings: [half]\n", "21:17: [S104] fall.outcomes.0.readings: no reading `half`; readings are end"),
        ("definition: waiting}", "definition: wating}", "10:53: [S402] fall.readings.end.definition: no quantity `wating`. Did you mean"),
        ("window: {through: 2022", "window: {through: 2021", "17:15: [S301] fall.outcomes.0.window: it was counted up to 2022-01-01, before"),
        (COMPLETE[COMPLETE.index("  outcomes:") :], "", "2:3: [S102] fall.outcomes: `outcomes` is missing; a list of outcomes, or `open`"),
        ("waiting-2020, waiting-2022", "waiting-2020, gone-2021", "11:43: [S105] fall.straight_line.figures.1: `gone-2021` does not fit"),
        ("waiting-2020, waiting-2022", "waiting-2022", "11:29: [S105] fall.straight_line.figures.0: `waiting-2022` does not fit"),
        ("waiting-2020, waiting-2022", "waiting-2020, queue", "11:28: [S105] fall.straight_line.figures: waiting and queueing are different"),
    ],
)  # fmt: skip
def test_each_mistake_is_found_once(folder: Path, old: str, new: str, message: str) -> None:
    assert old in COMPLETE
    with (folder / "seeds" / "figures" / "court.csv").open("a") as table:
        table.write("queue,queueing,1000,,,cases,,2021-12-31,court,2022-01-05,,memo,primary,,\n")
    (found,) = problems(folder, COMPLETE.replace(old, new))
    assert found.startswith(f"claims.yaml:{message}"), found


def test_a_flow_needs_a_beginning(folder: Path) -> None:
    text = COMPLETE.replace("waiting", "gone").replace("figures: [gone-2020, gone-2022]", "figures: [gone-2021]")
    (found,) = problems(folder, text)
    assert found.startswith("claims.yaml:10:19: [S102] fall.readings.end: `from` is missing; gone is a flow")


def test_all_mistakes_of_several_claims_at_once(folder: Path) -> None:
    second = COMPLETE.replace("fall:", "rise:").replace("quantity: waiting", "quantity: wating").replace("high: 700", "high: 7 hundred")
    found = problems(folder, COMPLETE.replace("quantity: waiting", "quantity: wating") + second)
    assert [line.split(" ")[1] for line in found] == ["[S402]", "[S103]"]
    assert len(problems(folder, COMPLETE + COMPLETE)) == 1


def test_a_table_that_cannot_be_read_is_found_once(folder: Path) -> None:
    (folder / "seeds" / "sources.csv").write_text("id\n", encoding="utf-8")
    assert problems(folder, COMPLETE) == []
    assert {problem.code for problem in check_seeds(folder / "seeds")} == {"S102"}
