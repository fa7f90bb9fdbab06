"""Runs the cells of `docs/notebook.ipynb` without Jupyter and stores what they show; `make docs` calls it."""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"

_COLOURS = 32
"""Colours of a stored picture."""

Output = dict[str, Any]


def read() -> dict[str, Any]:
    """Return the notebook as it is stored."""
    found: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return found


def write(notebook: dict[str, Any]) -> None:
    """Store a notebook as Jupyter does."""
    NOTEBOOK.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def run(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook with what its cells show when they run one after the other, in a folder beside scenarios and seeds."""
    names: dict[str, Any] = {"__name__": "__main__"}
    count, cells = 0, []
    with _beside_scenarios(), pd.option_context("display.max_columns", 20, "display.width", 80):
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                count += 1
                cell = cell | {"execution_count": count, "outputs": _outputs("".join(cell["source"]), names, count)}
            cells.append(cell)
    return notebook | {"cells": cells}


@contextlib.contextmanager
def _beside_scenarios() -> Iterator[None]:
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as above:
        for name in ("scenarios", "seeds"):
            (Path(above) / name).symlink_to(ROOT / name)
        (Path(above) / "docs").mkdir()
        os.chdir(Path(above) / "docs")
        try:
            yield
        finally:
            os.chdir(before)


def _outputs(source: str, names: dict[str, Any], count: int) -> list[Output]:
    """Run a cell: what it prints, the value of its last line unless a semicolon ends it, and the figures that pyplot holds."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "<cell>", "exec", dont_inherit=True), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval", dont_inherit=True), names)
    text = printed.getvalue()
    found: list[Output] = [{"name": "stdout", "output_type": "stream", "text": _lines(text)}] if text else []
    if value is not None and not source.rstrip().endswith(";"):
        found.append({"data": _shown(value), "execution_count": count, "metadata": {}, "output_type": "execute_result"})
    return [*found, *({"data": data, "metadata": {}, "output_type": "display_data"} for data in _figures())]


def _shown(value: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"text/plain": _lines(repr(value))}
    if hasattr(value, "_repr_html_"):
        data["text/html"] = _lines(value._repr_html_())
    if hasattr(value, "_repr_png_"):
        data["image/png"] = _encoded(value._repr_png_())
    return data


def _figures() -> Iterator[dict[str, Any]]:
    """Yield the figures that pyplot holds, and close them, as a notebook does after each cell."""
    if "matplotlib.pyplot" not in sys.modules:
        return
    import matplotlib.pyplot as plt

    for number in plt.get_fignums():
        buffer = io.BytesIO()
        figure = plt.figure(number)
        figure.savefig(buffer, format="png", dpi=100)
        plt.close(figure)
        yield {"image/png": _encoded(buffer.getvalue()), "text/plain": [repr(figure)]}


def _encoded(png: bytes) -> str:
    """Return a picture with as few colours as it can do with: a tenth of the bytes."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS).save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode() + "\n"


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def texts(notebook: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what the cells show: cell, kind and text; of a picture only that there is one, of a table of pandas only its plain text."""
    found = []
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {"text/plain": output.get("text")})
            joined = {kind: "" if kind == "image/png" else "".join(text) for kind, text in data.items()}
            found += [(cell["id"], kind, text) for kind, text in sorted(joined.items()) if 'class="dataframe"' not in text]
    return found


if __name__ == "__main__":
    write(run(read()))
    print(NOTEBOOK.relative_to(ROOT))
