"""A first scenario file, commented and ready to run, with the schema beside it that editors need for completion and underlines."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from sim.errors import InputError, Place, Problem, nearest
from sim.reading.jsonschema import TITLE, scenario_schema

SCHEMA = "sim-schema.json"
"""What the schema is called beside a user's files: a name that nothing else has."""

_TEMPLATE = Path(__file__).with_name("starter.yaml")
_TAKEN = "the file exists and is left as it is; another name is needed"
_MODELINE = "# yaml-language-server: $schema="


def begin(name: str) -> tuple[Path, Path]:
    """Write a scenario that runs as it is, and return its file and that of the schema its first line names.

    The schema is that of this folder or one above where there is one, such as in a copy of this project, or else written beside the
    file: unlike a path into the installation it holds on every machine to which the folder is copied.

    Parameters
    ----------
    name : str
        A file name or path; `.yaml` is added where it has no such ending.

    Raises
    ------
    InputError
        If the name is none, its folder does not exist, or a file of that name does; nothing is ever overwritten.
    """
    file = _file(name)
    if file.exists():
        raise _refused(str(file), "S612", _TAKEN)
    schema = _schema_near(file.parent)
    if schema.name == SCHEMA:
        write_schema(schema)
    text = _TEMPLATE.read_text(encoding="utf-8").partition("\n")[2].replace("FILE", shlex.quote(str(file)))
    _write_new(file, f"{_MODELINE}{_from(file.parent, schema)}\n{text}")
    return file, schema


def _file(name: str) -> Path:
    if not Path(name).stem.strip(". ") or not name.isprintable() or name.endswith(("/", "\\")) or name in (".yaml", ".yml"):
        raise _refused(name, "S103", "no name of a file; a name such as my-court, or a path that ends in one, is allowed")
    file = Path(name) if name.endswith((".yaml", ".yml")) else Path(f"{name}.yaml")
    if not file.parent.is_dir():
        above = file.parent.parent
        beside = [each.name for each in above.iterdir() if each.is_dir()] if above.is_dir() else []
        raise _refused(name, "S001", f"no such folder: {file.parent}", nearest(file.parent.name, sorted(beside)))
    return file


def _write_new(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise _refused(str(file), "S612", _TAKEN) from None
    except OSError as error:
        raise _refused(str(file), "S602", f"cannot be written: {error.strerror or error}") from None


def write_schema(file: Path) -> None:
    """Write the schema to a file, over an older one.

    Raises
    ------
    InputError
        If the file holds anything else, or cannot be written.
    """
    if file.exists() and not _is_ours(file):
        raise _refused(str(file), "S612", "the file holds something other than this schema and is left as it is")
    text = json.dumps(scenario_schema(), indent=1) + "\n"
    try:
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _refused(str(file), "S602", f"cannot be written: {error.strerror or error}") from None


def _schema_near(folder: Path) -> Path:
    """Return the schema in a folder or the nearest above it; where there is none the place to write one."""
    for above in (folder.resolve(), *folder.resolve().parents):
        for name in (SCHEMA, "schema.json"):
            if _is_ours(above / name):
                return above / name
    return folder.resolve() / SCHEMA


def _from(folder: Path, file: Path) -> str:
    """Write the way from a folder to a file in it or above it."""
    steps = len(folder.resolve().parts) - len(file.parent.parts)
    return "../" * steps + file.name


def _is_ours(file: Path) -> bool:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("title") == TITLE


def _refused(name: str, code: str, message: str, meant: str | None = None) -> InputError:
    return InputError([Problem(Place(name or "NAME"), code, "", message, meant)])
