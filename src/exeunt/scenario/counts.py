"""What the figure of a count can be, and when it can have been known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from exeunt.errors import Fault, Oddity, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.ranges import digits, within
from exeunt.scenario.rows import pairs, rows
from exeunt.scenario.tables import LEVELS
from exeunt.scenario.where import Areas, resolved
from exeunt.wording import BOUNDED

DAY = pd.Timedelta(days=1)
SAYS = ("where", "measure", "aggregate", "who", "from", "until", "value", "kind")  # what `says` goes by
A_DAY = ("sum", "mean", "per_day", "max_per_day")  # which are the same number for a single day
OF_THOSE_WHO_FLEE = ("arrivals", "departures", "stock")  # what a border counts has others too


def says(figure: Mapping[str, Any], areas: Areas) -> tuple[object, ...]:
    """Return what a figure, of the columns `SAYS`, says, alike for two that say the same in other words: they are one.

    Areas are their members in any order. So many a day are a mean, and of a flow a sum; of a single day all are one.
    """
    aggregate, value = figure["aggregate"], float(figure["value"])
    days = (figure["until"] - figure["from"]) / DAY
    if aggregate == "per_day" or (aggregate in A_DAY and days == 1 and figure["from"] == figure["from"].normalize()):
        aggregate = "mean"
    elif aggregate == "sum" and figure["measure"] not in LEVELS and days > 0:
        aggregate, value = "mean", float(f"{value / days:.9g}")
    where = frozenset(resolved(figure["where"], areas))
    return where, aggregate, value, *(figure[name] for name in ("measure", "who", "from", "until", "kind"))


def told_again(figures: Iterable[tuple[str, tuple[object, ...]]]) -> Iterator[tuple[int, str]]:
    """Yield which of figures, by name and what each `says`, say the same as an earlier one, and the name of that."""
    firsts: dict[tuple[object, ...], str] = {}
    for place, (id_, said) in enumerate(figures):
        first = firsts.setdefault(said, id_)
        if first != id_:
            yield place, first


def count_faults(case: Case) -> Iterator[Fault]:
    """Report figures that nobody can have counted, or have published when they say."""
    if "observations" not in case.broken:
        yield from impossible_counts(case.tables["observations"], "observations.csv")


def impossible_counts(figures: pd.DataFrame, file: str) -> Iterator[Fault]:
    """Report these in a table with the columns of `observations`."""
    numbers = ("value", "lo", "hi")
    for row, aggregate, *cells in rows(figures, "aggregate", *numbers):
        for column, number in zip(numbers, cells, strict=True):
            if not math.isnan(number) and (wrong := _impossible(aggregate, number)):
                yield Fault(file, row, column, *wrong)
    last = (figures["until"] - pd.Timedelta(seconds=1)).dt.normalize()  # a figure may be told on its evening
    for row in figures.index[figures["published"] < last]:
        wrong_date = f"{figures['published'][row]:%Y-%m-%d} is before the last day counted, {last[row]:%Y-%m-%d}"
        right = "write the day on which the figure became known; blank means the day after the count ended"
        yield Fault(file, int(row), "published", wrong_date, right)


def odd_counts(case: Case) -> Iterator[Oddity]:
    """Name the figures of more people than there are, and those of a total that falls."""
    if "observations" not in case.broken:
        counts = case.tables["observations"]
        if "places" not in case.broken:
            yield from _of_too_many(counts[counts["kind"] != "at_most"], case.tables["places"])
        yield from _falling(counts[~counts["kind"].isin(BOUNDED)], case)


def _of_too_many(counts: pd.DataFrame, places: pd.DataFrame) -> Iterator[Oddity]:
    """Name those of more people who fled than there are: no fault, for whoever comes back may flee again."""
    homes = places[places["kind"] == "home"]
    people = float(homes["population"].fillna(0).sum() + places["settled"].fillna(0).sum())
    fled = counts[counts["measure"].isin(OF_THOSE_WHO_FLEE)]
    for row, value in rows(fled[fled["value"] > people], "value"):
        wrong = f"{value:,.0f} people, and there are {people:,.0f} in the whole scenario"
        yield Oddity("observations.csv", row, "value", wrong, "look at the figure, and at population in places.csv")


def _falling(counts: pd.DataFrame, case: Case) -> Iterator[Oddity]:
    """Name the totals that are below every one that their source counted from that moment until the moment before.

    Others may count otherwise, and those of whom nobody is named are one source.
    """
    said_by = {} if "claims" in case.broken else pairs(case.tables["claims"], "id", "said_by")
    totals = counts[(counts["aggregate"] == "sum") & ~counts["measure"].isin(LEVELS)]
    totals = totals.assign(source=[said_by.get(claim) or claim for claim in totals["claim"].tolist()])
    for _, series in totals.groupby(["where", "measure", "who", "from", "source"], sort=False):
        before = series.iloc[:0]
        for _, now in series.groupby("until"):
            lowest = before["value"].min()
            for row in now.index[now["value"] < lowest]:
                earlier = before["id"].iloc[int(before["value"].argmin())]
                wrong = f"{now['value'][row]:,.10g} is less than {quoted(earlier)}, {lowest:,.10g}, "
                wrong += "which was counted from the same day and until an earlier one"
                right = "look at both, for a total does not fall; of one that was corrected leave out what it was"
                yield Oddity("observations.csv", int(row), "value", wrong, right)
            before = now


def published(figures: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Return when each figure of a table was published: where that is blank, on the day after its count ended.

    That is where the end of a whole day is; a count that ends within a day is taken as published when it ends.
    """
    return figures["published"].fillna(figures["until"])


def known_by(figures: pd.DataFrame, moment: pd.Timestamp) -> pd.Series[bool]:
    """Say which figures of a table were known at a moment: one published on a day is at its end, at an hour at once."""
    told = published(figures)
    return told.where(told != told.dt.normalize(), told + DAY) <= moment


def _impossible(aggregate: str, number: float) -> tuple[str, str] | None:
    """Say why a number is no figure of that aggregate, and what would be right; None if it can be one."""
    if aggregate == "share_men" and not within(number, "number 0..1"):
        return f"{digits(number)} is no share", "write a number from 0 to 1, as 0.6 for 60 %"
    if aggregate != "change" and number < 0:
        return f"{digits(number)} is below 0, which nothing counts", "write 0 or more; only a change can be below 0"
    return None
