"""What stands in which of the tables that a run prints."""

import pandas as pd

from exeunt.commands.printing import print_table
from exeunt.commands.tables import counted_elsewhere
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


def test_a_band_that_no_row_has_is_no_column(capsys):
    print_table("A", ["place", "people", "90 % band"], [["here", "1", ""]])
    print_table("B", ["place", "people", "90 % band"], [["here", "1", ""], ["there", "2", "1..3"]])
    assert capsys.readouterr().out.splitlines()[1] == "place  people"
    print_table("B", ["place", "people", "90 % band"], [["here", "1", ""], ["there", "2", "1..3"]])
    assert capsys.readouterr().out.splitlines()[1] == "place  people  90 % band"
