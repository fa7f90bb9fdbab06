"""The site: it builds without a warning, nothing in it comes from elsewhere, and a broken link stops it. Needs the extra `docs`."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "link": "href", "object": "data"}
"""Attributes whose address a browser fetches by itself."""

pytestmark = pytest.mark.deep


def build(source: Path, out: Path, config: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "sphinx", "-c", config, "-W", "--keep-going", "--quiet", source, out]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=ROOT, check=False)


class Seen(HTMLParser):
    """What a page fetches, where its links lead, and the places that links can lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.places |= {found[key] for key in ("id", "name") if found.get(key)}
        if found.get(FETCHED.get(tag, "")) and not (tag == "link" and found.get("rel") in ("next", "prev", "index", "search")):
            self.fetched.append(found[FETCHED[tag]])
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("site")
    done = build(ROOT, out, ROOT / "docs")
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return {file.relative_to(out).as_posix(): Seen(file.read_text(encoding="utf-8")) for file in out.rglob("*.html")}, out


def test_nothing_is_fetched_from_elsewhere(site):
    pages, out = site
    assert len(pages) > 20
    for name, page in pages.items():
        assert [each for each in page.fetched if re.match(r"\w+:|//", each) and not each.startswith("data:")] == [], name
    for style in out.rglob("*.css"):
        assert not re.findall(r"@import[^;]*//|url\(['\"]?(?:https?:)?//", style.read_text(encoding="utf-8")), style.name


def test_links_within_the_site_lead_somewhere(site):
    pages, out = site
    for name, page in pages.items():
        if name in ("genindex.html", "search.html"):
            continue
        for link in page.links:
            if re.match(r"\w+:", link):
                continue
            target, _, anchor = unquote(link).partition("#")
            file = (out / name).parent.joinpath(target).resolve() if target else out / name
            assert file.is_file(), f"{name}: {link}"
            if anchor and file.suffix == ".html":
                assert anchor in pages[file.relative_to(out.resolve()).as_posix()].places, f"{name}: {link}"


def test_equations_are_mathml(site):
    _, out = site
    method = (out / "docs" / "method.html").read_text(encoding="utf-8")
    assert method.count("<math") > 50
    assert "$" not in re.sub(r"<(pre|code|script).*?</\1>", "", method, flags=re.DOTALL)


def test_every_page_is_in_the_index_of_the_search(site):
    _, out = site
    index = (out / "searchindex.js").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert f"docs/{page.stem}" in index


def small(tmp_path, line):
    docs = tmp_path / "source" / "docs"
    docs.mkdir(parents=True)
    (docs / "index.md").write_text(f"# Front\n\n{line}\n", encoding="utf-8")
    return docs


def test_what_is_sound_builds(tmp_path):
    docs = small(tmp_path, "[x](api.md#x-y) [x](notebook.ipynb) $\\frac{1}{2}$")
    (docs / "api.md").write_text("# X, y\n", encoding="utf-8")
    shown = [{"output_type": "execute_result", "data": {"text/plain": ["4"]}}, {"output_type": "stream", "text": ["said\n"]}]
    drawn = [{"output_type": "display_data", "data": {"image/png": "aGk=", "text/plain": ["<Figure>"]}}]
    cells = [{"cell_type": "markdown", "source": ["# A notebook"]}]
    cells += [{"cell_type": "code", "source": ["2 + 2"], "outputs": shown}, {"cell_type": "code", "source": ["plot()"], "outputs": drawn}]
    (docs / "notebook.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    done = build(tmp_path / "source", tmp_path / "out", ROOT / "docs")
    assert (done.returncode, done.stderr) == (0, "")
    page = (tmp_path / "out" / "docs" / "notebook.html").read_text(encoding="utf-8")
    assert re.search(r"<pre[^>]*><span></span>4\n", page)
    assert 'src="data:image/png;base64,aGk="' in page
    assert "<Figure>" not in page


@pytest.mark.parametrize("line", ["[x](none.md)", "[x](index.md#none)", "[x](#none)", "$$\\nosuch$$"])
def test_what_is_broken_stops_the_build(line, tmp_path):
    done = build(small(tmp_path, line).parent, tmp_path / "out", ROOT / "docs")
    assert done.returncode != 0
    assert done.stderr
