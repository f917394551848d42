"""Setting out on a way, and coming to its end: the delay lines between two decisions.

The time a way takes is not a whole number of ticks: of those who set out a binomial share takes one tick more.
"""

from __future__ import annotations

import numpy as np

from exeunt.behaviour.choice import Choices
from exeunt.compiled import inner, step
from exeunt.engine.kernel.draws import binomial_all, join, uniform
from exeunt.engine.kernel.records import PASSES, Floats, Moment, Records, Space, State, Times, add_up, draw


@inner
def leave_at(ticks: float, now: Moment, first: int, slots: int) -> tuple[float, int, int]:
    """Return the share that takes a tick more, and the slots of the others and of these."""
    delay = int(ticks + 1e-9)
    late = max(ticks - delay, 0.0)
    later = first + (now.t + delay + 1) % slots
    if delay > 0:
        return late, first + (now.t + delay) % slots, later
    if now.turn == PASSES - 1:  # the tick is over for them
        return 0.0, later, later
    return late, first + slots, later


@inner
def put(s: State, slot: int, g: int, n: float, mark: int) -> None:
    """Let n people of a group be due in a slot."""
    s.due[slot, g] += n
    s.due_total[slot] += n
    s.due_mark[slot] |= mark


@inner
def send(sp: Space, tm: Times, s: State, now: Moment, way: int, g: int, n: float, key: np.uint64) -> None:
    """Put n people of a group onto a way; `key` is that of the draw of who takes a tick more."""
    ring, rule, ticks = sp.way[way].ring, sp.way[way].rule, sp.way[way].ticks
    e = tm.tick[now.t].epoch
    if rule >= 0 and tm.delays[e, rule]:
        ticks += tm.ruled[e, rule, sp.group[g].class_of].delay / sp.hours
    first, slots = sp.ring[ring].first_slot, sp.ring[ring].slots
    late, soon, later = leave_at(ticks, now, first, slots)
    k = draw(key, n, late, now.mean)
    mark = sp.group[g].mark
    if k > 0.0:
        put(s, later, g, k, mark)
    if n > k:
        put(s, soon, g, n - k, mark)
        if soon == first + slots:
            s.at_once[0] += n - k
    s.ring_total[ring] += n


@inner
def set_off(sp: Space, tm: Times, s: State, ways: Choices, stance: int, now: Moment, key: np.uint64) -> None:
    """Put those who have chosen at a stance onto their ways."""
    # names for the arrays of the inner loops: reading them out of their records there costs more than the work
    mean, e = now.mean, tm.tick[now.t].epoch
    group, block, groups, d = sp.group, sp.block, len(sp.group), s.desk
    way_of, ring_of, out, out_mark, due = sp.way, sp.ring, d.out, d.out_mark, s.due
    who, n_of, k_of, u, p = d.who, d.n, d.k, d.u, d.p
    option = ways.option_first[ways.nest_first[stance]]
    for local in range(ways.option_first[ways.nest_first[stance + 1]] - option):
        mark = out_mark[local]
        if mark == 0:
            continue
        out_mark[local] = 0
        way = ways.link[option + local]
        key_w = join(key, way_of[way].hash)
        ring, rule = way_of[way].ring, way_of[way].rule
        first, slots = ring_of[ring].first_slot, ring_of[ring].slots
        held = rule >= 0 and tm.delays[e, rule]
        late, soon, later = leave_at(way_of[way].ticks, now, first, slots)
        total, tardy, size = 0.0, 0.0, 0
        if mean and not held:
            total = add_up(out[local])
            tardy = total * late
            for g in range(groups):
                due[soon, g] += out[local, g] * (1.0 - late)
                due[later, g] += out[local, g] * late
                out[local, g] = 0.0
        for start in range(groups if mean and not held else 0, groups, block):
            if not mark & group[start].mark:
                continue
            for g in range(start, min(start + block, groups)):
                n = out[local, g]
                if n <= 0.0:
                    continue
                out[local, g] = 0.0
                if held:  # for a time that depends on the class
                    send(sp, tm, s, now, way, g, n, join(key_w, group[g].hash))
                    continue
                total += n
                if late <= 0.0:
                    due[soon, g] += n
                elif n > 1.0:
                    who[size], n_of[size], p[size], u[size] = g, n, late, uniform(join(key_w, group[g].hash))
                    size += 1
                elif uniform(join(key_w, group[g].hash)) > 1.0 - late:
                    due[later, g] += 1.0
                    tardy += 1.0
                else:
                    due[soon, g] += 1.0
        if size > 0:
            binomial_all(u, n_of, p, k_of, size)
            for i in range(size):
                g, k = who[i], k_of[i]
                due[later, g] += k
                due[soon, g] += n_of[i] - k
                tardy += k
        if total > 0.0:
            s.ring_total[ring] += total
            s.due_total[soon] += total - tardy
            s.due_mark[soon] |= mark
            if tardy > 0.0:
                s.due_total[later] += tardy
                s.due_mark[later] |= mark
            if soon == first + slots:
                s.at_once[0] += total - tardy


@step
def take_up(sp: Space, s: State, t: int) -> None:
    """Let those who are due at once be due in this pass."""
    if s.at_once[0] <= 0.0:
        return
    s.at_once[0] = 0.0
    for ring in range(len(sp.ring)):
        extra = sp.ring[ring].first_slot + sp.ring[ring].slots
        if s.due_total[extra] > 0.0:
            now = sp.ring[ring].first_slot + t % sp.ring[ring].slots
            for g in range(s.due.shape[1]):
                s.due[now, g] += s.due[extra, g]
                s.due[extra, g] = 0.0
            s.due_total[now] += s.due_total[extra]
            s.due_mark[now] |= s.due_mark[extra]
            s.due_total[extra] = 0.0
            s.due_mark[extra] = 0


@inner
def due_now(rings: Records, ring_total: Floats, due_total: Floats, ring: int, t: int) -> int:
    """Return the slot of a ring in which people are due now, or -1."""
    if ring < 0 or ring_total[ring] <= 0.0:
        return -1
    slot = rings[ring].first_slot + t % rings[ring].slots
    return slot if due_total[slot] > 0.0 else -1


@inner
def gather(sp: Space, s: State, hand: int, slot: int) -> int:
    """Bring those of a hand and those due in a slot (-1: nobody) together in `crowd`, and return their marks."""
    crowd, group, block, groups, due, held = s.desk.crowd, sp.group, sp.block, len(sp.group), s.due, s.hand
    mark = 0
    if slot >= 0:
        mark = s.due_mark[slot]
        for start in range(0, groups, block):
            if mark & group[start].mark:
                for g in range(start, min(start + block, groups)):
                    crowd[g] = due[slot, g]
                    due[slot, g] = 0.0
        s.ring_total[sp.hand_ring[hand]] -= s.due_total[slot]
        s.due_total[slot] = 0.0
        s.due_mark[slot] = 0
    if s.hand_total[hand] > 0.0:
        more = s.hand_mark[hand]
        for start in range(0, groups, block):
            if more & group[start].mark:
                for g in range(start, min(start + block, groups)):
                    crowd[g] += held[hand, g]
                    held[hand, g] = 0.0
        mark |= more
        s.hand_total[hand] = 0.0
        s.hand_mark[hand] = 0
    return mark
