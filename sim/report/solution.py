"""The folder of a solution: the answer, and the curve it was read from."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from sim.errors import RunFolderError
from sim.report.files import csv_bytes
from sim.report.folder import check_free


def write(out: Path, found: Any) -> Path:
    """Write `solution.json` and `curve.csv` into a folder of their own; return its absolute path.

    Raises
    ------
    RunFolderError
        If the folder holds anything already, or cannot be written; nothing is left behind then.
    """
    folder = Path(os.path.abspath(out))
    check_free(folder)
    partial = folder.with_name(f".{folder.name}.partial-{os.getpid()}")
    try:
        partial.mkdir(parents=True)
        (partial / "solution.json").write_text(json.dumps(found.as_dict(), indent=1, allow_nan=False) + "\n", encoding="utf-8")
        rows = [[place.value, place.probability, place.low, place.high, place.n, place.mean] for place in found.solution.curve]
        header = [found.path, "probability", "probability_low", "probability_high", "n", "mean"]
        (partial / "curve.csv").write_bytes(csv_bytes(header, rows))
        partial.rename(folder)
    except OSError as error:
        raise RunFolderError(f"{folder}: [S602] cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder
