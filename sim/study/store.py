"""The store of a sweep: one SQLite file with its design, and a row for every point and block that is finished.

One process writes, and commits whole parts; what is committed survives whatever stops the process.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import reduce
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.analysis.tally import FIELDS, merged
from sim.errors import RunFolderError

FORMAT = 1
"""Number of the store's format; one of a newer format is refused."""

_TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE points (point INTEGER PRIMARY KEY, place TEXT NOT NULL);
CREATE TABLE finished (point INTEGER, block INTEGER, replicates INTEGER NOT NULL, tallies BLOB NOT NULL, PRIMARY KEY (point, block));
"""

Floats = NDArray[np.float64]


class Store:
    """A sweep's file, open.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, Store.create(Path(folder) / "sweep.db", {"columns": ["a"]}, [(0.5,)]) as store:
    ...     store.commit({0: np.zeros((1, FIELDS))}, block=0, replicates=200)
    ...     store.finished()
    {(0, 0): 200}
    """

    file: Path

    def __init__(self, file: Path, connection: sqlite3.Connection) -> None:
        self.file, self._connection = file, connection

    @classmethod
    def create(cls, file: Path, about: Mapping[str, Any], points: Iterable[tuple[Any, ...]]) -> Self:
        """Make the file of a new sweep.

        Raises
        ------
        RunFolderError
            If it cannot be written.
        """
        store = cls._open(file)
        with store._writing() as connection:
            for statement in filter(str.strip, _TABLES.split(";")):
                connection.execute(statement)
            rows = {"format": FORMAT, **about}
            connection.executemany("INSERT INTO about VALUES (?, ?)", [(key, json.dumps(value)) for key, value in rows.items()])
            connection.executemany("INSERT INTO points VALUES (?, ?)", enumerate(json.dumps(point, default=str) for point in points))
        return store

    @classmethod
    def resume(cls, file: Path) -> Self:
        """Open the file of a sweep that was begun.

        Raises
        ------
        RunFolderError
            If there is none, it is damaged or of a newer format, or another process writes to it.
        """
        if not file.is_file():
            raise RunFolderError(f"{file}: [S603] holds no sweep that could be resumed")
        if not {"about", "points", "finished"} <= cls._tables(file):
            raise RunFolderError(f"{file}: [S603] the sweep in it is damaged: its tables are not there")
        store = cls._open(file)
        with store._reading() as connection:
            sound = connection.execute("PRAGMA quick_check").fetchone()[0]
        if sound != "ok":
            store.close()
            raise RunFolderError(f"{file}: [S603] the sweep in it is damaged: {sound}")
        if store.about().get("format", 0) > FORMAT:
            store.close()
            raise RunFolderError(f"{file}: [S604] is of a newer format; this version reads up to {FORMAT}")
        return store

    @staticmethod
    def begun(file: Path) -> bool:
        """Tell whether a file holds anything, and is not what a process left that was stopped while it made it: a database without tables."""
        try:
            return file.exists() and bool(Store._tables(file))
        except RunFolderError:
            return True  # in use, or damaged: whoever opens it will say so

    @staticmethod
    def _tables(file: Path) -> set[str]:
        """Return what a database holds, without changing anything in it."""
        try:
            with closing(sqlite3.connect(file, timeout=0.5)) as connection:
                return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        except sqlite3.Error as error:
            raise _said(file, error) from error

    @classmethod
    def _open(cls, file: Path) -> Self:
        try:
            connection = sqlite3.connect(file, timeout=0.5, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise _said(file, error) from error
        return cls(file, connection)

    def about(self) -> dict[str, Any]:
        """Return what the store says of its sweep."""
        with self._reading() as connection:
            return {key: json.loads(value) for key, value in connection.execute("SELECT key, value FROM about")}

    def places(self) -> list[tuple[Any, ...]]:
        """Return the points as they were written, in order; dates are texts."""
        with self._reading() as connection:
            return [tuple(json.loads(place)) for (place,) in connection.execute("SELECT place FROM points ORDER BY point")]

    def finished(self) -> dict[tuple[int, int], int]:
        """Return the replicates of every (point, block) that is committed."""
        with self._reading() as connection:
            return {(point, block): count for point, block, count in connection.execute("SELECT point, block, replicates FROM finished")}

    def count(self, blocks: int) -> int:
        """Return how many points have at least so many blocks."""
        with self._reading() as connection:
            asked = "SELECT count(*) FROM (SELECT point FROM finished GROUP BY point HAVING count(*) >= ?)"
            found: int = connection.execute(asked, (blocks,)).fetchone()[0]
            return found

    def commit(self, tallies: Mapping[int, Floats], block: int, replicates: int) -> None:
        """Write the tallies of some points for one block, all of them or none.

        Raises
        ------
        RunFolderError
            If the disk is full, or the file cannot be written; what was committed before is safe.
        """
        rows = [(point, block, replicates, np.ascontiguousarray(tally, dtype="<f8").tobytes()) for point, tally in tallies.items()]
        with self._writing() as connection:
            connection.executemany("INSERT INTO finished VALUES (?, ?, ?, ?)", rows)

    def tallies(self, columns: int) -> Iterator[tuple[int, int, Floats]]:
        """Yield every point that has any, in order: its number, its finished blocks, and its tallies over them, (column, field)."""
        with self._reading() as connection:
            rows = connection.execute("SELECT point, tallies FROM finished ORDER BY point, block")
            for point, group in groupby(rows, key=itemgetter(0)):
                blocks = [np.frombuffer(blob, dtype="<f8").reshape(columns, FIELDS) for _, blob in group]
                yield point, len(blocks), reduce(merged, blocks)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection
        except (sqlite3.Error, ValueError) as error:
            raise _said(self.file, error) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise _said(self.file, error) from error
            raise

    def close(self) -> None:
        """Put everything into the one file and let it go."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _said(file: Path, error: Exception) -> RunFolderError:
    """Say what SQLite found, in the words of the one who runs the sweep."""
    code = getattr(error, "sqlite_errorname", "")
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return RunFolderError(f"{file}: [S605] another process is running this sweep; wait for it or stop it")
    if code.startswith("SQLITE_FULL"):
        return RunFolderError(f"{file}: [S602] the disk is full; what was committed is safe: make room and go on with `--resume`")
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR")):
        return RunFolderError(f"{file}: [S602] cannot be written: {error}; what was committed is safe")
    return RunFolderError(f"{file}: [S603] the sweep in it is damaged: {error}")
