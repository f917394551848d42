"""Links: roads, the gates they pass, railways and flights."""

from __future__ import annotations

import heapq
import math

import pandas as pd

from mobilisation_2022 import knowledge as known
from mobilisation_2022.claims import Claims
from mobilisation_2022.places import hub
from mobilisation_2022.tables import Data, Record, slug

SEAT_PER_KM = 0.03  # EUR a person for a paid seat in a bus or shared car
SHORTER, SOONER = (
    0.85,
    1.0,
)  # a far region keeps its own link to a gate if it saves this much on the chain: share, hours
# The only road to Lars leaves from Vladikavkaz: a far region's own road there ends in the town.
THROUGH = {"GEO-LAR": "RU-SE"}
AIRPORT_HOURS = 3.0
EARTH = 6371.0

Point = tuple[float, float]


def great_circle(a: Point, b: Point) -> float:
    """Return the distance in kilometres between two points (degrees)."""
    la, lo, lb, lp = map(math.radians, (*a, *b))
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((lp - lo) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(h))


def shortest(start: str, roads: dict[str, list[tuple[str, float]]]) -> dict[str, float]:
    """Return the least cost from a place to every other along the roads."""
    best, queue = {start: 0.0}, [(0.0, start)]
    while queue:
        cost, here = heapq.heappop(queue)
        if cost > best[here]:
            continue
        for there, step in roads.get(here, []):
            if cost + step < best.get(there, math.inf):
                best[there] = cost + step
                heapq.heappush(queue, (cost + step, there))
    return best


def links(data: Data, claims: Claims, places: pd.DataFrame, gates: pd.DataFrame, left_out: list[str]) -> pd.DataFrame:
    """Return all links, sorted by mode and ends; two-way ones are written once."""
    points = {r["id"]: (r["lat"], r["lon"]) for r in places.to_dict("records")}
    roads = _Roads(data, claims)
    road_gates = data.gates[data.gates["id"].isin(gates["id"]) & (data.gates["mode"] == "road")]
    rows = [
        *roads.domestic(),
        *roads.to_gates(road_gates, left_out),
        *roads.behind_gates(set(places["id"])),
        *roads.abroad(),
        *_rail(data, claims, points),
        *_flights(data, claims, points, left_out),
        *_domestic_flights(data, claims, points, roads),
        *_foreign_flights(claims, points),
    ]
    table = pd.DataFrame(rows)
    table["hours"] = table["hours"].clip(lower=0.1)
    order = ["mode", "from", "to", "gate"]
    table = table.sort_values(order, key=lambda c: c.map(str)).reset_index(drop=True)
    ids = table["from"] + ">" + table["to"] + ":" + table["mode"] + "@" + table["gate"]
    if ids.duplicated().any():
        raise ValueError(f"Links are named twice: {', '.join(ids[ids.duplicated()])}.")
    return table


def _link(start: str, end: str, mode: str, *, km: object, hours: float, claim: str, **more: object) -> Record:
    row: Record = {
        "from": start,
        "to": end,
        "mode": mode,
        "km": km,
        "hours": hours,
        "gate": "",
        "both_ways": "yes",
    }
    return row | {"claim": claim} | more


