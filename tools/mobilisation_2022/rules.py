"""Rules: who may go where, from when until when; and what the country of departure risked and delayed."""

from __future__ import annotations

import pandas as pd

from mobilisation_2022.claims import Claims
from mobilisation_2022.tables import Data, Record

PASSPORT = "papers != internal"
VISA = "papers = schengen"
LISTED = "liable = official"

# Leave to stay in days and the policy it rests on; where none is named, the visa columns of destinations.csv.
# A tuple (country, first day, words) finds the row of policies.csv.
STAYS: dict[str, tuple[int, tuple[str, str, str] | None]] = {
    "ARE": (90, None),
    "ARG": (90, None),
    "ARM": (180, ("Armenia", "2014-01-01", "")),
    "AZE": (90, None),
    "BLR": (365, ("Belarus", "2022-09-21", "")),
    "EGY": (30, None),
    "GEO": (365, ("Georgia", "2015-06-10", "")),
    "ISR": (90, None),
    "KAZ": (90, ("Kazakhstan", "2015-01-01", "")),
    "KGZ": (60, ("Kyrgyzstan", "2022-01-01", "")),
    "MDA": (90, None),
    "MNE": (30, ("Montenegro", "2022-06-01", "")),
    "MNG": (60, ("Mongolia", "2014-11-14", "")),
    "QAT": (30, None),
    "SRB": (30, ("Serbia", "2009-01-01", "")),
    "THA": (30, None),
    "TJK": (90, None),
    "TUR": (60, None),
    "UZB": (60, ("Uzbekistan", "2022-09-30", "")),
}
EVERYONE = ("BLR", "KAZ", "KGZ")  # an internal passport is enough
SCHENGEN = ("CZE", "DEU", "EST", "FIN", "LTU", "LVA", "NOR", "POL")
SHUT_SINCE_19 = {"EST": "Estonia", "LTU": "Lithuania", "LVA": "Latvia", "POL": "Poland"}
PSKOV = ["EST-KOI", "EST-LUH", "LVA-GRE", "LVA-PED", "LVA-TER", "LVA-VIE"]

Rule = Record


def rules(data: Data, claims: Claims, places: pd.DataFrame, gates: pd.DataFrame) -> pd.DataFrame:
    """Return all rules, sorted by where they hold."""
    here = set(places["country"])
    rows = [
        *_entry(data, claims, here),
        *_shut(claims),
        *_lars(claims),
        *_risks(claims),
        *_kaliningrad_trains(data, claims),
    ]
    table = pd.DataFrame(rows)
    return table.sort_values(["where", "act", "id"], kind="stable").reset_index(drop=True)


def _rule(id: str, act: str, where: str, effect: str, claim: str, **more: object) -> Rule:
    return {"id": id, "act": act, "where": where, "effect": effect, "claim": claim} | more


def _visa(data: Data, claims: Claims, country: str) -> str:
    row = data.destinations[data.destinations["country_iso3"] == country].iloc[0]
    return claims.add(
        f"visa-{country}",
        date="2022-09-10",
        said_by="passport-index-dataset (MIT)",
        stance="reported",
        quantity="visa",
        value=row["visa_free_days"],
        unit="days",
        url="https://github.com/ilyankou/passport-index-dataset",
        note=f"{row['visa_note']}; passport: {row['passport']}; as of September and October 2022",
    )


