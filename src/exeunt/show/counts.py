"""What was counted elsewhere than at the border of one country: at gates and areas, and people present at places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from exeunt.outcome.measures import Numbers, UnsaidError
from exeunt.show.drawing import Picture
from exeunt.show.fan import KEY, fan, fan_spec
from exeunt.show.figures import MEASURES, Figure

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

ENTRIES = ("crossings_in", "crossings_out")
WAYS = {"crossings_in": "entering", "crossings_out": "leaving again"}
AT_PLACES = ("stock", "departures", "drafted", "returned")
MOST_PLACES = 9


def counts(subject: Subject, where: str, figures: list[Figure]) -> Iterator[Picture]:
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


def present(subject: Subject) -> Iterator[Picture]:
    """Draw people counted at places, such as those present in a camp: where the largest numbers were counted."""
    groups: dict[tuple[str, str], list[Figure]] = {}
    for figure in subject.figures:
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
            title=f"{name[:1].upper()}{name[1:]}, {words}",
            said=f"{name}: {words}.",
            spec=fan_spec(fan(subject.days, values), groups[where, measure], unit="people"),
            figures=tuple(groups[where, measure]),
            key=f"{words[:1].upper()}{words[1:]}. {KEY}",
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
