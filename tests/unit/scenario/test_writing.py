import pandas as pd
import pytest

import exeunt
from exeunt.scenario.writing import write


@pytest.mark.parametrize("name", ["smallest", pytest.param("mobilisation-2022", marks=pytest.mark.slow)])
def test_a_world_that_is_written_reads_back_the_same(tmp_path, name):
    world = exeunt.load(name)
    write(world, tmp_path / "copy")
    assert exeunt.load(tmp_path / "copy").hash == world.hash


def test_a_changed_world_too(smallest, tmp_path):
    world = smallest.with_rule(
        where="BBB", act="enter", effect="quota 500/day", who="car = yes", since="2024-03-05T18:00", until="2024-03-06"
    )
    shut = world.without_rule("bbb-closes").with_rule(
        where="west-gate", act="enter", effect="deny", until="2024-03-09T23:59"
    )
    write(shut, tmp_path / "copy")
    assert exeunt.load(tmp_path / "copy").hash == shut.hash


def test_a_world_cut_short_is_written_with_all_it_speaks_of(smallest, tmp_path):
    short = smallest.lasting(4)
    write(short, tmp_path / "copy")
    again = exeunt.load(tmp_path / "copy")
    assert again.settings.days == 10  # to the day of its last rule
    assert again.lasting(4).hash == short.hash


@pytest.mark.parametrize("moment", ["2024-03-05T06:00", "2024-03-05T00:00"])
def test_moments_of_observations_are_kept_to_the_minute(smallest, tmp_path, moment):
    folder = tmp_path / "mine"
    write(smallest, folder)
    rows = (folder / "observations.csv").read_text()
    queue = f"q,{moment},{moment},west-gate,queue_people,mean,all,10,,,people,about,,fit,\n"
    (folder / "observations.csv").write_text(rows + queue)
    world = exeunt.load(folder)
    write(world, tmp_path / "copy")
    again = exeunt.load(tmp_path / "copy").observations
    assert list(again[["from", "until"]].iloc[-1]) == [pd.Timestamp(moment)] * 2
    assert exeunt.load(tmp_path / "copy").hash == world.hash


def test_people_to_three_decimals_are_written_as_only_decimals_can_be_read(copy, tmp_path):
    copy.put("places", 5, "capacity", "19.3450")
    world = exeunt.load(copy.folder)
    write(world, tmp_path / "again")
    assert exeunt.load(tmp_path / "again").hash == world.hash


def test_a_cell_that_holds_an_end_of_a_line_of_any_kind_is_read_back(copy, tmp_path):
    path = copy.folder / "places.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",Westport,", ',"West\rport",'), encoding="utf-8")
    world = exeunt.load(copy.folder)
    write(world, tmp_path / "again")
    assert exeunt.load(tmp_path / "again").hash == world.hash
