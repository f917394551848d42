"""What is told of a world that was built: what was assumed, and what was left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from exeunt.atlas import air, entry, gates, push, towns
from exeunt.atlas.gazetteer import Country
from exeunt.atlas.land import Land
from exeunt.atlas.shut_in import shut_in
from exeunt.wording import joined, plural


def in_words(land: Land, driven: push.Push, file: str, first_day: date) -> Iterator[str]:
    """Say what was assumed, and what was left out; `file` is that of the events, if there is one."""
    yield _of_people(land.places)
    ties = sum(road.by_sea for road in land.network.roads)
    yield (
        f"A rule drew {plural(len(land.network.roads) - ties, 'road')}, not a map; left out were"
        f" {land.network.over_water} over water and {land.network.through_others} through a third country."
    )
    yield from _of_languages(land.country, land.neighbours)
    if ties:
        yield f"Towns that no road leads out from have {plural(ties, 'way')} by sea; nobody has said that a boat goes."
    if land.crossings:
        yield (
            f"{plural(len(land.crossings), 'crossing')} where these roads leave the country, each assumed to let"
            f" {gates.PEOPLE_PER_DAY:,} people a day through, with a wide spread; where they lie is rough."
        )
    names = {neighbour.code: neighbour.name for neighbour in land.neighbours}
    shut = {code: name for code, name in names.items() if not entry.lets_in_by_air(land.country.code, code)}
    yield from _of_entry(land, names, shut)
    if land.flights:
        yield from _of_flights(land, names, shut)
        yield from _of_grounded(land, driven, first_day)
    yield from _of_events(driven, file, flies=bool(land.flights))
    yield "Only those who leave the country are simulated; who flees within it is not, and families stay uncounted."
    yield "How readily people leave was learned on conflicts of other countries, and differs tenfold between them."


def _of_entry(land: Land, names: Mapping[str, str], shut: Collection[str]) -> Iterator[str]:
    """Say which neighbours are taken to let people in by land, and which are reached by air alone or not at all."""
    if land.by_land:
        yield (
            f"Not known, and assumed: whoever flees is let in by land by {joined([names[c] for c in land.by_land])}."
            " Each is a question in claims.csv (ask-entry-…)."
        )
    without = [code for code in names if code not in land.by_land]
    if flown_to := [names[code] for code in without if code not in shut]:
        yield f"No road is drawn into {joined(flown_to)}: who goes there flies."
    if never := [names[code] for code in without if code in shut]:
        yield f"No road is drawn into {joined(never)}, and nobody is let in there by air: nobody arrives there."


def _of_flights(land: Land, names: Mapping[str, str], shut: Mapping[str, str]) -> Iterator[str]:
    """Say what flights are assumed to be, and whom visas and passports keep from them."""
    ends = {land.places.towns[each.end].country for each in land.flights}
    index = {code: row for code, row in entry.visa_free(land.country.code).items() if code in ends}
    visas = "no table of visas is carried"
    if index:
        told = joined([name for code, name in names.items() if code in index])
        visas = f"visas by the passport index of {max(str(row['date']) for row in index.values())} for {told} alone"
    yield (
        f"{plural(len(land.flights), 'flight')} by airports with a code of the airlines, each assumed to have"
        f" {air.SEATS_PER_DAY} seats a day; {visas}; fares are assumed."
    )
    if asked := [name for code, name in shut.items() if code in ends]:
        yield (
            f"By that index a visa is asked for by {joined(asked)}, so nobody is let in there by air: if some hold"
            " one, write a rule (rules.csv: act enter, mode air)."
        )
    yield (
        f"Only who holds a passport is taken to be let in by air, and {entry.PASSPORTS:.0%} of people to hold one"
        " (traits.csv): look up the true share."
    )


def _of_events(driven: push.Push, file: str, *, flies: bool) -> Iterator[str]:
    """Say what became of the events, or what is assumed where none were given."""
    if driven.is_assumed:
        flown = ", and planes are taken to fly all the same" if flies else ""
        yield f"No events were given, so a threat of {push.UNKNOWN_LEVEL} is assumed everywhere{flown}."
        return
    yield (
        f"{plural(driven.matched, 'event')} of {file} became threat at the nearest home within {push.MATCH_KM:.0f} km."
    )
    if driven.ongoing:
        events, first = plural(len(driven.ongoing), "event"), driven.ongoing[0]
        yield f"Without an end, and so until the last day: {events} of {file}, the first in row {first}."
    if driven.unmatched:
        events = plural(len(driven.unmatched), "event")
        yield f"Near no home, in another country or no fighting, and so no push: {events} of {file}, listed below."


def _of_people(places: towns.Places) -> str:
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
    shares = elsewhere * towns.around(places)
    each = (
        f"{shares.min():,.0f} to {shares.max():,.0f} to each" if np.ptp(shares) >= 1.0 else f"{shares[0]:,.0f} to each"
    )
    return (
        f"{all_of_it} the {elsewhere:,} who live in no such town are shared out, half evenly and half by the number of"
        f" smaller towns near each, {each}."
    )


def over_sea_in_words(largest: str, taken: Sequence[str]) -> str:
    """Say over the sea into which countries people are taken to leave from the largest town."""
    return (
        f"No road leads out of the country from {largest}, so people are taken to leave for the countries nearest to it"
        f" over the sea, too: {joined(taken)}."
    )


def _of_languages(country: Country, neighbours: Sequence[Country]) -> Iterator[str]:
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


def _of_grounded(land: Land, driven: push.Push, first_day: date) -> Iterator[str]:
    """Say which flights are forbidden for fighting and when, and whom that leaves without a way out."""
    flights, places = land.flights, land.places
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
    shut = shut_in(land.network.roads, flights, stays, places)
    if shut:
        who = "nobody has a way" if shut.people == sum(towns.residents(places)) else f"{shut.people:,} people have none"
        yield (
            f"Then {who} out, on {plural(shut.days, 'day')} {_between(shut.first, shut.last, first_day)}: look up"
            " whether planes fly, or boats go, and write it down before you run this."
        )


def _between(first: int, last: int, first_day: date) -> str:
    return f"between {first_day + timedelta(days=first)} and {first_day + timedelta(days=last)}"
