"""The longest lines, and when they are gone."""

from dataclasses import replace

import numpy as np
import pandas as pd

from exeunt.outcome.queues import (
    NEVER,
    changing,
    clearing_day,
    compare_queues,
    long_line,
    of_seats,
    on_worst_day,
    queue_table,
)

TRAIN_ROAD_WALK = (("rail", 100.0), ("road", np.nan), ("foot", np.nan))


def test_a_queue_clears_when_it_is_nearly_gone():
    assert clearing_day(np.array([10.0, 2000.0, 900.0, 99.0, 0.0])) == 3  # below 5 %
    assert clearing_day(np.array([10.0, 200.0, 60.0, 49.0, 0.0])) == 3  # below 50 people
    assert clearing_day(np.array([10.0, 200.0, 150.0, 120.0])) is None


def test_a_queue_that_comes_back_is_not_gone_before_it_is_gone_for_good():
    assert clearing_day(np.array([600.0, 0.0, 0.0, 60.0, 0.0, 0.0])) == 4
    assert clearing_day(np.array([600.0, 0.0, 0.0, 0.0, 60.0])) is None
    assert clearing_day(np.array([60.0, 0.0, 6000.0, 299.0, 60.0])) == 3  # 60 people are no longer a line then


def test_the_longest_lines_come_first(outcome):
    table = queue_table(outcome)
    assert list(table["gate"]) == ["AIR", "G2", "G1"]
    assert list(table["by"]) == ["air", "road", "road"]
    row = table.set_index("gate").loc["G1"]
    assert row["people"] == 1301
    assert row["date"] == "2022-09-23"
    assert row["clears"] == NEVER
    few = outcome.dataset["queue_people"].where(outcome.dataset["gate"] != "G1", 49.0)
    shorter = replace(outcome, variables=outcome.dataset.assign(queue_people=few))
    assert list(queue_table(shorter)["gate"]) == ["AIR", "G2"]


def test_all_sizes_are_those_of_the_day_with_most_people_in_line():
    courses = {
        "people": np.array([[10.0, 900, 400], [70, 60, 70]]), "vehicles": np.array([[3.0, 200, 300], [5, 6, 7]]),
        "km": np.array([[0.1, 1.1, 1.8], [0.5, 0.6, 0.7]]), "hours": np.array([[2.0, 6, 30], [np.nan, 8, 9]]),
    }  # fmt: skip
    found = on_worst_day(courses)
    assert (found["people"].tolist(), found["vehicles"].tolist()) == ([900, 70], [200, 5])
    assert found["km"].tolist() == [1.1, 0.5]
    np.testing.assert_array_equal(found["hours"], [6, np.nan])


def test_who_comes_where_no_line_is_waits_for_none_and_counts_among_the_others():
    """The wait of the few members with a line stood beside the middle of all members' people."""
    none = np.zeros((2, 3))
    courses = {
        "people": np.vstack([none, [[0.0, 900, 400]]]), "vehicles": np.vstack([none, [[0.0, 300, 100]]]),
        "km": np.vstack([none, [[0.0, 2, 1]]]),
        "hours": np.array([[np.nan, 0.1, 0.1], [np.nan, np.nan, np.nan], [np.nan, 40, 30]]),
    }  # fmt: skip
    found = on_worst_day(courses)
    assert found["hours"].tolist() == [0, 0, 40]
    assert np.median(found["people"]) == np.median(found["hours"]) == 0
    shifted = on_worst_day({size: course[:, 1:] for size, course in courses.items()})
    assert shifted["hours"].tolist() == [0, 0, 40]


