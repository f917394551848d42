"""The traveller's costs, worths and shares are those of the simulation, not a second opinion."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import exeunt
from exeunt.engine.members import Simulator
from exeunt.engine.preferences import preferences
from exeunt.ways.crowd import Crowd, crowd_at
from exeunt.ways.doors import doors_of
from exeunt.ways.known import known_world
from exeunt.ways.legs import legs_of, travellers_preferences, utility, worth
from exeunt.ways.question import ask
from exeunt.ways.search import search
from exeunt.ways.shares import shares
from worlds import doors

MOMENT = pd.Timestamp("2022-09-28T09:00")  # noon in Moscow, the start of a tick
WHO = {"liable": "practice", "means": "high", "papers": "foreign", "car": "yes", "tie": "KAZ"}


def crowd_ticks(clock):
    """Return how many ticks have begun by the moment."""
    return int((MOMENT - clock.start) / pd.Timedelta(hours=clock.hours)) + 1


@pytest.fixture(scope="module")
def crowd():
    """The expected course until the first tick of noon on the 28th, in the engine's own words."""
    known = known_world(exeunt.load("mobilisation-2022"), MOMENT)
    simulator = Simulator(known, mean=True)
    course = simulator.course(0, crowd_ticks(simulator.arrays.clock))
    heard = course.state.queue["wait_heard"][None, :]
    no_room = np.zeros(len(simulator.arrays.net.place_ids))
    return (
        Crowd(known, simulator.arrays, simulator.parameters(0), heard, no_room, (course.weights,)),
        course.state.utility,
        course,
    )


def test_what_a_link_costs_him_is_what_it_costs_those_like_him(crowd):
    crowd, engine, _ = crowd
    net = crowd.arrays.net
    c = int(crowd.arrays.class_of[crowd.known.groups.index(WHO)])
    him = travellers_preferences(crowd, WHO)
    assert him.worth[:, 0] == pytest.approx(preferences(crowd.arrays, crowd.theta).worth[:, c])
    here = doors_of(crowd.known, net, MOMENT, WHO)
    legs = {leg.link: leg for leg in legs_of(crowd, him, drives=True, wait=crowd.wait[0])}
    epoch = here.epoch(0)
    last = crowd.arrays.times.tick["epoch"][crowd_ticks(crowd.arrays.clock) - 1]
    compared = 0
    for option, link in enumerate(net.choices.link):
        if net.journey[link]:
            continue
        row = here.access.row[link]
        if row >= 0 and not here.access.open[epoch, row, 0]:
            assert engine[option, c] == -math.inf
            continue
        rule = {name: float(getattr(here.access, name)[epoch, row, 0]) if row >= 0 else float(name == "price")
                for name in ("delay", "price", "risk")}  # fmt: skip
        own = utility(legs[int(link)], him, **rule)
        ruled = crowd.arrays.space.link["rule"][link]
        worst = float(crowd.arrays.times.ruled[last]["risk"][ruled, c]) if ruled >= 0 else 0.0
        # a class weighs the worst risk among its groups, he his own
        assert own - him.risk_cost * (worst - rule["risk"]) == pytest.approx(engine[option, c], abs=1e-6)
        compared += 1
    assert compared > 300


def test_what_a_place_is_worth_to_him_is_what_it_is_worth_to_those_like_him(crowd):
    crowd, _, course = crowd
    net = crowd.arrays.net
    c = int(crowd.arrays.class_of[crowd.known.groups.index(WHO)])
    him = travellers_preferences(crowd, WHO)
    here = doors_of(crowd.known, net, MOMENT, WHO)
    epoch = here.epoch(0)
    for place in range(len(net.place_ids)):
        weight = course.weights.settle[place, c]
        assert (weight > 0) == bool(here.access.settle[epoch, place, 0])
        if weight > 0:
            own = worth(him, place, pull=float(here.access.pull[epoch, place]), filled=0.0,
                        days=float(here.access.stay[epoch, place, 0]))  # fmt: skip
            assert own == pytest.approx(him.mu * math.log(weight), abs=1e-6)


def test_a_way_is_worth_its_costs_and_its_end_faded_by_time():
    world = doors()
    answer = world.ways(start="home", on="2024-01-01", traits={"papers": "good"}, members=1)
    way = next(way for way in answer.ways if way.country == "DDD")
    known = known_world(world, answer.question.utc)
    t = Simulator(known).parameters(0)
    fade = math.exp(-t["discount"] * way.hours)
    time = t["time_cost"] * (1 - fade) / t["discount"]
    second = math.exp(-t["discount"] * 3)
    money = t["price_cost"] / 100 * (20 + second * 10)
    end = t["settle_base"] + t["settle_size"] * math.log10(5) + t["settle_stay"] * math.log1p(1)
    border = t["border_cost"] * (1 + second)
    assert way.worth == pytest.approx(fade * end - time - money - border, abs=1e-6)


def test_the_shares_are_what_the_simulation_does():
    """Of those who are told to set out every day, the simulation sends as many to each country as the shares say."""
    world = doors(
        threat=0, cars="", seats="1000000", drivers="name, where, value\ndepartures, home, 2000",
        hold={"onward": 0.0, "return": 0.0},
    )  # fmt: skip
    outcome = Simulator(world).run(0)
    for papers in ("good", "poor"):
        answer = world.ways(
            start="home", on="2024-01-03", traits={"papers": papers, "car": "no"}, share=True, members=1
        )
        sent = {way.country: way.share for way in answer.ways}
        assert sum(sent.values()) == pytest.approx(1, abs=1e-3)
        if papers == "poor":
            assert sent == pytest.approx({"CCC": 1.0})
    stock = outcome["stock"][-1].astype(float)
    question = ask(world, start="home", on="2024-01-03", traits={"papers": "good", "car": "no"})
    crowd = crowd_at(world, question.utc, members=1)
    by_group = []
    for group in crowd.known.groups:
        his = shares(crowd, ask(world, start="home", on="2024-01-03", traits=group))
        by_group.append([his.get(c, 0.0) for c in range(1, 4)])
    weight = world.people[0] / world.people[0].sum()
    expected = weight @ np.array(by_group)
    assert stock[1:] / stock[1:].sum() == pytest.approx(expected, abs=0.02)


def test_a_longer_queue_never_moves_a_way_up():
    world = doors(cars="40")
    question = ask(world, start="home", on="2024-01-03", traits={"papers": "good", "car": "no"})
    crowd = crowd_at(world, question.utc, members=1)
    net = crowd.arrays.net
    him = travellers_preferences(crowd, question.traits)
    here = doors_of(crowd.known, net, question.utc, question.traits)

    def ranked(hours: dict[int, float]) -> list[str]:
        wait = np.zeros(len(net.line_gate))
        for line, value in hours.items():
            wait[line] = value
        found = search(crowd, here, him, legs_of(crowd, him, drives=False, wait=wait), 0)
        return [net.countries[c] for c, _ in sorted(found.items(), key=lambda each: -each[1].worth)]

    road = int(net.line[net.link_ids.index("home>near:road@gate")])
    air = int(net.line[net.link_ids.index("home>far:air")])
    places = [ranked({road: hours}).index("BBB") for hours in (0, 1, 5, 20, 70, 300)]
    assert places == sorted(places)
    assert places[0] < places[-1]
    places = [ranked({air: hours, road: 20}).index("CCC") for hours in (0, 1, 5, 20, 70, 300)]
    assert places == sorted(places)
