"""The compiled search for chains of doors and the choice among them, against Python that looks at all there are."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from exeunt.engine.compile import chains as chains_module
from exeunt.engine.compile.chains import MOST, Chains, Doors, choose, find_chains
from exeunt.engine.compile.roads import Cheapest, Roads
from exeunt.engine.compile.wayfinding import doors_among
from road_cases import without_rules

PLACES, TIMES = 6, 3


@st.composite
def searches(draw):
    """Draw roads whose costs are often alike, what it costs to end behind each door, and limits that bind or do not."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    pairs = [pair for pair in itertools.permutations(range(PLACES), 2) if rng.random() < 0.45]
    begin, end = np.array(pairs, np.int64).reshape(-1, 2).T.copy()
    cost = rng.choice([0.25, 0.5, 1.0, 1.1], len(pairs))
    doors, open_ = rng.random(len(pairs)) < 0.5, rng.random((TIMES, len(pairs))) < 0.7
    gates = doors & (rng.random(len(pairs)) < 0.6)
    roads = Roads(begin, end, cost, doors, gates, open_ | ~doors, PLACES, *without_rules(TIMES))
    onward = rng.choice([0.0, 0.5, np.inf], int(doors.sum()))
    limit = rng.choice([-np.inf, 1.0, 3.0, 9.0], (PLACES, TIMES))
    plain = Cheapest(roads, np.flatnonzero(~doors), np.arange(PLACES))
    return doors_among(roads, plain), plain, onward, limit


def along(doors: Doors, plain: Cheapest, chain: tuple[int, ...]) -> list[int]:
    """Return the places that a chain of doors passes, up to behind the last."""
    places = []
    for door, after in itertools.pairwise([*chain, None]):
        end = int(doors.end[door])
        places += [int(doors.begin[door]), *([end] if after is None else plain.places(end, doors.begin[after])[:-1])]
    return places


def open_at(doors: Doors, chain: tuple[int, ...]) -> np.ndarray:
    return doors.open[list(chain)].all(axis=0)


def is_wanted(
    doors: Doors, chain: tuple[int, ...], now: np.ndarray, counts: np.ndarray, passed: dict[int, np.ndarray]
) -> bool:
    """Say whether a chain is one of the few by its last door, or the first through a gate, and count it."""
    gates = [door for door in chain if doors.gates[door]]
    first = [now & ~passed.setdefault(door, np.zeros(TIMES, np.bool_)) for door in gates]
    few = now & (counts < MOST)
    counts += now
    for door in gates:
        passed[door] |= now
    return bool(few.any() or np.any(first))


def expected(doors: Doors, plain: Cheapest, onward: np.ndarray, limit: np.ndarray) -> list[tuple[int, ...]]:
    """Take the cheapest of all chains that lengthen one that was taken, as long as there are any."""
    waiting = [(doors.cost[door] + onward[door], door, -1) for door in range(len(onward))]
    taken, so_many, passed = [], {}, {}
    while waiting:
        cost, door, behind = waiting.pop(waiting.index(min(waiting)))
        chain = (door, *taken[behind]) if behind >= 0 else (door,)
        counts = so_many.setdefault((door, chain[-1]), np.zeros(TIMES))
        now = open_at(doors, chain) & (cost <= limit[doors.begin[door]])
        places = along(doors, plain, chain)
        if len(set(places)) < len(places) or not is_wanted(doors, chain, now, counts, passed.setdefault(door, {})):
            continue
        to = plain.distance[plain.row[doors.begin[door]]]
        waiting += [
            (cost + (doors.cost[k] + to[doors.end[k]]), k, len(taken))
            for k in range(len(onward))
            if np.isfinite(to[doors.end[k]])
        ]
        taken.append(chain)
    return taken


def told(chains: Chains) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []
    for door, behind in zip(chains.door.tolist(), chains.next.tolist(), strict=True):
        found.append((door, *found[behind]) if behind >= 0 else (door,))
    return found


@settings(max_examples=150)
@given(searches())
def test_the_chains_found_are_those_of_who_looks_at_all(search):
    doors, plain, onward, limit = search
    chains = find_chains(doors, onward, limit)
    found = told(chains)
    assert found == expected(doors, plain, onward, limit)
    assert chains.last.tolist() == [chain[-1] for chain in found]
    assert chains.length.tolist() == [len(chain) for chain in found]
    for passes, open_, through, chain in zip(chains.passes, chains.open, chains.through, found, strict=True):
        assert set(np.flatnonzero(through).tolist()) == {door for door in chain if doors.gates[door]}
        assert set(np.flatnonzero(passes).tolist()) == set(along(doors, plain, chain))
        assert open_.tolist() == open_at(doors, chain).tolist()


@settings(max_examples=150)
@given(searches())
def test_the_chains_kept_from_a_place_are_the_cheapest_few_by_each_last_door_and_the_cheapest_through_each_gate(search):
    doors, plain, onward, limit = search
    chains, starts = find_chains(doors, onward, limit), np.arange(1, PLACES)
    kept = []
    for number, start in enumerate(starts.tolist()):
        so_many, passed = np.zeros((len(onward), TIMES)), {}
        begins = doors.begin[chains.door]
        total = plain.distance[plain.row[begins], start] + chains.cost
        for chain in np.argsort(total, kind="stable").tolist():
            if not np.isfinite(total[chain]):
                continue
            before = plain.places(start, int(begins[chain]))[:-1]
            now = chains.open[chain] & (total[chain] <= limit[start])
            if chains.passes[chain, before].any():
                continue
            if is_wanted(doors, told(chains)[chain], now, so_many[chains.last[chain]], passed):
                kept.append((number, chain))
    assert list(zip(*(each.tolist() for each in choose(doors, chains, starts, limit)), strict=True)) == kept


def test_what_is_compiled_reads_no_number_of_another_file():
    """Numba would not know that it has changed; for all else that is compiled `compiled.fingerprint` does."""
    tree = ast.parse(Path(chains_module.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in imported if name and name.startswith("exeunt")} == {"exeunt.compiled"}
