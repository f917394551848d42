"""A fan: the median and two bands over members, day by day, with counted figures drawn on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd

from exeunt.outcome.measures import Numbers
from exeunt.show import drawing
from exeunt.show.drawing import BLUE, DAY, INK, NUMBER, ORANGE, VERMILION, Spec

if TYPE_CHECKING:
    from exeunt.show.figures import Figure

KEY = "Line: median; bands: 25–75 % and 5–95 % of the members. Red: counted."
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
NAMES = ("q05", "q25", "median", "q75", "q95")
NUMBER_SHORT = ",.3~r"
MOST_DAYS = 366
MOST_FIGURES = 200
NOON = pd.Timedelta(hours=12)


def fan(days: pd.DatetimeIndex, values: Numbers) -> list[dict[str, Any]]:
    """Return the quantiles over members (member, day); a day stands at its noon."""
    step = thinning(len(days))
    days, values = days[::step], values[:, ::step]
    spoken = ~np.isnan(values).all(axis=0)
    found = np.full((len(QUANTILES), len(days)), np.nan)
    if spoken.any():
        found[:, spoken] = np.nanquantile(values[:, spoken], QUANTILES, axis=0)
    moments = days.normalize() + NOON
    return drawing.rows(
        {"day": day, **dict(zip(NAMES, column, strict=True))} for day, column in zip(moments, found.T, strict=True)
    )


def thinning(days: int) -> int:
    """Return that only every so many days are drawn: a screen has no room for more, and the file must stay small."""
    return max(1, -(-days // MOST_DAYS))


def fan_spec(
    simulated: list[dict[str, Any]],
    figures: Iterable[Figure] = (),
    *,
    unit: str | None,
    within: list[dict[str, Any]] | None = None,
    assumed: bool = False,
    height: int = 150,
) -> Spec:
    """Return a fan as Vega-Lite; `within` is a second median, the part of the first that fled."""
    spec = dict(_template(unit, assumed, height, max(1, len(simulated))))
    known = list(figures)
    counted = [_drawn(figure) for figure in known[:: max(1, -(-len(known) // MOST_FIGURES))]]
    # a scale of its own for each picture, from zero, tall enough for the figures too
    tops = [row["q95"] or 0 for row in simulated] + [row["high"] or 0 for row in counted]
    spec["datasets"] = {
        "simulated": simulated,
        "within": within or [],
        "instants": [row for row in counted if row["from"] == row["until"]],
        "periods": [row for row in counted if row["from"] != row["until"]],
        "top": [{"top": max([*tops, 4])}],
    }
    return spec


def _drawn(figure: Figure) -> dict[str, Any]:
    target, scale = figure.target, figure.scale
    low, high = (target.value if pd.isna(end) else end for end in (target.lo, target.hi))
    middle = target.start + (target.end - target.start) / 2
    row = {
        "from": target.start, "until": target.end, "middle": middle,
        "value": target.value * scale, "low": low * scale, "high": high * scale,
        "counted": f"{figure.value()} {target.unit}".strip(), "period": figure.period(),
        "who": figure.said_by or "nobody is named for it", "what": figure.what(), "id": figure.id,
    }  # fmt: skip
    return drawing.rows([row])[0]


@cache
def _template(unit: str | None, assumed: bool, height: int, days: int) -> Spec:
    colour = ORANGE if assumed else BLUE
    day = alt.X("day:T", title=None, axis=alt.Axis(format=DAY, grid=False, labelFlush=True, tickCount=4))
    axis = alt.Axis(format=NUMBER, tickCount=4, titleAnchor="end", titleAngle=0, titleAlign="left", titleY=-8, titleX=0)
    simulated = alt.Chart(alt.NamedData("simulated"))
    top = alt.Chart(alt.NamedData("top")).mark_point(opacity=0, tooltip=None).encode(y="top:Q")
    wide = simulated.mark_area(color=colour, opacity=0.22).encode(
        day, alt.Y("q05:Q", title=unit, axis=axis), y2="q95:Q"
    )
    inner = simulated.mark_area(color=colour, opacity=0.38).encode(day, alt.Y("q25:Q"), y2="q75:Q")
    middle = simulated.mark_line(color=colour, strokeWidth=2).encode(day, alt.Y("median:Q"))
    part = (
        alt.Chart(alt.NamedData("within"))
        .mark_line(color=INK, strokeWidth=1.3, strokeDash=[4, 3])
        .encode(day, alt.Y("median:Q"))
    )
    # an unseen bar a day, so that the reader need not hit a line
    told = simulated.mark_bar(opacity=0, size=alt.ExprRef(f"width / {days}")).encode(
        day,
        alt.Y("q95:Q"),
        tooltip=[
            alt.Tooltip("day:T", format="%-d %B %Y"),
            alt.Tooltip("median:Q", title="median", format=NUMBER_SHORT),
            alt.Tooltip("q05:Q", title="5 %", format=NUMBER_SHORT),
            alt.Tooltip("q25:Q", title="25 %", format=NUMBER_SHORT),
            alt.Tooltip("q75:Q", title="75 %", format=NUMBER_SHORT),
            alt.Tooltip("q95:Q", title="95 %", format=NUMBER_SHORT),
        ],
    )
    layers: Sequence[alt.Chart] = (top, wide, inner, middle, part, told, *_counted_layers())
    return drawing.finished(alt.layer(*layers), height=height)


def _counted_layers() -> Sequence[alt.Chart]:
    tooltip = [
        alt.Tooltip("counted:N", title="counted"),
        alt.Tooltip("what:N"),
        alt.Tooltip("period:N"),
        alt.Tooltip("who:N", title="counted by"),
        alt.Tooltip("id:N", title="figure"),
    ]
    periods, instants = (alt.Chart(alt.NamedData(name)) for name in ("periods", "instants"))
    between = periods.mark_rule(color=VERMILION, strokeWidth=3).encode(
        alt.X("from:T"), x2="until:T", y="value:Q", tooltip=tooltip
    )
    range_ = periods.mark_rule(color=VERMILION, strokeWidth=1.2).encode(
        x="middle:T", y="low:Q", y2="high:Q", tooltip=tooltip
    )
    at = instants.mark_point(color=VERMILION, filled=True, size=45, shape="diamond", opacity=1).encode(
        x="from:T", y="value:Q", tooltip=tooltip
    )
    at_range = instants.mark_rule(color=VERMILION, strokeWidth=1.2).encode(
        x="from:T", y="low:Q", y2="high:Q", tooltip=tooltip
    )
    return between, range_, at, at_range
