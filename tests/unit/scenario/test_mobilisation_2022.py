"""What the tables of mobilisation-2022 add up to, as they are shipped, beside what was published.

How the tables were made is in `PROVENANCE.md` beside them.
"""

from __future__ import annotations

import re

import pandas as pd
import pytest

from exeunt.scenario.catalogue import find
from exeunt.scenario.tables import NAMES

HERE = find("mobilisation-2022")
DAYS = pd.date_range("2022-09-01", "2022-10-31")
TRAFFIC = ["ordinary_in", "ordinary_out", "others_in", "others_out"]


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Every table as it lies in its file but for what was believed earlier, blanks as empty strings in text."""
    read = {name: pd.read_csv(HERE / f"{name}.csv") for name in NAMES}
    return {name: _without_blanks(_of_today(table)) for name, table in read.items()}


def _of_today(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["known_until"].isna()] if "known_until" in table else table


def _without_blanks(table: pd.DataFrame) -> pd.DataFrame:
    text = table.select_dtypes(exclude="number").columns
    return table.assign(**{name: table[name].astype(object).where(table[name].notna(), "") for name in text})


@pytest.fixture(scope="module")
def traffic(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Ordinary travellers by road: one row a day, a column for each gate and driver."""
    drivers = tables["drivers"]
    found: dict[tuple[str, str], pd.Series] = {}
    for row in drivers[drivers["name"].isin(TRAFFIC)].to_dict("records"):
        since, until = (pd.Timestamp(row[end] or day) for end, day in (("from", DAYS[0]), ("until", DAYS[-1])))
        on = pd.Series((since <= DAYS) & (until >= DAYS), index=DAYS)
        if row["weekday"]:
            on &= DAYS.strftime("%a").str.lower().isin(row["weekday"].split("+"))
        key = (row["where"], row["name"])
        found[key] = found.get(key, pd.Series(0.0, index=DAYS)) + on * row["value"]
    return pd.DataFrame(found)


def by_country(tables: dict[str, pd.DataFrame], traffic: pd.DataFrame, name: str) -> pd.DataFrame:
    """The traffic of one driver, one row a day and one column a country."""
    country = tables["gates"].set_index("id")["country_to"]
    flow = traffic.xs(name, axis=1, level=1)
    return flow.T.groupby(country.reindex(flow.columns).to_numpy()).sum().T


def homes(tables: dict[str, pd.DataFrame]) -> pd.Series:
    places = tables["places"].set_index("id")
    return places.loc[places["kind"] == "home", "population"]


def share(tables: dict[str, pd.DataFrame], trait: str) -> dict[str, float]:
    """The shares of a trait's values over the whole country."""
    people, traits = homes(tables), tables["traits"]
    means = traits[traits["trait"] == "means"].set_index(["place", "value"])["share"]
    part = traits[traits["trait"] == trait]
    level = part["given"].str.removeprefix("means = ")
    given = [means[place, m] if m else 1.0 for place, m in zip(part["place"], level, strict=True)]
    weighed = part["share"] * people[part["place"]].to_numpy() * given
    return (weighed.groupby(part["value"]).sum() / people.sum()).to_dict()


def test_the_people_are_those_of_83_regions_without_crimea(tables: dict[str, pd.DataFrame]) -> None:
    assert (len(homes(tables)), homes(tables).sum()) == (83, 142_875_200)
    assert tables["places"]["kind"].value_counts().to_dict() == {"home": 83, "town": 83, "hub": 66}


def test_every_share_adds_up_to_one_where_it_is_given(tables: dict[str, pd.DataFrame]) -> None:
    sums = tables["traits"].groupby(["trait", "place", "given"])["share"].sum()
    assert sums.to_numpy() == pytest.approx(1.0, abs=1e-9)
    assert set(tables["traits"]["place"]) == set(homes(tables).index)


def test_the_traits_make_216_groups(tables: dict[str, pd.DataFrame]) -> None:
    assert tables["traits"].groupby("trait")["value"].nunique().prod() == 216


@pytest.mark.parametrize(
    ("trait", "published"),
    [
        ("liable", {"official": 25_000_000 / 142_875_200}),  # the mobilisation resource named on 21 September
        ("papers", {"internal": 0.71, "schengen": 0.02}),  # 29 % hold a foreign passport, 2 % a Schengen visa
    ],
)
def test_shares_are_those_published(tables: dict[str, pd.DataFrame], trait: str, published: dict[str, float]) -> None:
    found = share(tables, trait)
    assert {value: found[value] for value in published} == pytest.approx(published, abs=2e-4)


