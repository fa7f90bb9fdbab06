"""`sim claims` as a user meets it: tables, filters, files, warnings and exit codes."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import click.testing
import pytest

from sim.cli.main import cli
from sim.errors import InputError, RunFolderError

ROOT = Path(__file__).parents[2]

CLAIMS = """# What is included: two claims.

fall:
  made_on: 2022-01-01
  kind: target
  system: court
  high: 900
  quantity: waiting
  straight_line: {points: {2021-01-01: 1_200, 2022-01-01: 1_000}, source: counted}
  readings: {end: {by: 2023-01-01, definition: waiting}, half: {by: 2022-07-01, definition: waiting}}
  scenario: small.yaml
  outcomes: [{definition: waiting, low: 950, high: 960, window: {by: 2023-01-01}, source: s, quality: primary, argument: counted, readings: [end]}]
rise:
  made_on: 2022-01-01
  kind: forecast
  system: office
  low: 900
  quantity: waiting
  readings: {end: {by: 2023-01-01, definition: waiting}}
  scenario: missing.yaml
  outcomes: [{definition: waiting, low: 950, high: 960, window: {by: 2023-01-01}, source: s, quality: primary, argument: counted}]
"""

SMALL = """title: Small
start: 2022-01-01
end: 2023-01-01
stages: {open: {kind: active, initial: 1_000}, out: {kind: closed}}
flows: {leave: {kind: hazard, from: open, to: out, rate: 0.01}}
metrics: {waiting: {stock: open, quantity: waiting}}
claims: [fall]
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {
        "seeds/sources.csv": "id,title,publisher,published,address\n",
        "seeds/claims.yaml": CLAIMS,
        "scenarios/small.yaml": SMALL,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def sim(*arguments: str) -> click.testing.Result:
    return click.testing.CliRunner().invoke(cli, ["claims", *arguments], catch_exceptions=False)


def test_the_table_shows_first_readings_and_all_of_them_if_asked() -> None:
    short, full = sim("--replicates", "200"), sim("--all", "--replicates", "200")
    assert "half" not in short.stdout
    assert "second-hand" not in short.stdout
    assert "half" in full.stdout
    for text in ("court", "at most 900", "2022-01-01", "12.0", "800", "missed", "+50", "200 replicates of the version"):
        assert text in short.stdout, text
    assert "forecasts met: 1 of 1 determined (95%: 0.21 to 1.00)" in short.stdout
    assert "targets met: 0 of 1 determined (95%: 0.00 to 0.79)" in short.stdout
    assert "included: two claims." in short.stdout


def test_a_missing_version_is_a_warning_and_the_rest_goes_on() -> None:
    done = sim("--replicates", "50", "--quiet")
    assert done.exit_code == 0
    assert done.stderr.startswith("warning: ")
    assert "missing.yaml" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert sim("--no-run").stderr == ""


def test_what_is_second_hand_is_marked(tmp_path: Path) -> None:
    file = tmp_path / "seeds" / "claims.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("quality: primary", "quality: second-hand", 1), encoding="utf-8")
    done = sim("--no-run")
    assert done.stdout.count("missed\N{DAGGER}") == 1
    assert "\N{DAGGER} second-hand: could not be followed back" in done.stdout
    first, _, third = json.loads(sim("--no-run", "--json").stdout)["claims"]
    assert (first["outcome_quality"], third["outcome_quality"]) == ("second-hand", "primary")


def test_another_folder_of_seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert "at most 900" in sim("--no-run", "--seeds", str(tmp_path / "seeds")).stdout
    with pytest.raises(InputError, match="no folder of seeds"):
        sim("--no-run", "--seeds", str(tmp_path))


def test_json_is_one_object_with_nulls() -> None:
    done = sim("--json", "--replicates", "50")
    found = json.loads(done.stdout, parse_constant=lambda word: pytest.fail(word))
    assert (found["replicates"], len(found["warnings"])) == (50, 1)
    first, second, third = found["claims"]
    assert (first["main"], second["main"], third["main"]) == (True, False, True)
    assert (first["straight_line"], first["scores"]["brier"], second["scores"], third["probability"]) == (
        800.0,
        first["probability"] ** 2,
        None,
        None,
    )


def test_csv_and_plot_are_written_and_named(tmp_path: Path) -> None:
    done = sim("--no-run", "--csv", "a.csv", "--plot", "a.svg")
    assert done.stdout.splitlines()[-2:] == ["a.csv", "a.svg"]
    assert [row["id"] for row in csv.DictReader((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines())] == ["fall", "fall", "rise"]
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_a_plot_of_no_kind_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match=r"ends in \.svg or \.png"):
        sim("--csv", "a.csv", "--plot", "a.txt")
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["--system", "court"], ["fall", "fall"]),
        (["--system", "court", "--system", "office"], ["fall", "fall", "rise"]),
        (["--kind", "forecast"], ["rise"]),
        (["--horizon", "12:"], ["fall", "rise"]),
        (["--horizon", ":12"], ["fall"]),
        (["--horizon", "13:14"], []),
    ],
)
def test_filters(arguments: list[str], ids: list[str]) -> None:
    assert [row["id"] for row in json.loads(sim("--no-run", "--json", *arguments).stdout)["claims"]] == ids


def test_nothing_of_the_kind_says_so() -> None:
    assert "no claim of the record is of this kind" in sim("--no-run", "--horizon", "13:14").stdout


def test_an_unknown_system_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r"no system `cuort`; systems are court, office\. Did you mean `court`"):
        sim("--system", "cuort")


@pytest.mark.parametrize("text", ["5", "a:b", "5:5", "6:5", "nan:5"])
def test_a_malformed_horizon(text: str) -> None:
    done = sim("--horizon", text)
    assert done.exit_code == 2
    assert "is not of the form A:B" in done.stderr


def test_matplotlib_and_pandas_stay_away() -> None:
    code = (
        "import sys; from sim.cli.main import cli; cli.main(['claims', '--replicates', '20'], standalone_mode=False); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"], capture_output=True, text=True, check=True
    )
    loaded = done.stdout.splitlines()[-1].split()
    assert "numpy" in loaded
    assert not {"matplotlib", "pandas", "jinja2"} & set(loaded)
