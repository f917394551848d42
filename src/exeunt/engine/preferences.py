"""How the people of a member weigh things, worked out from its constants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from exeunt.behaviour import settling, terms, travelling
from exeunt.behaviour.choice import LEG, Legs
from exeunt.behaviour.leaving import Leaving
from exeunt.behaviour.preferences import Preferences
from exeunt.behaviour.settling import Settling
from exeunt.behaviour.travelling import Travelling
from exeunt.engine.compile.records import as_records
from exeunt.engine.parameters import Unseen, no_unseen
from exeunt.engine.unseen import gate_capacity, not_known

if TYPE_CHECKING:
    from exeunt.engine.compile.arrays import Arrays

CALLED_UP = 300_000.0  # people; the driver `draft` is given for so many


def preferences(arrays: Arrays, theta: Mapping[str, float], unseen: Unseen = no_unseen) -> Preferences:
    """Work out how people with these constants weigh things, and with this luck in what is not known."""
    net, t = arrays.net, arrays.terms
    classes, groups = len(arrays.drives), len(arrays.class_of)
    sensitivity = np.exp(terms.total(theta, t.price, t.price_groups, classes))
    money = travelling.money(
        theta, seats=net.price, road=net.road_price, drives=arrays.drives, price_sensitivity=sensitivity
    )
    time = travelling.time_cost(theta, net.hours)
    worth = settling.standing(
        theta,
        population=net.population,
        language=net.language,
        rent=net.rent,
        tied=arrays.tied,
        price_sensitivity=sensitivity,
        terms=terms.total(theta, t.settle, t.settle_groups, classes),
    )
    of_country = not_known(arrays, theta, unseen, "country_unseen")
    of_place = not_known(arrays, theta, unseen, "settle_unseen") + of_country[net.place_country]
    fade = travelling.fade(theta, net.hours)
    per_seat = theta["price_cost"] / 100.0 * sensitivity
    due = travelling.due(fade, net.on_seats)
    lumps = travelling.lumps(theta, time=time, due=due, border=net.crosses, walks=net.walks)
    of_legs, leg_fade = travelling.along(arrays.plain, np.stack([-lumps, net.price, net.road_price], axis=1), fade)
    per_road = per_seat * np.where(arrays.drives, theta["car_price"], 1.0)
    of_leg = as_records(LEG, time=of_legs[:, 0], seats=of_legs[:, 1], road=of_legs[:, 2], fade=leg_fade)
    by_column = [of_class[arrays.ways.stands_for].astype(np.float32) for of_class in (per_seat, per_road)]
    return Preferences(
        utility=travelling.standing(lumps, money),
        money=money,
        fade=fade.astype(np.float32),
        due=due.astype(np.float32),
        legs=Legs(of_leg, *by_column),
        worth=worth + of_place[:, None],
        leave_term=terms.total(theta, t.leave, t.leave_groups, groups),
        home_term=not_known(arrays, theta, unseen, "region_unseen"),
        return_factor=np.exp(terms.total(theta, t.home, t.home_groups, groups)),
        push_weight=np.where(arrays.rumoured, theta["rumour"], 1.0),
        draft_factor=theta["draft_total"] / CALLED_UP,
        nest_ratio=min(theta["nest_scale"] / theta["scale"], 1.0),
        scale=theta["scale"],
        leaving=Leaving(*(theta[name] for name in Leaving._fields)),
        travelling=Travelling(*(theta[name] for name in Travelling._fields)),
        settling=Settling(*(theta[name] for name in Settling._fields)),
        onward=theta["onward"],
        homeward=theta["return"],
        give_up=theta["give_up"],
        gate_capacity=gate_capacity(arrays, theta, unseen)[arrays.times.tick["day"]] * arrays.gate_factor,
        news_hours=max(theta["news_hours"], arrays.space.hours),
        ordinary_wait=theta["ordinary_wait"],
        ordinary_stay=theta["ordinary_stay"],
    )
