"""Building a world from a country's name, and writing it down with what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from exeunt.atlas import air, claims, entry, gates, priors, push, roads, towns
from exeunt.atlas.events import Event, read_events
from exeunt.atlas.gazetteer import Country, countries, require_tables
from exeunt.atlas.gazetteer import towns as known
from exeunt.atlas.provenance import PROVENANCE, TO_DO, provenance, to_do
from exeunt.atlas.shut_in import shut_in
from exeunt.errors import InputError, Option, Part, quoted
from exeunt.exchange.flee.table_rows import Row
from exeunt.scenario.assembled import assembled
from exeunt.scenario.codes import code_of
from exeunt.scenario.new import EXPLAINED, explanation
from exeunt.scenario.settings import MOST_DAYS, Settings
from exeunt.scenario.spelling import suggestion
from exeunt.scenario.world import World
from exeunt.scenario.writing import write
from exeunt.whole_files import is_free, whole_folder
from exeunt.wording import joined, plural

AUTO = "auto"
LEAST = 20_000  # people of a town that becomes a place, unless told otherwise
FEWEST_DAYS, DAYS_AHEAD = 60, 30  # a world lasts at least so long, and so long after its last event begins
NEAREST_OVER_SEA = 3  # countries that one is taken to be left for of which no road leads out
TICK_HOURS, MEMBERS = 24, 100


@dataclass(frozen=True)
class Wanted:
    """What was asked for; `neighbours` are codes or names, None for those by land or nearest over the sea."""

    country: str
    since: date | None = None
    neighbours: tuple[str, ...] | None = None
    min_population: int = LEAST
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


def require_free(folder: Path) -> None:
    """Refuse a folder that holds something.

    Raises
    ------
    InputError
        If it does.

    """
    if not is_free(folder):
        raise InputError(f"{folder} exists and is not an empty folder. Name a new one; nothing was written.")


def write_built(built: Built, folder: Path) -> Built:
    """Write a built world into a new or empty folder, whole or not at all.

    Raises
    ------
    InputError
        If the folder is taken or cannot be written.

    """
    require_free(folder)
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
    country = _country(wanted.country)
    events = read_events(wanted.events) if wanted.events else []
    bordering = _neighbours(country, wanted.neighbours)
    places = towns.places_of(country, bordering, wanted.min_population)
    if not places.homes:
        raise InputError(*_too_small(country, wanted.min_population))
    first_day, days = _period(wanted.since, events)
    over_sea = _over_sea(places, bordering) if wanted.neighbours is None else []
    neighbours = [*bordering, *over_sea]
    places = towns.places_of(country, neighbours, wanted.min_population) if over_sea else places
    network = roads.roads_of(places)
    by_code = {neighbour.code: neighbour for neighbour in neighbours}
    flights = air.flights_of(places, by_code)
    reached = roads.within_reach(network.roads, [(f.start, f.end) for f in flights], places)
    network = roads.reached_only(network, reached)
    if not reached[places.homes :].any():
        raise InputError(*_no_way_out(country, neighbours))
    found = {town.country for town, is_reached in zip(places.towns, reached, strict=True) if is_reached}
    out_of_reach = [neighbour for neighbour in neighbours if neighbour.code not in found]
    neighbours = [neighbour for neighbour in neighbours if neighbour.code in found]
    crossings = gates.gates_of(network.roads, places)
    by_land = [neighbour.code for neighbour in neighbours if any(g.country == neighbour.code for g in crossings)]
    by_air = [places.towns[flight.end].country for flight in flights]
    file = wanted.events.name if wanted.events else ""
    driven = push.push_of(events, places, first_day, days, file) if file else push.assumed_push(places, days)
    if file and not driven.levels.any():
        raise InputError(*_nobody_pushed(country, file, driven, first_day, days))
    told = {places.ids[home]: sources for home, sources in driven.sources.items()}
    rows: dict[str, list[Row]] = {
        "places": [
            row for row, kept in zip(towns.place_rows(places, by_code, first_day), reached, strict=True) if kept
        ],
        "aliases": [row for row in towns.alias_rows(places) if reached[places.ids.index(str(row["place"]))]],
        "gates": list(gates.gate_rows(crossings, country.code)),
        "links": [*_road_rows(network.roads, crossings, places), *_flight_rows(flights, places)],
        "traits": list(entry.trait_rows()),
        "rules": [
            *entry.rule_rows(country.code, neighbours, by_land, by_air),
            *air.grounding_rows(flights, driven, places, first_day),
        ],
        "drivers": list(push.driver_rows(driven, places, first_day)),
        "claims": [
            *claims.claim_rows(country, events=file, told=told, first_day=first_day),
            *entry.claim_rows(country, neighbours, by_land),
        ],
        "parameters": list(priors.parameter_rows(country.code)),
    }
    last_day = first_day + timedelta(days=days - 1)
    settings = Settings(
        title=f"Leaving {country.name}, {first_day} to {last_day}",
        first_day=first_day,
        days=days,
        tick_hours=TICK_HOURS,
        members=MEMBERS,
    )
    said = tuple(_said(country, neighbours, places, network, crossings, flights, by_land, driven, file, first_day))
    if taken := [neighbour.name for neighbour in over_sea if neighbour in neighbours]:
        said = (*said, _said_of_sea(places.towns[0].name, taken))
    if out_of_reach:
        names = joined([neighbour.name for neighbour in out_of_reach])
        said = (*said, f"No road and no flight leads into {names}, left out.")
    return Built(assembled(settings, _used(rows)), said, driven.unmatched)


def _country(text: str) -> Country:
    code = code_of(text.strip()) or text
    if code not in countries():
        names = {country.name: country.code for country in countries().values()}
        meant = suggestion(text, [*names, *countries()], what="countries")
        raise InputError(
            f"{quoted(text)} is no country of GeoNames; {meant} Write three letters such as SDN, or a name."
        )
    return countries()[code]


def _neighbours(country: Country, asked: Sequence[str] | None) -> list[Country]:
    if asked is not None:
        found = [_country(text) for text in dict.fromkeys(asked)]
        if country in found:
            raise InputError(
                f"{country.name} cannot be its own neighbour; leave {country.code} out of ",
                Option("neighbours", ""),
                ".",
            )
        return found
    return [countries()[code] for code in country.neighbours if code in countries()]


def _over_sea(places: towns.Places, bordering: Sequence[Country]) -> list[Country]:
    """Return the countries nearest to the largest town, beside those with a land border, if no road leads out from it.

    A land border elsewhere is no way out of an island: Cuba's is that of Guantánamo, the United Kingdom's is Ireland's.
    """
    country, largest = places.country, places.towns[0]
    if bordering and roads.leads_out(roads.roads_of(places), 0, places):
        return []
    others = known(set(countries()) - {country.code, *(each.code for each in bordering)}, LEAST)
    nearest = [others[i].country for i in towns.km_between(largest, others).argsort(kind="stable").tolist()]
    return [countries()[code] for code in list(dict.fromkeys(nearest))[:NEAREST_OVER_SEA]]


def _period(since: date | None, events: Sequence[Event]) -> tuple[date, int]:
    """Return the first day and how many there are: long enough to look ahead of the last event that begins."""
    first = since or min((event.first for event in events), default=date.today())
    latest = max((event.first for event in events), default=first)
    ended = max((event.last for event in events if event.last), default=latest)
    days = max(FEWEST_DAYS, (max(latest, min(ended, latest + timedelta(days=365))) - first).days + 1 + DAYS_AHEAD)
    if days > MOST_DAYS:
        raise InputError(
            f"From {first} to the last event, {latest}, are more than {MOST_DAYS} days; begin on a later day: ",
            Option("since", "DATE"),
            ".",
        )
    return first, days


def _road_rows(found: Sequence[roads.Road], crossings: Sequence[gates.Gate], places: towns.Places) -> Iterator[Row]:
    gate_of = {road: gate.id for gate in crossings for road in gate.roads}
    for i, road in enumerate(found):
        yield {
            "from": places.ids[road.start],
            "to": places.ids[road.end],
            "mode": "sea" if road.by_sea else "road",
            "km": round(road.km, 1),
            "hours": round(road.hours, 2),
            "gate": gate_of.get(i, ""),
            "both_ways": "yes",
            "claim": "assumed-sea" if road.by_sea else "assumed-roads",
        }


def _flight_rows(flights: Sequence[air.Flight], places: towns.Places) -> Iterator[Row]:
    for flight in flights:
        yield {
            "from": places.ids[flight.start],
            "to": places.ids[flight.end],
            "mode": "air",
            "km": round(flight.km, 1),
            "hours": round(flight.hours, 2),
            "price": flight.price,
            "seats_per_day": air.SEATS_PER_DAY,
            "both_ways": "no",
            "claim": "assumed-flights",
        }


def _used(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Leave out the claims that no row rests on."""
    used = {row.get("claim") for name, table in rows.items() if name != "claims" for row in table}
    return rows | {"claims": [row for row in rows["claims"] if row["id"] in used]}


