"""A report as one page: self-contained, to be read on a screen, on a phone and on paper; its only script sorts tables."""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.report.content import Content
from sim.report.format import linked
from sim.report.inline import inlined
from sim.report.pictures import Picture
from sim.report.solution import said

TEMPLATES = Path(__file__).parent / "templates"


def page(report: Content) -> str:
    """Return a report as HTML; its texts are escaped, wherever they come from.

    Raises
    ------
    ValueError
        If a picture is no SVG.
    """
    shown = pictures_of(report)
    svgs = inlined((one.svg, one.text) for one in shown)
    drawings = {one.stem: svg for one, svg in zip(shown, svgs, strict=True)}
    script = (TEMPLATES / "sort.js").read_text(encoding="utf-8")
    allowed = f"sha256-{base64.b64encode(sha256(script.encode()).digest()).decode()}"
    shown_with = {"report": report, "drawings": drawings, "script": Markup(script), "script_hash": allowed}
    return _environment().get_template("report.html.j2").render(shown_with)


def pictures_of(report: Content) -> list[Picture]:
    """Return all pictures of a report, in the order in which they stand, each once."""
    of_claims = [picture for claim in report.claims for picture in claim.pictures]
    of_sweeps = [picture for sweep in report.sweeps for picture in sweep.pictures]
    of_parts = [picture for part in report.parts for picture in part.pictures]
    of_solutions = [picture for solution in report.solutions for picture in solution.pictures]
    return list({one.stem: one for one in (*of_claims, *of_sweeps, *of_solutions, *of_parts)}.values())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"linked": linked, "sentences": said}
    return environment
