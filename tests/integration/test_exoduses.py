"""What must hold of the exoduses of the library, whatever the constants: rules that were in force bind everybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import exeunt
from exeunt.scenario.catalogue import find
from exeunt.scenario.tables import NAMES

MEMBERS = 4
Change = Callable[[pd.DataFrame], pd.DataFrame]


def changed(name: str, folder: Path, **changes: Change) -> exeunt.World:
    """Return a scenario of the library with some of its tables changed, read from a folder like any other."""
    here = find(name)
    (folder / "scenario.toml").write_text((here / "scenario.toml").read_text(encoding="utf-8"), encoding="utf-8")
    for table in NAMES:
        rows = pd.read_csv(here / f"{table}.csv", dtype=str, keep_default_na=False)
        changes.get(table, lambda rows: rows)(rows).to_csv(folder / f"{table}.csv", index=False)
    return exeunt.load(folder)


def before_and_after(outcome: exeunt.Outcome, gate: str, moment: str) -> tuple[float, float]:
    """Count the people over a gate in the ticks that end by a moment (UTC), and in those that begin after it."""
    crossed = outcome.dataset["tick_crossings_in"].sel(gate=gate)
    starts, at = crossed["tick"].to_numpy(), np.datetime64(moment)
    step = starts[1] - starts[0]
    return float(crossed[:, starts + step <= at].sum()), float(crossed[:, starts >= at].sum())


@pytest.fixture(scope="module")
def karabakh() -> exeunt.Outcome:
    return exeunt.load("karabakh-2023").run(members=MEMBERS, jobs=1)


@pytest.mark.slow
def test_nobody_leaves_karabakh_before_the_corridor_opens(karabakh: exeunt.Outcome) -> None:
    shut, opened = before_and_after(karabakh, "LACHIN", "2023-09-24T11:00")  # 15:00 there
    assert shut == 0
    assert opened > 0


@pytest.mark.slow
def test_everybody_leaves_karabakh_by_its_one_gate_and_nobody_returns(karabakh: exeunt.Outcome) -> None:
    run = karabakh.dataset
    assert list(run["gate"].values) == ["LACHIN"]
    out = run["crossings_in"].sel(gate="LACHIN").sum("time")
    np.testing.assert_array_equal(run["arrivals"].sel(country="ARM").sum("time"), out)
    assert float(out.max()) <= karabakh.world.homes["population"].sum() == 120_000
    assert float(run["crossings_out"].sum()) == 0
    # nine in ten pass within the days of the scenario in the middle of the members
    assert float(np.median(out)) > 0.9 * 120_000


def test_the_arrivals_in_karabakh_add_up_to_what_was_stated(karabakh: exeunt.Outcome) -> None:
    figures = karabakh.world.said("observations").set_index("id")
    hourly = figures[figures.index.str.match(r"d2\d")]
    assert hourly["value"].astype(float).sum() == float(figures.at["all-0927T08", "value"]) == 42_500
    assert (hourly["until"].tolist()[:-1]) == hourly["from"].tolist()[1:]


@pytest.mark.slow
def test_no_man_of_18_to_60_leaves_ukraine_unless_exempt(tmp_path: Path) -> None:
    def nobody_exempt(traits: pd.DataFrame) -> pd.DataFrame:
        share = traits["share"].mask(traits["value"] == "exempt", "0")
        return traits.assign(share=share.mask((traits["trait"] == "liable") & (traits["value"] == "yes"), "0.29"))

    def men(world: exeunt.World) -> tuple[float, float]:
        run = world.lasting(6).run(members=1, jobs=1).dataset
        return float(run["arrivals_liable"].sum()), float(run["arrivals"].sum())

    bound = changed("ukraine-2022", tmp_path, traits=nobody_exempt)
    assert men(bound)[0] == 0 < men(bound)[1]
    exempt, everybody = men(exeunt.load("ukraine-2022"))
    free, _ = men(bound.without_rule("men-stay"))
    assert 0 < exempt < 0.05 * everybody < free


@pytest.mark.slow
def test_walkers_pass_into_poland_from_noon_of_25_february(tmp_path: Path) -> None:
    walked = changed(
        "ukraine-2022", tmp_path, links=lambda links: links[(links["mode"] != "road") | (links["gate"] != "POL-KOR")]
    )
    by_foot = walked.lasting(6).run(members=2, jobs=1)
    shut, opened = before_and_after(
        by_foot, "POL-KOR", "2022-02-25T09:00"
    )  # the tick from 09:00 holds 11:00, noon there
    assert shut == 0 < opened
    assert before_and_after(by_foot, "POL-MED", "2022-02-25T09:00")[0] > 0, "at Medyka they always could"


@pytest.mark.slow
def test_quick_checks_let_more_people_into_poland_from_28_february_and_change_nothing_before() -> None:
    world = exeunt.load("ukraine-2022").lasting(10)
    gates = world.gates.loc[world.gates["country_to"] == "POL", "id"].tolist()
    quick, usual = (
        each.run(members=2, jobs=1).dataset["crossings_in"].sel(gate=gates).sum(("member", "gate"))
        for each in (world, world.without_rule("fast-track"))
    )
    np.testing.assert_array_equal(quick.sel(time=slice(None, "2022-02-27")), usual.sel(time=slice(None, "2022-02-27")))
    after = slice("2022-02-28", None)
    assert float(usual.sel(time=after).sum()) < float(quick.sel(time=after).sum())


@pytest.mark.parametrize("name", ["karabakh-2023", "ukraine-2022"])
def test_every_row_names_a_claim_that_says_who_or_why(name: str) -> None:
    world = exeunt.load(name)
    claims = world.claims.set_index("id")
    for table in NAMES:
        rows = world.tables[table]
        if table != "claims" and len(rows):
            assert set(rows["claim"]) <= set(claims.index), table
    assumed = claims[claims["stance"] == "assumption"]
    assert (assumed["note"] != "").all()
    assert (claims["said_by"] != "").all()


@pytest.mark.parametrize("name", ["karabakh-2023", "ukraine-2022"])
def test_what_is_told_of_how_the_tables_were_made_names_claims_that_are_there(name: str) -> None:
    world = exeunt.load(name)
    told = (find(name) / "PROVENANCE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:F\d{4}|asm(?:-[a-z]+)+))`", told))
    assert len(named) > 8
    assert named <= set(world.claims["id"])
