"""Which countries people can leave one for: those it borders on or that were asked for, and those over the sea."""

from __future__ import annotations

from collections.abc import Sequence

from exeunt.atlas import roads, towns
from exeunt.atlas.gazetteer import Country, countries
from exeunt.atlas.gazetteer import towns as known
from exeunt.errors import InputError, Option, quoted
from exeunt.scenario.codes import code_of
from exeunt.scenario.spelling import near

NEAREST_OVER_SEA = 3  # countries that one is taken to be left for of which no road leads out


def country_of(text: str) -> Country:
    """Return the country that a code or a name says.

    Raises
    ------
    InputError
        If GeoNames has none.

    """
    code = code_of(text.strip()) or text
    if code not in countries():
        codes = {country.name: code for code, country in countries().items()}
        found = (codes.get(each, each) for each in near(text, [*codes, *countries()]))
        close = [f"{countries()[each].name} ({each})" for each in dict.fromkeys(found)]
        meant = f" did you mean {' or '.join(close)}?" if close else ""
        raise InputError(
            f"{quoted(text)} is no country of GeoNames;{meant} write three letters such as SDN, or a name."
        )
    return countries()[code]


def neighbours_of(country: Country, asked: Sequence[str] | None) -> list[Country]:
    """Return the countries that were asked for, or where none were those it borders on.

    Raises
    ------
    InputError
        If one of them is none, or the country itself.

    """
    if asked is not None:
        found = [country_of(text) for text in dict.fromkeys(asked)]
        if country in found:
            raise InputError(
                f"{country.name} cannot be its own neighbour; leave {country.code} out of ",
                Option("neighbours", ""),
                ".",
            )
        return found
    return [countries()[code] for code in country.neighbours if code in countries()]


def over_sea(places: towns.Places, bordering: Sequence[Country]) -> list[Country]:
    """Return the countries nearest to the largest town, beside those with a land border, if no road leads out from it.

    A land border elsewhere is no way out of an island: Cuba's is that of Guantánamo, the United Kingdom's is Ireland's.
    """
    country, largest = places.country, places.towns[0]
    if bordering and roads.leads_out(roads.roads_of(places), 0, places):
        return []
    others = known(set(countries()) - {country.code, *(each.code for each in bordering)}, towns.LEAST)
    nearest = [others[i].country for i in towns.km_between(largest, others).argsort(kind="stable").tolist()]
    return [countries()[code] for code in list(dict.fromkeys(nearest))[:NEAREST_OVER_SEA]]
