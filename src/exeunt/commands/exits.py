"""How a command ends: faults of the input become a message and an exit status, in one place."""

from __future__ import annotations

import errno
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from exeunt.errors import InputError, ScenarioError

INTERRUPTED = 130
MOST_FAULTS = 20


class Commands(TyperGroup):
    """The commands, none of which ends with a traceback for what is wrong with its input."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except ScenarioError as error:
            _complain("\n".join(_first([str(fault) for fault in error.faults])))
        except InputError as error:
            _complain(str(error))
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            _complain(f"{error.filename or 'a file'}: {error.strerror or error}")
        except KeyboardInterrupt:
            _complain("interrupted; what was finished is kept, and `exeunt run` goes on from it with --resume")
            raise typer.Exit(INTERRUPTED) from None
        raise typer.Exit(1)


def _complain(message: str) -> None:
    print(message, file=sys.stderr)


def _first(faults: list[str]) -> list[str]:
    """Return the first faults, and where to see the rest."""
    more = len(faults) - MOST_FAULTS
    return (
        faults if more <= 0 else [*faults[:MOST_FAULTS], f"and {more} more; `exeunt check` names all of a scenario's"]
    )
