"""What becomes known: waits and fares, the rules in force, the push; and the values that follow."""

from __future__ import annotations

import math

import numpy as np

from exeunt.behaviour import settling, travelling
from exeunt.behaviour.choice import LOWEST, SHUT, Choices, Weights
from exeunt.behaviour.leaving import hazard
from exeunt.behaviour.preferences import Preferences
from exeunt.behaviour.tails import see_what_is_open, value_tails
from exeunt.behaviour.travelling import Met
from exeunt.behaviour.weighing import weigh
from exeunt.compiled import inner, step
from exeunt.engine.kernel.records import SEATS, Now, Space, State, Times, add_up
from exeunt.engine.kernel.waits import wait_some_time

LONGEST = 720.0  # hours: a longer wait is as good as none being let through
# A wait is news once it differs by so much from what was heard: of it, and in hours.
SOME, LITTLE = 0.05, 0.25


@step
def look_at_lines(sp: Space, tm: Times, m: Preferences, s: State, now: Now) -> None:
    """Let the waits seen at the last news become known, and see those of now, which are all that is known at first.

    Who hears of a line does not stand at it yet: where a gate shuts at night, what counts is the wait at any hour.
    """
    capacity = m.gate_capacity[now.t]
    for line in range(len(sp.line)):
        seen = s.queue[line].wait_seen
        s.queue[line].wait_seen = wait_some_time(sp, tm, capacity, s, line, now, LONGEST)
        s.queue[line].wait_known = seen if now.t > 0 else s.queue[line].wait_seen


@step
def hear_news(
    sp: Space, tm: Times, m: Preferences, s: State, ways: Choices, w: Weights, t: int, is_news: bool, changed: bool
) -> None:  # fmt: skip
    """Step 1: utilities under the rules, waits and fares of the moment, and the values that follow from them.

    Rules are heard of as they change (`changed`), how full places are and what draws to countries with the news alone.
    What cannot have moved since the last is passed over.
    """
    w.news[0] += 1
    for line in range(len(sp.line)):
        heard, known = s.queue[line].wait_heard, s.queue[line].wait_known
        s.queue[line].is_news = abs(known - heard) > SOME * heard + LITTLE
        if s.queue[line].is_news:
            s.queue[line].wait_heard = known
    for link in range(len(sp.link)):
        line = sp.link[link].line
        if changed or (line >= 0 and s.queue[line].is_news):
            weigh_link(sp, tm, m, s, w, t, link)
    if changed:
        choose_roads(sp, tm, m, s, ways, w, tm.tick[t].epoch)
    draws = tm.lure[tm.tick[t].day]
    for p in range(len(sp.place)):
        capacity, country = sp.place[p].capacity, sp.place[p].country
        if is_news and capacity < math.inf:
            s.filled[p] = add_up(s.settled[p]) / capacity if capacity > 0.0 else 1.0
        lure = draws[country] if is_news else s.lure[country]
        if changed or (is_news and (capacity < math.inf or lure != s.lure[country])):
            weigh_end(sp, tm, m, s, w, t, p, lure)
    if is_news:
        for c in range(len(draws)):
            s.lure[c] = draws[c]
    value_tails(ways, w, m.legs, s.utility, m.fade, m.scale, m.nest_ratio)
    if changed:
        see_what_is_open(ways, w)


@inner
def weigh_link(sp: Space, tm: Times, m: Preferences, s: State, w: Weights, t: int, link: int) -> None:
    """Work out the utility of a link for each class."""
    epoch, row, line = tm.tick[t].epoch, sp.link[link].rule, sp.link[link].line
    wait, fare, due = 0.0, 1.0, np.float64(m.due[link])
    if line >= 0:
        wait = s.queue[line].wait_heard
        if sp.line[line].kind == SEATS:
            fare = travelling.fare(m.travelling, wait)
    for c in range(m.utility.shape[1]):
        u = 2.0 * SHUT
        if row < 0:
            met = Met(wait, fare, 0.0, 1.0, 0.0, due)
            u = travelling.utility(m.travelling, m.utility[link, c], m.money[link, c], met)
        elif tm.ruled[epoch, row, c].open:
            rule = tm.ruled[epoch, row, c]
            ruled = Met(wait, fare, rule.delay, rule.price, rule.risk, due)
            u = travelling.utility(m.travelling, m.utility[link, c], m.money[link, c], ruled)
        if np.float32(u) != s.utility[link, c]:
            w.link_moved[link] = w.news[0]
        s.utility[link, c] = u