def test_the_wait_of_a_line_is_of_its_worst_day_and_of_the_members_in_which_anybody_passed_then(outcome):
    dataset = outcome.dataset.copy(deep=True)
    dataset["queue_people"].loc[{"gate": "G1"}] = np.array([100.0, 600, 300, 0])
    dataset["wait_hours"].loc[{"gate": "G1"}] = np.array([[1.0, 9, 50, 60], [1, 11, 50, 60], [1, np.nan, 50, 60]])
    changed = replace(outcome, variables=dataset)
    row, told = queue_table(changed).set_index("gate").loc["G1"], long_line(changed, "G1")
    assert told is not None
    assert (row["date"], row["people"], row["hours"], told.hours.median) == ("2022-09-21", 600, 10, 10)
    assert (row["hours_q05"], row["hours_q95"]) == (told.hours.q05, told.hours.q95) == (9.1, 10.9)
    dataset["wait_hours"].loc[{"gate": "G1", "time": "2022-09-21"}] = np.nan
    row, told = queue_table(changed).set_index("gate").loc["G1"], long_line(changed, "G1")
    assert told is not None
    assert np.isnan([row["hours"], row["hours_q05"], row["hours_q95"], told.hours.median]).all()


def test_how_long_a_seat_is_waited_for_is_not_told_by_the_wait_of_those_who_pass(outcome):
    dataset = outcome.dataset.copy(deep=True)
    dataset["queue_vehicles"].loc[{"gate": "AIR"}] = 0.0
    dataset["wait_hours"][:] = 0.0
    table = queue_table(replace(outcome, variables=dataset)).set_index("gate")
    assert list(table["seats"]) == [True, False, False]
    assert table.loc["AIR", ["hours", "hours_q05", "hours_q95"]].isna().all()
    assert (table.loc["G1", ["hours", "hours_q05", "hours_q95"]] == 0).all()


def test_where_nobody_stands_on_the_road_or_walks_a_line_over_seats_is_of_those_who_wait_for_one(outcome):
    links, vehicles = outcome.world.links, outcome.dataset["queue_vehicles"]

    def waits(run, *more):
        run.world.links = pd.concat([links, pd.DataFrame(more)], ignore_index=True)
        table = queue_table(run).set_index("gate")["seats"]
        assert of_seats(run) == set(table[table.astype(bool)].index)
        return of_seats(run)

    train, road, walk = ({"gate": "G1", "mode": mode, "seats_per_day": n} for mode, n in TRAIN_ROAD_WALK)
    on_the_road = replace(
        outcome, variables=outcome.dataset.assign(queue_vehicles=vehicles * (vehicles["gate"] != "AIR"))
    )
    assert waits(on_the_road, train) == {"AIR"}
    nowhere = replace(outcome, variables=outcome.dataset.assign(queue_vehicles=0.0 * vehicles))
    assert waits(nowhere, train, road) == {"AIR", "G1"}
    assert waits(nowhere, train, walk) == {"AIR"}


def test_a_gate_that_breaks_down_in_one_run_of_three_is_not_left_out(outcome):
    line = outcome.dataset["queue_people"].copy(deep=True)
    line.loc[{"gate": "G1"}] = 0.0
    line[{"member": -1, "time": 1, "gate": list(outcome.dataset["gate"].values).index("G1")}] = 50_000.0
    changed = replace(outcome, variables=outcome.dataset.assign(queue_people=line))
    row = queue_table(changed).iloc[0]
    assert (row["gate"], row["people"], row["date"]) == ("G1", 0.0, "2022-09-21")
    assert row["clears"] == "2022-09-22"


def test_one_line_that_stays_does_not_keep_the_others_from_clearing(outcome):
    line = outcome.dataset["queue_people"].copy(deep=True)
    line.loc[{"gate": "G1"}] = np.array([[0.0, 0, 9000, 9000], [0, 600, 0, 0], [600, 0, 0, 0]])
    changed = replace(outcome, variables=outcome.dataset.assign(queue_people=line))
    table, told = queue_table(changed).set_index("gate"), long_line(changed, "G1")
    assert (table.loc["G1", "date"], table.loc["G1", "clears"]) == ("2022-09-21", "2022-09-22")
    assert told is not None
    assert (told.worst, told.gone) == ("2022-09-21", "2022-09-22")


