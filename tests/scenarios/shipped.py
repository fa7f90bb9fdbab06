"""Every shipped scenario by its stem, what its file says of itself, and which one it extends."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from .acceptance import SCENARIOS

WORDS = re.compile(r"^(?:extends|title|question|assumption|not_modelled|note):.*\n(?:[ -].*\n)*", re.MULTILINE)
"""What is read; to read whole files takes seconds."""


def words(file: Path) -> dict[str, Any]:
    """Return a file's own words, without those of its parents."""
    found: dict[str, Any] = YAML(typ="safe").load("".join(WORDS.findall(file.read_text(encoding="utf-8"))))
    return found


FILES = {file.stem: file for file in sorted(SCENARIOS.rglob("*.yaml"))}
OWN = {stem: words(file) for stem, file in FILES.items()}
PARENT = {stem: Path(own["extends"]).stem for stem, own in OWN.items() if "extends" in own}
