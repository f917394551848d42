"""The traveller's costs, worths and shares are those of the simulation, not a second opinion."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import logsumexp

from exeunt.behaviour.choice import SHUT
from exeunt.engine.compile.ways import links_of
from exeunt.engine.members import Simulator
from exeunt.engine.preferences import preferences
from exeunt.ways.crowd import Crowd, crowd_at
from exeunt.ways.doors import doors_of
from exeunt.ways.known import known_world
from exeunt.ways.legs import legs_of, travellers_preferences, utility, worth
from exeunt.ways.question import ask
from exeunt.ways.search import Means, search
from exeunt.ways.shares import by_country, shares
from exeunt.ways.waiting import Waits, lines_of
from exeunt.ways.weighed import Weighed
from worlds import doors, everything

MOMENT = pd.Timestamp("2022-09-28T09:00")  # noon in Moscow, the start of a tick
SINGLE = 1e-6  # the engine keeps utilities of links in single precision
WHO = {"liable": "practice", "means": "high", "papers": "foreign", "car": "yes", "tie": "KAZ"}


def crowd_ticks(clock):
    """Return how many ticks have begun by the moment."""
    return int((MOMENT - clock.start) / pd.Timedelta(hours=clock.hours)) + 1


@pytest.fixture(scope="module")
def crowd(mobilisation):
    """The expected course until the first tick of noon on the 28th, in the engine's own words."""
    known = known_world(mobilisation, MOMENT)
    simulator = Simulator(known, mean=True)
    course = simulator.course(0, crowd_ticks(simulator.arrays.clock))
    heard = course.state.queue["wait_heard"][None, :]
    no_room = np.zeros(len(simulator.arrays.net.place_ids))
    return (
        Crowd(
            known,
            simulator.arrays,
            simulator.parameters(0),
            heard,
            no_room,
            (Weighed(simulator.arrays.ways, course.preferences, course.weights),),
            lines_of([course], crowd_ticks(simulator.arrays.clock) - 1),
        ),
        course.state.utility,
        course,
    )


@pytest.mark.slow
def test_what_a_link_costs_him_is_what_it_costs_those_like_him(crowd):
    crowd, engine, _ = crowd
    net = crowd.arrays.net
    c = int(crowd.arrays.class_of[crowd.known.groups.index(WHO)])
    him = travellers_preferences(crowd, WHO)
    assert him.worth[:, 0] == pytest.approx(preferences(crowd.arrays, crowd.theta).worth[:, c])
    here = doors_of(crowd.known, net, MOMENT, WHO, "RUS")
    legs = legs_of(crowd, him, drives=True, wait=crowd.wait[0])
    epoch = here.epoch(0)
    last = crowd.arrays.times.tick["epoch"][crowd_ticks(crowd.arrays.clock) - 1]
    compared = 0
    for link, leg in legs.items():
        row = here.access.row[link]
        if row >= 0 and not here.access.open[epoch, row, 0]:
            assert engine[link, c] < SHUT
            continue
        rule = {name: float(getattr(here.access, name)[epoch, row, 0]) if row >= 0 else float(name == "price")
                for name in ("delay", "price", "risk")}  # fmt: skip
        own = utility(leg, him, **rule)
        ruled = crowd.arrays.space.link["rule"][link]
        worst = float(crowd.arrays.times.ruled[last]["risk"][ruled, c]) if ruled >= 0 else 0.0
        # the crowd weighs the worst risk of a family, he his own
        more = float(him.due[link]) * him.travelling.risk_cost * (worst - rule["risk"])
        assert own - more == pytest.approx(engine[link, c], rel=SINGLE)
        compared += 1
    assert compared > 300


@pytest.mark.slow
def test_what_a_place_is_worth_to_him_is_what_it_is_worth_to_those_like_him(crowd):
    crowd, _, course = crowd
    net = crowd.arrays.net
    c = int(crowd.arrays.class_of[crowd.known.groups.index(WHO)])
    him = travellers_preferences(crowd, WHO)
    here = doors_of(crowd.known, net, MOMENT, WHO, "RUS")
    epoch = here.epoch(0)
    for place in range(len(net.place_ids)):
        known = course.weights.worth[place, c]
        assert (known > SHUT) == bool(here.access.settle[epoch, place, 0])
        if known > SHUT:
            own = worth(him, place, pull=float(here.access.pull[epoch, place]), filled=0.0,
                        days=float(here.access.stay[epoch, place, 0]))  # fmt: skip
            assert own == pytest.approx(known, abs=1e-9)


FILLED = pd.Timestamp("2024-01-04T12:00")  # at which waits and fares become known
HIM = {"papers": "good", "tie": "DDD", "car": "no"}
# every constant that a moment is weighed by, twice, and those that decide how much there is to weigh
CONSTANTS = (
    {"settle_room": 1.5, "settle_full": 2.0, "settle_stay": 0.6},
    {"settle_room": 0.3, "settle_full": 0.7, "settle_stay": -1.1, "wait_cost": 0.2, "wait_cap": 30.0, "risk_cost": 4.0,
     "fare_slope": 0.1, "fare_cap": 1.9, "scale": 0.7, "border_cost": 1.1, "foot_cost": 0.2, "give_up": 0.01},
)  # fmt: skip


@pytest.fixture(scope="module", params=CONSTANTS, ids=["usual", "unusual"])
def filled(request):
    """A member at the news of a noon, by which places have filled, beside what was settled and heard of then."""
    known = known_world(everything(hold=request.param), FILLED)
    simulator = Simulator(known)
    ticks = int((FILLED - simulator.arrays.clock.start) / pd.Timedelta(hours=6)) + 1
    before, course = simulator.course(0, ticks - 1), simulator.course(0, ticks)
    space = simulator.arrays.space
    capacity = space.place["capacity"]
    full = np.divide(before.state.settled.sum(axis=1), capacity, out=np.zeros(len(capacity)), where=capacity > 0)
    weighed = Weighed(simulator.arrays.ways, course.preferences, course.weights)
    crowd = Crowd(known, simulator.arrays, simulator.parameters(0), course.state.queue["wait_heard"][None, :], full,
                  (weighed,), lines_of([course], ticks - 1))  # fmt: skip
    him = travellers_preferences(crowd, HIM)
    return crowd, course, him, doors_of(known, crowd.arrays.net, FILLED, HIM, "AAA"), known.groups.index(HIM)


def test_a_filled_place_is_worth_to_him_what_it_is_worth_to_those_like_him(filled):
    crowd, course, him, here, group = filled
    c, epoch, seen = crowd.arrays.class_of[group], here.epoch(0), set()
    for place, name in enumerate(crowd.arrays.net.place_ids):
        known = course.weights.worth[place, c]
        assert (known > SHUT) == bool(here.access.settle[epoch, place, 0])
        if known > SHUT and crowd.arrays.net.abroad[place]:
            pull, days = float(here.access.pull[epoch, place]), float(here.access.stay[epoch, place, 0])
            own = worth(him, place, pull=pull, filled=float(crowd.filled[place]), days=days)
            assert own == pytest.approx(known, abs=1e-9), name
            seen |= {("pull", pull), ("stay", days), ("over", bool(crowd.filled[place] > 1))}
            seen |= {("room", bool(0 < crowd.filled[place] < 1))}
    assert {("pull", np.float32(0.7)), ("pull", -0.5), ("stay", 30), ("stay", 90), ("stay", 0)} <= seen
    assert {("over", True), ("room", True)} <= seen


def test_a_link_costs_him_what_it_costs_those_like_him_under_every_rule_wait_and_fare(filled):
    crowd, course, him, here, group = filled
    net, c = crowd.arrays.net, crowd.arrays.class_of[group]
    seen = dict.fromkeys(("delay", "price", "risk", "wait", "fare"), 0)
    for link, leg in legs_of(crowd, him, drives=False, wait=crowd.wait[0]).items():
        rule = rules_on(here, link)
        assert utility(leg, him, **rule) == pytest.approx(course.state.utility[link, c], rel=SINGLE), net.link_ids[link]
        met = {**rule, "wait": leg.wait, "fare": leg.fare}
        seen = {name: seen[name] + (met[name] != (name in ("price", "fare"))) for name in seen}
    assert all(seen.values()), seen


