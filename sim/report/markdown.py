"""A report as Markdown, to lie in a repository beside its pictures."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.markdown import plain
from sim.report.content import Content
from sim.report.page import TEMPLATES
from sim.report.solution import said


def markdown(report: Content) -> str:
    """Return a report as GitHub's Markdown; pictures are those in `plots/` beside it."""
    text = _environment().get_template("report.md.j2").render(report=report)
    return re.sub(r"\n{3,}", "\n\n", text)


def shown(value: object) -> str:
    r"""Write a value so that Markdown takes none of it for markup; `Markup` stands as it is.

    Examples
    --------
    >>> shown("a | b"), shown(Markup("a | b"))
    ('a \\| b', Markup('a | b'))
    """
    return value if isinstance(value, Markup) else plain(str(value))


def code(value: object) -> Markup:
    """Write a text as a block of code that it cannot end itself."""
    text = str(value)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return Markup(f"{fence}\n{text}\n{fence}")


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"code": code, "sentences": said}
    environment.finalize = shown
    return environment
