"""A scenario on the map, before anything is simulated: homes, ways and gates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from exeunt.show.charts import drawing
from exeunt.show.charts.drawing import BLUE, FAINT, VERMILION, Picture
from exeunt.show.map.extent import Extent
from exeunt.wording import plural

if TYPE_CHECKING:
    from exeunt.scenario.world import World

LARGEST = 260


def world_map(world: World) -> Picture | None:
    """Return the map of a scenario; None where no two places have coordinates."""
    places = world.places.dropna(subset=["lat", "lon"]).set_index("id")
    if len(places) < 2:
        return None
    shown = pd.concat([world.homes, world.gates]).dropna(subset=["lat", "lon"])
    shown = shown if len(shown) > 1 else places
    extent = Extent.around(shown["lon"], shown["lat"])
    layers = (
        alt.Chart(alt.NamedData("ways"))
        .mark_rule(color=FAINT, strokeWidth=0.7, opacity=0.5, clip=True)
        .encode(longitude="lon:Q", latitude="lat:Q", longitude2="lon2:Q", latitude2="lat2:Q"),
        alt.Chart(alt.NamedData("homes"))
        .mark_circle(color=BLUE, opacity=0.6, clip=True)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("people:Q", legend=None, scale=alt.Scale(range=[6, LARGEST])),
        ),
        alt.Chart(alt.NamedData("gates"))
        .mark_point(color=VERMILION, filled=True, size=22, opacity=1, clip=True)
        .encode(longitude="lon:Q", latitude="lat:Q"),
    )
    data = {"ways": _ways(world, places), "homes": _homes(world), "gates": _points(world.gates)}
    spec = extent.drawn(layers, data)
    told = f"{plural(len(world.homes), 'home')}, {plural(len(places), 'place')}, {plural(len(world.gates), 'gate')}"
    return Picture(name="world", title="Homes (blue), ways and gates (red)", said=told, spec=spec, aspect=extent.aspect)


def _ways(world: World, places: pd.DataFrame) -> list[dict[str, Any]]:
    ends = world.links[["from", "to"]]
    known = ends[ends["from"].isin(places.index) & ends["to"].isin(places.index)].drop_duplicates()
    one, other = places.loc[known["from"]], places.loc[known["to"]]
    pairs = zip(one["lon"], one["lat"], other["lon"], other["lat"], strict=True)
    return drawing.rows(dict(zip(("lon", "lat", "lon2", "lat2"), pair, strict=True)) for pair in pairs)


def _homes(world: World) -> list[dict[str, Any]]:
    table = world.homes.dropna(subset=["lat", "lon"])
    rows = zip(table["lon"], table["lat"], table["population"].fillna(0.0), strict=True)
    return drawing.rows({"lon": lon, "lat": lat, "people": people} for lon, lat, people in rows)


def _points(table: pd.DataFrame) -> list[dict[str, Any]]:
    known = table.dropna(subset=["lat", "lon"])
    return drawing.rows({"lon": lon, "lat": lat} for lon, lat in zip(known["lon"], known["lat"], strict=True))
