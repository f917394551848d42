"""What a rule does, read from the words of its `effect`; the known effects are rows of `vocabulary/effects.csv`."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, NamedTuple

from exeunt.errors import quoted
from exeunt.scenario.opening_hours import RIGHT as RIGHT_HOURS
from exeunt.scenario.opening_hours import Week, opening_hours, week_of
from exeunt.scenario.ranges import digits, range_of, range_words, within
from exeunt.scenario.thousands import has_points, meant
from exeunt.scenario.units import counts_heads
from exeunt.wording import joined

_NUMBER = r"(\d{1,12}(?:\.\d{1,12})?)"
_ANY_NUMBER = r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"  # whatever may stand where one is out of range

_LEAVES_ALL = {"product": 1.0, "sum": 0.0, "chance": 0.0}  # the number that changes nothing, by how several combine

_FOR_NONE = {  # by effect whose number cannot be 0: what says so
    "stay": "where nobody may stay, write deny, with act stay",
    "capacity": "where nobody is let through, write open off",
}


@dataclass(frozen=True)
class Known:
    """One thing a rule can do.

    Parameters
    ----------
    name
        The word it begins with, which is its kind in the typed table.
    written
        How it is written, for people.
    pattern
        How it is read: a regular expression in which N stands for a number and HOURS for hours of the week.
    unit, range
        The unit of the number and what it may be, written like a column's type; blank without a number.
    combines
        How several in force at once combine: `any` one is enough, they are added (`sum`), multiplied (`product`) or
        are each a `chance` independent of the others, the `last` row counts, `each` counts for itself, or `all` must
        agree.
    report
        What the report says; `{number}`, `{most}`, `{percent}` and `{hours}` stand for what the rules say.
    report_none
        What it says where that number is 0; blank where it says the same.
    ways
        What one traveller is told; what the words in braces stand for is said in `ways/words.py`.
    bar, colour
        The word in the legend of the report's time bar, and the colour.
    meaning
        A sentence for a newcomer.

    """

    name: str
    written: str
    pattern: str
    unit: str
    range: str
    combines: str
    report: str
    report_none: str
    ways: str
    bar: str
    colour: str
    meaning: str

    @cached_property
    def form(self) -> re.Pattern[str]:
        """How it is read, as a regular expression."""
        return self._form(_NUMBER)

    @cached_property
    def loose_form(self) -> re.Pattern[str]:
        """How it is read with any number at all."""
        return self._form(_ANY_NUMBER)

    def _form(self, number: str) -> re.Pattern[str]:
        return re.compile(self.pattern.replace("HOURS", "(.+)").replace("N", number), re.ASCII)

    @property
    def has_number(self) -> bool:
        """Whether a number belongs to it."""
        return bool(self.range)

    def is_unclear(self, number: str) -> bool:
        """Whether a point in its number may stand between thousands of people."""
        return counts_heads(self.unit) and has_points(number)

    @property
    def has_hours(self) -> bool:
        """Whether opening hours belong to it."""
        return "HOURS" in self.pattern


class Effect(NamedTuple):
    """The kind of an effect and its number (NaN where the kind has none)."""

    kind: str
    value: float


@cache
def known_effects() -> Mapping[str, Known]:
    """Give the known effects by name, in the order in which they are told."""
    text = files("exeunt.scenario").joinpath("vocabulary/effects.csv").read_text(encoding="utf-8")
    return {row["name"]: Known(**row) for row in csv.DictReader(text.splitlines())}


def right() -> str:
    """Say what may be written."""
    known = known_effects().values()
    most = [f"of {each.name} {digits(range_of(each.range)[1])}" for each in known if math.isfinite(_most(each))]
    return f"write {joined([each.written for each in known], 'or')}, N a number (at most, {joined(most)})"


def fault(text: str) -> tuple[str, str]:
    """Say why a text that `parse` does not read is no effect, and what would be right."""
    words = " ".join(text.split())
    for known in known_effects().values():
        match = known.loose_form.fullmatch(words) if known.has_number else None
        if match and not within(value := float(match[1]), known.range):
            instead = f"; {_FOR_NONE[known.name]}" if value == 0 and known.name in _FOR_NONE else ""
            return (
                f"{digits(value)} is out of range for {known.name}",
                f"write {range_words(known.range)} ({known.unit}){instead}",
            )
        if match and known.is_unclear(match[1]):
            return f"{quoted(match[1])} can be read in two ways", meant(match[1])
    return f"{quoted(text)} is not a known effect", _right_for(words)


def _right_for(words: str) -> str:
    """Say what may be written in the place of words: of those that should have hours, how these are written."""
    known = known_effects().get(words.partition(" ")[0])
    return f"behind {known.name}, {RIGHT_HOURS}" if known and known.has_hours else right()


def _most(known: Known) -> float:
    return range_of(known.range)[1] if known.has_number else math.inf


def parse(text: str) -> Effect | None:
    """Read an effect, or give None if the words are none of the known forms or the number cannot be."""
    words = " ".join(text.split())
    for name, known in known_effects().items():
        if match := known.form.fullmatch(words):
            if known.has_number:
                value = float(match[1])
                clear = within(value, known.range) and not known.is_unclear(match[1])
                return Effect(name, value) if clear else None
            return None if known.has_hours and opening_hours(match[1]) is None else Effect(name, math.nan)
    return None


def does_nothing(act: str, kind: str) -> bool:
    """Say whether a rule of that act and effect is without any: leaving is open anyway, and staying knows but two."""
    return (act == "leave" and kind == "allow") or (act == "stay" and kind not in ("deny", "stay"))


def effect_in(rule: Mapping[str, Any]) -> Effect:
    """Return the effect of a typed row of `rules`."""
    return Effect(rule["effect_kind"], rule["effect_value"])


def refuses(effect: Effect) -> bool:
    """Say whether an effect lets nobody through whom it is about: a denial, or a quota of none."""
    return effect.kind == "deny" or (effect.kind == "quota" and effect.value == 0)


def leaves_all(effect: Effect) -> bool:
    """Say whether the number of an effect leaves all as it is, as in `price x 1`."""
    known = known_effects().get(effect.kind)
    return known is not None and effect.value == _LEAVES_ALL.get(known.combines)


def hours_of(text: str) -> Week:
    """Return the opening hours of an effect that has some."""
    return week_of(_hours_in(text))


def hours_said(text: str) -> str:
    """Say when something is open by an effect, as `at 08:00-20:00 only`; of one that has no hours, nothing."""
    week = opening_hours(_hours_in(text))
    if week is None:
        return ""
    return "at all hours" if week.all() else f"at {_hours_in(text)} only" if week.any() else "at no hour"


def _hours_in(text: str) -> str:
    return " ".join(text.split()[1:])
