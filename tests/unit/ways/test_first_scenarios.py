"""Questions to a first scenario of one's own: few tables, and nobody named who vouches for anything."""

from __future__ import annotations

import pytest

from worlds import build

TWO = "id, country, kind, population\nhome, AAA, home, 1000\ntown, BBB, town,"
ROAD = "from, to, mode, hours\nhome, town, road, 2"
OPEN = "id, act, where, effect, claim\nopen, enter, BBB, allow, {}"
ASKED = {"start": "home", "on": "2024-01-02", "members": 1}


@pytest.mark.parametrize(
    ("rules", "claims", "said"),
    [
        (OPEN.format(""), "", "if rule 'open' rested on a claim"),
        (OPEN.format("guess"), "id, stance\nguess, assumption", "if rule 'open' rested on a claim"),
        (OPEN.format("bare"), "id, said_by, stance\nbare, Ministry, official", "if rule 'open' rested on a claim"),
        ("", "", "a row of `rules` that allows it would make it known"),
    ],
    ids=["no claims", "assumed", "no address", "no rules"],
)
def test_what_nobody_vouches_for_is_not_known_and_it_is_said_what_would_make_it_known(rules, claims, said):
    answer = build(places=TWO, links=ROAD, rules=rules, claims=claims, threat=1).ways(**ASKED)
    assert not answer.ways
    assert not answer.shut
    (unknown,) = answer.unknown
    assert unknown.country == "BBB"
    assert said in unknown.text
    assert said in repr(answer)
    assert said in answer.as_json()["unknown"][0]["text"]


@pytest.mark.parametrize(("rules", "headed"), [("", False), (OPEN.format("said"), True)], ids=["no rule", "a source"])
def test_sources_are_headed_only_where_there_are_some(rules, headed):
    known = "id, said_by, stance, url\nsaid, Ministry, official, https://example.org/said"
    answer = build(places=TWO, links=ROAD, rules=rules, claims=known, threat=1).ways(**ASKED)
    assert ("\nSources\n" in f"{answer!r}\n") is headed


def test_nobody_has_to_be_pushed_for_a_question():
    known = "id, said_by, stance, url\nsaid, Ministry, official, https://example.org/said"
    answer = build(places=TWO, links=ROAD, rules=OPEN.format("said"), claims=known).ways(**ASKED, share=True)
    assert [way.country for way in answer.ways] == ["BBB"]
