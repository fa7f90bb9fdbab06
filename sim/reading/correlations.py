"""Do rank correlations join what is drawn by replicate, and can all of them hold at once?"""

from __future__ import annotations

from sim.errors import nearest
from sim.model.correlation import can_hold, members
from sim.model.distribution import Distribution
from sim.model.paths import every_number
from sim.reading.draft import Draft, some

_MOST = 100
"""So many numbers may be correlated: looking whether they can be, and drawing them, takes the third power of their number."""


def check(draft: Draft) -> None:
    """Note every correlation that joins what cannot be joined, and a matrix that is not positive definite."""
    given = draft.scenario.correlations
    if not given:
        return
    if len(members(given)) > _MOST:
        draft.add("S503", "correlations", f"{len(members(given))} numbers are correlated; at most {_MOST} are allowed", key=True)
        return
    drawn = [path for path, number in every_number(draft.scenario) if isinstance(number, Distribution) and number.level == "replicate"]
    before = len(draft.problems)
    for index, one in enumerate(given):
        for side, path in enumerate(one.between):
            if path not in drawn and draft.sound(path):
                listed = f"; drawn are {some(drawn)}" if drawn else "; nothing is"
                draft.add(
                    "S106", f"correlations.{index}.between.{side}", f"`{path}` is not drawn by replicate{listed}", nearest(path, drawn)
                )
        if one.between[0] == one.between[1]:
            draft.add("S105", f"correlations.{index}.between", "a number is not correlated with itself; two different paths are allowed")
        elif any(set(one.between) == set(other.between) for other in given[:index]):
            draft.add("S005", f"correlations.{index}.between", "the same two numbers are correlated twice")
    if len(draft.problems) == before and draft.sound("correlations") and not can_hold(given):
        from sim.model.ranks import nearest_ranks  # numpy, which nothing else here needs

        ranks = ", ".join(f"{' and '.join(one.between)} {rank:.4f}" for one, rank in zip(given, nearest_ranks(given), strict=True))
        draft.add(
            "S205", "correlations", f"these correlations cannot all hold (not positive definite); the nearest that can: {ranks}", key=True
        )
