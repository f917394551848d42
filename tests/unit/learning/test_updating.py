"""One evening's figures taken into a run."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import exeunt
import worlds
from exeunt.api import Outcome, World, load, open
from exeunt.api.outcome import Updated
from exeunt.ensemble.run_folder import RunFolder
from exeunt.errors import InputError, Notice, ScenarioError
from exeunt.learning.figures import Predicted
from exeunt.learning.updating import compared_with
from exeunt.outcome.discrepancy import ELSEWHERE, JUDGED
from exeunt.outcome.evenings import as_read
from exeunt.outcome.measures import answers
from exeunt.outcome.targets import from_table
from exeunt.scenario.catalogue import LIBRARY
from exeunt.show.page.limits import limits

HEAD = "id,from,until,where,measure,aggregate,who,value,lo,hi,unit,kind,published,split,claim"


def unsure() -> World:
    """Return a world of two countries, of which nobody knows how much each is worth."""
    return worlds.two_countries(people=100_000, gate="60", days=6, hold={"country_unseen": 1.0})


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return unsure().run(members=60, seed=1)


def file(folder: Path, *rows: str) -> Path:
    path = folder / "figures.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


def entering(value: float, id_: str = "today", split: str = "fit") -> str:
    lo, hi = 0.98 * value, 1.02 * value
    return (
        f"{id_},2024-01-02,2024-01-02,CCC,crossings_in,sum,citizens,{value},{lo},{hi},people,about,2024-01-03,{split},"
    )


@pytest.fixture(scope="module")
def moved_to(outcome, tmp_path_factory) -> Callable[[float], Updated]:
    """What one figure of the second day makes of that run."""
    folder = tmp_path_factory.mktemp("moved")
    return cache(lambda value: outcome.update(file(folder, entering(value))))


def test_a_figure_moves_its_country_and_by_what_goes_with_it_the_others(outcome, tmp_path):
    high = np.quantile(outcome.country_crossings_in.sel(country="CCC", time="2024-01-02"), 0.9)
    after, used, passed_over, doubtful = outcome.update(file(tmp_path, entering(float(high))))
    assert (used, passed_over, doubtful) == (("today",), {}, {})
    was, now = (run.country_crossings_in.sel(country="CCC") for run in (outcome, after))
    counted_day, tomorrow = "2024-01-02", "2024-01-05"
    assert abs(float(now.sel(time=counted_day).median()) / high - 1.0) < 0.08  # it misses by 8 % as the model does
    assert float(now.sel(time=counted_day).std()) < 0.5 * float(was.sel(time=counted_day).std())
    assert float(now.sel(time=tomorrow).median()) > 1.2 * float(was.sel(time=tomorrow).median())
    other = [run.queue_people.sel(gate="one", time="2024-01-04").median() for run in (outcome, after)]
    assert float(other[1]) < float(other[0]), "who goes there does not stand here"


def test_the_first_count_after_the_last_is_taken_in_as_judged_and_later_ones_as_forecasts(moved_to):
    """The 2nd was counted, which came out on the 3rd: nobody has counted that, but each evening has such a figure."""
    after = moved_to(500.0).outcome
    assert (after.known_until, after.learned_until) == (pd.Timestamp("2024-01-02"), pd.Timestamp("2024-01-03"))
    table = after.world.observations.query("id == 'today'")
    (today,) = from_table(table)
    days = pd.to_timedelta([1, 2], unit="D")
    later = [replace(today, id=f"{day.days}", start=today.start + day, end=today.end + day) for day in days]
    said = np.stack([answers(after).to(each) for each in later], axis=1)
    _, left = compared_with(after, Predicted(later, said))
    assert left["1"] == pytest.approx(JUDGED["flows"].base)
    assert left["2"] == pytest.approx(float(ELSEWHERE["flows"].sd(1.0)))


def test_a_moved_run_is_a_run_like_any_other_and_says_what_it_learned_from(outcome, moved_to, tmp_path):
    after = moved_to(500.0).outcome
    assert (
        after.learned_in_words
        == "learned from 1 figure published by 3 January 2024; from 3 January on it is a forecast"
    )
    assert "today" in set(after.world.observations["id"])
    for name in outcome.dataset:
        assert after.dataset[name].dtype == outcome.dataset[name].dtype
        assert after.dataset[name].shape == outcome.dataset[name].shape
    assert (after.queue_people >= 0).all()
    stored = after.save(tmp_path / "moved")
    again = open(tmp_path / "moved")
    np.testing.assert_array_equal(again.arrivals, after.arrivals)
    assert again.learned_until == stored.learned_until == after.learned_until
    assert list(again.score().table()["lead"]) == [0.0]
    with pytest.raises(InputError, match="moved by later figures"):
        again.spread(again=20)


def test_the_revision_sets_before_beside_after(outcome, moved_to):
    after = moved_to(500.0).outcome
    table = outcome.revision(after).set_index(["where", "measure", "from"])
    row = table.loc["CCC", "crossings_in", "2024-01-04"].iloc[0]
    days = outcome.country_crossings_in.sel(country="CCC", time=slice("2024-01-04", "2024-01-04"))
    assert row["before"] == float(days.sum("time").median())
    assert row["before_q95"] == pytest.approx(float(days.sum("time").quantile(0.95)))
    told = after.by_day().set_index("day").loc["2024-01-04"]
    assert (row["after"], row["after_q95"]) == pytest.approx((told["CCC"], told["CCC_q95"]), abs=0.5)
    assert row["after_q95"] > 1.2 * float(
        after.country_crossings_in.sel(country="CCC", time="2024-01-04").quantile(0.95)
    )
    assert "AAA" not in table.index.get_level_values("where"), "home is where they come from"
    assert "queue_people" in table.index.get_level_values("measure")


def test_nobody_changes_in_place_what_tables_are_made_of(outcome, moved_to):
    """A table made afterwards would speak of another run, and nothing would say so."""
    for run in (outcome, moved_to(500.0).outcome):
        with pytest.raises(ValueError, match="read-only"):
            run.arrivals.values[0] = 0
        with pytest.raises(ValueError, match="read-only"):
            run.dataset["arrivals"][0] = 0
        own = run.arrivals.copy()
        own[0] = 0


def test_a_stored_run_that_is_changed_in_place_says_what_it_did(outcome, tmp_path):
    outcome.save(tmp_path / "run")
    before = exeunt.open(tmp_path / "run").table()
    for change in (
        lambda run: run.arrivals.__setitem__(slice(None), 0),
        lambda run: run.arrivals.values.__setitem__(slice(None), 0),
        lambda run: run.dataset["arrivals"].__setitem__(slice(None), 0),
        lambda run: (run.table(), run.dataset["arrivals"].__setitem__(slice(None), 0)),
    ):
        run = exeunt.open(tmp_path / "run")
        change(run)
        assert run.arrivals.sum() == 0
        pd.testing.assert_frame_equal(run.table(), before)


def test_what_a_notebook_puts_into_a_dataset_changes_no_table_of_the_run(outcome, tmp_path):
    outcome.save(tmp_path / "run")
    for run in (replace(outcome), exeunt.open(tmp_path / "run")):
        before = run.table()
        run.dataset["arrivals"] = run.dataset["arrivals"] / 1000
        run.dataset["mine"] = run.dataset["arrivals"].sum("time")
        pd.testing.assert_frame_equal(run.table(), before)
        assert run.dataset["mine"].max() < run.variables["arrivals"].max()
        run.save(tmp_path / "again", force=True)
        pd.testing.assert_frame_equal(exeunt.open(tmp_path / "again").table(), before)


def test_what_cannot_move_a_run_is_passed_over_with_a_reason(outcome, tmp_path):
    rows = [
        entering(500.0),
        entering(500.0, "witness", "check"),
        "air,2024-01-02,2024-01-02,BBB,departures_air,sum,all,5,4,6,people,about,2024-01-03,fit,",
    ]
    with pytest.warns(Notice, match="where: odd: no way by air from BBB passes a gate"):
        first = outcome.update(file(tmp_path, *rows))
    assert first.used == ("today",)
    assert first.passed_over == {
        "witness": "it is marked check",
        "air": "no way by air from BBB passes a gate, and there they are counted",
    }
    with pytest.raises(InputError, match="today: it was learned from before"):
        first.outcome.update(file(tmp_path, entering(500.0)))


def test_nothing_is_left_of_a_moved_run_that_finds_no_room_for_what_it_was(moved_to, tmp_path, monkeypatch):
    """It could not be resumed: figures moved its members."""
    after, real = moved_to(500.0).outcome, RunFolder.write_batch

    def full(self, members, results):
        if self.path.name == "unmoved":
            raise OSError(errno.ENOSPC, "No space left on device")
        real(self, members, results)

    monkeypatch.setattr(RunFolder, "write_batch", full)
    with pytest.raises(InputError, match="disk is full: nothing was stored yet; make room and start again"):
        after.save(tmp_path / "moved")
    assert not (tmp_path / "moved").exists()


def test_a_gate_between_countries_without_a_place_has_no_clock_and_is_in_nobodys_way(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(LIBRARY / "smallest", folder)
    with (folder / "gates.csv").open("a", encoding="utf-8") as gates:
        gates.write("far,Far,,,FRA,DEU,,,,,,,,\n")
    run = load(folder).run(members=20)
    row = "west,2024-03-06,2024-03-06,west-gate,crossings_in,sum,citizens,4200,4000,4400,people,about,2024-03-07,fit,"
    assert run.update(file(tmp_path, row)).used == ("west",)


def test_the_source_of_a_figure_is_taken_in_with_it_from_the_folder_it_lies_in(outcome, tmp_path):
    (tmp_path / "claims.csv").write_text("id,said_by,stance,quantity\nmine,A ministry,reported,arrivals_new\n")
    after = outcome.update(file(tmp_path, entering(500.0) + "mine")).outcome
    assert after.world.claims.set_index("id").loc["mine", "said_by"] == "A ministry"
    again = open(after.save(tmp_path / "moved").path)
    assert again.world.observations.set_index("id").loc["today", "claim"] == "mine"


def test_a_count_that_all_members_come_to_by_what_they_missed_before_moves_nothing(outcome, tmp_path):
    """Nobody was there when few were expected: by that nobody is there the next day either, whatever they say."""
    dataset = outcome.dataset.copy(deep=True)
    dataset["stock"].loc[{"place": "far"}] = 1 + np.arange(60)[:, None] % 2  # ones and twos: a scale nearly straight
    few = Outcome(dataset, outcome.manifest, outcome.world)

    def nobody(day: int) -> str:
        return f"n{day},2024-01-0{day},2024-01-0{day},far,stock,sum,citizens,0,0,0,people,exact,,fit,"

    with_a_day = few.update(file(tmp_path, nobody(2))).outcome
    dataset = with_a_day.dataset.copy(deep=True)
    dataset["stock"].loc[{"place": "far", "time": "2024-01-02"}] = 9
    missed = replace(with_a_day, variables=dataset)
    both = missed.update(file(tmp_path, nobody(3), entering(500.0).replace("01-03,fit", "01-04,fit")))
    assert (both.used, both.passed_over) == (("today",), {"n3": "all members say the same to it"})
    with pytest.raises(InputError, match="n3: all members say the same to it"):
        missed.update(file(tmp_path, nobody(3)))


def test_what_is_no_file_is_refused_in_words(outcome):
    with pytest.raises(InputError, match=r"A path is wanted here, and this is of the type DataFrame: .*to_csv"):
        outcome.update(pd.DataFrame({"id": ["a"]}))


def test_one_report_under_two_names_is_taken_once_and_said(outcome, moved_to, tmp_path):
    once = moved_to(500.0)
    twice = outcome.update(file(tmp_path, entering(500.0), entering(500.0, "copy")))
    assert (twice.used, twice.passed_over) == (("today",), {"copy": "it says the same as today"})
    np.testing.assert_array_equal(once.outcome.arrivals, twice.outcome.arrivals)
    with pytest.raises(InputError, match="copy: it says the same as today"):
        once.outcome.update(file(tmp_path, entering(500.0, "copy")))
    other = outcome.update(file(tmp_path, entering(500.0), entering(501.0, "another")))
    assert other.used == ("today", "another")


def test_a_figure_that_no_member_comes_near_is_to_be_looked_at(outcome, tmp_path):
    said = outcome.country_crossings_in.sel(country="CCC", time="2024-01-02")
    far = outcome.update(file(tmp_path, entering(10.0 * float(said.max()), "typed")))
    members = f"{int(said.min()):,} to {int(said.max()):,}"
    assert far.doubtful == {"typed": f"it is {10 * int(said.max()):,}, and all members say {members}"}
    near = outcome.update(file(tmp_path, entering(1.01 * float(said.max()), "extreme")))
    assert near.doubtful == {}, "its band reaches what a member says"


@pytest.mark.parametrize("has_band", [True, False])
def test_a_figure_far_from_all_members_is_told_with_a_band_and_without_but_not_of_a_bound_that_they_keep(
    outcome, tmp_path, has_band
):
    said = outcome.country_crossings_in.sel(country="CCC", time="2024-01-02")

    def row(kind: str, which: str) -> str:
        value = {"low": int(said.min()) // 10, "high": 10 * int(said.max())}[which]
        band = f"{0.98 * value},{1.02 * value}" if has_band else ","
        about = f"2024-01-02,2024-01-02,CCC,crossings_in,sum,citizens,{value},{band},people,{kind},2024-01-03,fit,"
        return f"{kind}-{which},{about}"

    rows = [row(kind, which) for kind in ("about", "exact", "at_least", "at_most") for which in ("low", "high")]
    told = outcome.update(file(tmp_path, *rows))  # each is held against what members said before any of them
    assert len(told.used) == len(rows)
    assert set(told.doubtful) == {row.partition(",")[0] for row in rows} - {"at_least-low", "at_most-high"}


def test_a_figure_without_a_band_may_be_off_by_what_is_usual_of_its_kind(outcome, tmp_path):
    most = int(outcome.country_crossings_in.sel(country="CCC", time="2024-01-02").max())
    row = "a,2024-01-02,2024-01-02,CCC,crossings_in,sum,citizens,{:.0f},,,people,about,2024-01-03,fit,"
    assert outcome.update(file(tmp_path, row.format(1.05 * most))).doubtful == {}
    assert set(outcome.update(file(tmp_path, row.format(1.15 * most))).doubtful) == {"a"}


def test_a_figure_in_the_place_of_one_that_the_scenario_has_is_told(outcome, tmp_path):
    known = outcome.update(file(tmp_path, entering(500.0, "today"), entering(600.0, "witness", "check"))).outcome
    beside = replace(known.world, observations=known.world.observations.assign(id=["other"]))
    run = Outcome(known.dataset, outcome.manifest, beside)
    assert run.update(file(tmp_path, entering(500.0, "other"))).doubtful == {}
    other = run.update(file(tmp_path, entering(510.0, "other"))).doubtful
    assert other == {"other": "it takes the place of the figure of that name in the scenario, 500"}


def same(one: Outcome, other: Outcome) -> bool:
    """Whether two runs have the same numbers to the bit, and say the same of themselves."""
    return bool(one.dataset.equals(other.dataset)) and one.manifest == other.manifest


def test_a_figure_that_was_corrected_leaves_nothing_behind_of_what_it_was(moved_to, tmp_path):
    right, wrong = moved_to(600.0).outcome, moved_to(6000.0).outcome
    corrected = wrong.update(file(tmp_path, entering(600.0)))
    assert same(corrected.outcome, right)
    assert not right.dataset.equals(wrong.dataset)
    assert corrected.used == ("today",)
    assert corrected.doubtful["today"] == "it takes the place of the figure of that name in the scenario, 6,000"
    moved_to_another_day = entering(600.0).replace("01-03,fit", "01-04,fit").replace("01-02", "01-03")
    other = wrong.update(file(tmp_path, moved_to_another_day)).doubtful["today"]
    assert other.endswith("of that name in the scenario, 6,000: people entering (citizens), CCC, 2 Jan")


def test_figures_that_came_after_a_wrong_one_are_taken_in_again_with_it_put_right(outcome, tmp_path):
    later = entering(700.0, "next").replace("01-03,fit", "01-04,fit").replace("01-02", "01-03")
    last = entering(900.0, "last").replace("01-03,fit", "01-05,fit").replace("01-02", "01-04")

    right = wrong = outcome
    for rows in ([entering(600.0), entering(400.0, "too")], [later], [last]):
        right = right.update(file(tmp_path, *rows)).outcome
    for number, rows in enumerate(([entering(6000.0), entering(400.0, "too")], [later])):
        wrong = wrong.update(file(tmp_path, *rows)).outcome.save(tmp_path / f"wrong-{number}")
    corrected = wrong.update(file(tmp_path, entering(600.0), entering(400.0, "too"), last))
    assert corrected.used == ("today", "last")
    assert corrected.passed_over == {"too": "it was learned from before"}
    assert same(corrected.outcome, right)
    assert corrected.outcome.world.hash == right.world.hash


def test_a_band_that_was_corrected_is_a_correction_too(outcome, tmp_path):
    narrow, wide = entering(600.0), entering(600.0).replace("588.0,612.0", "500.0,700.0")
    assert narrow != wide
    corrected = outcome.update(file(tmp_path, narrow)).outcome.update(file(tmp_path, wide))
    assert same(corrected.outcome, outcome.update(file(tmp_path, wide)).outcome)


def test_a_correction_needs_no_folder_but_that_of_the_moved_run(outcome, moved_to, tmp_path):
    stored = outcome.save(tmp_path / "ran")
    stored.update(file(tmp_path, entering(6000.0))).outcome.save(tmp_path / "moved")
    shutil.rmtree(tmp_path / "ran")
    right = moved_to(600.0).outcome
    corrected = open(tmp_path / "moved").update(file(tmp_path, entering(600.0))).outcome
    assert same(corrected, right)
    with pytest.raises(InputError, match="save it elsewhere"):
        corrected.save(tmp_path / "moved", force=True)


def test_what_cannot_be_taken_back_is_refused_with_what_to_do(outcome, moved_to, tmp_path):
    moved = moved_to(6000.0).outcome
    told = {"hash": "", "until": "2024-01-03", "figures": ["today"]}
    fitted = Outcome(outcome.dataset, {**outcome.manifest, "posterior": told}, moved.world)
    with pytest.raises(InputError, match=r"today was learned by a fit .* fit the scenario anew"):
        fitted.update(file(tmp_path, entering(600.0), entering(400.0, "new")))
    earlier = Outcome(moved.dataset, {**outcome.manifest, "updated": told}, moved.world)
    assert earlier.taken_in == ["today"]
    with pytest.raises(InputError, match="take all figures in again, corrected, into the run that was moved"):
        earlier.update(file(tmp_path, entering(600.0)))


def test_a_run_that_was_moved_says_so_and_which_figures_it_meets(outcome, tmp_path):
    said = outcome.country_crossings_in.sel(country="CCC", time="2024-01-02")
    near = outcome.update(file(tmp_path, entering(float(said.median())))).outcome
    assert near.moved_in_words.startswith("This run was moved by 1 figure, not simulated anew: ")
    assert dict(limits(near.views().subject))["Moved, not simulated"] == near.moved_in_words
    assert near.learned_figures()[["id", "inside90"]].to_numpy().tolist() == [["today", True]]
    far = near.update(file(tmp_path, entering(50.0 * float(said.max()), "typed"))).outcome
    assert list(far.learned_figures()["inside90"]) == [True, False]
    assert outcome.moved_in_words == ""
    assert "Moved, not simulated" not in dict(limits(outcome.views().subject))


def test_runs_that_the_same_figures_moved_pair_and_those_of_figures_that_say_something_else_do_not(
    outcome, moved_to, tmp_path
):
    changed = Outcome(outcome.dataset, outcome.manifest, outcome.world.with_rule("one", "leave", "deny"))
    wide = entering(600.0).replace("588.0,612.0", "500.0,700.0")
    runs = [moved_to(600.0).outcome] + [
        run.update(file(tmp_path, row)).outcome
        for run, row in ((changed, entering(600.0)), (outcome, wide), (outcome, wide))
    ]
    assert (runs[0].compare(runs[1])["difference"].dropna() == 0.0).all()
    assert not runs[2].compare(runs[3].save(tmp_path / "stored")).empty
    with pytest.raises(InputError, match=r"differ in what they learned .* the same figures taken in, each as it is in"):
        runs[1].compare(runs[2])


def test_a_figure_found_late_makes_nothing_unknown_that_was_known(outcome, tmp_path):
    later = entering(500.0).replace("2024-01-03", "2024-01-05")
    known = outcome.update(file(tmp_path, later)).outcome
    after = known.update(file(tmp_path, entering(510.0, "late"))).outcome
    assert after.learned_until == known.learned_until
    assert after.learned_ids == ["today", "late"]
    assert set(after.score().table()["lead"]) == {0.0}, "both were learned from"


def test_where_no_day_is_left_nothing_is_told_of_one(outcome, tmp_path):
    last, past = (entering(500.0).replace("2024-01-03", published) for published in ("2024-01-05", "2024-01-09"))
    one_left = outcome.revision(outcome.update(file(tmp_path, last)).outcome)
    assert set(one_left["from"]) == {pd.Timestamp("2024-01-06")}
    assert not one_left.duplicated(["where", "measure"]).any()
    assert outcome.revision(outcome.update(file(tmp_path, past)).outcome).empty


def test_too_few_members_are_refused(tmp_path):
    with pytest.raises(InputError, match="20 members or more"):
        unsure().run(members=5, seed=1).update(file(tmp_path, entering(500.0)))


def test_where_one_member_has_no_wait_those_of_the_others_are_moved(outcome, tmp_path):
    at = {"gate": "one", "time": "2024-01-05"}
    dataset = outcome.dataset.copy(deep=True)
    dataset["wait_hours"].loc[{"member": 7, **at}] = np.nan  # nobody passed in this member
    high = float(np.quantile(outcome.country_crossings_in.sel(country="CCC", time="2024-01-02"), 0.9))
    figures = file(tmp_path, entering(high))
    whole, gapped = (run.update(figures).outcome for run in (outcome, replace(outcome, variables=dataset)))
    was, moved, told = (run.wait_hours.sel(at).values for run in (outcome, whole, gapped))
    assert np.isnan(told[7])
    assert np.isfinite(told).sum() == 59
    others = np.delete(np.arange(60), 7)
    assert np.abs(told - was)[others].max() > 0.0
    # each with its own luck, so that one of sixty left out makes little difference
    gone = np.abs(moved - was)[others].mean()
    assert np.abs(told - moved)[others].mean() < 0.2 * gone
    np.testing.assert_array_equal(
        whole.wait_hours.sel(gate="one", time="2024-01-06"), gapped.wait_hours.sel(gate="one", time="2024-01-06")
    )


@pytest.mark.parametrize(("where", "measure", "since"), [("far", "stock", 0), ("CCC", "arrivals", 1)])
def test_the_same_people_counted_on_four_evenings_do_not_make_members_sure(outcome, tmp_path, where, measure, since):
    """Four counts of others would leave half of the spread that one leaves; these are the same people."""
    daily = outcome.dataset[measure].sel({"place" if measure == "stock" else "country": where}).values
    counts = daily if measure == "stock" else daily.cumsum(axis=1)

    def counted(day: int) -> str:
        value = float(np.quantile(counts[:, day - 1], 0.6))
        lo, hi, first = 0.98 * value, 1.02 * value, since or day
        return (
            f"n{day},2024-01-0{first},2024-01-0{day},{where},{measure},sum,citizens,{value:.0f},{lo:.0f},{hi:.0f},"
            "people,about,,fit,"
        )

    def spread(run: Outcome) -> float:
        found = run.dataset[measure].sel({"place" if measure == "stock" else "country": where}).values
        return float(np.log(found[:, 4] if since == 0 else found[:, :5].sum(axis=1)).std())

    once, often = outcome.update(file(tmp_path, counted(5))).outcome, outcome
    for day in (2, 3, 4, 5):
        often = often.update(file(tmp_path, counted(day))).outcome
    together = outcome.update(file(tmp_path, *(counted(day) for day in (2, 3, 4, 5)))).outcome
    assert spread(often) > 0.75 * spread(once)
    assert spread(together) > 0.75 * spread(once)


def test_conflicting_figures_are_both_taken_in(outcome, tmp_path):
    low, high = np.quantile(outcome.country_crossings_in.sel(country="CCC", time="2024-01-02"), [0.3, 0.8])
    both = outcome.update(file(tmp_path, entering(float(low), "low"), entering(float(high), "high"))).outcome
    middle = float(both.country_crossings_in.sel(country="CCC", time="2024-01-02").median())
    assert low < middle < high


def test_parts_stay_parts_and_stocks_are_moved(tmp_path):
    before = worlds.everything().run(members=24, seed=1, by_origin=bool(worlds.everything().settings.origins) or None)
    value = 1.5 * float(before.country_crossings_in.sel(country="BBB").isel(time=2).median())
    day = str(before.dataset["time"].values[2])[:10]
    known = str(before.dataset["time"].values[3])[:10]
    lo, hi = 0.97 * value, 1.03 * value
    row = f"more,{day},{day},BBB,crossings_in,sum,citizens,{value},{lo},{hi},people,about,{known},fit,"
    after = before.update(file(tmp_path, row)).outcome
    assert (after.men_in <= after.country_crossings_in).all()
    assert (after.arrivals_liable <= after.arrivals).all()
    assert not after.stock.equals(before.stock)


def test_faulty_figures_are_refused_by_row_before_anything_is_moved(outcome, tmp_path):
    bad = "bad,2024-01-02,2024-01-02,NOWHERE,crossings_in,sum,citizens,5,9,4,people,about,2024-01-03,fit,"
    with pytest.raises(ScenarioError, match=r"figures\.csv:3:where"):
        outcome.update(file(tmp_path, entering(500.0), bad))


def test_a_share_is_passed_over(outcome, tmp_path):
    share = "men,2024-01-02,2024-01-02,BBB,crossings_in,share_men,all,0.5,0.4,0.6,share,about,2024-01-03,fit,"
    assert outcome.update(file(tmp_path, entering(500.0), share)).passed_over == {
        "men": "it is a share, and only numbers are moved"
    }


def test_what_a_total_adds_to_the_one_before_it_is_kept_of_what_was_foretold(outcome, tmp_path):
    def total(day: int) -> str:
        return f"t{day},2024-01-01,2024-01-0{day},CCC,arrivals,sum,citizens,{300 * day},,,people,about,,fit,"

    once = outcome.update(file(tmp_path, total(2))).outcome
    evenings = as_read(once.update(file(tmp_path, total(3))).outcome.manifest["updated"]["evenings"])
    whole, added = (evenings[evenings["about"] == about].iloc[0] for about in ("figure", "since"))
    assert (whole["id"], added["id"]) == ("t3", "t3")
    assert (whole["start"], added["start"]) == (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-03"))
    of_day = float(once.arrivals.sel(country="CCC", time="2024-01-03").median())
    assert added["median"] == pytest.approx(of_day, rel=0.1)
