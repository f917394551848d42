"""The engine of counts against a reference that moves each person by himself, tick by tick.

Two groups at one home; a road to BBB through a gate of some ten people a tick, in order of arrival; a road to CCC at
whose end a fifth are turned back; giving up in line, standing, a call-up, going home. The reference shares nothing with
the engine but the order of a tick: its probabilities are worked out by hand from the parameters.

400 runs of each. For every figure a Kolmogorov-Smirnov test (of whole numbers, hence conservative), a test of the means
and one of the spread (Brown-Forsythe), at a level of 0.001 for all of them together (Bonferroni). Seeds are fixed.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

import worlds

RUNS, DAYS, TICKS, DT = 400, 6, 24, 0.25
PEOPLE, LIABLE = 400, 100
LEAVE, HOME, GIVE_UP, DRAFT = 0.5, 0.15, 0.6, 0.2
GATE, RISK = 42 * DT, 0.2

ABROAD = {"BBB": 1, "CCC": 2}
AT_HOME, DRAFTED, ROAD, LINE, STANDING, SETTLED, BACK, BACK_LINE = range(8)


def chance_of_b() -> float:
    """Return the probability of the road to BBB: u = -(time + border + money + risk), v = u + e^(-delta h) s."""
    delta, c, border, price, worth = 0.025, 0.08, 0.5, 0.45, 7.0

    def value(hours: float, fare: float, risk: float) -> float:
        time = c * (1 - math.exp(-delta * hours)) / delta
        return -time - border - price * fare / 100 - 3.0 * risk + math.exp(-delta * hours) * worth

    b, other = value(6, 100, 0), value(9, 20, RISK)
    return 1 / (1 + math.exp(other - b))


def reference(rng: np.random.Generator) -> dict[str, float]:
    """Move each person of one run."""
    liable = np.arange(PEOPLE) < LIABLE
    state, due, since = np.full(PEOPLE, AT_HOME), np.zeros(PEOPLE, int), np.zeros(PEOPLE, int)
    to_b, at = np.zeros(PEOPLE, bool), np.zeros(PEOPLE, int)
    arrivals, queue = np.zeros((TICKS, 3), int), np.zeros(TICKS)
    since_settled = np.full(PEOPLE, -2)
    credit, returned = [0.0, 0.0], 0
    b = chance_of_b()

    def hit(who: np.ndarray, chance: float | np.ndarray) -> np.ndarray:
        return who & (rng.random(PEOPLE) < chance)

    def serve(line: int, way: int, t: int) -> np.ndarray:
        """Let through the first in line; newcomers of one tick in an order of their own."""
        credit[way] += GATE
        standing = np.flatnonzero(state == line)
        order = standing[np.lexsort((rng.random(len(standing)), since[standing]))]
        passed = order[: math.floor(credit[way] + 1e-9)]
        credit[way] -= len(passed)
        credit[way] = credit[way] % 1.0 if len(passed) < len(order) else 0.0
        return passed

    for t in range(TICKS):
        if t % 2 == 0:  # waits become known every twelve hours
            quits = hit((state == LINE) & (since < t), -np.expm1(-GIVE_UP * (t - since) * DT * 0.5))
            state[quits], due[quits] = STANDING, t + 2
        taken = hit((state == AT_HOME) & liable, -math.expm1(-DT * DRAFT))
        state[taken] = DRAFTED
        go = hit(state == AT_HOME, -math.expm1(-DT * LEAVE))
        # who settled in the last tick has been there for half of it, on average
        exposed = np.where(since_settled == t - 1, 1.5 * DT, DT)
        home = hit(state == SETTLED, -np.expm1(-exposed * HOME))
        again = (state == STANDING) & (due == t)
        choosing = go | again
        due_line = (state == ROAD) & (due == t) & to_b
        due_c = (state == ROAD) & (due == t) & ~to_b
        due_home = (state == BACK) & (due == t)

        state[due_line], since[due_line] = LINE, t
        through_gate = due_home & (at == 1)
        state[through_gate], since[through_gate] = BACK_LINE, t
        into_b, out_of_b = serve(LINE, 0, t), serve(BACK_LINE, 1, t)
        state[into_b], at[into_b] = SETTLED, 1
        stopped = hit(due_c, RISK)
        state[stopped], due[stopped] = STANDING, t + 2
        came = due_c & ~stopped
        state[came], at[came] = SETTLED, 2
        since_settled[into_b] = since_settled[came] = t
        arrivals[t] = 0, len(into_b), came.sum()
        free = due_home & (at == 2)
        state[out_of_b] = AT_HOME
        state[free] = AT_HOME
        returned += len(out_of_b) + free.sum()

        to_b[choosing] = rng.random(choosing.sum()) < b
        state[choosing] = ROAD
        late = rng.random(PEOPLE) < 0.5
        due[choosing] = t + 1 + (late & ~to_b)[choosing]
        state[home], due[home] = BACK, (t + 1 + (late & (at == 2)))[home]
        queue[t] = (state == LINE).sum()

    by_day = arrivals.reshape(DAYS, 4, 3).sum(axis=1)
    # over a tick the line goes from what it was to what it is
    line = (0.5 * (queue + np.concatenate([[0.0], queue[:-1]]))).reshape(DAYS, 4).mean(axis=1)
    final = {
        "settled in BBB": ((state == SETTLED) & (at == 1)).sum(),
        "settled in CCC": ((state == SETTLED) & (at == 2)).sum(),
    }
    return {
        **{f"into {c} on day {d}": by_day[d, i] for c, i in ABROAD.items() for d in range(DAYS)},
        **{f"in line on day {d}": line[d] for d in range(DAYS)},
        **final,
        "called up": (state == DRAFTED).sum(),
        "returned": returned,
        "standing": (state == STANDING).sum(),
    }


def engine(members: int) -> list[dict[str, float]]:
    world = worlds.build(
        places="id, country, kind, population\nhome, AAA, home, 400\nb, BBB, town,\nc, CCC, town,",
        gates="id, country_from, country_to, people_per_day, people_per_vehicle\ngate, AAA, BBB, 42, 1",
        links="""from, to, mode, hours, price, gate, both_ways
            home, b, rail, 6, 100, gate, yes
            home, c, rail, 9, 20, , yes""",
        rules=f"id, act, where, effect\nb, enter, BBB, allow\nc, enter, CCC, allow\nr, enter, CCC, risk {RISK}",
        traits="trait, value, share\nliable, yes, 0.25\nliable, no, 0.75",
        drivers=f"name, value, where, who\nthreat, 1, ,\ndraft, {LIABLE * DRAFT}, home, liable = yes",
        days=DAYS,
        hold={
            "leave_base": math.log(LEAVE),
            "reach": 0,
            "return": HOME,
            "onward": 0,
            "give_up": GIVE_UP,
            "wait_cost": 0,
            "risk_cost": 3,
        },
    )
    out = worlds.many(world, members)
    runs = []
    for m in range(members):
        runs.append(
            {
                **{f"into {c} on day {d}": out["arrivals"][m, d, i] for c, i in ABROAD.items() for d in range(DAYS)},
                **{f"in line on day {d}": out["queue_people"][m, d, 0] for d in range(DAYS)},
                "settled in BBB": out["stock"][m, -1, 1],
                "settled in CCC": out["stock"][m, -1, 2],
                "called up": out["drafted"][m].sum(),
                "returned": out["returned"][m].sum(),
                "standing": out["ledger"][m, -1, 3],
            }
        )
    return runs


def test_counts_and_persons_have_one_distribution():
    rng = np.random.default_rng(2024)
    ours, theirs = engine(RUNS), [reference(rng) for _ in range(RUNS)]
    names = list(ours[0])
    assert names == list(theirs[0])
    found = {}
    for name in names:
        a, b = (np.array([run[name] for run in runs], float) for runs in (ours, theirs))
        found[name, "whole"] = stats.ks_2samp(a, b).pvalue
        if a.std() + b.std() > 0:
            found[name, "mean"] = stats.ttest_ind(a, b, equal_var=False).pvalue
            found[name, "spread"] = stats.levene(a, b, center="median").pvalue
    level = 0.001 / len(found)
    assert {test: p for test, p in found.items() if p < level} == {}
    assert len(found) > 50, "too little varies for a test"
