"""A run as one page: self-contained, without scripts, to be read on a screen, on a phone and on paper."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from sim.analysis.record import Record
from sim.plots.describe import alternative
from sim.plots.say import day
from sim.plots.wanted import wanted
from sim.report.baseline import difference_tables
from sim.report.cells import claim_tables, definitions, metric_cells, plausibility_cells
from sim.report.format import linked
from sim.report.inline import inline

_TEMPLATES = Path(__file__).parent / "templates"


def page(record: Record, figures: dict[str, str], command: str, versions: dict[str, str]) -> str:
    """Return a run's report as HTML.

    Parameters
    ----------
    record : Record
        The run; its texts are escaped, wherever they come from.
    figures : dict
        SVG texts by file stem, in the order in which they are shown.
    command : str
        What makes the same run again.
    versions : dict
        Versions by name of package.

    Raises
    ------
    ValueError
        If a figure is no SVG.
    """
    return _template().render(
        run=record,
        period=f"{day(record.start)} to {day(record.end)}, by {record.step}",
        as_of=day(record.as_of) if record.as_of else None,
        differences=difference_tables(record.baseline) if record.baseline else [],
        definitions=definitions(record),
        claims=claim_tables(record),
        metrics=metric_cells(record),
        partial=any(info.kind in ("wait", "age") for info in record.about.values()),
        plausibility=[plausibility_cells(record, row) for row in record.plausibility],
        plots=_plots(record, figures),
        command=command,
        versions=versions,
    )


def _plots(record: Record, figures: dict[str, str]) -> list[dict[str, str]]:
    pictures = wanted(record)
    texts = {stem: alternative(record, pictures[stem]) if stem in pictures else stem for stem in figures}
    return [
        {"stem": stem, "text": texts[stem], "svg": inline(svg, f"plot{index}", texts[stem])}
        for index, (stem, svg) in enumerate(figures.items(), start=1)
    ]


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["linked"] = linked
    return environment.get_template("report.html.j2")
