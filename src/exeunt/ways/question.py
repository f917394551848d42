"""What a traveller asks, checked: a place that exists, a moment in the period, traits that the scenario knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd

from exeunt.asked import amount
from exeunt.errors import InputError, Option, quoted
from exeunt.scenario.finding import find_country, find_place
from exeunt.scenario.spelling import suggestion
from exeunt.scenario.times import parse_time, written_to_the_minute

if TYPE_CHECKING:
    from exeunt.scenario.world import World

NOON = pd.Timedelta(hours=12)


@dataclass(frozen=True)
class Question:
    """A question that can be answered.

    Parameters
    ----------
    place
        The id of the place he starts from.
    asked_as
        The name it was asked by.
    on
        The day or time as it was asked.
    moment
        When he asks, by the clock of that place: noon of a day named without an hour.
    offset
        Hours of that clock ahead of UTC.
    traits
        A value for every trait of the scenario.
    assumed
        The traits that he did not name.
    budget
        EUR he can spend on the way; infinite if he did not say.
    to
        The only country he asks about, or None.

    """

    place: str
    asked_as: str
    on: str
    moment: pd.Timestamp
    offset: float
    traits: dict[str, str]
    assumed: frozenset[str]
    budget: float
    to: str | None

    @property
    def utc(self) -> pd.Timestamp:
        """The moment in UTC."""
        return self.moment - pd.Timedelta(hours=self.offset)


def ask(
    world: World,
    *,
    start: str,
    on: str | date | datetime,
    traits: Mapping[str, str] | None = None,
    budget: float | None = None,
    to: str | None = None,
) -> Question:
    """Check a question.

    Raises
    ------
    InputError
        If the place, the day, a trait, the budget or the country cannot be; it says what could.

    """
    place = find_place(world, start)
    chosen = find_traits(world, place, traits or {})
    return Question(
        place=place,
        asked_as=start.strip(),
        on=written_to_the_minute(on).strip(),
        moment=find_moment(world, on),
        offset=float(world.places.loc[world.places["id"] == place, "utc_offset"].iloc[0]),
        traits=chosen,
        assumed=frozenset(chosen) - frozenset(_folded(traits or {})),
        budget=amount(budget, "budget in EUR"),
        to=None if to is None else find_destination(world, to),
    )


def find_destination(world: World, name: str) -> str:
    """Return the country that is asked about; of a place in one it is said which to name."""
    try:
        return find_country(world.places["country"], name, scenario=world.name)
    except InputError:
        country = _lies_in(world, name)
        if country is None:
            raise
    known = world.names.country(country)
    called = known if known == country else f"{known} ({country})"
    raise InputError(
        f"{quoted(name)} lies in {called}; ways are told by country, so ask for that: ", Option("to", country)
    )


def _lies_in(world: World, name: str) -> str | None:
    try:
        place = find_place(world, name)
    except InputError:
        return None
    return str(world.places.loc[world.places["id"] == place, "country"].iloc[0])


def find_moment(world: World, on: str | date | datetime) -> pd.Timestamp:
    """Return the local moment asked about: noon of a day that is named without an hour."""
    text = written_to_the_minute(on).strip()
    found = parse_time(text)
    if found is None:
        raise InputError(f"{quoted(text)} is not a day; write one as 2022-09-24, or with an hour as 2022-09-24T18:00")
    moment = pd.Timestamp(found) + (NOON if "T" not in text else pd.Timedelta(0))
    settings = world.settings
    if not settings.first_day <= moment.date() <= settings.last_day:
        raise InputError(f"{text} is outside the period of {world.name}, which goes from {settings.period}")
    return moment


def find_traits(world: World, place: str, named: Mapping[str, str]) -> dict[str, str]:
    """Return a value for every trait; those not named take the value most common at the place."""
    known = world.trait_values
    given = _folded(named)
    folded = {trait.casefold(): trait for trait in known}
    for trait, value in given.items():
        if trait not in folded:
            raise InputError(f"There is no trait {quoted(trait)}; {suggestion(trait, known, what='traits')}")
        values = {each.casefold(): each for each in known[folded[trait]]}
        if value.casefold() not in values:
            right = suggestion(value, known[folded[trait]], what=f"values of {folded[trait]}")
            raise InputError(f"{quoted(value)} is no value of {folded[trait]}; {right}")
    common = common_traits(world, place)
    return {
        trait: next(v for v in values if v.casefold() == given.get(trait.casefold(), common[trait]).casefold())
        for trait, values in known.items()
    }


def common_traits(world: World, place: str) -> dict[str, str]:
    """Return the most common value of every trait at a home, or over all homes where nobody lives."""
    homes = list(world.homes["id"])
    counts = world.people[homes.index(place)] if place in homes else world.people.sum(axis=0)
    if not counts.any():
        counts = counts + 1
    common = {}
    for trait, values in world.trait_values.items():
        of = {value: sum(int(n) for g, n in zip(world.groups, counts, strict=True) if g[trait] == value)
              for value in values}  # fmt: skip
        common[trait] = max(values, key=of.__getitem__)
    return common


def _folded(named: Mapping[str, str]) -> dict[str, str]:
    """Return the traits as they are compared, in small letters; one that is named twice is refused."""
    folded: dict[str, str] = {}
    for trait, value in named.items():
        key = trait.strip().casefold()
        if key in folded:
            raise InputError(f"The trait {quoted(key)} is named twice; name it once.")
        folded[key] = str(value).strip()
    return folded
