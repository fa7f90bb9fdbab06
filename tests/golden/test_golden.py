"""The shipped scenarios give what they gave; what moves is written down in CHANGELOG.md, with the reason."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.golden import digests
from tests.golden.write import expected, golden_file, scenarios


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda file: file.stem)
def test_expected_mode_gives_the_golden(scenario: Path) -> None:
    golden = json.loads(golden_file(scenario).read_text(encoding="utf-8"))
    found = expected(scenario)
    assert list(found) == list(golden)
    for name, path in golden.items():
        np.testing.assert_allclose(found[name], path, rtol=1e-9, atol=1e-6, err_msg=name)


def test_no_golden_is_left_over() -> None:
    goldens = set(Path(__file__).parent.glob("*.json")) - {digests.FILE}
    assert {file.stem for file in goldens} == {scenario.stem for scenario in scenarios()}
    assert list(digests.stored()["scenarios"]) == [scenario.relative_to(digests.ROOT).as_posix() for scenario in scenarios()]
