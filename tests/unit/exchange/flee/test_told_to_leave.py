"""How many leave where the settings say so, and no counts do."""

import pytest

from exeunt.errors import InputError
from exeunt.exchange.flee import importing, read_folder
from exeunt.exchange.flee.importing import import_flee
from exeunt.exchange.flee.scenario import convert
from flee_folders import INPUT, changed, fault, read


def converted(tmp_path, spawning, files=None):
    """Convert the conflict without counts: 1,000 people in the capital, in conflict for three days."""
    settings = "spawn_rules:\n" + "".join(f"  {line}\n" for line in spawning.split("|"))
    read(tmp_path, files, settings=settings)
    return convert(read_folder(tmp_path / "input", observed=None, settings=tmp_path / "simsetting.yml"), name="test")


def departures(converted, place="Capital"):
    """Give how many leave a place, by the day on which a row begins."""
    rows = [row for row in converted.tables["drivers"] if row["name"] == "departures" and row["where"] == place]
    return {str(row["from"])[-2:]: row["value"] for row in rows}


MODE = "conflict_driven_spawning: {spawn_mode: %s, displaced_per_conflict_day: %s}"


@pytest.mark.parametrize(
    ("spawning", "leave"),
    [
        (MODE % ("pop_ratio", 0.1), {"01": 100}),
        (MODE % ("pop_ratio", 0.1) + "|take_from_population: False", {"01": 100}),
        (MODE % ("pop_ratio", 0.1) + "|take_from_population: True", {"01": 100, "02": 90, "03": 81}),
        (MODE % ("POP_RATIO", 5) + "|take_from_population: True", {"01": 1000}),
        (MODE % ("constant", 400), {"01": 400}),
        (MODE % ("Poisson", 400) + "|take_from_population: True", {"01": 400, "03": 200}),
        ("conflict_driven_spawning: {displaced_per_conflict_day: 7}", {"01": 7}),
        ("conflict_driven_spawning: {spawn_mode: constant}", {"01": 500}),
    ],
)
def test_as_many_leave_as_the_settings_say(tmp_path, spawning, leave):
    found = converted(tmp_path, spawning)
    assert departures(found) == leave
    assert not any("take_from_population" in line for line in found.unused)


def test_those_who_are_taken_from_the_population_are_never_more_than_it(tmp_path):
    found = converted(tmp_path, MODE % ("constant", 400) + "|take_from_population: True")
    capital = next(row for row in found.tables["places"] if row["id"] == "Capital")
    assert (capital["population"], capital["claim"]) == (1000, "flee-locations")


def test_nobody_leaves_where_no_population_is_given_and_that_is_said(tmp_path):
    found = converted(tmp_path, MODE % ("pop_ratio", 0.1))
    sentence = "nobody leaves 'Village': no population is given, of which they would be taken."
    assert f"locations.csv:3: {sentence}" in found.odd


def test_levels_above_one_tell_more_people_to_leave(tmp_path):
    levels = {"conflicts.csv": INPUT["conflicts.csv"].replace("1,1,0", "1,3,0")}
    assert departures(converted(tmp_path, MODE % ("constant", 10), levels)) == {"01": 10, "02": 30, "03": 10}


def test_an_unknown_way_of_telling_is_a_fault(tmp_path):
    settings = "spawn_rules:\n  conflict_driven_spawning:\n    spawn_mode: ratio\n"
    place = ("simsetting.yml", 3, "spawn_rules.conflict_driven_spawning.spawn_mode")
    assert fault(tmp_path, settings=settings) == place


def test_more_rows_than_can_be_read_are_not_written(tmp_path, monkeypatch):
    read(tmp_path, changed("conflicts.csv", "1,1,0", "1,0.5,0"))
    monkeypatch.setattr(importing, "MOST_ROWS", 3)
    with pytest.raises(InputError, match=r"comes to \d+ rows of places, and at most 3 .* Nothing was written"):
        import_flee(tmp_path / "input", tmp_path / "out")
    assert not (tmp_path / "out").exists()
