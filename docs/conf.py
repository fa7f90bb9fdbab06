"""How Sphinx builds the site: every page is Markdown that also reads as it stands, and needs no network."""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sim import __version__  # noqa: E402

NAVIGATION = {
    "Begin": ["docs/tutorial", "docs/notebook", "docs/reading-results", "docs/glossary", "scenarios/README"],
    "Reference": ["docs/scenario-format", "docs/cli", "docs/api", "docs/export", "docs/errors"],
    "What it computes": ["docs/method", "docs/assumptions", "docs/claims", "seeds/README"],
    "How it is built": ["docs/design", "docs/scaling", "benchmarks/README", "benchmarks/peers/README", "CONTRIBUTING", "CHANGELOG"],
}
"""The pages in the order of the side bar; those that are not there are left out."""

project = "Backlog projection simulator"
author = "its contributors"
release = version = __version__
html_show_copyright = False
root_doc = "docs/index"
include_patterns = ["docs/*.md", *(f"{page}.{ending}" for pages in NAVIGATION.values() for page in pages for ending in ("md", "ipynb"))]
exclude_patterns = [".*", "docs/_build", "runs", "sweeps", "**/__pycache__"]
extensions = ["myst_parser", "docs.accessible", "docs.mathml", "docs.notebooks"]

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
myst_dmath_double_inline = True
myst_update_mathjax = False
nitpicky = True
language = "en"

html_theme = "furo"
html_math_renderer = "mathml"
html_title = "Backlog projection simulator"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_extra_path = ["_entry/index.html"]
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"


def setup(app: Sphinx) -> None:
    """Give the front page the side bar's contents, which would only be noise where the page is read as Markdown."""
    app.connect("source-read", _with_contents)


def _with_contents(app: Sphinx, page: str, source: list[str]) -> None:
    if page != root_doc:
        return
    for title, pages in NAVIGATION.items():
        found = "\n".join(f"/{name}" for name in pages if name in app.env.found_docs)
        source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n{found}\n```\n"
