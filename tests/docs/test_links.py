"""Every link of every page leads to a file that is there, and to a heading that is in it."""

from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, anchors, broken, links


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path):
    assert broken(page, page.read_text(encoding="utf-8")) == []


def test_every_page_has_a_place_in_the_side_bar():
    settings = (ROOT / "docs" / "conf.py").read_text(encoding="utf-8")
    pages = [f"docs/{page.stem}" for page in (ROOT / "docs").glob("*.md") if page.stem != "index"]
    assert [page for page in pages if f'"{page}"' not in settings] == []


def test_links_are_found():
    assert sum(len(links(page.read_text(encoding="utf-8"))) for page in PAGES) > 100


def test_what_leads_nowhere_is_seen():
    page = ROOT / "docs" / "index.md"
    text = "# A page\n\n[a](none.md) [b](method.md#no-such) [c](#elsewhere) [`d`](none.yaml) [e](#a-page) `[f](none.md)` [g](https://example.org/#x)\n"
    assert broken(page, text) == ["none.md", "method.md#no-such", "#elsewhere", "none.yaml"]


def test_anchors_are_those_of_repository_pages():
    text = "# One *two*: `sim.run`, and more\n## Twice\n```\n# no heading\n```\n## Twice\n"
    assert anchors(text) == {"one-two-simrun-and-more", "twice", "twice-1"}
