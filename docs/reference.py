"""The pages `docs/cli.md` and `docs/api.md`: what the commands print as help, and what the docstrings of the public names say."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from click.testing import CliRunner

import sim
from sim.cli.main import cli

_CLI = """# The command line

Generated from the commands themselves by `make docs`; a test compares the two.

Results go to stdout; errors, warnings and progress to stderr. With `--json` a command prints one object and nothing else.
Each mistake is one line, explained in [errors.md](errors.md). `--set`, `--vary` and `--for` name a number by its *path*, its dotted
place in the [scenario](scenario-format.md). `--debug` shows where the tool itself failed.

| exit code | means |
|---|---|
| 0 | done, also with warnings, and also where the answer is that no value does it |
| 1 | wrong input: a mistake in a file, a file that is missing, an unknown path or id, a full disk |
| 2 | an unknown option, or a malformed value |
| 3 | a mistake of the tool's own |
| 130 | interrupted |
"""

_API = """# Python

Generated from the docstrings of the public names by `make docs`; a test compares the two, and every example runs as a test, from the folder of the
repository. Tables are pandas DataFrames, figures matplotlib Figures. What is not on this page may change without notice.

| name | |
|---|---|
"""

_SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.MULTILINE)


def cli_page() -> str:
    """Return `docs/cli.md`."""
    context = cli.make_context("sim", ["--help"], resilient_parsing=True)
    parts = [_CLI, "## sim\n\n" + _help([])]
    parts += [f"## sim {name}\n\n{_help([name])}" for name in cli.list_commands(context)]
    return "\n".join(parts)


def _help(command: list[str]) -> str:
    answer = CliRunner().invoke(cli, [*command, "--help"], prog_name="sim", terminal_width=100, catch_exceptions=False)
    lines = "\n".join(line.rstrip() for line in answer.stdout.rstrip().splitlines())
    return f"```text\n{lines}\n```\n"


def api_page() -> str:
    """Return `docs/api.md`."""
    names = sorted(sim.__all__, key=lambda name: (name[0].isupper(), name.lower()))
    rows = "".join(f"| [`sim.{name}`](#{_anchor(name)}) | {_text(getattr(sim, name)).splitlines()[0]} |\n" for name in names)
    return _API + rows + "\n" + "\n".join(_name(name, getattr(sim, name)) for name in names)


def _anchor(name: str) -> str:
    return f"{'class-' if name[0].isupper() else ''}sim{name.lower()}"


def _name(name: str, thing: Any) -> str:
    """Return the section of one public name."""
    parts = [f"## {'class ' if inspect.isclass(thing) else ''}sim.{name}\n"]
    if inspect.isclass(thing):
        parts.append(_explained(name, thing))
        parts += [f"It has everything that [`sim.{base}`](#{_anchor(base)}) has.\n" for base in _bases(thing)]
        parts += [f"### {name}.{member}\n\n{signature}{_explained(name, found)}" for member, found, signature in _members(name, thing)]
    else:
        parts.append(f"```python\n{_signature(f'sim.{name}', thing)}\n```\n\n{_explained(name, thing)}")
    return "\n".join(parts)


def _bases(thing: type) -> list[str]:
    return [base.__name__ for base in thing.__mro__[1:] if getattr(sim, base.__name__, None) is base]


def _members(name: str, thing: type) -> Iterator[tuple[str, Any, str]]:
    """Yield the public methods and properties that a class has of its own, each with how it is called."""
    for member, found in vars(thing).items():
        if member.startswith("_") or not _text(found):
            continue
        if isinstance(found, property | cached_property):
            yield member, found, ""
        elif inspect.isfunction(found):
            yield member, found, f"```python\n{_signature(f'{name}.{member}', found)}\n```\n\n"


def _signature(called: str, function: Any) -> str:
    """Write a signature, on one line if it fits."""
    found = inspect.signature(function)
    own = [parameter for name, parameter in found.parameters.items() if name != "self"]
    back = "" if found.return_annotation is inspect.Signature.empty else f" -> {found.return_annotation}"
    texts: list[str] = []
    for parameter in own:
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in texts and not any(each.kind is each.VAR_POSITIONAL for each in own):
            texts.append("*")
        default = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
        star = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
        texts.append(f"{star}{parameter.name}: {parameter.annotation}{default}")
    line = f"{called}({', '.join(texts)}){back}"
    return line if len(line) <= 100 else f"{called}(\n    " + ",\n    ".join(texts) + f",\n){back}"


def _text(thing: Any) -> str:
    return inspect.getdoc(thing) or ""


def _explained(name: str, thing: Any) -> str:
    """Turn a docstring into Markdown: the words as they are, its sections as lists and examples."""
    words, *rest = _SECTION.split(_text(thing))
    parts = [_marked(words)]
    for title, body in zip(rest[::2], rest[1::2], strict=True):
        parts.append(f"**{title}**\n\n{_example(name, body) if title == 'Examples' else _entries(body)}")
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _marked(words: str) -> str:
    """Set diagrams and examples among the words as code."""
    blocks = re.split(r"\n{2,}", words.strip())
    return "\n\n".join(f"```text\n{block}\n```" if block.startswith("    ") else block for block in blocks)


def _entries(body: str) -> str:
    """Write the entries of a section, `name : kind` with indented words, as a list."""
    entries: list[list[str]] = []
    for line in body.strip().splitlines():
        if line.startswith(" "):
            entries[-1].append(line.strip())
        elif line:
            name, _, kind = line.partition(" : ")
            entries.append([f"`{name}`{': ' if kind else ''}{kind}"])
    return "\n".join(f"* {'. '.join([head, ' '.join(words)] if words else [head])}" for head, *words in entries)


def _example(name: str, body: str) -> str:
    """Write an example so that it can be pasted: with the import that its docstring can leave out."""
    known = "import sim" in body or f"import {name}" in body
    return f"```python\n{'' if known else f'>>> from sim import {name}{chr(10)}'}{body.strip()}\n\n```"