class _Roads:
    """The roads of the figures, as links."""

    def __init__(self, data: Data, claims: Claims) -> None:
        self._data, self._claims = data, claims
        self.regions = data.roads[(data.roads["kind"] == "region-region")]
        self.by_hours: dict[str, list[tuple[str, float]]] = {}
        self.by_km: dict[str, list[tuple[str, float]]] = {}
        for r in self.regions.to_dict("records"):
            for a, b in ((r["from"], r["to"]), (r["to"], r["from"])):
                self.by_hours.setdefault(a, []).append((b, max(r["hours"], 0.1)))
                self.by_km.setdefault(a, []).append((b, r["km"]))

    def _claim(self, row: Record) -> str:
        fares = f"a paid seat at {SEAT_PER_KM} EUR a km is an assumption"
        source, method = str(row["source"]), str(row["method"])
        if method == "scgraph":
            return self._claims.add(
                "geo-roadgraph",
                said_by="scgraph_data 2.0.0 (OpenStreetMap contributors, ODbL)",
                stance="estimate",
                quantity="km and hours",
                url="https://github.com/connor-makowski/scgraph",
                note=f"shortest way in a graph of the world's highways, times 1.035, at about 70 km/h; {fares}",
            )
        if method == "network":
            return self._claims.assume("asm-road-sum", f"sum of the roads of the same table; {fares}")
        if source.startswith("https://sibreal.org"):
            return self._claims.add(
                "road-sibreal",
                said_by="Sibir.Realii",
                stance="reported",
                quantity="km and hours",
                url=source,
                note=f"journey to the Mongolian border as told by travellers; {fares}",
            )
        if method == "known":
            note = f"usual road distance, from general knowledge, at about 70 km/h; {fares}"
            return self._claims.assume("asm-road-usual", note)
        note = f"the coarse road graph lacks the road or goes round: great circle times 1.25 at 70 km/h; {fares}"
        return self._claims.assume("asm-road-great-circle", note)

    def _road(self, start: str, end: str, row: Record, **more: object) -> Record:
        km = float(row["km"])
        hours = float(row["hours"])
        fare = {"price": round(km * SEAT_PER_KM, 1)}
        return _link(start, end, "road", km=round(km), hours=hours, claim=self._claim(row), **(fare | more))

    def domestic(self) -> list[Record]:
        """Return the roads from region to region."""
        return [self._road(r["from"], r["to"], r) for r in self.regions.to_dict("records")]

    def to_gates(self, gates: pd.DataFrame, left_out: list[str]) -> list[Record]:
        """Return the roads from regions through gates: direct ones only where no chain serves."""
        rows = self._data.roads[self._data.roads["kind"] == "region-gate"]
        out: list[Record] = []
        dropped = 0
        for gate in gates.to_dict("records"):
            ways = {r["from"]: r for r in rows[rows["to"] == gate["id"]].to_dict("records")}
            own = gate["region_from"]
            kept: dict[str, float] = {}
            for region in sorted(ways, key=lambda x: (x != own, ways[x]["hours"])):
                cost = shortest(region, self.by_hours)
                chain = min((cost.get(k, math.inf) + h for k, h in kept.items()), default=math.inf)
                direct = ways[region]["hours"]
                if region != own and (direct > SHORTER * chain or chain - direct < SOONER):
                    dropped += 1
                    continue
                kept[region] = max(direct, 0.1)
                if region != own and THROUGH.get(gate["id"]) == own:
                    last, way = ways[own], ways[region]
                    shorter = {"km": way["km"] - last["km"], "hours": round(way["hours"] - last["hours"], 1)}
                    out.append(self._road(region, own, way | shorter))
                    continue
                out.append(self._road(region, hub(gate["id"]), ways[region], gate=gate["id"]))
                if self._walkers(gate):
                    out.append(self._on_foot(region, gate, ways[region]))
        left_out.append(f"{dropped} direct roads from regions to far gates: a chain of neighbours serves")
        return out

    @staticmethod
    def _walkers(gate: Record) -> bool:
        return str(gate["on_foot"]).startswith(("yes", "only")) and gate["country_to"] != "BLR"

    def _on_foot(self, region: str, gate: Record, row: Record) -> Record:
        note = "to the line by taxi or bus, over it on foot: the drive and half an hour"
        claim = self._claims.assume("asm-foot", f"{note}; the seat costs {SEAT_PER_KM} EUR a km")
        km = float(row["km"])
        hours = float(row["hours"]) + 0.5
        fare = round(km * SEAT_PER_KM, 1)
        name = str(gate["id"])
        return _link(region, hub(name), "foot", km=round(km), hours=hours, claim=claim, price=fare, gate=name)

    def behind_gates(self, places: set[str]) -> list[Record]:
        """Return the roads from the far side of gates to towns."""
        rows = self._data.roads[self._data.roads["kind"] == "gate-town"].to_dict("records")
        return [self._road(hub(r["from"]), slug(r["to"]), r) for r in rows if hub(r["from"]) in places]

    def abroad(self) -> list[Record]:
        """Return the roads between foreign towns."""
        rows = self._data.roads[self._data.roads["kind"] == "town-town"].to_dict("records")
        out = []
        for r in rows:
            a, b = slug(r["from"]), slug(r["to"])
            if (a, b) == (
                "tbilisi",
                "yerevan",
            ):  # written from Armenia, so that the gate's outward sense is its own
                out.append(self._road(b, a, r, gate="GEO-SAD"))
            else:
                out.append(self._road(a, b, r))
        usual = {"source": "", "method": "known"}
        return out + [
            self._road(a, b, usual | {"km": km, "hours": round(km / 70, 1)}) for a, b, km in known.FOREIGN_ROADS
        ]


