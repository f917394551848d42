"""What is wrong with the input, said so that its author can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

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


@dataclass(frozen=True)
class Oddity(Fault):
    """One thing in one cell that is probably not meant; what holds it can be run all the same."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}:" + (f"{self.column}:" if self.column else "")
        return printable(f"{place} odd: {self.wrong}; {self.right}")


class ScenarioError(Exception):
    """A scenario that cannot be used, with every fault that was found in it, and what is odd in the rest of it."""

    def __init__(self, faults: Iterable[Fault], oddities: Iterable[Oddity] = ()) -> None:
        self.faults: tuple[Fault, ...] = in_order(faults)
        self.oddities: tuple[Oddity, ...] = in_order(oddities)
        super().__init__("\n".join(str(fault) for fault in self.faults))


F = TypeVar("F", bound=Fault)


def in_order(faults: Iterable[F]) -> tuple[F, ...]:
    """Sort faults as a reader goes through the files, each said once."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.row)))


def quoted(text: str) -> str:
    """Show a value as it stands in the file, cut short if it is very long."""
    return f"'{text}'" if len(text) <= LONGEST_SHOWN else f"'{text[:LONGEST_SHOWN]}…'"


def printable(text: str) -> str:
    """Spell out control characters, so that a fault stays on one line and cannot disturb a terminal."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
