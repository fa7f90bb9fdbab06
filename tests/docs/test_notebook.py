"""The notebook: its cells run, and what they show is what is stored in it."""

from __future__ import annotations

import base64
import copy
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib.pyplot as plt
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def notebook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notebook_run", ROOT / "docs" / "notebook_run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sources(stored: dict[str, Any]) -> list[str]:
    return ["".join(cell["source"]) for cell in stored["cells"] if cell["cell_type"] == "code"]


def test_it_shows_what_is_stored(notebook: ModuleType) -> None:
    plt.switch_backend("agg")
    before, stored = Path.cwd(), notebook.read()
    assert notebook.texts(notebook.run(stored)) == notebook.texts(stored), "run `python docs/notebook_run.py` and look at the difference"
    assert Path.cwd() == before
    assert not plt.get_fignums()


def test_a_number_that_is_no_longer_true_is_noticed(notebook: ModuleType) -> None:
    stored = notebook.read()
    changed = copy.deepcopy(stored)
    cell = next(cell for cell in changed["cells"] if any(output["output_type"] == "execute_result" for output in cell.get("outputs", [])))
    cell["outputs"][0]["data"]["text/plain"][0] += "9"
    assert notebook.texts(changed) != notebook.texts(stored)


def test_it_is_a_notebook_of_a_size_for_git(notebook: ModuleType) -> None:
    stored = notebook.read()
    assert (stored["nbformat"], stored["nbformat_minor"]) == (4, 5)
    names = [cell["id"] for cell in stored["cells"]]
    assert len(set(names)) == len(names)
    assert notebook.NOTEBOOK.stat().st_size < 300_000
    pictures = [
        output["data"]["image/png"]
        for cell in stored["cells"]
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert len(pictures) >= 4
    assert all(base64.b64decode(picture).startswith(b"\x89PNG") for picture in pictures)
    assert notebook.NOTEBOOK.read_text(encoding="utf-8") == json.dumps(stored, indent=1, ensure_ascii=False) + "\n"


def test_it_uses_everything_a_reader_needs(notebook: ModuleType) -> None:
    code = "\n".join(sources(notebook.read()))
    for name in (
        "sim.load(",
        ".assumptions",
        "sim.run(",
        ".claims",
        ".plot(",
        "set=",
        "sim.compare(",
        "sim.sweep(",
        "sim.solve(",
        "sim.claims(",
        ".save(",
        "sim.open_run(",
    ):
        assert name in code, name
