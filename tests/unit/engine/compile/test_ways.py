"""Which ways a world has to choose among, beyond the search itself."""

from __future__ import annotations

import pytest

from exeunt.engine.compile.arrays import compile_world
from exeunt.engine.compile.ways import links_of
from worlds import build


@pytest.mark.parametrize(("seats", "kept"), [("30", {"home>far:air", "home>far:road@gate"}), ("", {"home>far:air"})])
def test_a_long_way_round_is_kept_where_the_short_one_may_be_sold_out(seats, kept):
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 1000\nfar, BBB, town,",
        links=f"""from, to, mode, hours, price, seats_per_day, gate
            home, far, air, 2, 50, {seats},
            home, far, road, 40, 50, , gate""",
        gates="id, country_from, country_to\ngate, AAA, BBB",
    )
    arrays = compile_world(world)
    home = arrays.net.place_ids.index("home")
    first, last = arrays.ways.nest_first[home : home + 2]
    ways = range(arrays.ways.way_first[first], arrays.ways.way_first[last])
    told = {link for way in ways for links in links_of(arrays.ways, arrays.legs, way) for link in links}
    assert {arrays.net.link_ids[link] for link in told} == kept
