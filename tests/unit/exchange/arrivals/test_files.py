"""Files as UNHCR, HDX, IOM and spreadsheets write them come to the same figures; what is left open is asked about."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

import exeunt
from exeunt.errors import InputError, ScenarioError

LONG = "Date,Country,Cumulative arrivals\n2023-05-04,Chad,1200\n2023-05-05,Egypt,40500\n"
AS_LONG = [("TCD", "2023-04-15", "2023-05-04", "1200"), ("EGY", "2023-04-15", "2023-05-05", "40500")]


@pytest.mark.parametrize(
    "content",
    [
        LONG,
        LONG.replace("\n", "\r\n"),
        LONG.replace(",", ";"),
        "sep=;\n" + LONG.replace(",", ";"),
        LONG.replace(",", "\t"),
        LONG.replace(",", "|"),
        LONG.encode("utf-8-sig"),
        LONG.encode("utf-16"),
        LONG.encode("utf-16-le"),
        LONG.replace(",", "\t").encode("utf-16-be"),
        "UNHCR, as of 6 May\n\n" + LONG,
        LONG.replace("1200", '"1,200"').replace("40500", '"40,500.0"'),
        LONG.replace("Date", "Date and time"),
        LONG.replace("Chad", "Tchad").replace("Egypt", "Arab Republic of Egypt"),
        LONG.replace("Chad", "TCD").replace("Egypt", "EG"),
        LONG.replace("2023-05-04", "4 May 2023").replace("2023-05-05", "5 mai 2023"),
        LONG + "Total,,41700\n\nSource: UNHCR\n",
        "Refugees\n\n" + LONG + "Source: UNHCR\n* as of noon\n+ provisional\n",
        ("Refugees\n\n" + LONG + "Source: UNHCR\n* as of noon\n+ provisional\n").replace(",", "\t"),
        "Refugees; those who came\nAs of noon; local time\nUNHCR; Geneva\n" + LONG,
        "Refugees, who came\nUNHCR, Geneva\nAs of, noon\n" + LONG.replace(",", ";"),
        "Date,Chad cumulative,Egypt (cumulative),Total\n2023-05-04,1200,,1200\n2023-05-05,,40500,40500\n",
        "date,country,admin1,individuals_cumulative,households,lat\n2023-05-04,Chad,,1200,300,1\n2023-05-05,Egypt,All,40500,9,2",
        "#date+occurred,#country+name+dest,#affected+refugees+cumulative\n2023-05-04,Chad,1200\n2023-05-05,Egypt,40500",
        "day,who,n\n#date,#country+code+v_iso3,#affected+cumulative\n2023-05-04,TCD,1200\n2023-05-05,EGY,40500",
    ],
)  # fmt: skip
def test_the_same_figures_in_any_form(figures, content):
    assert figures(content) == AS_LONG


def test_a_column_for_each_day(figures):
    content = "Country,04/05/2023,13/05/2023\nChad,1200,1300\nEgypt,40500,\n"
    assert figures(content, counts="cumulative") == [
        ("TCD", "2023-04-15", "2023-05-04", "1200"),
        ("TCD", "2023-04-15", "2023-05-13", "1300"),
        ("EGY", "2023-04-15", "2023-05-04", "40500"),
    ]


def book(tmp_path, **sheets):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(tmp_path / "figures.xlsx")
    return tmp_path / "figures.xlsx"


ROWS = [
    ["Sudan situation"],
    ["Date", "Country of asylum", "Cumulative arrivals"],
    [date(2023, 5, 4), "Chad", 1200],
    [45051, "Egypt", 40500.0],
]


def test_a_workbook_with_days_and_the_numbers_that_a_spreadsheet_counts_days_by(figures, tmp_path):
    assert figures(book(tmp_path, data=ROWS)) == AS_LONG


def test_of_several_sheets_one_is_asked_for(figures, told, tmp_path):
    path = book(tmp_path, about=[["x", "y"]], data=ROWS)
    with pytest.raises(ScenarioError, match=r"has 2 sheets \('about', 'data'\); say which is to be read: sheet=NAME"):
        told(path)
    assert figures(path, sheet="Data") == AS_LONG


def with_a_tally(tmp_path, *merged, tally=(7, None)):
    """A workbook with a column that is not read and some of whose cells are merged."""
    header, *rows = ROWS[1:]
    rows = [[*header, "Tally"], *([*row, told] for row, told in zip(rows, tally, strict=True))]
    path = book(tmp_path, data=rows)
    workbook = load_workbook(path)
    for area in merged:
        workbook.active.merge_cells(area)
    workbook.save(path)
    return path


@pytest.mark.parametrize(("merged", "tally"), [(["D2:D3"], (7, None)), (["D2:E3"], (7, None)), ([], ("#REF!", 7))])
def test_cells_of_a_column_that_is_not_read_may_be_merged_or_broken(figures, tmp_path, merged, tally):
    assert figures(with_a_tally(tmp_path, *merged, tally=tally)) == AS_LONG


def test_a_column_of_which_nothing_is_seen_is_not_passed_over(told, tmp_path):
    """It may hold words that tell groups apart."""
    with pytest.raises(ScenarioError, match=r"figures.xlsx:2: the formula in column 4 came to #REF!"):
        told(with_a_tally(tmp_path, tally=("#REF!", "=1+1")))


@pytest.mark.parametrize("name", ["admin1", "Region", "Team"])
def test_cells_that_may_tell_groups_apart_are_not_passed_over(told, tmp_path, name):
    """Of the same day there are two rows, one of each group: neither is of all of Chad."""
    rows = [[45050 + day, "Chad", 100 * day + group, f'="{"AB"[group]}"'] for day in range(3) for group in range(2)]
    with pytest.raises(ScenarioError) as refused:
        told(book(tmp_path, data=[["Date", "Country", "New arrivals", name], *rows]))
    assert [fault.row for fault in refused.value.faults] == [2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(("name", "cells"), [("Share of women", ("=1/2", "=1/3")), ("Team size", (7, "=1+1"))])
def test_cells_of_a_column_of_numbers_that_is_not_read_may_be_broken(figures, tmp_path, name, cells):
    header, *rows = ROWS[1:]
    rows = [[*row, cell] for row, cell in zip(rows, cells, strict=True)]
    assert figures(book(tmp_path, data=[[*header, name], *rows])) == AS_LONG


@pytest.mark.parametrize(("merged", "at"), [("C2:C3", [(3, 3)]), ("C2:D3", [(2, 4), (3, 3)])])
def test_figures_in_merged_cells_are_not_imported(told, tmp_path, merged, at):
    with pytest.raises(ScenarioError) as refused:
        told(with_a_tally(tmp_path, merged))
    assert [str(fault) for fault in refused.value.faults] == [
        f"figures.xlsx:{row}: the cell in column {column} is merged with that of row 2, column 3, which holds '1200'; "
        "undo the merge, and write into each cell what it is to hold"
        for row, column in at
    ]


@pytest.mark.parametrize(("form", "seen"), [('#,##0.0"k"', "1,200,000"), ('0"000"', "1200000"), ("0,", "1.2")])
def test_figures_are_not_imported_that_are_shown_as_others(figures, told, tmp_path, form, seen):
    path = with_a_tally(tmp_path, tally=(0.07, 0.93))
    workbook = load_workbook(path)
    workbook.active["D2"].number_format = "0%"
    workbook.save(path)
    assert figures(path) == AS_LONG
    workbook.active["C2"].number_format = form
    workbook.save(path)
    with pytest.raises(ScenarioError) as refused:
        told(path)
    assert [str(fault) for fault in refused.value.faults] == [
        f"figures.xlsx:2: the cell in column 3 holds 1200, which its format shows as {seen}; "
        "give the cell a plain number format, and write the number that is meant in full"
    ]


def test_a_column_by_which_rows_are_chosen_is_read(told, tmp_path):
    path = with_a_tally(tmp_path, "D2:D3")
    with pytest.raises(ScenarioError, match=r"figures.xlsx:3: the cell in column 4 is merged with that of row 2"):
        told(path, only={"Tally": "7"})


def test_a_header_that_was_not_worked_out_is_told_where_it_leaves_something_open(told, tmp_path):
    path = book(tmp_path, data=[["Date", "Country of asylum", "=A1"], *ROWS[2:]])
    with pytest.raises(ScenarioError, match=r"figures.xlsx:1: the formula in column 3 has not been worked out"):
        told(path)


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ([["Country", date(2023, 5, 4), "=B1+1", "=C1+1"], ["Chad", 1200, 1300, 1400]], ["1: 3", "1: 4"]),
        ([["Country", date(2023, 5, 4), "=B1+1", "=C1+1"], ["Chad", 1200, 1300]], ["1: 3"]),
        ([["Country", date(2023, 5, 4), "#REF!"], ["Chad", 1200, "=B2"]], ["1: 3", "2: 3"]),
        (
            [["Date", "Country", "A", "B"], ["#date", "#country", "#affected", '="#affected"'], [45050, "Chad", 1, 2]],
            ["2: 4"],
        ),
    ],
)
def test_a_column_whose_name_or_tag_was_not_worked_out_is_not_passed_over(told, tmp_path, rows, at):
    with pytest.raises(ScenarioError) as refused:
        told(book(tmp_path, data=rows), counts="cumulative")
    found = (re.match(r"figures.xlsx:(\d+: )the formula in column (\d+) ", str(each)) for each in refused.value.faults)
    assert ["".join(each.groups()) for each in found] == at


def test_what_counts_of_is_asked_unless_the_header_says_it(figures, told):
    content = LONG.replace("Cumulative arrivals", "Individuals")
    (fault,) = told(content)
    assert fault == (
        "figures.csv:1:Individuals: does not say whether its figures add up since the beginning, are new, or are those "
        "present; say which: counts='cumulative' or counts='new' or counts='stock'"
    )
    assert figures(content, counts="cumulative") == AS_LONG
    assert "its figures are called cumulative, and you say they are new" in told(LONG, counts="new")[0]


def test_cumulative_figures_that_fall_are_taken_and_said(bring):
    rows = "2023-05-06,Chad,281001\n2023-05-07,Chad,270001\n2023-05-08,Chad,265001\n2023-05-07,Egypt,5\n"
    rows += "2023-05-08,Egypt,9\n"
    arrivals = bring("Date,Country,Cumulative arrivals\n" + rows, source="X")
    said = "cumulative figures of TCD fall from 281001 (row 2) to 270001 (row 3), and 1 time more: "
    said += "none is left out for that"
    assert [each for each in arrivals.assumed if "fall" in each] == [said]
    assert len(arrivals.rows) == 5
    new = bring("Date,Country,New arrivals\n" + rows, source="X", each="day")
    assert not any("fall" in each for each in new.assumed)


def test_those_present_are_a_stock_at_the_end_of_the_day(bring):
    content = "Year,Country of asylum,Refugees currently hosted\n2023-05,Chad,1200\n"
    (row,) = bring(content, source="UNHCR").rows
    assert (row["measure"], row["aggregate"], row["from"], row["until"]) == (
        "stock",
        "mean",
        "2023-05-31",
        "2023-05-31",
    )


NEW = "Date,Country,New arrivals\n2023-05-04,Chad,10\n{},Chad,20\n"


def test_new_figures_are_of_their_day_if_dates_follow_day_by_day(bring, figures):
    content = NEW.format("2023-05-05")
    assert [row[1:3] for row in figures(content)] == [("2023-05-04",) * 2, ("2023-05-05",) * 2]
    assert any("day by day" in each for each in bring(content, source="UNHCR").assumed)


def test_of_which_time_new_figures_are_is_asked_otherwise(figures, told):
    content = NEW.format("2023-05-11")
    (fault,) = told(content)
    assert fault.endswith("say it: each='day' or each='week' or each='month' or each='before'")
    assert [row[1] for row in figures(content, each="week")] == ["2023-04-28", "2023-05-05"]
    assert [row[1] for row in figures(content, each="before")] == ["2023-05-05"]
    assert [row[1] for row in figures(content.replace("New", "Weekly new"))] == ["2023-04-28", "2023-05-05"]
    assert [row[1] for row in figures("Start date,End date,Country,New arrivals\n2023-05-01,2023-05-07,Chad,10")] == [
        "2023-05-01"
    ]


def test_a_single_date_is_asked_about_by_name_however_others_follow(bring, figures, told):
    content = NEW.format("2023-05-05") + "2023-05-05,Egypt,9000\n"
    (fault,) = told(content)
    assert fault.startswith("figures.csv:4:New arrivals: ")
    assert "Egypt (EGY)" in fault
    assert "Chad" not in fault
    weekly = figures(content, each="week")
    assert ("EGY", "2023-04-29", "2023-05-05", "9000") in weekly
    assert ("TCD", "2023-05-05", "2023-05-05", "20") in weekly  # whose dates say it
    assert (
        "new figures of Chad (TCD) are those of their day, as their dates follow day by day"
        in bring(content, source="UNHCR", each="week").assumed
    )


def test_what_is_said_goes_before_dates_that_follow_day_by_day_where_no_other_is_open(figures):
    assert [row[1] for row in figures(NEW.format("2023-05-05"), each="week")] == ["2023-04-28", "2023-04-29"]


@pytest.mark.parametrize("head", ["Week", "Period", "Reporting period", "Month", "Dated"])
def test_dates_of_which_it_is_not_said_what_they_are_are_asked_about_by_their_column(told, bring, head):
    content = f"{head},Country,Weekly new arrivals\n2023-05-07,Chad,1000\n2023-05-14,Chad,2000\n"
    assert told(content) == [
        f"figures.csv:1:{head}: holds dates (2023-05-07), but does not say whether they begin or end what was counted; "
        "call it Week start, Week ending, or Date if figures count to that day"
    ]
    (several,) = bring(content, source="X", on=date(2023, 5, 14)).faults
    assert f"{head}: holds 2 days or periods, such as 2023-05-07 and 2023-05-14, and you say that all are" in str(
        several
    )
    said = f"figures are of 2023-05-14, as you say; what the column {head} says of days is not read"
    assert said in bring(content.rsplit("\n", 2)[0], source="X", on=date(2023, 5, 14)).assumed


def test_the_day_of_a_report_is_asked_about_where_no_other_day_is_tagged(bring, told, figures):
    content = "When,Who,N\n#date+reported,#country,#affected+cumulative\n2023-05-04,Chad,1200\n2023-05-05,Egypt,40500\n"
    (fault,) = told(content)
    assert fault == (
        "figures.csv:1:When: holds dates (2023-05-04), but does not say whether they begin or end what was counted; "
        "tag it #date if figures count to that day, or #date+start if they count from it"
    )
    assert "you say that all are of 2023-05-05; tag it #date" in told(content, on=date(2023, 5, 5))[0]
    assert figures(content.replace("+reported", "")) == AS_LONG
    both = content.replace("When,", "Day,When,").replace("#date+", "#date,#date+").replace("2023", "2023-05-03,2023")
    assert {row["published"] for row in bring(both, source="X").rows} == {"2023-05-04", "2023-05-05"}


@pytest.mark.parametrize(
    ("head", "cell", "told_of"),
    [
        ("Week", "9", "Week: holds 9, which names no days; write the last days in a column Week ending"),
        ("Month", "May", "Month: holds May, which names no days; write the year too, as 2022-03, or in a column Year"),
        ("Year,Week", "2023,9", "Week: holds 9, which names no days"),
        ("Year,Month,Week", "2023,3,9", "Week: holds 9, which names no days"),
    ],
)
def test_weeks_and_months_that_name_no_days_are_faults(told, head, cell, told_of):
    (fault,) = told(f"{head},Country,New arrivals\n{cell},Chad,1000\n")
    assert told_of in fault


@pytest.mark.parametrize(
    ("head", "cell", "since", "until"),
    [
        ("Week", "2023-W18", "2023-05-01", "2023-05-07"),
        ("Month", "May 2023", "2023-05-01", "2023-05-31"),
        ("Week start", "2023-05-01", "2023-05-01", "2023-05-07"),
        ("Week ending", "2023-05-07", "2023-05-01", "2023-05-07"),
    ],
)
def test_a_period_that_says_its_ends_is_read(figures, head, cell, since, until):
    kind = "New" if head == "Month" else "Weekly new"
    assert figures(f"{head},Country,{kind} arrivals\n{cell},Chad,1000\n") == [("TCD", since, until, "1000")]


def test_how_long_new_figures_count_from_their_start_is_asked(figures, told):
    content = "Start,Country,New arrivals\n2023-05-31,Chad,1000\n"
    (question,) = told(content)
    assert question.endswith("counted from their first day; say it: each='day' or each='week' or each='month'")
    assert figures(content, each="month") == [("TCD", "2023-05-31", "2023-06-29", "1000")]
    assert figures(content, each="day") == [("TCD", "2023-05-31", "2023-05-31", "1000")]


def test_families_never_pass_for_people(bring, told):
    for content in (
        LONG.replace("Cumulative arrivals", "Cumulative arrivals (families)"),
        LONG.replace("\n", ",households\n").replace("arrivals,households", "arrivals,Unit"),
        LONG.replace("Date,Country,Cumulative arrivals", "#date,#country,#affected+hh+cumulative"),
    ):
        (fault,) = told(content)
        assert fault.endswith("counts families; say how many people a family has: family_size=N")
        arrivals = bring(content, source="UNHCR", family_size=5)
        assert [row["value"] for row in arrivals.rows] == ["6000", "202500"]
        assert {row["unit"] for row in arrivals.rows} == {"people"}
        assert {claim["stance"] for claim in arrivals.claims} == {"assumption"}
        assert "families were counted, assumed to have 5 people each" in arrivals.claims[0]["note"]


def test_a_unit_of_something_else_is_a_fault(told):
    faults = told("Date,Country,Cumulative arrivals,Unit\n2023-05-04,Chad,1200,tents\n2023-05-05,Chad,1200,vehicles\n")
    assert [fault.split(": ", 1)[0] for fault in faults] == ["figures.csv:2:Unit", "figures.csv:3:Unit"]


def test_where_both_are_counted_people_are_taken(bring):
    arrivals = bring(
        "Date,Country,Cumulative individuals,Cumulative households\n2023-05-04,Chad,1200,300\n", source="IOM"
    )
    assert [row["value"] for row in arrivals.rows] == ["1200"]
    assert arrivals.columns[3].read_as == "passed over: counts families; people are taken"


def test_an_unknown_name_is_a_fault_with_what_was_meant_and_can_be_told(figures, told):
    content = LONG.replace("Egypt", "Egpyt")
    (fault,) = told(content)
    assert fault.startswith(
        "figures.csv:3:Country: 'Egpyt' is no country, gate, place or area that is known; did you mean"
    )
    assert "Egypt (EGY)" in fault
    assert figures(content, means={"egpyt": "Egypt"}) == AS_LONG
    assert figures(content, means={"Egpyt": "-"}) == AS_LONG[:1]
    assert figures(content, partly=True) == AS_LONG[:1]
    with pytest.raises(InputError, match="means Egpyt=Nowhere: 'Nowhere' is no country"):
        told(content, means={"Egpyt": "Nowhere"})


def test_what_is_wrong_with_the_header_is_not_left_out(bring):
    content = "Week of the report,Country,Cumulative arrivals\n" + "".join(
        f"2023-05-{day:02},Chad,{day}00\n" for day in (4, 11, 18)
    )
    arrivals = bring(content, source="UNHCR", on=date(2023, 5, 4), partly=True)
    (fault,) = arrivals.faults
    assert fault.row == 1
    assert "holds 3 days or periods" in fault.wrong


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        (["13/05/2023,Chad,1200", "05/14/2023,Chad,1300", "03/04/2023,Chad,1100"], "cannot both be read in one order"),
        (['2023-05-04,Chad,"1,234,567"', '2023-05-05,Chad,"1.234.568"', '2023-05-06,Chad,"1,300"'], "part thousands"),
    ],
)
def test_what_leaves_other_rows_unread_is_not_mended_by_leaving_its_own_out(bring, cells, wrong):
    lines = ["Date,Country,Cumulative arrivals", *cells, "2023-05-07,Chad,1400"]
    arrivals = bring("\n".join(lines), source="UNHCR", partly=True)
    assert wrong in "".join(map(str, arrivals.faults))


def test_a_cell_that_is_not_understood_leaves_out_no_other_figure_of_its_row(bring):
    content = "Date,Chad,Egypt\n2023-05-04,12oo,500\n2023-05-05,1300,no day\nMay?,1,2\n"
    arrivals = bring(content, source="UNHCR", counts="cumulative", partly=True)
    assert [(row["where"], row["until"]) for row in arrivals.rows] == [("EGY", "2023-05-04"), ("TCD", "2023-05-05")]
    assert [(line, why.split(";")[0]) for line, why in arrivals.left_out] == [
        (2, "Chad: '12oo' is not a number of people"),
        (3, "Egypt: 'no day' is not a number of people"),
        (4, "Date: 'May?' is not a day that exists"),
    ]


def test_bounds_that_are_none_leave_out_their_figure_alone(bring):
    content = "Date,Country,Cumulative arrivals,Low,High\n2023-05-04,Chad,1200,1300,1400\n2023-05-04,Egypt,500,4,600\n"
    arrivals = bring(content, source="UNHCR", partly=True)
    assert [row["where"] for row in arrivals.rows] == ["EGY"]
    assert [line for line, _ in arrivals.left_out] == [2]
    content = "Date,Country,Cumulative arrivals,Low\n2023-05-04,Chad,1200,x\n2023-05-04,Egypt,500,4\n"
    assert [row["where"] for row in bring(content, source="UNHCR", partly=True).rows] == ["EGY"]


def test_what_is_left_out_is_said_with_its_row(bring):
    content = LONG + "2023-05-05,Libya,9\n2023-05-05,Sudan,8\n2023-09-01,Chad,7\n2023-05-05,All,6\nNote\n"
    arrivals = bring(content, source="UNHCR")
    assert not arrivals.faults
    assert arrivals.left_out == (
        (4, "the scenario has no place in Libya (LBY)"),
        (5, "Sudan (SDN) is where people flee from"),
        (6, "2023-09-01 is after the scenario's last day, 2023-07-13"),
        (7, "'All' adds up others"),
        (8, "it has no figure: 'Note'"),
    )


def test_only_those_who_come_from_where_people_flee_are_counted(bring, told):
    content = "Date,Country of origin,Country of asylum,Cumulative refugees\n2023-05-04,{},Chad,1200\n"
    assert len(bring(content.format("SDN"), source="UNHCR").rows) == 1
    other = bring(content.format("Syrian Arab Republic") + "2023-05-04,Sudan,Egypt,5\n", source="UNHCR")
    assert [row["where"] for row in other.rows] == ["EGY"]
    assert other.left_out == ((2, "it counts people from Syrian Arab Republic"),)
    assert "'Sudam' is no country that is known; did you mean Sudan (SDN)" in told(content.format("Sudam"))[0]


def test_gates_places_and_areas_of_the_scenario_are_known_by_name(bring):
    content = "Date,Point of entry,Country,Cumulative arrivals\n2023-05-04,Joda,South Sudan,9\n2023-05-04,Adre,Chad,8\n"
    content += "2023-05-04,,South Sudan,7\n2023-05-04,The neighbours,,6"
    arrivals = bring(content, source="IOM")
    assert not arrivals.faults
    assert [(row["where"], row["measure"]) for row in arrivals.rows] == [
        ("joda", "crossings_in"), ("adre", "arrivals"), ("SSD", "arrivals"), ("AROUND", "arrivals"),
    ]  # fmt: skip
    (fault,) = bring(content.replace("Joda", "Jodda crossing"), source="IOM").faults
    assert "'Jodda crossing' is no country, gate" in str(fault), "a crossing nobody knows is not taken for its country"


def test_a_crossing_is_a_gate_of_that_name_and_asked_about_where_it_is_a_place_behind_gates(told, figures):
    content = "Date,Border crossing,Cumulative arrivals\n2023-05-04,Renk,9\n2023-05-05,Renk,10\n"
    assert told(content) == [
        "figures.csv:2:Border crossing: 'Renk' is a place that gates lead to, and the column says crossings; "
        "say which is meant: means={'Renk': 'joda'} or means={'Renk': 'renk'}"
    ]
    for meant in ("joda", "renk"):
        assert {where for where, *_ in figures(content, means={"Renk": meant})} == {meant}
    assert figures(content.replace("Renk", "Joda"))[0][0] == "joda"
    assert figures(content.replace("Border crossing", "Camp"))[0][0] == "renk", "a camp is a place"
    assert figures(content.replace("Renk", "Adre"))[0][0] == "adre", "no gate leads there"


def test_a_file_that_names_no_place_day_or_source_is_asked_for_them(told, figures):
    content = "Individuals,New\n1200,5"
    faults = told(content, figures="Individuals", counts="cumulative", source=None)
    asked = {fault.split("; ")[1] for fault in faults}
    assert asked == {"say it: where=COUNTRY", "say it: on=YYYY-MM-DD", "say it: source=NAME"}
    done = figures(content, figures="Individuals", counts="cumulative", where="Tchad", on=date(2023, 5, 4))
    assert done == AS_LONG[:1]


def test_a_row_that_ends_before_it_begins_holds_the_file(bring, told):
    content = "From,To,Country,New arrivals\n2023-05-08,2023-05-07,Chad,60\n2023-05-08,2023-05-09,Chad,70\n"
    (fault,) = told(content)
    assert fault.startswith(
        "figures.csv:2:From: counts from 2023-05-08 on, and to 2023-05-07, which is before it; write"
    )
    arrivals = bring(content, source="UNHCR", partly=True)
    assert ([row["value"] for row in arrivals.rows], arrivals.left_out[0][0]) == (["70"], 2)
    before = bring("Date,Country,Cumulative arrivals\n2023-04-01,Chad,60\n2023-05-08,Chad,70\n", source="UNHCR")
    assert before.left_out == ((2, "2023-04-01 is before 2023-04-15, the day from which it would count"),)
    assert not before.faults


def test_a_pace_that_the_header_contradicts_is_a_fault_and_not_overruled(told, figures):
    content = "Date,Country,Daily arrivals\n2023-05-01,Chad,60\n2023-05-08,Chad,70\n"
    assert (
        "its figures are called those of a day, and you say they are those of a week" in told(content, each="week")[0]
    )
    assert "those of the time since the date before; rename" in told(content, each="before")[0]
    assert figures(content, each="day") == figures(content)
    said_in_rows = "Date,Country,Indicator,Value\n2023-05-01,Chad,weekly arrivals,60\n"
    assert "called those of a week, and you say they are those of a day" in told(said_in_rows, each="day")[0]


def test_an_answer_of_one_pace_is_about_the_columns_that_say_none(figures):
    content = "Date,Chad daily,Egypt new\n2023-05-01,60,70\n2023-05-08,60,70\n"
    assert ("EGY", "2023-04-25", "2023-05-01", "70") in figures(content, each="week")
    assert ("TCD", "2023-05-01", "2023-05-01", "60") in figures(content, each="week")


def test_columns_of_one_day_are_asked_about(told):
    content = "Country,2023-05-04,2023-05-04,2023-05-05\nChad,1200,60,1300\n"
    (asked, *_) = told(content)
    assert asked.startswith("figures.csv:1: has several columns of figures: 2023-05-04")


def test_columns_that_count_the_people_of_one_country_twice_are_asked_about(told, figures):
    content = "Date,Chad cumulative,Chad daily,Egypt cumulative,Egypt daily\n2023-05-04,1200,60,40500,70\n"
    assert told(content) == [
        "figures.csv:1: count the same people in several ways: Chad cumulative and Chad daily; "
        "say which are meant: counts='cumulative' or counts='new'"
    ]
    assert [value for *_, value in figures(content, counts="cumulative")] == ["1200", "40500"]
    assert [value for *_, value in figures(content, counts="new")] == ["60", "70"]
    assert [value for *_, value in figures(content, figures="Egypt daily")] == ["70"]
    families = "Date,Chad families,Chad individuals\n2023-05-04,20,123\n"
    assert [value for *_, value in figures(families, counts="cumulative")] == ["123"]
    (fault,) = told(families.replace("families", "refugees"), counts="cumulative")
    assert "has several columns of figures: Chad refugees and Chad individuals" in fault


@pytest.mark.parametrize(
    "head",
    [
        ",Chad,,Egypt,\nDate,Cumulative,New,Cumulative,New\n",
        "Date,Country,Arrivals,,Note\n,,New,Cumulative,\n",
        "Daily bulletin,,,,\n,Chad,,Egypt,\nDate,Refugees,Families,Refugees,Families\n",
        "As of,Cumulative arrivals,,,Source\n,Chad,Egypt,South Sudan,\n",
    ],
)
def test_a_header_of_two_rows_is_called_that(told, head):
    with pytest.raises(ScenarioError, match=r"has a header of two rows \(\d and \d\), .*; write the names of"):
        told(head + "2023-05-04,1,2,3,4\n")


def test_columns_without_a_name_that_hold_something_are_told(bring):
    content = "Date,Country,Arrivals to date,,,\n2023-05-04,Chad,1200,40500,,\n2023-05-05,Chad,1300,40600,,\n"
    (*_, unnamed) = bring(content, source="UNHCR").columns
    assert (unnamed.column, unnamed.read_as, unnamed.example) == ("column 4", "not read: it has no name", "40500")


@pytest.mark.parametrize(
    ("people", "families"),
    [
        ("Nombre d'individus", "Nombre de familles"),
        ("Nbre de personnes", "Nbre de ménages"),
        ("Número de individuos", "Número de familias"),
        ("Cantidad de personas", "Hogares"),
        ("Cumulative Inds", "Cumulative HHs"),
        ("Personen", "Haushalte"),
    ],
)
def test_people_are_taken_and_not_the_families_beside_them(bring, people, families):
    content = f"Date,Country,{families},{people}\n2023-05-04,Chad,20,123\n"
    arrivals = bring(content, source="UNHCR", counts="cumulative", family_size=5)
    assert not arrivals.faults
    assert [row["value"] for row in arrivals.rows] == ["123"]
    assert arrivals.columns[2].read_as == "passed over: counts families; people are taken"


@pytest.mark.parametrize(
    "name",
    [
        *("Cumulative arrivals (%)", "% of total arrivals", "Cumulative arrivals +/-", "New ±", "Total (€)", "Chad %"),
        *("New arrivals -/+", "Arrivals (+-)", "Arrivals −/+", "∆ arrivals", "Δ arrivals"),
        *("Total （％）", "Arrivals ٪"),
        *("Arrivals ‱", "min %", "Max (%)", "High ±", "Low ($)"),
    ],
)
def test_shares_changes_and_sums_of_money_are_no_figures(bring, told, figures, name):
    beside = f"Date,Country,Cumulative arrivals to date,{name}\n2023-05-04,Chad,1200,60\n"
    assert figures(beside) == AS_LONG[:1]
    (row,) = bring(beside, source="UNHCR").rows
    assert (row["lo"], row["hi"]) == ("", "")
    alone = beside.replace(",Cumulative arrivals to date", "").replace(",1200", "")
    assert "has no column whose header says that it holds figures" in told(alone)[0]


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        *(("Value", "#indicator+pct"), ("Rate", "#affected+rate"), ("Share %", "#affected+refugees")),
        *(("Arrivals (€)", "#affected+cumulative"), ("Value", "#value+usd"), ("Change", "#affected+refugees")),
        *(("Lower", "#affected+min+pct"), ("Upper (%)", "#affected+max"), ("Percent min", "#indicator+min")),
    ],
)
def test_what_is_tagged_as_a_share_is_no_figure(told, name, tag):
    content = f"Date,Country,{name}\n#date,#country+name,{tag}\n2023-05-04,Chad,60\n"
    assert "has no column whose header says that it holds figures" in told(content, counts="cumulative")[0]


def test_what_is_tagged_as_the_bound_of_a_share_is_no_bound(bring):
    tags = "#date,#country,#affected+new,#affected+min+pct"
    content = f"Date,Country,Daily arrivals,Lower\n{tags}\n2023-05-04,Chad,60,5\n"
    (row,) = bring(content, source="UNHCR").rows
    assert (row["value"], row["lo"]) == ("60", "")


def test_several_columns_of_figures_are_asked_about(told, figures):
    content = "Date,Country,Refugees,Returnees\n2023-05-04,Chad,1200,3"
    assert "say which is meant: figures='Refugees' or figures='Returnees'" in told(content)[0]
    assert figures(content, figures="refugees", counts="cumulative") == AS_LONG[:1]
    assert "has no column Nonsense" in told(content, figures="Nonsense")[0]


def test_what_is_open_beside_the_column_of_figures_is_asked_at_once(bring):
    content = "Date,Country,Households,Individuals,Cumulative individuals\n03/04/2023,Chad,2,1.234,5.678\n"
    asked = [str(fault) for fault in bring(content).faults]
    assert [each.rpartition("; ")[2].split("=")[0].split()[-1] for each in asked] == [
        "figures", "counts", "source", "dates", "family_size", "numbers",
    ]  # fmt: skip
    assert "present, if Households or Individuals is meant; say which" in asked[1]
    assert "who counted; say it" in asked[2]
    assert "families, if Households is meant" in asked[4]


def test_a_number_that_is_open_keeps_no_other_question_back(bring):
    asked = " ".join(str(fault) for fault in bring("Date,Country,Arrivals\n2023-05-04,Chat,1.234\n").faults)
    assert all(each in asked for each in ("numbers=", "counts=", "source=", "'Chat' is no country"))


def test_rows_without_a_figure_are_left_out_and_said(bring):
    content = "Date,Country,Cumulative arrivals\n2023-05-04,Chad,10\n2023-05-05,Chad,n/a\n2023-05-06,Chad,\n"
    assert bring(content, source="UNHCR").left_out == (
        (3, "it has no figure: '2023-05-05 Chad n/a'"),
        (4, "it has no figure: '2023-05-06 Chad'"),
    )


def test_groups_that_rows_tell_apart_are_asked_about(told, figures):
    content = (
        "Date,Country,Population group,Cumulative arrivals\n2023-05-04,Chad,Refugees,1200\n2023-05-04,Chad,Returnees,3"
    )
    (fault,) = told(content)
    assert fault.endswith(
        "tells apart Refugees and Returnees; say which rows to take, such as "
        "only={'Population group': ['Refugees']} or only={'Population group': ['Returnees']}"
    )
    assert figures(content, only={"Population group": ["Refugees"]}) == AS_LONG[:1], "as it says"
    assert figures(content, only={"population group": ["refugees"]}) == AS_LONG[:1]
    (fault,) = told(content.replace("Population group", "Sorted by"))
    assert "the column Sorted by tells them apart" in fault
    with pytest.raises(InputError, match="the file has no column 'x'"):
        told(content, only={"x": ["y"]})


@pytest.mark.parametrize(
    ("column", "group", "country", "why"),
    [
        ("Population type", "IDPs", "Chad", "who are at home or were displaced within their country"),
        ("Status", "Returnees", "Chad", "who are at home or were displaced within their country"),
        ("Nationality", "South Sudanese", "South Sudan", "who are at home in South Sudan"),
        ("Citizenship", "TCD", "Chad", "who are at home in Chad"),
    ],
)
def test_a_single_group_that_is_at_home_is_asked_about(told, figures, column, group, country, why):
    content = f"Date,Country,{column},Cumulative arrivals\n2023-05-04,{country},{group},1200\n"
    assert told(content) == [
        f"figures.csv:1:{column}: says {group}, {why}, and not arrivals of people who flee; "
        f"to take them all the same, say only={{'{column}': ['{group}']}}"
    ]
    assert [value for *_, value in figures(content, only={column: group})] == ["1200"]


def test_a_single_group_of_those_who_fled_is_said(bring):
    for column, group in (("Population type", "Refugees"), ("Nationality", "Sudanese"), ("Nationality", "Nigerian")):
        content = f"Date,Country,{column},Cumulative arrivals\n2023-05-04,South Sudan,{group},1200\n"
        arrivals = bring(content, source="X")
        assert not arrivals.faults
        assert f"all figures are of one group, {group}, as the column {column} says" in arrivals.assumed
    assert not any("one group" in said for said in bring(content.replace("Nigerian", "All"), source="X").assumed)


PARTS = "Date,Country,Province,Daily arrivals\n"
TWO_PARTS = PARTS + "2023-05-01,Chad,Ouaddai,60\n2023-05-01,Chad,Sila,{}\n"


@pytest.mark.parametrize("other", [60, 40])
def test_two_parts_of_a_country_are_asked_about_whether_their_figures_are_equal_or_not(told, figures, other):
    (fault,) = told(TWO_PARTS.format(other))
    assert "counts the same as row 2 (TCD, 2023-05-01) with " in fault
    assert "the column Province tells them apart: say which rows to take, only={'Province': ['Ouaddai']}" in fault
    taken = figures(TWO_PARTS.format(other), only={"Province": "Sila"})
    assert [value for *_, value in taken] == [str(other)]
    grouped = TWO_PARTS.format(other).replace("Province", "Sex")
    (fault,) = told(grouped, only={"Sex": ["Ouaddai", "Sila"]})
    assert "the column Sex tells them apart" in fault, "also of groups of which both were asked for"


def test_a_part_of_a_country_is_not_taken_for_it(told, figures):
    by_turns = PARTS + "2023-05-01,Chad,Ouaddai,60\n2023-05-02,Chad,Sila,70\n"
    (fault,) = told(by_turns)
    assert fault.startswith(
        "figures.csv:1:Province: is not read and tells apart Ouaddai and Sila, so that no figure is"
    )
    (fault,) = told(by_turns.replace("Sila", "Ouaddai").replace("Province", "Province of arrival"))
    assert "says Ouaddai, so that figures may be of this part of a country only" in fault
    assert len(figures(by_turns, only={"Province": ["Ouaddai", "Sila"]})) == 2
    for whole in ("", "Total", "Chad"):
        assert len(figures(by_turns.replace("Ouaddai", whole).replace("Sila", whole))) == 2
    tagged = by_turns.replace("2023-05-01", "#date,#country,#adm1+name,#affected+new\n2023-05-01", 1)
    (fault,) = told(tagged.replace("Province", "Name"), counts="new", each="day")
    assert "tells apart Ouaddai and Sila" in fault


def test_columns_of_words_that_tell_no_groups_apart_are_not_asked_about(told, figures):
    content = "Date,Country,{},Daily arrivals\n" + "".join(f"2023-05-{day:02},Chad,{{}},{day}\n" for day in range(1, 9))
    alternating = ["north", "south"] * 4
    assert "call it Notes if it tells no groups apart, or say" in told(content.format("Bit", *alternating))[0]
    one_after_another = ["provisional"] * 4 + ["confirmed"] * 4
    remarks = [f"seen from the road, {number}".replace(",", "") for number in range(8)]
    for header, cells in (
        ("Phase", one_after_another),
        ("Seen", remarks),
        ("Notes", alternating),
        ("Code", ["T1"] * 8),
    ):
        assert len(figures(content.format(header, *cells))) == 8
    of_the_world = content.format("Region", *["Central Africa"] * 8)
    assert len(figures(of_the_world)) == 8
    assert "tells apart" in told(of_the_world.replace("Central", "Western", 1))[0]


def test_what_a_row_says_again_is_left_out_and_called_that(bring):
    content = (
        "Date,Country,Daily arrivals,Notes\n" + "2023-05-01,Chad,60,a\n2023-05-01,Chad,60,b\n2023-05-01,Chad,60,a\n"
    )
    arrivals = bring(content, source="UNHCR")
    assert (len(arrivals.rows), arrivals.known) == (1, 0)
    assert arrivals.left_out == ((3, "it says the same as row 2"), (4, "it repeats row 2"))


def test_rows_with_nothing_but_formulas_that_came_to_nothing_are_not_told(bring, tmp_path):
    ahead = [None, None, None, "=C9/C8"]
    arrivals = bring(book(tmp_path, data=[ahead, [*ROWS[1], "Change"], *ROWS[2:], *[ahead] * 37]), source="UNHCR")
    assert (len(arrivals.rows), arrivals.left_out) == (2, ())


def test_all_cells_that_cannot_be_read_are_told_at_once(told, tmp_path):
    content = LONG.replace("Chad", "Ch\x0bad").replace("Egypt", "Egy\x1bpt")
    with pytest.raises(ScenarioError) as refused:
        told(content)
    assert [fault.row for fault in refused.value.faults] == [2, 3]
    path = book(tmp_path, A=[["Date", "Country", "New arrivals"], ["#N/A", "Chad", 5], ["2023-05-04", "Chad", "#REF!"]])
    with pytest.raises(ScenarioError) as refused:
        told(path)
    assert [str(fault).split(";")[0] for fault in refused.value.faults] == [
        "figures.xlsx:2: the formula in column 1 came to #N/A",
        "figures.xlsx:3: the formula in column 3 came to #REF!",
    ]


GROUPED = "Date,Country,Group,Cumulative arrivals\n2023-05-04,Chad,Refugees,1200\n2023-05-04,Chad,Returnees,300\n"


def test_one_cell_may_be_said_without_a_list_and_a_cell_that_is_nowhere_is_named(bring, figures):
    assert figures(GROUPED, only={"Group": "refugees"}) == AS_LONG[:1]
    with pytest.raises(
        InputError, match=r"only: no row has 'Migrants' in the column Group; there are 'Refugees' and 'Returnees'"
    ):
        bring(GROUPED, only={"Group": ["Refugees", "Migrants"]})
    with pytest.raises(InputError, match="in the column Note; it is blank in all rows"):
        bring("Date,Country,Note,Cumulative arrivals\n2023-05-04,Chad,,1200\n", only={"Note": "x"})


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"only": "Group=Refugees"}, r"only is 'Group=Refugees'; give a mapping of columns to the cells"),
        ({"only": {"Group": []}}, r"only is \[\] for the column Group; give the cells that it may have"),
        ({"only": {"Group": 3}}, "only is 3 for the column Group; give the cells that it may have"),
        ({"means": "BBB=-"}, "means is 'BBB=-'; give a mapping of names to ids"),
        ({"means": {"BBB": None}}, "means is None for BBB; give an id or name, as a text"),
        ({"family_size": "4,5"}, "family_size is '4,5'; give how many people a family has as a number, such as 4.5"),
        ({"family_size": 400}, "family_size is 400; give how many people a family has"),
        ({"dates": 1}, "dates is 1; give one of day-first, month-first"),
        ({"source": 7}, "source is 7; give a text"),
        ({"partly": "no"}, "partly is 'no'; give True or False"),
        ({"sources": "UNHCR"}, r"sources is nothing that can be said .*; did you mean source\?"),
        ({"quickly": True}, "quickly is nothing that can be said .*; there are dates, numbers, counts"),
    ],
)
def test_what_cannot_be_said_is_refused_in_words(sudan, tmp_path, said, wrong):
    (tmp_path / "figures.csv").write_text(GROUPED, encoding="utf-8")
    with pytest.raises(InputError, match=wrong):
        exeunt.read_arrivals(tmp_path / "figures.csv", str(sudan.folder), **said)


def test_a_row_says_how_and_by_whom_it_was_counted(bring):
    content = (
        "date,country,indicator,value,lo,hi,said_by,published,url\n"
        "2023-05-04,TCD,cumulative_arrivals,1200,1000,1300,UNHCR,2023-05-06,https://example.org/a\n"
        "2023-05-04,EGY,Global Acute Malnutrition,9,,,WFP,2023-05-06,\n"
        "2023-05-05,EGY,daily arrivals,900,,,Government,2023-05-06,\n"
    )
    arrivals = bring(content)
    assert not arrivals.faults
    first, second = arrivals.rows
    assert (first["lo"], first["hi"], first["published"]) == ("1000", "1300", "2023-05-06")
    assert (second["from"], second["until"]) == ("2023-05-05", "2023-05-05")
    said = {claim["id"]: claim for claim in arrivals.claims}
    assert (said[first["claim"]]["said_by"], said[first["claim"]]["url"]) == ("UNHCR", "https://example.org/a")
    assert said[second["claim"]]["said_by"] == "Government"
    assert (3, "'Global Acute Malnutrition' is no count of arrivals that is known") in arrivals.left_out


def test_each_column_is_shown_as_it_is_read(bring):
    arrivals = bring(
        "Date;Country;Chad women;Cumulative arrivals\n15/05/2023;Chad;5;1.234\n16/05/2023;Chad;5;12.345.678\n",
        source="X",
    )
    assert [(each.column, each.read_as, each.example) for each in arrivals.columns] == [
        ("Date", "the day it counts to (day-first, as row 2 shows)", "15/05/2023"),
        ("Country", "where", "Chad"),
        ("Chad women", "not read", "5"),
        ("Cumulative arrivals", "cumulative figures (as 1.234,5, as row 3 shows)", "1.234"),
    ]
    assert arrivals.read_as == "UTF-8, cells separated by semicolons"


@pytest.mark.parametrize(
    ("head", "cells", "said", "read_as"),
    [
        ("Cumulative arrivals (thousands)", ("1.2", "40.5"), {}, "cumulative figures, in thousands (as 1,234.5"),
        ("Cumulative arrivals ('000)", ("1.2", "40.5"), {}, "cumulative figures, in thousands (as 1,234.5"),
        ("Arrivals to date in thousands", ("1,2", "40,5"), {}, "cumulative figures, in thousands (as 1.234,5"),
        ("Cumulative arrivals (million)", ("0.0012", "0.0405"), {}, "cumulative figures, in millions (as 1,234.5"),
        (
            "Pop (thousands)",
            ("1.2", "40.5"),
            {"figures": "Pop (thousands)"},
            "cumulative figures, in thousands, as you",
        ),
    ],
)
def test_figures_in_thousands_or_millions_are_multiplied_and_shown_so(bring, figures, head, cells, said, read_as):
    said = {**said, "counts": "cumulative"}
    one, other = cells
    content = f"Date;Country;{head}\n2023-05-04;Chad;{one}\n2023-05-05;Egypt;{other}\n"
    assert figures(content, **said) == AS_LONG
    assert bring(content, **said).columns[2].read_as.startswith(read_as)


CROSSINGS = {"measure": "crossings_in"}


def test_a_cumulative_figure_counts_to_the_time_of_day_that_is_written(bring, figures):
    content = "Date,Country,Cumulative arrivals\n2023-05-04T07:00,Chad,1200\n2023-05-05T00:00:00,Egypt,40500\n"
    assert figures(content) == [("TCD", "2023-04-15", "2023-05-04T07:00", "1200"), AS_LONG[1]]
    arrivals = bring(content, source="X")
    assert arrivals.columns[0].read_as == "the day it counts to (to the minute where a time of day is written)"
    assert any("a run has arrivals by whole days only" in said for said in arrivals.assumed)
    assert not any("by whole days only" in said for said in bring(content, source="X", **CROSSINGS).assumed)


def test_those_present_are_a_stock_at_the_time_of_day_that_is_written(bring):
    (row,) = bring("Date,Country,Currently hosted\n2023-05-04 18:30,Chad,1200\n", source="X").rows
    assert (row["from"], row["until"]) == ("2023-05-04T18:30", "2023-05-04T18:30")


def test_a_moment_in_a_workbook_and_in_the_header_of_a_column(figures, tmp_path):
    path = book(tmp_path, data=[["Date", "Country", "Cumulative"], [datetime(2023, 5, 4, 7), "Chad", 1200]])
    assert figures(path) == [("TCD", "2023-04-15", "2023-05-04T07:00", "1200")]
    wide = "Country,2023-05-04T07:00,2023-05-05\nChad,1200,1300\n"
    assert [until for *_, until, _ in figures(wide, counts="cumulative")] == ["2023-05-04T07:00", "2023-05-05"]


def test_a_time_with_a_zone_is_turned_to_the_clock_of_where_it_was_counted(figures, told):
    head = "Date,Country,Cumulative arrivals\n"
    rows = "2023-05-04T23:30:00Z,Chad,1\n2023-05-04T18:30-04:00,Egypt,5\n2023-05-04T20:00+05:30,joda,7\n"
    assert [until for *_, until, _ in figures(head + rows)] == [
        "2023-05-05T00:30", "2023-05-05T00:30", "2023-05-04T16:30",
    ]  # fmt: skip
    assert told(f"{head}2023-05-04T23:00Z,Chad,1\n2023-05-04T20:00Z,AROUND,5\n") == [
        "figures.csv:2:Date: '2023-05-04T23:00Z' is midnight in TCD, where one day ends and another begins; "
        "write the day that is meant, without a time",
        "figures.csv:3:Date: '2023-05-04T20:00Z' names a time zone, but AROUND has more clocks than one; "
        "write the local time, without a zone",
    ]


def test_a_time_beside_a_new_figure_is_a_fault_unless_the_file_says_since_when(figures, told):
    (fault,) = told("Date,Country,New arrivals daily\n2023-05-04T07:00,Chad,1200\n")
    assert "is new at a time of day (2023-05-04T07:00), but new figures are of whole days; write the day alone" in fault
    content = "Start,End,Country,New arrivals\n2023-05-03T07:00,2023-05-04T07:00,Chad,1200\n"
    assert figures(content, **CROSSINGS) == [("TCD", "2023-05-03T07:00", "2023-05-04T07:00", "1200")]


def test_bounds_are_in_the_scale_of_their_own_header(bring):
    head = "Date,Country,Cumulative arrivals,Low (thousands),High"
    (row,) = bring(f"{head}\n2023-05-04,Chad,1200,1.1,1300\n", source="X").rows
    assert (row["lo"], row["value"], row["hi"]) == ("1100", "1200", "1300")


def test_bounds_that_name_no_scale_are_in_that_of_their_figures(bring):
    arrivals = bring("Date,Country,Cumulative arrivals (thousands),Low,High\n2023-05-04,Chad,12,11,13\n", source="X")
    (row,) = arrivals.rows
    assert (row["lo"], row["value"], row["hi"]) == ("11000", "12000", "13000")
    assert [each.read_as for each in arrivals.columns[3:]] == [
        "the lower bound, in thousands",
        "the upper bound, in thousands",
    ]
    head = "Date,Chad cumulative (thousands),Egypt cumulative,Low,High"
    several = bring(f"{head}\n2023-05-04,12,12000,11000,13000\n", source="X")
    assert [(row["lo"], row["hi"]) for row in several.rows] == [("11000", "13000")] * 2, "of two scales neither is it"


def test_thousands_named_above_the_header_are_not_passed_over(bring):
    arrivals = bring("Refugees, in thousands\n" + LONG, source="X")
    said = "figures are as they are written, though row 1, above the header, names thousands"
    assert said in arrivals.assumed


def test_a_fraction_of_a_person_is_a_fault_at_its_cell(told):
    (fault,) = told(LONG.replace("1200", "97.25"))
    assert fault.startswith("figures.csv:2:Cumulative arrivals: '97.25' is a fraction of a person, which is no count")
    assert fault.endswith("say so in the header: Cumulative arrivals (thousands)")


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"\xff\xffgarbage", "is neither UTF-8 nor UTF-16 text"),
        (b"Date,Country\n\x01,2\n", "holds the control character"),
        ("Gr\u00f6\u00dfe,Land\n1,2\n".encode("cp1252"), "is neither UTF-8 nor UTF-16 text"),
        (b'Date,Country,New arrivals\n"2023,Chad,5\n', "cannot be read as a table"),
        (b"hello world\n", "has no row that names columns"),
        (b"1,2,3\n4,5,6\n", "has no row that names columns"),
        (b"PK\x03\x04rubbish", "is no workbook that can be read"),
        (b"\xd0\xcf\x11\xe0rubbish", "is a workbook of the kind before 2007"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(told, content, wrong):
    with pytest.raises(ScenarioError, match=wrong):
        told(content)


def test_a_header_without_figures_and_a_table_without_rows_are_faults(told):
    assert "has no column whose header says that it holds figures" in told("Date,Country,Stuff\n2023-05-04,Chad,5\n")[0]
    assert told("Date,Country,Cumulative arrivals\n") == [
        "figures.csv:1: has no figure that could be taken; write figures below the header"
    ]
    assert "all were left out: the scenario has no place in Libya" in told(LONG[:33] + "2023-05-04,Libya,5\n")[0]


def test_a_low_bound_above_its_figure_is_a_fault_at_its_row(told):
    (fault,) = told("Date,Country,Cumulative arrivals,low\n2023-05-04,Chad,1200,1300\n")
    assert fault.startswith("figures.csv:2:value: 1200 lies outside its own band")


@pytest.mark.parametrize(
    "said", [{"dates": "ymd"}, {"numbers": "1 234"}, {"counts": "some"}, {"each": "year"}, {"family_size": 0.0}]
)
def test_what_is_said_in_unknown_words_is_refused(told, said):
    with pytest.raises(InputError, match="give"):
        told(LONG, **said)
