"""What is refused, as somebody at the page can take it."""

from __future__ import annotations

from collections.abc import Iterable

from exeunt.errors import CellOf, MeaningOf, Option, Part, ScenarioError, Told, typed

FIELDS = {  # what the page calls that which can be asked for
    "since": "First day", "only": "Only rows", "means": "What is meant", "family_size": "People in a family",
}  # fmt: skip


def refusal(error: Exception) -> str:
    """Say why something is refused: what the page asks by the name of its field, all else as it is typed."""
    match error:
        case ScenarioError():
            return "\n".join(_in_words(fault.parts) for fault in error.faults)
        case Told():
            return _in_words(error.parts)
        case OSError():
            return f"{error.filename or 'A file'}: {error.strerror or error}."
    return str(error)


def _in_words(parts: Iterable[Part]) -> str:
    return typed(_of_page(part) for part in parts)


def _of_page(part: Part) -> Part:
    """Return what is asked by the name of its field, if it has one."""
    if not isinstance(part, Option) or part.name not in FIELDS:
        return part
    field = f"“{FIELDS[part.name]}”"
    return f"{field} {part.value}" if isinstance(part.value, CellOf | MeaningOf) else field