def test_half_have_a_car_at_hand_and_one_in_seven_is_well_off(tables: dict[str, pd.DataFrame]) -> None:
    assert share(tables, "car")["yes"] == pytest.approx(0.5004, abs=5e-5)
    expected = {"low": 0.4847, "middle": 0.3700, "high": 0.1453}
    assert share(tables, "means") == pytest.approx(expected, abs=5e-5)
    assert share(tables, "tie")["KAZ"] == pytest.approx(0.0191, abs=5e-5)


def test_300_000_are_called_up(tables: dict[str, pd.DataFrame]) -> None:
    draft = tables["drivers"][tables["drivers"]["name"] == "draft"]
    days = (pd.to_datetime(draft["until"]) - pd.to_datetime(draft["from"])).dt.days + 1
    # values are rounded to a hundredth of a person a day: at most 0.005 a day and row
    assert (draft["value"] * days).sum() == pytest.approx(300_000, abs=0.005 * days.sum())
    by_home = (draft["value"] * days).groupby(draft["where"]).sum()
    quotas = {"RU-KRS": 2750, "RU-VLG": 2129, "RU-KL": 1000, "RU-SA": 4750}
    assert by_home[list(quotas)].to_dict() == pytest.approx(quotas, abs=0.005 * 38)


def test_finland_sees_the_week_that_its_border_guard_counted(
    tables: dict[str, pd.DataFrame], traffic: pd.DataFrame
) -> None:
    into = by_country(tables, traffic, "ordinary_in")["FIN"].loc["2022-09-14":"2022-09-20"]
    assert into.sum() == pytest.approx(26_506, abs=0.05 * 8 * 7)  # a tenth of a person at eight gates on seven days
    assert into.round().astype(int).tolist() == [3133, 3223, 4149, 5286, 4096, 3144, 3475]
    out = by_country(tables, traffic, "ordinary_out")["FIN"].loc["2022-09-22":"2022-09-25"]
    assert out.round().astype(int).tolist() == [3227, 3545, 4199, 5068]


@pytest.mark.parametrize(
    ("name", "country", "a_day"),
    [
        ("ordinary_in", "GEO", 6400),
        ("ordinary_out", "GEO", 5700),
        ("others_in", "GEO", 1200),
        ("others_in", "FIN", 1000),
        ("ordinary_in", "NOR", 50),
        ("ordinary_in", "LVA", 2075 / 7),
        ("ordinary_in", "LTU", 9896 / 7),
        ("ordinary_in", "POL", 2326 / 7),
        ("ordinary_in", "EST", (5 * 11_500 + 2 * 7500) / 7 / 7),  # the ban came on the sixth day
    ],
)
def test_ordinary_traffic_of_14_to_20_september(
    tables: dict[str, pd.DataFrame], traffic: pd.DataFrame, name: str, country: str, a_day: float
) -> None:
    flow = by_country(tables, traffic, name)[country].loc["2022-09-14":"2022-09-20"]
    assert flow.mean() == pytest.approx(a_day, abs=0.5)


def test_as_many_citizens_come_back_from_kazakhstan_as_go(
    tables: dict[str, pd.DataFrame], traffic: pd.DataFrame
) -> None:
    into, out = (by_country(tables, traffic, f"ordinary_{way}")["KAZ"] for way in ("in", "out"))
    assert into.tolist() == out.tolist()


def test_kazakhstan_receives_8500_a_day_by_road_train_and_plane(
    tables: dict[str, pd.DataFrame], traffic: pd.DataFrame
) -> None:
    by_road = by_country(tables, traffic, "ordinary_in")["KAZ"].loc["2022-09-14"]
    assert by_road + 0.8 * seats(tables)["KAZ"].sum() == pytest.approx(8500, abs=25)  # whole people at 50 gates


def test_the_european_union_is_close_to_what_frontex_implies(
    tables: dict[str, pd.DataFrame], traffic: pd.DataFrame
) -> None:
    countries = tables["areas"].set_index("id").loc["EU-LAND", "members"].split("+")
    week = by_country(tables, traffic, "ordinary_in")[countries].loc["2022-09-12":"2022-09-18"].to_numpy().sum()
    assert week == pytest.approx(52_302, abs=1)
    assert 1 < week / 50_800 < 1.03  # the documentation owns up to it: Frontex implies at most 50,800


def test_lars_passes_what_north_ossetia_told_of_the_week_before(traffic: pd.DataFrame) -> None:
    week = traffic["GEO-LAR"].loc["2022-09-12":"2022-09-18"].to_numpy().sum()
    assert week == 93_030
    assert week == pytest.approx(93_300, rel=0.003)


