"""A FLEE folder becomes a scenario that runs: nobody's later counts reach it, and what is shut is shut."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import exeunt
from exeunt.cli import app
from exeunt.engine.members import Simulator
from exeunt.exchange.countries import country_codes
from exeunt.exchange.flee.importing import import_flee, world_of
from exeunt.exchange.flee.scenario import convert
from flee_folders import CONFLICTS, INPUT, needs_real, read

STILL = {"onward": 0.0, "settle_unseen": 0.0, "displaced_unseen": 0.0}
LONG = {
    "conflicts.csv": "#Day,Capital,Village\n" + "".join(f"{day},1,0\n" for day in range(30)),
    "sim_period.csv": "StartDate,2020-01-01\nLength,30\n",
}
GROWING = {"camp.csv": "2020-01-01,100\n2020-01-11,1100\n", "tents.csv": "2020-01-01,50\n2020-01-11,550\n"}


def world_from(tmp_path, files=None, *, counts=None, settings=None, capacities=True, hold=None):
    folder = read(tmp_path, {**LONG, **(files or {})}, counts={**GROWING, **(counts or {})}, settings=settings)
    world = world_of(convert(folder, name="test", capacities=capacities))
    for name, value in {**STILL, **(hold or {})}.items():
        world = world.with_parameter(name, value)
    return world


def closing(tmp_path, row, *, counts=None):
    """Convert the folder with one row in its table of closures."""
    files = {**LONG, "closures.csv": f"#closure_type,name1,name2,closure_start,closure_end\n{row}\n"}
    return convert(read(tmp_path, files, counts={**GROWING, **(counts or {})}), name="test")


def stock(world, member=0, *, mean=False):
    simulator = Simulator(world, seed=1, mean=mean)
    out = simulator.run(member)
    return {place: out["stock"][:, i] for i, place in enumerate(simulator.labels.places)}, out


def test_people_start_where_the_first_day_counts_them(tmp_path):
    found, _ = stock(world_from(tmp_path, counts={"camp.csv": "2020-01-01,100\n", "tents.csv": "2020-01-01,50\n"}))
    assert found["Camp"].tolist() == [100] * 30
    assert found["Tents"].tolist() == [50] * 30


def test_as_many_are_displaced_as_the_total_grows(tmp_path):
    """A hundred and fifty a day for ten days, from the second day on."""
    _, out = stock(world_from(tmp_path))
    assert out["departures"].sum(axis=1).tolist() == [0] + [150] * 10 + [0] * 19
    assert out["stock"][-1].sum() == 150 + 1500
    assert (out["ledger"].sum(axis=1) == out["ledger"][0].sum()).all()


def test_who_leaves_the_count_is_not_brought_back(tmp_path):
    falling = {"camp.csv": "2020-01-01,100\n2020-01-11,1100\n2020-01-21,100\n", "tents.csv": "2020-01-01,50\n"}
    _, out = stock(world_from(tmp_path, counts=falling))
    assert out["departures"].sum() == 1000
    assert out["returned"].sum() == 0


def test_the_total_comes_from_its_own_file_where_the_settings_say_so(tmp_path):
    world = world_from(
        tmp_path,
        counts={"refugees.csv": "2020-01-01,0\n2020-01-11,70\n"},
        settings="spawn_rules:\n  sum_from_camps: False\n",
    )
    _, out = stock(world)
    assert out["departures"].sum(axis=1).tolist() == [0] + [7] * 10 + [0] * 19


def test_camp_counts_after_the_first_day_do_not_reach_the_simulation(tmp_path):
    """The same total, counted elsewhere: every bit of every member is the same."""
    other = {
        "camp.csv": "2020-01-01,100\n2020-01-04,130\n2020-01-11,300\n",
        "tents.csv": "2020-01-01,50\n2020-01-04,470\n2020-01-11,1350\n",
    }
    worlds = [
        world_from(tmp_path / "a", hold={"settle_unseen": 2.0, "displaced_unseen": 1.0}),
        world_from(tmp_path / "b", counts=other, hold={"settle_unseen": 2.0, "displaced_unseen": 1.0}),
    ]
    assert worlds[0].observations["value"].sum() != worlds[1].observations["value"].sum()
    for member in range(3):
        one, two = (stock(world, member)[1] for world in worlds)
        assert one.keys() == two.keys()
        for name in one:
            np.testing.assert_array_equal(one[name], two[name], err_msg=name)


def test_a_camp_takes_no_one_while_it_is_no_camp(tmp_path):
    closed = "#closure_type,name1,name2,closure_start,closure_end\ncamp,Tents,,0,6\n"
    found, _ = stock(world_from(tmp_path, {"closures.csv": closed}))
    assert found["Tents"][:6].tolist() == [50] * 6
    assert found["Tents"][10] > 100
    assert found["Camp"][5] > 100 + 4 * 140, "they go elsewhere meanwhile"


@pytest.mark.parametrize(
    ("closed", "said"),
    [
        ("camp,Tents,,5,0", "nobody new stays in 'Tents' from 2020-01-06 on, but those who are there do"),
        ("camp,Tents,,5,9", "nobody new stays in 'Tents' from 2020-01-06 until 2020-01-09, but those who are there do"),
        ("camp,Tents,,0,6", "nobody new stays in 'Tents' from 2020-01-01 until 2020-01-06, but those who are there do"),
    ],
)
def test_people_stay_in_a_camp_that_closes_and_that_is_said(tmp_path, closed, said):
    odd = closing(tmp_path, closed).odd
    assert f"closures.csv:2: {said}. In FLEE it is a town then, and they move on." in odd


@pytest.mark.parametrize("closed", ["camp,Tents,,0,6", "idpcamp,Capital,,5,0", "location,Tents,,5,0"])
def test_where_nobody_is_in_a_closed_camp_nothing_is_said_of_it(tmp_path, closed):
    odd = closing(tmp_path, closed, counts={"tents.csv": "2020-01-11,550\n"}).odd
    assert not any("those who are there do" in each for each in odd)


def test_the_border_between_two_countries_shuts_on_its_days(tmp_path):
    closed = "#closure_type,name1,name2,closure_start,closure_end\ncountry,Home,Other,3,0\n"
    found, _ = stock(world_from(tmp_path, {"closures.csv": closed}))
    assert found["Tents"][2] > 50
    # whoever is on the road when the border shuts still arrives
    assert found["Tents"][4] == found["Tents"][-1]


def test_a_closure_of_one_pair_leaves_the_other_ways_open(tmp_path):
    closed = "#closure_type,name1,name2,closure_start,closure_end\nlocation,Village,Tents,0,0\n"
    found, _ = stock(world_from(tmp_path, {"closures.csv": closed}))
    assert found["Tents"][-1] == 50
    assert found["Camp"][-1] == 1600


def test_a_closed_place_is_shut_from_all_sides(tmp_path):
    closed = "#closure_type,name1,name2,closure_start,closure_end\nlocation,Hub,,0,0\n"
    found, _ = stock(world_from(tmp_path, {"closures.csv": closed}))
    assert found["Camp"][-1] == 100
    assert found["Tents"][-1] == 1550


ROAD_ON = INPUT["routes.csv"] + "Hub,Tents,5,\n"


def test_people_are_sent_on_from_a_place_where_nobody_stays(tmp_path):
    """The tents are nearer to the hub than the camp, but everybody there is brought to the camp."""
    kept = "#closure_type,name1,name2,closure_start,closure_end\nlocation,Village,Tents,0,0\n"
    found, _ = stock(world_from(tmp_path, {"routes.csv": ROAD_ON, "closures.csv": kept}))
    assert found["Tents"][-1] == 50
    free, _ = stock(
        world_from(
            tmp_path,
            {"routes.csv": ROAD_ON, "closures.csv": kept + "remove_forced_redirection,Hub,Camp,0,0\n"},
        )
    )
    assert free["Tents"][-1] > 500


def test_some_are_sent_on_from_a_camp(tmp_path):
    forced = ROAD_ON.replace("Hub,Camp,30.5,2", "Hub,Camp,30.5,").replace("Hub,Tents,5,", "Camp,Tents,5,{}")
    sent, _ = stock(world_from(tmp_path, {"routes.csv": forced.format(2)}), mean=True)
    free, _ = stock(world_from(tmp_path, {"routes.csv": forced.format("")}), mean=True)
    assert sent["Camp"][-1] < free["Camp"][-1]


def test_a_camp_fills_and_without_capacities_it_does_not(tmp_path):
    small = {"locations.csv": INPUT["locations.csv"].replace("camp,,500", "camp,,300")}
    limited, _ = stock(world_from(tmp_path, small), mean=True)
    endless, _ = stock(world_from(tmp_path, small, capacities=False), mean=True)
    assert limited["Camp"][-1] < endless["Camp"][-1]


def test_a_camp_that_no_route_reaches_gets_a_road_to_the_nearest_place(tmp_path):
    lost = {"routes.csv": INPUT["routes.csv"].replace("Village,Tents,40,\n", "")}
    folder = read(tmp_path, {**LONG, **lost}, counts=GROWING)
    converted = convert(folder, name="test")
    assert any("no route joins Tents" in line and "to Camp" in line for line in converted.odd)
    road = converted.tables["links"][-1]
    assert (road["from"], road["to"], road["claim"]) == ("Tents", "Camp", "assumed-road")
    # a tenth of a degree of latitude, and a third more for the road
    assert road["km"] == pytest.approx(11.12 * 1.3, rel=0.01)
    found, _ = stock(world_from(tmp_path / "run", lost))
    assert found["Tents"][-1] > 50


def test_a_place_without_coordinates_lies_between_its_neighbours_and_that_is_said(tmp_path):
    locations = INPUT["locations.csv"].replace("Hub,East,Away,2.9,32.9", "Hub,East,Away,,")
    converted = convert(read(tmp_path, {"locations.csv": locations}), name="test")
    places = {row["id"]: row for row in converted.tables["places"]}
    # its routes lead to Village (2.8, 32.8) and Camp (3, 33)
    assert (places["Hub"]["lat"], places["Hub"]["lon"]) == pytest.approx((2.9, 32.9), abs=0.002)
    assert (places["Hub"]["claim"], places["Camp"]["claim"]) == ("assumed-whereabouts", "flee-locations")
    assert "assumed-whereabouts" in world_of(converted).claims["id"].to_list()
    told = "locations.csv:4: the coordinates of 'Hub' are not given; a place without is put in the middle"
    assert any(told in line for line in converted.odd)


def test_where_no_coordinates_are_given_no_place_is_called_the_nearest(tmp_path):
    header, *rows = INPUT["locations.csv"].splitlines()
    cells = [row.split(",") for row in rows]
    files = {
        "locations.csv": "\n".join([header, *(",".join([*row[:3], "", "", *row[5:]]) for row in cells), ""]),
        "routes.csv": INPUT["routes.csv"].replace("Village,Tents,40,\n", ""),
    }
    odd = convert(read(tmp_path, files), name="test").odd
    assert any(
        "a road of 200 km to Capital, as nobody knows which place is nearest, is assumed" in line for line in odd
    )
    assert any("all are put at 0, 0" in line for line in odd)


def test_what_no_route_reaches_and_no_one_needs_is_left_out(tmp_path):
    more = {"locations.csv": INPUT["locations.csv"] + "Island,West,Home,9,9,town,,\n"}
    converted = convert(read(tmp_path, {**LONG, **more}, counts=GROWING), name="test")
    assert "Island" not in [row["id"] for row in converted.tables["places"]]
    assert any("Island" in line for line in converted.odd)


def test_a_country_all_of_whose_places_are_left_out_has_no_rule(tmp_path):
    more = {"locations.csv": INPUT["locations.csv"] + "Island,West,Utopia,3,33,town,,\n"}
    world = world_of(convert(read(tmp_path, {**LONG, **more}, counts=GROWING), name="test"))
    entered = world.rules.loc[world.rules["effect"] == "allow", "where"]
    assert set(entered) == set(world.places["country"]) - set(world.homes["country"])


def test_settings_that_nothing_here_heeds_are_named(tmp_path):
    settings = "move_rules:\n  max_move_speed: 720\n  foreign_weight: 3.0\nspawn_rules:\n  take_from_population: True\n"
    converted = convert(read(tmp_path, LONG, counts=GROWING, settings=settings), name="test")
    said = " ".join(converted.unused)
    assert "move_rules.foreign_weight" in said
    assert "spawn_rules.take_from_population" in said
    assert "max_move_speed" not in said
    assert converted.tables["links"][0]["hours"] == pytest.approx(10 / 30, abs=1e-4)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("country,Away,Other,5,0", "no road joins 'Away' and 'Other'"),
        ("location,Tents,,40,50", "on no day of the period"),
        ("camp,Camp,,50,60", "on no day of the period"),
    ],
)
def test_a_closure_that_closes_nothing_is_said(tmp_path, row, said):
    assert any(line.startswith("closures.csv:2:") and said in line for line in closing(tmp_path, row).odd)


def test_a_total_that_grows_before_there_is_conflict_is_said(tmp_path):
    late = {"conflicts.csv": "#Day,Capital\n" + "".join(f"{day},{int(day > 5)}\n" for day in range(30))}
    converted = convert(read(tmp_path, {**LONG, **late}, counts=GROWING), name="test")
    assert any(
        "on 5 days, the first of them day 1, the total grows while no place is in conflict" in line
        for line in converted.odd
    )


@pytest.mark.parametrize("speed", ["0", "-5", "1e-9"])
def test_a_speed_at_which_nobody_arrives_is_a_fault(tmp_path, speed):
    with pytest.raises(exeunt.ScenarioError, match=r"simsetting.yml:2:move_rules.max_move_speed: .*write 1 or more"):
        read(tmp_path, LONG, settings=f"move_rules:\n  max_move_speed: {speed}\n")


def test_without_counts_the_settings_say_how_many_leave(tmp_path):
    read(tmp_path, LONG, settings="spawn_rules:\n  conflict_driven_spawning:\n    spawn_mode: constant\n")
    imported = import_flee(tmp_path / "input", tmp_path / "out", settings=tmp_path / "simsetting.yml")
    _, out = stock(imported.world)
    assert out["departures"].sum(axis=1).tolist() == [500] * 30
    assert not len(imported.world.observations)
    told = typed(
        "import", "flee", tmp_path / "input", "--settings", tmp_path / "simsetting.yml", "--out", tmp_path / "b"
    )
    assert "15,000 displaced after it" in told.stdout
    free = typed("import", "flee", tmp_path / "input", "--out", tmp_path / "c")
    assert "how many leave is simulated" in free.stdout


def test_conflict_in_no_place_is_a_fault(tmp_path):
    calm = {"conflicts.csv": "#Day,Capital\n" + "".join(f"{day},0\n" for day in range(30))}
    with pytest.raises(exeunt.ScenarioError, match="no place is ever in conflict"):
        convert(read(tmp_path, {**LONG, **calm}), name="test")


def test_without_a_camp_there_is_nowhere_to_go(tmp_path):
    none = {"locations.csv": INPUT["locations.csv"].replace("camp,,500", "town,,").replace("camp,,", "town,,")}
    with pytest.raises(exeunt.ScenarioError, match=r"locations.csv:1:location_type: no place is a camp"):
        convert(read(tmp_path, {**LONG, **none}), name="test")


def test_a_camp_reached_only_by_going_abroad_and_back_is_reached(tmp_path):
    back = {"routes.csv": "#name1,name2,km\nCapital,Hub,10\nHub,Village,20\nVillage,Tents,40\nVillage,Camp,10\n"}
    world = world_from(tmp_path, back)
    assert world.places.set_index("id").loc["Hub", "country"] == world.places.set_index("id").loc["Capital", "country"]
    found, _ = stock(world)
    assert found["Tents"][-1] > 60
    assert found["Camp"][-1] > 300


def test_who_comes_back_over_abroad_into_either_of_two_countries_in_conflict_is_back_in_that_one(tmp_path):
    two = {
        "locations.csv": (
            "#name,region,country,latitude,longitude,location_type,conflict_date,population\n"
            "Capital,,Home,2.7,32.7,conflict_zone,0,1000\nCity,,Land,2.9,32.9,conflict_zone,0,1000\n"
            "North,,Away,2.7,32.8,town,,\nSouth,,Away,2.9,32.8,town,,\n"
            "Camp,,Home,2.7,32.9,camp,,500\nTents,,Land,2.9,32.7,camp,,500\n"
        ),
        "routes.csv": "#name1,name2,km\nCapital,North,9\nNorth,Camp,9\nCity,South,9\nSouth,Tents,9\nCapital,City,50\n",
        "conflicts.csv": "#Day,Capital,City\n0,1,1\n",
    }
    places = convert(read(tmp_path, two), name="test").tables["places"]
    countries = {row["id"]: row["country"] for row in places}
    assert countries["North"] == countries["Camp"] == countries["Capital"]
    assert countries["South"] == countries["Tents"] == countries["City"]


def test_a_hub_abroad_that_sends_people_back_is_passed(tmp_path):
    sent = {
        "locations.csv": INPUT["locations.csv"] + "Ferry,East,Away,2.77,32.77,forwarding_hub,,\n",
        "routes.csv": INPUT["routes.csv"] + "Capital,Ferry,1,\nFerry,Village,1,2\n",
    }
    folder = read(tmp_path, {**LONG, **sent}, counts=GROWING)
    converted = convert(folder, name="test")
    assert any(
        "'Ferry' lies in Away, but people go back through it into Home: it counts as there" in line
        for line in converted.odd
    )
    countries = {row["id"]: row["country"] for row in converted.tables["places"]}
    assert countries["Ferry"] == countries["Village"] != countries["Hub"]


def test_observations_are_the_corrected_counts_of_the_period(tmp_path):
    corrected = {"registration_corrections.csv": "Camp,2020-01-11\n"}
    series = {"camp.csv": "2019-12-01,9\n2020-01-01,100\n2020-01-06,200\n2020-01-11,400\n2020-06-01,1\n"}
    rows = world_from(tmp_path, corrected, counts=series).observations.query("where == 'Camp'")
    assert rows["value"].tolist() == [200, 400, 400]
    assert rows["split"].tolist() == ["check", "fit", "fit"], "people start as they were counted on the first day"
    assert (rows["published"] == rows["from"]).all(), "a count is known on its evening"


def test_nothing_is_to_be_learned_from_a_camp_before_anybody_was_counted_there(tmp_path):
    series = {"camp.csv": "2020-01-01,0\n2020-01-06,0\n2020-01-11,400\n2020-01-13,0\n"}
    rows = world_from(tmp_path, {}, counts=series).observations.query("where == 'Camp'")
    assert rows["split"].tolist() == ["check", "check", "fit", "fit"]


def test_countries_get_their_codes_and_invented_ones_codes_left_to_users():
    codes = country_codes(["Burkina_Faso", "DRC", "South Sudan", "Atlantis", "", "CAR", "Lemuria"])
    assert codes["Burkina_Faso"] == "BFA"
    assert (codes["DRC"], codes["South Sudan"], codes["CAR"]) == ("COD", "SSD", "CAF")
    assert (codes["Atlantis"], codes[""], codes["Lemuria"]) == ("QMA", "QMB", "QMC")


def typed(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_command_writes_a_scenario_that_reads_without_fault(tmp_path):
    read(tmp_path, LONG, counts=GROWING)
    out = tmp_path / "scenario"
    done = typed("import", "flee", tmp_path / "input", "--observed", tmp_path / "observed", "--out", out)
    assert done.exit_code == 0, done.output
    assert "5 places (1 in conflict at some time, 2 camps), 4 roads, 4 figures to compare with" in done.stdout
    assert "150 people in camps on the first day, 1,500 displaced after it" in done.stdout
    assert "Found odd, and how it was read:\n  - " in done.stdout
    first, *odd = typed("check", out).stdout.splitlines()
    assert first.endswith(": no faults")
    assert all(":km: odd: " in line for line in odd)  # this one's roads are shorter than its places are apart
    assert exeunt.load(out).observations["value"].sum() == 100 + 1100 + 50 + 550


def test_the_command_prints_json(tmp_path):
    read(tmp_path, LONG, counts=GROWING)
    out = tmp_path / "scenario"
    done = typed("import", "flee", tmp_path / "input", "--observed", tmp_path / "observed", "--out", out, "--json")
    told = json.loads(done.stdout)
    assert (told["places"], told["in_conflict"], told["camps"], told["displaced"], told["settled"]) == (
        5,
        1,
        2,
        1500,
        150,
    )


def test_a_folder_in_use_is_left_alone(tmp_path):
    read(tmp_path, LONG, counts=GROWING)
    out = tmp_path / "mine"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    done = typed("import", "flee", tmp_path / "input", "--out", out)
    assert done.exit_code == 1
    assert "nothing was written" in done.stderr
    assert [path.name for path in out.iterdir()] == ["notes.txt"]


def test_faults_are_named_and_nothing_is_written(tmp_path):
    read(tmp_path, LONG, counts=GROWING)
    (tmp_path / "input" / "routes.csv").write_text("#name1,name2,distance\nCapital,Vilage,10\nVillage,Hub,-2\n")
    out = tmp_path / "scenario"
    done = typed("import", "flee", tmp_path / "input", "--out", out)
    assert done.exit_code == 1
    assert "routes.csv:2:" in done.stderr
    assert "routes.csv:3:" in done.stderr
    assert not out.exists()


@needs_real
@pytest.mark.parametrize("name", sorted(p.name for p in CONFLICTS.glob("*") if (p / "observed").is_dir()))
def test_a_real_conflict_is_imported_and_runs(tmp_path, name):
    source = CONFLICTS / name
    imported = import_flee(
        source / "input", tmp_path / name, observed=source / "observed", settings=source / "simsetting.yml"
    )
    world = exeunt.load(tmp_path / name)
    assert world.hash == imported.world.hash
    out = Simulator(world, seed=1).run(0)
    assert (out["ledger"].sum(axis=1) == out["ledger"][0].sum()).all()
    settled, displaced = world.places["settled"].sum(), out["departures"].sum()
    assert out["stock"][-1].sum() == pytest.approx(settled + displaced, rel=0.02), "few are still on the road"
