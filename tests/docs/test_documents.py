"""What README and docs say is executed: generated pages are generated again, examples run, links lead somewhere."""

from __future__ import annotations

import doctest
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import sim
from sim.reading.load import load
from tests.docs.pages import PAGES, ROOT, found


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for file, text in _generator().pages().items():
        assert file.read_text(encoding="utf-8") == text, f"{file.name}: run `make docs`"


_CHANCE = re.compile(r"^((?:\| (?:[^|\\]|\\.)* ){4})\| (?:[^|\\]|\\.)* (?=\|)", re.MULTILINE)
"""The first four cells of a row of claims, and the probability after them."""


def test_the_record_of_claims_is_up_to_date_but_for_its_probabilities() -> None:
    committed = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
    assert _CHANCE.sub(r"\1|  ", committed) == _CHANCE.sub(r"\1|  ", _generator().claims_page(replicates=0)), "claims.md: run `make docs`"


@pytest.mark.deep
def test_the_record_of_claims_is_up_to_date() -> None:
    assert (ROOT / "docs" / "claims.md").read_text(encoding="utf-8") == _generator().claims_page(), "claims.md: run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_examples_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    failed, _ = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_complete_scenarios_in_pages_load(page: Path, tmp_path: Path) -> None:
    text = re.sub(r"<!-- file: .*?```yaml\n.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)  # acted out elsewhere
    for index, block in enumerate(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)):
        if block.lstrip("# \n").startswith(("title:", "extends:")) or "\ntitle:" in block:
            file = tmp_path / f"example-{index}.yaml"
            file.write_text(block, encoding="utf-8")
            load(file)


def test_modules_and_functions_named_in_the_docs_exist() -> None:
    for page in PAGES:
        for name in re.findall(r"`(sim(?:\.\w+)+)`", page.read_text(encoding="utf-8")):
            assert found(name) is not None, f"{page.name}: {name}"


def test_tests_named_in_the_docs_exist() -> None:
    named = {name for page in PAGES for name in re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", page.read_text(encoding="utf-8"))}
    assert len(named) > 30
    for name in named:
        file, _, function = name.partition("::")
        assert (ROOT / file).is_file(), name
        assert not function or f"def {function}(" in (ROOT / file).read_text(encoding="utf-8"), name


def test_every_code_file_is_free_of_published_numbers_of_the_claim() -> None:
    for file in (ROOT / "sim").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"360_?000|480_?000|1_?776_?050|47_?000", re.sub(r'""".*?"""', "", text, flags=re.DOTALL)), file


def test_the_sentence_that_may_be_said_is_what_the_run_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    row = sim.run("scenarios/pd-2022/depletion.yaml").claims.set_index("reading").loc["by-25-april-2023"]
    said = f"{row.probability:.0%} of replicates fall within 360,000 to 480,000"
    error = f"(simulation error {row.probability_low:.1%} to {row.probability_high:.1%})"
    assert f"{said} {error}" in (ROOT / "docs" / "reading-results.md").read_text(encoding="utf-8")
