"""What comes to light while a file of arrivals is read: faults, questions, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from exeunt.errors import Fault, Option, Question
from exeunt.wording import joined


@dataclass(frozen=True)
class Unsettled(Fault):
    """One thing for which cells of other rows cannot be read either, so that it is not enough to leave its row out."""


@dataclass
class Doubts:
    """What was found of a file while it was read."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    asked: dict[tuple[str, str], Question] = field(default_factory=dict)

    def fault(self, line: int, column: str, wrong: str, right: str) -> None:
        """Note what cannot be read at a cell."""
        self.faults.append(Fault(self.file, line, column, wrong, right))

    def ask(self, line: int, column: str, wrong: str, right: str, *answers: Option) -> None:
        """Note what is left open, each question of a column once."""
        question = Question(self.file, line, column, wrong, right, answers)
        self.asked.setdefault((answers[0].name, column), question)

    def note(self, fault: Fault) -> None:
        """Note what was found elsewhere: a question is asked."""
        if isinstance(fault, Question):
            self.ask(fault.row, fault.column, fault.wrong, fault.right, *fault.answers)
        else:
            self.faults.append(fault)

    def ask_beside(self, would: Mapping[str, Doubts]) -> None:
        """Ask what is open whichever column is meant, and what is open of some with their names.

        Parameters
        ----------
        would
            What would be found if a column were meant, by the names of those that may be.

        """
        options = dict.fromkeys(option for found in would.values() for option, _ in found.asked)
        for option in options:
            asked = {name: each for name, found in would.items() if (each := found.first_asked(option))}
            first = next(iter(asked.values()))
            is_of_one_column = len({each.column for each in asked.values()}) == 1
            column = first.column if is_of_one_column else ""
            whose = "" if len(asked) == len(would) else f", if {joined(list(asked), 'or')} is meant"
            self.ask(first.row, column, f"{first.wrong}{whose}", first.right, *first.answers)

    def first_asked(self, option: str) -> Question | None:
        """Return the first question that an option answers."""
        return next((each for (name, _), each in self.asked.items() if name == option), None)

    @property
    def all_faults(self) -> list[Fault]:
        """Questions and faults."""
        return [*self.asked.values(), *self.faults]