def _entry(data: Data, claims: Claims, here: set[str]) -> list[Rule]:
    """Return the doors that stood open: to whom, and for how long."""
    rows: list[Rule] = []
    own = claims.assume(
        "asm-own-citizens", "a state lets its own people in, and in September 2022 closed no border to all"
    )
    rows.append(_rule("RUS-leave", "leave", "RUS", "allow", own))
    rows.append(_rule("RUS-enter", "enter", "RUS", "allow", own))
    for country, (days, policy) in STAYS.items():
        if country not in here:
            continue
        claim = claims.policy(*policy) if policy else _visa(data, claims, country)
        door = claim if policy and country != "UZB" else _visa(data, claims, country)
        who = "" if country in EVERYONE else PASSPORT
        if country == "ARM":
            rows.append(_rule("ARM-enter-air", "enter", "ARM", "allow", door, mode="air"))
            rows.append(_rule("ARM-enter-road", "enter", "ARM", "allow", door, mode="road", who=who))
        elif country == "AZE":
            rows.append(_rule("AZE-enter-air", "enter", "AZE", "allow", door, mode="air", who=who))
            shut = claims.policy("Azerbaijan", "2020-03-18")
            rows.append(_rule("AZE-shut-road", "enter", "AZE", "deny", shut, mode="road", **{"from": "2020-03-18"}))
        else:
            rows.append(_rule(f"{country}-enter", "enter", country, "allow", door, who=who))
        rows.append(_rule(f"{country}-stay", "stay", country, f"stay {days} days", claim))
    told = {"FIN": ("Finland", "2022-09-30"), "NOR": ("Norway", "2022-09-22")}
    for country in SCHENGEN:
        claim = _visa(data, claims, country)
        door = claims.policy(*told[country]) if country in told else claim
        rows.append(_rule(f"{country}-enter", "enter", country, "allow", door, who=VISA))
        rows.append(_rule(f"{country}-stay", "stay", country, "stay 90 days", claim))
    rows.append(_rule("FIN-transit", "transit", "FIN", "allow", claims.policy(*told["FIN"]), who=VISA))
    return rows


def _shut(claims: Claims) -> list[Rule]:
    """Return the doors that were shut."""
    rows = []
    for country, name in SHUT_SINCE_19.items():
        claim = claims.policy(name, "2022-09-19")
        rows.append(_rule(f"{country}-shut", "enter", country, "deny", claim, who=VISA, **{"from": "2022-09-19"}))
    finland = claims.policy("Finland", "2022-09-30")
    rows.append(
        _rule(
            "FIN-shut",
            "enter",
            "FIN",
            "deny",
            finland,
            who="tie != FIN",
            **{"from": "2022-09-30"},
            announced="2022-09-29",
        )
    )
    czech = claims.policy("Czech Republic", "2022-10-25")
    rows.append(_rule("CZE-shut", "enter", "CZE", "deny", czech, who=VISA, **{"from": "2022-10-25"}))
    latvia = claims.policy("Latvia", "2022-09-28")
    rows.append(
        _rule(
            "LVA-PED-shut",
            "enter",
            "LVA-PED",
            "deny",
            latvia,
            **{"from": "2022-09-28", "until": "2022-12-28"},
        )
    )
    return rows


def _lars(claims: Claims) -> list[Rule]:
    """Return what was particular to Verkhny Lars: walkers from the 26th, strangers' cars from the 28th."""
    walkers = claims.policy("Georgia", "2022-09-26", "bicycles")
    cars = claims.add(
        "policy-RUS-2022-09-28-ossetia-delay",
        date="2022-09-28",
        said_by="authorities of North Ossetia; the delay: this scenario",
        stance="assumption",
        quantity="delay",
        value=6,
        unit="hours",
        url="https://tass.com/society/1514833",
        note="passenger cars from other regions were kept out of the republic until further notice; people"
        " went on by taxi,"
        " bicycle or on foot, so it is taken as six hours lost by those who drive, not as a door shut",
    )
    return [
        _rule("GEO-LAR-foot", "enter", "GEO-LAR", "deny", walkers, mode="foot", until="2022-09-25T23:59"),
        _rule(
            "RU-SE-cars",
            "enter",
            "RU-SE",
            "delay 6 h",
            cars,
            mode="road",
            who="car = yes",
            **{"from": "2022-09-28"},
        ),
    ]


