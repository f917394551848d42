"""What a FLEE folder shuts, and where it sends people on, as rules and pulls.

Forced redirection from a place where nobody stays shuts the other ways on; from a camp it takes something off the worth
of staying (`SENT_ON`), as some are sent on and some stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import pandas as pd

from exeunt.errors import quoted
from exeunt.exchange.flee.folder import Closure, FleeFolder, Location
from exeunt.exchange.flee.network import Network
from exeunt.exchange.flee.table_rows import by_name, day, driver, link, rule, unlike
from exeunt.exchange.steady import Days, steady
from exeunt.scenario.assembled import Row

# Worth of staying at a camp from which people are sent on: with a camp as good half a day further, half of them stay.
SENT_ON = -1.6


def sent_on(folder: FleeFolder, ids: Mapping[str, str]) -> Iterator[Row]:
    """Yield what is taken off the worth of staying at camps from which people are sent on."""
    at = by_name(folder)
    for place, on in _redirected(folder).items():
        if at[place].is_camp:
            for first, last, level in steady(_any(on)):
                yield driver(folder, "pull", ids[place], first, last, level * SENT_ON, "assumed-sent-on")


def _redirected(folder: FleeFolder) -> dict[str, pd.DataFrame]:
    """Return, for each place from which people are sent on, on which days (rows) and where to (columns)."""
    on: dict[str, pd.DataFrame] = {}
    for route in folder.routes:
        if route.redirect:
            place, target = route.redirect
            on.setdefault(place, pd.DataFrame(index=range(folder.days)))[target] = True
    for closure in folder.closures:
        if closure.kind == "remove_forced_redirection":
            for place, target in ((closure.a, closure.b), (closure.b, closure.a)):
                if place in on and target in on[place]:
                    on[place].loc[list(_closed(closure, folder.days)), target] = False
    return on


def _any(on: pd.DataFrame) -> Days:
    return np.asarray(on.to_numpy(np.bool_).any(axis=1), np.float64)


def _closed(closure: Closure, days: int) -> range:
    return range(max(closure.start, 0), days if closure.end is None else min(closure.end, days))


def closures(folder: FleeFolder, network: Network, *, ids: Mapping[str, str]) -> Iterator[Row]:
    """Turn closures, and the other ways on from places where people are sent on, into rules that deny."""
    at = by_name(folder)
    kept = set(network.places)
    ways = [way for road in network.roads for way in ((road.a, road.b), (road.b, road.a))]
    for number, closure in enumerate(folder.closures, start=1):
        span = _closed(closure, folder.days)
        if not span or closure.kind == "remove_forced_redirection":
            continue
        if closure.kind in ("camp", "idpcamp"):
            if closure.a in kept and at[closure.a].is_camp:
                yield rule(folder, f"closure-{number}", "stay", ids[closure.a], span, "flee-closures")
            continue
        shut = [way for way in ways if _shuts(closure, way, at)]
        for part, (a, b) in enumerate(shut, start=1):
            yield rule(folder, f"closure-{number}-{part}", "enter", link(ids, a, b), span, "flee-closures")
    used: set[str] = set()
    for place, on in _redirected(folder).items():
        if at[place].is_camp or place not in kept:
            continue
        for first, last, anywhere in steady(_any(on)):
            targets = {str(target) for target in on.columns if on[target].iloc[first]}
            others = [b for a, b in ways if a == place and b not in targets]
            for other in others if anywhere else ():
                id_ = unlike(f"sent-on-{ids[place]}-{ids[other]}-{first}", used)
                used.add(id_)
                yield rule(folder, id_, "enter", link(ids, place, other), range(first, last + 1), "flee-routes")


def vain(folder: FleeFolder, network: Network) -> Iterator[str]:
    """Say which closures close nothing here: outside the period, or between countries that no road joins."""
    at = by_name(folder)
    ways = [way for road in network.roads for way in ((road.a, road.b), (road.b, road.a))]
    for closure in folder.closures:
        if not _closed(closure, folder.days):
            yield f"closures.csv:{closure.row}: it is closed on no day of the period, so nothing is closed."
        elif closure.kind == "country" and not any(_shuts(closure, way, at) for way in ways):
            yield f"closures.csv:{closure.row}: no road joins '{closure.a}' and '{closure.b}', so nothing is closed."


def staying_on(folder: FleeFolder, network: Network, *, peopled: Collection[str]) -> Iterator[str]:
    """Say which closed camps may have people in them, who stay; `peopled` are those that have on the first day."""
    at = by_name(folder)
    kept = set(network.places)
    for closure in folder.closures:
        span = _closed(closure, folder.days)
        is_camp = closure.kind in ("camp", "idpcamp") and closure.a in kept and at[closure.a].is_camp
        if is_camp and span and (span.start > 0 or closure.a in peopled):
            name, until = quoted(closure.a), "on" if closure.end is None else f"until {day(folder, span.stop - 1)}"
            yield (
                f"closures.csv:{closure.row}: nobody new stays in {name} from {day(folder, span.start)} {until}, but"
                " those who are there do. In FLEE it is a town then, and they move on."
            )


def _shuts(closure: Closure, way: tuple[str, str], at: Mapping[str, Location]) -> bool:
    match closure.kind:
        case "country":
            return {at[end].country for end in way} == {closure.a, closure.b}
        case "location" if not closure.b:
            return closure.a in way
        case "link":
            return way == (closure.a, closure.b)
        case _:
            return set(way) == {closure.a, closure.b}
