"""Drivers: the push to leave, the call-up, ordinary traffic over the gates, and how full the seats are."""

from __future__ import annotations

import math

import pandas as pd

from mobilisation_2022 import knowledge as known
from mobilisation_2022.claims import Claims
from mobilisation_2022.tables import Data, Record, slug

Row = Record

# Share of seats taken by ordinary travellers of the citizenship and by others; see the claim asm-seat-load.
SEATS = {
    "ARE": (0.77, 0.20), "ARM": (0.60, 0.37), "AZE": (0.50, 0.47), "BLR": (0.77, 0.20), "EGY": (0.92, 0.05),
    "IND": (0.40, 0.57), "ISR": (0.55, 0.42), "KAZ": (0.80, 0.17), "KGZ": (0.40, 0.57), "MNG": (0.60, 0.37),
    "QAT": (0.60, 0.37), "SRB": (0.77, 0.20), "TJK": (0.32, 0.65), "TUR": (0.87, 0.10), "UZB": (0.42, 0.55),
}  # fmt: skip
# What is left of ordinary seats while those who flee buy one-way: from, until, factor.
DISPLACED = [
    ("", "2022-09-21", 1.0),
    ("2022-09-22", "2022-09-25", 0.95),
    ("2022-09-26", "2022-09-30", 0.8),
    ("2022-10-01", "2022-10-15", 0.6),
    ("2022-10-16", "", 0.75),
]
DRAFT_DAYS = ("2022-09-21", "2022-10-28")


