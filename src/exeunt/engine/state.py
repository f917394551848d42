"""Where everybody is before the first tick, and empty tallies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from exeunt.engine.kernel.records import (
    COHORT,
    COUNTRY_DAY,
    ENTRY,
    GATE_DAY,
    GATE_TICK,
    PLACE_DAY,
    QUEUE,
    Desk,
    Space,
    State,
    Tallies,
)

if TYPE_CHECKING:
    from exeunt.engine.compile.arrays import Arrays
    from exeunt.engine.compile.network import Network


def blank_state(arrays: Arrays, space: Space, room: tuple[int, int]) -> State:
    """Return the state before the first tick, with room for so many cohorts and entries in lines."""
    net = arrays.net
    homes, groups = arrays.people.shape
    links, places, gates = len(net.link_ids), len(net.place_ids), len(net.gate_ids)
    hands, slots = len(space.hand_ring), int((space.ring["slots"] + 1).sum())
    queue = np.zeros(len(space.line), QUEUE)
    queue["head"] = queue["tail"] = -1
    cohorts, entries = room
    return State(
        home=arrays.people.copy(),
        away=arrays.away.copy(),
        returned=np.zeros(groups),
        settled=arrays.settled.copy(),
        fresh=np.zeros((places, groups)),
        fresh_mark=np.zeros(places, np.int64),
        due=np.zeros((slots, groups)),
        due_total=np.zeros(slots),
        due_mark=np.zeros(slots, np.int64),
        ring_total=np.zeros(len(space.ring)),
        at_once=np.zeros(1),
        hand=np.zeros((hands, groups)),
        hand_total=np.zeros(hands),
        hand_mark=np.zeros(hands, np.int64),
        checked=np.zeros(links, np.bool_),
        hazard=np.zeros((homes, groups)),
        push=np.zeros((homes, groups)),
        utility=np.zeros((len(net.choices.link), len(arrays.drives))),
        queue=queue,
        gate_seen=np.zeros((gates, 2)),
        cohort=np.zeros(cohorts, COHORT),
        entry=np.zeros(entries, ENTRY),
        old_cohort=np.zeros(cohorts, COHORT),
        old_entry=np.zeros(entries, ENTRY),
        used=np.zeros(2, np.int64),
        gate_credit=np.zeros((gates, 2)),
        quota_credit=np.zeros(len(arrays.times.quota)),
        desk=blank_desk(net, groups),
    )


def blank_desk(net: Network, groups: int) -> Desk:
    """Return an empty desk, with room for the options of the stance that has most."""
    options = int(np.diff(net.choices.option_first[net.choices.nest_first]).max(initial=0))
    columns = {name: np.zeros(groups) for name in ("u", "n", "p", "k", "left", "total", "inside")}
    return Desk(
        crowd=np.zeros(groups),
        out=np.zeros((options, groups)),
        out_mark=np.zeros(options, np.int64),
        who=np.zeros(groups, np.int64),
        class_of=np.zeros(groups, np.int64),
        key=np.zeros(groups, np.uint64),
        last=np.zeros(groups, np.int64),
        **columns,
    )


def blank_tallies(arrays: Arrays) -> Tallies:
    """Return tallies in which nothing is written yet."""
    labels = arrays.labels
    days, ticks = len(labels.days), arrays.clock.count
    countries, gates = len(labels.countries), len(labels.gates)
    return Tallies(
        place=np.zeros((days, len(labels.places)), PLACE_DAY),
        country=np.zeros((days, countries), COUNTRY_DAY),
        gate=np.zeros((days, gates), GATE_DAY),
        tick=np.zeros((ticks, gates), GATE_TICK),
        by_origin=np.zeros((days, countries, max(len(labels.origins), 1))),
        ledger=np.zeros((ticks, 6)),
        ordinary_ledger=np.zeros((ticks, 3)),
    )
