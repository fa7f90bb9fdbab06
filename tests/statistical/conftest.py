"""Prints what was checked, and how well, after deep runs (`-m deep`) and verbose ones (`-v`)."""

import re

from tests.statistical.kit import REGISTER


def pytest_terminal_summary(terminalreporter, config):
    if not REGISTER or not (re.search(r"(?<!not )\bdeep\b", config.option.markexpr or "") or config.option.verbose > 0):
        return
    terminalreporter.section("statistical checks")
    width = max(len(row.name) for row in REGISTER)
    terminalreporter.write_line(f"{'check':<{width}}  {'law':<24} {'false alarms':>12} {'power':>7} {'statistic':>10}")
    for row in REGISTER:
        terminalreporter.write_line(f"{row.name:<{width}}  {row.law:<24} {row.rate:>12.1e} {row.power:>7.4f} {row.statistic:>10.3f}")
    terminalreporter.write_line(f"{len(REGISTER)} checks, chance of any false alarm below {sum(row.rate for row in REGISTER):.1e}")
