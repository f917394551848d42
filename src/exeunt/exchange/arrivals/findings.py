"""What comes to light while a file of arrivals is read: faults, questions, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass, field

from exeunt.errors import Fault, Option, Question


@dataclass
class Findings:
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

    @property
    def all_faults(self) -> list[Fault]:
        """Questions and faults."""
        return [*self.asked.values(), *self.faults]
