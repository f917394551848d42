"""What a way costs: by hand, and a road in two pieces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exeunt.behaviour import travelling
from exeunt.behaviour.travelling import Met, Travelling

THETA = {"discount": 0.02, "time_cost": 0.1, "price_cost": 0.5, "car_price": 0.3, "border_cost": 1.5, "foot_cost": 0.7}


def test_fade_is_what_is_left_of_the_future():
    np.testing.assert_allclose(travelling.fade(THETA, np.array([0.0, 50.0])), [1.0, np.exp(-1)])
    assert travelling.fade({"discount": 0.0}, np.array([10.0])) == [1.0]


def test_time_costs_its_hours_while_they_are_few_and_not_more_than_forever():
    np.testing.assert_allclose(travelling.time_cost(THETA, np.array([1e-6])), [1e-7], rtol=1e-6)
    np.testing.assert_allclose(travelling.time_cost(THETA, np.array([50.0])), [0.1 * (1 - np.exp(-1)) / 0.02])
    np.testing.assert_allclose(travelling.time_cost(THETA, np.array([1e9])), [0.1 / 0.02])


@given(st.floats(0.1, 500), st.floats(0.1, 500), st.sampled_from([0.0, 1e-9, 0.01, 0.3]))
def test_a_road_in_two_pieces_costs_what_it_cost_in_one(first, second, discount):
    theta = {**THETA, "discount": discount}
    cost = travelling.time_cost(theta, np.array([first, second, first + second]))
    fade = travelling.fade(theta, np.array([first, second, first + second]))
    assert cost[0] + fade[0] * cost[1] == pytest.approx(cost[2], rel=1e-9)
    assert fade[0] * fade[1] == pytest.approx(fade[2])


def test_a_border_at_the_end_of_a_road_is_felt_as_much_when_the_road_is_drawn_in_two_pieces():
    fade = travelling.fade(THETA, np.array([9.5, 0.5, 10.0]))
    due = travelling.due(fade, np.array([False, False, False]))
    assert fade[0] * due[1] == pytest.approx(due[2])


def test_who_waits_for_a_seat_does_so_before_he_travels():
    assert travelling.due(np.array([0.5, 0.5]), np.array([True, False])).tolist() == [1.0, 0.5]


def test_without_discount_time_costs_the_limit_of_a_small_one():
    hours = np.array([0.5, 20.0, 300.0])
    none, small = (travelling.time_cost({**THETA, "discount": d}, hours) for d in (0.0, 1e-10))
    np.testing.assert_allclose(none, small, rtol=1e-6)


def test_money_is_the_fare_or_the_fuel_weighed_by_means():
    money = travelling.money(
        THETA,
        seats=np.array([200.0, 0.0]),
        road=np.array([0.0, 40.0]),
        drives=np.array([False, True]),
        price_sensitivity=np.array([2.0, 1.0]),
    )
    np.testing.assert_allclose(money, [[2.0, 1.0], [0.4, 0.06]])


def test_standing_utility_is_minus_all_standing_costs():
    lumps = travelling.lumps(
        THETA,
        time=np.array([1.0, 2.0, 3.0]),
        due=np.array([1.0, 1.0, 0.5]),
        border=np.array([False, True, True]),
        walks=np.array([False, False, True]),
    )
    utility = travelling.standing(lumps, np.array([[0.1, 0.2], [0.0, 0.0], [0.5, 0.0]]))
    np.testing.assert_allclose(utility, [[-1.1, -1.2], [-3.5, -3.5], [-4.6, -4.1]])


def test_along_a_chain_each_cost_is_faded_by_the_links_before_it():
    cost, fade = np.array([[1.0, 0.0], [2.0, 4.0], [8.0, 0.0]]), np.array([0.5, 0.25, 0.1])
    total, felt = travelling.along(np.array([[-1, -1, -1], [1, -1, -1], [0, 1, 2]]), cost, fade)
    np.testing.assert_allclose(total, [[0.0, 0.0], [2.0, 4.0], [1.0 + 0.5 * 2.0 + 0.125 * 8.0, 0.5 * 4.0]])
    np.testing.assert_allclose(felt, [1.0, 0.25, 0.0125])


CONSTANTS = Travelling(wait_cost=0.06, wait_cap=72.0, risk_cost=15.0, fare_slope=0.6, fare_cap=8.0)
NOTHING = Met(wait=0.0, fare=1.0, delay=0.0, price=1.0, risk=0.0, due=1.0)


def at_a_moment(**met):
    return travelling.utility(CONSTANTS, -3.0, 2.0, NOTHING._replace(**met))


def test_at_a_moment_at_which_nothing_is_met_a_link_costs_what_it_always_does():
    assert at_a_moment() == -3.0


def test_what_is_met_costs_money_time_and_danger():
    assert at_a_moment(fare=1.5) == pytest.approx(-3.0 - 2.0 * 0.5)
    assert at_a_moment(price=3.0) == pytest.approx(-3.0 - 2.0 * 2.0)
    assert at_a_moment(fare=1.5, price=3.0) == pytest.approx(-3.0 - 2.0 * 3.5)
    assert at_a_moment(wait=10.0, delay=5.0) == pytest.approx(-3.0 - 0.06 * 15.0)
    assert at_a_moment(risk=0.2) == pytest.approx(-3.0 - 3.0)
    assert at_a_moment(wait=10.0, delay=5.0, risk=0.2, due=0.5) == pytest.approx(-3.0 - 0.03 * 15.0 - 1.5)


@pytest.mark.parametrize(("wait", "delay"), [(72.0, 0.0), (0.0, 72.0), (60.0, 60.0), (720.0, 0.0)])
def test_waits_beyond_the_cap_weigh_no_more(wait, delay):
    assert at_a_moment(wait=wait, delay=delay) == pytest.approx(-3.0 - 0.06 * 72.0)


def test_a_fare_rises_by_the_days_of_seats_that_are_booked_up_to_its_cap():
    assert travelling.fare(CONSTANTS, 0.0) == 1.0
    assert travelling.fare(CONSTANTS, 48.0) == pytest.approx(2.2)
    assert travelling.fare(CONSTANTS, 1e6) == 8.0
