"""What is wrong with the input, said so that its author can put it right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shlex import quote
from typing import TypeVar

LONGEST_SHOWN = 60
# What Python asks for by another name, or in another way, than the option does.
OPTIONS = {
    "by_origin": "--by origin",
    "path": "--out",
    "with_parameter": "--set",
    "period": "period (--days)",
    "start": "--from",
}


@dataclass(frozen=True)
class CellOf:
    """A cell of a column: typed as COLUMN=CELL, while Python takes a mapping of columns to the cells that are meant."""

    column: str
    cell: str

    def __str__(self) -> str:
        return f"{self.column}={self.cell}"


@dataclass(frozen=True)
class MeaningOf:
    """The id that a name means: typed as NAME=ID, while Python takes a mapping of names to ids."""

    name: str
    id: str

    def __str__(self) -> str:
        return f"{self.name}={self.id}"


@dataclass(frozen=True)
class RangeOf:
    """From where to where a constant is varied: typed as NAME=LOW:HIGH:N, while Python takes a mapping of names."""

    constant: str

    def __str__(self) -> str:
        return f"{self.constant}=LOW:HIGH:N"


@dataclass(frozen=True)
class Placeholder:
    """A word that stands for what the reader is to put there, such as FILE."""

    word: str

    def __str__(self) -> str:
        return self.word


@dataclass(frozen=True)
class Option:
    """Something that can be asked for, which Python and the command line write each in its own way.

    Parameters
    ----------
    name
        What Python calls it, such as ``out``.
    value
        What it is given: a path, a cell of a column, a range, a word, a number, True, or a placeholder; blank where
        that is the reader's choice, None where the option is only spoken of.

    """

    name: str
    value: Path | CellOf | MeaningOf | RangeOf | Placeholder | str | int | None = None

    def __str__(self) -> str:
        match self.value:
            case None:
                return self.name
            case Path():
                return f"{self.name}={str(self.value)!r}"
            case CellOf(column, cell):
                return f"{self.name}={ {column: [cell]} }"
            case MeaningOf(name, id_):
                return f"{self.name}={ {name: id_} }"
            case RangeOf(constant):
                return f"{self.name}={{{constant!r}: (LOW, HIGH, N)}}"
            case str() if self.value:
                return f"{self.name}={self.value!r}"
        return f"{self.name}={self.value}"


@dataclass(frozen=True)
class Resuming:
    """How the run in a folder is finished; `scenario` is its id or folder, as it was asked for."""

    scenario: str
    folder: Path

    def __str__(self) -> str:
        return f"load({self.scenario!r}).run(out={str(self.folder)!r}, resume=True)"


@dataclass(frozen=True)
class ResumingFit:
    """How the fit in a folder is finished, of a scenario that its reader knows."""

    folder: Path

    def __str__(self) -> str:
        return f"load(SCENARIO).fit(out={str(self.folder)!r}, resume=True)"


@dataclass(frozen=True)
class Importing:
    """How a sheet of arrivals is brought into a scenario of the reader's choice."""

    file: Path

    def __str__(self) -> str:
        return f"import_arrivals({str(self.file)!r}, SCENARIO)"


Part = str | Option | Resuming | ResumingFit | Importing


class Told(BaseException):
    """Something said to whoever asked, in parts: as a string it is in the words of Python.

    What is to be done stands in it as data (`Option`, `Resuming`), so that the command line can say it in its own.
    """

    def __init__(self, *parts: Part) -> None:
        self.parts = parts
        super().__init__("".join(map(str, parts)))


class InputError(Told, ValueError):
    """What was asked cannot be done with what was given; the message says what to do instead."""


class Notice(UserWarning):
    """Something the user should know of what was done all the same; the command line prints its message alone."""


class Interrupted(Told, KeyboardInterrupt):
    """A run was interrupted; the message is what is kept of it."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one cell of one file.

    Parameters
    ----------
    file
        The file's name inside the scenario's folder, such as ``links.csv``; blank of what stands in no file.
    row
        The line of the file, the header being line 1; 0 of what stands in no file.
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

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return what is wrong as parts that Python and the command line write each in its own way."""
        return (printable(f"{self.place} {self.wrong}; {self.right}"),)

    @property
    def place(self) -> str:
        """Where it is."""
        return "".join(f"{part}:" for part in (self.file, self.row, self.column) if part)

    def __str__(self) -> str:
        return "".join(map(str, self.parts))


@dataclass(frozen=True)
class Oddity(Fault):
    """One thing in one cell that is probably not meant; what holds it can be run all the same."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return what is odd, said to be so."""
        return (printable(f"{self.place} odd: {self.wrong}; {self.right}"),)


@dataclass(frozen=True)
class OddRule(Oddity):
    """One thing that is odd about a rule that was added, by its id: it is in no row of a file."""

    rule: str

    @property
    def place(self) -> str:
        """Which rule, and what of it."""
        return f"rule {self.rule}:{self.column}:"


@dataclass(frozen=True)
class Question(Fault):
    """One thing that a file leaves open, and that an option answers: `right` ends before the options named."""

    answers: tuple[Option, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return what is asked, and the answers."""
        answers = [part for answer in self.answers for part in (" or ", answer)][1:]
        return (*super().parts, " ", *answers)


@dataclass(frozen=True)
class OtherSheet(Fault):
    """A sheet that is read by something else: `right` ends before what that is."""

    by: Importing

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return what is wrong with it here, and what reads it."""
        return (*super().parts, " ", self.by)


class ScenarioError(Exception):
    """What cannot be used of a scenario, or beside one, with every fault that was found, and what is odd in the rest.

    `folder` is the scenario's where the faults are its own, so that whoever checks the folder finds them all; None
    where they are those of a file that was given beside it.
    """

    def __init__(self, faults: Iterable[Fault], oddities: Iterable[Oddity] = (), *, folder: Path | None = None) -> None:
        self.folder = folder
        self.faults: tuple[Fault, ...] = in_order(faults)
        self.oddities: tuple[Oddity, ...] = in_order(oddities)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[Callable[[], ScenarioError], tuple[()]]:
        """Say how a copy is made, in another process too: from the faults, where Python would take their text."""
        return partial(type(self), self.faults, self.oddities, folder=self.folder), ()


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


def reasons(error: Exception, written: Callable[[Iterable[Part]], str]) -> list[str]:
    """Say why something is refused, each fault in a line of its own, as whoever asked has parts `written`."""
    match error:
        case ScenarioError():
            return [written(fault.parts) for fault in error.faults]
        case Told():
            return [written(error.parts)]
        case OSError():
            return [f"{error.filename or 'a file'}: {error.strerror or error}"]
    return [str(error)]


def typed(parts: Iterable[Part]) -> str:
    """Return a message in the words of the command line."""
    return "".join(_typed(part) for part in parts)


def _typed(part: Part) -> str:
    match part:
        case Resuming(scenario, folder):
            return f"exeunt run {quote(scenario)} --out {quote(str(folder))} --resume"
        case ResumingFit(folder):
            return f"exeunt fit SCENARIO --out {quote(str(folder))} --resume"
        case Importing(file):
            return f"exeunt import arrivals {quote(str(file))} --scenario SCENARIO"
        case Option(name, value):
            option = OPTIONS.get(name, f"--{name.replace('_', '-')}")
            return f"{option} {quote(str(value))}" if value and value is not True else option
    return part