def test_ordinary_traffic_passes_every_gate(tables: dict[str, pd.DataFrame], traffic: pd.DataFrame) -> None:
    gates = tables["gates"].set_index("id")
    by_car = gates["vehicles_per_day"] * gates["people_per_vehicle"]
    limit = pd.concat([by_car, gates["people_per_day"]], axis=1).min(axis=1).fillna(float("inf"))
    into = traffic.xs("ordinary_in", axis=1, level=1).add(traffic.xs("others_in", axis=1, level=1), fill_value=0)
    filled = (into.max() / limit.reindex(into.columns)).sort_values(ascending=False)
    assert filled.max() < 0.85
    assert filled[filled > 0.7].index.tolist() == ["KAZ-BUG", "KAZ-OZI"]


def seats(tables: dict[str, pd.DataFrame]) -> pd.Series:
    """Seats a day from Russia, by country and mode."""
    links = tables["links"]
    sold = links[links["seats_per_day"].notna()]
    country = sold["to"].map(tables["places"].set_index("id")["country"]).to_numpy()
    return sold.groupby([country, sold["mode"]])["seats_per_day"].sum()


def test_seats_are_those_of_the_timetables(tables: dict[str, pd.DataFrame]) -> None:
    found = seats(tables)
    assert found["KAZ"].round().to_dict() == {"air": 1564, "rail": 1257}
    assert found["TUR", "air"] == pytest.approx(28_653, abs=0.5)
    assert found["BLR"].round().to_dict() == {"air": 3076, "rail": 2750}


def test_moscow_sends_abroad_as_many_as_its_airports_told(tables: dict[str, pd.DataFrame]) -> None:
    links, drivers = tables["links"], tables["drivers"]
    load = drivers[(drivers["name"] == "seat_load") & (drivers["from"] == "")].set_index("where")["value"]
    others = drivers[drivers["name"] == "seat_load_others"].set_index("where")["value"]
    moscow = links[links["gate"] == "MOW"]
    to = moscow["to"].map(tables["places"].set_index("id")["country"])
    assert (moscow["seats_per_day"] * (to.map(load) + to.map(others))).sum() == pytest.approx(34_962, rel=0.016)
    assert (load[others.index] + others).to_numpy() == pytest.approx(0.97)


def test_every_town_is_reached_from_every_home_and_abroad_is_at_most_18_hours_away(
    tables: dict[str, pd.DataFrame],
) -> None:
    places = tables["places"].set_index("id")
    hours = hours_between(tables["links"], list(places.index))
    at_home, in_towns = (places["kind"] == kind for kind in ("home", "town"))
    ways = hours.loc[at_home.to_numpy(), in_towns.to_numpy()]
    assert ways.notna().all(axis=None)
    assert ways.max(axis=None) < float("inf")
    nearest = ways.min(axis=1).sort_values(ascending=False).round()
    assert nearest.iloc[:1].to_dict() == {"RU-YEV": 18.0}
    assert set(nearest.index[1:5]) == {"RU-KAM", "RU-SAK", "RU-CHU", "RU-KHA"}


def hours_between(links: pd.DataFrame, places: list[str]) -> pd.DataFrame:
    """The least hours from each place to each other."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    at = pd.Series(range(len(places)), index=places)
    back = links[links["both_ways"] == "yes"].rename(columns={"from": "to", "to": "from"})
    steps = pd.concat([links, back])[["from", "to", "hours"]].groupby(["from", "to"])["hours"].min().reset_index()
    graph = coo_array((steps["hours"], (at[steps["from"]], at[steps["to"]])), shape=(len(places), len(places)))
    return pd.DataFrame(dijkstra(graph.tocsr()), index=places, columns=places)


def test_every_row_rests_on_a_claim_and_every_assumption_gives_its_reason(tables: dict[str, pd.DataFrame]) -> None:
    claims = tables["claims"].set_index("id")
    for name, table in tables.items():
        if name != "claims":
            assert set(table["claim"]) <= set(claims.index), name
    assumed = claims[claims["stance"] == "assumption"]
    assert (len(claims), len(assumed)) == (297, 72)
    assert (assumed["note"] != "").all()


def test_what_is_told_of_how_the_tables_were_made_names_claims_that_are_there(tables: dict[str, pd.DataFrame]) -> None:
    told = (HERE / "PROVENANCE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:F\d{4}|[a-z]+(?:-\w+)+))`", told))
    assert len(named) > 50
    assert named <= set(tables["claims"]["id"])
