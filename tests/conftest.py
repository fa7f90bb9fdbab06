"""What all tests share: no clock decides whether a property holds, and the statistical checks are listed.

A line of them after quick runs (`-m "not deep"`), a table after all others.
"""

import pytest
from hypothesis import settings

from tests.statistical.kit import REGISTER, Row

settings.register_profile("sim", deadline=None)
settings.load_profile("sim")

ROWS: list[Row] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Hand a test's rows on with its report, which also comes back from other processes (`-n`)."""
    REGISTER.clear()
    try:
        return (yield)
    finally:
        item.user_properties += [("check", list(row)) for row in REGISTER]


def pytest_runtest_logreport(report):
    if report.when == "call":
        ROWS.extend(Row(*row) for key, row in report.user_properties if key == "check")


def pytest_terminal_summary(terminalreporter, config):
    if not ROWS:
        return
    terminalreporter.section("statistical checks")
    if config.option.markexpr != "not deep":
        width, law = (max(len(row[field]) for row in ROWS) for field in (0, 1))
        terminalreporter.write_line(f"{'check':<{width}}  {'law':<{law}} {'false alarms':>12} {'power':>7} {'statistic':>10}")
        for row in sorted(ROWS):
            terminalreporter.write_line(f"{row.name:<{width}}  {row.law:<{law}} {row.rate:>12.1e} {row.power:>7.4f} {row.statistic:>10.3f}")
    terminalreporter.write_line(f"{len(ROWS)} checks, chance of any false alarm below {sum(row.rate for row in ROWS):.1e}")
