"""What is refused, as somebody at the page can take it."""

from __future__ import annotations

from collections.abc import Iterable

from exeunt.errors import CellOf, MeaningOf, Option, Part, reasons, typed

OF_FIGURES = {  # what the page calls that which a file of figures may leave open
    "counts": "Figures are", "each": "A new figure is of a", "dates": "Dates such as 03/04/2023 are",
    "numbers": "Twelve hundred and a half is written", "figures": "The column of figures", "source": "Who counted",
    "where": "Where they were counted", "on": "The day they are of", "sheet": "Sheet",
    "family_size": "People in a family", "only": "Only rows", "means": "What is meant",
}  # fmt: skip
FIELDS = {**OF_FIGURES, "since": "First day"}  # and all else that can be asked for


def refusal(error: Exception) -> str:
    """Say why something is refused: what the page asks by the name of its field, all else as it is typed."""
    return "\n".join(reasons(error, _in_words))


def _in_words(parts: Iterable[Part]) -> str:
    return typed(_of_page(part) for part in parts)


def _of_page(part: Part) -> Part:
    """Return what is asked by the name of its field, if it has one, and what is to be answered, if that is known."""
    if not isinstance(part, Option) or part.name not in FIELDS:
        return part
    field, answer = f"“{FIELDS[part.name]}”", part.value
    return f"{field} {answer}" if answer and isinstance(answer, CellOf | MeaningOf | str) else field
