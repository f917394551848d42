"""The choice model: against all paths written out, against its own equations, against what people then do."""

import itertools
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from scipy import stats

from exeunt.behaviour.choice import Choices, blank, renew, show, solve, start_afresh
from exeunt.behaviour.elementary import NEVER
from exeunt.engine.kernel.choosing import pick, split
from exeunt.engine.kernel.draws import join, uniform
from exeunt.engine.kernel.records import GROUP, WAY, Desk, Space, State

TIGHT = 1e-12


class Edge(NamedTuple):
    """A link of a test: its nest is a name; None is a link that nobody chooses."""

    start: int
    end: int
    nest: str | None = "all"
    journey: bool = False


def choices(places, edges):
    """Return the edges as `Choices`; the way straight back is the first edge the other way round.

    Where a journey ends is a stance of its own, at which only what is no journey is open.
    """
    passed = sorted({e.end for e in edges if e.journey})
    place = [*range(places), *passed]
    end = [places + passed.index(e.end) if e.journey else e.end for e in edges]
    nests = []
    for s, p in enumerate(place):
        own = {}
        for k, edge in enumerate(edges):
            if edge.start == p and edge.nest is not None and (s < places or not edge.journey):
                own.setdefault(edge.nest, []).append(k)
        nests.append(list(own.values()))
    listed = [(s, links) for s, at in enumerate(nests) for links in at]
    link = [k for _, links in listed for k in links]
    nest_of = [n for n, (_, links) in enumerate(listed) for _ in links]
    option = {(listed[n][0], k): o for o, (n, k) in enumerate(zip(nest_of, link, strict=True))}
    back = [
        next((j for j, b in enumerate(edges) if (b.start, b.end) == (e.end, e.start) and not b.journey), -1)
        for e in edges
    ]
    into = [sorted({s for (s, k) in option if end[k] == to}) for to in range(len(place))]
    fields = {
        "nest_first": np.cumsum([0, *map(len, nests)]),
        "stance_of": [s for s, _ in listed],
        "option_first": np.cumsum([0, *(len(links) for _, links in listed)]),
        "link": link,
        "nest_of": nest_of,
        "end": end,
        "back": [-1 if e.journey else option.get((end[k], back[k]), -1) for k, e in enumerate(edges)],
        "place": place,
        "table_first": np.cumsum([0, *(len(at) + sum(map(len, at)) for at in nests)]),
        "into_first": np.cumsum([0, *map(len, into)]),
        "into": list(itertools.chain.from_iterable(into)),
        "order": np.arange(len(place))[::-1],
    }
    return Choices(**{name: np.array(values, np.int64) for name, values in fields.items()})


def solved(ways, settle, utility, fade, *, mu=1.0, ratio=1.0, tolerance=TIGHT, start=None):
    """Return the weights for exp(s/mu) (places, classes) and u (links, classes)."""
    w = start or blank(ways, settle.shape[1])
    w.settle[:] = settle[ways.place]
    change = solve(ways, w, utility[ways.link], fade, mu, ratio, tolerance, 500)
    assert change <= tolerance
    for stance in range(len(ways.place)):
        show(ways, w, stance)
    return w


def nests_at(ways, stance):
    """Return the nests of a stance as lists of options."""
    low, high = ways.nest_first[stance], ways.nest_first[stance + 1]
    return [list(range(ways.option_first[n], ways.option_first[n + 1])) for n in range(low, high)]


def option_at(ways, stance, link):
    """Return the option of a stance that takes a link."""
    return next(o for nest in nests_at(ways, stance) for o in nest if ways.link[o] == link)


def worth(ways, w, v, stance, c, mu, ratio, *, without=-1):
    """Return the weight of a stance for class c from the values of its options, as in the module's equation."""
    total = w.settle[stance, c]
    for nest in nests_at(ways, stance):
        scale, power = (mu, 1.0) if len(nest) == 1 else (ratio * mu, ratio)
        total += sum(np.exp(v[o, c] / scale) for o in nest if o != without) ** power
    return total


