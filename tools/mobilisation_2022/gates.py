"""Gates: border crossings by road and rail, and the airports of Russia with flights abroad."""

from __future__ import annotations

import re

import pandas as pd

from mobilisation_2022 import knowledge as known
from mobilisation_2022.claims import Claims
from mobilisation_2022.places import region_offset
from mobilisation_2022.tables import Data, Record

PER_VEHICLE = 2.7  # people; see the claim asm-people-per-vehicle
RAIL_THROUGH_ROAD_GATE = "KAZ-VES"  # rail.csv gives the road gate; the railway at Lokot has its own


def _known(claims: Claims) -> dict[str, Record]:
    """Return what is known of single gates, each way."""
    lars = claims.add(
        "gate-GEO-LAR",
        date="2022-09-27",
        said_by="Georgian interior minister Gomelauri; Irbek Tomaev, deputy head of North Ossetia",
        stance="estimate",
        quantity="people_per_day",
        value=11000,
        unit="people/day",
        url="https://apa.az/en/europe/georgia-decided-not-to-close-the-border-with-russia-385734",
        note="entries a day while a line stood: 11,200 and 10,400 Russian citizens on 25 and 26 September"
        " (F0104, F0105),"
        " nine in ten by Lars (F0107), and some 1,000 of other nationalities; North Ossetia says over"
        " 20,000 in two days"
        " (F0279). 115,000 people in 37,000 vehicles in the week (F0257, F0258): 3.1 a vehicle. 150 to 230"
        " vehicles a"
        " kilometre of queue: two lanes of 11.4 m give 175",
    )
    ozinki = claims.figure("F0331")
    kyakhta = claims.figure("F0337")
    karauzek = claims.add(
        "gate-KAZ-KAR",
        date="2019-06-21",
        said_by="Russian customs portal TKS",
        stance="reported",
        quantity="people_per_day",
        value=3500,
        unit="people/day",
        url="https://www.tks.ru/news/nearby/2019/06/21/0003/print",
        note="stated maximum of 1,000 vehicles and 3,500 people; read as each direction, since 1,190"
        " vehicles and 3,010"
        " people passed both ways on the mean day of 2024 (tmbw.ru), which also gives 2.5 people a vehicle",
    )
    bugristoye = claims.add(
        "gate-KAZ-BUG",
        date="2022-09-23",
        said_by="witnesses at the crossing, as gathered with the gate",
        stance="reported",
        quantity="vehicles_per_day",
        value=480,
        unit="vehicles/day",
        url="https://56.ru/text/world/2022/09/23/71678816",
        note="12 to 20 cars an hour let out of Russia about 22 September: at most 480 a day. On foot in"
        " batches every 40"
        " minutes (F0305); batches of 15, as at Sagarchin, give 540 a day",
    )
    sagarchin = claims.add(
        "gate-KAZ-SAG",
        said_by="regional press, as gathered with the gate",
        stance="estimate",
        quantity="vehicles_per_day",
        value=665,
        unit="vehicles/day",
        url="https://m.smi24.net/mix/346861543",
        note="derived: 4,000 vehicles a day both ways are said to triple today's 1,330; half of it each"
        " way. Walkers"
        " in batches of 10 to 15 (F0313): 540 a day, as at Bugristoye",
    )
    mashtakovo = claims.add(
        "gate-KAZ-MAS",
        date="2022-09-12",
        said_by="notice of the repair of the road at Mashtakovo",
        stance="reported",
        quantity="vehicles_per_day",
        value=300,
        unit="vehicles/day",
        url="https://dzen.ru/a/Yx63EIzDbmbNc3JI",
        note="one reversible lane with a traffic light from 12 September to 25 December 2022; half of what"
        " is assumed of a"
        " multilateral crossing (asm-gate-multilateral). More people crossed on foot than by car (F0302):"
        " 1,000 a day is"
        " an assumption",
    )
    finland = claims.figure("F0241")
    norway = claims.add(
        "gate-NOR-STO",
        said_by="Norwegian police figures before 2014",
        stance="estimate",
        quantity="people_per_day",
        value=440,
        unit="people/day",
        note="up to 320,000 crossings a year both ways: 440 a day each way; 402 were let in on 26"
        " September 2022 (F0195)."
        " Opening hours as reported of 2023",
        url="https://www.highnorthnews.com/en/increased-traffic-across-norways-only-border-crossing-russia",
    )
    narva = claims.add(
        "gate-EST-NAR",
        date="2024-02-04",
        said_by="Delovoy Peterburg",
        stance="estimate",
        quantity="vehicles_per_day",
        value=750,
        unit="vehicles/day",
        url="https://m.dp.ru/a/2024/02/04/peshehodnoe-okno-v-evropu",
        note="derived: 1,860 vehicles a day after a rise by a quarter, so 1,500 both ways before. Walkers:"
        " 170,000"
        " people both ways in January 2024 passed, so 5,000 a day each way bind nobody (assumption)",
    )
    # Best month ever at the whole Finnish border, 1.2 million both ways, so 20,000 a day each way; shared out
    # by the highest flows seen at each gate (gates.csv) and, north of the south-east, by an assumption.
    seen = {
        "VAA": 4300,
        "NUI": 4320,
        "IMA": 2540,
        "NII": 2000,
        "VAR": 700,
        "SAL": 300,
        "RAJ": 300,
        "KUU": 100,
    }
    scale = 1_200_000 / 30 / 2 / sum(seen.values())
    gates: dict[str, Record] = {
        f"FIN-{g}": {"people_per_day": round(v * scale, -1), "foot_per_day": 0, "claim": finland}
        for g, v in seen.items()
    }
    gates |= {
        "GEO-LAR": {
            "people_per_day": 11000,
            "people_per_vehicle": 3.1,
            "metres_per_vehicle": 11.4,
            "lanes": 2,
            "claim": lars,
        },
        "KAZ-OZI": {
            "people_per_day": 2600,
            "vehicles_per_day": 550,
            "foot_per_day": 0,
            "people_per_vehicle": 4.7,
            "claim": ozinki,
        },
        "KAZ-KAR": {
            "people_per_day": 3500,
            "vehicles_per_day": 1000,
            "foot_per_day": 0,
            "people_per_vehicle": 2.5,
            "claim": karauzek,
        },
        "KAZ-BUG": {"vehicles_per_day": 480, "foot_per_day": 540, "claim": bugristoye},
        "KAZ-SAG": {"vehicles_per_day": 665, "foot_per_day": 540, "claim": sagarchin},
        "KAZ-MAS": {"vehicles_per_day": 300, "foot_per_day": 1000, "claim": mashtakovo},
        "MNG-KYA": {"people_per_day": 1985, "vehicles_per_day": 500, "foot_per_day": 0, "claim": kyakhta},
        "NOR-STO": {"people_per_day": 440, "foot_per_day": 0, "claim": norway},
        "EST-NAR": {"vehicles_per_day": 750, "foot_per_day": 5000, "claim": narva},
    }
    return gates


