"""What is kept of a run that is under way: its finished blocks, in a folder that nothing takes for a finished run.

Blocks are appended, in groups: each is a file of its own, written under another name first, and none is ever written again. Only blocks
that follow each other from the first are kept. So what is there is a sample like any other: no block is missing for being slow.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from sim.analysis.intervals import wilson
from sim.analysis.tally import asked, tallies
from sim.analysis.words import shown
from sim.ensemble.lanes import Lanes
from sim.ensemble.result import PARTS, Result
from sim.errors import EngineError, InputError, RunFolderError
from sim.model.scenario import Scenario
from sim.reading.load import Loaded
from sim.report.folder import check_free, free, free_folder, putting
from sim.report.same import about, changes, named
from sim.timeline import Calendar

FORMAT = 1
"""Number of the folder's format; a folder of a newer one is refused."""

EVERY = 30.0
"""Seconds between two groups of blocks; a run that takes less time writes none unless something stops it."""

ABOUT = "unfinished.json"
"""The file that says which run the blocks are of."""

_GROUP = re.compile(r"blocks-(\d{9})-(\d{9})\.npz")

_NOTE = "Finished blocks of a run that is not finished. `sim run` with the same file and options, and `--resume` with this folder, goes on."


def place(out: Path | None, stem: str) -> Path:
    """Return where to keep the blocks of a run: beside `out`, or below `runs/` as its scenario is called; not yet taken."""
    if out is None:
        return free(Path(f"{free_folder('runs', stem, str(os.getpid()))}.part"))
    return free(Path(f"{os.path.abspath(out)}.part"))


def kept(folder: Path) -> int:
    """Return how many replicates a folder holds, from the first without a gap."""
    return max((end for _, _, end in _groups(folder)), default=0)


def check_begun(folder: Path) -> None:
    """Refuse a folder in which nothing is kept of a run.

    Raises
    ------
    RunFolderError
        Then.
    """
    if not (folder / ABOUT).is_file():
        raise RunFolderError(f"{folder}: [S603] holds no run that could go on")


def remove(folder: Path) -> None:
    """Remove what was kept, and nothing else."""
    with suppress(OSError):
        for file in [*folder.glob("blocks-*.npz"), *folder.glob(".*.partial-*"), folder / ABOUT]:
            file.unlink(missing_ok=True)
        folder.rmdir()


