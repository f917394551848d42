"""One traveller's ways out on a small map: the best one strong, the others faint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import altair as alt

from exeunt.show.charts import drawing
from exeunt.show.charts.drawing import BLUE, FAINT, INK, Picture
from exeunt.show.map.extent import Extent
from exeunt.wording import joined

if TYPE_CHECKING:
    from exeunt.scenario.world import World

MOST = 5  # ways that a small map has room for


@dataclass(frozen=True)
class Course:
    """A way by the places on it, and what the country it leads to is called."""

    country: str
    places: tuple[str, ...]


def ways_map(world: World, courses: Sequence[Course]) -> Picture | None:
    """Return the map of the first of some ways, best first; None if no way has places with coordinates."""
    known = world.places.dropna(subset=["lat", "lon"]).drop_duplicates("id").set_index("id")[["lat", "lon"]]
    drawn = [(rank, each) for rank, each in enumerate(courses[:MOST]) if set(each.places) <= set(known.index)]
    if not drawn:
        return None
    passed = known.loc[sorted({place for _, course in drawn for place in course.places})]
    extent = Extent.around(passed["lon"], passed["lat"])
    lines = [
        {
            "lon": known.at[start, "lon"], "lat": known.at[start, "lat"],
            "lon2": known.at[end, "lon"], "lat2": known.at[end, "lat"], "best": rank == 0,
        }
        for rank, course in reversed(drawn)
        for start, end in zip(course.places, course.places[1:], strict=False)
    ]  # fmt: skip
    ends = [
        {"lon": known.at[course.places[-1], "lon"], "lat": known.at[course.places[-1], "lat"], "name": course.country}
        for _, course in drawn
    ]
    spot = {"longitude": "lon:Q", "latitude": "lat:Q"}
    names = alt.Chart(alt.NamedData("ends")).encode(**spot, text="name:N")
    halo, ink = (
        names.mark_text(align="center", dy=-9, fontSize=11, clip=True, **look)
        for look in ({"stroke": "white", "strokeWidth": 3}, {"color": INK})
    )
    layers = (
        alt.Chart(alt.NamedData("lines"))
        .mark_rule(clip=True)
        .encode(
            **spot,
            longitude2="lon2:Q",
            latitude2="lat2:Q",
            color=alt.condition("datum.best", alt.value(BLUE), alt.value(FAINT)),
            strokeWidth=alt.condition("datum.best", alt.value(2.5), alt.value(1)),
        ),
        alt.Chart(alt.NamedData("ends")).mark_circle(color=INK, size=24, opacity=1, clip=True).encode(**spot),
        halo,
        ink,
    )
    spec = extent.drawn(layers, {"lines": drawing.rows(lines), "ends": drawing.rows(ends)})
    told = joined([course.country for _, course in drawn])
    return Picture("ways", "The ways that are best (blue: the first)", f"Ways to {told}.", spec, aspect=extent.aspect)
