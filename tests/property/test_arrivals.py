"""Figures written in any layout that is read come back as the same rows, whatever the signs, days and spellings."""

from __future__ import annotations

import csv
import io
import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

import exeunt
from arrivals_files import scenario
from exeunt.exchange.arrivals.importing import arrivals_for
from exeunt.exchange.arrivals.said import Said

FIRST = date(2023, 4, 15)
SPELLINGS = {
    "TCD": ["Chad", "Tchad", "TCD", "Republic of Chad", "Чад"],
    "SSD": ["South Sudan", "S. Sudan", "SSD", "Republic of South Sudan", "Soudan du Sud"],
    "EGY": ["Egypt", "Egypt, Arab Rep.", "EGY", "Égypte"],
    "CAF": ["CAR", "Central African Rep.", "Central African Republic (the)", "CAF", "République centrafricaine"],
}
DAYS = {"%Y-%m-%d": None, "%d %b %Y": None, "%B %d, %Y": None, "%d/%m/%Y": "day-first", "%m/%d/%y": "month-first"}

figures = st.dictionaries(
    st.tuples(st.sampled_from(sorted(SPELLINGS)), st.integers(0, 85)), st.integers(0, 3_000_000), min_size=1, max_size=8
)


@pytest.fixture(scope="module")
def sudan(tmp_path_factory) -> exeunt.World:
    return exeunt.load(scenario(tmp_path_factory.mktemp("crisis") / "crisis"))


def layouts(data: st.DataObject, counted: dict[tuple[str, int], int], day, number) -> list[list[object]]:
    """Write figures as a long table, or with a column for each country or day."""
    names = {code: data.draw(st.sampled_from(spellings)) for code, spellings in SPELLINGS.items()}
    codes = sorted({code for code, _ in counted})
    days = sorted({each for _, each in counted})

    def cell(code: str, each: int) -> object:
        return number(counted[code, each]) if (code, each) in counted else data.draw(st.sampled_from(["", "-", "n/a"]))

    match data.draw(st.sampled_from(["long", "hxl", "countries", "days"])):
        case "long":
            rows = [[day(each), names[code], number(value), "x"] for (code, each), value in counted.items()]
            return [["Date", "Country of asylum", "Cumulative arrivals", "remarks"], *rows]
        case "hxl":
            rows = [[number(value), names[code], day(each)] for (code, each), value in counted.items()]
            return [["n", "c", "d"], ["#affected+refugees+cumulative", "#country+name", "#date"], *rows]
        case "countries":
            heads = {code: "Chad" if name == "TD" else name for code, name in names.items()}  # TD: also "to date"
            rows = [[day(each), *(cell(code, each) for code in codes)] for each in days]
            return [["As of", *(f"{heads[code]} cumulative" for code in codes)], *rows]
        case _:
            return [["Country", *map(day, days)], *([names[code], *(cell(code, d) for d in days)] for code in codes)]


@given(data=st.data(), counted=figures)
@settings(max_examples=60)
def test_what_is_written_reads_back_to_the_same_rows(sudan, data, counted):
    written = data.draw(st.sampled_from(sorted(DAYS)))
    convention = data.draw(st.sampled_from([None, "1,234.5", "1.234,5"]))
    title = data.draw(st.sampled_from([[], [["Sudan situation"]]]))
    said = Said(counts=None, source="UNHCR", dates=DAYS[written], numbers=convention)
    is_book = data.draw(st.booleans())

    def day(each: int) -> object:
        moment = FIRST + timedelta(days=each)
        return moment if is_book and data.draw(st.booleans()) else moment.strftime(written)

    def number(value: int) -> object:
        return value if is_book or not convention else f"{value:,}".replace(",", convention[1])

    rows = title + layouts(data, counted, day, number)
    if "cumulative" not in str(rows).lower():
        said = Said(counts="cumulative", source="UNHCR", dates=DAYS[written], numbers=convention)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"figures.{'xlsx' if is_book else 'csv'}"
        if is_book:
            book = Workbook()
            for row in rows:
                book.active.append(row)
            book.save(path)
        else:
            separator = data.draw(st.sampled_from(",;\t|"))
            coding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
            out = io.StringIO()
            csv.writer(out, delimiter=separator).writerows(rows)
            path.write_bytes(out.getvalue().encode(coding))
        arrivals = arrivals_for(sudan, path, Path(folder), said)
    assert not arrivals.faults, arrivals.faults
    read = {(row["where"], row["until"]): int(row["value"]) for row in arrivals.rows}
    assert read == {(code, str(FIRST + timedelta(days=each))): value for (code, each), value in counted.items()}
    assert {row["from"] for row in arrivals.rows} == {str(FIRST)}


@given(st.text(alphabet=st.sampled_from("Date,Country;New arrivals\n\t\"'#12.-/+Chad "), max_size=200), st.booleans())
@settings(max_examples=150)
def test_whatever_stands_in_a_file_is_read_or_refused_in_words(sudan, text, with_header):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures.csv"
        path.write_text("Date,Country,New arrivals\n" * with_header + text, encoding="utf-8")
        with suppress(exeunt.ScenarioError):
            arrivals = arrivals_for(sudan, path, Path(folder), Said())
            assert arrivals.faults or arrivals.rows
