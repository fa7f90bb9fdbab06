"""A Sphinx extension: what the theme's pages lack for keyboards and screen readers (axe-core finds nothing once it is there)."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx

_ADDED = (
    (r'<p class="caption" role="heading">', '<p class="caption" role="heading" aria-level="2">'),
    (r'<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" aria-label="All pages">'),
    (r'<aside class="toc-drawer( no-toc)?">', r'<aside class="toc-drawer\1" aria-label="On this page">'),
    (r"<pre>", '<pre tabindex="0">'),
    (r'<div class="table-wrapper ([^"]*)">', r'<div class="table-wrapper \1" tabindex="0">'),
    (r'(<th class="head[^"]*"><p>)(</p></th>)', r'\1<span class="unseen">name</span>\2'),
)
"""What scrolls must be reached by keyboard; what is a heading or a landmark must say which; the head of a first column is never empty."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Mend every page once it is written."""
    app.connect("build-finished", _mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _mend(app: Sphinx, failed: Exception | None) -> None:
    for page in [] if failed else Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for found, mended in _ADDED:
            text = re.sub(found, mended, text)
        page.write_text(text, encoding="utf-8")
