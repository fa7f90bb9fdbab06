"""A Sphinx extension: a notebook as a page, its cells as Markdown and code and what they showed when they were last run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from myst_parser.parsers.sphinx_ import MystParser
from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the parser for files that end in `.ipynb`."""
    app.add_source_suffix(".ipynb", "notebook")
    app.add_source_parser(NotebookParser)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class NotebookParser(MystParser):
    """Reads a notebook as the Markdown that it amounts to."""

    supported = ("notebook",)

    def parse(self, inputstring: str, document: Any) -> None:
        """Turn a notebook into a document."""
        super().parse(markdown(json.loads(inputstring)), document)


def markdown(notebook: dict[str, Any]) -> str:
    """Return a notebook as Markdown."""
    return "\n\n".join(part for cell in notebook["cells"] for part in _cell(cell)) + "\n"


def _cell(cell: dict[str, Any]) -> Iterator[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] != "code":
        yield source
        return
    yield f"```python\n{source}\n```"
    for output in cell["outputs"]:
        data = output.get("data", {})
        if "image/png" in data:
            picture = "".join(data["image/png"]).replace("\n", "")
            yield f'<p><img alt="What the code above draws" src="data:image/png;base64,{picture}"></p>'
        else:
            yield f"```text\n{''.join(data.get('text/plain', output.get('text', []))).rstrip()}\n```"
