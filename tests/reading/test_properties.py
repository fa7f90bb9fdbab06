"""Whatever is done to a scenario's text, it is read or refused with places, and quickly."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.errors import Place
from sim.reading.compose import merge
from sim.reading.node import Node
from sim.reading.tree import parse_value, read_text

ROOT = Path(__file__).parents[2]
TEXTS = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "scenarios" / "pd-2022").glob("*.yaml"))[:4]]
TEXTS += [(ROOT / "scenarios" / "base" / "immigration-court-2022.yaml").read_text(encoding="utf-8")]
TEXTS += [file.read_text(encoding="utf-8") for file in sorted((ROOT / "tests" / "bad").glob("*.yaml")) if file.stem not in ("good",)]
TEXTS += [(ROOT / "tests" / "reading" / "everything.yaml").read_text(encoding="utf-8")] * 40
TEXTS += [(ROOT / "tests" / "reading" / "ages.yaml").read_text(encoding="utf-8")] * 40
SLOWEST = 3.0
"""Seconds a file may take on a busy machine; an idle one needs a tenth of it."""

ODD = [
    "", "null", "~", "[]", "{}", "-1", "0", "1e999", ".nan", "no", "true", "2022-02-30", "9999-12-31", "0001-01-01", "!delete", "rest",
    "{figure: nope}", "{parameter: nope}", "{uniform: [2, 1], level: month}", "{count: 5}", "{series: {}}", "{product: []}", "[[1]]",
    "{level: month}", "{discrete: {}}", "{dirichlet: {mean: {}, n: 1}, level: month}", "x" * 500, "'", '"', "- a", "a: b", "&a [*a]",
    "!!python/none x", "FY2023", "FY0001", "{exponential: {mean: 1, after: 2022-01-01}}", "99999999999999999999999999", "{{x}}",
    "steady", "{bins: 3, initial: [1, 2]}", "fifo", "later", "every-step", "{poisson: 3}", "{2022-05-01: 3}", "[2022-05-01]",
    "{value: 3}", "{beta: {a: 1, n: 2}, level: case}", "{lognormal: 3, level: replicate}", "{series: {2022-01-01: {series: {2022-01-01: 1}}}}",
]  # fmt: skip


def mutated(text: str, chance: random.Random) -> str:
    """Return a text with one to three small accidents."""
    for _ in range(chance.randint(1, 3)):
        lines = text.split("\n")
        at = chance.randrange(len(lines))
        match chance.randrange(8):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[chance.randrange(len(lines))])
            case 2:
                lines[at] = " " * chance.randint(1, 3) + lines[at]
            case 3:
                place = chance.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:place] + chance.choice(":,{}[]'\"#&*!|>-? \t\x00é%@`=<") + lines[at][place + chance.randint(0, 1) :]
            case 4:
                lines[at] = re.sub(r"(: ?)([^,:{}\[\]#]+)", lambda m: m[1] + chance.choice(ODD), lines[at], count=1)
            case 5:
                lines[at] = re.sub(
                    r"[\w-]+(?=:)", lambda m: chance.choice([m[0] + "x", m[0][1:], "kind", "rate", "to", "1", "<<"]), lines[at], count=1
                )
            case 6:
                lines[at] = " ".join(
                    chance.choice(text.split() or ["x"]) if chance.random() < 0.2 else word for word in lines[at].split(" ")
                )
            case 7:
                lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
        text = "\n".join(lines)
    return text


def read_or_refuse(file: Path, text: str) -> None:
    file.write_bytes(text.encode())
    begin = time.process_time()
    problems = sim.check(file)
    for problem in problems:
        assert problem.place.line >= 1, problem
        assert re.fullmatch(r"S\d{3}", problem.code)
        assert "\n" not in str(problem)
        assert not re.search(r"<class|object at|datetime\.|pydantic|Input should", str(problem)), problem
    assert len({str(problem) for problem in problems}) == len(problems)
    assert time.process_time() - begin < SLOWEST


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenarios")
    for parent in (ROOT / "tests" / "bad").glob("s*.yaml"):
        (folder / parent.name).write_bytes(parent.read_bytes())
    for parent in (ROOT / "scenarios" / "pd-2022").glob("*.yaml"):
        (folder / parent.name).write_bytes(parent.read_bytes())
    (folder.parent / "base").mkdir(exist_ok=True)
    for parent in (ROOT / "scenarios" / "base").glob("*.yaml"):
        (folder.parent / "base" / parent.name).write_bytes(parent.read_bytes())
    return folder / "court.yaml"


@pytest.mark.parametrize("seed", range(4))
def test_accidents(file: Path, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        read_or_refuse(file, mutated(chance.choice(TEXTS), chance))


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 200))
def test_accidents_deeply(file: Path, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        read_or_refuse(file, mutated(chance.choice(TEXTS), chance))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_text(file: Path, text: str) -> None:
    read_or_refuse(file, text.encode("utf-8", "ignore").decode())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["flows.leave.rate", "stages.open", "start", "claims.0", "events.ruling.on", "a.b", "", ".", "flows..x"]),
    st.sampled_from(ODD),
)
def test_any_override(path: str, value: str) -> None:
    good = ROOT / "tests" / "bad" / "good.yaml"
    for problem in sim.check(good, [f"{path}={value}"]):
        assert problem.place.file.startswith("--set ") or problem.place.line >= 1


PLAIN = st.recursive(
    st.integers(-9, 9) | st.sampled_from(["a", "b", "no"]),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.sampled_from("abcdef"), inner, max_size=4),
    max_leaves=12,
)
MAPPINGS = st.dictionaries(st.sampled_from("abcdef"), PLAIN, max_size=5)


def tree_of(value: object, name: str = "a.yaml") -> Node:
    place = Place(name, 1, 1)
    if isinstance(value, dict):
        return Node({key: tree_of(part, name) for key, part in value.items()}, place, dict.fromkeys(value, place))
    return Node([tree_of(part, name) for part in value], place) if isinstance(value, tuple) else Node(value, place)


def flow_text(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow_text(part)}" for key, part in value.items()) + "}"
    return "[" + ", ".join(map(flow_text, value)) + "]" if isinstance(value, tuple) else str(value)


@given(MAPPINGS)
def test_text_round_trip(value: dict[str, object]) -> None:
    problems: list[object] = []
    tree = read_text(flow_text(value), "a.yaml", problems)
    assert tree is not None
    assert (tree.plain(), problems) == (value, [])
    assert parse_value(flow_text(value), Place("--set a=b")).plain() == value


LEAVES = st.integers(-9, 9) | st.lists(st.integers(0, 9), max_size=3).map(tuple)
KEYED = st.recursive(
    st.dictionaries(st.sampled_from("abc"), LEAVES, max_size=3),
    lambda inner: st.builds(lambda leaves, holders: leaves | holders, st.dictionaries(st.sampled_from("abc"), LEAVES, max_size=2),
                            st.dictionaries(st.sampled_from("def"), inner, max_size=3)),
    max_leaves=8,
)  # fmt: skip
"""Mappings in which a key that holds a value never holds a mapping: where it does, the last word counts and order matters."""


@given(KEYED, KEYED, KEYED)
def test_merge_is_associative_and_idempotent(a: dict[str, object], b: dict[str, object], c: dict[str, object]) -> None:
    one, two, three = map(tree_of, (a, b, c))
    assert merge(merge(one, two), three).plain() == merge(one, merge(two, three)).plain()
    assert merge(one, one).plain() == a
    assert merge(tree_of({}), one).plain() == merge(one, tree_of({})).plain() == a


@given(MAPPINGS, MAPPINGS)
def test_merge_leaves_its_arguments_alone_and_remembers_places(a: dict[str, object], b: dict[str, object]) -> None:
    base, own = tree_of(a, "base.yaml"), tree_of(b, "own.yaml")
    merged = merge(base, own)
    assert (base.plain(), own.plain()) == (a, b)
    for key, child in merged.items():
        assert merged.keys[key].file == ("own.yaml" if key in b else "base.yaml")
        assert child.place.file == ("own.yaml" if key in b else "base.yaml")
