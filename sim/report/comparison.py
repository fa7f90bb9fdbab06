"""The folder of a comparison: differences, attribution, a waterfall for each pair, and what makes it again."""

from __future__ import annotations

import json
import platform
from hashlib import sha256
from pathlib import Path
from typing import Any

from sim.plots.figures import save
from sim.plots.waterfall import waterfall
from sim.report.files import csv_bytes, differences_csv
from sim.report.folder import free_folder, placed
from sim.report.manifest import FORMAT, scenario_hash, versions
from sim.report.resolved import resolved_yaml
from sim.study.compare import Compared


def write(out: Path | None, compared: Compared, command: str) -> Path:
    """Write a comparison to `out`, or to a new folder below `runs/`; return its absolute path.

    Raises
    ------
    RunFolderError
        If the folder holds anything already, or cannot be written; nothing is left behind then.
    """
    return placed(out, lambda: _default(compared), lambda folder: _fill(folder, compared, command))


def _default(compared: Compared) -> Path:
    hashes = "".join(scenario_hash(one.scenario) for one in compared.loaded)
    stems = "-".join(one.stem for one in compared.loaded[:2])[:100]
    return free_folder("runs", f"compare-{stems}", sha256(hashes.encode()).hexdigest())


def _fill(folder: Path, compared: Compared, command: str) -> None:
    stored = json.dumps(_manifest(compared, command), indent=1, allow_nan=False)
    (folder / "manifest.json").write_text(stored + "\n", encoding="utf-8")
    (folder / "differences.csv").write_bytes(differences_csv(pair.differences for pair in compared.pairs))
    (folder / "attribution.csv").write_bytes(_attribution_csv(compared))
    for index, one in enumerate(compared.loaded, start=1):
        (folder / f"scenario-{index}.yaml").write_text(resolved_yaml(one), encoding="utf-8")
    for index, pair in enumerate(compared.pairs):
        if pair.attribution:
            names = pair.differences.reference, pair.differences.other
            save(waterfall(pair.attribution, names, compared.seed), folder / f"waterfall{f'-{index + 1}' if index else ''}.svg")


def _manifest(compared: Compared, command: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "command": command,
        "scenario_hashes": [scenario_hash(one.scenario) for one in compared.loaded],
        "versions": versions(),
        "platform": platform.platform(),
        "comparison": compared.as_dict()["comparisons"],
        "files": list(compared.names),
        "seed": compared.seed,
        "replicates": compared.replicates,
        "elapsed_s": compared.elapsed,
    }


def _attribution_csv(compared: Compared) -> bytes:
    rows: list[list[Any]] = []
    for pair in compared.pairs:
        found = pair.attribution
        for row in found.shares if found else ():
            kind, name = (found.of.kind, found.of.name) if found else ("", "")
            parts = "; ".join(row.parts)
            rows.append(
                [
                    pair.differences.reference,
                    pair.differences.other,
                    kind,
                    name,
                    row.group,
                    row.share,
                    row.low,
                    row.high,
                    row.order_error,
                    parts,
                ]
            )
    return csv_bytes(["reference", "other", "kind", "of", "group", "share", "low", "high", "order_error", "parts"], rows)
