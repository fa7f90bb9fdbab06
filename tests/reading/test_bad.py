"""Every file of `tests/bad` is wrong in the way its message says, and in no other.

`python tests/reading/test_bad.py` writes the messages anew; read the difference before you believe it.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

import sim
from sim.codes import CODES
from sim.errors import InputError, SimError

BAD = Path(__file__).parents[1] / "bad"
FILES = sorted(file.stem for file in BAD.glob("*.yaml") if file.with_suffix(".txt").exists())


def overrides(file: Path) -> list[str]:
    """Return what the first line says to be overridden."""
    first = file.read_text(encoding="utf-8").splitlines()[0]
    return [first.removeprefix("# --set ")] if first.startswith("# --set ") else []


def problems(file: Path) -> str:
    """Return the messages of a wrong file: of reading it or, if it can be read, of running it."""
    try:
        sim.run(sim.load(file, overrides(file)), replicates=5)
    except InputError as error:
        return str(error)
    return "nothing is wrong"


@pytest.mark.parametrize("name", FILES)
def test_message(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    begin = time.process_time()
    found = problems(Path(f"{name}.yaml"))
    assert found == Path(f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")
    assert time.process_time() - begin < 3


@pytest.mark.parametrize("name", FILES)
def test_form(name: str) -> None:
    """One line per mistake: place, code, words; no mistake twice, no word of the libraries below."""
    lines = (BAD / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert len(set(lines)) == len(lines)
    for line in lines:
        assert re.match(r"([\w.-]+\.yaml:\d+:\d+|--set \S+): \[S\d{3}\] \S", line), line
        assert not re.search(r"pydantic|ruamel|Traceback|<class|datetime|Input should|None", line), line


def test_every_file_has_its_message() -> None:
    without = {file.stem for file in BAD.glob("*.yaml")} - set(FILES)
    assert without == {"good", "seven-parent"}
    assert sim.check(BAD / "good.yaml") == []


def test_every_code_of_reading_has_a_wrong_file() -> None:
    shown = set(re.findall(r"\[(S\d{3})\]", "".join((BAD / f"{name}.txt").read_text(encoding="utf-8") for name in FILES)))
    made_by_a_test = {"S001", "S002", "S003"}
    assert {code for code in CODES if code < "S600"} - shown - made_by_a_test == set()


def test_every_code_that_is_used_is_explained() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in (BAD.parents[1] / "sim").rglob("*.py") if file.name != "codes.py")
    used = set(re.findall(r"\bS\d{3}\b", text))
    assert used <= set(CODES)
    assert {code for code in CODES if code < "S600"} <= used


def test_seven_mistakes_two_of_them_in_the_parent() -> None:
    lines = (BAD / "seven.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 7
    assert len({line.split(": [")[0] for line in lines}) == 7
    assert sum(line.startswith("seven-parent.yaml:") for line in lines) == 2


def write(folder: Path, content: str | bytes) -> Path:
    file = folder / "court.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def only_problem(file: Path) -> str:
    begin = time.process_time()
    (problem,) = sim.check(file)
    assert time.process_time() - begin < 1.5
    return str(problem).replace(f"{file.parent}/", "")


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "court.yaml:1:1: [S004] the file is empty"),
        ("   \n\n# nothing\n", "court.yaml:1:1: [S004] the file is empty"),
        ("title: Café\n".encode("latin-1"), "court.yaml:1:11: [S002] not UTF-8 text; save the file as UTF-8"),
        ("title: Two ways\n".encode("utf-16"), "court.yaml:1:1: [S002] not UTF-8 text; save the file as UTF-8"),
        (b"title: Two\x00ways\n", "court.yaml:1:11: [S002] a control character, U+0000; only text is allowed"),
        (b"title: one\nquestion: two\x07\n", "court.yaml:2:14: [S002] a control character, U+0007; only text is allowed"),
        ('title: "a\\e[2J"\n', None),
        ('title: x\n"\\ud800": 1\n', None),
        ("title: one\u2028two\n", "court.yaml:1:11: [S002] a control character, U+2028; only text is allowed"),
        ("title: \u202eeno\n", "court.yaml:1:8: [S002] a control character, U+202E; only text is allowed"),
        ("a" * 300_000, "court.yaml:1:1: [S003] larger than 250_000 bytes, which is the most allowed"),
        ("title: " + "[" * 60 + "]" * 60, "court.yaml:1:48: [S003] nested deeper than 40, which is the most allowed"),
        ("title: " + "[" * 3000, "court.yaml:1:48: [S003] nested deeper than 40, which is the most allowed"),
        ("title: " + "{a: " * 3000, "court.yaml:1:165: [S003] nested deeper than 40, which is the most allowed"),
        ("title: &a [*a]", "court.yaml:1:8: [S003] nested deeper than 40, which is the most allowed"),
        ("- " * 2000, "court.yaml:1:83: [S003] nested deeper than 40, which is the most allowed"),
        ("just words", "court.yaml:1:1: [S103] a single value; a scenario is a mapping of keys to values"),
        ("%YAML 3.0\n---\na: 1\n", None),
        ("? [a, b]\n: 1\n", None),
        ("a: 'x\n", None),
        ("a: b: c\n", None),
        ("a: |\n b\n  c\n d: [\n", None),
        ("\t\n", None),
        ("@a: 1\n", None),
        ("a: `b`\n", None),
        ("!!map {a: 1}: 2", None),
        ("--- !!set {a, b}", None),
        ('a: "\\q"', None),
        ("&a &b c: 1", None),
        ("<<: 5\n", None),
        ("<<: [1, 2]\n", None),
        ("a: !<tag:x> 1\n", None),
    ],
)
def test_text_that_is_no_scenario(tmp_path: Path, content: str | bytes, message: str | None) -> None:
    file = write(tmp_path, content)
    if message is not None:
        assert only_problem(file) == message
        return
    found = sim.check(file)
    assert found
    assert all(problem.place.line >= 1 for problem in found)


def test_alias_bomb_is_refused_at_once(tmp_path: Path) -> None:
    assert "aliases expanded, which is the most allowed" in only_problem(write(tmp_path, BOMB))


def test_a_file_as_large_as_allowed_is_read_or_refused_in_time(tmp_path: Path) -> None:
    begin = time.process_time()
    assert sim.check(write(tmp_path, "note: " + "word " * 49_000))
    assert time.process_time() - begin < 5


def test_missing_file_and_folder(tmp_path: Path) -> None:
    (tmp_path / "court.yaml").write_text("title: x\n")
    assert "court.yml:1:1: [S001] no such file" in str(sim.check(tmp_path / "court.yml")[0])
    assert str(sim.check(tmp_path / "cuort.yaml")[0]).endswith("[S001] no such file. Did you mean `court.yaml`?")
    assert str(sim.check(tmp_path)[0]).endswith("[S001] a folder, not a file")
    assert sim.check(tmp_path / "court.yaml" / "below.yaml")
    assert sim.check("a\0b.yaml")
    assert sim.check("x" * 5000)


def test_many_parents(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.yaml").write_text(f"extends: {number + 1}.yaml\n")
    assert [problem.code for problem in sim.check(tmp_path / "0.yaml")] == ["S008"]


def test_only_our_errors_have_messages_of_the_libraries() -> None:
    assert issubclass(InputError, SimError)


if __name__ == "__main__":
    os.chdir(BAD)
    for wrong in sorted(Path(".").glob("*.yaml")):
        if wrong.stem not in ("good", "seven-parent"):
            wrong.with_suffix(".txt").write_text(f"{problems(wrong)}\n", encoding="utf-8")
