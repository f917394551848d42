"""What `scenario.toml` says: the period, the tick, contested readings, regions of origin, defaults of a run."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from exeunt.asked import MOST_MEMBERS
from exeunt.errors import Fault, quoted
from exeunt.scenario.spelling import suggestion
from exeunt.scenario.textfile import EMPTY, MISSING, UnreadableError, read_text
from exeunt.scenario.times import FIRST_YEAR, LAST_YEAR, YEARS
from exeunt.scenario.unchanged import unchanged

FILE = "scenario.toml"
MOST_DAYS = 3660
MOST_ORIGINS = 10
TICKS = tuple(hours for hours in range(1, 25) if 24 % hours == 0)
TOLERANCE = 1e-6
_FAMILIES = "families_differ_in"
_KEYS = ("title", "first_day", "days", "tick_hours", _FAMILIES, "run", "readings", "origins", "notes")
_RUN_KEYS = ("members", "seed")


@unchanged
@dataclass(frozen=True)
class Settings:
    """The frame of a scenario.

    Parameters
    ----------
    title
        What it is called in tables and reports.
    first_day
        The first local day.
    days
        How many days it lasts.
    tick_hours
        The step of the model in hours, a divisor of 24.
    readings
        For each contested quantity (the name of a parameter) the claims that may be believed and their weights.
    members
        How many members a run has unless told otherwise.
    seed
        The seed a run has unless told otherwise.
    origins
        Regions whose people are counted apart where they arrive: a name and its homes, at most ten.
    families_differ_in
        Traits in which those who travel together may differ: of the risks that rules put these to, the worst is
        weighed by all of them.

    """

    title: str
    first_day: date
    days: int
    tick_hours: int = 3
    readings: dict[str, dict[str, float]] = field(default_factory=dict)
    members: int = 200
    seed: int = 1
    origins: dict[str, list[str]] = field(default_factory=dict)
    families_differ_in: tuple[str, ...] = ()

    @property
    def last_day(self) -> date:
        """The last local day, included."""
        return self.first_day + timedelta(days=self.days - 1)

    @property
    def period(self) -> str:
        """The period in words."""
        return f"{self.first_day} to {self.last_day}"


@dataclass(frozen=True)
class Source:
    """A settings file: what it says, and its text, to find the line of a key.

    Parameters
    ----------
    says
        The parsed file.
    text
        The file as it stands.

    """

    says: Mapping[str, Any]
    text: str = ""

    def fault(self, keys: tuple[str, ...], wrong: str, right: str) -> Fault:
        """Report a key, given with the tables it stands in, at its line."""
        return Fault(FILE, self.line(keys), ".".join(keys), wrong, right)

    def line(self, keys: tuple[str, ...]) -> int:
        """Find the line of a key: the first that names it after the lines of the tables it stands in."""
        at = 0
        for key in keys:
            named = re.compile(rf"(?m)(?:^|[\s\[.,{{\"']){re.escape(key)}(?=[\]\s.=\"'])")
            found = named.search(self.text, at)
            at = found.end() - len(key) if found else at
        return self.text.count("\n", 0, at) + 1


def read_source(folder: Path) -> Source:
    """Read the file of a scenario's settings.

    Raises
    ------
    UnreadableError
        If it is missing or not TOML.

    """
    text = read_text(folder / FILE, folder, missing=MISSING, empty=EMPTY)
    try:
        return Source(tomllib.loads(text), text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        row = int(found[1]) if found else max(1, len(text.splitlines()))
        right = 'write lines such as days = 14 and title = "A title"'
        raise UnreadableError(Fault(FILE, row, "", f"is not TOML ({error})", right)) from error


def settings_from(source: Source) -> tuple[Settings | None, list[Fault]]:
    """Check the settings by themselves; those that cannot be made give None."""
    says = source.says
    faults = list(_unknown_keys(source))

    def whole(key: tuple[str, ...], value: object, low: int, high: int) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        shown = "is missing" if value is None else f"{_shown(value)} is out of place"
        faults.append(source.fault(key, shown, f"write a whole number from {low} to {high}"))
        return low

    title = says.get("title")
    if not isinstance(title, str) or not title.strip() or not title.isprintable():
        faults.append(source.fault(("title",), "is missing or not a line of text", 'write title = "what it is called"'))
    first_day = _day(says.get("first_day"))
    if first_day is None or not FIRST_YEAR <= first_day.year <= LAST_YEAR:
        wrong = f"{quoted(str(first_day))} is out of range" if first_day else "is missing or not a day"
        right = f"write a day that exists, as first_day = 2022-09-21, {YEARS}"
        faults.append(source.fault(("first_day",), wrong, right))
    days = whole(("days",), says.get("days"), 1, MOST_DAYS)
    tick = says.get("tick_hours")
    if not isinstance(tick, int) or isinstance(tick, bool) or tick not in TICKS:
        wrong = "is missing" if tick is None else f"{_shown(tick)} does not divide a day"
        right = "write a divisor of 24: " + ", ".join(map(str, TICKS))
        faults.append(source.fault(("tick_hours",), wrong, right))
    run = _table(source, "run", faults)
    members = whole(("run", "members"), run.get("members", 200), 1, MOST_MEMBERS)
    seed = whole(("run", "seed"), run.get("seed", 1), 0, 2**63 - 1)
    readings = _readings(source, faults)
    origins = _origins(source, faults)
    families = _families(source, faults)
    if faults or first_day is None or not isinstance(tick, int):
        return None, faults
    return Settings(str(title), first_day, days, tick, readings, members, seed, origins, families), []


def _unknown_keys(source: Source) -> Iterator[Fault]:
    for key in source.says:
        if key not in _KEYS:
            right = suggestion(key, _KEYS, what="keys") + " (what is only for people goes under [notes])"
            yield source.fault((key,), "is not a known key", right)
    run = source.says.get("run", {})
    for key in run if isinstance(run, dict) else ():
        if key not in _RUN_KEYS:
            yield source.fault(("run", key), "is not a known key", suggestion(key, _RUN_KEYS, what="keys"))


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return None
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def _table(source: Source, key: str, faults: list[Fault]) -> dict[str, Any]:
    value = source.says.get(key, {})
    if isinstance(value, dict):
        return value
    faults.append(source.fault((key,), "is not a table", f"write [{key}] on a line of its own, and its keys below"))
    return {}


def _readings(source: Source, faults: list[Fault]) -> dict[str, dict[str, float]]:
    readings: dict[str, dict[str, float]] = {}
    for quantity, weights in _table(source, "readings", faults).items():
        key = ("readings", quantity)
        if not isinstance(weights, dict) or not weights:
            faults.append(source.fault(key, "names no claims", f"write [readings.{quantity}] and lines CLAIM = weight"))
            continue
        bad = [claim for claim, weight in weights.items() if not _is_share(weight)]
        faults += [
            source.fault((*key, claim), f"{_shown(weights[claim])} is not a weight", "write a number from 0 to 1")
            for claim in bad
        ]
        if not bad and abs(sum(weights.values()) - 1) > TOLERANCE:
            wrong = f"the weights add up to {sum(weights.values()):.6g}"
            faults.append(source.fault(key, wrong, "let them add up to 1"))
        readings[quantity] = {claim: float(weight) for claim, weight in weights.items() if claim not in bad}
    return readings


def _shown(value: object) -> str:
    """Show a value where a number belongs; one in quotation marks is text to TOML, however much it looks like one."""
    return f"{quoted(str(value))} in quotation marks" if isinstance(value, str) else quoted(str(value))


def _is_share(weight: object) -> bool:
    return (
        isinstance(weight, int | float) and not isinstance(weight, bool) and math.isfinite(weight) and 0 <= weight <= 1
    )


def _origins(source: Source, faults: list[Fault]) -> dict[str, list[str]]:
    origins = _table(source, "origins", faults)
    if len(origins) > MOST_ORIGINS:
        faults.append(source.fault(("origins",), f"names {len(origins)} regions", f"name at most {MOST_ORIGINS}"))
    for name, homes in origins.items():
        if not isinstance(homes, list) or not homes or not all(isinstance(home, str) for home in homes):
            faults.append(source.fault(("origins", name), "is not a list of homes", f'write {name} = ["id", "id"]'))
    return {name: list(homes) for name, homes in origins.items() if isinstance(homes, list)}


def _families(source: Source, faults: list[Fault]) -> tuple[str, ...]:
    traits = source.says.get(_FAMILIES, [])
    if isinstance(traits, list) and all(isinstance(trait, str) for trait in traits):
        return tuple(dict.fromkeys(traits))
    faults.append(source.fault((_FAMILIES,), "is not a list of traits", f'write {_FAMILIES} = ["trait"]'))
    return ()
