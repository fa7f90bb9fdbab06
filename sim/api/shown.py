"""How the objects of `import sim` show themselves: as a short page in a notebook, as plain text at the prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.report.notebook import Leaf


class Shown:
    """Something that says what is shown of it."""

    def _leaf(self) -> Leaf:
        raise NotImplementedError

    def __repr__(self) -> str:
        from sim.report.notebook import text

        return text(self._leaf())

    def _repr_html_(self) -> str:
        from sim.report.notebook import html

        return html(self._leaf())
