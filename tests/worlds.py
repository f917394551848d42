"""Small worlds from a few rows, written as in a scenario's tables and checked like them, but without any file.

    build(places="id, country, kind, population\nhome, AAA, home, 100\ntown, BBB, town,", links=..., threat=1)

Columns may be left out; what a table requires and no test cares about is filled in. Every parameter is held at its
central value unless given, so that members differ by luck alone.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from exeunt.api import World
from exeunt.engine.members import Simulator
from exeunt.errors import ScenarioError
from exeunt.scenario.columns import empty, typed
from exeunt.scenario.examine import examine
from exeunt.scenario.parameters import parameter_table
from exeunt.scenario.settings import Settings
from exeunt.scenario.tables import NAMES

Rows = str | Sequence[Mapping[str, Any]]

ONE_KIND = "trait, value, share\nkind, plain, 1"
OPEN = "id, act, where, effect\nopen, enter, BBB, allow"

# What would make a closed form wrong: nobody gives up, moves on, goes home or is deterred by a queue.
CALM = {"give_up": 0.0, "onward": 0.0, "return": 0.0, "wait_cost": 0.0, "reach": 0.0}


@lru_cache(maxsize=500)
def _written(name: str, rows: str) -> pd.DataFrame:
    """Return a table as it would be read; most tests share most of their tables."""
    return _table(name, rows) if rows else empty(name)


def _table(name: str, rows: Rows) -> pd.DataFrame:
    if isinstance(rows, str):
        lines = "\n".join(line.strip() for line in rows.strip().splitlines())
        text = pd.read_csv(io.StringIO(lines), dtype=str, keep_default_na=False, skipinitialspace=True)
    else:
        text = pd.DataFrame([{k: "" if v is None else str(v) for k, v in row.items()} for row in rows]).fillna("")
    text.index = pd.RangeIndex(2, 2 + len(text))
    if name == "places":
        text = text.assign(**{k: v for k, v in {"lat": "0", "lon": "0"}.items() if k not in text})
        text["name"] = text["id"]
    known, faults = typed(name, text.astype("str"), file=f"{name}.csv")
    if faults:
        raise ScenarioError(faults)
    return known


def build(
    *,
    places: Rows,
    links: Rows,
    days: int = 4,
    tick: int = 6,
    first_day: date = date(2024, 1, 1),  # a Monday
    traits: Rows = ONE_KIND,
    rules: Rows = OPEN,
    parameters: Rows = (),
    origins: Mapping[str, list[str]] | None = None,
    families_differ_in: Sequence[str] = (),
    threat: float = 0.0,
    hold: Mapping[str, float] | None = None,
    **tables: Rows,
) -> World:
    """Build a world; `threat` pushes everybody always, `hold` gives parameters other than their central values."""
    given = {"places": places, "links": links, "traits": traits, "rules": rules, "parameters": parameters, **tables}
    typed_tables = {
        name: _written(name, rows) if isinstance(rows := given.get(name) or "", str) else _table(name, rows)
        for name in NAMES
    }
    if threat:
        push = _written("drivers", f"name, value\nthreat, {threat}")
        old = typed_tables["drivers"]
        typed_tables["drivers"] = pd.concat([old, push], ignore_index=True) if len(old) else push
    settings = Settings(
        title="A test",
        first_day=first_day,
        days=days,
        tick_hours=tick,
        origins=dict(origins or {}),
        families_differ_in=tuple(families_differ_in),
    )
    people, faults = examine(settings, typed_tables)
    if faults or people is None:
        raise ScenarioError(list(faults))
    central = {str(name): float(value) for name, value in parameter_table(typed_tables["parameters"])["value"].items()}
    held = {name: float(value) for name, value in (hold or {}).items()}
    assert held.keys() <= central.keys(), held.keys() - central.keys()
    world = World.of(folder=None, settings=settings, tables=typed_tables, people=people)
    return replace(world, fixed={**central, **held})


def corridor(
    *, gate: str = "", drivers: Rows = (), people: int = 100_000, hold: Mapping[str, float] | None = None, **more: Any
) -> World:
    """Build one home, one gate at its door and one town behind it; who sets out is at the gate at once.

    `gate` holds `people_per_day, vehicles_per_day, foot_per_day, opening_hours, utc_offset`.
    """
    more.setdefault("links", "from, to, mode, hours, gate, both_ways\nhome, town, road, 0.1, gate, yes")
    more.setdefault("tick", 1)
    head = "id, country_from, country_to, people_per_day, vehicles_per_day, foot_per_day, opening_hours, utc_offset"
    more.setdefault("gates", f"{head}, people_per_vehicle\ngate, AAA, BBB, {gate or ', , , ,'}, 1")
    return build(
        places=f"id, country, kind, population\nhome, AAA, home, {people}\ntown, BBB, town,",
        drivers=drivers,
        hold={**CALM, **(hold or {})},
        **more,
    )


def two_countries(
    *,
    people: int = 1_000_000,
    gate: str = "",
    rules: Rows = f"{OPEN}\nalso, enter, CCC, allow",
    hold: Mapping[str, float],
    **more: Any,
) -> World:
    """Build a home from which people flee to either of two towns alike, in two countries; a door to each.

    `gate` is how many people a day the door to BBB lets through.
    """
    return build(
        places=f"""id, country, kind, population
            home, AAA, home, {people}
            near, BBB, town, 100000
            far, CCC, town, 100000""",
        links="from, to, mode, hours, gate\nhome, near, road, 3, one\nhome, far, road, 3, two",
        gates=f"id, country_from, country_to, people_per_day\none, AAA, BBB, {gate}\ntwo, AAA, CCC, ",
        rules=rules,
        threat=1.0,
        hold={**CALM, "leave_base": -5.0, **hold},
        **more,
    )


def run(world: World, *, member: int = 0, seed: int = 1, mean: bool = False) -> dict[str, np.ndarray]:
    """Run one member."""
    return Simulator(world, seed=seed, mean=mean).run(member)


def many(world: World, members: int, *, seed: int = 1) -> dict[str, np.ndarray]:
    """Run members one after the other, stacked along the first axis."""
    simulator = Simulator(world, seed=seed)
    runs = [simulator.run(member) for member in range(members)]
    return {name: np.stack([r[name] for r in runs]) for name in runs[0]}


CLAIMS = """id, date, said_by, stance, url
    said, 2023-06-01, Ministry, official, https://example.org/said
    guessed, , , assumption,
    rumoured, 2023-06-01, Somebody, reported,
    later, 2024-01-05, Ministry, official, https://example.org/later"""
