"""A fan: the median and bands over members, day by day, with counted figures drawn on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd

from exeunt.outcome.bands import Missed, quantiles
from exeunt.outcome.forecast import missed_on, most_of
from exeunt.outcome.measures import Numbers
from exeunt.show.charts import drawing
from exeunt.show.charts.drawing import BLUE, INK, NUMBER, ORANGE, VERMILION, Spec

if TYPE_CHECKING:
    from exeunt.show.figures import Figure
    from exeunt.show.subject import Subject

BANDS = "Line: median; bands: 25–75 % and 5–95 % of the members"
BESIDES = " and of how forecasts miss"
KEY_OF_FORECAST = "Right of the upright line it is a forecast."
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
NAMES = ("q05", "q25", "median", "q75", "q95")
ENDS = {"q05": "5 %", "q25": "25 %", "q75": "75 %", "q95": "95 %"}
NUMBER_SHORT = ",.3~r"
MOST_DAYS = 366
LEAST = 4.0  # where nobody or few come the scale still goes to so many, in whole steps
MOST_FIGURES = 200
ONE_DAY = 40  # how wide a single day is drawn, in pixels
NOON = pd.Timedelta(hours=12)


def fan(days: pd.DatetimeIndex, values: Numbers, missed: Missed = None, most: float = np.inf) -> list[dict[str, Any]]:
    """Return the quantiles over members (member, day), of a single one the median alone; a day stands at its noon.

    They hold by how much each day is `missed` besides (day), up to the `most` there are.
    """
    step = thinning(len(days))
    days, values = days[::step], values[:, ::step]
    found = quantiles(values, QUANTILES, None if missed is None else missed[::step], most)
    moments = days.normalize() + NOON
    return drawing.rows(
        {"day": day, **dict(zip(NAMES, column, strict=True))} for day, column in zip(moments, found.T, strict=True)
    )


def key_of(subject: Subject, figures: Sequence[Figure]) -> str:
    """Say what is drawn in a fan, and that what was counted is red where any of it is there."""
    key = f"{lines_of(subject)}. Red: counted." if figures else f"{lines_of(subject)}."
    return f"{key} {KEY_OF_FORECAST}" if subject.has_known_days else key


def lines_of(subject: Subject) -> str:
    """Say what the line and the bands of a fan are."""
    if not subject.has_band:
        return f"Line: {subject.run.course_in_words}"
    return BANDS if subject.run.learned_until is None else f"{BANDS}{BESIDES}"


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
    known_until: pd.Timestamp | None = None,
    least: float = LEAST,
) -> Spec:
    """Return a fan as Vega-Lite; `within` is a second median, the part of the first that fled.

    The scale goes to `least` at least.

    What was known is parted from what is forecast by an upright line, if any day that is drawn was known.
    """
    looks = {
        "has_bands": any(row["q05"] is not None for row in simulated),
        "year": len({row["day"][:4] for row in simulated}) > 1,
    }
    spec = dict(_template(unit, assumed, height, max(1, len(simulated)), **looks))
    known = list(figures)
    counted = [_drawn(figure) for figure in known[:: max(1, -(-len(known) // MOST_FIGURES))]]
    # a scale of its own for each picture, from zero, tall enough for the figures too
    tops = [row["q95"] or row["median"] or 0 for row in simulated] + [row["high"] or 0 for row in counted]
    spec["datasets"] = {
        "simulated": simulated,
        "within": within or [],
        "instants": [row for row in counted if row["from"] == row["until"]],
        "periods": [row for row in counted if row["from"] != row["until"]],
        "top": [{"top": max([*tops, least])}],
        "learned": _end_of_known(simulated, known_until),
    }
    return spec


def fan_of(
    subject: Subject, measure: str, values: Numbers, figures: Iterable[Figure], *, unit: str | None = "people a day",
    fled: Numbers | None = None, **looks: Any,
) -> Spec:  # fmt: skip
    """Return the fan of what was simulated of a measure (member, day), and of the part that fled, if it is given.

    Its other `looks` are those of `fan_spec`.
    """
    run = subject.run
    simulated = fan(subject.days, values, missed_on(run, measure), most_of(run, measure))
    within = None if fled is None else fan(subject.days, fled)
    return fan_spec(simulated, figures, unit=unit, within=within, known_until=run.known_until, **looks)


def _end_of_known(simulated: list[dict[str, Any]], known_until: pd.Timestamp | None) -> list[dict[str, Any]]:
    if known_until is None or not simulated or known_until < pd.Timestamp(simulated[0]["day"]).normalize():
        return []
    return drawing.rows([{"day": known_until + pd.Timedelta(days=1)}])


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
def _template(unit: str | None, assumed: bool, height: int, days: int, *, has_bands: bool, year: bool) -> Spec:
    colour = ORANGE if assumed else BLUE
    days_axis = alt.Axis(format=drawing.day_format(year=year), grid=False, labelFlush=True, tickCount=4)
    day = alt.X("day:T", title=None, axis=days_axis)
    axis = alt.Axis(format=NUMBER, tickCount=4, titleAnchor="end", titleAngle=0, titleAlign="left", titleY=-8, titleX=0)
    simulated = alt.Chart(alt.NamedData("simulated"))
    top = (
        alt.Chart(alt.NamedData("top"))
        .mark_point(opacity=0, tooltip=None)
        .encode(alt.Y("top:Q", title=unit, axis=axis))
    )
    of_fled = alt.Chart(alt.NamedData("within"))
    wide, inner = (
        band.encode(day, alt.Y(f"{low}:Q"), y2=f"{high}:Q")
        for band, (low, high) in zip(_bands(simulated, colour, days), (("q05", "q95"), ("q25", "q75")), strict=True)
    )
    ends = ENDS if has_bands else {}
    # an unseen bar a day, so that the reader need not hit a line
    told = simulated.mark_bar(opacity=0, size=alt.ExprRef(f"width / {days}")).encode(
        day,
        alt.Y("q95:Q" if has_bands else "median:Q"),
        tooltip=[
            alt.Tooltip("day:T", format="%-d %B %Y"),
            alt.Tooltip("median:Q", title="median" if has_bands else "this run", format=NUMBER_SHORT),
            *(alt.Tooltip(f"{end}:Q", title=title, format=NUMBER_SHORT) for end, title in ends.items()),
        ],
    )
    forecast = (
        alt.Chart(alt.NamedData("learned"))
        .mark_rule(color=INK, strokeWidth=1, strokeDash=[2, 3], tooltip="from here on a forecast")
        .encode(day)
    )
    layers: Sequence[alt.Chart] = (
        top,
        forecast,
        *((wide, inner) if has_bands else ()),
        *(each.encode(day, alt.Y("median:Q")) for each in _middles(simulated, of_fled, colour, days)),
        told,
        *_counted_layers(),
    )
    return drawing.finished(alt.layer(*layers), height=height)


def _bands(simulated: alt.Chart, colour: str, days: int) -> Sequence[alt.Chart]:
    """Return the wide band and the one within it; one day has no area."""
    opacities = (0.22, 0.38)
    if days == 1:
        return [simulated.mark_rule(color=colour, strokeWidth=ONE_DAY, opacity=each) for each in opacities]
    return [simulated.mark_area(color=colour, opacity=each) for each in opacities]


def _middles(simulated: alt.Chart, of_fled: alt.Chart, colour: str, days: int) -> Sequence[alt.Chart]:
    """Return the medians of all and of those of them who fled; one day has no line."""
    if days == 1:
        return [
            base.mark_tick(color=ink, orient="horizontal", size=ONE_DAY, thickness=2)
            for base, ink in ((simulated, colour), (of_fled, INK))
        ]
    return [
        simulated.mark_line(color=colour, strokeWidth=2),
        of_fled.mark_line(color=INK, strokeWidth=1.3, strokeDash=[4, 3]),
    ]


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
