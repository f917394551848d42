"""A moved run in which people do not run out: who has left cannot leave again.

Moved number by number, flows know nothing of how many are left: three times as many a day, for long enough, are more
than there are. So what new figures did to a flow is read as what they did to the hazard of those who are still there.
Where R were left of whom a went, and regression has w go in their stead, each goes w/a times as readily:

    a' = R' (1 - (1 - a/R)^(w/a))        and where nobody went  a' = R' (1 - exp(-w/R))

of R' who are left in the moved course. It is w where few go, a where nothing moved, and never more than R': the
survival of proportional hazards (Cox 1972, *Journal of the Royal Statistical Society B* 34).

So go those who leave a home or are called up there, those who return to it, and those who arrive abroad. Entries follow
arrivals, stocks and lines are held below who can be there, and the hours of a day add up to it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from exeunt.learning.known_days import KnownDays, local_starts
from exeunt.learning.over_gates import Crossings, Gates, OnlyOver, ToAny, fitted, who_left
from exeunt.learning.sharing_out import shared_out
from exeunt.luck import Floats
from exeunt.scenario.world import World

Ends = tuple[str, str]
_INWARDS, _OUTWARDS = (
    ("country_to", "country_from"),
    ("country_from", "country_to"),
)  # of who goes on, of who comes back

# What is counted by the hour, and the day's number that the hours of a day come to.
HOURS = {
    "tick_country_in": "country_crossings_in",
    "tick_country_out": "country_crossings_out",
    "tick_crossings_in": "crossings_in",
}


def peopled(before: xr.Dataset, wanted: xr.Dataset, world: World, known: KnownDays) -> xr.Dataset:
    """Return moved members in which nobody leaves, comes or is counted twice; numbers of known days are left alone.

    Parameters
    ----------
    before
        The members as they ran.
    wanted
        As each number was moved by itself.
    world
        Their scenario.
    known
        Which days stay.

    """
    after = wanted.copy()

    def put(values: Mapping[str, Floats]) -> None:
        for name, numbers in values.items():
            whole = np.rint(numbers) if wanted[name].dtype.kind == "i" else numbers
            after[name] = wanted[name].copy(data=whole.astype(wanted[name].dtype))

    put(_people(before, wanted, world, known))
    put(_crossings(before, wanted, after, world, known))
    put({"stock": _stock(after, world, known)})
    put(_lines(before, after, world, known))
    put({hours: _hours(before, after, hours, day, known) for hours, day in HOURS.items() if hours in before})
    return after


def who_goes(flow: Floats, left: Floats) -> Floats:
    """Return how many go of those who are left, as members ran and as they are moved, in whole people; see above.

    `flow` is how many went and how many regression has go, `left` who was left and who is in the moved course. Where
    nobody was left, nobody knows how willing they were: as many go as are wanted.
    """
    (went, wanted), (had, has) = flow, np.maximum(left, 0.0)
    had = np.maximum(had, went)  # a day abroad ends at another moment than one at home
    of = np.maximum(had, 1.0)
    stay = np.where(went > 0.0, (1.0 - went / of) ** (wanted / np.maximum(went, 1.0)), np.exp(-wanted / of))
    return np.stack([went, np.rint(np.where(had > 0.0, has * (1.0 - stay), np.minimum(wanted, has)))])


def _people(before: xr.Dataset, wanted: xr.Dataset, world: World, known: KnownDays) -> dict[str, Floats]:
    """Return who leaves, is called up and returns, by place, and who arrives, by country, day after day.

    Of those away some return, of all who are not abroad some arrive, of those at home some leave or are called up. A
    country keeps the arrivals of the days that are known of it; and where more arrive than had set out, more set out.
    """
    left, called, back, came = (
        _both(name, before, wanted) for name in ("departures", "drafted", "returned", "arrivals")
    )
    after = {"departures": left[1], "drafted": called[1], "returned": back[1], "arrivals": came[1]}
    after = {name: values.copy() for name, values in after.items()}
    stays = known.of(before["arrivals"], "arrivals")
    held, free = np.where(stays, came[0], 0.0), np.where(stays, 0.0, came)
    at = [list(before["place"].values).index(id_) for id_ in world.homes["id"]]
    left, called, back = left[..., at], called[..., at], back[..., at]
    people, settled = world.people.sum(axis=1).astype(np.float64), world.places["settled"]
    shape = (2, left.shape[1], 1)
    home, near = np.tile(people, shape), np.full(shape[:2], people.sum())
    away = np.tile(np.rint(settled.sum() * people / max(people.sum(), 1.0)), shape)
    # some arrive who set out before the first day, or whose day abroad ends after that at home
    ahead = np.maximum((came[0].sum(axis=-1) - left[0].sum(axis=-1)).cumsum(axis=-1), settled.sum())
    unmet = np.zeros(shape[1])
    for d in range(left.shape[2]):
        returned = who_goes(back[:, :, d], away)
        near = near + returned.sum(axis=-1) - held[:, d].sum(axis=-1)
        arrived = who_goes(free[:, :, d].sum(axis=-1), near)
        home = home + returned
        gone = who_goes((left + called)[:, :, d], home)
        departed, drafted = np.moveaxis(shared_out(gone[1], np.stack([left[1, :, d], called[1, :, d]], axis=-1)), -1, 0)
        unmet = unmet + held[:, d].sum(axis=-1) + arrived[1] - departed.sum(axis=-1)
        remain = home[1] - gone[1]
        more = shared_out(np.clip(unmet - ahead[:, d], 0.0, remain.sum(axis=-1)), remain)
        unmet = unmet - more.sum(axis=-1)
        after["returned"][:, d, at], after["departures"][:, d, at] = returned[1], departed + more
        after["drafted"][:, d, at] = drafted
        after["arrivals"][:, d] = held[:, d] + shared_out(arrived[1], free[1, :, d])
        near = near - arrived - np.stack([called[0, :, d].sum(axis=-1), drafted.sum(axis=-1)])
        home = home - gone - np.stack([np.zeros_like(more), more])
        away = away - returned + np.stack([left[0, :, d], departed + more])
    return after


def _both(name: str, before: xr.Dataset, wanted: xr.Dataset) -> Floats:
    """Return a variable as members ran and as it was moved by itself, shape (2, members, days or ticks, spots)."""
    return np.stack([np.asarray(each[name].values, np.float64) for each in (before, wanted)])


def _crossings(
    before: xr.Dataset, wanted: xr.Dataset, after: xr.Dataset, world: World, known: KnownDays
) -> dict[str, Floats]:
    """Return crossings that follow arrivals: who does not arrive is not counted at the border, who does besides is.

    At gates by the same factor as in the country they lead to; out of a country that people flee from, likewise. All
    gates of a country together let in no more than enter it, and as many as they let out have left it; where there is
    no way but over gates, just as many.
    """
    came_w, came = _both("arrivals", wanted, after)
    (entered, entering), (left, leaving) = (_both(f"country_crossings_{way}", before, wanted) for way in ("in", "out"))
    into = np.maximum(entering + came - came_w, came)
    fled = np.where(np.isin(wanted["country"].values, world.homes["country"]), leaving, 0.0)
    out = leaving + shared_out((came - came_w).sum(axis=-1), fled)
    gates, to_any = Gates.of(wanted, world), ToAny.of(wanted, world)
    only = OnlyOver.of(world, list(wanted["country"].values))
    ran, stays = Crossings.of(before), known.of(before["crossings_in"], "crossings_in")
    crossed = gates.times(_ratio(into, entering), Crossings.of(wanted))
    crossed = fitted(gates, ran, (entered, into), crossed, stays=stays, only=only.its_own)
    # who comes past the gates of a country does so over those that lead to any
    past = tuple((all_ - gates.entering(over)) @ to_any.groups for all_, over in ((entered, ran), (into, crossed)))
    crossed = to_any.gates.times(_ratio(into @ to_any.groups, entering @ to_any.groups), crossed)
    only_any = (to_any.groups.T @ ~only.any_gate) == 0.0
    crossed = fitted(to_any.gates, ran, past, crossed, stays=stays, only=only_any)
    known_out = known.of(before["country_crossings_out"], "crossings_out")
    gone = who_left(gates, ran, (left, np.maximum(out, 0.0)), crossed, only.its_own & ~known_out)
    return {
        "country_crossings_in": into,
        "country_crossings_out": gone,
        "crossings_in": crossed.inwards,
        "crossings_out": crossed.outwards,
    }


def _ratio(now: Floats, was: Floats) -> Floats:
    """Return by which factor numbers rose, 1 where there was none."""
    return np.divide(now, was, out=np.ones(now.shape), where=was > 0.0)


def _stock(after: xr.Dataset, world: World, known: KnownDays) -> Floats:
    """Return stocks of which those abroad are no more than arrived, and those at home no more than set out."""
    stock = after["stock"].values.astype(np.float64)
    stays = known.of(after["stock"], "stock")
    places = world.places.set_index("id").loc[list(after["place"].values)]
    at_home = places["country"].isin(set(world.homes["country"])).to_numpy()
    for name, here in (("arrivals", ~at_home), ("departures", at_home)):
        room = after[name].values.sum(axis=-1).cumsum(axis=-1) + float(places["settled"][here].sum())
        rest = np.maximum(room - np.where(here & stays, stock, 0.0).sum(axis=-1), 0.0)
        free = np.where(here & ~stays, stock, 0.0)
        over = free.sum(axis=-1) > rest
        stock = np.where(over[..., None] & here & ~stays, shared_out(rest, free), stock)
    return stock


def _lines(before: xr.Dataset, after: xr.Dataset, world: World, known: KnownDays) -> dict[str, Floats]:
    """Return lines in which no more stand than are not abroad on the day, and ordinary travellers stood at most."""
    came, back = (after[name].values.sum(axis=-1) for name in ("arrivals", "returned"))
    near = float(world.people.sum() + world.places["settled"].sum()) + (back - came).cumsum(axis=-1) + came
    room = near + before["ordinary_ledger"].sel(ordinary_account="present").max("tick").values[:, None]
    whole = after["queue_people"].values.sum(axis=-1)
    factor = np.divide(room, whole, out=np.ones(whole.shape), where=whole > room)[..., None]
    days = {name: after[name].values * factor for name in ("queue_people", "queue_vehicles", "queue_km")}
    if "tick_queue_vehicles" not in after:
        return days
    of_day = np.clip(_of_day(before, "tick_queue_vehicles", known), 0, whole.shape[1] - 1)
    return {**days, "tick_queue_vehicles": after["tick_queue_vehicles"].values * factor[:, of_day, 0]}


def _of_day(before: xr.Dataset, hours: str, known: KnownDays) -> NDArray[np.int64]:
    """Return in which day of the record each hour begins by the clock of each spot; others are out of its range."""
    since = local_starts(before[hours], known.speaker) - before["time"].values[0]
    return np.asarray(np.floor(since / np.timedelta64(1, "D")).astype(np.int64))


def _hours(before: xr.Dataset, after: xr.Dataset, hours: str, day: str, known: KnownDays) -> Floats:
    """Return numbers by the hour that come to as much of their day as they did, in the shape that regression gives.

    Hours that belong to no day of the record stay as they were.
    """
    ran, moved = _both(hours, before, after)
    days = _both(day, before, after)
    of_day, out = _of_day(before, hours, known), ran.copy()
    for k in range(ran.shape[2]):
        inside = np.flatnonzero((of_day[:, k] >= 0) & (of_day[:, k] < days.shape[2]))
        first = np.flatnonzero(np.diff(of_day[inside, k], prepend=-1))
        was, now = days[:, :, of_day[inside[first], k], k]
        had = np.add.reduceat(ran[:, inside, k], first, axis=1)
        total = np.rint(np.where(was > 0.0, had * now / np.maximum(was, 1.0), had + now))
        out[:, inside, k] = _shaped(moved[:, inside, k], total, first)
    return np.asarray(out)


def _shaped(hours: Floats, total: Floats, first: NDArray[np.intp]) -> Floats:
    """Return hours scaled so that each day, which begins at these of them, comes to its total in whole people."""
    many = np.diff(np.append(first, hours.shape[1]))
    idle = np.repeat(np.add.reduceat(hours, first, axis=1) <= 0.0, many, axis=1)
    shape = np.where(idle, 1.0, hours)
    scale = np.repeat(total / np.add.reduceat(shape, first, axis=1), many, axis=1)
    return np.asarray(np.diff(np.rint(np.cumsum(shape * scale, axis=1)), axis=1, prepend=0.0))