def residual(ways, w, utility, fade, mu, ratio):
    """Return how far the logarithms of the weights are from solving the equations, worked out anew in plain NumPy.

    What lies past the way straight back is known as closely as all there is at the stance, of which it may be little.
    """
    options, classes = len(ways.link), utility.shape[1]
    v = np.full((options, classes), -np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        for stance in range(len(ways.place)):
            for nest in nests_at(ways, stance):
                v[nest] = (mu if len(nest) == 1 else ratio * mu) * np.log(w.option[nest])
        worst = 0.0
        for o, c in itertools.product(range(options), range(classes)):
            k = ways.link[o]
            ahead = worth(ways, w, v, ways.end[k], c, mu, ratio, without=ways.back[k])
            if np.isneginf(utility[k, c]) or ahead == 0.0:
                assert w.option[o, c] == 0.0
            else:
                off = abs(v[o, c] - utility[k, c] - fade[k] * mu * np.log(ahead)) / mu
                worst = max(worst, off * min(ahead / w.place[ways.end[k], c], 1.0))
        for stance, c in itertools.product(range(len(ways.place)), range(classes)):
            here = worth(ways, w, v, stance, c, mu, ratio)
            mine = w.place[stance, c]
            worst = max(worst, abs(np.log(mine / here)) if here > 0 else abs(mine))
    return worst


def ahead_by(ways, w, link, c, ratio):
    """Return the weight of what lies ahead at the end of a link, but for the way straight back."""
    stance, back = ways.end[link], ways.back[link]
    total = w.settle[stance, c]
    for nest in nests_at(ways, stance):
        total += sum(w.option[o, c] for o in nest if o != back) ** (1.0 if len(nest) == 1 else ratio)
    return total


def chance(ways, w, stance, c, *, arrived=-1, ratio=1.0):
    """Return the probability of settling and of each link at a stance, for who sets out or has arrived by a link."""
    back = ways.back[arrived] if arrived >= 0 else -1
    own = {}
    for nest in nests_at(ways, stance):
        inside = sum(w.option[o, c] for o in nest if o != back)
        power = 1.0 if len(nest) == 1 else ratio
        for o in nest:
            own[int(ways.link[o])] = 0.0 if o == back or inside <= 0 else inside**power * w.option[o, c] / inside
    total = w.settle[stance, c] + sum(own.values())
    if total <= 0.0:
        return 0.0, dict.fromkeys(own, 0.0)
    return w.settle[stance, c] / total, {k: x / total for k, x in own.items()}


# Graphs ---------------------------------------------------------------------------------------------------------------


@st.composite
def acyclic(draw):
    """Places in a row, links only onwards, somewhere to settle at the end."""
    places = draw(st.integers(2, 6))
    pairs = list(itertools.combinations(range(places), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=10))  # parallel links too
    nests = draw(st.lists(st.sampled_from("xy"), min_size=len(chosen), max_size=len(chosen)))
    edges = [Edge(a, b, n) for (a, b), n in zip(chosen, nests, strict=True)]
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    utility = rng.uniform(-3, 0, (len(edges), 2))
    worths = np.where(rng.random((places, 2)) < 0.6, rng.uniform(-1, 3, (places, 2)), -np.inf)
    worths[-1] = 1.0
    return places, edges, utility, worths


@st.composite
def cyclic(draw):
    """Places with two-way links, nests of several links, and journeys."""
    places = draw(st.integers(2, 6))
    pairs = list(itertools.combinations(range(places), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=8, unique=True))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    edges = []
    for a, b in chosen:
        edges += [Edge(a, b, "xy"[rng.integers(2)])] + [Edge(b, a, "xy"[rng.integers(2)])] * (rng.random() < 0.8)
    taken = {(e.start, e.end) for e in edges}
    for a, b in itertools.permutations(range(places), 2):
        if (a, b) not in taken and rng.random() < 0.2:
            edges.append(Edge(a, b, "journeys", journey=True))
    shut = rng.random((len(edges), 2)) < 0.1
    utility = np.where(shut, -np.inf, rng.uniform(-4, -0.5, (len(edges), 2)))
    worths = np.where(rng.random((places, 2)) < 0.5, rng.uniform(0, 5, (places, 2)), -np.inf)
    fade = np.exp(-rng.uniform(0.05, 1.0, len(edges)))
    return places, edges, utility, worths, fade, rng.uniform(0.4, 1.0), rng.uniform(0.5, 2.0)


def paths(edges, p):
    """Return every way to go on from p, as (links, place of settling)."""
    yield (), p
    for k, edge in enumerate(edges):
        if edge.start == p:
            for links, end in paths(edges, edge.end):
                yield (k, *links), end


# Against all paths ----------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(acyclic(), st.floats(0.5, 2.0))
def test_without_nests_and_discount_a_path_is_chosen_by_its_summed_utility(graph, mu):
    places, edges, utility, worths = graph
    ways = choices(places, edges)
    w = solved(ways, np.exp(worths / mu), utility, np.ones(len(edges)), mu=mu)
    for c in range(2):
        everything = list(paths(edges, 0))
        weights = np.array(
            [np.exp((sum(utility[k, c] for k in links) + worths[end, c]) / mu) for links, end in everything]
        )
        if weights.sum() == 0.0:
            assert w.place[0, c] == 0.0
            continue
        assert mu * w.told[0, c] == pytest.approx(mu * np.log(weights.sum()), abs=1e-10)
        for (links, end), weight in zip(everything, weights, strict=True):
            probability, here = 1.0, 0
            for k in links:
                probability *= chance(ways, w, here, c)[1][k] if w.place[here, c] > 0 else 0.0
                here = edges[k].end
            probability *= chance(ways, w, end, c)[0] if w.place[end, c] > 0 else 0.0
            assert probability == pytest.approx(weight / weights.sum(), abs=1e-10)


@settings(deadline=None)
@given(acyclic(), st.floats(0.5, 2.0), st.floats(0.3, 1.0), st.floats(0.1, 0.99))
def test_with_nests_and_discount_values_are_those_of_backward_recursion(graph, mu, ratio, fade):
    places, edges, utility, worths = graph
    ways = choices(places, edges)
    w = solved(ways, np.exp(worths / mu), utility, np.full(len(edges), fade), mu=mu, ratio=ratio)
    for c in range(2):
        value = np.full(places, -np.inf)
        for p in reversed(range(places)):
            total = np.exp(worths[p, c] / mu)
            for name in "xy":
                mine = [k for k, e in enumerate(edges) if (e.start, e.nest) == (p, name)]
                scale = mu * (ratio if len(mine) > 1 else 1.0)
                inside = sum(np.exp((utility[k, c] + fade * value[edges[k].end]) / scale) for k in mine)
                total += inside ** (scale / mu)
            with np.errstate(divide="ignore"):
                value[p] = mu * np.log(total)
        np.testing.assert_allclose(np.where(w.told[:, c] == NEVER, -np.inf, mu * w.told[:, c]), value, atol=1e-10)


# With cycles ----------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(cyclic())
def test_with_cycles_the_equations_hold(graph):
    places, edges, utility, worths, fade, ratio, mu = graph
    ways = choices(places, edges)
    w = solved(ways, np.exp(worths / mu), utility, fade, mu=mu, ratio=ratio)
    assert residual(ways, w, utility, fade, mu, ratio) < 1e-9


@pytest.mark.slow
@settings(deadline=None)
@given(cyclic(), st.integers(0, 2**32))
def test_an_old_solution_leads_to_the_same_as_none(graph, seed):
    places, edges, utility, worths, fade, ratio, mu = graph
    ways = choices(places, edges)
    rng = np.random.default_rng(seed)
    old = solved(ways, np.exp(worths / mu), utility, fade, mu=mu, ratio=ratio)
    changed = utility.copy()
    links = rng.random(len(edges)) < 0.3
    changed[links] = np.where(np.isneginf(utility[links]), -np.inf, rng.uniform(-4, -0.5, (links.sum(), 2)))
    for option in np.flatnonzero(links[ways.link]):
        renew(ways, old, option)
    renewed = solved(ways, np.exp(worths / mu), changed, fade, mu=mu, ratio=ratio, start=old)
    fresh = solved(ways, np.exp(worths / mu), changed, fade, mu=mu, ratio=ratio)
    # a log weight stops being handed on at the tolerance, and a contraction by 0.95 may multiply that by twenty; what
    # is a tiny part of a place's weight may lag behind by more of itself, but not the chance that anybody chooses it
    np.testing.assert_allclose(renewed.place, fresh.place, rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(chances(ways, renewed), chances(ways, fresh), atol=1e-7)


def chances(ways, w):
    """Return how likely each option is chosen at its stance, by class."""
    with np.errstate(invalid="ignore"):
        in_nest = np.nan_to_num(w.option / w.inner[ways.nest_of])
        of_nest = np.nan_to_num(w.nest / w.place[ways.stance_of])
    return in_nest * of_nest[ways.nest_of]


def test_where_a_way_was_shut_one_starts_afresh():
    # 1 and 2 lead to each other and had a way to a town; without it they must not keep each other's values alive
    edges = [Edge(0, 1), Edge(1, 2), Edge(2, 4), Edge(4, 1), Edge(2, 3, "x")]
    ways = choices(5, edges)
    settle = np.array([0.0, 0.0, 0.0, 5.0, 0.0])[:, None]
    utility = np.full((5, 1), -0.1)
    w = solved(ways, settle, utility, np.full(5, 0.9))
    assert w.place[0, 0] > 0.0
    utility[4] = -np.inf
    start_afresh(w)
    solved(ways, settle, utility, np.full(5, 0.9), start=w)
    assert not w.place[[0, 1, 2, 4]].any()


def test_a_shut_way_and_a_dead_end_weigh_nothing():
    #    0 -> 1 (town), 0 -> 2 (nothing there), 0 -> 3 shut (a better town); 2 and 4 lead in a circle
    edges = [Edge(0, 1, "x"), Edge(0, 2, "x"), Edge(0, 3, "y"), Edge(2, 4), Edge(4, 2), Edge(5, 0)]
    ways = choices(6, edges)
    settle = np.array([0.0, 2.0, 0.0, 9.0, 0.0, 0.0])[:, None]
    utility = np.array([-1.0, -1.0, -np.inf, -1.0, -1.0, -1.0])[:, None]
    w = solved(ways, settle, utility, np.full(6, 0.9), ratio=0.5)
    assert (
        w.option[option_at(ways, 0, 1), 0]
        == w.option[option_at(ways, 0, 2), 0]
        == w.place[2, 0]
        == w.place[4, 0]
        == 0.0
    )
    assert w.told[2, 0] == NEVER
    stay, ways_on = chance(ways, w, 0, 0, ratio=0.5)
    assert (stay, ways_on) == (0.0, {0: pytest.approx(1.0), 1: 0.0, 2: 0.0})
    assert w.place[5, 0] > 0.0


def test_a_hub_between_two_neighbours_offers_no_way_back():
    edges = [Edge(0, 1), Edge(1, 0), Edge(1, 2), Edge(2, 1)]
    ways = choices(3, edges)
    w = solved(ways, np.array([[5.0], [0.0], [1.0]]), np.full((4, 1), -1.0), np.full(4, 0.9))
    settle, on = chance(ways, w, 1, 0, arrived=0)
    assert (settle, on) == (0.0, {1: 0.0, 2: pytest.approx(1.0)})


@pytest.mark.parametrize("ratio", [1.0, 0.4])
def test_a_one_way_road_cut_in_two_by_a_hub_is_the_same_road(ratio):
    delta, cost, hours = 0.03, 0.1, np.array([10.0, 4.0, 6.0, 7.0])

    def utility(h):
        return -cost * (1 - np.exp(-delta * h)) / delta

    whole = choices(3, [Edge(0, 2, "x"), Edge(0, 2, "x")])
    cut = choices(3, [Edge(0, 1, "x"), Edge(1, 2), Edge(0, 2, "x")])
    settle = np.array([[1.0], [0.0], [7.0]])
    a = solved(whole, settle, utility(hours[[0, 3]])[:, None], np.exp(-delta * hours[[0, 3]]), ratio=ratio)
    b = solved(cut, settle, utility(hours[1:])[:, None], np.exp(-delta * hours[1:]), ratio=ratio)
    assert a.place[0, 0] == pytest.approx(b.place[0, 0], rel=1e-12)
    assert chance(whole, a, 0, 0, ratio=ratio)[1][0] == pytest.approx(
        chance(cut, b, 0, 0, ratio=ratio)[1][0], rel=1e-12
    )


def test_a_nest_of_like_links_counts_for_less_than_as_many_places():
    edges = [Edge(0, 1, "x"), Edge(0, 1, "x"), Edge(0, 1, "x"), Edge(0, 2, "y")]
    settle = np.array([[0.0], [4.0], [4.0]])
    shares = []
    for ratio in (1.0, 0.5, 1e-2):
        w = solved(choices(3, edges), settle, np.full((4, 1), -1.0), np.ones(4), ratio=ratio)
        shares.append(chance(choices(3, edges), w, 0, 0, ratio=ratio)[1][3])
    assert shares == pytest.approx([1 / 4, 1 / (1 + 3**0.5), 1 / (1 + 3**0.01)])


def test_who_comes_by_a_journey_takes_an_exit_there():
    #    0 journeys to 1; from 1 an exit to 2, and a journey to 3, where there is a far better exit
    edges = [Edge(0, 1, "j", journey=True), Edge(1, 2, "x"), Edge(1, 3, "j", journey=True), Edge(3, 4, "x")]
    ways = choices(5, edges)
    settle = np.array([0.0, 0.0, 2.0, 0.0, 50.0])[:, None]
    w = solved(ways, settle, np.full((4, 1), -1.0), np.ones(4))
    assert w.place[5, 0] == pytest.approx(2 * np.exp(-1))
    assert w.place[1, 0] == pytest.approx(2 * np.exp(-1) + 50 * np.exp(-2))
    assert w.place[0, 0] == pytest.approx(2 * np.exp(-2))


# What people then do --------------------------------------------------------------------------------------------------


@njit
def pick_many(table, option_first, key, number, at, low, high, total, settle, avoid, of_avoided, past, without):
    """Count the takers of each option, and settlers (last), among so many who choose one by one."""
    counts = np.zeros(len(option_first) + 20)
    for i in range(number):
        x = uniform(join(key, np.uint64(i))) * total - settle
        if x < 0.0:
            counts[-1] += 1
        else:
            counts[pick(table, option_first, at, low, high, x, avoid, of_avoided, past, without)] += 1
    return counts


@njit
def split_many(sp, s, ways, w, rounds, n, stance, link, c, settle, total, key):
    d = s.desk
    for i in range(rounds):
        d.who[0], d.key[0], d.left[0], d.total[0], d.inside[0] = 0, join(key, np.uint64(i)), n, total, settle
        split(sp, s, ways, w, stance, link, 1)


def only(record, **fields):
    """Return as much of a record of the engine as is looked at."""
    return record(**{**dict.fromkeys(record._fields), **fields})


RATIO = 0.6
CROSSROADS = [
    Edge(0, 1, "x"), Edge(1, 0, "x"), Edge(1, 2, "x"), Edge(1, 3, "x"), Edge(1, 4, "y"), Edge(1, 5, "y"),
    Edge(1, 6, "z"), Edge(6, 1, "x"),
]  # fmt: skip


@pytest.fixture(scope="module")
def crossroads():
    """Place 1 with three nests, reached from 0, which is in a nest with others, and from 6, which stands alone."""
    ways = choices(7, CROSSROADS)
    rng = np.random.default_rng(3)
    utility = rng.uniform(-2, 0, (len(CROSSROADS), 2))
    utility[5, 1] = -np.inf
    settle = rng.uniform(0.5, 3, (7, 2))
    return ways, solved(ways, settle, utility, np.full(len(CROSSROADS), 0.9), ratio=RATIO)


def handed(w, ways, c, arrived):
    """Return the weight of settling and of everything, as a choice at place 1 is handed them."""
    if arrived < 0:
        return 0.0, w.place[1, c] - w.settle[1, c]
    return w.settle[1, c], ahead_by(ways, w, arrived, c, RATIO)


def expected_counts(ways, w, c, arrived):
    """Return the probabilities of the options of place 1, in their order, and of settling."""
    stay, on = chance(ways, w, 1, c, arrived=arrived, ratio=RATIO)
    links = [int(ways.link[o]) for nest in nests_at(ways, 1) for o in nest]
    expected = np.array([*(on[k] for k in links), stay if arrived >= 0 else 0.0])
    return expected / expected.sum()


ARRIVALS = pytest.mark.parametrize("arrived", [-1, 0, 7], ids=["setting out", "from a nest", "from a link alone"])


@pytest.mark.slow
@pytest.mark.parametrize("c", [0, 1])
@ARRIVALS
def test_one_by_one_people_choose_by_the_weights(crossroads, arrived, c):
    ways, w = crossroads
    expected = expected_counts(ways, w, c, arrived)
    settle, total = handed(w, ways, c, arrived)
    number, avoid = 300_000, int(ways.back[arrived]) if arrived >= 0 else -1
    counts = pick_many(
        w.table, ways.option_first, np.uint64(arrived + 9), number,
        at=int(ways.table_first[1] * 2 + c * (ways.table_first[2] - ways.table_first[1])),
        low=int(ways.nest_first[1]), high=int(ways.nest_first[2]), total=total, settle=settle, avoid=avoid,
        of_avoided=int(ways.nest_of[avoid]) if avoid >= 0 else -1,
        past=w.past[arrived, c] if avoid >= 0 else 0.0, without=w.option[avoid, c] if avoid >= 0 else 0.0,
    )  # fmt: skip
    counts = np.append(counts[: len(expected) - 1], counts[-1])
    assert counts.sum() == number
    assert counts[expected == 0].sum() == 0
    some = expected > 0
    assert stats.chisquare(counts[some], expected[some] * number).pvalue > 1e-4


@pytest.mark.slow
@pytest.mark.parametrize("c", [0, 1])
@ARRIVALS
def test_split_together_people_choose_by_the_weights(crossroads, arrived, c):
    ways, w = crossroads
    expected = expected_counts(ways, w, c, arrived)
    settle, total = handed(w, ways, c, arrived)
    links, rounds, n = len(ways.end), 5_000, 40.0
    way, group = np.zeros(links, WAY), np.zeros(1, GROUP)
    way["hash"] = np.arange(1, links + 1) * 7919
    group["class_of"], group["mark"] = c, 1
    nest_hash = np.arange(1, len(ways.option_first), dtype=np.uint64) * np.uint64(104729)
    names = only(Space, nest_hash=nest_hash, way=way, group=group)
    options = len(expected) - 1
    desk = Desk(
        crowd=np.zeros(1), out=np.zeros((options, 1)), out_mark=np.zeros(options, np.int64),
        who=np.zeros(1, np.int64), class_of=np.zeros(1, np.int64), key=np.zeros(1, np.uint64),
        last=np.zeros(1, np.int64),
        **{name: np.zeros(1) for name in ("u", "n", "p", "k", "left", "total", "inside")},
    )  # fmt: skip
    moves = only(State, settled=np.zeros((7, 1)), fresh=np.zeros((7, 1)), fresh_mark=np.zeros(7, np.int64), desk=desk)
    split_many(names, moves, ways, w, rounds, n, 1, arrived, c, settle, total, np.uint64(arrived + 5))
    counts = np.append(desk.out[:, 0], moves.settled[1, 0])
    assert counts.sum() == rounds * n
    np.testing.assert_array_equal(desk.out_mark != 0, desk.out[:, 0] > 0)
    assert counts[expected == 0].sum() == 0
    some = expected > 0
    assert stats.chisquare(counts[some], expected[some] * rounds * n).pvalue > 1e-4
