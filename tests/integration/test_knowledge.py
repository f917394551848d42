"""What is learned after a day reaches nothing made of what was known on it: `mobilisation-2022` on 28 September.

Everything later is altered, taken away or added to; the world as of that evening, its hash and a member stay.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from exeunt.engine.members import Simulator
from exeunt.scenario.links import link_ids

DAY = date(2022, 9, 28)
AFTER = pd.Timestamp("2022-09-29")
NUMBERS = {  # of each table: numbers that may be doubled without breaking a rule of the scenario
    "gates": ["people_per_day", "vehicles_per_day", "foot_per_day"],
    "links": ["km", "hours", "price", "seats_per_day"],
    "drivers": ["value"],
    "observations": ["value", "lo", "hi"],
    "claims": ["value"],
}


@pytest.fixture(scope="module")
def world(mobilisation):
    return mobilisation


@pytest.fixture(scope="module")
def known(world):
    return world.as_of(DAY)


def said_later(name, table, claims):
    """Say of each row whether it became known after the day, in other words than the code's."""
    dates = claims.set_index("id")["date"]
    later = []
    for row in table.to_dict("records"):
        if name == "claims":
            when = row["date"]
        elif name == "observations":
            when = row["published"]
        else:
            when = dates.get(row["claim"], pd.NaT)
            if name == "rules":
                when = next((day for day in (row["announced"], when, row["from"]) if not pd.isna(day)), pd.NaT)
        later.append(bool(when >= AFTER))
    return np.array(later, bool)


def altered(world, change):
    """Return the world with every row changed that became known after the day, beliefs of later days among them."""
    tables = {name: change(name, table, said_later(name, table, world.claims)) for name, table in world.tables.items()}
    earlier = {
        name: change(name, table, said_later(name, table, world.claims)) for name, table in world.earlier.items()
    }
    return replace(world, **tables, earlier=earlier)


def doubled(name, table, later):
    return table.assign(**{c: table[c].where(~later, 2 * table[c]) for c in NUMBERS.get(name, [])})


def reworded(name, table, later):
    """Other words, other conditions, other dates."""
    new = {}
    if name == "claims":
        new = {"said_by": "nobody", "note": "something else", "stance": "denied", "date": pd.Timestamp("2024-05-05")}
    elif name == "rules":
        new = {"who": "", "act": "enter", "effect": "deny", "effect_kind": "deny", "until": pd.NaT}
    elif name == "drivers":
        new = {"from": pd.Timestamp("2022-10-02"), "until": pd.NaT, "weekday": ""}
    return table.assign(**{column: table[column].mask(later, value) for column, value in new.items()})


def taken_away(name, table, later):
    return table if name in ("gates", "places", "links", "traits") else table[~later]


def longer_believed(name, table, later):
    """What was still believed on the evening was so for longer."""
    if "known_until" not in table:
        return table
    still = table["known_until"] >= AFTER
    return table.assign(known_until=table["known_until"].mask(still, table["known_until"] + pd.Timedelta(days=9)))


def added_to(world):
    """Return the world with news of the day after: a claim, a rule, a figure, a cause."""
    claim = {"id": "news", "date": AFTER, "stance": "official", "quantity": "draft_total", "value": 5e6}
    tables = {"claims": one_more(world.claims, claim)}
    tables["rules"] = one_more(world.rules, {"id": "news", "announced": AFTER, "where": "GEO", "claim": "news"})
    tables["drivers"] = one_more(world.drivers, {"name": "threat", "where": "", "value": 9.0, "claim": "news"})
    tables["observations"] = one_more(world.observations, {"id": "news", "published": AFTER, "value": 1.0, "claim": ""})
    tables["parameters"] = one_more(world.parameters, {"name": "rumour", "value": 0.0, "claim": "news"})
    weights = {claim: weight / 2 for claim, weight in world.settings.readings["draft_total"].items()}
    readings = {**world.settings.readings, "draft_total": {**weights, "news": 0.5}}
    return replace(world, settings=replace(world.settings, readings=readings), **tables)


def one_more(table, cells):
    row = table.iloc[[-1]].assign(**cells)
    return pd.concat([table, row.set_axis([table.index.max() + 1000])]).astype(table.dtypes)


def assert_same(known, other):
    assert other.settings == known.settings
    for name, table in known.tables.items():
        pd.testing.assert_frame_equal(other.tables[name], table)
    assert np.array_equal(other.people, known.people)
    assert other.hash == known.hash


@pytest.mark.parametrize("change", [doubled, reworded, taken_away, longer_believed])
def test_what_became_known_later_may_be_anything(world, known, change):
    other = altered(world, change)
    assert other.hash != world.hash or change is longer_believed
    assert_same(known, other.as_of(DAY))


def test_news_of_the_day_after_is_no_news(world, known):
    assert_same(known, added_to(world).as_of(DAY))
    assert "news" in set(added_to(world).as_of("2022-09-29").rules["id"])


def test_a_member_meets_the_same_bits(world, known, engine):
    other = altered(altered(world, doubled), taken_away).as_of(DAY)
    outputs = [Simulator(each.lasting(24)).run(3) for each in (known, other)]
    assert outputs[0]["departures"][20:].sum() > 0
    for name, values in outputs[0].items():
        assert np.array_equal(values, outputs[1][name], equal_nan=values.dtype.kind == "f"), name


def test_nothing_that_is_known_names_anything_later(world, known):
    """By themselves: no date of saying after the evening stands anywhere in it but as a plan."""
    assert (known.claims["date"].dropna() < AFTER).all()
    assert (known.observations["published"] < AFTER).all()
    assert (known.rules["announced"].dropna() < AFTER).all()
    for name, table in known.tables.items():
        if "claim" in table:
            assert set(table["claim"]) <= {"", *known.claims["id"]}, name
    assert set(known.readings["draft_total"]) == {"F0394", "F0396", "F0397"}


@pytest.mark.parametrize("day", ["2022-09-21", "2022-09-23", "2022-09-25", "2022-09-27", "2022-10-04", "2022-10-31"])
def test_every_evening_of_the_autumn_is_a_scenario(world, day):
    """Each with all places, gates and people; ordinary traffic and the call-up go on whoever counts them."""
    known = world.as_of(day)
    assert len(known.gates) == len(world.gates)
    assert known.people.sum() == world.people.sum()
    assert known.gates["id"].is_unique
    assert known.rules["id"].is_unique
    assert known.links["id"].tolist() == link_ids(world.links).tolist()
    drafted = known.drivers[known.drivers["name"] == "draft"]
    assert drafted["where"].nunique() == 83
    assert drafted["claim"].eq("asm-draft-even").all() == (day < "2022-10-28")


def test_finland_was_expected_to_shut_within_a_fortnight(world, known):
    rules = known.rules.set_index("id")
    assert rules.at["FIN-shut", "from"] == AFTER, "it had not on the 28th"
    assert rules.at["FIN-shut", "from_latest"] == pd.Timestamp("2022-10-07")
    announced = world.as_of("2022-09-29").rules.set_index("id")
    assert announced.at["FIN-shut", "from"] == pd.Timestamp("2022-09-30")
    assert pd.isna(announced.at["FIN-shut", "from_latest"])
    assert "FIN-shut" not in set(world.as_of("2022-09-22").rules["id"])


def test_the_threat_has_no_end_that_anybody_knew(known):
    threat = known.drivers[(known.drivers["name"] == "threat") & (known.drivers["value"] == 1)]
    assert threat["until"].isna().all()
    assert known.drivers.loc[known.drivers["name"] == "threat", "value"].tolist() == [0.5, 1]
