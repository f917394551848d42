"""What somebody asks for in numbers, from Python: refused in a sentence that says what would do."""

import math
import re

import numpy as np
import pytest
import xarray as xr

import exeunt
from exeunt.asked import amount, flag, texts, whole


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"members": 1.5}, "'1.5' is no number of members, for it is not whole; give a whole number from 1 to 1000000"),
        ({"members": 0}, "'0' is no number of members"),
        ({"members": 1_000_001}, "'1000001' is no number of members; give a whole number from 1 to 1000000"),
        ({"members": True}, "'True' is no number of members"),
        ({"members": "3"}, "The text '3' is no number of members"),
        ({"seed": -1}, "'-1' is no seed; give a whole number from 0 to 18446744073709551615"),
        ({"seed": 2**64}, "'18446744073709551616' is no seed"),
        ({"jobs": 0}, "'0' is no number of threads"),
    ],
)
def test_a_run_says_what_it_cannot_be_asked_for(smallest, asked, said):
    with pytest.raises(exeunt.InputError, match=re.escape(said)):
        smallest.run(**asked)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"budget": "300"}, "The text '300' is no budget in EUR; give a number from 0 upwards"),
        ({"budget": math.nan}, "'nan' is no budget in EUR"),
        ({"budget": -5}, "'-5' is no budget in EUR"),
        ({"members": 2.5}, "'2.5' is no number of members, for it is not whole"),
        ({"members": 10**9}, "'1000000000' is no number of members; give a whole number from 1 to 1000000"),
        ({"seed": "one"}, "The text 'one' is no seed"),
        ({"seed": 2**64}, "'18446744073709551616' is no seed"),
    ],
)
def test_a_traveller_is_told_what_cannot_be_asked(smallest, asked, said):
    with pytest.raises(exeunt.InputError, match=re.escape(said)):
        smallest.ways(start="capital", on="2024-03-04", **asked)


@pytest.mark.parametrize(("verb", "asked"), [("fit", {}), ("sweep", {"vary": {"reach": (0, 1, 2)}})])
def test_who_learns_or_varies_is_told_what_is_no_seed(smallest, verb, asked):
    with pytest.raises(exeunt.InputError, match="'18446744073709551616' is no seed"):
        getattr(smallest, verb)(**asked, seed=2**64)


@pytest.mark.parametrize(("verb", "asked"), [("fit", {}), ("sweep", {"vary": {"reach": (0, 1, 2)}})])
def test_who_learns_or_varies_is_told_how_many_members_are_too_many(smallest, verb, asked):
    with pytest.raises(exeunt.InputError, match="'1000000000' is no number of members; give a whole number from"):
        getattr(smallest, verb)(**asked, members=10**9)


def test_the_greatest_seed_is_a_seed(smallest):
    assert smallest.run(members=1, seed=2**64 - 1, progress=False).manifest["seed"] == 2**64 - 1


def test_numbers_of_other_libraries_are_numbers():
    assert whole(np.int64(7), "members", least=1) == 7
    assert whole(None, "members", least=1) is None
    assert amount(np.float32(2.5), "budget") == 2.5
    assert amount(None, "budget") == math.inf


FLAGS = {
    "mean": lambda world, value: world.run(mean=value),
    "by_origin": lambda world, value: world.run(by_origin=value),
    "force": lambda world, value: world.run(force=value),
    "resume": lambda world, value: world.run(resume=value),
    "prior": lambda world, value: world.run(prior=value),
    "progress": lambda world, value: world.run(progress=value),
    "resume ": lambda world, value: world.fit(resume=value),
    "prior ": lambda world, value: world.sweep({"reach": (0, 1, 2)}, prior=value),
    "share": lambda world, value: world.ways(start="capital", on="2024-03-04", share=value),
    "write": lambda world, value: exeunt.correct(world.folder, {}, write=value),
    "capacities": lambda world, value: exeunt.import_flee("a", "b", capacities=value),
}


@pytest.mark.parametrize("value", ["no", "", 0, 1, "yes"])
@pytest.mark.parametrize("name", FLAGS)
def test_what_is_neither_true_nor_false_is_no_flag(smallest, name, value):
    with pytest.raises(exeunt.InputError, match=f"is neither True nor False: give {name.strip()}=True or "):
        FLAGS[name](smallest, value)


def test_flags_of_numpy_are_flags():
    assert flag(np.True_, "mean") is True
    assert flag(np.False_, "mean") is False
    assert flag(None, "mean") is None


