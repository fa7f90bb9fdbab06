"""Slips of the pen as people make them in the scenarios shipped here: one message, at the place of the slip, that names what was meant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).parents[2]
COURT, NHS, PACE, PD = "base/immigration-court-2022", "nhs/nhs-2025", "court-record/pace-of-january-2022", "pd-2022/pool-by-kept-share"

SLIPS = [
    # file, what stands there, what is written in its place, where in that the problem is, code, what was meant
    (COURT, "\nas_of: 2022", "\nas-of: 2022", "as-of", "S101", "as_of"),
    (COURT, "    kind: inflow\n    note: R", "    kind: inflwo\n    note: R", "inflwo", "S103", "inflow"),
    (COURT, "resource: attorneys", "resource: attorney", "attorney", "S104", "attorneys"),
    (COURT, "{parameter: offer}", "{paramter: offer}", "paramter", "S101", "parameter"),
    (COURT, "{figure: judges-2021-09}", "{figure: judges-2021-9}", "judges-2021-9", "S402", "judges-2021-09"),
    (COURT, "claims: [pd-by-april-2023]", "claims: pd-by-april-2023", "pd-by", "S103", None),
    (COURT, "rate: 63_205", "rate: 63,205", "63,205", "S103", "63205"),
    (COURT, "low: 120_000, mode", "low: 120,000, mode", "000", "S103", None),
    (COURT, "rate: 0.4  ", "rate: 40%  ", "40%", "S103", "0.4"),
    (COURT, "rate: 0.667", "rate: -0.667", "-0.667", "S201", None),
    (COURT, "public_safety: 0.0068", "public_safety: 6.8", "6.8", "S201", None),
    (COURT, "drift: {normal: {mean: 0, sd: 0.15}, level: replicate}", "drift: {normal: {mean: 0, sd: 0.15}, level: month}", "month", "S204", None),
    (COURT, "consent: {beta: {a: 34, b: 6}, level: replicate}", "consent: {beta: {a: 34, b: 6}}", "consent", "S102", None),
    (COURT, "on: 2022-04-25", "on: 25/04/2022", "25/04/2022", "S103", None),
    (COURT, "end: 2024-04-01", "end: 2024-31-04", "2024-31-04", "S009", None),
    (COURT, "through: 2022-06-30, source: b", "through: 2062-06-30, source: b", "2062-06-30", "S302", None),
    (COURT, "parameters.reviews_per_attorney: 22", "parameters.reviews_per_atorney: 22", "parameters.reviews_per_atorney", "S106",
     "parameters.reviews_per_attorney"),
    (COURT, "  motion:                        #", "  motoin:                        #", "motoin", "S104", "motion"),
    (COURT, "  judges:                        #", "  juges:                        #", "juges", "S104", "judges"),
    (COURT, "    from: motion\n", "    from: motion\n    from: motion\n", "from", "S005", None),
    (COURT, "    kind: hazard\n    from: motion", "    kind hazard\n    from: motion", "kind hazard", "S004", None),
    (COURT, "    from: admin_closed\n", "    from:admin_closed\n", "from:admin_closed", "S004", None),
    (COURT, "    from: admin_closed\n", "\tfrom: admin_closed\n", "\t", "S004", None),
    (COURT, 'assumption: "What was public', 'question2: "What was public', "question2", "S101", "question"),
    (COURT, "a: 17, b: 3}", "a: 17, b: 3", None, "S004", None),
    (NHS, "extends: ../base/nhs-waiting-list.yaml", "extends: ../base/nhs-waiting-list.yml", "../base/nhs-waiting-list.yml", "S007",
     "nhs-waiting-list.yaml"),
    (NHS, "stayed_away: !delete", "stayed_awy: !delete", "stayed_awy", "S106", "stayed_away"),
    (NHS, "\nevents:", "\nevent:", "event", "S101", "events"),
    (NHS, 'assumption: "1.8', 'assumption: "1.8" "', None, "S004", None),
    (PACE, "start: 20", "strat: 20", "strat", "S101", "start"),
    (PD, "{from: 700_000, to", "{form: 700_000, to", "form", "S101", "from"),
    (PD, "parameters.share_kept: {from", "parameters.share_kep: {from", "parameters.share_kep", "S106", "parameters.share_kept"),
]  # fmt: skip


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("slips")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    (folder / "seeds").symlink_to(ROOT / "seeds")
    return folder / "scenarios"


@pytest.mark.parametrize(("name", "old", "new", "at", "code", "meant"), SLIPS, ids=[f"{slip[4]}-{slip[2][:24]}" for slip in SLIPS])
def test_slip(name: str, old: str, new: str, at: str | None, code: str, meant: str | None, scenarios: Path) -> None:
    file = scenarios / f"{name}.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    begin = text.index(old)
    wrong = file.with_name("wrong.yaml")
    wrong.write_text(text[:begin] + new + text[begin + len(old) :], encoding="utf-8")
    (problem,) = sim.check(wrong)
    before = text[:begin] + new[: new.rindex(at) if code == "S005" else new.index(at)] if at else text[:begin]
    assert (problem.code, problem.meant) == (code, meant), problem
    assert problem.place.line == before.count("\n") + 1, problem
    if at and at != "\t":
        assert problem.place.column == len(before) - before.rfind("\n"), problem


def test_several_slips_are_all_named(scenarios: Path) -> None:
    text = (scenarios / f"{COURT}.yaml").read_text(encoding="utf-8")
    five = {"\nseed: 2022": "\nsead: 2022", "rate: 63_205": "rate: lots", "resource: attorneys": "resource: attorney", "on: 2022-06-25": "on: 2022-06-31",
            "stock: admin_closed": "stock: adm_closed"}  # fmt: skip
    for old, new in five.items():
        text = text.replace(old, new, 1)
    (scenarios / "base" / "wrong.yaml").write_text(text, encoding="utf-8")
    assert [problem.code for problem in sim.check(scenarios / "base" / "wrong.yaml")] == ["S101", "S103", "S104", "S009", "S104"]
