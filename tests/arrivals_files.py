"""A small scenario of Sudan to which arrivals can be added, and files of arrivals as others write them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from exeunt.scenario.writing import write
from worlds import build

PLACES = """id, name, country, kind, population, utc_offset
khartoum, Khartoum, SDN, home, 100000, 2
adre, Adré, TCD, town,, 1
renk, Renk, SSD, town,, 2
qustul, Qustul, EGY, town,, 2
birao, Birao, CAF, town,, 1"""
GATES = "id, name, country_from, country_to\njoda, Joda, SDN, SSD"
LINKS = """from, to, mode, hours, gate
khartoum, adre, road, 30,
khartoum, renk, road, 9, joda
khartoum, qustul, road, 20,
khartoum, birao, road, 40,"""
AREAS = "id, name, members\nAROUND, The neighbours, TCD+SSD+EGY+CAF"
RULES = "id, act, where, effect\nopen, enter, TCD+SSD+EGY+CAF, allow"


def bulletin(folder: Path) -> Path:
    """Write a sheet as analysts have them, which has other columns than `observations`."""
    file = folder / "bulletin.csv"
    file.write_text("UNHCR\nCountry,As of,New arrivals\nBBB,2024-03-06,1200\n")
    return file


def scenario(folder: Path) -> Path:
    """Write the scenario, 15 April to 13 July 2023, into a folder."""
    world = build(
        places=PLACES, gates=GATES, links=LINKS, areas=AREAS, rules=RULES,
        first_day=date(2023, 4, 15), days=90, threat=1.0,
    )  # fmt: skip
    write(world, folder)
    return folder