def _said(
    country: Country, neighbours: Sequence[Country], places: towns.Places, network: roads.Roads,
    crossings: Sequence[gates.Gate], flights: Sequence[air.Flight], by_land: Sequence[str], driven: push.Push,
    file: str, first_day: date,
) -> Iterator[str]:  # fmt: skip
    """Say what was assumed, and what was left out."""
    names = {neighbour.code: neighbour.name for neighbour in neighbours}
    yield _said_of_people(places)
    ties = sum(road.by_sea for road in network.roads)
    yield (
        f"A rule drew {plural(len(network.roads) - ties, 'road')}, not a map; left out were"
        f" {network.over_water} over water and {network.through_others} through a third country."
    )
    yield from _said_of_languages(country, neighbours)
    if ties:
        yield f"Towns that no road leads out from have {plural(ties, 'way')} by sea; nobody has said that a boat goes."
    if crossings:
        yield (
            f"{plural(len(crossings), 'crossing')} where these roads leave the country, each assumed to let"
            f" {gates.PEOPLE_PER_DAY:,} people a day through, with a wide spread; where they lie is rough."
        )
    without = [names[code] for code in names if code not in by_land]
    if by_land:
        yield (
            f"Not known, and assumed: whoever flees is let in by land by {joined([names[code] for code in by_land])}."
            " Each is a question in claims.csv (ask-entry-…)."
        )
    if without:
        yield f"No road is drawn into {joined(without)}: who goes there flies."
    if flights:
        visas = "visas by the passport index" if entry.visa_free(country.code) else "no table of visas is carried"
        yield (
            f"{plural(len(flights), 'flight')} by airports with a code of the airlines, each assumed to have"
            f" {air.SEATS_PER_DAY} seats a day; {visas}; fares are assumed."
        )
        yield (
            f"Only who holds a passport is taken to be let in by air, and {entry.PASSPORTS:.0%} of people to hold one"
            " (traits.csv): look up the true share."
        )
        yield from _said_of_grounded(flights, driven, places, network, first_day)
    if driven.is_assumed:
        flown = ", and planes are taken to fly all the same" if flights else ""
        yield f"No events were given, so a threat of {push.UNKNOWN_LEVEL} is assumed everywhere{flown}."
    else:
        yield (
            f"{plural(driven.matched, 'event')} of {file} became threat at the nearest home within "
            f"{push.MATCH_KM:.0f} km."
        )
        if driven.unmatched:
            yield f"Near no home, and so no push: {plural(len(driven.unmatched), 'event')} of {file}, listed below."
    yield "Only those who leave the country are simulated; who flees within it is not, and families stay uncounted."
    yield "How readily people leave was learned on conflicts of other countries, and differs tenfold between them."


