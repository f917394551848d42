"""Bands of what is forecast: the same wherever a number stands, and as wide as such forecasts miss."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from exeunt.exchange.export import quantiles, tidy
from exeunt.learning.discrepancy import residuals
from exeunt.outcome.bands import bands
from exeunt.outcome.days import by_day, in_all
from exeunt.outcome.discrepancy import ELSEWHERE, JUDGED, dressed, missed_by, sd_of
from exeunt.outcome.forecast import band_of, missed_on, missed_over, most_of, said_to, whole_quantiles
from exeunt.outcome.foreseen import foreseen
from exeunt.outcome.layout import BY_NAME
from exeunt.outcome.learned_figures import learned_figures
from exeunt.outcome.measures import answers
from exeunt.outcome.period import over_period
from exeunt.outcome.queues import long_line, queue_table
from exeunt.outcome.score import score, score_target
from exeunt.outcome.summary import arrivals_table
from exeunt.scenario.columns import empty

UNTIL = "2022-09-21"  # the second of four days


@pytest.fixture
def learned(outcome):
    told = {"until": UNTIL, "figures": ["one"]}
    return replace(outcome, manifest={**outcome.manifest, "posterior": told})


def test_members_that_did_not_learn_are_as_wide_as_they_are(outcome):
    daily = outcome.dataset["arrivals"].values
    assert missed_on(outcome, "arrivals") is None
    assert missed_over(outcome, BY_NAME["arrivals"], daily) is None
    assert outcome.missing_in_words == ""
    np.testing.assert_array_equal(
        whole_quantiles(outcome, BY_NAME["arrivals"], daily), bands(over_period(daily, BY_NAME["arrivals"]))
    )


@pytest.mark.parametrize("variable", ["arrivals", "queue_people", "wait_hours", "stock", "departures"])
def test_a_day_is_missed_as_a_figure_of_that_day_is(learned, target, variable):
    until = pd.Timestamp(UNTIL)
    days = pd.DatetimeIndex(learned.dataset["time"].values)
    figures = [missed_by(target(measure=variable, since=f"{day:%Y-%m-%d}"), until, ELSEWHERE) for day in days]
    np.testing.assert_allclose(missed_on(learned, variable), figures)
    assert figures[0] == figures[1] < figures[2] < figures[3]


def late(learned, end=UNTIL):
    """Return a run that learned of the same days from a figure that came out two days later."""
    ends = pd.to_datetime([end, "2022-09-24"], format="ISO8601")
    told = {"from": pd.Timestamp("2022-09-20"), "where": "FIN", "measure": "arrivals", "aggregate": "sum", "value": 1.0}
    rows = empty("observations").reindex(range(2)).assign(id=["one", "other"], until=ends, **told)
    learned.world.observations = rows
    return replace(learned, manifest={**learned.manifest, "posterior": {"until": "2022-09-23", "figures": ["one"]}})


@pytest.mark.parametrize("end", ["2022-09-21T10:00", "2022-09-22"])
def test_a_figure_that_came_late_tells_nothing_of_the_days_between(learned, target, end):
    """Bands are those of who had it at once: neither day nor sum nor figure is known before somebody counted it."""
    run = late(learned, end)
    assert (run.learned_until, run.known_until) == (pd.Timestamp("2022-09-23"), pd.Timestamp(UNTIL))
    assert run.learned_in_words.endswith("published by 23 September 2022; from 22 September on it is a forecast")
    daily, variable = learned.dataset["arrivals"].values, BY_NAME["arrivals"]
    np.testing.assert_array_equal(missed_on(run, "arrivals"), missed_on(learned, "arrivals"))
    np.testing.assert_array_equal(missed_over(run, variable, daily), missed_over(learned, variable, daily))
    figure = target(since="2022-09-21", until="2022-09-23")
    said = [said_to(each, answers(each), figure) for each in (run, learned)]
    np.testing.assert_array_equal(said[0].counted, said[1].counted)
    assert not np.array_equal(said[0].counted, said[0].members)


def test_the_day_on_which_the_day_before_is_told_is_not_known(learned, target):
    """Of the day of the evening nobody has counted anything: members miss it as any other day ahead."""
    learned.world.observations = pd.DataFrame({"id": ["one"], "until": pd.to_datetime([UNTIL])})
    assert learned.known_until == pd.Timestamp(UNTIL) - pd.Timedelta(days=1) < learned.learned_until
    assert learned.learned_in_words.endswith("published by 21 September 2022; from 21 September on it is a forecast")
    of_evening = said_to(learned, answers(learned), target(since=UNTIL))
    forecast = dressed(of_evening.members, target(since=UNTIL), learned.known_until, ELSEWHERE)
    np.testing.assert_array_equal(of_evening.counted, forecast)
    assert list(missed_on(learned, "arrivals")[:2]) == [JUDGED["flows"].sd(0.0), ELSEWHERE["flows"].sd(1.0)]


def test_what_members_knew_is_never_later_than_they_learned(learned):
    learned.world.observations = pd.DataFrame({"id": ["one"], "until": pd.to_datetime(["2022-09-30"])})
    assert learned.known_until == learned.learned_until
    drawn = replace(learned, manifest={key: told for key, told in learned.manifest.items() if key != "posterior"})
    assert drawn.known_until is None


def test_nobody_is_counted_among_those_who_fled_who_is_not_there(learned, target):
    """A band ends at all people of the world, at a gate too; only ordinary travellers may be more."""
    daily = np.full((3, 4), 200.0)
    learned.world.everybody = 1000
    capped = [whole_quantiles(learned, BY_NAME[name], daily)[2] for name in ("arrivals", "departures", "stock")]
    assert capped[:2] == [1000.0, 1000.0]
    assert 200.0 < capped[2] < 1000.0
    assert whole_quantiles(learned, BY_NAME["crossings_in"], daily)[2] == 1000.0
    crossing = ["crossings_in", "country_crossings_in", "tick_country_in", "queue_people"]
    assert {most_of(learned, name) for name in crossing} == {1000.0}
    assert most_of(learned, "queue_km") == most_of(learned, "crossings_both") == np.inf
    learned.world.drivers = pd.DataFrame({"name": ["others_in"], "value": [1.0]})
    assert {most_of(learned, name) for name in crossing} == {np.inf}
    figure = target(since="2022-09-23", measure="departures")
    counted = dressed(np.array([500.0, 900.0]), figure, pd.Timestamp(UNTIL), most=learned.world.everybody)
    assert counted.max() == 1000.0
    everyone = np.full((3, 4), 300.0)  # some fled twice: as many as members say
    assert whole_quantiles(learned, BY_NAME["arrivals"], everyone)[2] == 1200.0


def test_a_line_is_missed_no_more_in_a_month_than_in_a_week(learned, target):
    until = pd.Timestamp(UNTIL)
    week, month = (
        target(measure="queue_people", since=f"{until + pd.Timedelta(days=days):%Y-%m-%d}") for days in (7, 30)
    )
    assert missed_by(week, until, ELSEWHERE) == missed_by(month, until, ELSEWHERE)
    flows = [replace(each, measure="arrivals") for each in (week, month)]
    assert missed_by(flows[0], until, ELSEWHERE) < missed_by(flows[1], until, ELSEWHERE)


def test_a_sum_is_missed_as_its_past_and_as_its_forecast(learned, target):
    until, variable = pd.Timestamp(UNTIL), BY_NAME["arrivals"]
    daily = np.full((3, 4), 100.0)
    past, later = JUDGED["flows"].base, missed_by(target(since="2022-09-22", until="2022-09-23"), until, ELSEWHERE)
    np.testing.assert_allclose(missed_over(learned, variable, daily), np.hypot(past / 2, later / 2))
    np.testing.assert_allclose(missed_over(learned, variable, daily[:, 2:], first=2), later)
    np.testing.assert_allclose(missed_over(learned, variable, daily[:, :2]), past)
    last = missed_by(target(since="2022-09-23"), until, ELSEWHERE)
    np.testing.assert_allclose(missed_over(learned, variable, daily[:, 3:], first=3), last)
    np.testing.assert_array_equal(missed_over(learned, variable, daily * 0.0), 0.0)


def test_a_line_is_missed_as_on_its_highest_day_and_a_count_as_on_the_last(learned):
    daily = np.array([[9.0, 1, 1, 1], [1, 1, 1, 9], [np.nan, 2, np.nan, 1]])
    on = missed_on(learned, "queue_people")
    np.testing.assert_array_equal(missed_over(learned, BY_NAME["queue_people"], daily), on[[0, 3, 1]])
    np.testing.assert_array_equal(missed_over(learned, BY_NAME["stock"], daily), missed_on(learned, "stock")[[3]])


def test_wherever_a_number_stands_it_has_the_same_band_wider_than_the_members(learned, outcome):
    table = arrivals_table(learned).set_index("country")[["arrivals", "q05", "q95"]]
    whole = in_all(learned).set_index("variable").loc[table.index, ["median", "q05", "q95"]]
    np.testing.assert_array_equal(table, whole)
    before = arrivals_table(outcome).set_index("country")[["arrivals", "q05", "q95"]]
    assert (table["arrivals"] == before["arrivals"]).all()
    assert (table["q05"] < before["q05"]).all()
    assert (table["q95"] > before["q95"]).all()

    tidied = tidy(learned).set_index(["variable", "id", "time"]).sort_index()
    of_days = by_day(learned, gate="G1").set_index("day")
    in_file = quantiles(learned).sel(gate="G1")
    for name in ("crossings_in", "queue_km", "wait_hours"):
        for end, at in (("", 0.5), ("_q05", 0.05), ("_q95", 0.95)):
            rows = tidied.loc[(name, "G1"), end.removeprefix("_") or "median"]
            np.testing.assert_array_equal(in_file[name].sel(quantile=at), rows)
            np.testing.assert_allclose(of_days[f"{name}{end}"], rows, atol=0.5 if name == "crossings_in" else 0.0)

    line, told = queue_table(learned).set_index("gate").loc["G1"], long_line(learned, "G1")
    assert (line["people"], line["people_q05"], line["people_q95"]) == tuple(map(round, told.longest))
    assert line["people_q95"] > queue_table(outcome).set_index("gate").loc["G1", "people_q95"]


def test_what_the_model_alone_keeps_account_of_is_no_forecast(learned, outcome):
    mine, theirs = quantiles(learned), quantiles(outcome)
    for name in ("ledger", "ordinary_ledger", "parameter_value"):
        np.testing.assert_array_equal(mine[name], theirs[name])
    assert (mine["tick_country_in"].sel(quantile=0.95) > theirs["tick_country_in"].sel(quantile=0.95)).all()


def test_a_figure_has_the_band_that_it_is_scored_by(learned, target):
    for each in (target(), target(since="2022-09-22"), target(until="2022-09-23"), target("G1", "queue_people")):
        speaker = answers(learned)
        said = band_of(said_to(learned, speaker, each))
        past = speaker.to_past(each, pd.Timestamp(UNTIL))
        scored = score_target(each, speaker.to(each), until=pd.Timestamp(UNTIL), missing=learned.missing, past=past)
        assert said == scored.band
        assert said.median == np.median(speaker.to(each))
    assert said_to(learned, speaker, target("nowhere")) is None


@pytest.mark.parametrize("is_late", [False, True])
def test_a_day_has_one_band_in_every_table_in_the_score_and_among_the_evenings(learned, target, world, is_late):
    """Lines, flows and counts of each of the four days, at the gate, in the place and in the country."""
    world.homes = world.places.query("kind == 'home'")
    if is_late:
        learned = late(learned)
    days = {"G1": by_day(learned, gate="G1"), "town": by_day(learned, place="town"), "FIN": by_day(learned)}
    figures = {
        (where, measure, row): target(where, measure, since=f"{day:%Y-%m-%d}")
        for where, measure in (("G1", "crossings_in"), ("G1", "queue_people"), ("town", "stock"), ("FIN", "arrivals"))
        for row, day in enumerate(pd.DatetimeIndex(learned.dataset["time"].values))
    }
    scored = score(learned, list(figures.values())).targets
    told = foreseen(learned, learned.learned_until, figures.values()).query("about == 'figure'")
    for (key, figure), each, (_, row) in zip(figures.items(), scored, told.iterrows(), strict=True):
        where, measure, at = key
        name = where if where == "FIN" else measure
        of_day = days[where].loc[at, [name, f"{name}_q05", f"{name}_q95"]].to_numpy(float)
        np.testing.assert_allclose(each.band, of_day, atol=0.5)
        assert tuple(row[["median", "q05", "q95"]]) == tuple(each.band)
        assert each.band == band_of(said_to(learned, answers(learned), figure))


def test_evenings_teach_at_the_leads_at_which_forecasts_are_missed(learned, target, world):
    """What members that learned miss besides they are taught of the days ahead at which their bands have it."""
    world.homes = world.places.query("kind == 'home'")
    run = late(learned)
    figures = [target(since=f"{day:%Y-%m-%d}") for day in pd.DatetimeIndex(run.dataset["time"].values)]
    said = foreseen(run, run.learned_until, figures, JUDGED)
    assert set(said["evening"]) == {run.learned_until}
    assert set(said["known_until"]) == {run.known_until} == {pd.Timestamp("2022-09-20")}
    table = residuals(said, figures).set_index("id").loc[[each.id for each in figures]]
    assert table["days"].tolist() == [0.0, 1.0, 2.0, 3.0]
    by_taught = sd_of("crossings_in", table["days"].to_numpy(), run.missing)
    np.testing.assert_allclose(by_taught[1:], missed_on(run, "crossings_in")[1:])


def test_the_same_question_has_the_same_answer_whatever_it_is_called(learned, target):
    figures = [target(since="2022-09-22", until="2022-09-23", id=f"id{n}", value=4000.0 + n) for n in range(3)]
    first, *others = score(learned, figures).targets
    for other in others:
        assert other.band == first.band
        assert other.quartiles == first.quartiles
    assert first.band.median == np.median(answers(learned).to(figures[0]))
    (again,) = score(learned, [replace(figures[0], id="other")]).targets
    assert (again.crps, again.pit, again.log_score) == (first.crps, first.pit, first.log_score)


def test_figures_that_follow_one_another_are_missed_as_their_sum_is(learned, target):
    speaker = answers(learned)
    days = [target(since=f"2022-09-{day}") for day in (20, 21, 22, 23)]
    assert band_of(said_to(learned, speaker, *days)) == band_of(said_to(learned, speaker, target(until="2022-09-23")))
    assert said_to(learned, speaker, days[0], target("nowhere")) is None


def test_what_was_learned_from_lies_in_the_band_that_it_is_scored_by(learned, target, world):
    """All lie outside of what the members differ by, and the last one alone outside of what they miss besides."""
    values = {"one": 1000.0, "two": 1200.0, "far": 9000.0}
    told = [target(since=UNTIL, id=id_, value=value) for id_, value in values.items()]
    rows = [{**vars(each), "from": each.start, "until": each.end, "claim": ""} for each in told]
    world.observations = pd.DataFrame(rows)
    run = replace(learned, manifest={**learned.manifest, "posterior": {"until": UNTIL, "figures": list(values)}})
    found = learned_figures(run).set_index("id")
    assert found["inside90"].tolist() == [True, True, False]
    for scored in score(run).targets:
        row = found.loc[scored.target.id]
        assert row["inside90"] == scored.inside90
        assert tuple(row[["median", "q05", "q95"]]) == scored.band
