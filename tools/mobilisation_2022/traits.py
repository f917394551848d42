"""What people differ in: who may be called up, papers, means, a car, ties abroad; shares by region."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import pandas as pd

from mobilisation_2022 import knowledge as known
from mobilisation_2022.claims import Claims
from mobilisation_2022.tables import Data, Record

RESOURCE = 25_000_000  # the mobilisation resource named on 21 September (F0392)
SIGMA = 0.75  # of the logarithm of wages
LOW, HIGH = 40_000, 100_000  # RUB a month
HOUSEHOLD = 2.2  # people who share a car
MEANS = ("low", "middle", "high")
# How the odds of having something rise with means (low, middle, high).
PASSPORT_ODDS, VISA_ODDS, CAR_ODDS = (0.5, 1.0, 2.5), (0.3, 1.0, 4.0), (0.5, 1.0, 2.0)

Row = tuple[str, str, float, str, str, str]


def traits(data: Data, claims: Claims) -> pd.DataFrame:
    """Return the shares of all traits, region by region."""
    rows: list[Row] = []
    ages = data.men_by_age.set_index("age")["men"]
    older = ages.loc[56:60].sum() / ages.loc[18:55].sum()
    official = RESOURCE / data.regions["men_18_55"].sum()
    makers: tuple[Callable[[Record, Claims], list[Row]], ...] = (
        lambda r, c: _liable(r, c, official, older),
        _means,
        _papers,
        _car,
        _tie,
    )
    for maker in makers:
        for region in data.regions.sort_values("iso_3166_2").to_dict("records"):
            rows += maker(region, claims)
    return pd.DataFrame(rows, columns=["trait", "value", "share", "place", "given", "claim"])


def _split(trait: str, shares: dict[str, float], place: str, given: str, claim: str) -> list[Row]:
    """Return rows whose shares, rounded to four decimals, add up to exactly one."""
    rounded = {v: round(s, 4) for v, s in shares.items()}
    largest = max(rounded, key=lambda v: rounded[v])
    rounded[largest] = round(rounded[largest] + 1 - sum(rounded.values()), 4)
    return [(trait, v, s, place, given, claim) for v, s in rounded.items()]


def _liable(region: Record, claims: Claims, official: float, older: float) -> list[Row]:
    claims.figure("F0392")
    claim = claims.add(
        "liable-shares",
        date="2022-09-21",
        said_by="Sergei Shoigu (25 million); Rosstat (men by age)",
        stance="estimate",
        quantity="liable",
        value=RESOURCE,
        unit="people",
        url="https://www.urdupoint.com/en/world/just-1-of-25mln-russian-reserve-subject-to-p-1566024.html",
        note="`official`: the mobilisation resource (F0392), spread over regions by men aged 18 to 55."
        " `practice`: the other"
        " men of 18 to 55 and those of 56 to 60, who were called up here and there or feared it. `no`:"
        " everybody else,"
        " women, children and older people. Men by region: estimate from 2018 and shares by district",
    )
    men = float(region["men_18_55"]) / float(region["population_2022"])
    listed = men * official
    feared = men * (1 - official + older)
    shares = {"official": listed, "practice": feared, "no": 1 - listed - feared}
    return _split("liable", shares, str(region["iso_3166_2"]), "", claim)


def means_of(wage: float) -> tuple[float, float, float]:
    """Return the shares below, between and above the thresholds in a region of that mean wage."""
    log_wage = NormalDist(math.log(wage) - SIGMA**2 / 2, SIGMA)
    low, high = log_wage.cdf(math.log(LOW)), 1 - log_wage.cdf(math.log(HIGH))
    return low, 1 - low - high, high


def _means(region: Record, claims: Claims) -> list[Row]:
    claim = claims.add(
        "means-shares",
        date="2022-12-31",
        said_by="Rosstat (mean monthly wage 2022)",
        stance="estimate",
        quantity="means",
        url="https://github.com/fitsbo/hh-analytic-vacancies",
        note=f"wages lognormal about the region's mean with a sigma of {SIGMA} (assumption, as in"
        f" Rosstat's spring surveys of"
        f" wages); low below {LOW:,} RUB a month (670 EUR), high above {HIGH:,} (1,670 EUR); a family"
        f" shares its means",
    )
    shares = dict(zip(MEANS, means_of(float(region["mean_wage_2022_rub"])), strict=True))
    return _split("means", shares, str(region["iso_3166_2"]), "", claim)


def solve_odds(marginal: float, weights: tuple[float, ...], odds: tuple[float, ...]) -> list[float]:
    """Return shares p_m with odds in the given ratios whose weighted mean is the marginal."""
    low, high = -30.0, 30.0
    for _ in range(80):
        middle = (low + high) / 2
        shares = [o * math.exp(middle) / (1 + o * math.exp(middle)) for o in odds]
        if sum(w * s for w, s in zip(weights, shares, strict=True)) < marginal:
            low = middle
        else:
            high = middle
    return shares


def _papers(region: Record, claims: Claims) -> list[Row]:
    claims.figure("F0427")
    claims.figure("F0428")
    claim = claims.add(
        "papers-shares",
        date="2022-09-11",
        said_by="VCIOM (national shares and the two capitals)",
        stance="estimate",
        quantity="papers",
        url="https://newizv.ru/news/2022-09-20/vtsiom-tolko-2-rossiyan-imeyut-shengenskuyu-vizu-370111",
        note="29 % hold a foreign passport, over half in the two capitals (F0427); 2 % a Schengen visa, a"
        " tenth there"
        " (F0428); the other regions by wage and border (assumption), scaled to the whole. Odds rise with"
        " means as"
        f" {PASSPORT_ODDS} for the passport and {VISA_ODDS} for the visa (assumption), solved so that the"
        f" regional shares"
        " hold",
    )
    place = str(region["iso_3166_2"])
    weights = means_of(float(region["mean_wage_2022_rub"]))
    passport = solve_odds(float(region["foreign_passport_share"]), weights, PASSPORT_ODDS)
    visa = solve_odds(float(region["schengen_visa_share"]), weights, VISA_ODDS)
    rows: list[Row] = []
    for level, p, v in zip(MEANS, passport, visa, strict=True):
        shares = {"internal": 1 - p, "foreign": p - v, "schengen": v}
        rows += _split("papers", shares, place, f"means = {level}", claim)
    return rows


def _car(region: Record, claims: Claims) -> list[Row]:
    claim = claims.add(
        "car-shares",
        date="2024-01-01",
        said_by="Autostat; Rosstat (cars per 1,000 people)",
        stance="estimate",
        quantity="car",
        url="https://dzen.ru/a/ZipHimV1MSDnrNOf",
        note=f"a car is shared by {HOUSEHOLD} people, so with c cars a person 1 - exp(-{HOUSEHOLD} c) have"
        f" one at hand; odds"
        f" rise with means as {CAR_ODDS}; both are assumptions. For 61 regions the mean of the federal"
        f" district",
    )
    place = str(region["iso_3166_2"])
    cars = float(region["cars_per_1000"]) / 1000
    weights = means_of(float(region["mean_wage_2022_rub"]))
    at_hand = solve_odds(1 - math.exp(-HOUSEHOLD * cars), weights, CAR_ODDS)
    rows: list[Row] = []
    for level, share in zip(MEANS, at_hand, strict=True):
        rows += _split("car", {"yes": share, "no": 1 - share}, place, f"means = {level}", claim)
    return rows


def _tie(region: Record, claims: Claims) -> list[Row]:
    claim = claims.assume(
        "asm-ties",
        "kin or language abroad by region: ethnic Kazakhs (census of 2010) and the families who came from"
        " Kazakhstan after"
        " 1991; Georgian and Ossetian families in the Caucasus and Moscow; Finnish descent, family and"
        " property in the"
        " north-west. Magnitudes are judged, not counted",
        quantity="tie",
    )
    code = str(region["iso_3166_2"]).removeprefix("RU-")
    shares = {country: table.get(code, table["default"]) / 100 for country, table in known.TIES.items()}
    return _split("tie", {"none": 1 - sum(shares.values())} | shares, f"RU-{code}", "", claim)
