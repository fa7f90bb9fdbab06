"""The shipped scenarios give what they gave; what moves is written down in CHANGELOG.md, with the reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.golden import digests, quantiles
from tests.golden.write import expected, golden_file, scenarios
from tests.statistical import faults, kit

EACH = pytest.mark.parametrize("scenario", scenarios(), ids=lambda file: file.stem)


def golden(scenario: Path) -> dict[str, Any]:
    """Return what was written for a scenario: `expected`, `quantiles`, and of what run these are under `reference`."""
    found: dict[str, Any] = json.loads(golden_file(scenario).read_text(encoding="utf-8"))
    return found


@EACH
def test_expected_mode_gives_the_golden(scenario: Path) -> None:
    stored, found = golden(scenario)["expected"], expected(scenario)
    assert list(found) == list(stored)
    for name, path in stored.items():
        np.testing.assert_allclose(found[name], path, rtol=1e-9, atol=1e-6, err_msg=name)


def moved(sample: NDArray[np.float64]) -> NDArray[np.float64]:
    """Every value is one standard deviation too high."""
    return sample + np.nanstd(np.where(np.isinf(sample), np.nan, sample))


def narrow(sample: NDArray[np.float64]) -> NDArray[np.float64]:
    """Every value lies half as far from the median."""
    return (sample + np.nanmedian(sample)) / 2


@EACH
def test_random_mode_has_the_quantiles_of_the_golden(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside it, in every scenario in which something is uncertain, the faults it must catch."""
    stored, found = golden(scenario), quantiles.few(scenario)
    assert list(found) == list(stored["quantiles"])
    held_against(stored, found, scenario.stem)
    monkeypatch.setattr(kit, "REGISTER", [])
    uncertain = any(low < high for low, _, high in stored["quantiles"].values())
    for fault in (moved, narrow) if uncertain else ():
        with pytest.raises(AssertionError, match="beta-binomial"):
            held_against(stored, {name: fault(sample) for name, sample in found.items()}, fault.__name__)


def test_a_fault_of_the_engine_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not known is drawn anew each month: every mean is as it was, and every band too narrow."""
    scenario = next(file for file in scenarios() if file.stem == "crown-court-2025")
    faults.replicates_drawn_by_month(monkeypatch)
    monkeypatch.setattr(kit, "REGISTER", [])
    with pytest.raises(AssertionError, match="golden of crown-court-2025, "):
        held_against(golden(scenario), quantiles.few(scenario), scenario.stem)


def held_against(stored: dict[str, Any], found: quantiles.Values, name: str) -> None:
    """Hold a short run against the reference run."""
    assert stored["reference"]["levels"] == list(kit.LEVELS)
    kit.assert_quantiles(found, stored["quantiles"], stored["reference"]["replicates"], shift=1, spread=0.5, name=f"golden of {name}")


def test_no_golden_is_left_over() -> None:
    goldens = set(Path(__file__).parent.glob("*.json")) - {digests.FILE}
    assert {file.stem for file in goldens} == {scenario.stem for scenario in scenarios()}
    assert list(digests.stored()["scenarios"]) == [scenario.relative_to(digests.ROOT).as_posix() for scenario in scenarios()]