def _rail(data: Data, claims: Claims, points: dict[str, Point]) -> list[Record]:
    """Return the trains that ran; through trains to Tashkent in two legs, since Kazakhstan lies between."""
    region = dict(zip(data.regions["capital"], data.regions["iso_3166_2"], strict=True))
    region |= {"Adler": "RU-KDA", "Irkutsk (Ulan-Ude)": "RU-IRK"}
    halfway = {"KAZ-R-ILE": "aktobe", "KAZ-R-AST": "atyrau"}
    merged: dict[tuple[str, str, str], Record] = {}
    rows = data.rail[(data.rail["runs_sept_2022"] == "yes") & (data.rail["from"] != "all Russia")]
    for row in rows.to_dict("records"):
        start, end = region[row["from"]], slug(row["to"])
        end = "RU-KGD" if end == "kaliningrad" else end
        seats = row["trips_per_week_one_way"] * row["seats_per_train"] / 7
        claim = _rail_claim(row, claims)
        gate = {"KAZ-VES": "KAZ-R-VES"}.get(row["gate_id"], row["gate_id"])
        legs = [(start, end, gate)]
        if row["country_to"] == "UZB":
            legs = [(start, halfway[gate], gate), (halfway[gate], end, "")]
        for a, b, at in legs:
            km = great_circle(points[a], points[b]) * 1.25
            hours = row["hours"] if len(legs) == 1 and not pd.isna(row["hours"]) else km / 50 + 4
            known_price = row["usual_price_rub"]
            price = 20 + SEAT_PER_KM * km if pd.isna(known_price) else known_price / 60
            link = _link(a, b, "rail", km=round(km), hours=round(hours, 1), claim=claim, gate=at, price=round(price))
            same = merged.setdefault((a, b, at), link | {"seats_per_day": 0.0})
            same["seats_per_day"] = round(float(same["seats_per_day"]) + seats, 1)
    return list(merged.values())


def _rail_claim(row: Record, claims: Claims) -> str:
    parts = (f"{row['from']} to {row['to']}, train {row['train_no']}", row["days"], row["note"])
    note = "; ".join(p.removesuffix(", train ") for p in parts if p)
    note += "; where no hours are known, 1.25 times the great circle at 50 km/h and 4 hours of border; fares"
    note += " 20 EUR and 0.03 EUR a km"
    name = f"rail-{slug(row['from'])}-{slug(row['to'])}"
    if row["source"] == "assumption":
        return claims.assume(f"asm-{name}", note, quantity="seats_per_day")
    url = str(row["source"]).split(" ")[0]
    return claims.add(
        name,
        said_by="railways, as reported by " + url.split("/")[2],
        stance="reported",
        quantity="seats_per_day",
        url=url,
        note=note,
    )