def rules_on(here, link):
    """Return what rules put on a link now: hours of delay, a factor of price, a risk."""
    row, epoch = here.access.row[link], here.epoch(0)
    return {name: float(getattr(here.access, name)[epoch, row, 0]) if row >= 0 else float(name == "price")
            for name in ("delay", "price", "risk")}  # fmt: skip


def told_of(crowd, him, here, legs, links):
    """Return the utility of some links as he would be told, what lies ahead faded by them, and -inf if one is shut."""
    total, fade = 0.0, 1.0
    for link in links:
        row = here.access.row[link]
        if row >= 0 and not here.access.open[here.epoch(0), row, 0]:
            return -math.inf, 0.0
        total += fade * utility(legs[link], him, **rules_on(here, link))
        fade *= legs[link].fade
    return total, fade


def worth_to(crowd, him, here, place):
    epoch = here.epoch(0)
    if not here.access.settle[epoch, place, 0]:
        return -math.inf
    pull, days = float(here.access.pull[epoch, place]), float(here.access.stay[epoch, place, 0])
    return worth(him, place, pull=pull, filled=float(crowd.filled[place]), days=days)


def each_way(crowd, him, here, start):
    """Yield for each country the utility of each way, its path size, and the utility of its best end alone."""
    ways, legs_of_ways = crowd.arrays.ways, crowd.arrays.legs
    legs, scale = legs_of(crowd, him, drives=False, wait=crowd.wait[0]), him.scale * him.nest_ratio
    for nest in range(ways.nest_first[start], ways.nest_first[start + 1]):
        found = []
        for way in range(ways.way_first[nest], ways.way_first[nest + 1]):
            [links], fan = links_of(ways, legs_of_ways, way), ways.fan_of[way]
            before, fade = told_of(crowd, him, here, legs, links)
            ends = [int(crowd.arrays.net.end[links[-1]])]
            behind = [(0.0, 1.0)]
            if fan >= 0:
                at = range(ways.fan_first[fan], ways.fan_first[fan + 1])
                ends = [int(ways.fan_end[i]) for i in at]
                behind = [told_of(crowd, him, here, legs, legs_of_ways[ways.fan_leg[i]]) for i in at]
            u = np.array([a + f * worth_to(crowd, him, here, end) for (a, f), end in zip(behind, ends, strict=True)])
            at_end = scale * logsumexp(u / scale)
            value = before + fade * at_end if at_end > -math.inf else -math.inf
            best = before + fade * u.max() if u.max() > -math.inf else -math.inf
            found.append((value, float(ways.size[way]), best))
        yield int(ways.country_of[nest]), np.array(found)


@pytest.mark.parametrize("home", ["home", "east", "west"])
def test_he_is_told_of_the_ways_that_the_crowd_chooses_among_with_their_utilities(filled, home):
    crowd, course, him, here, group = filled
    net, start = crowd.arrays.net, crowd.arrays.net.place_ids.index(home)
    c, scale = int(crowd.arrays.class_of[group]), him.scale * him.nest_ratio
    waits = Waits(crowd.arrays, crowd.lines, FILLED)
    told = search(
        crowd, here, Means(him, waits, [legs_of(crowd, him, drives=False, wait=crowd.wait[0])], math.inf), start
    )
    weight = {}
    for country, of_ways in each_way(crowd, him, here, start):
        value, size, best = of_ways.T
        assert told[country].worth == pytest.approx(best.max(), rel=1e-12)
        weight[country] = him.nest_ratio * logsumexp(value / scale + size)
    assert {net.countries[country] for country in told} == {"BBB", "CCC", "DDD"}
    total = logsumexp(list(weight.values()))
    assert course.weights.told[start, c] == pytest.approx(total, abs=1e-5)
    expected = {country: pytest.approx(math.exp(w - total), abs=1e-5) for country, w in weight.items()}
    assert by_country(crowd.arrays.ways, course.weights, start, c) == expected


