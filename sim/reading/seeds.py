"""The published figures, sources, quantities, policies and claims that scenarios refer to by id.

They are looked for in the folder the scenario names, then in `seeds/` beside it or in a folder above it, then in the copy
that is shipped with the package. Figures are tables (CSV), claims are YAML; both are data and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from sim.errors import Place
from sim.model.figure import Policy, Quantity, Source
from sim.reading.figures import Figures, about
from sim.reading.record import ClaimRecord
from sim.reading.tables import Cells, Row, day, every, rows, validated

SHIPPED = (Path(__file__).parents[1] / "_seeds", Path(__file__).parents[2] / "seeds")
"""The copy in an installed wheel; the repository's own folder where the package runs from there."""


def find(scenario: Path, named: Path | None = None) -> Path | None:
    """Return the folder of the seeds a scenario file uses, or None if there is none at all."""
    if named is not None:
        return named
    for folder in scenario.resolve().parents:
        if (folder / "seeds" / "sources.csv").is_file():
            return folder / "seeds"
    return next((folder for folder in SHIPPED if folder.is_dir()), None)


@lru_cache(maxsize=8)
def open_seeds(folder: Path | None) -> Seeds:
    """Return the seeds in a folder; an empty collection where there is none."""
    return Seeds(folder)


class Seeds:
    """The tables of one seeds folder, each read when first asked for.

    Raises
    ------
    InputError
        On first use of a table that has mistakes, with all of them.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Who said what, by id."""
        return self._table("sources.csv", Source, lambda row, place: {})

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """The vocabulary of what numbers count, by id."""
        return self._table("quantities.csv", Quantity, lambda row, place: {})

    @cached_property
    def policies(self) -> dict[str, Policy]:
        """Dated decisions, by id."""
        return self._table(
            "policy.csv", Policy, lambda row, place: {"on": day(row, "on", place), "known_on": about(row, "known_on", place)}
        )

    @cached_property
    def figures(self) -> Figures:
        """All published numbers, by id."""
        return Figures(self.folder / "figures" if self.folder else None)

    @cached_property
    def claims(self) -> ClaimRecord:
        """The record of claims, as trees by id."""
        return ClaimRecord(self.folder / "claims.yaml" if self.folder else None)

    def cite(self, source: str) -> str:
        """Return a source, policy or figure by id as words for a reader; free text stands for itself."""
        if source in self.policies:
            return self.cite(self.policies[source].source)
        entry = self.sources.get(source)
        if entry is not None:
            return ", ".join(
                filter(None, (entry.publisher, entry.title + (f" ({entry.published})" if entry.published else ""), entry.address))
            )
        figure = self.figures.get(source) if " " not in source else None
        return f"{figure.id} ({figure.quality}): {self.cite(figure.source)}" if figure else source

    def _table(self, name: str, kind: type[Row], read: Callable[[Cells, Place], dict[str, Any]]) -> dict[str, Row]:
        file = self.folder / name if self.folder else None
        found = rows(file, kind.allowed_keys()) if file and file.is_file() else {}
        return every(found, lambda key: validated(kind, {**found[key][0], **read(*found[key])}, found[key][1]))
