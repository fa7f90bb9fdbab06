"""The Markdown of the documentation: its pages, what is neither code nor comment in them, their links, and the names they name."""

import importlib
import re
from collections import Counter
from functools import reduce
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES += sorted(page for room in ("docs", "scenarios", "seeds", "benchmarks", "benchmarks/peers") for page in (ROOT / room).glob("*.md"))

_FENCE = re.compile(r"^(`{3,})[^\n]*\n.*?^\1`*\s*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(([^()\s]+)\)")


def words(text: str) -> str:
    """Return a page without its blocks of code and its comments."""
    return re.sub(r"<!--.*?-->", "", _FENCE.sub("", text), flags=re.DOTALL)


def links(text: str) -> list[str]:
    """Return where a page's links lead, those in `code` left out."""
    return _LINK.findall(re.sub(r"`[^`\n]*`", "code", words(text)))


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as repository pages and the site make them."""
    found: Counter[str] = Counter()
    names: set[str] = set()
    for heading in re.findall(r"^#{1,6} (.+?)\s*$", words(text), re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        names.add(f"{slug}-{found[slug]}" if found[slug] else slug)
        found[slug] += 1
    return names


def broken(page: Path, text: str) -> list[str]:
    """Return the links of a page that lead nowhere: no such file, or no such heading in it."""
    lost: list[str] = []
    for link in links(text):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        file = page.parent / target if target else page
        there = text if file == page else file.read_text(encoding="utf-8") if file.suffix == ".md" and file.is_file() else ""
        if not file.exists() or (anchor and anchor not in anchors(there)):
            lost.append(link)
    return lost


def found(name):
    """Return what a dotted name stands for: a module, or something in one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            module = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        return reduce(getattr, parts[length:], module)
    raise AttributeError(name)
