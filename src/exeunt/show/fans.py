"""Arrivals per country over the days, as small multiples, with the counted figures drawn on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from exeunt.outcome.summary import ASSUMED
from exeunt.show.counts import ENTRIES, WAYS, counts, present
from exeunt.show.drawing import Picture
from exeunt.show.fan import KEY, fan, fan_spec
from exeunt.show.figures import Figure
from exeunt.wording import about

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

MOST_COUNTRIES = 8


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
            yield from counts(subject, where, [figure for figure in drawn if figure.target.where == where])
    yield from present(subject)


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
