"""Who moves where on which day, for the map that is played; and the rules that act on a spot."""

import numpy as np
import pandas as pd
import pytest

import exeunt


@pytest.fixture(scope="module")
def views():
    return exeunt.load("smallest").run(members=4, seed=1, progress=False).views()


def test_who_passes_a_gate_came_over_the_links_that_lead_there(views):
    """All that came are on a way abroad, and no gate has more of them than it let through."""
    movement = views.movement
    places, homes = views.run.world.places, set(views.run.world.homes["name"])
    abroad = [way for way in movement.ways if way.end in set(places["name"]) - homes]
    recorded = views.run.dataset.mean("member").sum("time")
    assert sum(way.people.sum() for way in abroad) == pytest.approx(float(recorded["arrivals"].sum()), rel=1e-6)
    for gate in recorded["gate"].values:
        over = sum(way.people.sum() for way in abroad if way.gate == gate)
        assert 0 < over <= float(recorded["crossings_in"].sel(gate=gate))
    flown = sum(way.people.sum() for way in abroad if way.gate == "")
    assert 0 < flown < 600 * 12  # the seats from the capital, over twelve days
    for way in movement.ways:
        assert len(way.people) == len(movement.days)
        assert np.all(way.people >= 0)
        assert len(way.points) == (3 if way.gate else 2)
        assert way.start in homes or way.gate == ""


def test_nobody_passes_a_gate_that_a_world_without_gates_has_not():
    """Where nothing is known of gates, people are laid along the quickest links to the nearest place."""
    world = exeunt.load("smallest")
    gates = world.gates.assign(lat=np.nan, lon=np.nan)
    from dataclasses import replace

    movement = replace(world, gates=gates).run(members=2, seed=1, progress=False).views().movement
    assert movement.ways
    assert movement.gates == ()


def test_rules_act_from_their_first_day_on_a_country_its_gates_and_the_ways_through_them(views):
    rules = views.run.world.rules
    shut = rules[rules["effect_kind"] == "deny"].iloc[0]
    begins = pd.Timestamp(shut["from"]).normalize()
    gate = views.run.world.gates.set_index("id")["country_to"].eq(shut["where"]).idxmax()
    links = views.run.world.links.set_index("gate")["id"]
    for on in (shut["where"], gate, links[gate] if isinstance(links[gate], str) else links[gate].iloc[0]):
        before = {id_ for rule in views.acting(on, f"{begins - pd.Timedelta(days=1):%Y-%m-%d}") for id_ in rule.ids}
        after = {id_ for rule in views.acting(on, f"{begins:%Y-%m-%d}") for id_ in rule.ids}
        assert shut["id"] not in before
        assert shut["id"] in after
    other = views.run.world.gates.set_index("id")["country_to"].ne(shut["where"]).idxmax()
    assert shut["id"] not in {id_ for rule in views.acting(other, f"{begins:%Y-%m-%d}") for id_ in rule.ids}
