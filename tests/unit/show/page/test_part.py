"""What the page says of its pictures."""

import json
import re

import numpy as np
import pytest

from exeunt.show.charts.drawing import Picture
from exeunt.show.page.finding import run_in_words
from exeunt.show.page.foretold import evenings_in_words
from exeunt.show.page.page import _coded
from exeunt.show.page.part import Part
from exeunt.show.page.report import make_page
from exeunt.show.sources import sources

GATES = "id, name, country_from, country_to, lat, lon\none, One, AAA, BBB, {}\ntwo, Two, AAA, BBB, ,"
PLACES = "id, country, kind, population, lat, lon\nhome, AAA, home, 1000, 10, 20\ntown, BBB, town, , 10, 24"
COUNTED = """id, from, until, where, measure, value, unit, published, claim
figure, 2023-12-31, 2023-12-31, BBB, crossings_in, 9, people, 2024-01-02, law"""

COUNTED_IN_TIME = """id, from, until, where, measure, aggregate, value, unit, published, claim
figure, 2024-01-02, 2024-01-02, BBB, crossings_in, sum, 9, people, 2024-01-02, law
cars, 2024-01-02, 2024-01-02, one, queue_vehicles, mean, 40, cars, 2024-01-04, law"""


def part(subject):
    return Part(subject, "", sources([subject]))


@pytest.mark.parametrize(("at", "gates"), [("10.5, 22", {"gate"}), (",", set())])
def test_the_key_of_the_map_explains_what_is_drawn(subject_of, at, gates):
    assert part(subject_of(gates=GATES.format(at))).on_map - {"assumed", "counted", "home"} == gates


def test_where_nobody_fled_nothing_is_told_of_those_who_did(subject_of):
    subject = subject_of(places=PLACES, gates=GATES.format("10.5, 22"))
    for name in ("arrivals", "departures", "country_crossings_in", "crossings_in", "queue_people", "queue_vehicles"):
        subject.run.variables[name][:] = 0
    told = part(subject)
    assert told.on_map == {"gate"}
    assert told.map.key == "Dots, red: gates by their worst queue."
    assert told.map.note.startswith("Nobody fled abroad in this run, so there is no line.")
    assert (told.inside_arrivals, told.inside_queues) == ("nobody arrived", "no queue")
    assert told.no_queue.startswith("No queue reached 50 people")
    html = make_page(subject.run).html()
    for said in ("where people set out", "fled there", "where people arrived", "Whoever was let through", "the table<"):
        assert said not in html, said


def test_hours_are_said_to_be_local(subject):
    assert "Days and hours are local time" in page_of(subject)


def test_days_and_totals_side_by_side_say_which_they_are(subject_of):
    counted = """id, from, until, where, measure, aggregate, who, value, unit, kind, published, claim
        day, 2024-01-01, 2024-01-02, BBB, crossings_in, per_day, citizens, 8500, people/day, about, 2024-01-02, law
        one, 2024-01-02, 2024-01-02, BBB, crossings_in, sum, citizens, 9000, people, exact, 2024-01-02, law
        all, 2024-01-01, 2024-01-03, BBB, crossings_in, sum, citizens, 98000, people, about, 2024-01-04, law
        named, 2024-01-02, 2024-01-02, BBB, crossings_in, sum, citizens, 9000, persons, exact, 2024-01-02, law
        bare, 2024-01-02, 2024-01-02, BBB, crossings_in, sum, citizens, 9000, , exact, 2024-01-02, law
        men, 2024-01-02, 2024-01-02, BBB, crossings_in, share_men, citizens, 0.45, fraction, exact, 2024-01-02, law
        cars, 2024-01-02, 2024-01-02, one, queue_vehicles, mean, all, 40, cars, about, 2024-01-04, law
        wait, 2024-01-02, 2024-01-02, one, wait_hours, mean, all, 12, hours, about, 2024-01-04, law"""
    told = {figure.id: figure.told() for figure in subject_of(observations=counted).figures}
    assert told == {
        "day": "about 8,500 a day",
        "one": "9,000",
        "all": "about 98,000 in all",
        "named": "9,000",
        "bare": "9,000",
        "men": "0.45",
        "cars": "about 40 cars",
        "wait": "about 12.0 hours",
    }
    assert ">about 98,000 in all</a>" in page_of(subject_of(observations=counted))