def _said_of_people(places: towns.Places) -> str:
    """Say where those start who live in no town, or what was done where the towns hold too many."""
    country, elsewhere = places.country, towns.outside(places)
    all_of_it = (
        f"All {country.population:,} people of {country.name} start in {plural(places.homes, 'town')} (GeoNames):"
    )
    if elsewhere < 0:
        return (
            f"{all_of_it} these hold {-elsewhere:,} more than the country by its own number, so all are scaled down"
            f" alike, to {country.population / (country.population - elsewhere):.0%}."
        )
    return (
        f"{all_of_it} the {elsewhere:,} who live in no such town are shared out evenly,"
        f" {elsewhere / places.homes:,.0f} to each."
    )


def _said_of_sea(largest: str, taken: Sequence[str]) -> str:
    return (
        f"No road leads out of the country from {largest}, so people are taken to leave for the countries nearest to it"
        f" over the sea, too: {joined(taken)}."
    )


def _said_of_languages(country: Country, neighbours: Sequence[Country]) -> Iterator[str]:
    """Say where those who flee are taken to be understood, and how many understand them."""
    shares = [(neighbour.name, towns.language_shared(country, neighbour)) for neighbour in neighbours]
    told = [
        f"{share:.0%} of people in {joined([name for name, its in shares if its == share])}"
        for share in sorted({share for _, share in shares if share}, reverse=True)
    ]
    if told:
        yield (
            f"{joined(told)} are taken to speak a language of {country.name}, by the languages that countries have and"
            " not by a count (places.csv: language)."
        )