def _assumed(row: Record, claims: Claims) -> Record:
    """Return one assumption for each kind of crossing nothing is known of."""
    country, who = row["country_to"], str(row["who_may_cross"])
    walks = str(row["on_foot"]).startswith("yes")
    if country == "BLR":
        claim = claims.assume(
            "asm-gate-belarus", "no posts on the road to Belarus until May 2023: nothing limits the flow"
        )
        return {"claim": claim}
    if country in ("EST", "LVA", "LTU", "POL"):
        note = "800 vehicles a day each way; these crossings were shut to visa holders from 19 September, and no"
        note += " line of cars is told of but 58 and 25 vehicles at two Latvian ones (F0334, F0335), so the"
        note += " number binds nobody"
        claim = claims.assume("asm-gate-eu", note, quantity="vehicles_per_day", value=800, unit="vehicles/day")
        return {"vehicles_per_day": 800, "foot_per_day": 1000 if walks else 0, "claim": claim}
    if who == "any":
        note = "600 vehicles a day each way, 25 an hour: between Bugristoye's 480 cars, Ozinki's 550 and"
        note += " Karauzek's 1,000. Where walkers are let through, 540 a day as at Bugristoye; where it"
        note += " is not told, none"
        claim = claims.assume(
            "asm-gate-multilateral", note, quantity="vehicles_per_day", value=600, unit="vehicles/day"
        )
        return {"vehicles_per_day": 600, "foot_per_day": 540 if walks else 0, "claim": claim}
    note = "150 vehicles a day each way, 6 an hour: small crossings for the citizens of two states; walkers not"
    note += " told of"
    claim = claims.assume("asm-gate-bilateral", note, quantity="vehicles_per_day", value=150, unit="vehicles/day")
    return {"vehicles_per_day": 150, "foot_per_day": 0, "claim": claim}


def _hours(text: str) -> str:
    """Return opening hours as `HH:MM-HH:MM`; blank means always."""
    found = re.search(r"(\d\d)-(\d\d)", text)
    if text.startswith("24h") or not text:
        return ""
    return f"{found.group(1)}:00-{found.group(2)}:00" if found else "08:00-20:00"


