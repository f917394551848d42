"""What stands in which of the tables that a run prints."""

import re
import sys

import pandas as pd
import pytest

import exeunt
from exeunt.commands.printing import fitted, print_lines, print_table
from exeunt.commands.tables import counted_elsewhere, outcome_json, print_frame, print_outcome, print_scores
from exeunt.errors import Notice
from exeunt.outcome.summary import COLUMNS, PRESENT, SERIES


def table(columns, *rows):
    return pd.DataFrame([dict.fromkeys(columns) | row for row in rows], columns=list(columns))


def series(where, measure, who="citizens", aggregate="sum"):
    return {"where": where, "measure": measure, "who": who, "aggregate": aggregate, "counted": 1.0}


def test_every_series_stands_in_one_of_the_tables():
    """Entries of citizens stand beside a country's arrivals; those of all, and those of a day, stand nowhere else."""
    arrivals = table(
        COLUMNS,
        {"country": "FIN", "counted_where": "FIN", "counted_measure": "crossings_in", "counted_who": "citizens"},
        {"country": "KAZ"},
    )
    present = table(
        PRESENT, {"place": "camp", "counted_who": "citizens", "counted_aggregate": "mean"}, {"place": "town"}
    )
    shown = [series("FIN", "crossings_in"), series("camp", "stock", aggregate="mean")]
    others = [
        series("FIN", "crossings_in", who="all"),
        series("FIN", "crossings_in", aggregate="per_day"),
        series("FIN", "crossings_in", who="all", aggregate="share_men"),
        series("KAZ", "stock", aggregate="mean"),  # of a country, which is no place
        series("camp", "stock", aggregate="change"),
        series("town", "stock", aggregate="mean"),  # a refuge whose count the run cannot answer
        series("camp", "departures"),
    ]
    found = counted_elsewhere(table(SERIES, *shown, *others), arrivals, present)
    assert [{name: row[name] for name in others[0]} for row in found] == others


def test_a_bound_stands_apart_from_the_count_beside_which_it_was_told():
    counted = {"where": "FIN", "measure": "arrivals", "who": "citizens", "aggregate": "sum", "counted": 1.0}
    both = table(SERIES, {**counted, "kind": "exact"}, {**counted, "kind": "at_least"})
    shown = {"country": "FIN", "counted_where": "FIN", "counted_measure": "arrivals", "counted_who": "citizens"}
    for kind, other in (("about", "at_least"), ("at_least", "exact")):
        arrivals = table(COLUMNS, {**shown, "counted_kind": kind})
        assert [row["kind"] for row in counted_elsewhere(both, arrivals, table(PRESENT))] == [other]


def test_what_bounds_a_number_is_said_before_it(capsys, tmp_path):
    """In the tables of a run and of a score; programs have it in a column of its own."""
    figures = (
        "id,from,until,where,measure,aggregate,who,value,unit,kind,published,claim\n"
        "low,2024-03-08,2024-03-09,BBB,arrivals,sum,citizens,10,people,at_least,,\n"
        "high,2024-03-08,2024-03-09,BBB,arrivals,sum,citizens,90000,people,at_most,,\n"
    )
    exeunt.new(tmp_path / "bounds", "smallest")
    (tmp_path / "bounds" / "observations.csv").write_text(figures, encoding="utf-8")
    run = exeunt.load(tmp_path / "bounds").run(members=2, progress=False)
    print_outcome(run)
    lines = capsys.readouterr().out.splitlines()
    assert next(line for line in lines if line.startswith("BBB") or "(BBB)" in line).count(" at least 10 ") == 1
    assert sum(" at most 90,000 " in line for line in lines) == 1
    scores = run.score()
    print_scores(scores, run.world.names)
    said = capsys.readouterr().out
    assert " at least 10 " in said
    assert " at most 90,000 " in said
    assert [row["kind"] for row in scores.as_json()["targets"]] == ["at_least", "at_most"]
    told = outcome_json(run)
    assert {row["country"]: row["counted_kind"] for row in told["arrivals"]}["BBB"] == "at_least"
    assert [row["kind"] for row in told["counted"]] == ["at_least", "at_most"]


def test_where_nothing_was_counted_the_tables_have_no_columns_for_it(capsys, smallest, tmp_path):
    exeunt.new(tmp_path / "bare", "smallest")
    (tmp_path / "bare" / "observations.csv").unlink()
    for world, is_counted in ((smallest, True), (exeunt.load(tmp_path / "bare"), False)):
        print_outcome(world.run(members=2, progress=False))
        said = capsys.readouterr().out
        assert "over the whole period" in said
        assert ("counted" in said) == is_counted


