"""The text of a file, or why there is none: nothing that is not text comes any further."""

from __future__ import annotations

from pathlib import Path

from sim.errors import CONTROL, InputError, Place, Problem, nearest

_MOST_BYTES = 20_000_000
"""No file may be larger; a scenario's limit is smaller still."""


def decoded(file: Path, most: int = _MOST_BYTES) -> str:
    """Return the text of a file.

    Raises
    ------
    InputError
        If it cannot be opened, is larger than `most` bytes, is not UTF-8 or holds control characters.
    """
    place = Place(str(file), 1, 1)
    try:
        if file.exists() and not (file.is_file() or file.is_dir()):
            raise InputError([Problem(place, "S001", "", "a device or a pipe; a file is allowed")])
        with file.open("rb") as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise InputError([Problem(place, "S003", "", f"larger than {most:_} bytes, which is the most allowed")])
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _place(file, error.object[: error.start].decode("utf-8-sig"))
        raise InputError([Problem(place, "S002", "", "not UTF-8 text; save the file as UTF-8")]) from None
    except (OSError, ValueError) as error:
        raise InputError(
            [Problem(place, "S001", "", why_unreadable(error), nearest_file(file) if isinstance(error, FileNotFoundError) else None)]
        ) from None
    if found := CONTROL.search(text):
        raise InputError([Problem(_place(file, text[: found.start()]), "S002", "", no_text(found[0]))])
    return text


def no_text(text: str) -> str:
    """Say which control character a text holds."""
    found = CONTROL.search(text)
    return f"a control character, U+{ord(found[0]):04X}; only text is allowed" if found else ""


def why_unreadable(error: Exception) -> str:
    """Say why a file could not be opened."""
    match error:
        case FileNotFoundError():
            return "no such file"
        case IsADirectoryError():
            return "a folder, not a file"
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"


def is_folder(path: Path) -> bool:
    """Tell whether something is a folder; what cannot even be looked at is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def why_no_file(file: Path) -> str | None:
    """Say why something is no file that could be opened; None where it is one."""
    try:
        if file.is_file():
            return None
        if file.is_dir():
            return "a folder, not a file"
        return "a device or a pipe; a file is allowed" if file.exists() else "no such file"
    except (OSError, ValueError) as error:
        return why_unreadable(error)


def _place(file: Path, before: str) -> Place:
    return Place(str(file), before.count("\n") + 1, len(before) - before.rfind("\n"))


def nearest_file(file: Path) -> str | None:
    """Name the file beside it whose name is nearest, of those with its ending or that of YAML; None where there is none."""
    endings = (file.suffix, ".yaml", ".yml")
    try:
        return nearest(
            file.name, sorted(entry.name for entry in file.parent.iterdir() if entry.suffix in endings and entry.name != file.name)
        )
    except (OSError, ValueError):
        return None