def _risks(claims: Claims) -> list[Rule]:
    """Return the chance of being turned back or served a summons on the way out, for those listed."""
    lars = claims.add(
        "risk-lars",
        date="2022-10-02",
        said_by="Abril Abdullaev, deputy military commissar (TASS)",
        stance="estimate",
        quantity="risk",
        value=0.005,
        unit="probability",
        url="https://rusmonitor.com/na-granicze-s-gruziej-vruchili-bolee-180-povestok-podlezhashhim-mobilizaczii.html",
        note="derived: 180 summonses from 27 September to 2 October (F0386) over some 60,000 exits, six in"
        " ten of them men who"
        " may be called up: 0.5 % of those; the office itself by policies.csv, 27 September to 21 October",
    )
    air = claims.add(
        "risk-air",
        date="2022-09-26",
        said_by="source of The Bell",
        stance="estimate",
        quantity="risk",
        value=0.005,
        unit="probability",
        url="https://rus.azathabar.com/a/32055532.html",
        note="derived: 20 men a day not let through in one Moscow airport (F0385), of about 11,700"
        " passengers abroad a day"
        " (F0355 over three), a third of them men who may be called up: 0.5 %; lists from the night of 23"
        " September",
    )
    strict = (
        "men fitting the criteria were not let out, by the report; how many is not told; one in twenty of"
        " those listed is an"
        " assumption, ten times the rate at Lars; the end is taken with that of the notices on 28 October"
    )
    ozinki = claims.assume("risk-ozinki", f"{claims.policy('Russia (Ozinki)', '2022-09-29')}: {strict}", value=0.05)
    karauzek = claims.assume(
        "risk-karauzek", f"{claims.policy('Russia (Karauzek', '2022-09-29')}: {strict}", value=0.05
    )
    omsk = claims.assume(
        "risk-omsk",
        f"{claims.policy('Russia (Omsk', '2022-09-27')}: the governor asked for a certificate, border"
        f" guards knew of no new"
        " order; 2 % of those listed is an assumption between Lars and Ozinki",
        value=0.02,
    )
    like_lars = "a mobile draft office like the one at Lars, so its rate; until the notices ended on 28 October"
    torfyanovka = claims.assume(
        "risk-torfyanovka", f"{claims.policy('Russia (Torfyanovka)', '2022-09-28')}: {like_lars}", value=0.005
    )
    pskov = claims.assume("risk-pskov", f"{claims.policy('Russia (Pskov)', '2022-10-03')}: {like_lars}", value=0.005)
    belarus = claims.assume(
        "risk-belarus",
        f"{claims.policy('Belarus', '2022-09-21')}: checks of men of draft age told of about 20 October,"
        f" 11 taken off"
        f" flights in Belarus ({claims.figure('F0379')}); the rate of Lars",
        value=0.005,
    )

    def risk(where: str, since: str, until: str, size: float, claim: str, **more: object) -> Rule:
        name = f"{where if where != 'RUS' else 'RUS-air'}-risk"
        return _rule(
            name,
            "leave",
            where,
            f"risk {size:g}",
            claim,
            who=LISTED,
            **{"from": since, "until": until},
            **more,
        )

    end = "2022-10-28"
    rows = [
        risk("RUS", "2022-09-24", end, 0.005, air, mode="air"),
        risk("GEO-LAR", "2022-09-27", "2022-10-21", 0.005, lars),
        risk("KAZ-OZI", "2022-09-29", end, 0.05, ozinki),
        risk("KAZ-KAR", "2022-09-29", end, 0.05, karauzek),
        risk("FIN-VAA", "2022-09-28", end, 0.005, torfyanovka),
    ]
    rows += [risk(g, "2022-09-27", end, 0.02, omsk) for g in ("KAZ-ISI", "KAZ-ODE", "KAZ-OLK")]
    rows += [risk(g, "2022-10-03", end, 0.005, pskov) for g in PSKOV]
    rows += [
        risk(g, "2022-10-20", end, 0.005, belarus)
        for g in ("BLR-M1", "BLR-NEV", "BLR-NOV", "BLR-ROS", "BLR-RUD", "BLR-SEB")
    ]
    rows.append(risk("BLR", "2022-10-20", end, 0.005, belarus, mode="air"))
    return rows


def _kaliningrad_trains(data: Data, claims: Claims) -> list[Rule]:
    claim = claims.add(
        "policy-LTU-transit-trains",
        date="2022-07-21",
        said_by="authorities of Lithuania; Russian railways",
        stance="official",
        quantity="rule",
        url="https://amp.rbc.ru/rbcnews/rbcfreenews/62e142ac9a794753c6ffa502",
        note="the trains to Kaliningrad ask for a foreign passport with a transit paper (UTD-ZhD) or a"
        " Schengen visa; at most"
        " 300 passengers a train; nobody gets on or off in Lithuania",
    )
    starts = {"Moscow": "RU-MOW", "Saint Petersburg": "RU-SPE", "Adler": "RU-KDA"}
    rows = []
    for region in starts.values():
        for a, b in ((region, "RU-KGD"), ("RU-KGD", region)):
            rows.append(
                _rule(
                    f"{a}-{b}-papers",
                    "transit",
                    f"{a}>{b}:rail",
                    "deny",
                    claim,
                    mode="rail",
                    who="papers = internal",
                )
            )
    return rows