def gates(data: Data, claims: Claims, left_out: list[str]) -> pd.DataFrame:
    """Return every open crossing, the railways among them, and the airports; note what is left out."""
    claims.assume(
        "asm-people-per-vehicle",
        f"{PER_VEHICLE} people a vehicle where nothing is known: between Karauzek's 2.5 and Lars' 3.1",
        quantity="people_per_vehicle",
        value=PER_VEHICLE,
    )
    known_gates = _known(claims)
    out: list[Record] = []
    for row in data.gates.to_dict("records"):
        name = f"{row['name_ru_side']} - {row['name_other_side']}"
        if not str(row["open_sept_2022"]).startswith(("yes", "closed from")):
            left_out.append(f"gate {row['id']} ({name}): {row['open_sept_2022']}; {row['conditions']}")
            continue
        base = {
            "id": row["id"],
            "name": name,
            "lat": row["lat"],
            "lon": row["lon"],
            "country_from": "RUS",
            "country_to": row["country_to"],
            "utc_offset": region_offset(str(row["region_from"])),
        }
        if row["mode"] == "rail":
            claim = claims.assume("asm-gate-rail", "no limit but the seats of the trains")
            out.append(base | {"claim": claim})
            continue
        base |= {"opening_hours": _hours(str(row["hours"])), "people_per_vehicle": PER_VEHICLE}
        base |= {"metres_per_vehicle": 7, "lanes": 1}
        out.append(base | (known_gates.get(str(row["id"])) or _assumed(row, claims)))
    out += [_lokot(out, claims), _sadakhlo(claims), *_airports(data, claims)]
    return pd.DataFrame(out)


def _lokot(rows: list[Record], claims: Claims) -> Record:
    road = next(r for r in rows if r["id"] == RAIL_THROUGH_ROAD_GATE)
    claim = claims.assume("asm-gate-rail", "no limit but the seats of the trains")
    kept = {k: road[k] for k in ("lat", "lon", "country_from", "country_to", "utc_offset")}
    return {"id": "KAZ-R-VES", "name": "Lokot rail - Auyl", "claim": claim} | kept


def _sadakhlo(claims: Claims) -> Record:
    """Return the road from Armenia to Georgia: a tenth of Georgia's Russian entrants came not by Lars."""
    return {
        "id": "GEO-SAD",
        "name": "Bagratashen - Sadakhlo",
        "lat": 41.24,
        "lon": 44.82,
        "country_from": "ARM",
        "country_to": "GEO",
        "utc_offset": 4,
        "people_per_vehicle": PER_VEHICLE,
        "claim": claims.figure("F0107"),
    }


def _airports(data: Data, claims: Claims) -> list[Record]:
    claim = claims.add(
        "airports",
        date="2022-09-26",
        said_by="Rosaviatsia; airportsdata (MIT)",
        stance="official",
        quantity="airports open",
        url="https://www3.interfax-russia.ru/main/ogranicheniya-na-polety-v-yuzhnye-aeroporty-rf-prodleny-do-4-oktyabrya",
        note="open if not among the eleven closed airports of the south; one airport serves many"
        " countries; no limit but"
        " the seats of the flights",
    )
    used = sorted(set(data.routes.loc[data.routes["service_sept_2022"] == "direct", "from"]))
    at = data.airports.set_index("iata")
    out: list[Record] = []
    for code in used:
        if code == known.MOSCOW_AIR[0]:
            _, name, lat, lon, region = known.MOSCOW_AIR
        else:
            name, lat, lon, region = at.loc[code, ["name", "lat", "lon", "region"]]
        row = {"id": code, "name": name, "lat": lat, "lon": lon, "country_from": "RUS", "country_to": ""}
        out.append(row | {"utc_offset": region_offset(str(region)), "claim": claim})
    return out


def areas(data: Data, claims: Claims, gates: pd.DataFrame) -> pd.DataFrame:
    """Return the areas figures speak of, Moscow's airports as the one gate they are here."""
    claim = claims.assume("asm-areas", "sets of gates and countries as the published figures name them")
    table = data.areas.copy()
    table.loc[table["id"] == "MOSCOW-AIR", "members"] = known.MOSCOW_AIR[0]
    countries = set(gates["country_to"])
    for members in table["members"]:
        unknown = set(members.split("+")) - set(gates["id"]) - countries
        if unknown:
            raise ValueError(f"An area names {', '.join(sorted(unknown))}, which no gate or country is called.")
    return table.assign(claim=claim)
