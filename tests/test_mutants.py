"""The tables of mutants are up to date: every fault still has its place in the code, and code is what it leaves there."""

import ast
import tomllib

from tests.mutants.__main__ import TABLES, mutants


def test_every_mutant_applies():
    for mutant in mutants([]):
        ast.parse(mutant.applied(), f"{mutant.file} with {mutant.name}")


def test_no_name_stands_for_two_mutants():
    names = [name for table in TABLES for name in tomllib.loads(table.read_text(encoding="utf-8"))]
    assert len(names) == len(set(names))
