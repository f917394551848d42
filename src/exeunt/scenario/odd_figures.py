"""What is odd about figures: those that no run can be set beside, and those in which people are counted twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from exeunt.errors import Oddity, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.idle_rows import out_of_period
from exeunt.scenario.names import Names, names_of
from exeunt.scenario.rows import pairs, rows
from exeunt.scenario.tables import COUNTED, LEVELS, LINES, Term, vocabulary
from exeunt.scenario.where import areas_of, resolved

FILE = "observations.csv"
DAY = pd.Timedelta(days=1)
UNSAID = "so no run can be set beside it"


def odd_figures(case: Case) -> Iterator[Oddity]:
    """Name the figures that are not compared with what they count."""
    if "observations" in case.broken:
        return
    yield from _out_of_period(case)
    if case.knows("place", "gate", "area", "link"):
        unsaid = list(_unsaid(case))
        told = {each.row for each in unsaid}  # of these nothing else matters
        others = (each for odd in (_counted_twice, _arrivals_behind) for each in odd(case))
        yield from (*unsaid, *(each for each in others if each.row not in told))


def _out_of_period(case: Case) -> Iterator[Oddity]:
    """Name the figures that were counted partly outside the period."""
    table = case.tables["observations"]
    if not case.settings:
        return
    begin = pd.Timestamp(case.settings.first_day)
    over = pd.Timestamp(case.settings.last_day) + DAY
    # what was counted before the first day is no mistake: naive forecasts go on from it
    inside = (table["until"] > begin) & (table["from"] < over)
    early, late = inside & (table["from"] < begin), inside & (table["until"] > over)
    for row in table.index[early | late]:
        column = "from" if early[row] else "until"
        wrong = "the figure was counted partly outside the scenario's period, so no run can be set beside it"
        yield Oddity(FILE, int(row), column, wrong, f"{out_of_period(case)} figure")


@dataclass(frozen=True)
class _Figure:
    """What a figure counts, and of which kind each thing is that it names."""

    measure: str
    aggregate: str
    who: str
    since: pd.Timestamp
    until: pd.Timestamp
    kinds: dict[str, str]

    @property
    def of_days(self) -> bool:
        """Whether it is of whole days."""
        return self.since < self.until and self.since == self.since.floor("D") and self.until == self.until.floor("D")

    @property
    def is_level(self) -> bool:
        """Whether it is of how many or how long, and not of who comes or goes."""
        return self.measure in LEVELS


Told = tuple[str, str, str]


@dataclass(frozen=True)
class Asked:
    """A scenario of whose figures is asked whether any run answers them."""

    case: Case

    def why_unsaid(
        self, where: str, measure: str, aggregate: str, who: str, since: pd.Timestamp, until: pd.Timestamp
    ) -> Told | None:
        """Say why no run has anything to set beside a figure: the column, the reason, what to do; None if one has."""
        term = vocabulary("measures").get(measure)
        if term is None:
            return None
        kinds = {name: _kind(self.case, name) for name in resolved(where, self._areas)}
        figure = _Figure(measure, aggregate, who, since, until, kinds)
        return _of_whom_and_where(figure, term, self._names) or (
            _of_days(figure, self._first_day, self._flown_from, self._names)
            if figure.of_days
            else _of_hours(figure, term)
        )

    @cached_property
    def _areas(self) -> Mapping[str, tuple[str, ...]]:
        return areas_of(self.case.tables["areas"])

    @cached_property
    def _names(self) -> Names:
        return names_of(self.case.tables)

    @cached_property
    def _first_day(self) -> pd.Timestamp | None:
        return pd.Timestamp(self.case.settings.first_day) if self.case.settings else None

    @cached_property
    def _flown_from(self) -> set[str]:
        """The gates that ways by air pass, and the countries out of which they lead."""
        links, near = self.case.tables["links"], pairs(self.case.tables["gates"], "id", "country_from")
        airports = set(links.loc[links["mode"] == "air", "gate"]) - {""}
        return airports | {near.get(gate, "") for gate in airports}


def _unsaid(case: Case) -> Iterator[Oddity]:
    """Name the figures of what no run records: it has nothing to set beside them."""
    asked = Asked(case)
    for row, *cells in rows(case.tables["observations"], "where", "measure", "aggregate", "who", "from", "until"):
        if told := asked.why_unsaid(*cells):
            column, wrong, right = told
            yield Oddity(FILE, row, column, f"{wrong}, {UNSAID}", right)


def _of_whom_and_where(figure: _Figure, term: Term, names: Names) -> Told | None:
    if figure.who not in COUNTED:
        return "who", "a run keeps nobody apart by traits", "write citizens or all, if it counts them"
    if figure.aggregate == "share_men":
        return _of_men(figure, names)
    for name, kind in figure.kinds.items():
        if kind and kind not in term.days:
            right = "name a " + " or a ".join(sorted(term.days))
            right += ", or write stock for those who are there" if figure.measure == "arrivals" else ""
            return "where", f"no run says {figure.measure} of a {kind}, as {names.coded(name)} is", right
    return _of_lines(figure, names) if figure.measure in LINES else None


def _of_lines(figure: _Figure, names: Names) -> Told | None:
    """Say of which country no run knows lines: they stand at gates, and at those that lead into it by name."""
    led_into = set(names.into.values())
    without = [name for name, kind in figure.kinds.items() if kind == "country" and name not in led_into]
    of_the_others = figure.measure == "wait_hours" or not figure.of_days  # the only ones of several that have gates
    if not without or (of_the_others and len(without) < len(figure.kinds)):
        return None
    return "where", f"no gate leads into {names.coded(without[0])}, and lines stand at gates", "name the gate"


def _of_men(figure: _Figure, names: Names) -> Told | None:
    """Say why no run knows a share of men: they are counted as they enter a country."""
    if figure.measure != "crossings_in":
        return "measure", "men are counted as they enter only", "write crossings_in, if it is of those who enter"
    for name, kind in figure.kinds.items():
        if kind == "gate" and not names.into[name]:
            wrong = f"{names.coded(name)} leads into no country by name, and men are counted by country"
            return "where", wrong, "name the country that they entered"
    return None


def _of_days(figure: _Figure, first_day: pd.Timestamp | None, flown: set[str], names: Names) -> Told | None:
    if figure.is_level and figure.aggregate == "sum" and figure.until - figure.since > DAY:
        wrong = f"{figure.measure} is a level, which days cannot be summed of"
        return "aggregate", wrong, "write mean, max_per_day or change, or a single day"
    if figure.measure == "stock" and figure.aggregate == "change" and figure.since == first_day:
        return "from", "no run knows how many were there on the evening before its first day", "begin a day later"
    if figure.measure == "departures_air" and (grounded := [name for name in figure.kinds if name not in flown]):
        wrong = f"no way by air from {names.coded(grounded[0])} passes a gate, and there they are counted"
        return "where", wrong, "make its airport a gate, and name that in links.csv"
    return None


def _of_hours(figure: _Figure, term: Term) -> Told | None:
    """Say why no run answers to a moment or a part of a day; None if one does."""
    moment = figure.since == figure.until
    if moment and not figure.is_level:
        return "from", "nobody comes or goes in a moment", "write from when until when they were counted"
    if figure.aggregate == "share_men" or any(kind and kind not in term.hours for kind in figure.kinds.values()):
        whole = "write it without hours, if it is of whole days"
        return "from", f"no run says {figure.measure} of a part of a day here", whole
    if figure.who == "all" and not figure.is_level:
        return "who", "of a part of a day a run counts citizens only", "write whole days, or citizens"
    said = ("mean", "per_day", *["sum"] * (moment or not figure.is_level))
    if figure.aggregate not in said:
        return "aggregate", f"of a part of a day no run says {figure.aggregate}", f"write {' or '.join(said)}"
    return None


def _kind(case: Case, name: str) -> str:
    """Return what an id is of; a place that is called by its country's code is read as that. Blank if it is nothing."""
    return next((kind for kind in ("country", "gate", "place") if name in case.ids[kind]), "")


