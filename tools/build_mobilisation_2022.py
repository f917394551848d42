"""Make the first version of the scenario `mobilisation-2022` from a folder of figures.

    python tools/build_mobilisation_2022.py DATA_DIR OUT_DIR

DATA_DIR holds figures.csv, policies.csv, targets.csv, men_by_age_2024.csv and geography/. The CSV tables
written to OUT_DIR are the truth from then on and may be edited by hand; this script records how they were
first made. It prints what was left out and how the totals compare with what was published.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mobilisation_2022 import drivers, gates, links, places, rules, sanity, targets, traits
from mobilisation_2022.claims import Claims
from mobilisation_2022.tables import Data, write


def build(data_folder: Path, out_folder: Path) -> None:
    """Read the figures, make every table, write them and print what was left out and how the totals look."""
    data = Data.read(data_folder)
    claims = Claims(data.figures, data.policies)
    left_out: list[str] = []

    gate_table = gates.gates(data, claims, left_out)
    road_gates = gate_table[gate_table["id"].isin(data.gates["id"])]
    place_table = places.places(data, claims, road_gates, left_out)
    link_table = links.links(data, claims, place_table, gate_table, left_out)
    place_table = places.with_a_way(place_table, link_table, left_out)
    tables = {
        "places": place_table,
        "aliases": places.aliases(data, claims, place_table),
        "gates": gate_table,
        "areas": gates.areas(data, claims, gate_table),
        "links": link_table,
        "traits": traits.traits(data, claims),
        "rules": rules.rules(data, claims, place_table, gate_table),
        "drivers": drivers.drivers(data, claims, gate_table, link_table, place_table),
        "observations": targets.observations(data, claims),
        "parameters": targets.parameters(claims),
    }
    toml = targets.scenario_toml(data, claims)
    tables["claims"] = claims.table()
    write(tables, toml, out_folder)
    sanity.report(tables, left_out)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Give two folders: python tools/build_mobilisation_2022.py DATA_DIR OUT_DIR")
    build(Path(sys.argv[1]), Path(sys.argv[2]))
