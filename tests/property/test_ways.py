"""What must hold of every answer, whatever the rules, the money and the lines: on a small world with two doors."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from exeunt.ways.answer import Answer
from exeunt.ways.crowd import crowd_at
from exeunt.ways.doors import doors_of
from exeunt.ways.known import sourced
from exeunt.ways.legs import legs_of, travellers_preferences
from exeunt.ways.question import ask
from exeunt.ways.search import Means, search
from exeunt.ways.waiting import Waits
from worlds import doors

ON = "2024-01-03"  # noon
WHEN = ["", "2024-01-02", "2024-01-03", "2024-01-03T16:00", "2024-01-04", "2024-01-05"]
quickly = settings(max_examples=25, suppress_health_check=list(HealthCheck))

rule = st.fixed_dictionaries(
    {
        "from": st.sampled_from(WHEN),
        "until": st.sampled_from(["", "2024-01-02", "2024-01-04"]),
        "who": st.sampled_from(["", "papers = good", "car = yes"]),
        "act": st.sampled_from(["enter", "enter", "leave"]),
        "where": st.sampled_from(["BBB", "CCC", "DDD", "gate", "AAA"]),
        "effect": st.sampled_from(["deny", "deny", "allow", "delay 5 h", "price x 2", "risk 0.3"]),
        "announced": st.sampled_from(WHEN),
        "claim": st.sampled_from(["said", "guessed", ""]),
    }
)


def world_of(rules: list[dict[str, str]], **more: Any) -> Any:
    lines = [
        f"r{i}, {r['from']}, {r['until'] if r['until'] >= r['from'] else ''}, {r['who']}, {r['act']}, {r['where']}, , "
        f"{r['effect']}, {r['announced']}, {r['claim']}"
        for i, r in enumerate(rules)
    ]
    return doors(rules="\n".join(lines), **more)


def ways(world: Any, **more: Any) -> Answer:
    return world.ways(**{"start": "home", "on": ON, "members": 1, "traits": {"papers": "good", "car": "no"}, **more})


def countries(answer: Answer) -> set[str]:
    return {way.country for way in answer.ways}


@quickly
@example([], [0.0, 100.0])
@given(st.lists(rule, min_size=1, max_size=4), st.lists(st.floats(0, 500), min_size=2, max_size=4))
def test_what_holds_of_every_answer(rules, budgets):
    world = world_of(rules)
    answer = ways(world)  # the crowd that it takes most time to make serves all of these
    every_country_is_told_once_and_every_way_rests_on_what_somebody_vouches_for(world, answer)
    taking_a_denial_away_never_shuts_a_way(world, answer)
    more_money_never_removes_a_way_nor_makes_it_worse(world, answer, budgets)


def every_country_is_told_once_and_every_way_rests_on_what_somebody_vouches_for(world: Any, answer: Answer) -> None:
    open_, shut, unknown = countries(answer), {s.country for s in answer.shut}, {u.country for u in answer.unknown}
    assert open_ | shut | unknown == {"BBB", "CCC", "DDD"}
    assert not open_ & (shut | unknown)
    known = sourced(world)
    for way in answer.ways:
        allows = [said for said in way.rules if "may enter" in said.text or "lets in" in said.text]
        assert len(allows) >= 1 + (way.country == "DDD")
        assert all(said.claim in known for said in allows)
    assert str(answer)
    assert answer._repr_html_()


def taking_a_denial_away_never_shuts_a_way(world: Any, answer: Answer) -> None:
    for id_ in world.rules["id"][(world.rules["effect_kind"] == "deny") & (world.rules["act"] == "enter")]:
        assert countries(answer) <= countries(ways(world.without_rule(id_)))


def more_money_never_removes_a_way_nor_makes_it_worse(world: Any, answer: Answer, budgets: list[float]) -> None:
    answers = [ways(world, budget=budget) for budget in sorted(budgets)] + [answer]
    for less, more in pairwise(answers):
        assert countries(less) <= countries(more)
        worth = {way.country: way.worth for way in more.ways}
        assert all(way.worth <= worth[way.country] + 1e-9 for way in less.ways)


@quickly
@given(st.lists(rule, max_size=3), st.lists(rule, max_size=3))
def test_what_is_heard_of_later_changes_nothing(rules, later):
    after = [{**each, "announced": "2024-01-04"} for each in later]
    sudden = [{**each, "from": "2024-01-05", "until": "", "announced": ""} for each in later]
    assert ways(world_of(rules)).as_json() == ways(world_of(rules + after + sudden)).as_json()


@quickly
@given(st.lists(rule, max_size=3), st.floats(0, 80), st.floats(0, 80), st.floats(0.1, 200), st.booleans())
def test_a_longer_queue_never_moves_a_way_up(rules, at_gate, by_air, more, gate_grows):
    world = world_of(rules)
    question = ask(world, start="home", on=ON, traits={"papers": "good", "car": "no"})
    crowd = crowd_at(world, question.utc, members=1)
    net = crowd.arrays.net
    him = travellers_preferences(crowd, question.traits)
    here = doors_of(crowd.known, net, question.utc, question.traits, "AAA")
    waits = Waits(crowd.arrays, crowd.lines, question.utc)
    road, air = (int(net.line[net.link_ids.index(link)]) for link in ("home>near:road@gate", "home>far:air"))

    def ranked(gate_hours: float, air_hours: float) -> list[str]:
        wait = np.zeros(len(net.line_gate))
        wait[road], wait[air] = gate_hours, air_hours
        means = Means(him, waits, [legs_of(crowd, him, drives=False, wait=wait)], budget=np.inf)
        found = search(crowd, here, means, 0)
        return [net.countries[c] for c, _ in sorted(found.items(), key=lambda each: -each[1].worth)]

    short = ranked(at_gate, by_air)
    long = ranked(at_gate + more * gate_grows, by_air + more * (not gate_grows))
    behind = ("BBB", "DDD") if gate_grows else ("CCC",)
    assert set(long) <= set(short)
    for country in behind:
        if country in long:
            others = [c for c in short if c not in behind and c in long]
            ahead = sum(short.index(c) < short.index(country) for c in others)
            assert sum(long.index(c) < long.index(country) for c in others) >= ahead