def test_what_bounds_arrivals_stands_as_a_bound_in_the_table_of_countries(subject_of):
    counted = """id, from, until, where, measure, aggregate, value, unit, kind, published, claim
        low, 2024-01-02, 2024-01-02, BBB, arrivals, sum, 9000, people, at_least, 2024-01-04, law"""
    for kind, told in (("at_least", "at least 9,000"), ("at_most", "at most 9,000"), ("about", "9,000")):
        table = part(subject_of(observations=counted.replace("at_least", kind))).table
        assert [row["counted"] for row in table if row["counted"]] == [told]


def test_what_others_said_of_the_same_days_is_told_where_somebody_said_something_else(subject_of):
    counted = """id, from, until, where, measure, aggregate, value, unit, kind, published, claim
        one, 2024-01-02, 2024-01-02, BBB, arrivals, sum, 9000, people, about, 2024-01-04, law"""
    other = "\n        two, 2024-01-02, 2024-01-02, BBB, arrivals, sum, {}, people, about, 2024-01-04, law"
    for more, told in (("", ""), (other.format(9000), ""), (other.format(7000), " (also said: 7,000)")):
        (row,) = (row for row in part(subject_of(observations=counted + more)).table if row["counted_period"])
        assert re.search(r" \(also.*|$", row["counted_period"])[0] == told


def test_what_was_counted_after_the_run_is_in_no_picture(subject_of):
    counted = """id, from, until, where, measure, aggregate, who, value, unit, published, claim
        in, 2024-01-01, 2024-01-01, one, queue_km, mean, all, 3, km, 2024-01-02, law
        late, 2024-01-04, 2024-01-04, two, queue_km, mean, all, 3, km, 2024-01-04, law
        over, 2024-01-01, 2024-01-03, BBB, crossings_in, sum, citizens, 9, people, 2024-01-04, law"""
    told = part(subject_of(days=2, observations=counted))
    assert {figure.id for figure in told.subject.figures} == {"in", "late", "over"}
    assert {figure.id for picture in told.pictures() for figure in picture.figures} == {"in"}


def test_names_of_constants_are_shown_as_code_and_nothing_as_markup():
    assert _coded("equals `reach_reference`, <b>") == "equals <code>reach_reference</code>, &lt;b&gt;"


def test_a_line_for_seats_is_told_as_one_and_without_a_wait(subject_of):
    links = "from, to, mode, hours, gate, seats_per_day\nhome, town, rail, 1, one, 50\nhome, town, road, 2, two,"
    subject = subject_of(links=links)
    for name in ("queue_vehicles", "queue_km", "wait_hours"):
        subject.run.variables[name][:] = 0
    subject.run.variables["queue_people"][:] = [900, 70]
    told = [{name: row[name] for name in ("gate", "people", "vehicles", "hours")} for row in part(subject).queue_table]
    assert told == [
        {
            "gate": "First <gate> (into BBB), waiting for a seat", "people": "900 (900 to 900)", "vehicles": "–",
            "hours": "–",
        },
        {"gate": "Second gate (into BBB)", "people": "70 (70 to 70)", "vehicles": "–", "hours": "0.0 (0.0 to 0.0)"},
    ]  # fmt: skip
    seats, border = part(subject).queues[::-1]
    assert [picture.title for picture in seats.pictures] == ["people in line"]
    assert [picture.title for picture in border.pictures] == ["people in line", "hours of waiting"]


@pytest.mark.parametrize(("members", "said"), [(1, "gone by"), (3, "half gone by")])
def test_of_several_courses_a_table_says_by_when_half_of_the_lines_are_gone(subject_of, members, said):
    assert part(subject_of(members=members)).gone_by == said


