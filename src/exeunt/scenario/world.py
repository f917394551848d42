"""A scenario as it was read, and the scenarios that differ from it in one thing."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Self, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.asked import given_whole, text
from exeunt.errors import Fault, InputError, Oddity, OddRule, in_order, quoted
from exeunt.paths import path_of
from exeunt.scenario import tables as schema
from exeunt.scenario.added_rules import read_rules, row_of_rule, rules_beside
from exeunt.scenario.beliefs import UNTIL, earlier, today, together
from exeunt.scenario.choices import require_claim, value_held
from exeunt.scenario.columns import empty
from exeunt.scenario.examine import examine
from exeunt.scenario.fingerprint import fingerprint
from exeunt.scenario.first_source import FirstSource
from exeunt.scenario.knowledge import known_scenario
from exeunt.scenario.names import Names, names_of
from exeunt.scenario.oddities import oddities
from exeunt.scenario.people import People, values_of
from exeunt.scenario.settings import MOST_DAYS, Settings
from exeunt.scenario.spelling import suggestion
from exeunt.scenario.strays import out_of_reach
from exeunt.scenario.times import Day, Moment, as_day
from exeunt.scenario.unchanged import unchanged
from exeunt.wording import plural

V = TypeVar("V")


@unchanged
@dataclass(frozen=True, eq=False, repr=False)
class World:
    """A scenario: places, ways, rules, people. Immutable: each change gives a new one.

    The tables are data frames with typed columns (see `columns.py`), indexed by the line of their file. Each is handed
    out as a copy: a change in place reaches neither the world nor its runs.

    Parameters
    ----------
    name
        The folder's name, or the id in the library.
    folder
        Where it was read from.
    settings
        Period, tick, readings, defaults of a run.
    groups
        The combinations of trait values that occur, at most 300.
    people
        How many of each group live at each home; homes in the order of `places` whose kind is ``home``.
    chosen
        For a contested quantity, the claim to believe.
    fixed
        For a parameter, the value it is held at. None is both held and chosen: what was said last counts.
    earlier
        By table, the rows that were believed before something was learned (those with `known_until`): they play no
        part but in `as_of`.
    added
        The ids of the rules that were added to ask what they would do: no news of them is waited for.
    known_by
        The day by whose end all of this was known, if it is not what is known today.
    later
        The figures that were published after that day: they play no part but where a run is scored.
    first_source
        Where its tables first came from, however it was derived since; None if that is not known.

    """

    name: str
    folder: Path | None
    settings: Settings
    places: pd.DataFrame
    aliases: pd.DataFrame
    gates: pd.DataFrame
    areas: pd.DataFrame
    links: pd.DataFrame
    traits: pd.DataFrame
    rules: pd.DataFrame
    drivers: pd.DataFrame
    claims: pd.DataFrame
    observations: pd.DataFrame
    parameters: pd.DataFrame
    groups: tuple[dict[str, str], ...]
    people: NDArray[np.int64]
    chosen: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, float] = field(default_factory=dict)
    earlier: dict[str, pd.DataFrame] = field(default_factory=dict)
    added: frozenset[str] = frozenset()
    known_by: date | None = None
    later: pd.DataFrame = field(default_factory=lambda: empty("observations"))
    first_source: FirstSource | None = None

    @classmethod
    def of(
        cls,
        *,
        folder: Path | None,
        settings: Settings,
        tables: Mapping[str, pd.DataFrame],
        people: People,
        first_source: FirstSource | None = None,
    ) -> Self:
        """Put together what was read and checked."""
        before, tables = earlier(tables), today(tables)
        return cls(
            name=folder.resolve().name if folder else "unnamed",
            folder=folder,
            settings=settings,
            places=tables["places"],
            aliases=tables["aliases"],
            gates=tables["gates"],
            areas=tables["areas"],
            links=tables["links"],
            traits=tables["traits"],
            rules=tables["rules"],
            drivers=tables["drivers"],
            claims=tables["claims"],
            observations=tables["observations"],
            parameters=tables["parameters"],
            groups=people.groups,
            people=people.counts,
            earlier=before,
            first_source=first_source,
        )

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {name: getattr(self, name) for name in schema.NAMES}

    @property
    def everybody(self) -> int:
        """How many people a run follows: those who start at a home and those who have settled elsewhere before."""
        return int(self.people.sum() + self.places["settled"].fillna(0).sum())

    @property
    def all_rows(self) -> dict[str, pd.DataFrame]:
        """The tables as files have them: with what was believed earlier."""
        return together(self.tables, self.earlier)

    @property
    def homes(self) -> pd.DataFrame:
        """The places where people start, in the order of the rows of `people`."""
        return self.places[self.places["kind"] == "home"]

    @property
    def readings(self) -> dict[str, dict[str, float]]:
        """Which claims are believed with which weight, for every contested quantity: what was chosen, alone."""
        weighed = {quantity: dict(weights) for quantity, weights in self.settings.readings.items()}
        return {**weighed, **{quantity: {claim: 1.0} for quantity, claim in self.chosen.items()}}

    @cached_property
    def trait_values(self) -> dict[str, tuple[str, ...]]:
        """Every trait with its values."""
        return values_of(self.traits)

    @cached_property
    def names(self) -> Names:
        """What its places, gates, areas and countries are called."""
        return names_of(self.tables)

    @cached_property
    def hash(self) -> str:
        """A fingerprint of everything that decides a run, the same on every machine.

        Columns of the author's own, notes and line numbers play no part.
        """
        frame = {"settings": asdict(self.settings), "chosen": self.chosen, "fixed": self.fixed}
        return fingerprint(frame, {name: self.said(name) for name in self.tables})

    def said(self, name: str) -> pd.DataFrame:
        """Return what a table says that decides a run: without columns of the author's own."""
        return self.tables[name][[column.name for column in schema.columns(name) if column.name != UNTIL]]

    def check(self) -> list[Fault]:
        """Examine the tables once more; a world that was read or derived has no faults, but may have oddities."""
        return [*examine(self.settings, self.all_rows)[1], *self.oddities()]

    def oddities(self) -> list[Oddity]:
        """Return what is probably not meant, though it can be run: strange countries, tables that are not read."""
        astray = out_of_reach(self.folder) if self.folder else ()
        added = {row: id_ for row, id_ in self.rules["id"].items() if id_ in self.added}
        told = (
            OddRule("", 0, found.column, found.wrong, found.right, added[found.row])
            if found.file == "rules.csv" and found.row in added
            else found
            for found in oddities(self.settings, self.tables)
        )
        return [*in_order([*told, *astray])]

    def odd_about(self, rule: str) -> list[Oddity]:
        """Return what is odd about a rule that was added."""
        return [found for found in self.oddities() if isinstance(found, OddRule) and found.rule == rule]

    def with_rule(
        self,
        where: str,
        act: str,
        effect: str,
        who: str | None = "",
        since: Moment | None = None,
        until: Moment | None = None,
        mode: str | None = "",
        id: str | None = None,
        announced: Moment | None = None,
        claim: str | None = "",
        latest: Moment | None = None,
    ) -> Self:
        """Add a rule.

        Parameters
        ----------
        where
            The country, place, link, gate or area where it holds, or several joined by ``+``.
        act
            ``enter``, ``leave``, ``transit`` or ``stay``.
        effect
            What it does, such as ``deny`` or ``quota 500/day``.
        who
            A condition on traits; blank or None means everyone.
        since, until
            The first and last local day (or minute) it is in force, both included; None means open. A `datetime`,
            `pd.Timestamp` or `np.datetime64` at midnight is that day.
        mode
            The way of travelling it is limited to; blank or None means every way.
        id
            A name of its own; one is made if None.
        announced
            When people first heard of it; None means when it began.
        claim
            The claim it rests on; blank or None if nobody is named for it.
        latest
            The last day on which it may begin, if that day is uncertain and `since` is the first; None if it is not.

        Raises
        ------
        InputError
            If what is to be text is none, or a time is none or has a time zone: times are local.
        ScenarioError
            If the rule cannot be one of this scenario.

        """
        row = row_of_rule(
            self.rules["id"], where=where, act=act, effect=effect, who=who, since=since, until=until, mode=mode, id=id,
            announced=announced, claim=claim, latest=latest,
        )  # fmt: skip
        return self._with_rules(row, file="with_rule", faults=[])

    def with_rules(self, path: Path | str) -> Self:
        """Add the rules of a file with the columns of `rules.csv`.

        Raises
        ------
        ScenarioError
            With every fault of the file.

        """
        file = path_of(path)
        text, faults = read_rules(file)
        return self._with_rules(text, file=file.name, faults=faults)

    def without_rule(self, id: str) -> Self:
        """Leave out a rule.

        Raises
        ------
        InputError
            If there is no rule of that id.

        """
        ids = self.rules["id"]
        if text(id, "a rule") not in set(ids):
            raise InputError(f"There is no rule {quoted(id)} in {self.name}; {suggestion(id, ids, what='rules')}")
        before = {name: rows[rows["id"] != id] if name == "rules" else rows for name, rows in self.earlier.items()}
        return replace(self, rules=self.rules[ids != id], earlier=before)

    def with_parameter(self, name: str, value: float) -> Self:
        """Hold a parameter at a value in every member; a claim that was believed about it is believed no more.

        Raises
        ------
        InputError
            If there is no such parameter, or the value is no number in its range.

        """
        number = value_held(name, value, self._quantities)
        return replace(self, fixed={**self.fixed, name: number}, chosen=_without(self.chosen, name))

    def reading(self, quantity: str, claim: str) -> Self:
        """Believe one claim about a contested quantity, in every member; it is no longer held at a value.

        Raises
        ------
        InputError
            If there is no such quantity or claim, or the claim is about something else.

        """
        require_claim(quantity, claim, self.claims, self._quantities, self.settings.readings, self.name)
        return replace(self, chosen={**self.chosen, quantity: claim}, fixed=_without(self.fixed, quantity))

    def lasting(self, days: int) -> Self:
        """Let the period last some other number of days.

        Raises
        ------
        InputError
            If that is not a number of days.

        """
        asked = given_whole(days, "number of days", least=1, most=MOST_DAYS)
        return replace(self, settings=replace(self.settings, days=asked))

    def as_of(self, day: Day) -> Self:
        """Know only what was known by the end of a day.

        Figures published, rules announced and rows claimed later are left out, or replaced by what was believed then
        (rows with `known_until`). Rules that were added to ask what they would do stay.

        Raises
        ------
        InputError
            If that is no day, or one before the day as of which the world is known already; or a claim is believed
            that nobody had made.
        ScenarioError
            If a place, gate, link or trait was not known then and nothing stands in for it, or what was known does not
            make a scenario.

        """
        asked = as_day(day)
        if self.known_by is not None and asked >= self.known_by:
            return self
        if self.known_by is not None:
            raise InputError(f"{self.name} is only what was known on {self.known_by}; ask the whole scenario")
        settings, tables, people = known_scenario(
            self.settings, self.tables, self.earlier, asked, supposed=self.added, chosen=self.chosen
        )
        known = self.of(
            folder=self.folder, settings=settings, tables=tables, people=people, first_source=self.first_source
        )
        chosen, fixed = self.chosen, self.fixed
        later = self.observations[~self.observations["id"].isin(tables["observations"]["id"])]
        return replace(known, name=self.name, chosen=chosen, fixed=fixed, added=self.added, known_by=asked, later=later)

    @property
    def _quantities(self) -> frozenset[str]:
        """All that can be held at a value or believed a claim about."""
        return schema.behaviour_parameters() | frozenset(self.parameters["name"])

    def _with_rules(self, text: pd.DataFrame, *, file: str, faults: list[Fault]) -> Self:
        earlier_too = self.all_rows["rules"]
        rules, ids = rules_beside(self.settings, self.tables, earlier_too, text, file=file, faults=faults)
        return replace(self, rules=rules, added=self.added | ids)

    def __repr__(self) -> str:
        return "\n  ".join(self._told())

    def _repr_html_(self) -> str:
        first, *rest = map(html.escape, self._told())
        items = "".join(f"<li>{line}</li>" for line in rest)
        return f"<div><strong>{first}</strong><ul>{items}</ul></div>"

    def _told(self) -> list[str]:
        tables = ", ".join(plural(len(self.tables[f"{one}s"]), one) for one in ("place", "link", "gate", "rule"))
        days, figures = plural(self.settings.days, "day"), plural(len(self.observations), "figure")
        groups, homes = plural(len(self.groups), "group"), plural(len(self.homes), "home")
        return [
            f"World {self.name}: {self.settings.title}",
            f"{self.settings.period}, {days} in ticks of {self.settings.tick_hours} h",
            tables,
            f"{self.people.sum():,} people of {groups} at {homes}",
            f"{figures} to compare with, {plural(len(self.claims), 'claim')}",
            *([f"as it was known by the end of {self.known_by}"] if self.known_by else []),
            *(f"believing {claim} about {quantity}" for quantity, claim in self.chosen.items()),
            *(f"with {name} held at {value:g}" for name, value in self.fixed.items()),
        ]


def _without(said: Mapping[str, V], name: str) -> dict[str, V]:
    return {each: value for each, value in said.items() if each != name}
