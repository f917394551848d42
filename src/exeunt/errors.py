"""What is wrong with the input, said so that its author can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_SHOWN = 60


class InputError(ValueError):
    """What was asked cannot be done with what was given; the message says what to do instead."""


class Notice(UserWarning):
    """Something the user should know of what was done all the same; the command line prints its message alone."""


class Interrupted(KeyboardInterrupt):
    """A run was interrupted; the message is what is kept of it."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one cell of one file.

    Parameters
    ----------
    file
        The file's name inside the scenario's folder, such as ``links.csv``.
    row
        The line of the file, the header being line 1.
    column
        The column's name; blank when the fault is about the file as a whole.
    wrong
        What is wrong, in words.
    right
        What would be right, in words.

    """

    file: str
    row: int
    column: str
    wrong: str
    right: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}:" + (f"{self.column}:" if self.column else "")
        return printable(f"{place} {self.wrong}; {self.right}")


class ScenarioError(Exception):
    """A scenario that cannot be used, with every fault that was found in it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = in_order(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Sort faults as a reader goes through the files, each said once."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.row)))


def quoted(text: str) -> str:
    """Show a value as it stands in the file, cut short if it is very long."""
    return f"'{text}'" if len(text) <= LONGEST_SHOWN else f"'{text[:LONGEST_SHOWN]}…'"


def printable(text: str) -> str:
    """Spell out control characters, so that a fault stays on one line and cannot disturb a terminal."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
