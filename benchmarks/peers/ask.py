"""Peers as processes: they run with their own Python and answer in JSON."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
DEFAULT_PYTHON = "../peers-venv/bin/python"


@dataclass(frozen=True)
class Answer:
    """What one round cost per trajectory, in seconds, and every trajectory's stocks at the end."""

    cpu: float
    wall: float
    ends: dict[str, np.ndarray[Any, np.dtype[np.float64]]]


def worst_error(answers: Sequence[Answer], limit: Mapping[str, float], stages: Iterable[str]) -> tuple[float, float]:
    """Return the largest relative error of a stage's mean at the end, and the standard error of that mean, relative."""
    worst = (0.0, 0.0)
    for stage in stages:
        values = np.concatenate([answer.ends[stage] for answer in answers])
        error, chance = abs(values.mean() - limit[stage]), values.std(ddof=1) / np.sqrt(len(values))
        worst = max(worst, (float(error / limit[stage]), float(chance / limit[stage])))
    return worst


class Peer:
    """One peer's process; it keeps what it has compiled from one request to the next."""

    def __init__(self, script: str, compiler_folder: Path | None = None) -> None:
        python = os.environ.get("PEERS_PYTHON", DEFAULT_PYTHON)
        environment = dict(os.environ)
        if compiler_folder:
            environment["PATH"] = f"{compiler_folder}{os.pathsep}{environment['PATH']}"
        command = [python, str(HERE / script)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def ask(self, trajectories: int, **request: Any) -> Answer:
        """Send a request and wait for its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"trajectories": trajectories, **request}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a peer ended without an answer; is PEERS_PYTHON its environment? See benchmarks/peers/README.md")
        found = json.loads(line)
        ends = {stage: np.array(values, dtype=float) for stage, values in found["ends"].items()}
        return Answer(found["cpu"] / trajectories, found["wall"] / trajectories, ends)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def optimising(folder: Path) -> Path:
    """Put a compiler that optimises into a folder: GillesPy2 compiles without any -O, and takes the first g++ it finds."""
    compiler = folder / "g++"
    compiler.write_text('#!/bin/sh\nPATH="${PATH#*:}" exec g++ -O3 "$@"\n', encoding="utf-8")
    compiler.chmod(0o755)
    return folder
