"""The tick: everything that happens in a step of time, to counts of people.

    1. News: rules in force, waits and fares of half a day ago; what the ways are worth; the hazards of setting out.
    2. Draft: some of the liable at home are taken; others may be displaced in their place.
    3. Leaving: some at home set out and choose a way; some who had settled move on or go home.
    4. Ordinary traffic comes to the lines at the gates.
    5. Travelling, gates and arriving, each at the moment that he comes to, in steps until nobody is left in this tick:
       who comes to the end of a link joins the line at its gate, or passes its border: some are turned back;
       who has stood for a while chooses again; once all are there who could come, the gates of the step let through,
       first in first out, and its quotas let in; who is through settles, or takes the next link of his way.
    6. The tallies: stocks, lines and waits are written down.

Counts are whole people held in float64 (exact below 2^53). Draws are keyed (see `draws`), so the order of loops
carries no meaning.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from exeunt.behaviour.choice import Choices, Weights
from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, kept
from exeunt.engine.kernel.borders import go_on
from exeunt.engine.kernel.choosing import choose_ways
from exeunt.engine.kernel.entries import add, after, take_all
from exeunt.engine.kernel.gates import keep_work, serve_all
from exeunt.engine.kernel.given import hand_on
from exeunt.engine.kernel.homecoming import come_home
from exeunt.engine.kernel.lines import (
    close_ranks,
    let_pass_or_wait,
    lose_patience,
    sort_newcomers,
)
from exeunt.engine.kernel.news import hear_news, look_at_lines, take_stock_of_push, weigh_leaving
from exeunt.engine.kernel.ordinary import bring_ordinary
from exeunt.engine.kernel.quotas import allow_quotas, keep_quotas
from exeunt.engine.kernel.records import (
    AT_BORDER,
    AT_QUOTA,
    BLOCK,
    CHOOSING,
    DUE,
    FRESH,
    THROUGH,
    Now,
    Space,
    State,
    Tallies,
    Times,
)
from exeunt.engine.kernel.setting_out import call_up, move_on, set_out
from exeunt.engine.kernel.tallies import write_tallies

DONE, NO_ROOM = 0, 1
PASSES = 12  # whoever is still on the move within a tick after so many links or late lines goes on in the next


class Steps(NamedTuple):
    """What a tick is made of: compiled one by one, and handed to `run` by where they lie, each as `handed.Function`.

    Those that call the same functions stand together.
    """

    choose_ways: Any = choose_ways
    weigh_leaving: Any = weigh_leaving
    move_on: Any = move_on
    set_out: Any = set_out
    hand_on: Any = hand_on
    call_up: Any = call_up
    come_home: Any = come_home
    write_tallies: Any = write_tallies
    take_stock_of_push: Any = take_stock_of_push
    hear_news: Any = hear_news
    look_at_lines: Any = look_at_lines
    let_pass_or_wait: Any = let_pass_or_wait
    lose_patience: Any = lose_patience
    close_ranks: Any = close_ranks
    sort_newcomers: Any = sort_newcomers
    serve_all: Any = serve_all
    keep_work: Any = keep_work
    bring_ordinary: Any = bring_ordinary
    keep_quotas: Any = keep_quotas
    go_on: Any = go_on


@kept(nogil=True, no_cfunc_wrapper=True)
def run(do: Steps, sp: Space, tm: Times, m: Preferences, s: State, ways: Choices, w: Weights, b: Tallies) -> int:
    """Run one member over all ticks, filling the tallies; NO_ROOM if the pool of entries was too small."""
    for t in range(len(tm.tick)):
        now = Now(t, t * sp.hours, (t + 1) * sp.hours)
        do.close_ranks(sp, s)
        do.keep_work(sp, tm, m, s, now)
        changed = t == 0 or tm.tick[t].epoch != tm.tick[t - 1].epoch
        if changed:
            do.let_pass_or_wait(sp, tm, s, now)
        if tm.tick[t].news or t == 0:
            do.look_at_lines(sp, tm, m, s, now)
            do.lose_patience(sp, tm, m, s, b, now)
        if tm.tick[t].active:
            first = t == 0 or not tm.tick[t - 1].active
            fresh = tm.tick[t].news or changed or first
            if fresh:
                do.hear_news(sp, tm, m, s, ways, w, t, tm.tick[t].news or first, changed or first)
            if tm.tick[t].stir or first:
                do.take_stock_of_push(tm, m, s, t)
                fresh = True
            if fresh:
                do.weigh_leaving(sp, tm, m, s, ways, w, t)
            do.call_up(sp, tm, m, s, b, t)
            do.hand_on(sp, tm, s, t)
            do.set_out(sp, tm, m, s, b, now)
            do.move_on(sp, tm, m, s, w, b, now)
        do.bring_ordinary(sp, tm, m, s, b, now)
        allow_quotas(sp, tm, s, t)
        late = False
        for step in range(sp.steps + PASSES):  # after the last step comes who was late
            for _ in range(PASSES):
                do.choose_ways(sp, tm, m, s, ways, w, b, now)
                do.go_on(sp, tm, s, w, b, now, DUE)
                if nobody_moves(s, t):
                    break
            late |= comes_late(sp, s, step)
            do.sort_newcomers(sp, s)
            do.serve_all(sp, tm, m, s, b, now, step)
            do.go_on(sp, tm, s, w, b, now, AT_BORDER)
            if s.doing[AT_QUOTA].first >= 0:
                do.keep_quotas(sp, tm, s, now, step)
                do.go_on(sp, tm, s, w, b, now, THROUGH)
            last = sp.steps if late else sp.steps - 1
            if step >= last and nobody_moves(s, t) and s.doing[AT_QUOTA].first < 0:
                break
        put_off(s, t)
        if s.used[2] > 0:
            return NO_ROOM
        do.come_home(sp, tm, s, b, t)
        do.write_tallies(sp, tm, m, s, b, now)
    return DONE


@inner
def nobody_moves(s: State, t: int) -> bool:
    """Say whether nobody is due any more in a tick, or about to choose."""
    return s.due[t].first < 0 and s.doing[CHOOSING].first < 0


@inner
def comes_late(sp: Space, s: State, step: int) -> bool:
    """Say whether somebody came in this pass to a line that was dealt with in a step before.

    So does who was turned back and tries again: he has his turn after the last step.
    """
    late = False
    for line in range(len(sp.line)):
        late |= s.lines[FRESH, line].first >= 0 and sp.line[line].step < step
    return late


@inner
def put_off(s: State, t: int) -> None:
    """Let those who are still due in a tick be due in the next."""
    b = take_all(s.due, t)
    while b >= 0:
        for i in range(b * BLOCK, b * BLOCK + s.block[b].fill):
            e = s.entry[i]
            add(s, s.due, t + 1, e.way, e.then, e.group, e.n, e.due, e.key)
        b = after(s, b)
