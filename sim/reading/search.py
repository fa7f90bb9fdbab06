"""Finding figures in the seeds by a word."""

from __future__ import annotations

from sim.errors import InputError, Place, Problem, nearest
from sim.model.figure import Figure
from sim.reading.seeds import Seeds


def search(seeds: Seeds, word: str = "") -> list[Figure]:
    """Return the figures in whose id, quantity, family, note, source or its title a word stands, whatever its case; all for no word.

    Raises
    ------
    InputError
        If there is none, naming the nearest id.
    """
    found = [figure for figure in seeds.figures.read().values() if word.casefold() in _text(seeds, figure)]
    if not found:
        is_claim = "; it is a claim, which `sim claims` shows" if word in seeds.claims else ""
        meant = None if is_claim else nearest(word, seeds.figures)
        raise InputError([Problem(Place(str(seeds.folder)), "S402", "", f"no figure with `{word}` in it{is_claim}", meant)])
    return found


def _text(seeds: Seeds, figure: Figure) -> str:
    source = seeds.sources.get(figure.source)
    said = (source.title, source.publisher) if source else ()
    return " ".join((figure.id, figure.quantity, figure.family, figure.note, figure.source, *said)).casefold()
