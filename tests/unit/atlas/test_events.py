"""Tables of events as conflict data sets have them."""

import _strptime
import calendar
from datetime import date

import pytest
from openpyxl import Workbook

from exeunt.atlas.events import read_events
from exeunt.errors import ScenarioError


def events(tmp_path, text):
    path = tmp_path / "events.csv"
    path.write_text(text, encoding="utf-8")
    return read_events(path)


def faults(tmp_path, text):
    with pytest.raises(ScenarioError) as error:
        events(tmp_path, text)
    return [str(fault) for fault in error.value.faults]


def test_ours(tmp_path):
    one, other = events(
        tmp_path,
        "place,lat,lon,from,until,intensity,source\nEl Fasher,13.6,25.3,2023-04-15,2023-04-20,0.5,x\n"
        "Nyala,,,2023-04-16,ongoing,1,x\n",
    )
    assert (one.place, one.lat, one.first, one.last, one.intensity) == (
        "El Fasher", 13.6, date(2023, 4, 15), date(2023, 4, 20), 0.5)  # fmt: skip
    assert other.last is None
    assert (one.source, other.source) == ("x", "x")


DAYS = ["2023-04-15", "15 April 2023", "15 apr 2023", "15-Apr-2023", "2023-04-15 00:00:00.000"]


@pytest.mark.parametrize("day", DAYS)
def test_acled(tmp_path, day, monkeypatch):
    # as where a program has set another language
    monkeypatch.setattr(calendar, "month_name", ["", *"abcdefghijkl"])
    monkeypatch.setattr(calendar, "month_abbr", ["", *"abcdefghijkl"])
    monkeypatch.setattr(_strptime, "_TimeRE_cache", _strptime.TimeRE())
    monkeypatch.setattr(_strptime, "_regex_cache", {})
    (one,) = events(
        tmp_path,
        "event_id_cnty,event_date,country,admin1,location,latitude,longitude,fatalities,notes\n"
        f'SUD1,{day},Sudan,Khartoum,Omdurman,15.64,32.48,12,"shells, and\nmore"\n',
    )
    assert (one.first, one.last, one.intensity, one.deaths) == (date(2023, 4, 15), date(2023, 4, 15), None, 12)


@pytest.mark.parametrize("day", ["31 April 2023", "15 Brumaire 2023", "15 A 2023", "0 May 2023"])
def test_a_day_that_is_none_is_a_fault(tmp_path, day):
    (found,) = faults(tmp_path, f"event_date,latitude,longitude,fatalities\n{day},15.6,32.5,1\n")
    assert found == f"events.csv:2:event_date: is '{day}'; write it as 2023-04-15"


def test_ucdp_with_semicolons(tmp_path):
    (one,) = events(
        tmp_path,
        "id;date_start;date_end;latitude;longitude;best;high\n1;2023-04-15;2023-04-18;15.6;32.5;7;9\n",
    )
    assert (one.first, one.last, one.deaths) == (date(2023, 4, 15), date(2023, 4, 18), 7)


ACLED = (
    "event_date,event_type,country,location,latitude,longitude,fatalities\n2023-04-15,{},{},Omdurman,15.64,32.48,{}\n"
)


def test_a_table_may_be_a_workbook_or_in_utf_16(tmp_path):
    (as_text,) = events(tmp_path, ACLED.format("Battles", "Sudan", 12))
    (tmp_path / "wide.csv").write_bytes(ACLED.format("Battles", "Sudan", 12).encode("utf-16"))
    book = Workbook()
    sheet = book.active
    sheet.append(ACLED.split("\n")[0].split(","))
    sheet.append([date(2023, 4, 15), "Battles", "Sudan", "Omdurman", 15.64, 32.48, 12])
    book.save(tmp_path / "one.xlsx")
    assert [read_events(tmp_path / name) for name in ("wide.csv", "one.xlsx")] == [[as_text]] * 2
    book.create_sheet("Notes")
    book.save(tmp_path / "two.xlsx")
    with pytest.raises(ScenarioError, match=r"has 2 sheets .*; name the sheet that is to be read 'events'"):
        read_events(tmp_path / "two.xlsx")
    sheet.title = "Events"
    book.save(tmp_path / "named.xlsx")
    assert read_events(tmp_path / "named.xlsx") == [as_text]


