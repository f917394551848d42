"""Where people go instead, of outcomes in which it is known."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from exeunt.api import Outcome
from exeunt.errors import InputError
from exeunt.outcome.deflection import NOT_ABROAD, OTHERS, STAY, deflection

COUNTRIES = ["AAA", "BBB", "CCC", "DDD", "EEE"]
MEMBERS = 8


def run(arrivals, departures, **manifest):
    """Return an outcome of two days; numbers are for the whole period, one a member or one for all."""
    by_country = [np.broadcast_to(arrivals.get(code, 0), MEMBERS) for code in COUNTRIES]
    whole = {"departures": departures}
    data = {
        "arrivals": (
            ("member", "time", "country"),
            np.stack([np.stack(by_country, 1), np.zeros((MEMBERS, len(COUNTRIES)))], 1),
        )
    }
    for name, number in whole.items():
        values = np.zeros((MEMBERS, 2, 1))
        values[:, 1, 0] = number
        data[name] = (("member", "time", "place"), values)
    days = pd.date_range("2024-01-01", periods=2)
    dataset = xr.Dataset(data, {"time": days, "country": COUNTRIES, "place": ["home"], "member": range(MEMBERS)})
    known = {"seed": 1, "members": MEMBERS, "mean": False, "period": {}, **manifest}
    return Outcome(dataset, known, SimpleNamespace(name="two"))


def people(instead):
    return {(row["part"], row["id"]): row["people"] for row in instead.table.to_dict("records")}


def test_one_country_shuts():
    before = run({"BBB": 1000, "CCC": 500, "DDD": 300}, departures=2000)
    after = run({"BBB": 200, "CCC": 900, "DDD": 400}, departures=1800)
    instead = deflection(before, after)
    assert instead.countries == ("BBB",)
    assert not instead.opens
    assert people(instead) == {
        ("of", "BBB"): 800, ("to", "CCC"): 400, ("to", "DDD"): 100,
        ("not abroad", STAY): 200, ("not abroad", NOT_ABROAD): 100,
    }  # fmt: skip
    assert list(instead.table["id"]) == ["BBB", "CCC", "DDD", STAY, NOT_ABROAD]
    assert instead.part("to", "CCC")["share"] == 0.5
    assert instead.matrix.empty


def test_of_many_countries_that_lose_a_little_each_the_largest_is_told_of(monkeypatch):
    codes = [f"{number:03}" for number in range(60)]
    monkeypatch.setattr(f"{__name__}.COUNTRIES", codes)
    before = run(dict.fromkeys(codes, 1000), departures=60_000)
    after = run({code: 900 - (code == "007") for code in codes}, departures=53_999)
    assert deflection(before, after).countries == ("007",)


def test_a_door_that_opens_is_told_by_those_who_come():
    before = run({"BBB": 200, "CCC": 900}, departures=1800)
    after = run({"BBB": 1000, "CCC": 500}, departures=2100)
    instead = deflection(before, after)
    assert instead.opens
    assert instead.countries == ("BBB",)
    found = people(instead)
    assert found["of", "BBB"] == 800
    assert found["to", "CCC"] == 400  # would have arrived there
    assert found["not abroad", STAY] == 300
    assert found["not abroad", NOT_ABROAD] == 100


def test_a_loss_in_every_member_is_told_of_however_much_it_differs():
    """The loss is so skewed that its mean is within the noise, the small gain is steady: the loss is what is told."""
    lost = np.array([1, 2, 3, 4, 5, 6, 7, 9000])
    before = run({"BBB": 10_000, "CCC": 500}, departures=20_000)
    after = run({"BBB": 10_000 - lost, "CCC": 510}, departures=20_000)
    instead = deflection(before, after)
    assert not instead.opens
    assert instead.countries == ("BBB",)
    assert instead.whole["people"] == lost.mean()


def test_several_losing_countries_are_attributed_in_proportion_and_bounded():
    before = run({"BBB": 1000, "CCC": 500, "DDD": 0}, departures=1500)
    after = run({"BBB": 400, "CCC": 300, "DDD": 700}, departures=1400)
    instead = deflection(before, after)
    assert instead.countries == ("BBB", "CCC")
    assert instead.whole["people"] == 800
    matrix = instead.matrix.set_index(["from", "to"])
    there = matrix.loc[("BBB", "DDD")]
    assert there["people"] == 600 * 700 / 800
    assert (there["at_least"], there["at_most"]) == (500, 600)  # CCC's 200 are all that could have gone there too
    assert matrix.loc[("CCC", "DDD"), "at_least"] == 100
    assert matrix.groupby("from")["people"].sum().to_dict() == {"BBB": 600, "CCC": 200}


def test_the_parts_add_up_whatever_the_members_do():
    rng = np.random.default_rng(1)
    before = run({code: rng.integers(900, 1000, MEMBERS) for code in COUNTRIES[1:]}, rng.integers(5000, 6000, MEMBERS))
    after = run(
        {"BBB": 0, **{code: rng.integers(900, 1300, MEMBERS) for code in COUNTRIES[2:]}},
        rng.integers(5000, 6000, MEMBERS),
    )
    instead = deflection(before, after)
    parts = instead.table[instead.table["part"].isin(["to", "not abroad"])]
    assert parts["people"].sum() == pytest.approx(instead.whole["people"])
    assert parts["share"].sum() == pytest.approx(1)


def test_what_chance_may_have_done_is_not_told_by_country():
    noise = np.array([-9, 9, -5, 5, 7, -7, 3, -3])
    before = run({"BBB": 1000, "CCC": 500, "DDD": 500}, departures=2000)
    after = run({"BBB": 200, "CCC": 1200 + noise, "DDD": 500 + noise}, departures=2000)
    found = people(deflection(before, after))
    assert ("to", "DDD") not in found
    assert ("to", OTHERS) in found
    assert deflection(before, run({"BBB": 1000, "CCC": 500 + noise, "DDD": 500}, departures=2000)) is None
    assert deflection(before, before) is None


def test_runs_that_do_not_pair_are_refused():
    with pytest.raises(InputError, match="different seeds"):
        deflection(run({}, 0), run({}, 0, seed=2))
