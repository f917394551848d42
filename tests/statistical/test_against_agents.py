"""The engine of counts against a reference that moves each person by himself, from moment to moment.

Two groups at one home; a road to BBB through a gate that lets one through every half an hour or so, in the order in
which they come; a road to CCC at whose end a fifth are turned back; giving up in line, standing, a call-up, going home.
The reference shares nothing with the engine but the order of a tick, and that up to eight set out at moments of their
own, more evenly over its hours: its probabilities are worked out by hand from the parameters.

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
PACE, RISK, STAND = 24 / 42, 0.2, 12.0  # hours a person at the gate; the share stopped; hours
TICK, TO_B, TO_C = 24 * DT, 6.0, 9.0

ABROAD = {"BBB": 1, "CCC": 2}
AT_HOME, DRAFTED, ROAD, LINE, STANDING, SETTLED, BACK, BACK_LINE = range(8)


def chance_of_b() -> float:
    """Return the probability of the road to BBB: v = -(time + money) + e^(-delta h) (s - border - risk)."""
    delta, c, border, price, worth = 0.025, 0.08, 0.5, 0.45, 7.0

    def value(hours: float, fare: float, risk: float) -> float:
        time = c * (1 - math.exp(-delta * hours)) / delta
        return -time - price * fare / 100 + math.exp(-delta * hours) * (worth - border - 3.0 * risk)

    b, other = value(6, 100, 0), value(9, 20, RISK)
    return 1 / (1 + math.exp(other - b))


def moments(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return when in a tick so many set out who do so by one way."""
    if n <= 8:
        return TICK * rng.random(n)
    hour = np.arange(TICK) + 0.5
    return np.repeat(hour, np.diff(np.floor(n * np.arange(TICK + 1) / TICK)).astype(int))


def reference(rng: np.random.Generator) -> dict[str, float]:
    """Move each person of one run."""
    liable = np.arange(PEOPLE) < LIABLE
    state, due = np.full(PEOPLE, AT_HOME), np.zeros(PEOPLE)
    to_b, at = np.zeros(PEOPLE, bool), np.zeros(PEOPLE, int)
    arrivals, queue = np.zeros((TICKS, 3), int), np.zeros(TICKS)
    since_settled = np.full(PEOPLE, -2)
    free, returned = {LINE: 0.0, BACK_LINE: 0.0}, 0
    b = chance_of_b()

    def hit(who: np.ndarray, chance: float | np.ndarray) -> np.ndarray:
        return who & (rng.random(PEOPLE) < chance)

    def serve(line: int, begins: float) -> np.ndarray:
        """Let those pass who can in a tick, first come, first served, and of those who came at once by luck."""
        standing = np.flatnonzero(state == line)
        passed = []
        for person in standing[np.lexsort((rng.random(len(standing)), due[standing]))]:
            start = max(due[person], free[line], begins)
            if start >= begins + TICK:
                break
            free[line] = start + PACE
            passed.append(person)
        return np.array(passed, int)

    def set_off(who: np.ndarray, begins: float, *, together: bool) -> None:
        """Let people choose: those of one group who leave home together, or each by himself at his moment."""
        to_b[who] = rng.random(who.sum()) < b
        state[who] = ROAD
        for group in (liable, ~liable) if together else ():
            for way in (to_b, ~to_b):
                few = (who & group).sum() <= 8
                some = np.flatnonzero(who & group & way)
                due[some] = begins + (TICK * rng.random(len(some)) if few else moments(rng, len(some)))
        due[who] += np.where(to_b[who], TO_B, TO_C)

    for t in range(TICKS):
        begins = t * TICK
        if t % 2 == 0:  # waits become known every twelve hours
            quits = hit((state == LINE) & (due < begins), -np.expm1(-GIVE_UP * (begins - due) / 24 * 0.5))
            state[quits], due[quits] = STANDING, begins + STAND
        called = np.where(liable, rng.exponential(1 / DRAFT, PEOPLE), np.inf)
        leaves = rng.exponential(1 / LEAVE, PEOPLE)
        goes = (state == AT_HOME) & (leaves < DT) & (leaves < called)
        state[(state == AT_HOME) & (called < DT) & (called < leaves)] = DRAFTED
        set_off(goes, begins, together=True)
        # who settled in the last tick has been there for half of it, on average
        exposed = np.where(since_settled == t - 1, 1.5 * DT, DT)
        home = hit(state == SETTLED, -np.expm1(-exposed * HOME))
        state[home] = BACK
        for town, hours in ((1, TO_B), (2, TO_C)):
            for group in (liable, ~liable):
                some = np.flatnonzero(home & (at == town) & group)
                slots = max(min(int(TICK), len(some)), 1)
                slot = np.repeat(
                    np.arange(slots), np.diff(np.floor(len(some) * np.arange(slots + 1) / slots)).astype(int)
                )
                due[some] = begins + TICK * (slot + rng.random(slots)[slot]) / slots + hours
        set_off((state == STANDING) & (due < begins + TICK), begins, together=False)
        now = due < begins + TICK
        came = (state == ROAD) & now
        state[came & to_b] = LINE
        stopped = hit(came & ~to_b, RISK)
        state[stopped] = STANDING
        due[stopped] += STAND
        in_c = came & ~to_b & ~stopped
        back = (state == BACK) & now
        state[back] = np.where(at[back] == 1, BACK_LINE, AT_HOME)
        into_b, out_of_b = serve(LINE, begins), serve(BACK_LINE, begins)
        state[into_b], at[into_b] = SETTLED, 1
        state[in_c], at[in_c] = SETTLED, 2
        since_settled[into_b] = since_settled[in_c] = t
        arrivals[t] = 0, len(into_b), in_c.sum()
        state[out_of_b] = AT_HOME
        returned += len(out_of_b) + (back & (at == 2)).sum()
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
