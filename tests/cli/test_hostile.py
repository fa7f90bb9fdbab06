"""Scenarios that mean harm do none: each is refused or escaped, soon, in little memory, with nothing that acts on a terminal."""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.called import called

ROOT = Path(__file__).parents[2]
GOOD = (ROOT / "tests" / "bad" / "good.yaml").read_text(encoding="utf-8")
RAW = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
SLOWEST = 6.0
"""Seconds of this process on a busy machine; an idle one needs at most one and a half."""

MERGES = "a0: &a0 {k: v}\n" + "".join(f"a{i}: &a{i} {{<<: *a{i - 1}, x{i}: *a{i - 1}, y{i}: *a{i - 1}}}\n" for i in range(1, 38))
ALIASES = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))

TEXTS = {
    "a billion laughs": ALIASES,
    "merges": MERGES,
    "a long text again and again": 'a: &a "' + "x" * 100_000 + '"\nb: [' + ",".join(["*a"] * 9_000) + "]\n",
    "brackets": "title: " + "[" * 100_000,
    "dashes": "- " * 60_000,
    "a hundred thousand keys": GOOD + "".join(f"k{i}: 1\n" for i in range(100_000)),
    "keys that are nearly right": GOOD + "".join(f"titl{i}: 1\n" for i in range(4_900)),
    "wrong values": GOOD + "parameters:\n" + "".join(f"  k{i}: many\n" for i in range(4_900)),
    "wrong values in a list": GOOD + "parameters:\n  a: {empirical: [" + ",".join(["x"] * 9_000) + "], level: month}\n",
    "names that nobody has": GOOD
    + "parameters:\n"
    + "".join(f"  k{i}: {{product: [{{parameter: j{i}}}, {{parameter: i{i}}}]}}\n" for i in range(499)),
    "ids that nobody has": GOOD + "parameters:\n" + "".join(f"  k{i}: {{figure: eoir-pendin-{i}}}\n" for i in range(499)),
    "quantities that nobody has": GOOD + "metrics:\n" + "".join(f"  k{i}: {{stock: open, quantity: pendin_{i}}}\n" for i in range(499)),
    "doubling": GOOD
    + "parameters:\n"
    + "".join(f"  p{i}: {{product: [{{parameter: p{i + 1}}}, {{parameter: p{i + 1}}}]}}\n" for i in range(60))
    + "  p60: 1\n",
    "a long chain": GOOD + "parameters:\n" + "".join(f"  p{i}: {{parameter: p{i + 1}}}\n" for i in range(490)) + "  p490: 1\n",
    "replicates": GOOD + "replicates: 1e12\n",
    "digits": GOOD + f"replicates: {'9' * 5_000}\n",
    "beyond all numbers": GOOD + "seed: 1e400\n",
    "ten thousand years": GOOD.replace("end: 2023-01-01", "end: 9999-12-31\nstep: week"),
    "eight thousand years": GOOD.replace("end: 2023-01-01", "end: 9990-12-31\nstep: week"),
    "points": GOOD + "sweep: {vary: {flows.filed.rate: {from: 1, to: 2, points: 1e12}}}\n",
    "a zero byte": GOOD + "note: a\x00b\n",
    "a line that is none": GOOD + "note: a\u2028b\n",
    "letters turned round": GOOD + "parameters: {a\u202eb: 1}\n",
    "a terminal's title": GOOD + 'note: "\\e]0;mine\\a"\n',
    "half a character": GOOD + 'note: "\\ud800"\n',
    "a name that moves the cursor": GOOD + 'metrics: {"\\e[2J": {stock: open}}\n',
}


def refused(*arguments: object) -> str:
    """Return what a call says that refuses its input."""
    begun = time.process_time()
    code, out, said = called(*arguments)
    assert (code, out) == (1, ""), said
    assert time.process_time() - begun < SLOWEST
    assert re.search(r"\[S\d{3}\] ", said)
    assert not RAW.search(said)
    assert len(said.splitlines()) <= 101
    return said


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_refused(name: str, tmp_path: Path) -> None:
    file = tmp_path / "court.yaml"
    file.write_text(TEXTS[name], encoding="utf-8")
    refused("check", file)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "one.yaml").symlink_to(tmp_path / "two.yaml")
    (tmp_path / "two.yaml").symlink_to(tmp_path / "one.yaml")
    with (tmp_path / "large.yaml").open("wb") as stream:
        stream.truncate(1_000_000_000)
    for name in ("pipe.yaml", "one.yaml", "large.yaml", "/dev/zero"):
        refused("check", tmp_path / name)
    for key in ("extends", "baseline", "seeds"):
        for name in (
            "pipe.yaml",
            "one.yaml",
            "/dev/zero",
            "../../../../../../../etc/shadow-of-nobody",
            "x" * 5_000,
            "http://localhost/x.yaml",
        ):
            (tmp_path / "court.yaml").write_text(f"{GOOD}{key}: {name}\n", encoding="utf-8")
            assert str(tmp_path / "court.yaml") in refused("check", tmp_path / "court.yaml")