def test_a_formula_that_came_to_nothing_matters_where_it_is_read(tmp_path):
    book = Workbook()
    book.active.append([*ACLED.split("\n")[0].split(","), "notes"])
    book.active.append([date(2023, 4, 15), "Battles", "Sudan", "Omdurman", 15.64, 32.48, 12, "#REF!"])
    book.save(tmp_path / "events.xlsx")
    assert read_events(tmp_path / "events.xlsx") == events(tmp_path, ACLED.format("Battles", "Sudan", 12))
    book.active["G2"] = "#REF!"
    book.save(tmp_path / "events.xlsx")
    with pytest.raises(ScenarioError, match=r"^events.xlsx:2: the formula in column 7 came to #REF!; [^\n]*$"):
        read_events(tmp_path / "events.xlsx")


def test_a_table_says_in_which_country_it_was_and_whether_it_was_fighting(tmp_path):
    (battle,) = events(tmp_path, ACLED.format("Battles", "Chad", 0))
    assert (battle.country, battle.is_fighting) == ("TCD", True)
    for kind, deaths, is_fighting in (("Protests", 0, False), ("Protests", 2, True), ("Riots", 0, True)):
        (event,) = events(tmp_path, ACLED.format(kind, "Sudan", deaths))
        assert event.is_fighting is is_fighting
    (unknown,) = events(tmp_path, ACLED.format("", "Atlantis", 0))
    assert (unknown.country, unknown.is_fighting) == ("", True)


def test_every_fault_is_told_with_row_and_column(tmp_path):
    told = faults(
        tmp_path,
        "place,lat,lon,from,until,intensity\n"
        "A,13,25,15/04/2023,,1\nB,95,25,2023-04-15,,1\n,,,2023-04-15,,1\nC,1,1,2023-04-15,2023-04-01,2\n",
    )
    assert [line.split(" ")[0] for line in told] == [
        "events.csv:2:from:", "events.csv:3:lat:", "events.csv:4:place:", "events.csv:5:until:",
        "events.csv:5:intensity:",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("place,lat,lon,from,intensity\nA,13,,2023-04-15,1\n", "lon: is blank"),
        ("place,lat,lon,from,intensity\nA,,25,2023-04-15,1\n", "lat: is blank"),
        ("place,lat,from,intensity\nA,13,2023-04-15,1\n", "lat: is '13'"),
        ("lat,lon,from,intensity\n13,,2023-04-15,1\n", "lon: is blank"),
    ],
)
def test_one_coordinate_without_the_other_is_a_fault(tmp_path, text, told):
    right = "write both the latitude and the longitude, or neither beside the name of a place"
    assert faults(tmp_path, text) == [f"events.csv:2:{told}; {right}"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a,b\n1,2\n", ["from", "place", "intensity"]),
        ("from,lat,lon\n2023-04-15,1,2\n", ["intensity"]),
        ("from,place,intensity\n", [""]),
        ("", [""]),
    ],
)
def test_what_is_missing_is_told_at_once(tmp_path, text, names):
    assert [line.split(":")[2].strip().split(" ")[0] if name else "" for line, name in
            zip(faults(tmp_path, text), names, strict=True)] == names  # fmt: skip


def test_a_table_without_last_days_has_no_fault_of_them(tmp_path):
    assert faults(tmp_path, "event_date,latitude,longitude,fatalities\n45000,15.6,32.5,7\n") == [
        "events.csv:2:event_date: is '45000'; write it as 2023-04-15"
    ]


def test_what_is_no_table_from_some_row_on_is_refused_there(tmp_path):
    head = "event_date,latitude,longitude,fatalities,notes\n2023-04-15,15.6,32.5,7,"
    assert faults(tmp_path, f'{head}"left open\n')[0].startswith("events.csv:2: cannot be read as a table")
    assert faults(tmp_path, f"{head}{'x' * 200_000}\n")[0].startswith("events.csv:2: cannot be read as a table")
