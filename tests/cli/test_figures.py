"""`sim figures` and `sim check` of seeds, from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli.main import cli
from sim.errors import InputError

ROOT = Path(__file__).parents[2]


def said(*arguments: str) -> str:
    done = CliRunner().invoke(cli, list(arguments), catch_exceptions=False, standalone_mode=False)
    return done.output


def test_a_word_lists_figures_and_an_id_shows_one() -> None:
    listed = said("figures", "attorneys", "--seeds", str(ROOT / "seeds"))
    assert "opla-attorneys-2022" in listed
    assert "at least 1,200" in listed
    shown = said("figures", "opla-attorneys-2022", "--seeds", str(ROOT / "seeds"))
    assert "Washington Examiner" in shown
    assert "value      1,225\n" in shown
    derived = said("figures", "trac-completions-2022-05-to-06", "--seeds", str(ROOT / "seeds"))
    assert "parts      trac-completions-2022-05-to-08 - " in derived


def test_json_is_one_object() -> None:
    found = json.loads(said("figures", "opla-attorneys-2022", "--json", "--seeds", str(ROOT / "seeds")))["figures"]
    assert [figure["value"] for figure in found] == [1225.0]
    assert found[0]["cited"].startswith("Washington Examiner")


def test_an_unknown_word_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r"no figure with `opla-atorneys-2022` in it\. Did you mean `opla-attorneys-2022`"):
        said("figures", "opla-atorneys-2022", "--seeds", str(ROOT / "seeds"))
    with pytest.raises(InputError, match=r"no figure with `pd-by-april-2023` in it; it is a claim, which `sim claims` shows$"):
        said("figures", "pd-by-april-2023", "--seeds", str(ROOT / "seeds"))
    with pytest.raises(InputError, match="no folder of seeds"):
        said("figures", "x", "--seeds", str(ROOT / "sim"))


def test_seeds_are_checked_as_files_are() -> None:
    assert said("check", str(ROOT / "seeds")).endswith("seeds: in order\n")
