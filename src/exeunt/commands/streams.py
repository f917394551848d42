"""The streams of a command: those that were closed, and what could not be written to them."""

from __future__ import annotations

import errno
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any

STREAMS = {"stdin": "r", "stdout": "w", "stderr": "w"}  # in the order of their numbers, of which the lowest is taken
OUTPUT = "standard output"


class Output(TextIOWrapper):
    """Standard output, whose faults say that they are of it, as those of files say which file they are of."""

    def write(self, text: str, /) -> int:
        """Write a text."""
        try:
            return super().write(text)
        except OSError as fault:
            fault.filename = OUTPUT
            raise

    def flush(self) -> None:
        """Write out what is held back."""
        try:
            super().flush()
        except OSError as fault:
            fault.filename = OUTPUT
            raise


def prepare() -> None:
    """Let what goes to a stream that was closed (`>&-`) go nowhere, nothing come from one, and output name itself.

    What its encoding has no signs for is written by number, as Python does on standard error: names of places have
    letters that a file on Windows does not.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        was = sys.stdout
        errors = "backslashreplace" if was.errors == "strict" else was.errors
        sys.stdout = Output(
            was.buffer, was.encoding, errors, line_buffering=was.line_buffering, write_through=was.write_through
        )
    for name, mode in STREAMS.items():
        if getattr(sys, name) is None:
            setattr(sys, name, _nowhere(mode))


def all_is_written() -> bool:
    """Write out what is held back still; where that cannot be, say so."""
    try:
        sys.stdout.flush()
    except OSError as fault:
        say_unwritten(fault)
        return False
    return True


def say_unwritten(fault: OSError) -> None:
    """Say that standard output could not be written, and leave it, for it would be tried again at the very end."""
    sys.stdout = _nowhere("w")
    if fault.errno != errno.EPIPE:  # whoever read it has gone
        print(f"{OUTPUT}: {fault.strerror or fault}", file=sys.stderr)


def _nowhere(mode: str) -> Any:
    return Path(os.devnull).open(mode, encoding="utf-8")
