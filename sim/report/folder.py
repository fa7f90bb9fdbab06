"""The folder of a run: written beside its place and renamed, so that an interrupted run leaves nothing that looks finished."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from sim.analysis.record import Record
from sim.errors import CONTROL, RunFolderError, visible
from sim.reading.load import Loaded
from sim.report import files
from sim.report import manifest as about
from sim.report.resolved import resolved_yaml


def default_folder(record: Record, loaded: Loaded) -> Path:
    """Return `runs/<scenario>-<time>-<hash>`, not yet taken; where runs end in the same second, with a number after it."""
    return free_folder("runs", record.scenario, about.scenario_hash(loaded.scenario))


def free_folder(above: str, name: str, identity: str) -> Path:
    """Return a folder below `above` that is not yet taken, named by what it holds, the time and a hash."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    return free(Path(above) / f"{name}-{stamp}-{identity[:8]}")


def free(folder: Path) -> Path:
    """Return a folder that is not yet taken: this one, or with a number after it."""
    return next(path for number in count(1) if not (path := folder if number == 1 else Path(f"{folder}-{number}")).exists())


@contextmanager
def putting(file: Path) -> Iterator[Path]:
    """Yield another name to write to, which becomes the file once it is whole.

    Raises
    ------
    RunFolderError
        If it cannot be written; nothing is left behind then.
    """
    partial = file.with_name(f".{file.name}.partial-{os.getpid()}")
    try:
        yield partial
        partial.replace(file)
    except OSError as error:
        raise RunFolderError(f"{file}: [S602] cannot be written: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)


def check_free(folder: Path) -> None:
    """Refuse a folder that holds anything.

    Raises
    ------
    RunFolderError
        If `folder` is a file or a folder that is not empty, or its name holds control characters.
    """
    if CONTROL.search(str(folder)):
        raise RunFolderError(f"{visible(str(folder))}: [S602] cannot be written: its name holds control characters")
    if folder.is_dir() and any(folder.iterdir()):
        raise RunFolderError(f"{folder}: [S601] the folder is not empty; a run needs a folder of its own")
    if folder.exists() and not folder.is_dir():
        raise RunFolderError(f"{folder}: [S601] a file stands there; a run needs a folder of its own")


def write(out: Path | None, record: Record, loaded: Loaded, command: str) -> Path:
    """Write a run with its data, plots and report to `out`, or to a new folder below `runs/`; return its absolute path.

    Raises
    ------
    RunFolderError
        If the folder holds anything already, or cannot be written; nothing is left behind then.
    """
    return placed(out, lambda: default_folder(record, loaded), lambda folder: _fill(folder, record, loaded, command))


def placed(out: Path | None, default: Callable[[], Path], fill: Callable[[Path], None]) -> Path:
    """Make a folder: let `fill` write into one beside its place, and rename that; return its absolute path.

    Parameters
    ----------
    out : Path, optional
        Its place; by default what `default` names, asked again where that has been taken meanwhile.

    Raises
    ------
    RunFolderError
        If the folder holds anything already, or cannot be written; nothing is left behind then.
    """
    folder = Path(os.path.abspath(out or default()))
    check_free(folder)
    unfinished = folder.with_name(f".{folder.name}.partial-{os.getpid()}")
    try:
        unfinished.mkdir(parents=True)
        fill(unfinished)
        if folder.exists() and out is None:
            folder = Path(os.path.abspath(default()))
        unfinished.rename(folder)
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise RunFolderError(f"{folder}: [S602] cannot be written: {error.strerror or error}") from error
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return folder


def _fill(folder: Path, record: Record, loaded: Loaded, command: str) -> None:
    from sim.plots.figures import save, standard
    from sim.report.content import Given, content
    from sim.report.page import page
    from sim.report.pictures import pictures

    stored = about.manifest(record, loaded.scenario, command)
    (folder / "manifest.json").write_text(json.dumps(stored, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    baseline = loaded.baseline if record.baseline else None
    (folder / "scenario.yaml").write_text(resolved_yaml(loaded, "baseline.yaml" if baseline else None), encoding="utf-8")
    data: dict[str, Callable[[Record], bytes]] = {
        "claims.csv": files.claims_csv,
        "quantiles.csv": files.quantiles_csv,
        "replicates.csv.gz": files.replicates_csv_gz,
    }
    for name, make in data.items():
        (folder / name).write_bytes(make(record))
    if record.baseline and baseline:
        (folder / "baseline.yaml").write_text(resolved_yaml(baseline), encoding="utf-8")
        (folder / "differences.csv").write_bytes(files.differences_csv([record.baseline]))
    (folder / "plots").mkdir()
    drawings: dict[str, str] = {}
    for stem, figure in standard(record).items():
        save(figure, folder / "plots" / f"{stem}.svg")
        drawings[stem] = (folder / "plots" / f"{stem}.svg").read_text(encoding="utf-8")
    shown = content([Given(record, command, stored["versions"])], pictures(record, drawings))
    (folder / "report.html").write_text(page(shown), encoding="utf-8")


def read(folder: Path) -> Record:
    """Read a run from its folder.

    Raises
    ------
    RunFolderError
        If there is no run in the folder, it is damaged, or it was written in a newer format.
    """
    stored = manifest_of(folder)
    if not isinstance(stored, dict):
        raise RunFolderError(f"{folder}: [S603] the run in it is damaged: the manifest is no mapping")
    if stored.get("format", 0) > about.FORMAT:
        raise RunFolderError(f"{folder}: [S604] is of format {stored['format']}; this version reads up to {about.FORMAT}")
    try:
        columns = files.read_replicates(folder)
        kept = stored["record"]
        names = {f"{row['id']}/{row['reading']}" for row in kept["claims"]}
        return about.record_of(
            kept,
            files.read_quantiles(folder, len(kept["dates"])),
            {name: column for name, column in columns.items() if name not in names},
            {name: column for name, column in columns.items() if name in names},
        )
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, StopIteration) as error:
        raise RunFolderError(f"{folder}: [S603] the run in it is damaged: {_damage(error)}") from error


def manifest_of(folder: Path) -> Any:
    """Return what a folder's manifest says, unlooked at.

    Raises
    ------
    RunFolderError
        If there is none that could be read.
    """
    try:
        return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except ValueError as error:
        raise RunFolderError(f"{folder}: [S603] holds no run: its manifest.json is no JSON") from error
    except FileNotFoundError as error:
        why = "there is no manifest.json in it" if folder.is_dir() else "there is no such folder"
        raise RunFolderError(f"{folder}: [S603] holds no run: {why}") from error
    except NotADirectoryError as error:
        raise RunFolderError(f"{folder}: [S603] is a file; the folder of a run is needed") from error
    except OSError as error:
        raise RunFolderError(f"{folder}: [S603] its manifest.json cannot be read: {error.strerror or error}") from error


def _damage(error: Exception) -> str:
    """Say in words what is wrong with the files of a run."""
    if isinstance(error, FileNotFoundError):
        return f"there is no {Path(str(error.filename)).name}"
    if isinstance(error, KeyError):
        return f"`{error.args[0]}` is missing"
    if isinstance(error, EOFError | zlib.error | gzip.BadGzipFile | UnicodeDecodeError):
        return "replicates.csv.gz is cut off, or is no longer what was written"
    if isinstance(error, OSError):
        return f"{Path(str(error.filename)).name} cannot be read: {error.strerror}"
    return "its files do not fit together"
