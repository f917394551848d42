"""Building a world from a country's name, and writing it down with what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from exeunt.atlas import air, claims, entry, gates, priors, push, towns
from exeunt.atlas.events import Event, read_events
from exeunt.atlas.gazetteer import Country, require_tables
from exeunt.atlas.land import Land, land_of
from exeunt.atlas.neighbours import country_of
from exeunt.atlas.provenance import PROVENANCE, TO_DO, provenance, to_do
from exeunt.atlas.said import in_words, over_sea_in_words
from exeunt.errors import InputError, Option, Part, Placeholder
from exeunt.scenario.assembled import Row, assembled
from exeunt.scenario.catalogue import require_new
from exeunt.scenario.new import EXPLAINED, explanation
from exeunt.scenario.settings import MOST_DAYS, Settings
from exeunt.scenario.world import World
from exeunt.scenario.writing import write
from exeunt.whole_files import whole_folder
from exeunt.wording import joined

AUTO = "auto"
FEWEST_DAYS, DAYS_AHEAD = 60, 30  # a world lasts at least so long, and so long after its last event begins
TICK_HOURS, MEMBERS = 24, 100
FIRST = 5  # questions that are told first


@dataclass(frozen=True)
class Wanted:
    """What was asked for; `neighbours` are codes or names, None for those by land or nearest over the sea."""

    country: str
    since: date | None = None
    neighbours: tuple[str, ...] | None = None
    min_population: int = towns.LEAST
    events: Path | None = None


@dataclass(frozen=True)
class Built:
    """A world that was built, what was assumed, the rows of events that push nobody, and what to look up first.

    `folder` and `files` are where it was written, if it was.
    """

    world: World
    said: tuple[str, ...]
    unmatched: tuple[str, ...]
    questions: tuple[str, ...] = ()
    folder: Path = Path()
    files: tuple[Path, ...] = ()

    @property
    def first(self) -> tuple[str, ...]:
        """What to look up before all else."""
        return self.questions[:FIRST]

    def __repr__(self) -> str:
        told = {"Assumed": self.said, "Events that push nobody": self.unmatched, "Look up first": self.first}
        parts = ["\n  - ".join([f"{title}:", *lines]) for title, lines in told.items() if lines]
        return "\n".join([f"{self.world.settings.title}, in {self.folder}", *parts])


def write_built(built: Built, folder: Path) -> Built:
    """Write a built world into a new or empty folder, whole or not at all.

    Raises
    ------
    InputError
        If the folder is taken or cannot be written.

    """
    require_new(folder)
    pages = {
        EXPLAINED: explanation(),
        PROVENANCE: provenance(built.world, built.said, built.unmatched),
        TO_DO: to_do(built.world, built.questions),
    }
    try:
        with whole_folder(folder) as fresh:
            write(built.world, fresh)
            for name, text in pages.items():
                (fresh / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder} cannot be written ({error.strerror}). Name a folder of your own.") from error
    return replace(built, folder=folder, files=tuple(sorted(folder.iterdir())))


def build(wanted: Wanted) -> Built:
    """Build a world from a country's name.

    Raises
    ------
    InputError
        If the tables are not installed, or there is no such country, or nothing to build.
    ScenarioError
        With every fault of the file of events.

    """
    require_tables()
    country = country_of(wanted.country)
    events = read_events(wanted.events) if wanted.events else []
    first_day, days = _period(wanted.since, events)
    land = land_of(country, wanted.neighbours, wanted.min_population)
    file = wanted.events.name if wanted.events else ""
    driven = push.push_of(events, land.places, first_day, days, file) if file else push.assumed_push(land.places, days)
    if file and not driven.levels.any():
        raise InputError(*_nobody_pushed(country, file, driven, first_day, days))
    last_day = first_day + timedelta(days=days - 1)
    settings = Settings(
        title=f"Leaving {country.name}, {first_day} to {last_day}",
        first_day=first_day,
        days=days,
        tick_hours=TICK_HOURS,
        members=MEMBERS,
    )
    said = in_words(land, driven, file, first_day)
    rows = _rows_of(land, driven, first_day, file)
    return Built(assembled(settings, _used(rows)), (*said, *_of_neighbours(land)), driven.unmatched)


def _rows_of(land: Land, driven: push.Push, first_day: date, file: str) -> dict[str, list[Row]]:
    """Return the rows of the tables."""
    country, neighbours, places, reached = land.country, land.neighbours, land.places, land.reached
    flights, crossings, by_land = land.flights, land.crossings, land.by_land
    by_air = [places.towns[flight.end].country for flight in flights]
    told = {places.ids[home]: sources for home, sources in driven.sources.items()}
    return {
        "places": [
            row for row, kept in zip(towns.place_rows(places, land.asked, first_day), reached, strict=True) if kept
        ],
        "aliases": [row for row in towns.alias_rows(places) if reached[places.ids.index(str(row["place"]))]],
        "gates": list(gates.gate_rows(crossings, country.code)),
        "links": [*gates.road_rows(land.network.roads, crossings, places), *air.flight_rows(flights, places)],
        "traits": list(entry.trait_rows()),
        "rules": [
            *entry.rule_rows(country.code, neighbours, by_land, by_air),
            *air.grounding_rows(flights, driven, places, first_day),
        ],
        "drivers": list(push.driver_rows(driven, places, first_day)),
        "claims": [
            *claims.claim_rows(country, events=file, told=told, first_day=first_day, has_gates=bool(crossings)),
            *entry.claim_rows(country, neighbours, by_land),
        ],
        "parameters": list(priors.parameter_rows(country.code)),
    }


def _of_neighbours(land: Land) -> Iterator[str]:
    """Say which neighbours were taken in over the sea, and which were left out."""
    if taken := [neighbour.name for neighbour in land.beyond if neighbour in land.neighbours]:
        yield over_sea_in_words(land.places.towns[0].name, taken)
    if lost := [neighbour.name for neighbour in land.asked.values() if neighbour not in land.neighbours]:
        yield f"No road and no flight leads into {joined(lost)}, left out."


def _period(since: date | None, events: Sequence[Event]) -> tuple[date, int]:
    """Return the first day and how many there are: long enough to look ahead of the last event that begins."""
    first = since or min((event.first for event in events), default=date.today())
    latest = max((event.first for event in events), default=first)
    ended = max((event.last for event in events if event.last), default=latest)
    days = max(FEWEST_DAYS, (max(latest, min(ended, latest + timedelta(days=365))) - first).days + 1 + DAYS_AHEAD)
    if days > MOST_DAYS:
        raise InputError(
            f"From {first} to the last event, {latest}, are more than {MOST_DAYS} days; begin on a later day: ",
            Option("since", Placeholder("DATE")),
            ".",
        )
    return first, days


def _used(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Leave out the claims that no row rests on."""
    used = {row.get("claim") for name, table in rows.items() if name != "claims" for row in table}
    return rows | {"claims": [row for row in rows["claims"] if row["id"] in used]}


def _nobody_pushed(country: Country, file: str, driven: push.Push, first_day: date, days: int) -> tuple[Part, ...]:
    last = first_day + timedelta(days=days - 1)
    if driven.unmatched:
        return (f"No event of {file} lies near a town of {country.name}, the first one: {driven.unmatched[0]}",)
    return (
        f"No event of {file} falls between {first_day} and {last}; give another ",
        Option("since", Placeholder("DATE")),
        ".",
    )