def drivers(data: Data, claims: Claims, gates: pd.DataFrame, links: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return all drivers, sorted by name, place and day."""
    rows = [
        *_threat(claims),
        *_draft(data, claims),
        *_finland(data, claims),
        *_georgia(claims),
        *_kazakhstan(data, claims, links),
        *_mongolia(claims, gates),
        *_norway(claims),
        *_union(claims, gates),
        *_seats(claims, links),
        *_pull(claims, places),
    ]
    table = pd.DataFrame(rows).fillna("")
    week = {d: i for i, d in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])}
    table["day"] = table["weekday"].str[:3].map(week).fillna(-1)
    table = table.sort_values(["name", "where", "from", "day"], kind="stable").drop(columns="day")
    return table.reset_index(drop=True)


def _row(
    name: str, where: str, value: float, claim: str, *, since: str = "", until: str = "", weekday: str = ""
) -> Row:
    return {
        "name": name,
        "from": since,
        "until": until,
        "weekday": weekday,
        "where": where,
        "value": value,
        "claim": claim,
    }


def _threat(claims: Claims) -> list[Row]:
    claims.figure("F0434")
    claims.figure("F0435")
    claim = claims.add(
        "threat-course",
        date="2022-10-28",
        said_by="FOM (anxious mood); Mozhem Obyasnit (searches)",
        stance="estimate",
        quantity="threat",
        url="https://newdaynews.ru/moscow/776326.html",
        note="half a level from the evening of 20 September, when searches for leaving peaked (F0429) but nothing"
        " was announced, to the address in the morning of the 21st; 1 while 69 to 70 % were anxious (25 September,"
        " 2 October; 35 % before); then (share - 35) / 35: 0.6 at 56 % in mid October, 0.8 at 63 % on 21 to 23"
        " October (F0434, F0435), half way between on the way down; 0.4 after the task was called complete on 28"
        " October. The half (set after a second run) and the last are assumptions",
    )
    claims.figure("F0429")
    claims.policy("Russia", "2022-10-28")
    course = [
        ("2022-09-20T18:00", "2022-09-21T08:59", 0.5),
        ("2022-09-21T09:00", "2022-10-03", 1.0),
        ("2022-10-04", "2022-10-10", 0.8),
        ("2022-10-11", "2022-10-18", 0.6),
        ("2022-10-19", "2022-10-27", 0.8),
        ("2022-10-28", "", 0.4),
    ]
    rows = [_row("threat", "", value, claim, since=since, until=until) for since, until, value in course]
    told = claims.policy("Russia", "2022-09-25", "rumour")
    rumour = claims.assume(
        "asm-rumour-level",
        f"{told}: borders were said to close on the 28th; a third of a level of threat for three days,"
        f" less than the call-up"
        " itself; how many believed it is a reading",
        quantity="level",
        value=0.3,
    )
    return [*rows, _row("rumour", "", 0.3, rumour, since="2022-09-25", until="2022-09-27")]


def _draft(data: Data, claims: Claims) -> list[Row]:
    """Return people called up a day, in two phases: two thirds by 4 October, the rest by the end."""
    claims.figure("F0400")
    claims.figure("F0404")
    model = claims.assume(
        "draft-model",
        "300,000 over the regions by men of 18 to 55 with a tilt to the east and away from Moscow; two"
        " thirds by 4 October"
        " (F0400: over 200,000), the rest by 28 October; Tuva was done on 29 September, Buryatia and"
        " Khakassia on the 30th,"
        " Moscow on 17 October (F0404)",
        quantity="draft",
    )
    quota = claims.add(
        "draft-quotas",
        date="2022-10-11",
        said_by="governor of Kursk; RIA (Vologda); press counts of the plans of Kalmykia and Yakutia",
        stance="reported",
        quantity="draft",
        url="https://essent.press/news/9ef679cd",
        note="quotas told: Kursk 2,750 (F0384), Vologda 2,129 (F0405), Kalmykia 1,000, Yakutia 4,750;"
        " counts of all"
        " stages or of doubtful kind (Kaliningrad, Krasnoyarsk, Moscow, Ryazan) are not used; days as in"
        " draft-model",
    )
    regions = data.regions.set_index("iso_3166_2")
    told = {r: regions["mobilised_reported"].to_dict()[r] for r in ("RU-KL", "RU-KRS", "RU-SA", "RU-VLG")}
    rest = regions["mobilised_model"].drop(list(told))
    share = rest * (300_000 - sum(told.values())) / rest.sum()
    done = {"RU-TY": "2022-09-29", "RU-BU": "2022-09-30", "RU-KK": "2022-09-30", "RU-MOW": "2022-10-17"}
    begin, turn = pd.Timestamp(DRAFT_DAYS[0]), pd.Timestamp("2022-10-04")
    rows = []
    for region in sorted(regions.index):
        total, claim = (told[region], quota) if region in told else (share.to_dict()[region], model)
        end = pd.Timestamp(done.get(region, DRAFT_DAYS[1]))
        phases = [(begin, turn, total * 2 / 3), (turn + pd.Timedelta(days=1), end, total / 3)]
        if end <= turn:
            phases = [(begin, end, total)]
        for first, final, people in phases:
            days = (final - first).days + 1
            since, until = f"{first:%Y-%m-%d}", f"{final:%Y-%m-%d}"
            row = _row("draft", region, round(people / days, 2), claim, since=since, until=until)
            rows.append(row | {"who": "liable = official"})
    return rows


def _finland(data: Data, claims: Claims) -> list[Row]:
    """Return the week before the announcement, by weekday and gate; half of it once tourists are shut out."""
    for figure in ("F0036", "F0054", "F0058", "F0062", "F0065", "F0172"):
        claims.figure(figure)
    days_in = claims.add(
        "fin-week-in",
        date="2022-09-21",
        said_by="Finnish Border Guard",
        stance="estimate",
        quantity="ordinary_in",
        value=26506,
        unit="people/week",
        url="https://www.is.fi/kotimaa/art-2000009100149.html",
        note="26,506 in the week of 14 to 20 September (F0036): 3,133 on Wednesday (F0035), 5,286 on"
        " Saturday (F0039); the"
        " south-east's Thursday, Friday, Monday and Tuesday (F0037, F0038, F0040, F0042) times 1.121, the"
        " whole over the"
        " south-east on Wednesday; Sunday is what remains. Gates by all travellers of July 2022",
    )
    days_out = claims.add(
        "fin-week-out",
        date="2022-09-26",
        said_by="Finnish Border Guard",
        stance="estimate",
        quantity="ordinary_out",
        value=26506,
        unit="people/week",
        url="https://www.lasicilia.it/ultimiaggiornamenti/news/ucraina-quasi-44mila-russi-entrati-in-finlandia-da-annuncio-"
        "mobilitazione-1872977/",
        note="exits of 22 to 25 September: 3,227, 3,545, 4,199, 5,068 (F0054, F0058, F0062, F0065), taken"
        " as ordinary since"
        " nearly all who flee stay or go on; the other days so that as many leave in a week as came",
    )
    halved = claims.assume(
        "asm-fin-after-ban",
        "half of the ordinary traffic once tourists are shut out on 30 September, as in Lithuania on the"
        " first day of its"
        " own ban (F0172); the exits a week later",
    )
    people_in = {"mon": 3144, "tue": 3475, "wed": 3133, "thu": 3223, "fri": 4149, "sat": 5286, "sun": 4096}
    people_out = {"mon+tue+wed": 3489, "thu": 3227, "fri": 3545, "sat": 4199, "sun": 5068}
    gates = data.gates[data.gates["id"].str.startswith("FIN-") & (data.gates["open_sept_2022"] == "yes")]
    share = gates.set_index("id")["ordinary_people_per_day_each_way"]
    share = share / share.sum()
    rows = []
    for gate, part in share.items():
        for name, days, claim, last, first in (
            ("ordinary_in", people_in, days_in, "2022-09-29", "2022-09-30"),
            ("ordinary_out", people_out, days_out, "2022-10-06", "2022-10-07"),
        ):
            for weekday, people in days.items():
                value = round(part * people, 1)
                rows.append(_row(name, str(gate), value, claim, until=last, weekday=weekday))
                rows.append(_row(name, str(gate), round(value / 2, 1), halved, since=first, weekday=weekday))
        others = claims.figure("F0053")
        for name in ("others_in", "others_out"):
            rows.append(_row(name, str(gate), round(part * 1000, 1), others))
    return rows


def _georgia(claims: Claims) -> list[Row]:
    entries = claims.add(
        "geo-before",
        date="2022-09-22",
        said_by="Georgian MIA",
        stance="estimate",
        quantity="ordinary_in",
        value=6400,
        unit="people/day",
        url="https://sputnik-georgia.ru/amp/20220927/okolo-80-tysyach-grazhdan-rossii-vekhali-v-gruziyu-za-desyat-dney-"
        "270816347.html",
        note="derived: 38,194 in the six days of 17 to 22 September (F0094), 12,588 of them on the last"
        " two (F0099 less"
        " F0102), so 6,400 a day on 17 to 20; nine in ten by Lars (F0107), one in ten over the Armenian"
        " border",
    )
    exits = claims.add(
        "geo-exits",
        date="2022-09-27",
        said_by="Georgian MIA",
        stance="estimate",
        quantity="ordinary_out",
        value=5700,
        unit="people/day",
        url="https://agenda.ge/en/news/2022/3781",
        note="derived: 62,120 or 51,643 exits in ten days (F0096, F0097 conflict), so 5,200 to 6,200 a"
        " day; 22,929 in the last"
        " four (F0103) are 5,700 a day, the middle; nine in ten by Lars as the entries",
    )
    others = claims.add(
        "lars-others",
        date="2022-09-26",
        said_by="Irbek Tomaev, deputy head of North Ossetia government",
        stance="estimate",
        quantity="others_in",
        value=1200,
        unit="people/day",
        url="https://ekhokavkaza.com/amp/32052561.html",
        note="derived: 93,300 people both ways in the week before (F0256), 13,330 a day, less 5,760"
        " Russian citizens in and"
        " 5,130 out by Lars: 2,400 of other nationalities, half each way",
    )
    for figure in ("F0094", "F0096", "F0097", "F0099", "F0102", "F0103", "F0256"):
        claims.figure(figure)
    return [
        _row("ordinary_in", "GEO-LAR", 5760, entries),
        _row("ordinary_in", "GEO-SAD", 640, entries),
        _row("ordinary_out", "GEO-LAR", 5130, exits),
        _row("ordinary_out", "GEO-SAD", 570, exits),
        _row("others_in", "GEO-LAR", 1200, others),
        _row("others_out", "GEO-LAR", 1200, others),
    ]


def _kazakhstan(data: Data, claims: Claims, links: pd.DataFrame) -> list[Row]:
    """Return 8,500 a day, less those in trains and planes, spread over the road crossings."""
    abroad = links[links["to"].isin(set(_towns_of(data, "KAZ"))) & links["mode"].isin(["air", "rail"])]
    from_russia = abroad[abroad["from"].str.startswith("RU-")]
    seats = float(from_russia["seats_per_day"].astype(float).sum())
    by_road = 8500 - seats * SEATS["KAZ"][0]
    claim = claims.add(
        "kaz-before",
        date="2022-09-27",
        said_by="Aslan Atalykov, Kazakhstan MIA",
        stance="estimate",
        quantity="ordinary_in",
        value=8500,
        unit="people/day",
        url="https://eburg.veved.ru/events/181571-mvd-kazahstana-v-sentjabre-v-stranu-pribyli-406-000-rossijan-bolshaja-chast-"
        "s-21-go-po-30-e-chislo/amp.html",
        note=f"8,000 to 9,000 Russian citizens a day before 21 September (F0128), less"
        f" {seats * SEATS['KAZ'][0]:,.0f} in trains"
        " and planes (0.8 of the seats; FSB: 1,054 by train and 1,293 by air a day in the summer quarter),"
        " shared out as 2,600"
        " at Ozinki (F0331), 1,500 at Karauzek and other trunk roads, 600 at other multilateral and 150 at"
        " bilateral"
        " crossings; as many back. Shares by kind are assumptions",
    )
    claims.figure("F0128")
    others = claims.assume(
        "kaz-others",
        "as many of other nationalities as Russian citizens at each road crossing: about 28,000 people a"
        " day passed over"
        " the border even in 2021 (F0297), half of them each way, six thousand of them Russian",
    )
    claims.figure("F0297")
    trunk = {"KAZ-OZI": 2600, "KAZ-KAR": 1500, "KAZ-SAG": 1500, "KAZ-BUG": 1500, "KAZ-PET": 1500}
    table = data.gates[
        (data.gates["country_to"] == "KAZ") & (data.gates["mode"] == "road") & (data.gates["open_sept_2022"] == "yes")
    ]
    weight = {
        r["id"]: trunk.get(r["id"], 600 if r["who_may_cross"] == "any" else 150) for r in table.to_dict("records")
    }
    scale = by_road / sum(weight.values())
    rows = []
    for gate, size in weight.items():
        people = round(size * scale, 0)
        rows += [_row(n, gate, people, claim) for n in ("ordinary_in", "ordinary_out")]
        rows += [_row(n, gate, people, others) for n in ("others_in", "others_out")]
    return rows


def _towns_of(data: Data, country: str) -> list[str]:
    named = data.destinations.loc[data.destinations["country_iso3"] == country, "town"].map(slug)
    return [*named, *(slug(n) for n, c, *_ in known.AIR_TOWNS if c == country)]


def _mongolia(claims: Claims, gates: pd.DataFrame) -> list[Row]:
    entries, exits = claims.figure("F0181"), claims.figure("F0179")
    later, others = claims.figure("F0189"), claims.figure("F0243")
    small = claims.assume(
        "mng-small",
        "ten Russian citizens and ten others a day each way at the small crossings, thirty at Tashanta",
    )
    rows = [
        _row("ordinary_in", "MNG-KYA", 262, entries),
        _row("ordinary_out", "MNG-KYA", 600, exits, until="2022-09-21"),
        _row("ordinary_out", "MNG-KYA", 137, later, since="2022-09-22"),
        _row("others_in", "MNG-KYA", 70, others),
        _row("others_out", "MNG-KYA", 70, others),
    ]
    for gate in gates.loc[gates["id"].str.startswith("MNG-"), "id"]:
        if gate not in ("MNG-KYA", "MNG-RAIL"):
            people = 30 if gate == "MNG-TAS" else 10
            rows += [_row(n, gate, people, small) for n in ("ordinary_in", "ordinary_out", "others_in", "others_out")]
    return rows


def _norway(claims: Claims) -> list[Row]:
    claim = claims.figure("F0193")
    rows = [_row(n, "NOR-STO", 50, claim) for n in ("ordinary_in", "ordinary_out")]
    return rows + [_row(n, "NOR-STO", 15, claim) for n in ("others_in", "others_out")]


def _union(claims: Claims, gates: pd.DataFrame) -> list[Row]:
    """Return the traffic left to the Baltic states and Poland: residents, families, transit."""
    claims.figure("F0020")
    spread = claims.assume(
        "eu-spread",
        "Estonia: 60 % at Narva, 25 % Luhamaa, 15 % Koidula; Latvia, Lithuania, Poland: half at the main"
        " crossing, the rest"
        " evenly; half as many of other nationalities; as many back as in (F0020: 98 % of those who came"
        " in the half year)",
    )
    late_august, after_ban = claims.figure("F0013"), claims.figure("F0015")
    countries = {
        "EST": [(11500, late_august, "", "2022-09-18"), (7500, after_ban, "2022-09-19", "")],
        "LVA": [(2075, claims.figure("F0165"), "", "")],
        "LTU": [(9896, claims.figure("F0173"), "", "")],
        "POL": [(2326, claims.figure("F0203"), "", "")],
    }
    main = {
        "EST": {"EST-NAR": 0.6, "EST-LUH": 0.25, "EST-KOI": 0.15},
        "LVA": "LVA-TER",
        "LTU": "LTU-KYB",
        "POL": "POL-GRZ",
    }
    rows = []
    for country, weeks in countries.items():
        here = sorted(gates.loc[gates["country_to"] == country, "id"])
        chief = main[country]
        for gate in here:
            part = chief[gate] if isinstance(chief, dict) else 0.5 if gate == chief else 0.5 / (len(here) - 1)
            for week, claim, since, until in weeks:
                value = round(week / 7 * part, 1)
                for n in ("ordinary_in", "ordinary_out"):
                    rows.append(_row(n, gate, value, claim, since=since, until=until))
            last = weeks[-1][0] / 7 * part
            rows += [_row(n, gate, round(last / 2, 1), spread) for n in ("others_in", "others_out")]
    return rows


def _pull(claims: Claims, places: pd.DataFrame) -> list[Row]:
    """Return what a country is worth beyond language, kin and rent: its wages, and whether it is safe."""
    wages = claims.assume(
        "asm-pull-wages",
        "the logarithm of mean net wages (general knowledge, to a fifth) against Kazakhstan's 600 EUR, with an"
        " elasticity of one half: rents weigh against dear countries, so what is earned there must weigh for them;"
        " half, since most may not work at once; added after a first run",
        quantity="pull",
    )
    belarus = claims.assume(
        "asm-pull-belarus",
        "Belarus is in one state union with Russia, shares its lists of wanted men and took listed men off flights"
        " (F0379): a way through more than a refuge; three units less than its wages would say;"
        " the size was set after a first run without it sent half of all there",
        quantity="pull",
        value=-3,
    )
    rows = []
    for country in sorted(set(places["country"]) - {"RUS"}):
        value = round(0.5 * math.log(known.WAGES[country] / known.WAGES["KAZ"]), 2)
        if country == "BLR":
            rows.append(_row("pull", country, value - 3, belarus))
        elif value:
            rows.append(_row("pull", country, value, wages))
    return rows


def _seats(claims: Claims, links: pd.DataFrame) -> list[Row]:
    claims.figure("F0353")
    claims.figure("F0355")
    claims.figure("F0360")
    before = claims.assume(
        "asm-seat-load",
        "97 % of seats taken before 21 September: Moscow sent 35,497 people abroad on the 14th (F0353)"
        " with seats for some"
        " 36,200. Citizens: most to resorts, 40 to 70 % foreigners to Central Asia, 80 % of the seats to"
        " Kazakhstan (as"
        " many as the FSB's 1,293 a day by air)",
    )
    after = claims.assume(
        "asm-seat-displaced",
        "those who flee displace ordinary passengers slowly: flights of the first days were sold before"
        " (F0371: sold out to"
        " the 26th), then one-way tickets rose from 47 to 73 % of those bought (F0360), which halves"
        " return trips; a quarter"
        " still away at the end of October",
    )
    claims.figure("F0371")
    rows = []
    for country, (citizens, others) in SEATS.items():
        for since, until, factor in DISPLACED:
            claim = before if factor == 1.0 else after
            value = round(citizens * factor, 3)
            rows.append(_row("seat_load", country, value, claim, since=since, until=until))
        rows.append(_row("seat_load_others", country, others, before))
    trains = links[(links["mode"] == "rail") & (links["to"] == "RU-KGD")]
    for start in trains["from"]:
        claim = claims.assume(
            "asm-seat-kaliningrad", "the few trains to Kaliningrad ran three quarters full of ordinary people"
        )
        rows += [
            _row("seat_load", f"{start}>RU-KGD:rail", 0.75, claim),
            _row("seat_load", f"RU-KGD>{start}:rail", 0.75, claim),
        ]
    return rows
