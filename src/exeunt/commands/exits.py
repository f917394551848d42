"""How a command ends: faults of the input become a message and an exit status, in one place."""

from __future__ import annotations

import errno
import sys
import warnings
from pathlib import Path
from typing import Any, TextIO

import typer
from typer.core import TyperGroup

from exeunt.commands.printing import command
from exeunt.commands.streams import OUTPUT
from exeunt.errors import InputError, Interrupted, Notice, ScenarioError, reasons, typed

INTERRUPTED = 130
MOST_FAULTS = 20
CHECKED = "Value error, "  # what the checker of options writes before what it found


class Commands(TyperGroup):
    """The commands, none of which ends with a traceback for what is wrong with its input."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("always", Notice)
                warnings.showwarning = _notify
                return super().invoke(ctx)
        except ScenarioError as error:
            _complain("\n".join(first(reasons(error, typed), error.folder)))
        except typer.BadParameter as error:
            error.message = error.message.removeprefix(CHECKED)
            raise
        except InputError as error:
            _complain(*reasons(error, typed))
        except OSError as error:
            if error.errno == errno.EPIPE or error.filename == OUTPUT:
                raise
            _complain(*reasons(error, typed))
        except KeyboardInterrupt as interrupt:
            _complain(typed(interrupt.parts) if isinstance(interrupt, Interrupted) else "interrupted")
            raise typer.Exit(INTERRUPTED) from None
        raise typer.Exit(1)


def _notify(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Print a notice to the user as a sentence, any other warning by its name."""
    print(message if category is Notice else f"{category.__name__}: {message}", file=sys.stderr)


def first(lines: list[str], checked: Path | str | None) -> list[str]:
    """Return the first of many faults or oddities, and how to see the rest.

    `checked` is the scenario in whose tables they are; None where some are in a file beside it, which `check` does not
    read.
    """
    from exeunt.wording import first_lines

    return first_lines(lines, MOST_FAULTS, "" if checked is None else f"; {command('check', checked)} names all")


def _complain(message: str) -> None:
    print(message, file=sys.stderr)
