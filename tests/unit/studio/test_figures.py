"""Figures that are dropped on the page."""

import io

import openpyxl
import pytest

from exeunt.errors import InputError
from exeunt.studio.figures import TEXTS, said
from exeunt.studio.sessions import MOST_FIGURES

HEADER = "id,from,until,where,measure,aggregate,who,value,published"


@pytest.fixture
def day(smallest):
    return f"{smallest.settings.first_day}"


def read(browser, tab, run, text, kind="csv"):
    return browser.post(
        f"/api/figures/read?run={run}&kind={kind}",
        headers=tab,
        content=text if isinstance(text, bytes) else text.encode(),
    )


def take(browser, tab, run, found):
    return browser.post("/api/figures/take", headers=tab, json={"run": run, "token": found["token"]})


def answers_of(found):
    """The answers that the questions of a file take."""
    return [answer for fault in found["faults"] for answer in fault["answers"]]


def test_columns_are_explained_and_faults_stand_by_row(browser, tab, run):
    found = read(browser, tab, run, f"{HEADER}\nmine,2030-02-31,,BBB,arrivals,sum,all,many,\n").json()
    assert [column["column"] for column in found["columns"]][:2] == ["id", "from"]
    assert {fault["row"] for fault in found["faults"]} == {2}
    assert {"from", "value"} <= {fault["column"] for fault in found["faults"]}
    assert take(browser, tab, run, found).status_code == 400


