"""Where everybody is before the first tick, and empty tallies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from exeunt.engine.kernel.records import (
    BLOCK,
    BLOCK_OF_LIST,
    COUNTRY_DAY,
    COUNTRY_TICK,
    CROWD,
    ENTRY,
    GATE_DAY,
    GATE_TICK,
    LIST,
    NOBODY,
    PLACE_DAY,
    QUEUE,
    Records,
    Space,
    State,
    Tallies,
)

if TYPE_CHECKING:
    from exeunt.engine.compile.arrays import Arrays


def blank_state(arrays: Arrays, space: Space, room: int) -> State:
    """Return the state before the first tick, with room for so many entries."""
    net = arrays.net
    homes, groups = arrays.people.shape
    places, gates, links = len(net.place_ids), len(net.gate_ids), len(net.link_ids)
    queue = np.zeros(len(space.line), QUEUE)
    blocks = room // BLOCK
    return State(
        home=arrays.people.copy(),
        away=arrays.away.copy(),
        returned=np.zeros(groups),
        settled=arrays.settled.copy(),
        fresh=np.zeros((places, groups)),
        tired=np.zeros((places, groups)),
        crowd=np.zeros((places, groups, arrays.clock.hours), CROWD),
        quota_need=np.zeros((arrays.clock.hours, len(arrays.times.quota))),
        quota_share=np.zeros(len(arrays.times.quota)),
        elsewhere=np.zeros(3),
        lived=np.asarray(arrays.settled.any(axis=1)),
        lure=np.zeros(len(net.countries)),
        filled=np.zeros(places),
        told=np.zeros(homes),
        left=np.zeros(homes),
        hazard=np.zeros((homes, groups)),
        luck=np.zeros(groups),
        called=np.zeros(groups),
        exposed=np.zeros(groups),
        reached=np.zeros(groups, np.int64),
        push=np.zeros((homes, groups)),
        utility=np.full((links, len(arrays.drives)), np.nan, np.float32),
        queue=queue,
        gate_at=space.open_first[:-1].copy(),
        stayed=np.zeros((arrays.clock.count + 1, gates)),
        entry=np.empty(blocks * BLOCK, ENTRY),
        block=np.empty(blocks, BLOCK_OF_LIST),
        used=np.array([0, NOBODY, 0]),
        order=np.empty((2, blocks * BLOCK), np.int64),
        due=_lists(arrays.clock.count + 1),
        doing=_lists(5),
        lines=_lists(4, len(space.line)),
        comes=_lists(arrays.clock.hours),
        quota_credit=np.zeros(len(arrays.times.quota)),
    )


def _lists(*shape: int) -> Records:
    """Return empty lists of entries."""
    lists = np.zeros(shape, LIST)
    lists["first"] = lists["last"] = NOBODY
    return lists


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
        country_tick=np.zeros((ticks, countries), COUNTRY_TICK),
        by_origin=np.zeros((days, countries, max(len(labels.origins), 1))),
        ledger=np.zeros((ticks, 6)),
        ordinary_ledger=np.zeros((ticks, 3)),
    )
