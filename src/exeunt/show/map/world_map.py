"""A scenario on the map, before anything is simulated: homes, ways and gates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd

from exeunt.scenario.shapes import shapes
from exeunt.show.charts import drawing
from exeunt.show.charts.drawing import BLUE, FAINT, LAND, SEA, VERMILION, Picture
from exeunt.wording import plural

if TYPE_CHECKING:
    from exeunt.scenario.world import World

MARGIN, LEAST = 0.12, 1.0  # of the width, and degrees
MOST = 78.0  # degrees north or south, beyond which Mercator's map grows without end
LARGEST = 260


def world_map(world: World) -> Picture | None:
    """Return the map of a scenario; None where no two places have coordinates."""
    places = world.places.dropna(subset=["lat", "lon"]).set_index("id")
    if len(places) < 2:
        return None
    middle = float(np.degrees(np.angle(np.exp(1j * np.radians(places["lon"])).mean())))  # also at the date line
    shown = pd.concat([world.homes, world.gates]).dropna(subset=["lat", "lon"])
    shown = shown if len(shown) > 1 else places
    left, right = _ends((shown["lon"] - middle + 180.0) % 360.0 - 180.0)
    bottom, top = _ends(shown["lat"].clip(-MOST, MOST))
    low, high = _mercator(bottom), _mercator(top)
    if (lacking := float(np.degrees(high - low)) - (right - left)) > 0.0:  # no higher than wide
        left, right = left - lacking / 2.0, right + lacking / 2.0
    scale = f"(width / {np.radians(right - left):.6f})"
    chart = alt.layer(
        alt.Chart(alt.NamedData("land")).mark_geoshape(fill=LAND, stroke=drawing.LINE, strokeWidth=0.5, clip=True),
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
    ).project(
        type="mercator",
        rotate=[-middle, 0, 0],
        scale=alt.ExprRef(expr=scale),
        translate=alt.ExprRef(
            expr=f"[width/2 - {np.radians((left + right) / 2):.6f}*{scale}, height/2 + {(low + high) / 2:.6f}*{scale}]"
        ),
    )
    aspect = (high - low) / float(np.radians(right - left))
    land = [each for each in shapes() if _is_near(each, middle, (left, right), (bottom, top))]
    data = {"land": land, "ways": _ways(world, places), "homes": _homes(world), "gates": _points(world.gates)}
    spec = drawing.finished(chart, height=round(300 * aspect), data=data)
    spec["view"] = {"fill": SEA, "stroke": drawing.LINE}
    told = f"{plural(len(world.homes), 'home')}, {plural(len(places), 'place')}, {plural(len(world.gates), 'gate')}"
    return Picture(name="world", title="Homes (blue), ways and gates (red)", said=told, spec=spec, aspect=aspect)


def _ends(values: pd.Series) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = max(MARGIN * (high - low), LEAST)
    return low - room, high + room


def _mercator(lat: float) -> float:
    """Return how high a latitude stands on Mercator's map of the unit sphere."""
    return float(np.log(np.tan(np.pi / 4.0 + np.radians(min(max(lat, -85.0), 85.0)) / 2.0)))


def _is_near(country: dict[str, Any], middle: float, sides: tuple[float, float], heights: tuple[float, float]) -> bool:
    corners = np.array([corner for polygon in country["geometry"]["coordinates"] for corner in polygon[0]])
    lon, lat = (corners[:, 0] - middle + 180.0) % 360.0 - 180.0, corners[:, 1]
    beside = lon.max() < sides[0] or lon.min() > sides[1]
    return not (beside or lat.max() < heights[0] or lat.min() > heights[1])


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
