"""The command line called in this process: exit code, stdout and stderr as a shell would see them."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple
from unittest.mock import patch

from sim.cli.main import main


class Done(NamedTuple):
    """What a call gave."""

    code: int
    out: str
    err: str


def called(*arguments) -> Done:
    """Call `sim` with some arguments."""
    out, err = io.StringIO(), io.StringIO()
    with patch.object(sys, "argv", ["sim", *map(str, arguments)]), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as leave:
            return Done(int(leave.code or 0), out.getvalue(), err.getvalue())
    return Done(0, out.getvalue(), err.getvalue())
