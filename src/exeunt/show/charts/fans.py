"""Fans: the median and bands over members, day by day, with counted figures drawn on them, and where each belongs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd

from exeunt.outcome.bands import Missed, quantiles, whole
from exeunt.outcome.forecast import missed_on, most_of
from exeunt.outcome.measures import Numbers, UnsaidError
from exeunt.outcome.summary import ASSUMED
from exeunt.show.charts import drawing
from exeunt.show.charts.drawing import BLUE, INK, NUMBER, ORANGE, VERMILION, Picture, Spec
from exeunt.wording import MEASURES, about, capitalised

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
WAYS = {"crossings_in": "entering", "crossings_out": "leaving again"}
DRAWN = (*WAYS, "arrivals")
AT_PLACES = ("stock", "departures", "drafted", "returned")
MOST_PLACES, MOST_COUNTRIES, LEADING = 9, 8, 3


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
    return key if subject.run.learned_until is None else f"{key} {KEY_OF_FORECAST}"


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
    learned_until: pd.Timestamp | None = None,
    least: float = LEAST,
) -> Spec:
    """Return a fan as Vega-Lite; `within` is a second median, the part of the first that fled.

    The scale goes to `least` at least.

    What members learned until is parted from what they forecast by an upright line.
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
        "learned": [] if learned_until is None else drawing.rows([{"day": learned_until + pd.Timedelta(days=1)}]),
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
    if days == 1:  # one day has no line and no area
        bands = (
            simulated.mark_rule(color=colour, strokeWidth=ONE_DAY, opacity=0.22),
            simulated.mark_rule(color=colour, strokeWidth=ONE_DAY, opacity=0.38),
        )
        middle, part = (
            base.mark_tick(color=ink, orient="horizontal", size=ONE_DAY, thickness=2)
            for base, ink in ((simulated, colour), (of_fled, INK))
        )
    else:
        bands = simulated.mark_area(color=colour, opacity=0.22), simulated.mark_area(color=colour, opacity=0.38)
        middle = simulated.mark_line(color=colour, strokeWidth=2)
        part = of_fled.mark_line(color=INK, strokeWidth=1.3, strokeDash=[4, 3])
    wide, inner = (
        band.encode(day, alt.Y(f"{low}:Q"), y2=f"{high}:Q")
        for band, (low, high) in zip(bands, (("q05", "q95"), ("q25", "q75")), strict=True)
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
    level = alt.Y("median:Q")
    layers: Sequence[alt.Chart] = (
        top,
        forecast,
        *((wide, inner) if has_bands else ()),
        middle.encode(day, level),
        part.encode(day, level),
        told,
        *_counted_layers(),
    )
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


def counts(subject: Subject, where: str, figures: list[Figure]) -> Iterator[Picture]:
    """Draw entries that were counted at gates, areas or several countries together."""
    groups: dict[tuple[str, bool], list[Figure]] = {}
    for figure in figures:
        measure = figure.target.measure  # whoever fled fled: only borders tell citizens from all
        groups.setdefault((measure, measure != "arrivals" and figure.target.who == "all"), []).append(figure)
    for (measure, all_), chosen in groups.items():
        if measure == "arrivals":
            if any(figure.answer is not None for figure in chosen):
                yield _arrivals(subject, where, chosen)
            continue
        values = entries(subject, where, measure, others=all_)
        if values is None:
            continue
        name = subject.names.where(where)
        whom = ", all nationalities" if all_ else ""
        yield Picture(
            name=subject.anchor(f"at-{where.replace('+', '-')}-{measure}{'-all' if all_ else ''}"),
            title=f"{capitalised(name)}{'' if measure == 'crossings_in' else ', leaving again'}{whom}",
            said=f"{name}: {'people' if all_ else 'citizens'} {WAYS[measure]} a day.",
            spec=fan_spec(
                fan(subject.days, values, missed_on(subject.run, measure), most_of(subject.run, measure)),
                chosen,
                unit="people a day",
                learned_until=subject.run.learned_until,
            ),
            figures=tuple(chosen),
            key=key_of(subject, chosen),
        )


def present(subject: Subject) -> Iterator[Picture]:
    """Draw people counted at places, such as those present in a camp: where the largest numbers were counted."""
    groups: dict[tuple[str, str], list[Figure]] = {}
    for figure in subject.drawn:
        if figure.target.measure in AT_PLACES and figure.per_day:
            groups.setdefault((figure.target.where, figure.target.measure), []).append(figure)
    largest = sorted(groups, key=lambda group: -max(figure.target.value for figure in groups[group]))[:MOST_PLACES]
    for where, measure in largest:
        values = at_places(subject, where, measure)
        if values is None:
            continue
        name, words = subject.names.where(where), MEASURES[measure]
        yield Picture(
            name=subject.anchor(f"at-{where.replace('+', '-')}-{measure}"),
            title=f"{capitalised(name)}, {words}",
            said=f"{name}: {words}.",
            spec=fan_spec(
                fan(subject.days, values, missed_on(subject.run, measure), most_of(subject.run, measure)),
                groups[where, measure],
                unit="people",
                learned_until=subject.run.learned_until,
            ),
            figures=tuple(groups[where, measure]),
            key=f"{capitalised(words)}. {key_of(subject, groups[where, measure])}",
        )


def at_places(subject: Subject, where: str, measure: str) -> Numbers | None:
    """Return people (member, day) at all places that `where` names; None if the run cannot say."""
    ids = subject.labels("place")
    country = dict(zip(subject.world.places["id"], subject.world.places["country"], strict=True))
    try:
        spots = list(subject.speaker.spots(where))
    except UnsaidError:
        return None
    named = {spot.id for spot in spots if spot.kind == "place"}
    whole = {spot.id for spot in spots if spot.kind == "country"}
    chosen = [place for place, id_ in enumerate(ids) if id_ in named or country.get(id_) in whole]
    if len(named) + len(whole) < len(spots) or not chosen:
        return None
    return np.asarray(subject.daily(measure)[:, :, chosen].sum(axis=2))


def entries(subject: Subject, where: str, measure: str, *, others: bool) -> Numbers | None:
    """Return the people counted a day (member, day) at everything that `where` names; None if the run cannot say."""
    way = measure.removeprefix("crossings_")
    total: Numbers | None = None
    try:
        for spot in subject.speaker.spots(where):
            if spot.kind == "gate":
                names = [f"crossings_{way}", f"others_{way}"] if others else [f"crossings_{way}"]
            elif spot.kind == "country" and not others:
                names = [f"country_crossings_{way}"]
            else:
                return None
            for name in names:
                values = subject.speaker.daily(name, spot)
                total = values if total is None else total + values
    except UnsaidError:
        return None
    return total


def fans(subject: Subject) -> tuple[Picture, ...]:
    """Return a fan for each of the main countries, and for whatever else entries were counted of."""
    return tuple(_pictures(subject))


def leading(subject: Subject, pictures: Sequence[Picture]) -> tuple[Picture, ...]:
    """Return one picture for each country where most people went; of those who fled where they were counted."""
    by_name = {picture.name: picture for picture in pictures}
    named = (
        [subject.anchor(f"{kind}-{country}") for kind in ("fled", "fan")]
        for country in subject.table["country"].head(LEADING)
    )
    return tuple(by_name[next(name for name in names if name in by_name)] for names in named)


def _pictures(subject: Subject) -> Iterator[Picture]:
    drawn = [figure for figure in subject.drawn if figure.target.measure in DRAWN and figure.per_day]
    arrived = [str(country) for country in subject.table["country"]]
    counted = dict.fromkeys(figure.target.where for figure in drawn)
    countries = set(subject.labels("country"))
    main = [c for place, c in enumerate(arrived) if place < MOST_COUNTRIES or c in counted]
    main += [c for c in counted if c in countries and c not in main]
    for country in main:
        yield from _country(subject, country, [figure for figure in drawn if figure.target.where == country])
    for where in counted:
        if where not in countries:
            yield from counts(subject, where, [figure for figure in drawn if figure.target.where == where])
    yield from present(subject)


def _country(subject: Subject, country: str, figures: list[Figure]) -> Iterator[Picture]:
    arriving = [figure for figure in figures if figure.target.measure == "arrivals"]
    if arriving:
        yield _arrivals(subject, country, arriving)
    entering = [figure for figure in figures if figure.target.measure == "crossings_in"]
    if entering or not (arriving and _only_who_fled_enter(subject, country)):
        yield _picture(subject, country, "crossings_in", entering)
    leaving = [figure for figure in figures if figure.target.measure == "crossings_out"]
    if leaving:
        yield _picture(subject, country, "crossings_out", leaving)


def _only_who_fled_enter(subject: Subject, country: str) -> bool:
    """Whether a picture of all who enter would be that of those who fled, without what was counted of them."""
    place = subject.labels("country").index(country)
    entered, fled = (subject.daily(name)[:, :, place] for name in ("country_crossings_in", "arrivals"))
    return np.array_equal(entered, fled)


def _picture(subject: Subject, country: str, measure: str, figures: list[Figure]) -> Picture:
    place = subject.labels("country").index(country)
    way = measure.removeprefix("crossings_")
    everyone = subject.daily(f"country_crossings_{way}")[:, :, place]
    fled = subject.daily("arrivals")[:, :, place]
    is_in = measure == "crossings_in"
    name = subject.names.country(country)
    assumed = subject.is_assumed(country)
    label = f" – {ASSUMED}" if assumed else ""
    return Picture(
        name=subject.anchor(f"{'fan' if is_in else 'out'}-{country}"),
        title=f"{name}{'' if is_in else ', leaving again'}{label}",
        said=f"{name}: citizens {WAYS[measure]} a day; {_in_all(subject, fled)}.",
        spec=fan_spec(
            fan(subject.days, everyone, missed_on(subject.run, measure), most_of(subject.run, measure)),
            figures,
            unit="people a day",
            within=fan(subject.days, fled) if is_in else None,
            assumed=assumed,
            learned_until=subject.run.learned_until,
        ),
        figures=tuple(figures),
        key=f"All citizens {WAYS[measure]} a day. {key_of(subject, figures)}"
        + (" Dashed: of these, fled." if is_in else ""),
        is_assumed=assumed,
    )


def _in_all(subject: Subject, fled: Numbers) -> str:
    """Say how many fled over the whole period, of (member, day)."""
    median = ", median" if subject.has_band else ""
    return f"who fled in all{median}: {about(whole(np.median(fled.sum(axis=1)), 'people'))}"


def _arrivals(subject: Subject, where: str, figures: list[Figure]) -> Picture:
    """Draw those who fled to one country or several, where they were counted."""
    codes = subject.labels("country")
    chosen = [codes.index(spot.id) for spot in subject.speaker.spots(where) if spot.kind == "country"]
    fled = subject.daily("arrivals")[:, :, chosen].sum(axis=2)
    name = subject.names.where(where)
    return Picture(
        name=subject.anchor(f"fled-{where.replace('+', '-')}"),
        title=f"{capitalised(name)}, those who fled",
        said=f"{name}: people who fled arriving a day; {_in_all(subject, fled)}.",
        spec=fan_spec(
            fan(subject.days, fled, missed_on(subject.run, "arrivals"), most_of(subject.run, "arrivals")),
            figures,
            unit="people a day",
            learned_until=subject.run.learned_until,
        ),
        figures=tuple(figures),
        key=f"Those who fled, as they come abroad. {key_of(subject, figures)}",
    )