def test_figures_to_which_a_run_has_no_answer_are_named_by_reason(capsys, smallest, tmp_path):
    figures = (
        "id,from,until,where,measure,value\n"
        "town,2024-03-08,2024-03-09,westport,arrivals,10\n"
        "same,2024-03-08,2024-03-09,westport,arrivals,10\n"
        "town-next,2024-03-10,2024-03-10,westport,arrivals,10\n"
        "late,2024-04-08,2024-04-09,west-gate,crossings_in,10\n"
        "gate,2024-03-08,2024-03-09,west-gate,crossings_in,10\n"
    )
    (tmp_path / "figures.csv").write_text(figures, encoding="utf-8")
    run = smallest.run(members=2, progress=False)
    with pytest.warns(Notice, match=r"figures\.csv:[234]:where: odd: no run says arrivals of a place"):
        scores = run.score(tmp_path / "figures.csv")
    print_scores(scores, run.world.names)
    said = capsys.readouterr().out
    why = "no run says arrivals of a place, as Westport (westport) is"
    assert [line for line in said.splitlines() if line.startswith("Not scored")] == [
        "Not scored, for it says the same as town: same.",
        f"Not scored, for {why}: town and town-next.",
        "Not scored, for its period ends after the run does: late.",
    ]
    assert scores.as_json()["unscored"] == {
        "town": why,
        "town-next": why,
        "late": "its period ends after the run does",
    }
    print_scores(run.score(), run.world.names)
    assert "Not scored" not in capsys.readouterr().out


def test_a_band_that_no_row_has_is_no_column(capsys):
    print_table("A", ["place", "people", "90 % band"], [["here", "1", ""]])
    print_table("B", ["place", "people", "90 % band"], [["here", "1", ""], ["there", "2", "1..3"]])
    assert capsys.readouterr().out.splitlines()[1] == "place  people"
    print_table("B", ["place", "people", "90 % band"], [["here", "1", ""], ["there", "2", "1..3"]])
    assert capsys.readouterr().out.splitlines()[1] == "place  people  90 % band"


def at_a_terminal(monkeypatch):
    """Let standard output be a terminal of 60 columns."""
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)


BAND = "26,611,000..1,042,611,000"
LOW, HIGH = BAND.split("..")


@pytest.mark.parametrize("bands", [1, 2, 4])
def test_no_number_or_date_is_cut_at_a_terminal(monkeypatch, capsys, bands):
    """Names are wrapped, then bands between their ends; where even that is too wide, lines run over as in a pipe."""
    at_a_terminal(monkeypatch)
    rows = [["Lachin corridor - Kornidzor into Armenia", "2023-09-25", *[BAND] * bands]]
    print_table("Lines", ["gate", "date", *["a 90 % band"] * bands], rows, left=2)
    said = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)  # without what is bold
    assert "…" not in said
    assert said.count(LOW) == said.count(HIGH) == bands
    assert "2023-09-25" in said
    assert set(rows[0][0].split()) <= set(said.split())
    assert (max(map(len, said.splitlines())) <= 60) == (bands < 4)


def test_the_widest_columns_are_narrowed_first_and_none_below_its_longest_word():
    columns = [["a name of words", "x"], ["words words"], ["123,456"]]
    assert fitted(columns, 40) == [15, 11, 7]
    assert fitted(columns, 25) == [9, 9, 7]
    assert fitted(columns, 17) == [5, 5, 7]
    assert not fitted(columns, 16)


def test_bands_are_broken_between_their_ends_where_names_cannot_be_narrower():
    columns = [["a name", "names"], ["1,234..5,678", "-1,234..-5"]]
    assert fitted(columns, 17) == [5, 12]
    assert not fitted(columns, 16)
    assert fitted(columns, 16, bands=True) == [5, 11]
    assert fitted(columns, 13, bands=True) == [5, 8]
    assert not fitted(columns, 12, bands=True)


def test_what_is_indented_in_a_table_stays_so_where_it_is_wrapped(monkeypatch, capsys):
    at_a_terminal(monkeypatch)
    print_table("A", ["", "people"], [["  set out, but are not abroad by the end of all days", "1,234,567"]])
    lines = capsys.readouterr().out.splitlines()
    assert lines[3].startswith("  set out, but")
    assert lines[4].startswith("  ")
    assert lines[4].split()


def test_prose_is_wrapped_at_a_terminal_below_its_first_word(monkeypatch, capsys):
    at_a_terminal(monkeypatch)
    text = "Sources\n  [12] " + "a source that is told of in many words " * 3 + "\n  1. https://example.org/" + 60 * "x"
    print_lines(text)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Sources", "  [12] a source that is told of in many words a source that"]
    assert lines[2].startswith("       is told")
    assert max(map(len, lines[:4])) <= 60
    assert lines[-1].endswith("x" * 60)


def test_prose_in_a_pipe_is_left_as_it_is(capsys):
    print_lines("  word " * 40 + "\nend")
    assert capsys.readouterr().out == "  word " * 40 + "\nend\n"


def test_a_median_and_its_band_have_one_precision(capsys):
    columns = {"wait_hours": (3.44, 0.0, 3.4), "queue_km": (31.6, 0.0, 114.04), "queue_people": (93.5, 60.0, 94.0)}
    row = {
        f"{name}{end}": number
        for name, numbers in columns.items()
        for end, number in zip(("", "_q05", "_q95"), numbers, strict=True)
    }
    print_frame("A gate", pd.DataFrame([{"day": "2024-01-01", **row}]))
    said = capsys.readouterr().out.splitlines()[2]
    assert re.split(" {2,}", said) == ["2024-01-01", "3.4 (0.0..3.4)", "31.6 (0.0..114.0)", "94 (60..94)"]


def test_a_run_of_one_day_has_no_days(capsys, smallest):
    print_outcome(smallest.lasting(1).run(members=1, progress=False))
    assert ": 1 day from 2024-03-01, " in capsys.readouterr().out