def test_half_of_the_lines_are_gone_by_a_day_on_which_and_after_which_no_more_than_half_stand(outcome):
    line = outcome.dataset["queue_people"].copy(deep=True)
    line.loc[{"gate": "G1"}] = np.array([[600.0, 0, 90, 0], [600, 0, 0, 90], [600, 90, 0, 0]])
    changed = replace(outcome, variables=outcome.dataset.assign(queue_people=line))
    told = long_line(changed, "G1")
    assert told is not None
    assert told.gone == "2022-09-23"
    assert queue_table(changed).set_index("gate").loc["G1", "clears"] == "2022-09-23"
    once = line.copy(deep=True)
    once.loc[{"gate": "G1"}] = np.array([600.0, 0, 0, 0])
    one = compare_queues(changed, replace(outcome, variables=outcome.dataset.assign(queue_people=once)))
    row = one.set_index("gate").loc["G1"]
    assert (row["before_clears"], row["after_clears"], row["days_later"]) == ("2022-09-23", "2022-09-21", -1.5)


def test_a_line_is_gone_after_its_worst_day_also_where_two_members_are_in_the_middle(outcome):
    line = outcome.dataset["queue_people"].copy(deep=True)
    line.loc[{"gate": "G1"}] = np.array([[0.0, 0, 0, 0], [600, 0, 0, 0], [0, 0, 600, 0]])
    told = long_line(replace(outcome, variables=outcome.dataset.assign(queue_people=line)), "G1")
    assert told is not None
    assert (told.worst, told.gone) == ("2022-09-20", "2022-09-21")


def test_what_happens_to_queues_and_when_they_clear(outcome):
    line = outcome.dataset["queue_people"].copy(deep=True)
    line.loc[{"gate": "G1"}] = np.array([0.0, 300.0, 10.0, 0.0])
    line.loc[{"gate": "G2"}] = 0.0
    shorter = replace(outcome, variables=outcome.dataset.assign(queue_people=line))
    table = compare_queues(outcome, shorter).set_index("gate")
    assert list(table.index) == ["G2", "G1", "AIR"]  # the line that changes most comes first
    one = table.loc["G1"]
    assert (one["before_people"], one["after_people"], one["difference"]) == (1301, 300, -1001)
    assert (one["before_stands"], one["after_stands"]) == (1, 1)
    assert (one["before_clears"], one["after_clears"]) == (NEVER, "2022-09-22")
    assert np.isnan(one["days_later"])  # it clears in one of the runs only
    assert (table.loc["G2", "after_stands"], table.loc["G2", "after_clears"]) == (0, "")
    later = outcome.dataset["queue_people"].copy(deep=True)
    later.loc[{"gate": "G1"}] = np.array([[300.0, 0, 0, 0], [300.0, 10, 0, 0], [300.0, 300, 300, 300]])
    slower = replace(outcome, variables=outcome.dataset.assign(queue_people=later))
    one = compare_queues(slower, shorter).set_index("gate").loc["G1"]
    assert (one["before_clears"], one["after_clears"], one["days_later"]) == ("2022-09-21", "2022-09-22", 1)
    few = replace(outcome, variables=outcome.dataset.assign(queue_people=line.where(line["gate"] != "G1", 49.0)))
    assert list(compare_queues(few, few)["gate"]) == ["AIR"]


def test_a_line_is_told_from_the_members_that_have_one(outcome):
    line = outcome.dataset["queue_people"].copy(deep=True)
    line.loc[{"gate": "G1"}] = np.array([[0.0, 0, 0, 0], [0, 0, 600, 0], [0, 0, 0, 0]])
    changed = replace(outcome, variables=outcome.dataset.assign(queue_people=line))
    found = long_line(changed, "G1")
    assert (found.members, found.longest.median) == (1, 600)
    assert (found.worst, found.gone) == ("2022-09-22", "2022-09-23")
    assert not found.longest.has_ends  # of one member there is no band
    assert long_line(changed, "G1", 600)[0] == 1
    assert long_line(changed, "G1", 601) is None


def test_lines_that_change_by_fewer_than_fifty_people_on_average_are_not_told(outcome):
    table = pd.DataFrame({"gate": ["a", "b", "c"], "on_average": [49.9, -50.0, 50.0]})
    assert list(changing(table)["gate"]) == ["b", "c"]
