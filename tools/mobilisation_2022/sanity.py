"""What the tables add up to, beside what was published."""

from __future__ import annotations

import pandas as pd

from mobilisation_2022.links import shortest
from mobilisation_2022.traits import MEANS


def report(tables: dict[str, pd.DataFrame], left_out: list[str]) -> None:
    """Print row counts, totals beside published figures, faults and what was left out."""
    print("rows:", ", ".join(f"{name} {len(frame)}" for name, frame in tables.items()))
    _people(tables)
    _ordinary(tables)
    _seats(tables)
    _reach(tables)
    _claims(tables)
    print("left out:")
    for line in left_out:
        print("  ", line)


def _people(tables: dict[str, pd.DataFrame]) -> None:
    places = tables["places"].set_index("id")
    homes = places[places["kind"] == "home"]
    people = homes["population"].astype(float)
    print(f"people {people.sum():,.0f} (published 146 million with Crimea and the census of 2021)")
    traits = tables["traits"]
    means = traits[traits["trait"] == "means"].pivot(index="place", columns="value", values="share")
    for trait in ("liable", "means", "papers", "car", "tie"):
        part = traits[traits["trait"] == trait]
        shares = {}
        for value, rows in part.groupby("value", sort=False):
            weight = people[rows["place"]].to_numpy()
            if rows["given"].any():
                level = rows["given"].str.removeprefix("means = ")
                weight = weight * [means.loc[p, m] for p, m in zip(rows["place"], level, strict=True)]
            shares[value] = (weight * rows["share"].to_numpy()).sum() / people.sum()
        print(f"  {trait}:", ", ".join(f"{v} {s:.4f}" for v, s in shares.items()))
    groups = 1
    for trait in ("liable", "papers", "means", "car", "tie"):
        groups *= traits.loc[traits["trait"] == trait, "value"].nunique()
    print(f"  groups {groups} (at most 300), levels of means {len(MEANS)}")
    drivers = tables["drivers"]
    draft = drivers[drivers["name"] == "draft"]
    days = (pd.to_datetime(draft["until"]) - pd.to_datetime(draft["from"])).dt.days + 1
    print(f"  draft {(draft['value'] * days).sum():,.0f} (300,000)")


def _ordinary(tables: dict[str, pd.DataFrame]) -> None:
    drivers = tables["drivers"]
    country = tables["gates"].set_index("id")["country_to"]
    days = pd.date_range("2022-09-01", "2022-10-31")
    names = ["ordinary_in", "ordinary_out", "others_in", "others_out"]
    total: dict[tuple[str, str], pd.Series] = {}
    for row in drivers[drivers["name"].isin(names)].to_dict("records"):
        on = pd.Series(1.0, index=days)
        if row["from"]:
            on[days < row["from"]] = 0
        if row["until"]:
            on[days > row["until"]] = 0
        if row["weekday"]:
            on[~days.strftime("%a").str.lower().isin(row["weekday"].split("+"))] = 0
        key = (country[row["where"]], row["name"])
        total[key] = total.get(key, 0) + on * row["value"]
    table = pd.DataFrame(total)
    week = table.loc["2022-09-14":"2022-09-20"].mean().unstack()[names]
    later = table.loc["2022-10-10":"2022-10-16"].mean().unstack()[names]
    print("ordinary traffic by road a day, 14-20 September:\n" + week.round(0).to_string())
    print("  and 10-16 October:\n" + later.round(0).to_string())
    fin = table["FIN", "ordinary_in"].loc["2022-09-14":"2022-09-20"]
    print(f"  Finland in the week {fin.sum():,.0f} (26,506), by day {fin.round(0).astype(int).tolist()}")
    union = sum(
        table[c, "ordinary_in"].loc["2022-09-12":"2022-09-18"].sum() for c in ("FIN", "EST", "LVA", "LTU", "POL")
    )
    print(f"  European Union 12-18 September {union:,.0f} (at most 50,800)")
    lars = drivers[(drivers["where"] == "GEO-LAR") & drivers["name"].isin(names)]["value"].sum() * 7
    print(f"  Lars both ways a week {lars:,.0f} (93,300)")
    gates = tables["gates"].set_index("id")
    inwards = drivers[drivers["name"].isin(["ordinary_in", "others_in"]) & (drivers["until"] == "")]
    by_car = (gates["vehicles_per_day"] * gates["people_per_vehicle"]).astype(float)
    limits = by_car.combine(gates["people_per_day"].astype(float), min).to_dict()
    for gate, flow in inwards[inwards["weekday"] == ""].groupby("where")["value"].sum().to_dict().items():
        limit = limits[gate]
        if flow > 0.7 * limit:
            print(f"  ordinary flow into {gate} {flow:,.0f} fills {flow / limit:.0%} of {limit:,.0f} a day")