class Kept:
    """The blocks of a run, kept in a folder while it runs; what is there already is taken over.

    Something that stops its `with` finds all finished blocks written, and says so in a note (`BaseException.add_note`).

    Parameters
    ----------
    folder : Path
        Nothing, or what an earlier run with the same scenario and the same versions left; its number of replicates may be another.
    loaded : Loaded

    Raises
    ------
    RunFolderError
        If the folder holds something else, is damaged, or of another scenario or version: it says what changed.
    """

    def __init__(self, folder: Path, loaded: Loaded) -> None:
        self.folder, self._loaded = folder, loaded
        self._written = 0
        self._latest: Result | None = None
        self._since = time.monotonic()
        if (folder / ABOUT).exists():
            self._check()
            self._written = kept(folder)
        else:
            check_free(folder)

    @cached_property
    def _about(self) -> dict[str, Any]:
        return {"format": FORMAT, "note": _NOTE, "file": str(self._loaded.file), **about(self._loaded, {"replicates": 1})}

    def _check(self) -> None:
        try:
            before = json.loads((self.folder / ABOUT).read_text(encoding="utf-8"))
            if before["format"] > FORMAT:
                raise RunFolderError(f"{self.folder}: [S604] is of format {before['format']}; this version reads up to {FORMAT}")
            changed = changes(before, json.loads(json.dumps(self._about)), "scenario", "versions")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise RunFolderError(f"{self.folder}: [S603] the run in it is damaged: {ABOUT}: {error}") from error
        if changed:
            raise RunFolderError(f"{self.folder}: [S606] the run was begun with another scenario or version; changed: {named(changed)}")

    def run(self, simulated: Callable[..., Result], scenario: Scenario, known: Result | None = None) -> Result:
        """Run the scenario, or lengthen what is known of it, with the blocks that are kept; keep those that are new.

        Parameters
        ----------
        simulated : callable
            `sim.ensemble.blocks.run`.
        """
        if self._written > (known.replicates if known else 0):
            known = self._latest = self._read(scenario)
        try:
            result = simulated(scenario, known=known, finished=self._put)
        except (InputError, EngineError):
            remove(self.folder)  # it would come to the same end again
            raise
        if self._written:
            self._flush()
        return result

    def _put(self, result: Result) -> None:
        self._latest = result
        if time.monotonic() - self._since >= EVERY:
            with suppress(RunFolderError):  # there may be room again; who stops the run will hear of it
                self._flush()
            self._since = time.monotonic()

    def _flush(self) -> None:
        """Write what is finished and not written."""
        found = self._latest
        if found is None or found.replicates <= self._written:
            return
        begin, end = self._written, found.replicates
        arrays: dict[str, Any] = {f"{part}/{name}": whole[..., begin:end] for part in PARTS for name, whole in getattr(found, part).items()}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunFolderError(f"{self.folder}: [S602] cannot be written: {error.strerror or error}") from error
        if (self.folder / ABOUT).exists():
            self._check()  # another process may have begun in it since
        else:
            with putting(self.folder / ABOUT) as partial:
                partial.write_text(json.dumps(self._about, indent=1) + "\n", encoding="utf-8")
        with putting(self.folder / f"blocks-{begin:09}-{end:09}.npz") as partial, partial.open("wb") as stream:
            np.savez(stream, elapsed=np.float64(found.elapsed), **arrays)
        self._written = end

    def _read(self, scenario: Scenario) -> Result:
        """Return the replicates that are kept."""
        count, elapsed = self._written, 0.0
        parts: dict[str, dict[str, NDArray[Any]]] = {part: {} for part in PARTS}
        for path, begin, end in _groups(self.folder):
            try:
                with np.load(path, allow_pickle=False) as file:
                    elapsed = float(file["elapsed"])
                    for key in (key for key in file.files if key != "elapsed"):
                        part, name = key.split("/", 1)
                        group = file[key]
                        if name not in parts[part]:
                            parts[part][name] = np.empty((*group.shape[:-1], count), group.dtype)
                        parts[part][name][..., begin:end] = group
            except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
                message = f"the run in it is damaged: {path.name}: {error}; without that file it goes on with what comes before"
                raise RunFolderError(f"{self.folder}: [S603] {message}") from error
        calendar = Calendar(scenario.start, scenario.end, scenario.step)
        return Result(scenario=scenario, calendar=calendar, mode="random", replicates=count, **parts, elapsed=elapsed)

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None or isinstance(error, InputError | EngineError):
            return
        try:
            self._flush()
        except RunFolderError as failed:
            error.add_note(str(failed))
        if self._latest is not None:
            error.add_note("\n".join(_said(self._latest, self._written, self.folder)))


def _groups(folder: Path) -> list[tuple[Path, int, int]]:
    """Return the files that follow each other from the first replicate, each with its first and the one after its last."""
    begins: dict[int, list[tuple[int, Path]]] = {}
    for path in folder.glob("*"):
        if (match := _GROUP.fullmatch(path.name)) and int(match[1]) < int(match[2]):
            begins.setdefault(int(match[1]), []).append((int(match[2]), path))
    found: list[tuple[Path, int, int]] = []
    done = 0
    while done in begins:
        end, path = max(begins[done])
        found.append((path, done, end))
        done = end
    return found


def _said(found: Result, written: int, folder: Path) -> Iterator[str]:
    """Say how far a run has come, and how probable the first reading of each claim is by then."""
    of = found.scenario.replicates
    where = f"and kept in {folder}" if written >= found.replicates else f"of which {written:,} are kept in {folder}"
    yield f"{min(found.replicates, of):,} of {of:,} replicates are finished after {found.elapsed:.0f} s, {where}"
    firsts = {column.claim: column for column in reversed(asked(found.scenario)) if column.is_reading and not column.given}
    for column in reversed(firsts.values()):
        n, below, above = (int(count) for count in tallies(found, Lanes(found.replicates), [column])[0, 0, :3])
        if n:
            low, high = wilson(n - below - above, n)
            number = shown((n - below - above) / n, low, high, n)
            yield f"  {column.name}: probability {number}, 95% {low:.4f}-{high:.4f} (simulation error only)"
