"""Learn, forecast, take the next figures in: at the command line, and what is kept between."""

from __future__ import annotations

import gc
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import exeunt
from exeunt.api import World
from exeunt.cli import app
from exeunt.ensemble.posterior import Posterior, shipped
from exeunt.ensemble.rerun import run_again
from exeunt.errors import InputError, Notice
from exeunt.scenario.catalogue import POSTERIOR
from exeunt.scenario.new import create
from full_disks import NO_ROOM, no_room

UNTIL = "2024-03-06"
HEAD = "id,from,until,where,measure,aggregate,who,value,lo,hi,unit,kind,published,split,claim"


@pytest.fixture(scope="module")
def learned(smallest, tmp_path_factory) -> Posterior:
    return smallest.fit(UNTIL, members=24, out=tmp_path_factory.mktemp("fit") / "learned", progress=False)


@pytest.fixture
def type_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Type a command that runs the engine, and return what it prints."""
    monkeypatch.chdir(tmp_path)

    def typed(*words: object, code: int = 0) -> str:
        result = CliRunner().invoke(app, [str(word) for word in words])
        assert result.exit_code == code, result.output
        return result.stdout if code == 0 else result.output

    return typed


def test_from_figures_to_a_forecast_to_the_next_evening(type_out, learned):
    shown = type_out("run", "smallest", "--posterior", learned.folder, "--members", 24, "--out", "runs/evening")
    assert "Learned from 1 figure published by 6 March 2024; from 6 March on it is a forecast." in shown
    page = Path("runs/evening/report.html").read_text(encoding="utf-8")
    beyond = "Besides what members differ by, bands hold that forecasts miss flows by 30 % on the day"
    assert "from 6 March on it is a forecast" in page
    assert beyond in shown
    assert beyond in page
    assert "in brackets the band that holds 90 % of the simulated courses and of how forecasts miss." in page
    Path("next.csv").write_text(
        f"{HEAD}\nnext,2024-03-07,2024-03-07,west-gate,crossings_in,sum,citizens,4000,3900,4100,people,about,2024-03-08,"
        "fit,\n",
        encoding="utf-8",
    )
    moved = json.loads(type_out("update", "runs/evening", "next.csv", "--out", "runs/moved", "--json"))
    assert moved["used"] == ["next"]
    assert {row["from"] for row in moved["revision"]} == {"2024-03-09"}
    assert ("west-gate", "West Gate") in {(row["where"], row["name"]) for row in moved["revision"]}
    again = type_out("update", "runs/evening", "next.csv", "--out", "runs/moved", code=1)
    assert "runs/moved holds a run already; --force replaces it, --out names another." in " ".join(again.split())
    type_out("update", "runs/evening", "next.csv", "--out", "runs/moved", "--force")
    told = type_out("update", "runs/evening", "next.csv")
    assert "` writes its report." in told
    assert told.startswith("1 figure taken in: next.\nLearned from 2 figures published by 8 March 2024;")
    assert "The moved run lies in runs/evening-2024-03-08" in told
    assert "of 2 figures, taken in now or learned from before, lie" in told
    fitted = "west-0305,2024-03-05,2024-03-05,west-gate,crossings_in,sum,citizens,77,,,people,about,2024-03-06,fit,\n"
    Path("fitted.csv").write_text(f"{HEAD}\n{fitted}", encoding="utf-8")
    refused = type_out("update", "runs/moved", "fitted.csv", code=1)
    assert "west-0305 was learned by a fit and would be corrected now" in " ".join(refused.split())
    assert "fit the scenario anew" in " ".join(refused.split())
    moved_by = "This run was moved by 1 figure, not simulated anew: "
    assert moved_by in told
    assert moved_by in type_out("show", "runs/evening-2024-03-08")
    assert {figure["id"] for figure in moved["figures"]} == {"west-0305", "next"}
    scores = json.loads(type_out("score", "runs/evening-2024-03-08", "--json"))
    assert {target["id"]: target["lead"] for target in scores["targets"]} == {"west-0305": 0.0, "next": 0.0}
    Path("none.csv").write_text(f"{HEAD}\n", encoding="utf-8")
    none = type_out("score", "runs/evening", "--observed", "none.csv", code=1)
    assert "There is nothing to score against: none.csv has no figures." in none
    again = json.loads(type_out("score", "runs/evening", "--observed", "next.csv", "--json"))
    assert [target["lead"] for target in again["targets"]] == [2.0], "nobody has counted the 6th"
    assert again["by_lead"][0]["days_ahead"] == "up to 3"


def test_a_run_that_learned_does_not_pair_with_one_that_did_not(smallest, learned, tmp_path):
    drawn, taught = smallest.run(members=24), smallest.run(members=24, posterior=learned)
    with pytest.raises(InputError, match=r"learned from 1 figure .* and drawn from the priors"):
        taught.compare(drawn)
    changed = smallest.without_rule("bbb-closes")
    assert not taught.compare(changed.run(members=24, posterior=learned)).empty
    moved = tmp_path / "next.csv"
    moved.write_text(
        f"{HEAD}\nnext,2024-03-07,2024-03-07,west-gate,crossings_in,sum,citizens,900,850,950,people,about,,fit,\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="differ in what they learned"):
        taught.compare(taught.update(moved).outcome)


def test_rules_that_were_announced_later_are_named_and_left_out(tmp_path, monkeypatch, no_report, learned):
    monkeypatch.chdir(tmp_path)
    arguments = ["run", "smallest", "--posterior", str(learned.folder), "--members", "3", "--out", "runs/a"]
    told = CliRunner().invoke(app, arguments)
    assert "Announced after 2024-03-06 and so no part of this forecast: the rules bbb-closes; --prior" in told.stderr
    assert "bbb-closes" not in set(exeunt.open("runs/a").world.rules["id"])
    assert "Announced after" not in CliRunner().invoke(app, ["run", "smallest", "--members", "3"]).stderr


def test_a_sweep_says_what_it_learned_from_and_what_is_no_part_of_it(smallest, tmp_path, monkeypatch, learned):
    monkeypatch.chdir(tmp_path)
    asked = ["sweep", "smallest", "--vary", "reach=0.1:0.5:2", "--members", "2"]
    told = CliRunner().invoke(app, [*asked, "--posterior", str(learned.folder)])
    assert "Announced after 2024-03-06 and so no part of this forecast: the rules bbb-closes; --prior" in told.stderr
    said = "earned from 1 figure published by 6 March 2024; from 6 March on it is a forecast"
    assert f"L{said}.\n" in told.stdout
    found = smallest.sweep({"reach": (0.1, 0.5, 2)}, members=2, posterior=learned)
    assert (found.learned_until, found.learned_in_words) == (pd.Timestamp(UNTIL), f"l{said}")
    assert found.known_until == smallest.run(members=2, posterior=learned).known_until
    drawn = CliRunner().invoke(app, asked)
    assert "Announced after" not in drawn.stderr
    assert "earned from" not in drawn.stdout
    assert smallest.sweep({"reach": (0.1, 0.5, 2)}, members=2).learned_in_words == ""


def test_fit_says_what_is_odd_of_the_figures(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exeunt.new(tmp_path / "mine", "smallest")
    with (tmp_path / "mine" / "observations.csv").open("a", encoding="utf-8") as file:
        file.write("twice,2024-03-05,2024-03-05,west-gate+BBB,crossings_in,sum,citizens,4200,,,people,about,,fit,\n")
    told = CliRunner().invoke(app, ["fit", "mine", "--until", UNTIL, "--members", "20"])
    assert "observations.csv:3:where: odd: 'west-gate' is part of 'BBB'" in told.stderr


def test_fit_prints_what_was_learned_and_refuses_a_folder_that_is_taken(type_out):
    told = type_out("fit", "smallest", "--until", UNTIL, "--members", 20)
    assert "20 members, learned from 1 figure published by 6 March 2024" in told
    assert "% of a variance or less is explained by chance among 20 members" in told
    assert f"It lies in posteriors/smallest-{UNTIL};" in told
    assert "--resume" in type_out("fit", "smallest", "--until", UNTIL, "--members", 20, code=1)
    assert "'yesterday' is no day" in type_out("fit", "smallest", "--until", "yesterday", code=1)
    assert "published by 4 March 2024" in type_out("fit", "smallest", "--until", "2024-03-04", code=1)
    assert "no posterior at nowhere" in type_out("run", "smallest", "--posterior", "nowhere", code=1)
    assert "choose one" in type_out("run", "smallest", "--posterior", "nowhere", "--prior", code=2)


def test_a_fit_to_which_members_all_say_the_same_says_that_nothing_was_learned(type_out, tmp_path):
    create(tmp_path / "mine", "smallest")
    counted = (
        "id,from,until,where,measure,aggregate,value,kind\nfirst,2024-03-01,2024-03-01,BBB,arrivals,sum,50,exact\n"
    )
    (tmp_path / "mine" / "observations.csv").write_text(counted, encoding="utf-8")
    told = type_out("fit", tmp_path / "mine", "--until", UNTIL, "--members", 20)
    assert "Nothing was learned: to no figure do the members say different things." in told
    assert "0 of 0" not in told
    assert "% of a variance" not in told


def test_members_take_what_was_learned_and_keep_it_beside_the_run(smallest, learned, tmp_path):
    run = smallest.run(members=30, posterior=learned, out=tmp_path / "run")
    assert run.learned_in_words.endswith("; only 24 members learned, whom the others repeat with other luck")
    assert smallest.run(members=24, posterior=learned).learned_in_words.endswith("it is a forecast")
    names = list(run.dataset["parameter"].values)
    for name in learned.constants:
        taken = run.parameter_value.values[:, names.index(name)]
        np.testing.assert_array_equal(taken, learned.constants[name].to_numpy()[np.arange(30) % 24])
    assert run.manifest["posterior"]["figures"] == ["west-0305"]
    stored = exeunt.open(tmp_path / "run")
    again = stored.world.run(members=30, out=tmp_path / "again")
    np.testing.assert_array_equal(run.arrivals, again.arrivals)


def test_a_run_that_was_cut_short_goes_on_with_what_was_learned(smallest, learned, tmp_path):
    def stop(stage: str, done: int, total: int) -> None:
        if stage == "simulating" and done == 15:
            raise KeyboardInterrupt

    whole = smallest.run(members=24, posterior=learned)
    with pytest.raises(KeyboardInterrupt):
        smallest.run(members=24, posterior=learned, out=tmp_path / "run", progress=stop, jobs=1)
    with pytest.raises(InputError, match="posterior"):
        smallest.run(out=tmp_path / "run", resume=True)
    resumed = smallest.run(out=tmp_path / "run", posterior=learned, resume=True)
    np.testing.assert_array_equal(whole.arrivals, resumed.arrivals)


def test_what_lies_nowhere_is_not_resumed(smallest):
    with pytest.raises(InputError, match="Only a stored fit can be resumed: name its folder with out=DIR"):
        smallest.fit(UNTIL, members=24, resume=True, progress=False)
    with pytest.raises(InputError, match="Only a stored run can be resumed: name its folder with out=DIR"):
        smallest.run(members=2, resume=True)


def test_what_was_learned_serves_without_being_stored(smallest, learned, tmp_path):
    at_hand = smallest.fit(UNTIL, members=24, progress=False)
    assert at_hand.hash == learned.hash
    run = smallest.run(members=24, posterior=at_hand)
    np.testing.assert_array_equal(run.arrivals, smallest.run(members=24, posterior=learned).arrivals)
    stored = run.save(tmp_path / "run")
    again = stored.world.run(members=24)  # the copy of the scenario ships what the members took
    np.testing.assert_array_equal(run.arrivals, again.arrivals)
    np.testing.assert_array_equal(run_again(run, 3), run_again(stored, 3))


def test_nobody_knows_more_than_was_known(smallest, learned):
    earlier = smallest.as_of("2024-03-05")
    with pytest.raises(InputError, match="to know more than was known"):
        earlier.run(members=3, posterior=learned)
    with pytest.raises(InputError, match="nothing later can be learned from"):
        earlier.fit(UNTIL, members=24)


def test_a_score_moves_no_single_number(smallest, learned):
    mean = smallest.run(mean=True, posterior=learned)
    (row,) = mean.score().as_json()["targets"]
    speaks = float(mean.crossings_in.sel(gate="west-gate", time="2024-03-05").item())
    assert row["median"] == pytest.approx(speaks)


def test_what_is_held_by_hand_stays_held(smallest, learned):
    held = smallest.with_parameter("reach", 0.25).reading("draft_total", "draft-official")
    run = held.run(members=6, posterior=learned)
    names = list(run.dataset["parameter"].values)
    assert set(run.parameter_value.values[:, names.index("reach")]) == {0.25}
    assert len(set(run.parameter_value.values[:, names.index("draft_total")])) == 1


def test_a_scenario_that_ships_a_posterior_is_run_with_it_unless_asked_otherwise(learned, tmp_path):
    folder = tmp_path / "mine"
    exeunt.new(folder, "smallest")
    learned.copy(folder / POSTERIOR)
    world = exeunt.load(folder)
    assert shipped(world) is not None
    assert world.run(members=3).learned_until == pd.Timestamp(UNTIL)
    assert world.run(members=3, prior=True).learned_until is None
    places = (folder / "places.csv").read_text(encoding="utf-8")
    (folder / "places.csv").write_text(places.replace(",4000000,", ",4100000,"), encoding="utf-8")
    changed = exeunt.load(folder)
    with pytest.warns(Notice, match="learned from other tables"):
        assert changed.run(members=3).learned_until is None
    with pytest.raises(InputError, match="learned from other tables"):
        changed.run(members=3, posterior=learned)


def test_a_posterior_is_whole_or_refused(learned, tmp_path):
    shutil.copytree(learned.folder, tmp_path / "copy")
    read = Posterior.read(tmp_path / "copy")
    pd.testing.assert_frame_equal(read.constants, learned.constants)
    assert repr(read) == repr(learned)
    assert {"prior", "posterior", "prior_predictive", "posterior_predictive", "observed_data"} == set(read.inference)
    with (tmp_path / "copy" / "inference.zarr.zip").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(InputError, match="not what was written"):
        Posterior.read(tmp_path / "copy")
    (tmp_path / "copy" / "posterior.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="garbled"):
        Posterior.read(tmp_path / "copy")


def test_a_pipe_in_the_place_of_what_was_learned_is_not_waited_for(learned, tmp_path):
    shutil.copytree(learned.folder, tmp_path / "copy")
    (tmp_path / "copy" / "inference.zarr.zip").unlink()
    os.mkfifo(tmp_path / "copy" / "inference.zarr.zip")
    with pytest.raises(InputError, match="is garbled, or what it tells of is lost"):
        Posterior.read(tmp_path / "copy")


def test_a_posterior_for_which_there_is_no_room_is_told_once(learned, tmp_path):
    with no_room(), pytest.raises(OSError, match=NO_ROOM):
        learned.write(tmp_path)
    gc.collect()  # and nothing tries again when it is thrown away
    assert list(tmp_path.iterdir()) == []


def test_what_a_posterior_says_of_itself_is_guarded(learned, tmp_path):
    shutil.copytree(learned.folder, tmp_path / "copy")
    file = tmp_path / "copy" / "posterior.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"seed": ', '"seed": 1'), encoding="utf-8")
    with pytest.raises(InputError, match=r"posterior\.json is garbled"):
        Posterior.read(tmp_path / "copy")


@pytest.mark.parametrize(
    "wrong", [{"members": 3}, {"members": None}, {"until": "BBB"}, {"until": 0}, {"figures": [{}]}, {"figures": None},
              {"evenings": {"about": [1], "id": []}}, {"missing": {"flows": {}}}, {"tables": None}, {"title": None}]
)  # fmt: skip
def test_one_without_a_checksum_over_that_is_whole_or_refused_too(learned, tmp_path, wrong):
    shutil.copytree(learned.folder, tmp_path / "copy")
    file = tmp_path / "copy" / "posterior.json"
    told = {name: value for name, value in json.loads(file.read_text(encoding="utf-8")).items() if name != "hash"}
    file.write_text(json.dumps(told), encoding="utf-8")
    assert Posterior.read(tmp_path / "copy").hash == learned.hash
    lacking = {name: value for name, value in told.items() if name not in wrong}
    for changed in (told | wrong, lacking) if lacking != told else (told | wrong,):
        file.write_text(json.dumps(changed), encoding="utf-8")
        with pytest.raises(InputError, match=r"posterior\.json is garbled"):
            Posterior.read(tmp_path / "copy")


def test_the_summary_says_what_the_figures_tell(learned):
    table = learned.summary().set_index("latent")
    assert (table["prior_sd"] >= 0.0).all()
    assert table["told_apart"].max() <= 1.0
    for constant, share in learned.told["told_apart"].items():  # on the scale on which it is learned
        assert table.loc[constant, "told_apart"] == share
    earlier = Posterior(learned.inference, {k: v for k, v in learned.told.items() if k not in ("told_apart", "chance")})
    assert earlier.chance == 0.0 < learned.chance < 1.0
    assert list(earlier.summary()["latent"]) == list(table.index)
    assert set(learned.predicted()["id"]) == {"west-0305"}


@pytest.mark.parametrize(("name", "until"), [("mobilisation-2022", "2022-09-28"), ("sudan-2023", "2023-06-15")])
def test_the_shipped_posterior_is_of_the_scenario_it_lies_in(name, until):
    world = exeunt.load(name)
    found = shipped(world)
    assert found is not None
    assert found.told["until"] == until
    assert found.members == 200
    assert world.last_published() <= pd.Timestamp(until).date(), "no figure of the scenario is judged by what it knows"


@pytest.fixture(scope="module")
def counted(tmp_path_factory) -> World:
    """The smallest scenario with a count on four days, each published the day after."""
    folder = tmp_path_factory.mktemp("counted") / "counted"
    exeunt.new(folder, "smallest")
    rows = [
        f"c{day},2024-03-0{day},2024-03-0{day},BBB,crossings_in,sum,citizens,{4000 + 300 * day},,,people,about,"
        f"2024-03-0{day + 1},fit,west-count"
        for day in (5, 6, 7)
    ]
    (folder / "observations.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    return exeunt.load(folder)


@pytest.fixture(scope="module")
def looked_back(counted, tmp_path_factory) -> Posterior:
    out = tmp_path_factory.mktemp("fit") / "evenings"
    return counted.fit("2024-03-08", members=20, evenings_from="2024-03-06", out=out, progress=False)


def test_a_fit_that_looks_back_says_what_each_evening_would_have_foretold(counted, looked_back):
    said = looked_back.evenings
    figures = said[said["about"] == "figure"]
    assert list(zip(figures["evening"].dt.day, figures["id"], strict=True)) == [(6, "c6"), (6, "c7"), (7, "c7")]
    tomorrow = said[(said["about"] == "tomorrow") & (said["where"] == "BBB")].set_index("evening")
    assert list(tomorrow["start"].dt.day) == [7, 8]
    assert (tomorrow["q05"] < tomorrow["median"]).all()
    # an evening is that of a fit which knows no more
    earlier = counted.fit("2024-03-06", members=20, progress=False)
    run = counted.run(members=20, posterior=earlier)
    entries = run.country_crossings_in.sel(country="BBB", time="2024-03-07").values
    spoken = tomorrow.loc[pd.Timestamp("2024-03-06")]
    assert spoken["median"] == pytest.approx(np.median(entries), rel=0.15)
    assert counted.fit("2024-03-08", members=20, progress=False).hash == looked_back.hash


def test_a_look_back_that_was_cut_short_goes_on_to_the_same_bits(counted, looked_back, tmp_path):
    def stop(stage: str, done: int, total: int) -> None:
        if stage == "simulating" and done == 270:  # in the forecast of the second evening
            raise KeyboardInterrupt

    asked = {"until": "2024-03-08", "members": 20, "evenings_from": "2024-03-06", "out": tmp_path / "fit"}
    with pytest.raises(KeyboardInterrupt):
        counted.fit(**asked, progress=stop)
    resumed = counted.fit(**asked, resume=True, progress=False)
    pd.testing.assert_frame_equal(resumed.evenings, looked_back.evenings)
    assert not (tmp_path / "fit" / "passes").exists()


def test_the_report_shows_evening_by_evening_and_an_update_adds_one(counted, looked_back, tmp_path):
    run = counted.run(members=20, posterior=looked_back, out=tmp_path / "run")
    html = run.report(tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Evening by evening" in html
    assert "On 2 evenings 3 forecasts were made of 2 figures that came later" in html
    figures = tmp_path / "next.csv"
    figures.write_text(
        f"{HEAD}\nc8,2024-03-08,2024-03-08,BBB,crossings_in,sum,citizens,5000,,,people,about,2024-03-09,fit,\n",
        encoding="utf-8",
    )
    after = run.update(figures).outcome.save(tmp_path / "after")
    said = exeunt.open(tmp_path / "after").evenings
    assert list(said[said["about"] == "figure"]["id"]) == ["c6", "c7", "c7", "c8"]
    assert said["evening"].max() == pd.Timestamp("2024-03-08")
    assert after.score().overall["n"] == 4


def test_evenings_of_which_nothing_is_known_are_refused(counted):
    with pytest.raises(InputError, match="the first was published on 6 March 2024"):
        counted.fit("2024-03-08", members=20, evenings_from="2024-03-05")
    with pytest.raises(InputError, match="begin on an earlier day"):
        counted.fit("2024-03-08", members=20, evenings_from="2024-03-08")
