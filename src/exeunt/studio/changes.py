"""What somebody asks to be different, checked as it comes from a page, and the world that has it so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from exeunt.errors import Fault, InputError, ScenarioError
from exeunt.wording import day, moment

if TYPE_CHECKING:
    from exeunt.api import World

MOST = 200
A_MINUTE = re.compile(r"^(\d{4}-\d\d-\d\d) (\d\d:\d\d)$")
# quotes first: a day in them is typed; an apostrophe within a word ends none
QUOTED_OR_MOMENT = re.compile(r"(?s)(?<!\w)'.*?'(?!\w)|\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d)?\b")
OF_FILES = re.compile(r"\.(?:csv|toml)\b")
WORDS = ("where", "act", "effect", "who", "since", "until", "mode")
FIELDS = {  # what the page calls the columns of a rule that somebody writes there
    "where": "Where", "act": "Who", "effect": "What", "who": "Whom", "from": "First day", "until": "Last day",
}  # fmt: skip
COPIED = {  # the words of `World.with_rule` for the columns of a rule
    "where": "where", "act": "act", "effect": "effect", "who": "who", "mode": "mode", "claim": "claim", "since": "from",
    "until": "until", "announced": "announced", "latest": "from_latest",
}  # fmt: skip


@dataclass(frozen=True)
class Changes:
    """What is asked to be different.

    Parameters
    ----------
    without
        Rules that are left out.
    moved
        For a rule its first and last day, blank where it is open.
    supposed
        Rules announced after what was learned that are to hold all the same.
    added
        New rules, each with the words of `World.with_rule`.
    readings, constants
        The claim to believe for a quantity; the value to hold a constant at.

    """

    without: tuple[str, ...] = ()
    moved: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    supposed: tuple[str, ...] = ()
    added: tuple[Mapping[str, str], ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, told: Any) -> Changes:
        """Read what a page sent.

        Raises
        ------
        InputError
            If it does not have the form.

        """
        said = told if isinstance(told, Mapping) else {}
        if any(len(value) > MOST for value in said.values() if isinstance(value, list | dict)):
            raise InputError(f"At most {MOST} things of a kind can be changed at once.")
        try:
            return cls(
                without=tuple(map(str, said.get("without", ()))),
                moved={str(id_): (str(ends[0]), str(ends[1])) for id_, ends in dict(said.get("moved", {})).items()},
                supposed=tuple(map(str, said.get("supposed", ()))),
                added=tuple(words_of(rule) for rule in said.get("added", ())),
                readings={str(name): str(claim) for name, claim in dict(said.get("readings", {})).items()},
                constants={str(name): float(value) for name, value in dict(said.get("constants", {})).items()},
            )
        except (TypeError, ValueError, AttributeError, IndexError, KeyError):
            raise InputError("What was asked to be different could not be read; reload the page.") from None

    def of(self, world: World, later: World | None = None) -> World:
        """Return a world that is different so; `later` is the world in which supposed rules are found."""
        for rule in self.without:
            world = world.without_rule(rule)
        for rule, (since, until) in self.moved.items():
            world = _again(world.without_rule(rule), _dated(_row(world, rule), since, until), rule)
        for rule in self.supposed:
            row = _row(world if later is None else later, rule)
            known = world if rule not in set(world.rules["id"]) else world.without_rule(rule)
            world = _again(known, row, rule)
        for words in self.added:
            world = with_new(world, words)
        for quantity, claim in self.readings.items():
            world = world.reading(quantity, claim)
        for name, value in self.constants.items():
            world = world.with_parameter(name, value)
        return world


def words_of(rule: Mapping[str, Any]) -> dict[str, str]:
    """Return what a page says of a new rule, of those words that a rule has."""
    words = {name: str(rule[name]) for name in WORDS if rule.get(name)}
    return words | {name: _as_in_files(words[name]) for name in ("since", "until") if name in words}


def with_new(world: World, words: Mapping[str, str]) -> World:
    """Return a world with a rule that somebody wrote on the page.

    Raises
    ------
    InputError
        If it cannot be one, in the words of the page.

    """
    lacking = [FIELDS[name] for name in ("where", "act", "effect") if not words.get(name)]
    if lacking:
        raise InputError(f"A new rule lacks what stands under {lacking[0]}; fill it in.")
    return _with_rule(world, **words)


def said_of(fault: Fault) -> str:
    """Say what is wrong with a rule and what would be right, unless that is in files, of which a run shows none.

    Days that the checker writes as files have them are told as the page tells days; what it quotes, and how it says
    that one may write, stay as they are.
    """
    right = "" if OF_FILES.search(fault.right) else f"; {fault.right}"
    said = f"{QUOTED_OR_MOMENT.sub(_as_told, fault.wrong)}{right}"
    return said if said.endswith("?") else f"{said}."


def _as_told(found: re.Match[str]) -> str:
    """Write a moment as the page tells moments; what is quoted stays as it was typed, and so does what is no moment."""
    try:
        return found[0] if found[0].startswith("'") else moment(pd.Timestamp(found[0]))
    except ValueError:
        return found[0]


def _with_rule(world: World, **words: str) -> World:
    try:
        _require_begun(words.get("since", ""), world)
        return world.with_rule(**words)
    except ScenarioError as error:
        raise InputError("\n".join(map(_at_its_field, error.faults))) from None


def _at_its_field(fault: Fault) -> str:
    return f"{FIELDS.get(fault.column, fault.column)}: {said_of(fault)}"


def _require_begun(since: str, world: World) -> None:
    last = world.settings.last_day
    if (begins := _day_of(since)) and begins > last:
        raise InputError(f"{FIELDS['from']}: the run ends on {day(f'{last}', year=True)}; type a day until then.")


def _day_of(typed: str) -> date | None:
    """Return the day that something typed begins with; None if it is none that exists."""
    try:
        return date.fromisoformat(typed[: len("2022-09-24")])
    except ValueError:
        return None


def _row(world: World, rule: str) -> dict[str, str]:
    """Return a rule by the words of `World.with_rule`."""
    rows = world.rules[world.rules["id"] == rule]
    if rows.empty:
        raise InputError(f"There is no rule {rule!r} in {world.name}.")
    row = rows.iloc[0]
    days = {"since": _minute(row["from"]), "until": _last(row["until"])}
    heard = {name: _minute(row[COPIED[name]]) for name in ("announced", "latest")}
    return {name: str(row[column]) for name, column in COPIED.items()} | days | heard


def _dated(row: Mapping[str, str], since: str, until: str) -> dict[str, str]:
    """Return a rule with the ends that were typed: it begins on the first day surely, if that is another than it was.

    One that begins before it was announced was heard of when it began.
    """
    dated = {**row, "until": _as_in_files(until)}
    if _to_the_minute(since) == row["since"]:
        return dated
    announced = row["announced"] if row["announced"] <= _to_the_minute(since) else ""
    return {**dated, "since": _as_in_files(since), "latest": "", "announced": announced}


def _again(world: World, row: Mapping[str, str], id_: str) -> World:
    """Return a world with a rule of another once more, under the name that it has there."""
    words = {name: word for name, word in row.items() if word}
    if words.get("claim") not in set(world.claims["id"]):  # what is supposed was said later than all the world knows
        words.pop("claim", None)
    return _with_rule(world, **words, id=id_)


def _minute(at: Any) -> str:
    return "" if pd.isna(at) else pd.Timestamp(at).strftime("%Y-%m-%dT%H:%M")


def _last(end: Any) -> str:
    return "" if pd.isna(end) else _minute(pd.Timestamp(end) - pd.Timedelta(minutes=1))


def _to_the_minute(typed: str) -> str:
    """Return a day as its first minute, and a minute as files have it."""
    return f"{typed}T00:00" if len(typed) == len("2022-09-24") else _as_in_files(typed)


def _as_in_files(typed: str) -> str:
    """Return what was typed with a minute as files have it, which the page writes with a blank; other words stay."""
    return A_MINUTE.sub(r"\1T\2", typed)