@inner
def choose_roads(
    sp: Space, tm: Times, m: Preferences, s: State, ways: Choices, w: Weights, epoch: int
) -> None:  # fmt: skip
    """Let each class take the cheapest chain of each leg on whose roads rules may act: as these now are.

    Chains are compared by what they cost people in general and what rules make the class pay besides.
    """
    for i in range(len(w.leg_moved)):
        first, last = ways.chain_first[ways.ruled + i], ways.chain_first[ways.ruled + i + 1]
        for c in range(m.utility.shape[1]):
            by, least, held = 0, math.inf, math.inf
            for k in range(first, last):
                paid, felt = paid_on_roads(sp, tm, m, s, ways, epoch, k, c)
                if ways.chain_cost[k] + paid < least:
                    by, least, held = k - first, ways.chain_cost[k] + paid, felt
            if w.by[i, c] != by or w.held[i, c] != np.float32(held):
                w.leg_moved[i] = w.news[0]
            w.by[i, c], w.held[i, c] = by, held


@inner
def paid_on_roads(
    sp: Space, tm: Times, m: Preferences, s: State, ways: Choices, epoch: int, k: int, c: int
) -> tuple[float, float]:  # fmt: skip
    """Return what rules on the roads of a chain cost a class, added up and as felt at its start; infinite if shut.

    Added up it is as if all fell due at once, as what chains cost people in general is.
    """
    paid, felt, fade = 0.0, 0.0, 1.0
    for j in range(ways.road_first[k], ways.road_first[k + 1]):
        link = ways.road[j]
        if sp.link[link].rule >= 0:
            here, standing = s.utility[link, c], m.utility[link, c]
            if here > LOWEST:
                rule = tm.ruled[epoch, sp.link[link].rule, c]
                at_once = Met(0.0, 1.0, rule.delay, rule.price, rule.risk, 1.0)
                paid += standing - travelling.utility(m.travelling, standing, m.money[link, c], at_once)
                felt += fade * (np.float64(np.float32(standing)) - np.float64(here))
            else:
                paid, felt = math.inf, math.inf
        fade *= m.fade[link]
    return paid, felt


@inner
def weigh_end(
    sp: Space, tm: Times, m: Preferences, s: State, w: Weights, t: int, p: int, lure: float
) -> None:  # fmt: skip
    """Work out the worth of settling at a place for each class."""
    epoch, filled = tm.tick[t].epoch, s.filled[p]
    for c in range(m.worth.shape[1]):
        x = 2.0 * SHUT
        if tm.leave[epoch, p, c].allowed:
            x = settling.worth(m.settling, m.worth[p, c], tm.pull[epoch, p] + lure, filled, tm.leave[epoch, p, c].days)
        if x != w.worth[p, c]:
            w.end_moved[p] = w.news[0]
        w.worth[p, c] = x


@step
def take_stock_of_push(tm: Times, m: Preferences, s: State, t: int) -> None:
    """Add up the threat and the believed part of the rumour at each home for each group."""
    for h in range(s.push.shape[0]):
        for g in range(s.push.shape[1]):
            s.push[h, g] = 0.0
            for kind in range(tm.push.shape[0]):
                if tm.push_group[kind, g]:
                    s.push[h, g] += m.push_weight[kind] * tm.push[kind, t, h]


@step
def weigh_leaving(sp: Space, tm: Times, m: Preferences, s: State, ways: Choices, w: Weights, t: int) -> None:
    """Work out the hazard of setting out from each home for each group."""
    for h in range(s.hazard.shape[0]):
        p = sp.home_place[h]
        if w.seen[p] < w.news[0]:
            weigh(ways, w, p, m.legs, m.scale, m.nest_ratio)
        leaving, push, urge = s.hazard[h], s.push[h], tm.urge[tm.tick[t].day, h]
        for g in range(len(leaving)):  # apart from what comes of it, which then is worked out for several at once
            leaving[g] = w.told[p, sp.class_of[g]]
        for g in range(len(leaving)):
            leaving[g] = hazard(m.leaving, push[g], leaving[g], m.leave_term[g] + m.home_term[h] + urge)
