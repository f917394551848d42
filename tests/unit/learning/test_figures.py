"""Which figures may move what is not known of gates and countries."""

from __future__ import annotations

import numpy as np
import pytest

import worlds
from exeunt.learning.figures import may_move
from exeunt.learning.latents import Latents
from exeunt.outcome.targets import from_table

OF = ("one", "two", "port", "BBB", "CCC")
WORLD = {
    "places": """id, country, kind, population
        home, AAA, home, 1000
        near, BBB, town, 10
        far, CCC, town, 10""",
    "links": """from, to, mode, hours, gate, seats_per_day
        home, near, road, 3, one,
        home, far, road, 3, two,
        home, near, air, 3, port, 10
        home, far, air, 3, port, 10""",
    "gates": "id, country_from, country_to\none, AAA, BBB\ntwo, AAA, CCC\nport, AAA, ",
}


@pytest.mark.parametrize(
    ("where", "moved"),
    [
        ("one", {"one", "port", "BBB"}),
        ("BBB", {"one", "port", "BBB"}),
        ("far", {"two", "port", "CCC"}),
        ("port", {"port", "BBB", "CCC"}),
        ("one+two", {*OF}),
        ("home", set()),
    ],
)
def test_a_figure_moves_what_leads_where_it_was_counted_and_at_an_airport_the_countries_it_leads_to(where, moved):
    observed = f"id, from, until, where, measure, value\nx, 2024-01-01, 2024-01-02, {where}, departures_air, 1"
    world = worlds.build(**WORLD, observations=observed)
    belongs = [frozenset({each}) for each in OF]
    latents = Latents(["gate_unseen"] * len(OF), OF, belongs, np.full(len(OF), "NaT", "datetime64[D]"), {})
    found = may_move(world, latents, from_table(world.observations))
    assert {each for each, moves in zip(OF, found[:, 0], strict=True) if moves} == moved