NO_TEXT = {
    "The effect of a rule": lambda world: world.with_rule(where="BBB", act="enter", effect=3),
    "Where a rule holds": lambda world: world.with_rule(where=None, act="enter", effect="deny"),
    "The act of a rule": lambda world: world.with_rule(where="BBB", act=["enter"], effect="deny"),
    "The condition of a rule": lambda world: world.with_rule(where="BBB", act="enter", effect="deny", who=False),
    "The mode of a rule": lambda world: world.with_rule(where="BBB", act="enter", effect="deny", mode=3),
    "The claim of a rule": lambda world: world.with_rule(where="BBB", act="enter", effect="deny", claim=3),
    "The name of a rule": lambda world: world.with_rule(where="BBB", act="enter", effect="deny", id=3),
    "A rule": lambda world: world.without_rule(3),
    "A parameter": lambda world: world.with_parameter(["reach"], 1),
    "A quantity": lambda world: world.reading(None, "draft-official"),
    "A claim": lambda world: world.reading("draft_total", 3),
    "A place": lambda world: world.ways(start=5, on="2024-03-05"),
    "A country": lambda world: world.ways(start="capital", on="2024-03-05", to=5),
    "A trait": lambda world: world.ways(start="capital", on="2024-03-05", traits={3: "yes"}),
}


@pytest.mark.parametrize("what", NO_TEXT)
def test_what_is_to_be_text_is_asked_for_in_a_sentence(smallest, what):
    with pytest.raises(exeunt.InputError, match=f"^{what} is given as text in quotation marks, but "):
        NO_TEXT[what](smallest)


def test_none_is_blank_where_a_rule_need_not_say_anything(smallest):
    rule = {"where": "BBB", "act": "enter", "effect": "deny"}
    added = smallest.with_rule(**rule, who=None, mode=None, claim=None).rules
    assert added.equals(smallest.with_rule(**rule).rules)


def test_no_days_and_no_number_of_values_are_refused(smallest):
    with pytest.raises(exeunt.InputError, match="'None' is no number of days; give a whole number from 1 to 3660"):
        smallest.lasting(None)
    with pytest.raises(exeunt.InputError, match="'None' is no number of values for reach"):
        smallest.sweep({"reach": (0, 1, None)})
    with pytest.raises(exeunt.InputError, match="'True' is no value for reach"):
        smallest.with_parameter("reach", True)
    with pytest.raises(exeunt.InputError, match="Traits are named with their values, such as"):
        smallest.traveller("capital", ["car"])


def test_several_names_are_all_text():
    assert texts("FIN", "a country") == ["FIN"]
    assert texts(np.array(["FIN", "NOR"]), "a country") == ["FIN", "NOR"]
    arrivals = xr.DataArray([1.0], {"country": ["FIN"]})
    for wrong, shown in [(3, "3"), (["FIN", None], "None"), (arrivals.country, "a DataArray")]:
        with pytest.raises(exeunt.InputError, match=f"A country is given as text in quotation marks, but {shown} was"):
            texts(wrong, "a country")


INSIDES = {
    "A cell of rules is given as text in quotation marks, but nan was": lambda world, run: exeunt.correct(
        world.folder, {"rules": [[math.nan] * 10]}
    ),
    "Tables are named with all their rows, cell by cell": lambda world, run: exeunt.correct(world.folder, None),
    "A path is wanted here, and this is of the type int": lambda world, run: run.score(3),
    "Give the table that `Outcome.compare` returns: two": lambda world, run: exeunt.moved(run.queues()),
    "Give the table that `Outcome.compare` returns": lambda world, run: exeunt.moved(None),
    "Give the table that `Outcome.compare_queues`": lambda world, run: exeunt.changing(run.compare(run)),
    "is no value for reach; give a finite number": lambda world, run: world.with_parameter("reach", 10**400),
    "The text 'a' is no number of members to run again": lambda world, run: run.spread("a"),
    "'-1' is no number of members to run again": lambda world, run: run.spread(-1),
    "'3.0' is no number of days, for it is written with a point": lambda world, run: world.lasting(3.0),
    "'0.5' is no number of values for reach: a range is (low, high, number of": lambda world, run: world.sweep(
        {"reach": [0.1, 0.3, 0.5]}
    ),
    "or its id, one of ": lambda world, run: exeunt.load(""),
    "as text, but not by NoneType": lambda world, run: exeunt.load(None),
    "as text, but not by int": lambda world, run: exeunt.load(3),
    "as text, but not by World": lambda world, run: exeunt.new("not-there-yet", world),
}


@pytest.fixture(scope="module")
def few(smallest):
    return smallest.run(members=2, seed=1, progress=False)


@pytest.mark.parametrize("said", INSIDES)
def test_nothing_ends_in_an_error_of_the_insides(smallest, few, said):
    with pytest.raises(exeunt.InputError, match=re.escape(said)):
        INSIDES[said](smallest, few)


def test_a_number_larger_than_any_other_is_no_limit():
    assert amount(10**400, "budget") == math.inf


def test_the_id_of_a_rule_is_one_line(smallest):
    with pytest.raises(exeunt.ScenarioError, match="holds a line break or another sign that steers"):
        smallest.with_rule("BBB", "enter", "deny", id="a\nb")
    joined = "\u0645\u06cc\u200c\u0631\u0648\u0645"  # Persian is written with a sign that joins nothing
    assert joined in set(smallest.with_rule("BBB", "enter", "deny", id=joined).rules["id"])
