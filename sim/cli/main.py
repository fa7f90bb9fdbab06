"""The command `sim`: its list of commands, and what every command does about errors."""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from importlib import import_module
from io import TextIOWrapper
from types import FrameType

import click

from sim import __version__
from sim.errors import ClusterError, InputError, RunFolderError, visible

_COMMANDS = {
    "run": "A table of claims with probabilities; a folder with data, plots, a report.",
    "sweep": "Many points at once: how a probability depends on what is assumed.",
    "compare": "Scenarios side by side: every difference, and which assumptions make it.",
    "solve": "What would have to be true for a claim to have a probability.",
    "check": "Every mistake in scenario files, or in folders of seeds, at once.",
    "explain": "A scenario in words: what it assumes, with sources, and what it changes against its parent.",
    "new": "A commented scenario file to begin with, which runs as it is.",
    "claims": "The record of published claims: stated, probable, what happened.",
    "report": "One page, or Markdown, on one or several runs.",
    "plot": "Any figure of a run again.",
    "export": "A run for other tools: hubverse, CSV, Parquet.",
    "figures": "The published figures, each with its source.",
    "schema": "The JSON Schema of scenario files, for editors.",
}
"""What there is, in the order of its use, in words that need no command to be imported."""


_UNREAD = ("S002", "S003", "S004")
"""Codes of what ends the reading of a whole file."""

_ONCE = 2.0
"""Seconds within which a second Ctrl-C is taken for the first: by then what is finished has been kept, as a rule."""


class Commands(click.Group):
    """Commands that are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of their use."""
        return list(_COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"sim.cli.{cmd_name}").command
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sim")
def cli() -> None:
    """Test published projections about backlogs: how probable is a claim under stated assumptions, and what happened?"""


def main() -> None:
    """Run the command line and leave with the exit code that says how it went.

    0 done; 1 wrong input; 2 unknown option or malformed value; 3 our bug; 130 interrupted, by Ctrl-C or by SIGTERM.
    """
    _listen()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a title may hold letters that a terminal of another age cannot show
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some reads what every package says of itself
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        cli.main(args=arguments, prog_name="sim", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.ClickException as error:
        text = io.StringIO()
        error.show(text)
        _say(text.getvalue().rstrip("\n"))
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(130)
    except InputError as error:
        _show_problems(error, closing="--json" not in arguments)
        sys.exit(1)
    except (RunFolderError, ClusterError) as error:
        _say(str(error))
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        _say(f"[S602] cannot be written: {error.strerror or error}")
        sys.stderr.flush()
        os._exit(1)  # what is left in a buffer that cannot be written would fail again
    except Exception as error:
        if debug:
            raise
        _say(f"sim failed by a mistake of its own: {type(error).__name__}: {error}\n`--debug` shows where; please report it")
        sys.exit(3)


def _say(text: str) -> None:
    """Write to stderr, with nothing in it that acts on a terminal."""
    click.echo(visible(text), err=True)


def _listen() -> None:
    """Let SIGTERM do what Ctrl-C does, unless who called told this process to ignore them."""
    heard = -_ONCE

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal heard
        if time.monotonic() - heard >= _ONCE:
            heard = time.monotonic()
            raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)


def _show_problems(error: InputError, closing: bool) -> None:
    for problem in error.problems:
        click.echo(str(problem), err=True)
    if closing:
        count = len(error.problems)
        unread = any(problem.code in _UNREAD and not problem.path for problem in error.problems)
        first = "nothing else of a file that cannot be read was looked at; " if unread else ""
        click.echo(f"{count} problem{'s' if count != 1 else ''}; {first}docs/errors.md explains each code", err=True)