RULES = "id, from, until, who, act, where, mode, effect, announced, claim"
DOORS = f"""{RULES}
    b-open, , , papers = good, enter, BBB, , allow, , said
    c-open, , , , enter, CCC, , allow, , said
    d-open, , , , enter, DDD, , allow, , said
    d-stay, , , , stay, DDD, , stay 30 days, , said"""


def doors(*, rules: str = "", cars: str = "", seats: str = "300", threat: float = 3, **more: Any) -> World:
    """Build a home with a road to BBB (and on to DDD) over a gate, and a flight to CCC, for a traveller to ask about.

    `rules` are lines to add to those that open the three countries; `cars` is the gate's vehicles a day.
    """
    more.setdefault(
        "places",
        """id, country, kind, population, utc_offset
            home, AAA, home, 100000, 0
            near, BBB, town, 500000, 0
            far, CCC, town, 500000, 0
            last, DDD, town, 500000, 0""",
    )
    more.setdefault(
        "links",
        f"""from, to, mode, km, hours, price, seats_per_day, gate, both_ways
            home, near, road, 200, 3, 20, , gate, yes
            near, last, road, 100, 2, 10, , , yes
            home, far, air, 2000, 4, 150, {seats}, , no""",
    )
    return build(
        gates=f"id, country_from, country_to, vehicles_per_day, people_per_vehicle\ngate, AAA, BBB, {cars}, 2",
        traits="""trait, value, share
            papers, good, 0.6
            papers, poor, 0.4
            car, yes, 0.3
            car, no, 0.7""",
        rules=DOORS + "\n" + rules,
        claims=CLAIMS,
        threat=threat,
        days=6,
        **more,
    )


EVERY_PLACE = """id, country, kind, population, capacity, settled, language, rent
    home, AAA, home, 60000, , , ,
    east, AAA, home, 30000, , , ,
    west, AAA, home, 3000, , , ,
    near, BBB, town, 500000, 30000, 15000, 0.4, 600
    camp, BBB, refuge, , 400, 500, ,
    far, CCC, town, 900000, 5000, 100, 0, 900
    last, DDD, town, 200000, 9000, 8900, 0.1, 300"""
EVERY_LINK = """from, to, mode, hours, price, seats_per_day, gate, both_ways
    home, near, road, 7, 20, , gate, yes
    home, near, foot, 9, 0, , gate, yes
    east, near, road, 5, 15, , gate, yes
    west, near, road, 5, 15, , gate, yes
    near, camp, road, 2, 5, , , yes
    near, last, road, 3, 10, , , yes
    home, far, air, 4, 150, 40, , no
    far, near, air, 3, 90, 100, , yes"""
EVERY_RULE = f"""{RULES}
    b-open, , , , enter, BBB, , allow, , said
    c-open, , , , enter, CCC, , allow, , said
    d-open, , , , enter, DDD, , allow, , said
    b-held, , , , enter, gate, , delay 7 h, , said
    c-dear, , , , enter, CCC, , price x 1.5, , said
    out, , , , leave, gate, , risk 0.2, , said
    b-ban, 2024-01-02, , papers = poor and car = yes, enter, gate, , deny, , said
    b-cars, 2024-01-03, , papers = poor and car = no, enter, gate, road, deny, , said
    b-stay, , , , stay, near, , stay 90 days, , said
    d-stay, , , , stay, DDD, , stay 30 days, , said"""
EVERY_DRIVER = """name, where, who, value
    threat, home, , 3
    threat, east, , 1
    threat, west, , 2
    rumour, home, papers = good, 1
    draft, home, , 400
    displaced, sides, , 3000
    ordinary_in, gate, , 100
    ordinary_out, gate, , 100
    seat_load, CCC, , 0.5
    pull, far, , 0.7
    pull, camp, , -0.5"""


def everything(**more: Any) -> World:
    """Build a world in which every constant of behaviour matters from the first days, and every term of a formula.

    Places fill, one beyond its capacity, and people had settled there; there are lines at a gate and for seats, a
    delay, a risk and a dearer border, a ban and cars forbidden, leave to stay of two lengths, pulls, kin, rents, cars,
    walkers, a draft, a rumour and displaced people.
    """
    return build(
        places=EVERY_PLACE,
        areas="id, name, members\nsides, both sides, east+west",
        links=EVERY_LINK,
        gates="""id, country_from, country_to, vehicles_per_day, foot_per_day, people_per_vehicle
            gate, AAA, BBB, 900, 300, 2""",
        traits="""trait, value, share
            papers, good, 0.6
            papers, poor, 0.4
            tie, DDD, 0.2
            tie, none, 0.8
            car, yes, 0.3
            car, no, 0.7""",
        rules=more.pop("rules", EVERY_RULE),
        claims=CLAIMS,
        drivers=EVERY_DRIVER,
        days=more.pop("days", 6),
        **more,
    )
