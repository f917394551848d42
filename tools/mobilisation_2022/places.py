"""Places and their other names."""

from __future__ import annotations

import pandas as pd

from mobilisation_2022 import knowledge as known
from mobilisation_2022.claims import Claims
from mobilisation_2022.tables import Data, slug


def region_offset(region: str) -> float:
    """Return how far a region's clock is ahead of UTC."""
    code = region.removeprefix("RU-")
    return next((float(h) for h, codes in known.REGION_OFFSET.items() if code in codes.split()), 3.0)


def town_offset(town: str, country: str) -> float:
    """Return how far a town's clock is ahead of UTC."""
    return float(known.TOWN_OFFSET.get(town, known.COUNTRY_OFFSET[country]))


def places(data: Data, claims: Claims, road_gates: pd.DataFrame, left_out: list[str]) -> pd.DataFrame:
    """Return homes (the regions), towns abroad, and a hub behind each road gate."""
    frames = [_homes(data, claims), _towns(data, claims), _hubs(data, claims, road_gates)]
    return pd.concat(frames, ignore_index=True)


def _homes(data: Data, claims: Claims) -> pd.DataFrame:
    claim = claims.add(
        "regions-population",
        date="2022-01-01",
        said_by="Rosstat, 1 January 2018, as in the JHU CSSE look-up table",
        stance="estimate",
        quantity="population",
        url="https://github.com/CSSEGISandData/COVID-19",
        note="population of 2018 times the growth of the federal district to 2022 (Russian Fertility and"
        " Mortality"
        " Database); base before the census of 2021, so Moscow and Saint Petersburg are low; without"
        " Crimea. The point"
        " is the capital (GeoNames). JHU CSSE and GeoNames: CC BY 4.0",
    )
    regions = data.regions
    return pd.DataFrame(
        {
            "id": regions["iso_3166_2"],
            "name": regions["name_en"].str.replace(r" \(without.*\)", "", regex=True),
            "country": "RUS",
            "admin": regions["iso_3166_2"],
            "lat": regions["lat"],
            "lon": regions["lon"],
            "utc_offset": regions["iso_3166_2"].map(region_offset),
            "kind": "home",
            "population": regions["population_2022"],
            "claim": claim,
        }
    ).sort_values("id")


def _town_claim(country: str, rows: pd.DataFrame, claims: Claims) -> str:
    share = ", ".join(sorted({t for t in rows["russian_note"] if t}))
    rents = "; ".join(f"{t}: {s}" for t, s in zip(rows["town"], rows["rent_before_source"], strict=True) if s)
    language = known.LANGUAGE.get(country)
    note = [
        "coordinates and population: GeoNames (CC BY 4.0); language: CIA World Factbook of September 2022",
        share,
        f"language here: {language[1]}" if language else "",
        f"rents (1 USD = 1 EUR in September 2022): {rents}" if rents else "rents unknown",
    ]
    return claims.add(
        f"towns-{country}",
        said_by="GeoNames; CIA World Factbook",
        stance="estimate",
        quantity="places, language and rents",
        url="https://www.geonames.org",
        note="; ".join(t for t in note if t),
    )


def _towns(data: Data, claims: Claims) -> pd.DataFrame:
    rows = data.destinations[data.destinations["kind"] == "town"]
    out = []
    for country, group in rows.groupby("country_iso3"):
        claim = _town_claim(str(country), group, claims)
        shared = known.LANGUAGE.get(str(country))
        for row in group.to_dict("records"):
            town = slug(row["town"])
            language = known.TOWN_LANGUAGE.get(town, shared[0] if shared else row["russian_share"])
            point = (row["town"].split(" (")[0], country, row["lat"], row["lon"])
            out.append((town, *point, row["population"], row["rent_usd_before"], language, claim))
    for name, country, lat, lon, population in known.AIR_TOWNS:
        shared_share = next(r[7] for r in out if r[2] == country)
        out.append((slug(name), name, country, lat, lon, population, None, shared_share, f"towns-{country}"))
    columns = ["id", "name", "country", "lat", "lon", "population", "rent", "language", "claim"]
    towns = pd.DataFrame(out, columns=columns)
    towns["utc_offset"] = [town_offset(t, c) for t, c in zip(towns["id"], towns["country"], strict=True)]
    return towns.assign(kind="town").sort_values(["country", "id"])


def hub(gate: str) -> str:
    """Return the id of the place behind a road gate."""
    return f"{gate}-far"


def _hubs(data: Data, claims: Claims, road_gates: pd.DataFrame) -> pd.DataFrame:
    claim = claims.add(
        "gates-points",
        said_by="road graph of scgraph_data (OpenStreetMap contributors); Natural Earth; GeoNames",
        stance="estimate",
        quantity="coordinates",
        url="https://github.com/connor-makowski/scgraph",
        note="crossing of the road graph with the border line, else a point from the map moved to it; some"
        " weak by 20 to"
        " 40 km. The hub is the far side of the gate: nobody settles there",
    )
    roads = data.roads[data.roads["kind"] == "gate-town"].sort_values(["from", "hours"])
    nearest = roads.groupby("from")["to"].first().map(slug)
    gates = road_gates[road_gates["id"].isin(nearest.index)]
    return pd.DataFrame(
        {
            "id": gates["id"].map(hub),
            "name": gates["name"].str.split(" - ").str[-1] + " (far side)",
            "country": gates["country_to"],
            "lat": gates["lat"],
            "lon": gates["lon"],
            "utc_offset": [town_offset(nearest[g], c) for g, c in zip(gates["id"], gates["country_to"], strict=True)],
            "kind": "hub",
            "claim": claim,
        }
    ).sort_values("id")


def with_a_way(places: pd.DataFrame, links: pd.DataFrame, left_out: list[str]) -> pd.DataFrame:
    """Leave out the towns that no link reaches."""
    reached = places["id"].isin(set(links["from"]) | set(links["to"]))
    left_out += [f"place {p}: no way leads there" for p in places.loc[~reached, "id"]]
    return places[reached].reset_index(drop=True)


def aliases(data: Data, claims: Claims, places: pd.DataFrame) -> pd.DataFrame:
    """Return capitals, larger cities and Russian spellings, each with the place that is meant."""
    claim = claims.assume("asm-aliases", "names and the region they lie in are general knowledge")
    regions = data.regions
    out: list[tuple[str, str]] = [
        *zip(regions["capital"], regions["iso_3166_2"], strict=True),
        *zip(regions["name_ru"], regions["iso_3166_2"], strict=True),
        *((name, region) for region, name in known.CAPITALS_RU.items()),
        *known.EXTRA_ALIASES,
    ]
    for line in known.CITIES.split("\n"):
        if line:
            region, *names = line.split(" ")
            out += [(n.replace("_", " "), region) for n in names]
    in_russia = data.destinations[data.destinations["country_iso3"] == "RUS"]
    nearest = {"Vladikavkaz": "RU-SE", "Orenburg": "RU-ORE", "Samara": "RU-SAM", "Astrakhan": "RU-AST"}
    nearest |= {"Kyakhta": "RU-BU", "Troitsk": "RU-CHE"}
    out += [(town, nearest[town]) for town in in_russia["town"]]
    table = pd.DataFrame(out, columns=["name", "place"]).assign(claim=claim)
    taken = set(places["name"]) | set(places["id"])
    table = table[table["place"].isin(places["id"]) & ~table["name"].isin(taken)]
    return table.drop_duplicates("name").sort_values(["place", "name"]).reset_index(drop=True)
