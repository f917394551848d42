"""Arrivals per country over the days, as small multiples, with the counted figures drawn on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from exeunt.outcome.measures import Numbers, UnsaidError
from exeunt.outcome.summary import ASSUMED
from exeunt.show.drawing import Picture
from exeunt.show.fan import KEY, fan, fan_spec
from exeunt.show.figures import Figure
from exeunt.show.wording import about

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

MOST_COUNTRIES = 8
ENTRIES = ("crossings_in", "crossings_out")
WAYS = {"crossings_in": "entering", "crossings_out": "leaving again"}


def fans(subject: Subject) -> tuple[Picture, ...]:
    """Return a fan for each of the main countries, and for whatever else entries were counted of."""
    return tuple(_pictures(subject))


def _pictures(subject: Subject) -> Iterator[Picture]:
    drawn = [figure for figure in subject.figures if figure.target.measure in ENTRIES and figure.per_day]
    arrived = [str(country) for country in subject.table["country"]]
    counted = dict.fromkeys(figure.target.where for figure in drawn)
    countries = set(subject.labels("country"))
    main = [c for place, c in enumerate(arrived) if place < MOST_COUNTRIES or c in counted]
    main += [c for c in counted if c in countries and c not in main]
    for country in main:
        yield from _country(subject, country, [figure for figure in drawn if figure.target.where == country])
    for where in counted:
        if where not in countries:
            yield from _elsewhere(subject, where, [figure for figure in drawn if figure.target.where == where])


def _country(subject: Subject, country: str, figures: list[Figure]) -> Iterator[Picture]:
    entering = [figure for figure in figures if figure.target.measure == "crossings_in"]
    yield _picture(subject, country, "crossings_in", entering)
    leaving = [figure for figure in figures if figure.target.measure == "crossings_out"]
    if leaving:
        yield _picture(subject, country, "crossings_out", leaving)


def _picture(subject: Subject, country: str, measure: str, figures: list[Figure]) -> Picture:
    place = subject.labels("country").index(country)
    way = measure.removeprefix("crossings_")
    everyone = subject.daily(f"country_crossings_{way}")[:, :, place]
    fled = subject.daily("arrivals")[:, :, place]
    is_in = measure == "crossings_in"
    name = subject.names.country(country)
    assumed = subject.is_assumed(country)
    label = f" – {ASSUMED}" if assumed else ""
    total = fled.sum(axis=1)
    return Picture(
        name=subject.anchor(f"{'fan' if is_in else 'out'}-{country}"),
        title=f"{name}{'' if is_in else ', leaving again'}{label}",
        said=f"{name}: citizens {WAYS[measure]} a day; who fled in all, median: {about(float(np.median(total)))}.",
        spec=fan_spec(
            fan(subject.days, everyone),
            figures,
            unit="people a day",
            within=fan(subject.days, fled) if is_in else None,
            assumed=assumed,
        ),
        figures=tuple(figures),
        key=f"All citizens {WAYS[measure]} a day. {KEY}" + (" Dashed: of these, fled." if is_in else ""),
    )


def _elsewhere(subject: Subject, where: str, figures: list[Figure]) -> Iterator[Picture]:
    """Draw entries that were counted at gates, areas or several countries together."""
    groups = dict.fromkeys((figure.target.measure, figure.target.who == "all") for figure in figures)
    for measure, all_ in groups:
        chosen = [f for f in figures if (f.target.measure, f.target.who == "all") == (measure, all_)]
        values = entries(subject, where, measure, others=all_)
        if values is None:
            continue
        name = subject.names.where(where)
        whom = ", all nationalities" if all_ else ""
        yield Picture(
            name=subject.anchor(f"at-{where.replace('+', '-')}-{measure}{'-all' if all_ else ''}"),
            title=f"{name[:1].upper()}{name[1:]}{'' if measure == 'crossings_in' else ', leaving again'}{whom}",
            said=f"{name}: {'people' if all_ else 'citizens'} {WAYS[measure]} a day.",
            spec=fan_spec(fan(subject.days, values), chosen, unit="people a day"),
            figures=tuple(chosen),
            key=KEY,
        )


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
