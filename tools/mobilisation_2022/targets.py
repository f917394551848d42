"""Observations, parameters and the settings of the scenario."""

from __future__ import annotations

import pandas as pd

from mobilisation_2022 import knowledge as known
from mobilisation_2022.claims import Claims
from mobilisation_2022.tables import Data, Record


def observations(data: Data, claims: Claims) -> pd.DataFrame:
    """Return the targets with the claim each rests on."""
    table = data.targets.copy()
    rows = table.to_dict("records")
    table["kind"] = ["exact" if _within_one_per_cent(r) else "about" for r in rows]
    table["claim"] = [_target_claim(data, r, claims) for r in rows]
    return table


def _within_one_per_cent(row: Record) -> bool:
    margin = max(row["hi"] - row["value"], row["value"] - row["lo"])
    return bool(margin <= 0.01 * row["value"])


def _target_claim(data: Data, row: Record, claims: Claims) -> str:
    given = [f for f in str(row["figures"]).split() if claims.has_figure(f)]
    if len(given) == 1 and given[0] == row["figures"]:
        return claims.figure(given[0])
    sources = {
        "GEO_base": ["F0094", "F0099", "F0102"],
        "GEO_2122": ["F0099", "F0102"],
        "MNG_base": ["F0178", "F0181"],
        "MNG_menshare": ["F0184"],
        "EU_base": ["F0022"],
    }
    given = given or sources[str(row["id"])]
    for figure in given:
        claims.figure(figure)
    first = data.figures.set_index("id").loc[given[0]]
    said = list(dict.fromkeys(data.figures.set_index("id").loc[given, "said_by"]))
    return claims.add(
        f"target-{row['id']}",
        date=row["published"],
        said_by="; ".join(s for s in said if s),
        stance="estimate",
        quantity=row["measure"],
        value=row["value"],
        unit=row["unit"],
        url=first["source_url"],
        note="; ".join(t for t in (f"from {' and '.join(given)}", str(row["note"])) if t),
    )


def parameters(claims: Claims) -> pd.DataFrame:
    """Return the constants that are this scenario's own; the engine has values for the rest."""
    sex = claims.assume(
        "asm-leave-no",
        "five in six who came to Altanbulag were men (F0184); about 28 % of the people are men who may be"
        " or fear to be called"
        " up, so a head of the others sets out at some 8 % of their rate, log -2.6; those met there"
        " counted ordinary travellers"
        " too and the listed go first, hence -2.9 against the listed",
    )
    claims.figure("F0184")
    practice = claims.assume(
        "asm-leave-practice",
        "older men and those never in service feared the call-up, but were not on the lists: half the rate",
    )
    wealth = claims.assume(
        "asm-leave-means",
        "four fifths of emigrants had higher education and could afford a car seven times as often (F0440,"
        " F0441); prices weigh"
        " on their own, so only a part is put into the urge to leave",
    )
    claims.figure("F0440")
    claims.figure("F0441")
    travelled = claims.assume(
        "asm-leave-papers",
        "seven in ten hold no foreign passport and have hardly been abroad (F0427); the emigrants of the year were"
        " the educated and travelled (F0441): who never left leaves less, who has a visa at hand leaves sooner,"
        " beyond what open doors do on their own; magnitudes are judged,"
        " after a second run had shown Kazakhstan over and Finland under the counts",
    )
    price = claims.assume(
        "asm-price-means",
        "the same fare weighs as the inverse of income: medians of about 28,000, 60,000 and 140,000 RUB in"
        " the three classes of"
        " means; half of the logarithm, since savings and kin help",
    )
    total = claims.figure("F0394", quantity="draft_total")
    rumour = claims.policy("Russia", "2022-09-25", "rumour")
    rows = [
        ("draft_total", 300000, "", "", "fixed", "people", "people called up in all", total, "", ""),
        ("rumour", 1, "", "", "fixed", "-", "whether the rumour is believed", rumour, "", ""),
        _group("leave", "liable = no", (-2.9, -3.6, -2.2), "companion", "those who cannot be called up", sex),
        _group("leave", "liable = practice", (-0.7, -1.4, 0), "practice", "men who are not listed", practice),
        _group("leave", "means = low", (-0.4, -0.9, 0.1), "low", "people of low means", wealth),
        _group("leave", "means = high", (0.4, -0.1, 0.9), "high", "people of high means", wealth),
        _group("leave", "papers = internal", (-1, -1.8, -0.2), "internal", "those never abroad", travelled),
        _group("leave", "papers = schengen", (1, 0, 2), "schengen", "those with a visa at hand", travelled),
        _group("price", "means = low", (0.4, 0.1, 0.7), "low", "people of low means", price),
        _group("price", "means = high", (-0.4, -0.7, -0.1), "high", "people of high means", price),
    ]
    columns = ["name", "value", "low", "high", "prior", "unit", "meaning", "claim", "term", "who"]
    return pd.DataFrame(rows, columns=columns)


def _group(
    term: str, who: str, band: tuple[float, float, float], name: str, group: str, claim: str
) -> tuple[object, ...]:
    """Return a parameter that sets a group apart; `band` is its value, low and high."""
    what = {"leave": "the urge to leave of", "price": "how much more a price weighs on"}[term]
    return (f"{term}_{name}", *band, "normal", "log", f"{what} {group}", claim, term, who)


def scenario_toml(data: Data, claims: Claims) -> str:
    """Return the settings: title, days, contested readings and the regions of origin."""
    for figure in ("F0394", "F0396", "F0397"):
        claims.figure(figure, quantity="draft_total")
    claims.add(
        "rumour-believed",
        date="2022-09-25",
        said_by="those who left, as told to Prosleduet",
        stance="reported",
        quantity="rumour",
        value=1,
        url="https://prosleduet.media/syuzhety/nachal-obyasnyat-emu-v-chem-sut-turizma-menya-zatryaslo/",
        note="borders were said to close for men on 28 September; it set a deadline",
    )
    claims.add(
        "rumour-denied",
        date="2022-09-26",
        said_by="Russian ministry of defence",
        stance="denied",
        quantity="rumour",
        value=0,
        url="https://oqu.news/rossija-razvernula-punkt-mobilizacii-na-granice-s-kazahstanom-2",
        note="no bans on leaving, at the start of the week",
    )
    origins = []
    apart = {p for members in known.ORIGINS.values() if isinstance(members, list) for p in members}
    for name, members in known.ORIGINS.items():
        if isinstance(members, str):
            found = data.regions.loc[data.regions["federal_district"] == members, "iso_3166_2"]
            members = sorted(set(found) - apart)
        quoted = ", ".join(f'"{p}"' for p in members)
        origins.append(f'"{name}" = [{quoted}]')
    return "\n".join(
        [
            "# Russia, autumn 2022: who left after the partial mobilisation was announced on 21 September,"
            " and by which way.",
            'title = "Leaving Russia, mobilisation of autumn 2022"',
            "first_day = 2022-09-01",
            "days = 61",
            "tick_hours = 3",
            "",
            "[run]",
            "members = 200",
            "seed = 1",
            "",
            "# Where claims conflict: how much each is believed. The weights are an assumption: the"
            " official number is low by",
            "# every independent count, the high ones rest on unnamed sources and were denied.",
            "[readings.draft_total]",
            "F0394 = 0.7",
            "F0396 = 0.2",
            "F0397 = 0.1",
            "",
            "[readings.rumour]",
            "rumour-believed = 0.6",
            "rumour-denied = 0.4",
            "",
            "# Regions of origin, by federal district.",
            "[origins]",
            *origins,
            "",
        ]
    )