def test_little_memory_is_needed(tmp_path: Path) -> None:
    for index, name in enumerate(("a billion laughs", "merges", "a long text again and again", "brackets", "wrong values", "doubling")):
        (tmp_path / f"{index}.yaml").write_text(TEXTS[name], encoding="utf-8")
    with (tmp_path / "large.yaml").open("wb") as stream:
        stream.truncate(1_000_000_000)
    limit: Callable[[], None] = lambda: resource.setrlimit(resource.RLIMIT_AS, (500_000_000, 500_000_000))  # noqa: E731
    command = [sys.executable, "-m", "sim", "check", *map(str, sorted(tmp_path.glob("*.yaml")))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, preexec_fn=limit, check=False)
    assert done.returncode == 1, done.stderr[-500:]
    assert "MemoryError" not in done.stderr


def test_arguments_reach_no_terminal_as_they_are(tmp_path: Path) -> None:
    good = tmp_path / "good.yaml"
    good.write_text(GOOD, encoding="utf-8")
    refused("check", good, "--set", "title=\x1b]0;x\x07")
    refused("check", good, "--set", "\x1b[2Jx.\u202ey=1")
    refused("check", tmp_path / "a\x1b[2J.yaml")
    (tmp_path / "b\u202e.yaml").write_text(GOOD, encoding="utf-8")
    refused("run", tmp_path / "b\u202e.yaml")
    refused("run", good, "--replicates", 2, "--out", tmp_path / "o\x1b[2J")
    code, _, said = called("check", good, "--s\x1b[2J")
    assert (code, RAW.search(said)) == (2, None)


MARKUP = GOOD.replace(
    "title: Two ways out", 'title: "<script>alert(1)</script> $\\\\frac{1}{$ {{7*7}} ]]>"\nnote: "=cmd()|x <img src=x onerror=y>"'
)
CLAIM = '  - {{id: "{id}", metric: m, low: 1, statement: "{text}", readings: {{"{reading}": {{by: 2022-03-01}}}}}}\n'
ODD = [
    ("=cmd()", "=1+1 <b>", "+r"),
    ("../../x", "[red] $a$", "a/b"),
    ("@x", "<script>", "-1"),
    ("<i>&", "$\\\\frac{$", "\\ttab"),
    ("a b", "%s", "ü"),
]


def test_markup_formulas_and_paths_in_texts_stay_texts(tmp_path: Path) -> None:
    claims = "".join(CLAIM.format(id=id, text=text, reading=reading) for id, text, reading in ODD)
    (tmp_path / "court.yaml").write_text(f"{MARKUP}metrics: {{m: {{stock: open}}}}\nclaims:\n{claims}", encoding="utf-8")
    code, out, said = called("run", tmp_path / "court.yaml", "--replicates", 20, "--out", tmp_path / "run")
    assert (code, said) == (0, "")
    assert not RAW.search(out)
    assert {file.name for file in tmp_path.iterdir()} == {"court.yaml", "run"}
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert page.count("<script") == 1, "the one that sorts tables"
    assert not re.search(r"<img|<b>|<i>&", page)
    cells = [*csv.reader(io.StringIO((tmp_path / "run" / "claims.csv").read_text(encoding="utf-8")))]
    with gzip.open(tmp_path / "run" / "replicates.csv.gz", "rt", encoding="utf-8") as stream:
        cells += csv.reader(stream)
    assert not [cell for row in cells for cell in row if cell.startswith(("=", "+", "@", "\t")) or re.match(r"-\D", cell)]
    from sim.report.folder import read

    assert set(read(tmp_path / "run").values) == {f"{id}/{reading}".replace("\\t", "\t") for id, _, reading in ODD}
