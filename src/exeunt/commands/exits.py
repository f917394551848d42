"""How a command ends: faults of the input become a message and an exit status, in one place."""

from __future__ import annotations

import errno
import re
import sys
import warnings
from typing import Any, TextIO

import typer
from typer.core import TyperGroup

from exeunt.errors import InputError, Notice, ScenarioError

INTERRUPTED = 130
MOST_FAULTS = 20

# What is said below the command line is said in the words of Python; here stands what is typed instead.
OPTIONS = (
    (r"\bload\('(.*?)'\)\.run\(out='(.*?)', resume=True\)", r"exeunt run \1 --out \2 --resume"),
    (r"\bits (seed|members|mean) is\b", r"its --\1 is"),
    (r"\bits by_origin is\b", "its --by origin is"),
    (r"\bits with_parameter is\b", "its --set is"),
    (r"\bits reading is\b", "its --reading is"),
    (r"\bits period is\b", "its period (--days) is"),
    (r"(?<![\w-])(resume|force|mean)=True\b", r"--\1"),
    (r"(?<![\w-])(out|observed)=(?=\w|[./~])(?![.](?:\s|$))", r"--\1 "),
    (r"(?<![\w-])out=", "--out"),
)


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
            _complain("\n".join(_first([str(fault) for fault in error.faults])))
        except InputError as error:
            _complain(typed(str(error)))
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            _complain(f"{error.filename or 'a file'}: {error.strerror or error}")
        except KeyboardInterrupt as interrupt:
            _complain(typed(str(interrupt)) or "interrupted")
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


def typed(message: str) -> str:
    """Return a message in the words of the command line."""
    for said, option in OPTIONS:
        message = re.sub(said, option, message)
    return message


def _complain(message: str) -> None:
    print(message, file=sys.stderr)


def _first(faults: list[str]) -> list[str]:
    """Return the first faults, and where to see the rest."""
    more = len(faults) - MOST_FAULTS
    return (
        faults if more <= 0 else [*faults[:MOST_FAULTS], f"and {more} more; `exeunt check` names all of a scenario's"]
    )