def _counted_twice(case: Case) -> Iterator[Oddity]:
    """Name the figures of a country and of a place in it or a gate into it, where the same people are counted."""
    country, areas = pairs(case.tables["places"], "id", "country"), areas_of(case.tables["areas"])
    sides = {id_: ends for _, id_, *ends in rows(case.tables["gates"], "id", "country_to", "country_from")}
    for row, where, measure, aggregate in rows(case.tables["observations"], "where", "measure", "aggregate"):
        names = resolved(where, areas)
        for name in names if len(names) > 1 and aggregate != "share_men" else ():  # shares are of countries, each once
            whole = {country.get(name, ""), *_sides_counted(measure, *sides.get(name, ("", "")))} - {"", name}
            for code in sorted(whole & set(names)):
                wrong = f"{quoted(name)} is part of {quoted(code)}, so that its people are counted twice"
                yield Oddity(FILE, row, "where", wrong, f"name {code}, or what was counted in it")


def _arrivals_behind(case: Case) -> Iterator[Oddity]:
    """Name the arrivals counted where nobody comes straight from home: people arrive in the first country abroad."""
    places, areas = case.tables["places"], areas_of(case.tables["areas"])
    country, homes = pairs(places, "id", "country"), set(places.loc[places["kind"] == "home", "country"])
    ends = {(country.get(one, ""), country.get(other, "")) for _, one, other in rows(case.ways, "from", "to")}
    first = {into for out_of, into in ends if out_of in homes and into not in homes}
    for row, where, measure in rows(case.tables["observations"], "where", "measure"):
        codes = {country.get(name, name) for name in resolved(where, areas)}
        if measure == "arrivals" and not codes & first:
            wrong = f"nobody comes straight from home to {quoted(where)}, "
            wrong += "and arrivals are counted in the first country abroad"
            right = "write stock for those who are there, or crossings_in for all who enter"
            yield Oddity(FILE, row, "measure", wrong, right)


def _sides_counted(measure: str, far: str, near: str) -> tuple[str, ...]:
    """Return the countries whose own figure has what is counted at a gate: its far side, but by air the near one."""
    if measure == "crossings_both":
        return far, near
    return (near,) if measure == "departures_air" else (far,)
