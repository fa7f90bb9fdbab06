"""Pages that are acted out: their files are written, their commands run, and what these print is put under them.

In a page, in this order and as often as need be:

* `<!-- file: NAME -->` before a block of code: the block is saved under that name;
* `<!-- copy: NAME from OTHER, "this" for "that", ... -->`: a file saved before, with other words in it;
* a block `console` that begins with `$ sim ...`: the command is run, and the rest of the block is what it prints.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from sim.cli.main import main

HOME = "/home/you/court"
"""Stands for the folder in which the page was acted out."""

_PARTS = re.compile(
    r'<!-- file: (?P<file>[\w.-]+) -->\n```\w+\n(?P<text>.*?)```|<!-- copy: (?P<to>[\w.-]+) from (?P<of>[\w.-]+)(?P<changes>(?:, "[^"]+" for "[^"]+")+) -->'
    r"|```console\n\$ sim (?P<command>[^\n]+)\n.*?```",
    re.DOTALL,
)


def acted(text: str, folder: Path) -> str:
    """Return a page with what its commands print now, acted out in an empty folder, where its files stay."""
    with contextlib.chdir(folder):
        return _PARTS.sub(lambda part: _act(part, folder), text)


def _act(part: re.Match[str], folder: Path) -> str:
    if part["file"]:
        (folder / part["file"]).write_text(part["text"], encoding="utf-8")
    elif part["to"]:
        (folder / part["to"]).write_text(_changed(part, folder), encoding="utf-8")
    else:
        return f"```console\n$ sim {part['command']}\n{shown(part['command'], folder)}\n```"
    return part[0]


def _changed(part: re.Match[str], folder: Path) -> str:
    text = (folder / part["of"]).read_text(encoding="utf-8")
    for new, old in re.findall(r'"([^"]+)" for "([^"]+)"', part["changes"]):
        assert text.count(old) == 1, f"`{old}` stands {text.count(old)} times in {part['of']}"
        text = text.replace(old, new)
    return text


def shown(command: str, folder: Path) -> str:
    """Run a command and return what it prints: to stdout, and where it fails to stderr; times and folders as they stand in every page."""
    out, err = io.StringIO(), io.StringIO()
    with patch.object(sys, "argv", ["sim", *shlex.split(command)]), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        failed = _failed()
    text = (out.getvalue() + (err.getvalue() if failed else "")).replace(str(folder), HOME)
    return "\n".join(_tidy(text))


def _failed() -> bool:
    try:
        main()
    except SystemExit as leave:
        return bool(leave.code)
    return False


def _tidy(text: str) -> Iterator[str]:
    """Yield lines without trailing blanks, their times written as one, empty lines never twice."""
    before = ""
    for line in re.sub(r"\d+\.\d s\b", "0.2 s", text).strip().splitlines():
        if line.strip() or before:
            yield line.rstrip()
        before = line.strip()
