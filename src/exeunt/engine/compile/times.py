"""What time brings to a world, as arrays: ticks, rules, leave to stay, drivers."""

from __future__ import annotations

import numpy as np

from exeunt.engine.compile.access import Access
from exeunt.engine.compile.clock import Clock
from exeunt.engine.compile.drivers import Drivers
from exeunt.engine.compile.network import Network
from exeunt.engine.compile.opening import Opening
from exeunt.engine.compile.passing import Passing
from exeunt.engine.compile.quotas import passable, quota_hours
from exeunt.engine.compile.records import as_records
from exeunt.engine.kernel.records import LEAVE_TO_STAY, MEETS, QUOTA_RULE, RULED, TICK, Records, Times


def compile_times(
    net: Network, clock: Clock, access: Access, drivers: Drivers, passing: Passing, opening: Opening, *, settled: bool
) -> Times:
    """Lay out what time brings; luck, news and given numbers are a member's own: see `members.Simulator.course`.

    Whoever has `settled` before the first tick may move on or go home before anybody is pushed.
    """
    days = int(clock.utc_days()[-1]) + 1
    return Times(
        tick=_ticks(clock, access, drivers, settled=settled),
        place_day=clock.local_days(net.place_offset),
        gate_day=clock.local_days(net.gate_offset),
        ruled=_ruled(access),
        meets=_meets(access),
        stopped=access.stopped,
        shut=access.shut,
        closed=passing.closed_at,
        leave=_leave(access),
        pull=access.pull,
        quota=as_records(
            QUOTA_RULE, hash=access.quota_hash, rate=access.quota_rate, start=access.quota_from, end=access.quota_until
        ),
        quota_hour=quota_hours(
            clock,
            access.quota_rate,
            access.quota_from,
            access.quota_until,
            access.quota_offset,
            passable(net, access.quota_link, opening, clock),
        ),
        quota_link=access.quota_link,
        quota_group=access.quota_group,
        push=drivers.push,
        push_group=drivers.push_group,
        urge=np.zeros((days, len(net.home_place))),  # these see `unseen.times`
        lure=np.zeros((days, len(net.countries))),
        draft=drivers.draft,
        draft_group=drivers.draft_group,
        given=np.zeros((len(drivers.given) + 1, len(net.home_place))),  # these see `displaced.given_numbers`
        displaced=np.zeros((len(drivers.given) + 1, len(net.home_place))),
        displaced_by=np.zeros(drivers.displaced.shape),
        displaced_from=drivers.displaced_from,
        area_hash=drivers.area_hash,
        is_given=drivers.is_given,
        ordinary=drivers.ordinary,
        afoot=np.zeros(drivers.ordinary[:, :, 0].shape),  # see `ordinary.come`
        load=drivers.load,
    )


def _ticks(clock: Clock, access: Access, drivers: Drivers, *, settled: bool) -> Records:
    levels = drivers.push
    pushed = levels.any(axis=(0, 2)) | drivers.given.any(axis=1) | drivers.draft.any(axis=(0, 2))
    pushed |= drivers.displaced.any(axis=(0, 2)) | settled
    return as_records(
        TICK,
        key=clock.starts().astype("datetime64[h]").astype(np.int64),
        epoch=access.epoch,
        day=clock.utc_days(),
        stir=np.concatenate([[True], (np.diff(levels, axis=1) != 0).any(axis=(0, 2))]),
        active=np.maximum.accumulate(pushed),
    )


def _ruled(access: Access) -> Records:
    ruled = np.zeros(access.open.shape, RULED)
    ruled["open"], ruled["risk"], ruled["delay"], ruled["price"] = (
        access.open,
        access.risk,
        access.delay,
        access.price,
    )
    return ruled


def _meets(access: Access) -> Records:
    meets = np.zeros(access.shut.shape, MEETS)
    meets["shuts"] = ~access.open.all(axis=2)
    meets["stops"], meets["delays"] = (access.stopped > 0).any(axis=2), (access.delay > 0).any(axis=2)
    return meets


def _leave(access: Access) -> Records:
    leave = np.zeros(access.settle.shape, LEAVE_TO_STAY)
    leave["allowed"], leave["days"] = access.settle, access.stay
    return leave
