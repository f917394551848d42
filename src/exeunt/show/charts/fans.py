"""Which fans are drawn: of the countries where most people went, and of whatever else was counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from exeunt.outcome.bands import whole
from exeunt.outcome.measures import Numbers, UnsaidError
from exeunt.outcome.summary import ASSUMED
from exeunt.scenario.rows import pairs
from exeunt.show.charts.drawing import Picture
from exeunt.show.charts.fan import fan_of, key_of
from exeunt.wording import MEASURES, about, capitalised

if TYPE_CHECKING:
    from exeunt.show.figures import Figure
    from exeunt.show.subject import Subject

WAYS = {"crossings_in": "entering", "crossings_out": "leaving again"}
DRAWN = (*WAYS, "arrivals")
AT_PLACES = ("stock", "departures", "drafted", "returned")
MOST_PLACES, MOST_COUNTRIES, LEADING = 9, 8, 3


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
            spec=fan_of(subject, measure, values, chosen),
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
            spec=fan_of(subject, measure, values, groups[where, measure], unit="people"),
            figures=tuple(groups[where, measure]),
            key=f"{capitalised(words)}. {key_of(subject, groups[where, measure])}",
        )


def at_places(subject: Subject, where: str, measure: str) -> Numbers | None:
    """Return people (member, day) at all places that `where` names; None if the run cannot say."""
    ids = subject.labels("place")
    country = pairs(subject.world.places, "id", "country")
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
        spec=fan_of(subject, measure, everyone, figures, fled=fled if is_in else None, assumed=assumed),
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
        spec=fan_of(subject, "arrivals", fled, figures),
        figures=tuple(figures),
        key=f"Those who fled, as they come abroad. {key_of(subject, figures)}",
    )
