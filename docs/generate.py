"""Write the generated pages, the editors' schema and the transcripts of README and tutorial anew: `make docs`."""

from __future__ import annotations

import json
import re
import shlex
import tempfile
from pathlib import Path

from click.testing import CliRunner

from docs import reference
from docs.transcript import acted
from sim import codes
from sim.api import processors
from sim.cli.main import cli
from sim.reading import format as scenario_format
from sim.reading.jsonschema import scenario_schema
from sim.reading.seeds import open_seeds
from sim.report import claims
from sim.study.record import REPLICATES, record_of_claims

ROOT = Path(__file__).parents[1]
TRANSCRIPT = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n.*?```", re.DOTALL)


def pages() -> dict[Path, str]:
    """Return every generated file with its text, except those that take longer: the tutorial and the record of claims."""
    readme = ROOT / "README.md"
    return {
        ROOT / "docs" / "errors.md": codes.page(),
        ROOT / "docs" / "scenario-format.md": scenario_format.page(),
        ROOT / "docs" / "cli.md": reference.cli_page(),
        ROOT / "docs" / "api.md": reference.api_page(),
        ROOT / "scenarios" / "schema.json": json.dumps(scenario_schema(), indent=1) + "\n",
        readme: TRANSCRIPT.sub(_transcript, readme.read_text(encoding="utf-8")),
    }


def claims_page(replicates: int = REPLICATES) -> str:
    """Return `docs/claims.md`; it runs every scenario that tests a claim, or none with 0 replicates."""
    return claims.page(record_of_claims(open_seeds(ROOT / "seeds"), replicates=replicates, jobs=processors()))


def tutorial() -> dict[Path, str]:
    """Return the tutorial and its picture, acted out."""
    page = ROOT / "docs" / "tutorial.md"
    with tempfile.TemporaryDirectory() as folder:
        text = acted(page.read_text(encoding="utf-8"), Path(folder))
        return {page: text, ROOT / "docs" / "images" / "tutorial-fan.svg": Path(folder, "fan.svg").read_text(encoding="utf-8")}


def _transcript(block: re.Match[str]) -> str:
    """Run the command of a console block, and write what it prints; times and folders that change are written as such."""
    command = block["command"]
    with tempfile.TemporaryDirectory() as folder:
        result = CliRunner().invoke(cli, [*shlex.split(command)[1:], "--out", f"{folder}/run"], catch_exceptions=False)
    text = re.sub(r"\d+\.\d s\b", "0.2 s", result.stdout)
    text = re.sub(r"report: \S+", "report: runs/vacated-june-2022-20261121-190000-1a2b3c4d/report.html", text)
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return f"```console\n$ {command}\n{lines}\n```"


if __name__ == "__main__":
    for file, text in (pages() | tutorial() | {ROOT / "docs" / "claims.md": claims_page()}).items():
        file.write_text(text, encoding="utf-8")
        print(file.relative_to(ROOT))
