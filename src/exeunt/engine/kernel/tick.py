"""The tick: everything that happens in a step of time, to counts of people.

    1. News: rules in force, waits and fares of half a day ago; the values of going; the hazards of setting out.
    2. Draft: some of the liable at home are taken.
    3. Leaving: some at home set out; some who had settled move on or go home.
    4. Ordinary traffic joins the lines at the gates.
    5. Travelling, gates and arriving, until nobody is left who arrives in this tick:
       those due leave their link and join the line at its gate, or arrive;
       gates let through, first in first out; some are turned back;
       who arrives settles or goes on, and sets out on the next link.
    6. The tallies: stocks, lines and waits are written down.

Counts are whole people held in float64 (exact below 2^53), so that `mean` mode, in which every draw is replaced by
its expectation, is this same code. Draws are keyed (see `draws`), so the order of loops carries no meaning.
"""

from __future__ import annotations

from exeunt.behaviour.choice import Choices, Weights
from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import kept
from exeunt.engine.kernel.borders import come_home, keep_quotas
from exeunt.engine.kernel.choosing import decide
from exeunt.engine.kernel.gates import accrue, bring_ordinary, close_gates, open_gates
from exeunt.engine.kernel.lines import join_lines, lose_patience, make_room
from exeunt.engine.kernel.news import hear_news, look_at_lines, take_stock_of_push, weigh_leaving
from exeunt.engine.kernel.records import MANY, PASSES, Moment, Space, State, Tallies, Times
from exeunt.engine.kernel.setting_out import call_up, move_on, set_out
from exeunt.engine.kernel.tallies import write_tallies
from exeunt.engine.kernel.travel import take_up

DONE, NO_ROOM = 0, 1


@kept(nogil=True, no_cfunc_wrapper=True)
def run(
    sp: Space, tm: Times, m: Preferences, s: State, ways: Choices, w: Weights, b: Tallies, mean: bool
) -> int:  # fmt: skip
    """Run one member over all ticks, filling the tallies; NO_ROOM if the arenas of cohorts were too small."""
    for t in range(len(tm.tick)):
        changed = t == 0 or tm.tick[t].epoch != tm.tick[t - 1].epoch
        if tm.tick[t].news:
            look_at_lines(sp, tm, m, s, t)
            lose_patience(sp, tm, m, s, b, Moment(t, 0, mean))
        if tm.tick[t].active:
            fresh = tm.tick[t].news or changed or not tm.tick[t - 1].active
            if fresh:
                hear_news(sp, tm, m, s, ways, w, t, changed or not tm.tick[t - 1].active)
            if tm.tick[t].stir or not tm.tick[t - 1].active:
                take_stock_of_push(tm, m, s, t)
                fresh = True
            if fresh:
                weigh_leaving(sp, m, s, w)
            call_up(sp, tm, m, s, b, t, mean)
            set_out(sp, tm, s, b, t, mean)
            move_on(sp, tm, m, s, w, b, Moment(t, 0, mean))
        if not make_room(s, 4 * len(sp.gate_hash), 0):
            return NO_ROOM
        bring_ordinary(sp, tm, s, b, t, mean)
        accrue(sp, tm, m, s, t, mean)
        for turn in range(PASSES):
            if turn > 0 and s.at_once[0] <= (MANY if mean else 0.0):
                break
            now = Moment(t, turn, mean)
            take_up(sp, s, t)
            if not join_lines(sp, s, t):
                return NO_ROOM
            open_gates(sp, tm, s, b, now)
            keep_quotas(sp, tm, s, now)
            decide(sp, tm, s, ways, w, b, now)
        come_home(sp, tm, s, b, t, mean)
        close_gates(sp, s, mean)
        write_tallies(sp, tm, m, s, b, t)
    return DONE