def _said_of_grounded(
    flights: Sequence[air.Flight], driven: push.Push, places: towns.Places, network: roads.Roads, first_day: date
) -> Iterator[str]:
    """Say which flights are forbidden for fighting and when, and whom that leaves without a way out."""
    stays = air.grounded(flights, driven)
    if not stays.any():
        return
    days = np.flatnonzero(stays.any(axis=1)).tolist()
    starts = dict.fromkeys(flight.start for column, flight in enumerate(flights) if stays[:, column].any())
    yield (
        f"Nobody has said so, but while the threat at a town is {air.NO_FLIGHTS} or more no plane is taken to fly"
        f" from it: from {joined(towns.named(places, starts))}, {_between(days[0], days[-1], first_day)}"
        " (no-flight-… in rules.csv)."
    )
    shut = shut_in(network.roads, flights, stays, places)
    if shut:
        who = "nobody has a way" if shut.people == sum(towns.residents(places)) else f"{shut.people:,} people have none"
        yield (
            f"Then {who} out, on {plural(shut.days, 'day')} {_between(shut.first, shut.last, first_day)}: look up"
            " whether planes fly, or boats go, and write it down before you run this."
        )


def _between(first: int, last: int, first_day: date) -> str:
    return f"between {first_day + timedelta(days=first)} and {first_day + timedelta(days=last)}"


def _too_small(country: Country, least: int) -> tuple[Part, ...]:
    largest = known({country.code}, 1)[:1]
    if not largest:
        return (f"GeoNames has no town in {country.name}, so there is nothing to build a world from.",)
    town = largest[0]
    return (
        f"{country.name} has no town of {least:,} people; its largest, {town.name}, has {town.population:,}. "
        "Give a lower ",
        Option("min_population", ""),
        ".",
    )


def _no_way_out(country: Country, neighbours: Sequence[Country]) -> tuple[Part, ...]:
    told = joined([neighbour.name for neighbour in neighbours]) or "any other country"
    return (
        f"No road and no airport leads from the towns of {country.name} to {told}. Name other countries as ",
        Option("neighbours", ""),
        ", or take smaller towns in with ",
        Option("min_population", ""),
        ".",
    )


def _nobody_pushed(country: Country, file: str, driven: push.Push, first_day: date, days: int) -> tuple[Part, ...]:
    last = first_day + timedelta(days=days - 1)
    if driven.unmatched:
        return (f"No event of {file} lies near a town of {country.name}, the first one: {driven.unmatched[0]}",)
    return f"No event of {file} falls between {first_day} and {last}; give another ", Option("since", "DATE"), "."