AIRPORT_TOWNS = {"DXB": "dubai", "SHJ": "sharjah", "AUH": "abu-dhabi", "SSH": "sharm-el-sheikh"}


def _flights(data: Data, claims: Claims, points: dict[str, Point], left_out: list[str]) -> list[Record]:
    airport = dict(zip(data.airports["iata"], data.airports["region"], strict=True)) | {"MOW": "RU-MOW"}
    out = []
    for row in data.routes.to_dict("records"):
        town = AIRPORT_TOWNS.get(row["to"], slug(row["to_city"]))
        if row["service_sept_2022"] != "direct":
            left_out.append(f"flights {row['from']}-{row['to']}: {row['service_sept_2022']}")
            continue
        if town not in points:
            left_out.append(f"flights {row['from']}-{row['to']} ({row['to_city']}): no known rule lets people in")
            continue
        out.append(
            _link(
                airport[row["from"]],
                town,
                "air",
                km=row["distance_km"],
                hours=row["flight_hours"] + AIRPORT_HOURS,
                claim=_flight_claim(row, claims),
                price=row["usual_price_eur"],
                seats_per_day=round(row["seats_per_week_one_way"] / 7, 1),
                gate=row["from"],
            )
        )
    return out


def _flight_claim(row: Record, claims: Claims) -> str:
    country, source = row["country_iso3"], str(row["flights_source"])
    rest = f"{AIRPORT_HOURS:g} hours at airports assumed; usual price known or 60 EUR and 0.06 EUR a km"
    if source == "assumption":
        note = f"flights a week {row['flights_note']}; {rest}"
        return claims.assume(f"asm-flights-{country}", note, quantity="seats_per_day")
    url, _, more = source.partition(" ")
    outlet = url.split("/")[2]
    return claims.add(
        f"flights-{country}-{outlet}",
        said_by=f"airlines, as reported by {outlet}",
        stance="reported",
        quantity="seats_per_day",
        url=url,
        note="; ".join(t for t in (more.removeprefix("(").removesuffix(")"), row["flights_note"], rest) if t),
    )


def _fare(km: float) -> int:
    return round(40 + 0.05 * km)


def _domestic_flights(data: Data, claims: Claims, points: dict[str, Point], roads: _Roads) -> list[Record]:
    """Return flights to Moscow from more than 900 km away, and the ways of regions without roads."""
    note = "great circle at 750 km/h and 3 hours at airports; 40 EUR and 0.05 EUR a km; seats never short"
    claim = claims.assume("asm-flights-domestic", note)
    by_road = shortest("RU-MOW", roads.by_km)
    pairs = {
        (r, "RU-MOW")
        for r in data.regions["iso_3166_2"]
        if by_road.get(r, math.inf) > 900 and r not in known.NO_AIRPORT and r != "RU-MOW"
    }
    no_road = data.roads[data.roads["kind"] == "region-region (no road)"]
    pairs |= {(a, b) for a, b in zip(no_road["from"], no_road["to"], strict=True)}
    out = []
    for a, b in sorted(pairs):
        km = great_circle(points[a], points[b])
        hours = round(km / 750 + AIRPORT_HOURS, 1)
        out.append(_link(a, b, "air", km=round(km), hours=hours, claim=claim, price=_fare(km)))
    return out


def _foreign_flights(claims: Claims, points: dict[str, Point]) -> list[Record]:
    note = "well-known flights between foreign towns; great circle at 750 km/h and 3 hours at airports;"
    claim = claims.assume("asm-flights-abroad", f"{note} 60 EUR and 0.06 EUR a km; seats never short")
    out = []
    for a, b in known.FOREIGN_FLIGHTS:
        km = great_circle(points[a], points[b])
        hours = round(km / 750 + AIRPORT_HOURS, 1)
        out.append(_link(a, b, "air", km=round(km), hours=hours, claim=claim, price=round(60 + 0.06 * km)))
    return out
