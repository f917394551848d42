"""The map: who fled from where to where, and the gates with the longest queues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd

from exeunt.as_json import plain
from exeunt.outcome.summary import ASSUMED
from exeunt.scenario.names import country_names
from exeunt.scenario.rows import records
from exeunt.scenario.shapes import shapes
from exeunt.show.charts import drawing
from exeunt.show.charts.drawing import BLUE, FAINT, LAND, ORANGE, PURPLE, SEA, VERMILION, WHOLE_NUMBER, Picture, inline
from exeunt.show.map.flows import Flows, flows
from exeunt.show.map.globe import Window, window
from exeunt.show.map.labels import NOMINAL, labels, unnamed
from exeunt.show.map.legs import FINEST
from exeunt.show.map.seam import is_cut_in, whole
from exeunt.wording import about, few, gone_by, joined, span

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

ENOUGH, ENOUGH_HOMES = 0.97, 0.85  # the share of people whose destination and home must lie inside the map
MOST_NAMED = 8
THINNEST, WIDEST, LARGEST = 1.4, 16, 900


def flows_map(subject: Subject) -> Picture:
    """Return the map of a run."""
    found = flows(subject)
    view = view_of(found)
    chart = (
        alt.layer(
            _land(),
            _homes(found),
            _lines(found, subject),
            _gates(found, subject),
            *labels(found, view),
        )
        .resolve_scale(size="independent", color="independent")
        .project(
            type="azimuthalEqualArea",
            rotate=[-view.lon, -view.lat, 0],
            clipAngle=110,
            precision=0.3,
            scale=alt.ExprRef(expr=_scale(view)),
            translate=alt.ExprRef(
                expr=f"[width/2 - ({(view.left + view.right) / 2:.6f})*{_scale(view)}, "
                f"height/2 + ({(view.bottom + view.top) / 2:.6f})*{_scale(view)}]"
            ),
        )
    )
    spec = drawing.finished(chart, height=round(NOMINAL * view.aspect), data={"land": _shapes(view, subject)})
    spec["view"] = {"fill": SEA, "stroke": drawing.LINE}
    return Picture(
        name=subject.anchor("map"),
        title="Who went where, and where they queued",
        said=_said(found, subject),
        spec=spec,
        note=_note(found, view, subject),
        key=_key(found),
        width=NOMINAL,
        aspect=view.aspect,
    )


def _key(found: Flows) -> str:
    """Say what the colours mean of what is drawn."""
    lines = {"counted": "blue where figures speak of the country", "assumed": f"orange where it is {ASSUMED}"}
    dots = {
        "gate": "red: gates by their worst queue",
        "airport": "purple: airports by those waiting for a seat",
        "home": "grey: where people set out",
    }
    kinds = found.kinds
    told_of_lines = [words for kind, words in lines.items() if kind in kinds]
    told_of_dots = [words for kind, words in dots.items() if kind in kinds]
    return " ".join(
        [
            *([f"Lines: people who fled, {', '.join(told_of_lines)}."] if told_of_lines else []),
            *([f"Dots, {'; '.join(told_of_dots)}."] if told_of_dots else []),
        ]
    )


def _scale(view: Window) -> str:
    return f"min(width/{view.right - view.left:.6f}, height/{view.top - view.bottom:.6f})"


def view_of(found: Flows) -> Window:
    """Return the window that holds nearly all people, where they come from and where they arrive."""
    ends = [
        _most(found.homes[["lon", "lat", "people"]], enough=ENOUGH_HOMES),
        _most(found.countries.rename(columns={"arrivals": "people"})[["lon", "lat", "people"]]),
        _most(found.gates[["lon", "lat", "people"]], enough=ENOUGH_HOMES),
    ]
    starts = _most(found.lines[["lon", "lat", "people"]])
    points = pd.concat([*ends, starts])
    if points.empty:
        points = found.homes
    return window(points["lon"].to_numpy(float), points["lat"].to_numpy(float))


def _most(points: pd.DataFrame, *, enough: float = ENOUGH) -> pd.DataFrame:
    ranked = points[points["people"] > 0].sort_values("people", ascending=False)
    before = ranked["people"].cumsum() - ranked["people"]
    return ranked[before < enough * ranked["people"].sum()]


def is_real(subject: Subject) -> bool:
    """Whether any country of the scenario is on the globe; under invented ones no land is drawn."""
    return bool(country_names().keys() & {*subject.world.places["country"]})


def _shapes(view: Window, subject: Subject) -> list[dict[str, Any]]:
    if not is_real(subject):
        return []
    homes = set(subject.world.homes["country"])
    return [
        {**each, "properties": {**each["properties"], "home": each["properties"]["country"] in homes}}
        for each in (whole(one) if is_cut_in(view, one) else one for one in shapes())
        if _in_sight(each, view)
    ]


def _land() -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(alt.NamedData("land"))
        .mark_geoshape(stroke="#b5b0a6", strokeWidth=0.7, clip=True)
        .encode(
            color=alt.condition("datum.properties.home", alt.value("#dcd8cd"), alt.value(LAND)),
            tooltip=alt.value(None),  # a country says nothing of itself here
        )
    )
    return chart


def _in_sight(feature: dict[str, Any], view: Window) -> bool:
    """Whether any corner of a country lies in the window or just beyond its edge."""
    points = np.array([point for part in feature["geometry"]["coordinates"] for point in part[0]])
    x, y = view.project(points[:, 0], points[:, 1])
    room_x, room_y = 0.5 * (view.right - view.left), 0.5 * (view.top - view.bottom)
    inside = (x > view.left - room_x) & (x < view.right + room_x) & (y > view.bottom - room_y) & (y < view.top + room_y)
    return bool(inside.any())


def _homes(found: Flows) -> alt.Chart:
    rows = records(found.homes[found.homes["people"] > 0][["name", "lon", "lat", "people"]])
    chart: alt.Chart = (
        alt.Chart(inline(rows))
        .mark_circle(color=FAINT, opacity=0.3, clip=True)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("people:Q", legend=None, scale=alt.Scale(range=[4, 500], domainMin=0)),
            tooltip=[
                alt.Tooltip("name:N", title="home"),
                alt.Tooltip("people:Q", title="set out", format=WHOLE_NUMBER),
            ],
        )
    )
    return chart


def _lines(found: Flows, subject: Subject) -> alt.Chart:
    features = [
        {
            "type": "Feature",
            "geometry": {
                "type": "LineString",
                "coordinates": [[row["lon"], row["lat"]], [row["to_lon"], row["to_lat"]]],
            },
            "from": row["start"], "to": row["end"], "people": plain(row["people"]),
            "sure": 0.55 if row["estimated"] else 0.9,
            "band": span(row["q05"], row["q95"]),
            "kept": "estimated" if row["estimated"] else "kept by the run",
            "basis": _basis(row["basis"]),
        }
        for row in records(found.lines)
    ]  # fmt: skip
    most = max((each["people"] for each in features), default=1)
    people = "people who fled, median" if subject.has_band else "people who fled"
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=features))
        .mark_geoshape(filled=False, strokeCap="round", clip=True)
        .encode(
            stroke=alt.Stroke(
                "basis:N", legend=None, scale=alt.Scale(domain=["counted", ASSUMED], range=[BLUE, ORANGE])
            ),
            strokeOpacity=alt.StrokeOpacity("sure:Q", legend=None, scale=None),
            strokeWidth=alt.StrokeWidth(
                "people:Q", legend=None, scale=alt.Scale(domain=[0, most], range=[THINNEST, WIDEST])
            ),
            tooltip=[
                alt.Tooltip("from:N"),
                alt.Tooltip("to:N"),
                alt.Tooltip("people:Q", title=people, format=WHOLE_NUMBER),
                *([alt.Tooltip("band:N", title="90 % band")] if subject.has_band else []),
                alt.Tooltip("kept:N", title="the number is"),
                alt.Tooltip("basis:N", title="figures"),
            ],
        )
    )
    return chart


def _gates(found: Flows, subject: Subject) -> alt.Chart:
    rows = [
        {
            "name": row["name"], "lon": row["lon"], "lat": row["lat"], "people": row["people"],
            "hours": row["hours"], "vehicles": row["vehicles"], "date": row["date"], "clears": row["clears"],
            "kind": "air" if row["by"] == "air" else "border",
        }
        for row in records(found.gates.sort_values("people", ascending=False))
    ]  # fmt: skip
    most = max((row["people"] for row in rows), default=1) or 1
    chart: alt.Chart = (
        alt.Chart(inline(rows))
        .mark_point(filled=True, opacity=0.85, stroke="white", strokeWidth=0.8, clip=True)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("people:Q", legend=None, scale=alt.Scale(domain=[0, most], range=[9, LARGEST])),
            shape=alt.Shape(
                "kind:N", legend=None, scale=alt.Scale(domain=["border", "air"], range=["circle", "diamond"])
            ),
            color=alt.Color(
                "kind:N", legend=None, scale=alt.Scale(domain=["border", "air"], range=[VERMILION, PURPLE])
            ),
            tooltip=[
                alt.Tooltip("name:N", title="gate"),
                alt.Tooltip("people:Q", title="people in the worst queue", format=WHOLE_NUMBER),
                alt.Tooltip("vehicles:Q", title="vehicles", format=WHOLE_NUMBER),
                alt.Tooltip("hours:Q", title="wait, hours", format=",.1f"),
                alt.Tooltip("date:N", title="worst day"),
                alt.Tooltip("clears:N", title=gone_by(has_band=subject.has_band)),
            ],
        )
    )
    return chart


def _note(found: Flows, view: Window, subject: Subject) -> str:
    beyond = [
        f"{row['name']} ({about(row['arrivals'])})"
        for row in records(found.countries)
        if row["arrivals"] >= 1 and not view.holds(row["lon"], row["lat"])
    ]
    edge = f" Beyond the edge of the map: {joined(beyond)}." if beyond else ""
    land = (
        " Countries: Natural Earth; Crimea as in UN General Assembly resolution 68/262."
        if is_real(subject)
        else " The countries are invented, so no land is drawn."
    )
    if found.lines.empty:
        nobody = "Nobody" if found.countries.empty else "Hardly anybody"
        return f"{nobody} fled abroad in this run, so there is no line.{_nowhere(subject)}{edge}{land}"
    medians = "; lines have medians, which need not add up" if subject.has_band else ""
    bare = [f"{row['name']} ({about(row['arrivals'])})" for row in unnamed(found, view) if row["arrivals"] >= 1]
    unwritten = f" Named only where the map is wider, if at all: {joined(bare)}." if bare else ""
    return (
        f"Lines run from homes over the gates to the middle of where people are in the country at the end, or from the "
        f"airport. {_known(found, subject)} Lines of fewer than {1000 * FINEST:g} in a thousand of all who fled are "
        "left out, but for the largest to each end. The number is how many fled there, by first country abroad"
        f"{medians}.{unwritten}{_nowhere(subject)}{edge}{land}"
    )


def _known(found: Flows, subject: Subject) -> str:
    """Say what of the lines is no more than an estimate."""
    from_gates = found.lines["start"].isin(found.gates["name"])
    if not from_gates.any():
        return "Who went from which home to which country is not kept: each is split as all who set out."
    at_gates = (
        "Who of those let through a gate fled is estimated: in each course those above the usual of the days before "
        "(at airports any, as seats are full before too), never more than were let through, nor in all more than came. "
        if found.lines.loc[from_gates, "estimated"].any()
        else "Whoever was let through a gate fled, so these lines are as the run kept them. "
    )
    return (
        f"{at_gates}Who came from which home to which gate is not kept, but estimated from how many set out and "
        "passed, the nearer the likelier. What is estimated is paler."
    )


def _nowhere(subject: Subject) -> str:
    """Name the gates that the map cannot show."""
    gates = subject.world.gates
    names = [subject.names.gate(str(id_)) for id_ in gates.loc[gates["lat"].isna() | gates["lon"].isna(), "id"]]
    if not names:
        return ""
    return f" Not on the map, for want of coordinates: {few(names, MOST_NAMED)}."


def _said(found: Flows, subject: Subject) -> str:
    most = [f"{row['name']} {about(row['arrivals'])}" for row in records(found.countries.head(5))]
    return (
        f"Map of flows from {subject.origins}: {joined(most)} people who fled{', medians' if subject.has_band else ''}."
        if most
        else "Map without flows."
    )


def _basis(basis: object) -> str:
    return ASSUMED if basis == ASSUMED else "counted"