def _seats(tables: dict[str, pd.DataFrame]) -> None:
    links, drivers = tables["links"], tables["drivers"]
    country = tables["places"].set_index("id")["country"]
    flights = links[(links["mode"].isin(["air", "rail"])) & links["seats_per_day"].notna()]
    seats = flights.assign(country=flights["to"].map(country)).groupby(["country", "mode"])["seats_per_day"].sum()
    load = drivers[(drivers["name"] == "seat_load") & (drivers["from"] == "")].set_index("where")["value"]
    others = drivers[drivers["name"] == "seat_load_others"].set_index("where")["value"]
    print("seats a day from Russia, and ordinary citizens in them before 21 September:")
    table = seats.reset_index()
    for c, mode, s in zip(table["country"], table["mode"], table["seats_per_day"], strict=True):
        print(f"  {c} {mode} {s:,.0f}, citizens {s * load.get(c, 0):,.0f}")
    moscow = flights[(flights["gate"] == "MOW")]
    into = moscow["to"].map(country)
    taken = (moscow["seats_per_day"] * (into.map(load) + into.map(others))).sum()
    print(f"  Moscow abroad {taken:,.0f} of {moscow['seats_per_day'].sum():,.0f} seats (34,962 people on 21 September)")


def _reach(tables: dict[str, pd.DataFrame]) -> None:
    places = tables["places"].set_index("id")
    roads: dict[str, list[tuple[str, float]]] = {}
    for row in tables["links"].to_dict("records"):
        roads.setdefault(row["from"], []).append((row["to"], row["hours"]))
        if row["both_ways"] == "yes":
            roads.setdefault(row["to"], []).append((row["from"], row["hours"]))
    towns = set(places.index[places["kind"] == "town"])
    farthest = {}
    for home in places.index[places["kind"] == "home"]:
        reached = shortest(home, roads)
        near = min((h for p, h in reached.items() if p in towns), default=None)
        if near is None:
            print(f"FAULT: nobody gets abroad from {home}")
        else:
            farthest[home] = near
        if missing := towns - set(reached):
            print(f"FAULT: {home} does not reach {', '.join(sorted(missing))}")
    worst = sorted(farthest, key=lambda h: -farthest[h])[:5]
    print("longest ways to the nearest foreign town:", ", ".join(f"{h} {farthest[h]:.0f} h" for h in worst))


def _claims(tables: dict[str, pd.DataFrame]) -> None:
    known = set(tables["claims"]["id"])
    for name, frame in tables.items():
        if name != "claims":
            for claim in frame["claim"]:
                if claim not in known:
                    print(f"FAULT: {name} rests on {claim}, which is no claim")
    assumed = tables["claims"][tables["claims"]["stance"] == "assumption"]
    bare = assumed.loc[assumed["note"].fillna("") == "", "id"]
    print(f"claims {len(known)}, assumptions {len(assumed)}, without a reason {len(bare)}")
    rests = tables["claims"].set_index("id")["stance"]
    for name in ("places", "gates", "links", "traits", "rules", "drivers"):
        on = tables[name]["claim"].map(rests).value_counts().to_dict()
        print(f"  {name}:", ", ".join(f"{k} {v}" for k, v in on.items()))
