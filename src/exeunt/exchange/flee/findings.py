"""What comes to light while a folder is read: faults, oddities, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from exeunt.errors import Fault, printable, quoted

SHOWN = 5


@dataclass
class Findings:
    """Everything found so far, in the order in which it was found."""

    faults: list[Fault] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def fault(self, file: str, row: int, column: str, wrong: str, right: str) -> None:
        """Note what makes the folder unusable."""
        self.faults.append(Fault(file, row, column, wrong, right))

    def say_odd(self, file: str, row: int, sentence: str) -> None:
        """Note what is odd and how it is read."""
        self.odd.append(printable(f"{file}:{row}: {sentence}."))

    def say_unused(self, file: str, sentence: str) -> None:
        """Note what is left out."""
        self.unused.append(printable(f"{file}: {sentence}."))


def listed(words: Iterable[str]) -> str:
    """List words, the first few of many."""
    known: Sequence[str] = list(words)
    shown = ", ".join(quoted(word) for word in known[:SHOWN])
    return shown if len(known) <= SHOWN else f"{shown} and {len(known) - SHOWN} more"
