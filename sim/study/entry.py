"""One reading of one recorded claim: what was said, what a straight line gives, how probable a version finds it, what happened."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from sim.analysis.claims import distance, outcome_of, recorded_outcome
from sim.analysis.scores import Scores, score
from sim.analysis.straight_line import straight_line
from sim.calendar import months_between
from sim.model.claim import Claim, Reading
from sim.model.figure import Quality
from sim.reading.seeds import Seeds
from sim.study.versions import Readings, Tested

Status = Literal["met", "missed", "undetermined", "open"]


@dataclass(frozen=True)
class Entry:
    """A row of the record; a field is None where it does not exist or is not known.

    `main` marks the first reading of a claim. `horizon` counts months from the day the claim was made to the end of the reading's
    window. `straight_line` is what was known then, carried on, and `straight_line_quality` that of its figure least to be leaned on;
    `probability` with its 95% Wilson interval (simulation error only) is that of the version `scenario` over `n` replicates, and `premise`
    tells that it follows from the version's assumption. `status` is None where no outcome is recorded under the reading's definition.
    `scores` exist only for a version whose probability does not follow from its assumption, and only where the outcome is determined.
    """

    id: str
    reading: str
    main: bool
    system: str | None
    kind: Literal["forecast", "target"] | None
    statement: str | None
    publisher: str | None
    source: str | None
    made_on: str | None
    horizon: float | None
    window: dict[str, str | None]
    definition: str | None
    low: float | None
    high: float | None
    unit: str | None
    straight_line: float | None
    scenario: str | None
    not_simulated: str | None
    probability: float | None
    probability_low: float | None
    probability_high: float | None
    n: int | None
    median: float | None
    premise: bool
    status: Status | None
    outcome_low: float | None
    outcome_high: float | None
    outcome_source: str | None
    outcome_quality: Quality | None
    straight_line_quality: Quality | None
    distance: float | None
    scores: Scores | None

    @property
    def determined(self) -> bool:
        """Whether what happened says that the claim was met or missed."""
        return self.status in ("met", "missed")

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain values, ready for JSON."""
        return asdict(self)

    def flat(self) -> dict[str, Any]:
        """Return the row without nesting: `window_from`, `window_to` and each score by its own name."""
        values = self.as_dict()
        begin, end = values.pop("window").values()
        scores = values.pop("scores") or dict.fromkeys(field.name for field in fields(Scores))
        return values | {"window_from": begin, "window_to": end} | scores


def entries(claim: Claim, seeds: Seeds, tested: Readings) -> Iterator[Entry]:
    """Yield a row for each reading of a claim, `tested` being what its version gave for it."""
    for index, (name, reading) in enumerate(claim.readings.items()):
        found = tested.get((claim.id, name))
        definition = claim.counts(reading)
        quantity = seeds.quantities.get(definition or "")
        begin = None if quantity and quantity.kind == "stock" else reading.begin
        yield Entry(
            id=claim.id,
            reading=name,
            main=index == 0,
            system=claim.system,
            kind=claim.kind,
            statement=claim.statement,
            publisher=seeds.sources[claim.source].publisher if claim.source in seeds.sources else None,
            source=seeds.cite(claim.source) if claim.source else None,
            made_on=claim.made_on.isoformat() if claim.made_on else None,
            horizon=months_between(claim.made_on, reading.end) if claim.made_on else None,
            window={"from": begin.isoformat() if begin else None, "to": reading.end.isoformat()},
            definition=definition,
            low=claim.low,
            high=claim.high,
            unit=quantity.unit if quantity else None,
            straight_line=_straight_line(claim, reading, seeds),
            straight_line_quality=_line_quality(claim, reading, seeds),
            scenario=claim.scenario,
            not_simulated=claim.not_simulated,
            **_chance(found),
            **_outcome(claim, name, reading, found),
        )


def as_csv(rows: Iterable[Entry]) -> str:
    """Return rows as CSV with a header line; what does not exist is empty."""
    flat = [row.flat() for row in rows]
    text = io.StringIO()
    if flat:
        writer = csv.DictWriter(text, list(flat[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(flat)
    return text.getvalue()


def _straight_line(claim: Claim, reading: Reading, seeds: Seeds) -> float | None:
    """Return what a straight line gives; None for a reading that counts something else than the first."""
    first = next(iter(claim.readings.values()))
    if claim.straight_line is None or claim.counts(reading) != claim.counts(first):
        return None
    return straight_line(claim.straight_line, reading, seeds.figures if claim.straight_line.figures else {})


def _line_quality(claim: Claim, reading: Reading, seeds: Seeds) -> Quality | None:
    """Return the quality of the figure of a straight line that is least to be leaned on; None where it is not through figures."""
    if claim.straight_line is None or _straight_line(claim, reading, seeds) is None:
        return None
    qualities = [seeds.figures[name].quality for name in claim.straight_line.figures or ()]
    return max(qualities, key=get_args(Quality).index, default=None)


def _chance(found: Tested | None) -> dict[str, Any]:
    names = ("probability", "probability_low", "probability_high", "n", "median", "premise")
    return {name: getattr(found.row, name) for name in names} if found else {**dict.fromkeys(names), "premise": False}


def _outcome(claim: Claim, name: str, reading: Reading, found: Tested | None) -> dict[str, Any]:
    recorded, outcome = recorded_outcome(claim, name, reading), outcome_of(claim, name, reading)
    scored = found and outcome and not found.row.premise and found.row.probability is not None and outcome.status != "undetermined"
    return {
        "status": outcome.status if outcome else "open" if claim.outcomes == "open" else None,
        "outcome_low": outcome.low if outcome else None,
        "outcome_high": outcome.high if outcome else None,
        "outcome_source": outcome.source if outcome else None,
        "outcome_quality": recorded.quality if recorded else None,
        "distance": distance(claim, outcome),
        "scores": score(found.values, found.row.probability, outcome.status == "met", outcome.low, outcome.high) if scored else None,  # type: ignore[union-attr,arg-type]
    }
