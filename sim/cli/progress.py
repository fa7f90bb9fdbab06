"""Progress on stderr while something is under way: a bar on a terminal; elsewhere nothing, or lines where they are asked for."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from sim.errors import ClusterError

_EVERY = 10.0
"""Seconds between two lines."""


@contextmanager
def progress(title: str, quiet: bool, unit: str = "replicates", *, plain: bool = False) -> Iterator[Callable[[int, int], None] | None]:
    """Yield a function that is told how many of a unit are done and of how many, or None where nothing is to be shown.

    `plain` asks for lines where stderr is no terminal.
    """
    if quiet or not (sys.stderr.isatty() or plain):
        yield None
        return
    if not sys.stderr.isatty():
        yield _Lines(title, unit)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn(unit), rate, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None, rate="")
        begun = time.monotonic()
        yield lambda done, total: bar.update(task, completed=done, total=total, rate=_rate(done, time.monotonic() - begun))


class _Lines:
    """A line at the beginning, every ten seconds, and at the end: what is done, at what rate, and the time left."""

    def __init__(self, title: str, unit: str) -> None:
        self.title, self.unit = title, unit
        self.begun = self.said = time.monotonic()
        self.first: int | None = None

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self.first is not None and done < total and now - self.said < _EVERY:
            return
        self.first = done if self.first is None else self.first
        self.said, elapsed, fresh = now, now - self.begun, done - self.first
        left = f", {_duration((total - done) * elapsed / fresh)} left" if fresh and done < total else ""
        rate = f" {_rate(fresh, elapsed)}" if fresh else ""
        click.echo(f"{self.title}: {done:,} of {total:,} {self.unit}{rate}{left}", err=True)


def _rate(done: int, elapsed: float) -> str:
    return f"({done / elapsed:,.1f}/s)" if done and elapsed > 0 else ""


def _duration(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@contextmanager
def stopping(kept: Callable[[], str], again: str) -> Iterator[None]:
    """Say what is kept, and how to go on, when somebody or something stops what is under way."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(f"stopped; {kept()}. go on with: {again}", err=True)
        raise SystemExit(130) from None
    except ClusterError as error:
        raise ClusterError(f"{error}; {kept()}. go on with: {again}") from None


class Told:
    """Hears how much is done, remembers it, and hands it on to whoever shows it."""

    def __init__(self, unit: str) -> None:
        self.unit, self.done, self.of = unit, 0, 0
        self.show: Callable[[int, int], None] | None = None

    def __call__(self, done: int, of: int) -> None:
        """Take note of how much is done, and of how much."""
        self.done, self.of = done, of
        if self.show:
            self.show(done, of)


@contextmanager
def all_or_nothing(told: Told | None, sooner: str) -> Iterator[None]:
    """Say that nothing is kept when somebody stops what keeps no parts; `sooner` says what would take less time."""
    begun = time.monotonic()
    try:
        yield
    except KeyboardInterrupt:
        done = f" with {told.done:,} of {told.of:,} {told.unit} done" if told and told.of else ""
        after = _duration(time.monotonic() - begun)
        click.echo(f"interrupted after {after}{done}; nothing was written, and nothing of it can be resumed. {sooner}", err=True)
        raise SystemExit(130) from None