@pytest.mark.parametrize("text", [b"", b"\x00\x01\x02", b"\xff\xfe", b"PK\x03\x04 no workbook"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_no_table_is_refused_in_words(browser, tab, run, text, kind):
    found = read(browser, tab, run, text, kind).json()
    assert found.get("faults") or found.get("error")


def test_only_tables_are_read(browser, tab, run):
    assert read(browser, tab, run, "x", kind="exe").status_code == 400


def test_arrivals_as_analysts_have_them_are_read_and_what_they_leave_open_is_asked(browser, tab, run, day):
    text = f"Date;Country of asylum;Arrivals\n{day};BBB;900\n"
    asked = read(browser, tab, run, text).json()
    assert {"name": "counts", "of": "", "says": "cumulative"} in answers_of(asked)
    assert {"name": "source", "of": "", "says": ""} in answers_of(asked)
    assert take(browser, tab, run, asked).status_code == 400
    found = read(browser, tab, f"{run}&counts=cumulative&source=A+ministry", text).json()
    assert found["faults"] == []
    assert found["count"] == 1
    assert [row["value"] for row in found["rows"]] == ["900"]
    assert {column["read_as"] for column in found["columns"]} >= {"where", "the day it counts to"}


def test_of_which_time_a_single_new_figure_is_can_be_said(browser, tab, run, day):
    text = f"Date,Country,New arrivals,Source\n{day},BBB,900,A ministry\n"
    found = read(browser, tab, run, text).json()
    assert len(found["faults"]) == 1
    assert {"name": "each", "of": "", "says": "day"} in answers_of(found)
    assert read(browser, tab, f"{run}&each=day", text).json()["faults"] == []


COUNTS = {"cumulative", "new", "stock"}
ASKED = {  # by what is asked: a file, what answers it, and what is offered; blank for an answer of one's own
    "counts": ("Date,Country,Arrivals,Source\n{day},BBB,900,A ministry\n", {"counts": "cumulative"}, COUNTS),
    "each": (
        "Date,Country,New arrivals,Source\n{day},BBB,900,A ministry\n",
        {"each": "day"},
        {"day", "week", "month", "before"},
    ),
    "dates": (
        "Date,Country,Cumulative arrivals,Source\n04/03/2024,BBB,900,A ministry\n",
        {"dates": "day-first"},
        {"day-first", "month-first"},
    ),
    "numbers": (
        "Date;Country;Cumulative arrivals;Source\n{day};BBB;1,200;A ministry\n",
        {"numbers": "1,234.5"},
        {"1,234.5", "1.234,5"},
    ),
    "figures": (
        "Date,Country,N,NAME,Source\n{day},BBB,900,800,A ministry\n",
        {"figures": "N", "counts": "stock"},
        {"N", "NAME", *COUNTS},
    ),
    "source": ("Date,Country,Cumulative arrivals\n{day},BBB,900\n", {"source": "A ministry"}, {""}),
    "where": ("Date,Cumulative arrivals,Source\n{day},900,A ministry\n", {"where": "BBB"}, {""}),
    "on": ("Country,Cumulative arrivals,Source\nBBB,900,A ministry\n", {"on": "{day}"}, {""}),
    "family_size": (
        "Date,Country,Cumulative families,Source\n{day},BBB,90,A ministry\n",
        {"family_size": "4.5"},
        {""},
    ),
    "only": (
        "Date,Country,Sex,Cumulative arrivals,Source\n{day},BBB,men,90,A ministry\n{day},BBB,women,80,A ministry\n",
        {"only:Sex": "men"},
        {"men", "women"},
    ),
    "means": (
        "Date,Border crossing,Cumulative arrivals,Source\n{day},Westport,900,A ministry\n",
        {"means:Westport": "west-gate"},
        {"west-gate", "westport"},
    ),
    "sheet": ("Date,Country,Cumulative arrivals,Source\n{day},BBB,900,A ministry\n", {"sheet": "Other"}, {""}),
}


def in_two_sheets(text):
    """A workbook that has the same cells twice."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    for sheet in (book.active, book.create_sheet("Other")):
        for line in text.splitlines():
            sheet.append(line.split(","))
    book.save(file)
    return file.getvalue()


def test_whatever_can_be_answered_is_asked_here():
    assert set(ASKED) == {*TEXTS, "only", "means", "family_size"}


@pytest.mark.parametrize("kind", ASKED)
def test_whatever_is_asked_can_be_answered(browser, tab, run, day, kind):
    text, answers, says = ASKED[kind]
    text, answers = text.format(day=day), {name: answer.format(day=day) for name, answer in answers.items()}
    file = (in_two_sheets(text), "xlsx") if kind == "sheet" else (text, "csv")
    found = read(browser, tab, run, *file).json()
    assert {f"{each['name']}:{each['of']}".rstrip(":") for each in answers_of(found)} == set(answers)
    assert {each["says"] for each in answers_of(found)} == says
    query = "&".join(f"{name}={answer}" for name, answer in answers.items())
    assert read(browser, tab, f"{run}&{query}", *file).json()["faults"] == []


def test_what_stands_for_an_answer_is_offered_to_nobody(browser, tab, run, day):
    asked = read(
        browser, tab, f"{run}&figures=Elsewhere", f"Date,Country,Total,Source\n{day},BBB,9,A ministry\n"
    ).json()
    assert {"name": "figures", "of": "", "says": ""} in answers_of(asked)


def test_of_several_sheets_and_names_one_is_named():
    answers = {"sheet": "Data ", "only:Group: age": "60+ + adults", "means:Medyka": "UA-R09", "run": "x", "each": ""}
    assert said(answers) == {
        "sheet": "Data",
        "only": {"Group: age": ["60+", "adults"]},
        "means": {"Medyka": "UA-R09"},
    }


def test_a_size_of_families_that_is_no_number_is_refused():
    with pytest.raises(InputError, match=r"'many' is no number of people that a family has; write one such as 4\.5"):
        said({"family_size": "many"})


def test_figures_that_the_scenario_has_already_are_said_to_be_and_none_is_kept(browser, tab, run):
    text = "Date,Crossing,Daily new arrivals,Source\n2024-03-05,west-gate,4200,A ministry\n"
    found = read(browser, tab, run, text).json()
    assert (found["faults"], found["count"], found["known"]) == ([], 0, 1)
    assert take(browser, tab, run, found).status_code == 400


@pytest.mark.slow
def test_good_figures_move_the_forecast(browser, tab, run, day):
    text = f"{HEADER}\nmine,{day},{day},BBB,crossings_in,sum,citizens,9000,{day}\n"
    found = read(browser, tab, run, text).json()
    assert found["faults"] == []
    assert found["count"] == 1
    taken = take(browser, tab, run, found)
    if taken.status_code == 200:
        told = taken.json()
        assert told["used"] == ["mine"]
        labels = [(row["where"], row["what"], row["when"]) for row in told["rows"]]
        assert len(set(labels)) == len(labels) > 1, "a day and the whole period are told apart"
        assert {what for _, what, _ in labels} <= {"people entering", "people in the queue, at most"}
        begun, moved, outside, *advice = told["told"]
        assert begun.startswith("Learned from 1 figure published by ")
        assert "moved by 1 figure, not simulated anew" in moved
        assert " of 1 figure, taken in now or learned from before, " in outside
        assert any("poor fit" in each for each in advice) == outside.startswith("1 ")
        assert browser.get("/api/view/overview", headers=tab, params={"run": told["run"]}).status_code == 200
    else:
        assert taken.json()["error"].endswith(".")


@pytest.mark.slow
def test_what_is_taken_in_is_what_was_looked_at_whatever_else_was_read_since(browser, tab, run, day):
    row = f"{day},{day},BBB,crossings_in,sum,citizens,9000,{day}\n"
    first, second = (read(browser, tab, run, f"{HEADER}\n{id_},{row}").json() for id_ in ("one", "other"))
    read(browser, tab, run, f"{HEADER}\nbad,{row.replace('9000', 'many')}")
    assert [take(browser, tab, run, each).json()["used"] for each in (second, first)] == [["other"], ["one"]]


def test_the_file_that_is_taken_in_gives_way_last(browser, tab, run, day):
    """Who reads others meanwhile does not take it from under a forecast that is being moved."""
    row = f"mine,{day},{day},BBB,crossings_in,sum,citizens,9000,{day}\n"
    first, second = (read(browser, tab, run, f"{HEADER}\n{row}").json()["token"] for _ in range(2))
    mine = browser.app.state.bench.tabs.of(tab["X-Exeunt-Tab"])
    file = mine.figures_read(first)
    for _ in range(MOST_FIGURES - 1):
        read(browser, tab, run, f"{HEADER}\n{row}")
    assert file.exists()
    assert mine.figures_read(second) is None


def test_of_the_files_that_were_read_a_tab_keeps_the_last_and_none_with_faults(browser, tab, run, day):
    row = f"mine,{day},{day},BBB,crossings_in,sum,citizens,9000,{day}\n"
    for text in (row, row.replace("9000", "many")) * MOST_FIGURES + (row,):
        read(browser, tab, run, f"{HEADER}\n{text}")
    mine = browser.app.state.bench.tabs.of(tab["X-Exeunt-Tab"])
    assert len(list(mine.folder.glob("figures-*"))) == len(mine.figures) == MOST_FIGURES
    assert all(file.exists() for file in mine.figures.values())