def test_the_crowd_counts_how_full_places_are_as_the_simulation_does():
    world = everything()
    crowd = crowd_at(world, FILLED, members=1)
    ticks = int((FILLED - crowd.arrays.clock.start) / pd.Timedelta(hours=6)) + 1
    settled = Simulator(crowd.known).course(0, ticks).state.settled.sum(axis=1)
    shares_filled = dict(zip(crowd.arrays.net.place_ids, crowd.filled, strict=True))
    for place, capacity in (("near", 30000), ("camp", 400), ("far", 5000), ("last", 9000)):
        assert shares_filled[place] == settled[crowd.arrays.net.place_ids.index(place)] / capacity
    assert shares_filled["home"] == 0


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
    border = t["border_cost"] * (second + fade)  # at the ends of both links
    assert way.worth == pytest.approx(fade * end - time - money - border, abs=1e-6)


def test_the_shares_are_what_the_simulation_does():
    """As many are sent to each country as the shares say; wrong by chance in one of ten thousand."""
    world = doors(
        threat=0, cars="", seats="1000000", drivers="name, until, where, value\ndepartures, 2024-01-04, home, 4000",
        hold={"onward": 0.0, "return": 0.0},
    ).without_rule("d-stay")  # fmt: skip
    for papers in ("good", "poor"):
        answer = world.ways(
            start="home", on="2024-01-03", traits={"papers": papers, "car": "no"}, share=True, members=1
        )
        sent = {way.country: way.share for way in answer.ways}
        assert sum(sent.values()) == pytest.approx(1, abs=1e-6)
        if papers == "poor":
            assert sent == pytest.approx({"CCC": 1.0})
    question = ask(world, start="home", on="2024-01-03", traits={"papers": "good", "car": "no"})
    crowd = crowd_at(world, question.utc, members=1)
    by_group = []
    for group in crowd.known.groups:
        his = shares(crowd, ask(world, start="home", on="2024-01-03", traits=group))
        by_group.append([his.get(c, 0.0) for c in range(1, 4)])
    expected = world.people[0] / world.people[0].sum() @ np.array(by_group)
    stock = Simulator(world).run(0)["stock"][-1, 1:]
    assert stock.sum() == 16_000, "who set out has arrived"
    assert stats.chisquare(stock, 16_000 * expected).pvalue > 1e-4


def test_a_longer_queue_never_moves_a_way_up():
    world = doors(cars="40")
    question = ask(world, start="home", on="2024-01-03", traits={"papers": "good", "car": "no"})
    crowd = crowd_at(world, question.utc, members=1)
    net = crowd.arrays.net
    him = travellers_preferences(crowd, question.traits)
    here = doors_of(crowd.known, net, question.utc, question.traits, "AAA")
    waits = Waits(crowd.arrays, crowd.lines, question.utc)

    def ranked(hours: dict[int, float]) -> list[str]:
        wait = np.zeros(len(net.line_gate))
        for line, value in hours.items():
            wait[line] = value
        found = search(crowd, here, Means(him, waits, [legs_of(crowd, him, drives=False, wait=wait)], math.inf), 0)
        return [net.countries[c] for c, _ in sorted(found.items(), key=lambda each: -each[1].worth)]

    road = int(net.line[net.link_ids.index("home>near:road@gate")])
    air = int(net.line[net.link_ids.index("home>far:air")])
    places = [ranked({road: hours}).index("BBB") for hours in (0, 1, 5, 20, 70, 300)]
    assert places == sorted(places)
    assert places[0] < places[-1]
    places = [ranked({air: hours, road: 20}).index("CCC") for hours in (0, 1, 5, 20, 70, 300)]
    assert places == sorted(places)
