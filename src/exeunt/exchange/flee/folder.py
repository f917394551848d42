"""What a FLEE conflict says, as plain data: places, routes, closures, conflict, counts and settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

Value = bool | int | float | str | tuple[float, ...] | None


@dataclass(frozen=True)
class Location:
    """One place.

    Parameters
    ----------
    row
        Its line in ``locations.csv``.
    name, region, country
        As in the file, without spaces around; a blank region or country is ``""``.
    lat, lon
        Degrees; not a number where the file leaves them blank.
    kind
        ``conflict``, ``town``, ``camp``, ``idpcamp``, ``forward``, ``marker`` or ``flood_zone``.
    conflict_day
        For the kind ``conflict`` the day from which it is in conflict according to ``locations.csv``; the levels of
        `FleeFolder.intensity` are what counts. None for other kinds and where blank.
    number
        People who live there, or the capacity of a camp; None where blank.
    initial_idps
        People who are there on the first day beside those who are counted: the further column of that name.
    attributes
        The other further columns that are filled, as text.

    """

    row: int
    name: str
    region: str
    country: str
    lat: float
    lon: float
    kind: str
    conflict_day: int | None
    number: int | None
    initial_idps: int
    attributes: Mapping[str, str]

    @property
    def is_camp(self) -> bool:
        """Whether `number` is a capacity."""
        return self.kind in ("camp", "idpcamp")


@dataclass(frozen=True)
class Route:
    """A way between two places, open in both directions.

    Parameters
    ----------
    row
        Its line in ``routes.csv``.
    a, b
        The names of the places.
    km
        How long it is.
    redirect
        Who arrives at the first of these two places is sent on to the second; None if nobody is.
    attributes
        The further columns that are filled, as text.

    """

    row: int
    a: str
    b: str
    km: float
    redirect: tuple[str, str] | None
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Closure:
    """Something shut from day `start` until the day before `end`.

    Parameters
    ----------
    row
        Its line in ``closures.csv``; one line can give several closures.
    kind
        ``country``: all routes between the countries `a` and `b`. ``location``: all routes of `a`, or, where `b` is
        not blank, those between `a` and `b` only. ``link``: the routes from `a` to `b`, in that direction.
        ``camp`` and ``idpcamp``: the camp `a` is a town meanwhile. ``remove_forced_redirection``: nobody is sent on
        from `a` to `b` meanwhile.
    a, b
        Names; `b` is ``""`` if there is no second.
    start
        The first day on which it is shut.
    end
        The first day on which it is open again; None if it stays shut.

    """

    row: int
    kind: str
    a: str
    b: str
    start: int
    end: int | None


@dataclass(frozen=True)
class Counts:
    """How many people were counted.

    Parameters
    ----------
    rows
        Columns ``camp``, ``date``, ``count`` (as counted) and ``corrected`` (after the registration corrections): a
        row for every camp and date of its series, in the order of the camps and then of the dates, also those before
        the first day and after the last. A camp of several series has the sum of them on the dates of any, each
        interpolated between its dates and held at its first count before them and at its last count after them.
    daily
        Days 0, 1, ... down, camps across: `corrected` between the dates of `rows` interpolated, before and after them
        held.
    unforeseen
        The same for those who simulate and must not look ahead: on the first day the last count up to it, from there on
        interpolated, and nobody in a camp that has not been counted yet.
    inside
        Shaped like `daily`: whether the day lies between the camp's first and last date.
    total
        By day, how many are registered in all: the sum of `unforeseen`, or the `own_total`.
    own_total
        The series of the total by day, whether it is used or not; None where there is none. On the first day it has
        its last count up to it, or else those counted in the camps then, until its first.
    last_day
        When those of whom `total` is were counted last, and none of them thereafter; None where nobody was.

    """

    rows: pd.DataFrame
    daily: pd.DataFrame
    unforeseen: pd.DataFrame
    inside: pd.DataFrame
    total: pd.Series[float]
    own_total: pd.Series[float] | None
    last_day: date | None


@dataclass(frozen=True)
class Settings:
    """What ``simsetting.yml`` says.

    Parameters
    ----------
    values
        Every setting that FLEE knows, by section and key such as ``move_rules.camp_weight``, with the file's value or
        else FLEE's default.
    given
        Those that the file holds.
    unknown
        Keys of the file that FLEE does not know.

    """

    values: Mapping[str, Value]
    given: frozenset[str]
    unknown: tuple[str, ...]

    def __getitem__(self, key: str) -> Value:
        return self.values[key]

    @property
    def sum_from_camps(self) -> bool:
        """Whether the total is the sum of the camps, not a series of its own."""
        return bool(self["spawn_rules.sum_from_camps"])

    @property
    def km_a_day(self) -> float:
        """How far people get in a day; FLEE's default where the file does not say."""
        value = self["move_rules.max_move_speed"]
        assert isinstance(value, int | float)  # settings are read so, and KNOWN has a default
        return float(value)


@dataclass(frozen=True)
class FleeFolder:
    """A whole conflict.

    Parameters
    ----------
    first_day, days
        When it starts and how many days it lasts.
    locations, routes, closures
        In the order of the files.
    intensity
        Days 0, 1, ... down, every place that is ever in conflict across: its level of conflict that day.
    counts
        None where no folder of counts was given.
    settings
        FLEE's defaults where no file of settings was given.
    odd
        What was found odd and how it was read, a sentence each.
    unused
        What was left out because exeunt has nothing like it, a sentence each.

    """

    first_day: date
    days: int
    locations: tuple[Location, ...]
    routes: tuple[Route, ...]
    closures: tuple[Closure, ...]
    intensity: pd.DataFrame
    counts: Counts | None
    settings: Settings
    odd: tuple[str, ...]
    unused: tuple[str, ...]
