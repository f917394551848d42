"""From events to the threat at each home, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from exeunt.atlas.events import Event
from exeunt.atlas.towns import Places
from exeunt.errors import quoted
from exeunt.exchange.steady import steady
from exeunt.scenario.assembled import Row
from exeunt.scenario.names import country_names
from exeunt.scenario.spelling import near
from exeunt.scenario.sphere import axes, chord_of

MATCH_KM = 75.0  # how far from a home an event may have happened to count there
DEADLY = 100  # deaths and events in a fortnight that make a threat of 1
FORTNIGHT = 14
STEP = 0.1  # levels are rounded to it, so that the table of drivers stays one that people read
UNKNOWN_LEVEL = 0.5  # everywhere, where nobody tells of events

Levels = NDArray[np.float64]


@dataclass(frozen=True)
class Push:
    """The threat by day and home, how many events matched a home, which did not, and who told of those of each home.

    `sources` are by the position of the home, and only of homes of which somebody is named. `ongoing` are the rows of
    the events that matched and have no end.
    """

    levels: Levels
    matched: int
    unmatched: tuple[str, ...]
    is_assumed: bool = False
    sources: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    ongoing: tuple[int, ...] = ()


def assumed_push(places: Places, days: int) -> Push:
    """Return a threat of the same middle level everywhere, for want of events."""
    return Push(np.full((days, places.homes), UNKNOWN_LEVEL), 0, (), is_assumed=True)


def push_of(events: Sequence[Event], places: Places, first_day: date, days: int, file: str) -> Push:
    """Put events to the homes where, or near which, they happened, and say which were nowhere near any.

    Where the level of an event is told, it holds on its days, the highest of several. Where deaths are told, the level
    goes by the logarithm of the events and deaths of the fortnight that ends on the day.
    """
    at = _home_of(events, places)
    astray = [event for event, home in zip(events, at, strict=True) if home is None and not np.isnan(event.lat)]
    other_way = [replace(event, lat=event.lon, lon=event.lat) for event in astray]
    swapped = {event.row: home for event, home in zip(astray, _home_of(other_way, places), strict=True)}
    told, toll = np.zeros((days, places.homes)), np.zeros((days + FORTNIGHT, places.homes))
    unmatched, ongoing = [], []
    sources: dict[int, list[str]] = {}
    for event, home in zip(events, at, strict=True):
        why = _pushes_nobody(event, places)
        if home is None and not why:
            why = _unmatched(event, places, swapped.get(event.row))
        if home is None or why:
            unmatched.append(f"{file}:{event.row}: {why}")
            continue
        if event.last is None:
            ongoing.append(event.row)
        if event.source:
            sources.setdefault(home, []).append(event.source)
        first = (event.first - first_day).days
        last = days - 1 if event.last is None else (event.last - first_day).days
        if event.intensity is not None:
            span = slice(max(first, 0), max(last + 1, 0))
            told[span, home] = np.maximum(told[span, home], event.intensity)
        else:
            begin, end = max(first + FORTNIGHT, 0), max(min(last, days - 1) + FORTNIGHT + 1, 0)
            toll[begin:end, home] += (1.0 + event.deaths) / max(last - first + 1, 1)
    summed = np.cumsum(np.concatenate([np.zeros((1, places.homes)), toll]), axis=0)
    fortnight = summed[FORTNIGHT + 1 :] - summed[1 : days + 1]
    by_toll = np.minimum(np.log1p(fortnight) / np.log1p(DEADLY), 1.0)
    levels = np.maximum(told, np.round(by_toll / STEP) * STEP)
    named = {home: tuple(dict.fromkeys(each)) for home, each in sources.items()}
    return Push(levels, len(events) - len(unmatched), tuple(unmatched), sources=named, ongoing=tuple(ongoing))


def _home_of(events: Sequence[Event], places: Places) -> list[int | None]:
    homes = places.towns[: places.homes]
    by_name: dict[str, int] = {}
    for i, town in enumerate(homes):
        for name in (town.name, places.ids[i], *town.spellings):
            by_name.setdefault(name.casefold(), i)
    tree = KDTree(np.column_stack(axes(np.array([t.lon for t in homes]), np.array([t.lat for t in homes]))))
    found: list[int | None] = []
    for event in events:
        home = by_name.get(event.place.casefold())
        if not np.isnan(event.lat):  # coordinates tell more than a name, of which a country may have several
            point = np.ravel(axes(np.array([event.lon]), np.array([event.lat])))
            far, nearest = tree.query(point, distance_upper_bound=float(chord_of(MATCH_KM)))
            home = int(nearest) if np.isfinite(far) else None
        found.append(home)
    return found


def _pushes_nobody(event: Event, places: Places) -> str:
    """Say why an event drives nobody out, however near a home it was; blank if it may."""
    called = quoted(event.place) if event.place else f"({event.lat:g}, {event.lon:g})"
    if event.country and event.country != places.country.code:
        elsewhere = country_names().get(event.country, event.country)
        return f"{called} lies in {elsewhere}, as the table says; it pushes nobody."
    return "" if event.is_fighting else f"{called} is of the kind {event.kind}, without deaths; it pushes nobody."


def _unmatched(event: Event, places: Places, swapped: int | None) -> str:
    """Say why an event is of no home; `swapped` is the one that it would be of with its coordinates swapped."""
    if not np.isnan(event.lat):
        called = f"{quoted(event.place)} " if event.place else ""
        where = f"({event.lat:g}, {event.lon:g})"
        hint = ""
        if swapped is not None and abs(event.lon) <= 90.0:
            hint = f"; with latitude and longitude swapped it lies near {places.towns[swapped].name}"
        return f"{called}{where} is more than {MATCH_KM:.0f} km from every home; it pushes nobody{hint}."
    names = [town.name for town in places.towns[: places.homes]]
    meant = " or ".join(near(event.place, names))
    hint = f"did you mean {meant}?" if meant else "give its latitude and longitude."
    return f"{quoted(event.place)} is no home; it pushes nobody; {hint}"


def claim_of(home: str) -> str:
    """Return the id of the claim of those who told of the events at a home."""
    return f"events-{home}"


def driver_rows(push: Push, places: Places, first_day: date) -> Iterator[Row]:
    """Yield the rows of `drivers`: the threat at each home while it lasts at one level."""
    if push.is_assumed:
        yield {"name": "threat", "from": str(first_day), "value": UNKNOWN_LEVEL, "claim": "assumed-push"}
        return
    for home in range(places.homes):
        claim = claim_of(places.ids[home]) if home in push.sources else "events"
        for first, last, level in steady(push.levels[:, home]):
            yield {
                "name": "threat",
                "from": str(first_day + timedelta(days=first)),
                "until": str(first_day + timedelta(days=last)),
                "where": places.ids[home],
                "value": round(level, 3),
                "claim": claim,
            }