def test_days_over_a_turn_of_the_year_say_of_which_year_they_are(subject_of):
    subject = subject_of(members=1, first_day="2023-12-30", observations=COUNTED)
    subject.run.variables["queue_people"][:] = np.array([0, 600, 0, 0])[:, None]
    told = part(subject)
    assert {(row["date"], row["clears"]) for row in told.queue_table} == {("31 December 2023", "1 January 2024")}
    assert {gate.note for gate in told.queues} == {"Longest around 31 December 2023; it is gone by 1 January 2024."}
    assert [figure.period() for figure in subject.figures] == ["31 Dec 2023"]
    assert written_on_axes(told) == {"%-d %b %Y"}
    assert written_on_axes(part(subject_of())) == {"%-d %b"}


def written_on_axes(told):
    """Return how the pictures of days write them."""
    drawn = [*told.fans, *told.queues[0].pictures, told.rules_bar]
    return {axis for picture in drawn for axis in re.findall('"format": "(%-d %b[^"]*)"', json.dumps(picture.spec))}


def page_of(subject, **manifest):
    subject.run.manifest.update(manifest)
    return make_page(subject.run).html()


def test_where_nothing_was_counted_nothing_is_said_of_counts(subject_of):
    bare, counted = (page_of(subject_of(**tables)) for tables in ({}, {"observations": COUNTED_IN_TIME}))
    for said in ("red: counted", "red marks as above", "beside what was counted", "simulated, the same"):
        assert said not in bare, said
        assert said in counted, said
    assert "Bands as above. Every picture" in bare


def test_a_claim_stands_apart_from_its_date_where_lines_are_not_broken(subject):
    """As on paper, where claims are told one after the other."""
    assert re.findall(r'data-as="claim">law(.*?)<small>', page_of(subject)) == [" <br>"]


@pytest.mark.parametrize(("mean", "called"), [(True, "the mean of 2 members at central constants"), (False, "the one")])
def test_a_single_course_has_no_median_nor_band_and_is_called_what_it_is(subject_of, mean, called):
    subject = subject_of(members=1)
    html = page_of(subject, mean=mean)
    read = html[html.index("<h1>") : html.index('<script type="application/json"')]
    assert not [word for word in ("median", "90 % band", "simulated courses") if word in read]
    specs = html[html.index('<script type="application/json"') : html.index("</script>", html.index('id="pictures"'))]
    assert '"title":"90 % band"' not in specs
    assert called in html


def test_several_courses_have_medians_and_bands(subject):
    html = page_of(subject)
    assert "fled there, median" in html
    assert "who fled in all, median: " in html


@pytest.mark.parametrize(("driver", "has_any"), [("ordinary_in, one, 9", True), ("others_in, one, 9", False)])
def test_ordinary_travel_is_spoken_of_where_there_is_any(subject_of, driver, has_any):
    html = page_of(subject_of(drivers=f"name, where, value\n{driver}"))
    assert ("ordinary travel is included" in html) == has_any
    assert ("the scenario has no ordinary travel" in html) != has_any
    assert ("crosses, ordinary travel included" in html) == has_any


def test_a_run_that_was_moved_is_called_so_where_its_courses_are_first_named(subject_of):
    subject = subject_of()
    assert run_in_words(subject) == "3 simulated courses (members), seed 1"
    learned = {"posterior": {"until": "2024-01-02", "figures": ["a"]}}
    subject.run.manifest.update(learned)
    said = "On every evening members learned from what was known then, and nothing later, and were run on."
    assert evenings_in_words(subject) == said
    subject.run.manifest.update(updated={"until": "2024-01-03", "figures": ["b", "c"]})
    moved = "moved by 2 figures, not simulated anew"
    assert run_in_words(subject).startswith(f"3 simulated courses (members), seed 1, {moved}, learned from 3 figures")
    since = said.replace("evening", "evening until 2 January").replace("on.", f"on; since then they were {moved}.")
    assert evenings_in_words(subject) == since
    del subject.run.manifest["posterior"]
    assert evenings_in_words(subject) == f"After the first evening the run was {moved}."


@pytest.mark.parametrize("came", [[], [{"counted": 9}]])
def test_the_key_of_evenings_has_counts_where_some_came(subject, came):
    told = part(subject)
    told.__dict__["evenings"] = tuple(
        Picture("tomorrow", "Tomorrow", "", {"datasets": {"came": each}}) for each in ([], came)
    )
    assert told.evenings_are_counted == bool(came)
    assert told.evenings_key.endswith("Red: counted.") == bool(came)
