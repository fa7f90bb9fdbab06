"""What `import sim` shows of the record of published claims."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from pathlib import Path

from sim.api import processors
from sim.reading.seeds import find, open_seeds
from sim.study.record import REPLICATES, Chosen, Kind, RecordOfClaims, record_of_claims


def claims(
    *,
    systems: Iterable[str] = (),
    kind: Kind | None = None,
    horizon: tuple[float, float] | None = None,
    replicates: int = REPLICATES,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    seeds: str | Path | None = None,
) -> RecordOfClaims:
    """Read the record of published claims, and run the scenarios that test them.

    Parameters
    ----------
    systems : iterable of str
        Only claims about these backlogs; by default all.
    kind : "forecast" or "target", optional
    horizon : (from, to), optional
        Only readings whose window ends so many months after the claim was made: `from` included, `to` not.
    replicates : int, 0 or more
        Of every scenario, with its own seed; 0 runs none.
    jobs : int, optional
        Threads; all processors by default. The numbers do not depend on it.
    progress : callable, optional
        Told how many scenarios are done, and of how many.
    seeds : path, optional
        The folder of the record; by default `seeds/` here or in a folder above, or else what is shipped.

    Raises
    ------
    InputError
        With every mistake in the record, or where it has no such system.

    Examples
    --------
    >>> record = claims(replicates=0)
    >>> [(row.id, row.status) for row in record.main][:1]
    [('pd-by-april-2023', 'missed')]
    """
    folder = find(Path.cwd() / "record", Path(seeds) if seeds is not None else None)
    low, high = horizon or (-math.inf, math.inf)
    chosen = Chosen(tuple(systems), kind, low, high)
    return record_of_claims(open_seeds(folder), chosen, replicates=replicates, jobs=jobs or processors(), progress=progress)
