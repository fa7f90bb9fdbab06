"""What scenarios say of themselves: a question, an assumption, what is left out, each in words of their own that judge nothing."""

from __future__ import annotations

import json
import re

import pytest

from tests.golden.write import golden_file

from .shipped import FILES, OWN, PARENT

LOADED = (
    "massive|huge|staggering|skyrocket|soar|plummet|crisis|chao[st]|disaster|catastroph|collaps|surg|flood|influx|invasion|invad|horde|swamp"
    "|overwhelm|amnest|illegal|alien|loophole|catch.and.release|open.border|crackdown|purge|gutted|slash|scandal|shocking|alarming"
    "|unprecedented|explo[ds]|bloated|dump|rubber.stamp|mass (?:dismiss|clos|deport|release)|so.called|bogus|abus"
)
"""Words that judge what they name; a quoted source may use them, a scenario says how much."""


@pytest.mark.parametrize("stem", FILES)
def test_a_scenario_says_what_it_asks_what_it_assumes_and_what_it_leaves_out(stem):
    for key in ("title", "question", "assumption", "note"):
        assert OWN[stem].get(key), f"{stem} says no {key} of its own"
    assert OWN[stem]["question"].endswith("?")
    while "not_modelled" not in OWN[stem]:
        stem = PARENT[stem]
    assert OWN[stem]["not_modelled"]


@pytest.mark.parametrize("key", ["title", "question", "assumption"])
def test_no_two_scenarios_say_the_same(key):
    said = [" ".join(own[key].lower().split()) for own in OWN.values()]
    assert sorted({text for text in said if said.count(text) > 1}) == []


def test_no_two_scenarios_have_the_same_results():
    found = {}
    for stem, file in FILES.items():
        stored = json.loads(golden_file(file).read_text(encoding="utf-8"))["expected"]
        found.setdefault(json.dumps([[float(f"{value:.6g}") for value in path] for path in stored.values()]), []).append(stem)
    assert [stems for stems in found.values() if len(stems) > 1] == []


def loaded_words(text: str) -> list[str]:
    """Return the loaded words of a text, outside of quotations."""
    return re.findall(rf"\b(?:{LOADED})\w*", re.sub(r'"[^"]*"', "", text), re.IGNORECASE)


@pytest.mark.parametrize("stem", FILES)
def test_a_scenario_has_no_loaded_words(stem):
    own = OWN[stem]
    texts = [own[key] for key in ("title", "question", "assumption", "note")] + list(own.get("not_modelled", []))
    assert [word for text in texts for word in loaded_words(text)] == []


def test_loaded_words_are_seen_unless_they_are_quoted():
    assert loaded_words('A massive Surge at the border, "a crisis" to some; 12 percent more than "amnesty" has.') == ["massive", "Surge"]
    assert loaded_words("The pandemic as a shock to hearings, by sources outside") == []
