"""One run as the page shows it: its pictures, its sentences, and the rows of its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from markupsafe import Markup

from exeunt.outcome.bands import Band
from exeunt.outcome.queues import NEVER
from exeunt.outcome.spread import kept, spread_table
from exeunt.outcome.summary import ASSUMED
from exeunt.scenario.rows import records
from exeunt.show.charts.busiest_gates import filling
from exeunt.show.charts.drawing import Picture
from exeunt.show.charts.evenings import evenings, evenings_key, said_by_evening
from exeunt.show.charts.evidence import Constant, Reading, constants, influence, readings, stances, stances_chart
from exeunt.show.charts.fan import MOST_FIGURES, lines_of, thinning
from exeunt.show.charts.fans import fans, leading
from exeunt.show.charts.queues import GateRow, queues_chart
from exeunt.show.charts.rules import RuleRow, rules_bar, rules_of
from exeunt.show.map.flows import flows
from exeunt.show.map.flows_map import flows_map
from exeunt.show.page.finding import finding, run_in_words
from exeunt.show.page.foretold import Foretold, evenings_in_words, foretold, foretold_in_words
from exeunt.show.page.lines import Line, longest_lines
from exeunt.show.page.spread import Spread, spread_in_words
from exeunt.show.sources import Sources
from exeunt.show.subject import Subject
from exeunt.wording import (
    ARRIVING,
    BOUNDED,
    FEW_PEOPLE,
    UNKNOWN,
    about,
    capitalised,
    exact,
    gone_by,
    joined,
    plural,
    span,
)

MOST_LINKS = 12
MOST_ROWS = 2000


@dataclass(frozen=True)
class Part:
    """What the page shows of one run."""

    subject: Subject
    heading: str
    sources: Sources
    most_links: int = MOST_LINKS
    most_rows: int = MOST_ROWS

    @property
    def prefix(self) -> str:
        """What headings begin with where there are two runs."""
        return f"{self.heading}: " if self.subject.key else ""

    @property
    def words(self) -> str:
        """Which run this is."""
        return run_in_words(self.subject)

    @property
    def fans_in_words(self) -> str:
        """What the line and the bands of a fan are."""
        return lines_of(self.subject)

    @property
    def entering_in_words(self) -> str:
        """Whom a fan of a country counts, and whom its dashed line."""
        ordinary = "ordinary travel is included" if self.subject.has_ordinary else "the scenario has no ordinary travel"
        return (
            "Where no title says otherwise a picture shows all citizens entering the country a day, which is what a "
            f"border counts; {ordinary}. The dashed line is {'the median of ' if self.subject.has_band else ''}those "
            "among them who fled and come abroad from their own country."
        )

    @property
    def thinned(self) -> str:
        """What is said of days that are not drawn."""
        step = thinning(len(self.subject.days))
        return (
            ""
            if step == 1
            else f"The run is long: one day in {step} is drawn, and at most {MOST_FIGURES} figures in a picture."
        )

    @property
    def called(self) -> str:
        """Which run this is, with the name of its folder."""
        folder = self.subject.run.path
        return f"{folder.name}, {self.words}" if folder else self.words

    @cached_property
    def finding(self) -> tuple[Markup, Markup]:
        """The two sentences."""
        return finding(self.subject)

    @cached_property
    def map(self) -> Picture:
        """The map of flows."""
        return flows_map(self.subject)

    @cached_property
    def filling(self) -> Picture | None:
        """The gates that filled up."""
        return filling(self.subject)

    @cached_property
    def fans(self) -> tuple[Picture, ...]:
        """Arrivals by country."""
        return fans(self.subject)

    @cached_property
    def leading(self) -> tuple[Picture, ...]:
        """The arrivals that stand on the first screen."""
        return leading(self.subject, self.fans)

    @property
    def other_fans(self) -> tuple[Picture, ...]:
        """All the others."""
        return tuple(picture for picture in self.fans if picture not in self.leading)

    @property
    def leading_are_counted(self) -> bool:
        """Whether a figure is drawn in any of these."""
        return any(picture.figures for picture in self.leading)

    @property
    def others_are_counted(self) -> bool:
        """Whether a figure is drawn in any of these."""
        return any(picture.figures for picture in self.other_fans)

    @cached_property
    def on_map(self) -> frozenset[str]:
        """What the key of the map has to explain."""
        return flows(self.subject).kinds

    @property
    def counts_those_who_fled(self) -> bool:
        """Whether a leading fan is of those who fled alone."""
        return any(picture.name.startswith(self.subject.anchor("fled-")) for picture in self.leading)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The longest lines in a few words."""
        return longest_lines(self.subject)

    @property
    def no_queue(self) -> str:
        """Say that no queue is told of, and why, to be gone on with."""
        if self.subject.world.gates.empty:
            return "No queue is simulated, for the scenario has no gates"
        on_average = " on average over the members" if self.subject.has_band else ""
        return f"No queue reached {about(FEW_PEOPLE)} people{on_average}"

    @property
    def inside_arrivals(self) -> str:
        """What stands under arrivals."""
        more = [plural(len(self.other_fans), "more picture")] if self.other_fans else []
        table = (
            [f"the table of {plural(len(self.table), 'country', 'countries')}"] if self.table else ["nobody arrived"]
        )
        return ", and ".join([*more, *table])

    @property
    def inside_queues(self) -> str:
        """What stands under queues."""
        filled = ["which gates filled up"] if self.filling else []
        drawn = [f"{plural(len(self.queues), 'gate')} day by day"] if self.queues else []
        told = [f"{plural(len(self.queue_table), 'queue')} in a table"] if self.queue_table else []
        return ", ".join([*filled, *drawn, *told]) or "no queue"

    @property
    def inside_counted(self) -> str:
        """What stands under counted figures."""
        return plural(len(self.subject.figures), "figure")

    @property
    def inside_rules(self) -> str:
        """What stands under rules."""
        return f"{plural(len(self.rules), 'rule')}, and when they changed"

    @cached_property
    def said(self) -> pd.DataFrame:
        """What was said on each evening."""
        return said_by_evening(self.subject)

    @cached_property
    def evenings(self) -> tuple[Picture, ...]:
        """What was said on each evening of tomorrow and of the month's end."""
        return evenings(self.subject, self.said)

    @property
    def evenings_are_counted(self) -> bool:
        """Whether what came is drawn in any of these."""
        return any(picture.spec["datasets"]["came"] for picture in self.evenings)

    @property
    def evenings_key(self) -> str:
        """What is drawn in these."""
        return evenings_key(are_counted=self.evenings_are_counted)

    @cached_property
    def foretold(self) -> tuple[Foretold, ...]:
        """What was said on earlier evenings of figures that came later."""
        return foretold(self.subject, self.said)

    @property
    def foretold_in_words(self) -> str:
        """How often that held."""
        return foretold_in_words(self.subject, self.said)

    @property
    def evenings_in_words(self) -> str:
        """What members knew on each evening."""
        return evenings_in_words(self.subject)

    @property
    def inside_evenings(self) -> str:
        """What stands under evenings."""
        return f"what was said on {plural(self.said['evening'].nunique(), 'evening')}, and the counts that came"

    @cached_property
    def queues(self) -> tuple[GateRow, ...]:
        """Queues by gate."""
        return queues_chart(self.subject)

    @cached_property
    def rules(self) -> tuple[RuleRow, ...]:
        """The rules in words."""
        return rules_of(self.subject)

    @cached_property
    def rules_bar(self) -> Picture | None:
        """The rules in time."""
        return rules_bar(self.subject, self.rules, self.sources.said_by(self.subject))

    @cached_property
    def stances(self) -> Picture:
        """What the inputs rest on."""
        return stances_chart(self.subject, stances(self.subject))

    @cached_property
    def influence(self) -> Picture | None:
        """What the number who fled follows."""
        return influence(self.subject)

    @cached_property
    def spread(self) -> Spread | None:
        """What the spread over the members is made of; None where too few ran to tell."""
        table = spread_table(self.subject.run, kept(self.subject.run))
        return None if table is None else spread_in_words(table, self.subject.names)

    @cached_property
    def constants(self) -> tuple[Constant, ...]:
        """The constants of behaviour."""
        return constants(self.subject)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The contested quantities."""
        return readings(self.subject)

    @property
    def assumed(self) -> str:
        """The countries of which no figure speaks."""
        codes = [str(code) for code in self.subject.table["country"]]
        return joined([self.subject.names.country(code) for code in codes if self.subject.is_assumed(code)])

    @cached_property
    def table(self) -> list[dict[str, Any]]:
        """The rows of the table of arrivals."""
        return [self._arrival(row) for row in records(self.subject.table)]

    @property
    def countries_are_counted(self) -> bool:
        """Whether anything was counted that stands in that table."""
        return any(row["counted_period"] for row in self.table)

    @property
    def marks_as_above(self) -> str:
        """Which marks of the queues day by day are explained with the arrivals; blank where there is none."""
        are_counted = any(picture.figures for gate in self.queues for picture in gate.pictures)
        marks = [*(["bands"] if self.subject.has_band else []), *(["red marks"] if are_counted else [])]
        return f"{capitalised(joined(marks))} as above. " if marks else ""

    @property
    def gone_by(self) -> str:
        """What heads the days by which lines are gone."""
        return gone_by(has_band=self.subject.has_band)

    @cached_property
    def queue_table(self) -> list[dict[str, str]]:
        """The rows of the table of queues."""
        return [self._queue(row) for row in records(self.subject.queues)]

    def pictures(self) -> Iterator[Picture]:
        """Give every picture, in the order of the page."""
        alone = (self.map, self.filling)
        yield from (picture for picture in alone if picture is not None)
        yield from self.fans
        for gate in self.queues:
            yield from gate.pictures
        yield from self.evenings
        last = (self.rules_bar, self.stances, self.influence)
        yield from (picture for picture in last if picture is not None)

    def _arrival(self, row: dict[str, Any]) -> dict[str, Any]:
        period, where = ("" if pd.isna(row[name]) else str(row[name]) for name in ("counted_period", "counted_where"))
        elsewhere = "" if not period or where == row["country"] else f"{self.subject.names.where(where)}, "
        elsewhere += f"{ARRIVING[row['counted_measure']]}, " if period else ""
        low, high = row["otherwise_low"], row["otherwise_high"]
        said = "" if pd.isna(low) else exact(low) if low == high else span(low, high)
        others = f" (also said: {said})" if said else ""
        return {
            "name": self.subject.names.country(row["country"]),
            "assumed": row["basis"] == ASSUMED,
            "arrivals": exact(row["arrivals"]),
            "band": span(row["q05"], row["q95"]),
            "counted_period": f"{elsewhere}{period}{others}" if period else "",
            "counted": BOUNDED.get(row["counted_kind"], "") + exact(row["counted"]) if period else "",
            "simulated": exact(row["simulated"]) if period else "",
            "simulated_band": span(row["simulated_q05"], row["simulated_q95"]) if period else "",
        }

    def _queue(self, row: dict[str, Any]) -> dict[str, str]:
        def found(name: str) -> Band:
            return Band(row[name], row[f"{name}_q05"], row[f"{name}_q95"])

        def sized(name: str, decimals: int = 0) -> str:
            size = exact(row[name], decimals)
            ends = span(found(name).q05, found(name).q95, decimals=decimals)
            return f"{size} ({ends})" if found(name).has_ends else size

        return {
            "gate": self.subject.line_at(row["gate"], seats=row["seats"]),
            "by": str(row["by"]).replace("+", ", "),
            "date": self.subject.day(row["date"]),
            "people": sized("people"),
            "vehicles": sized("vehicles") if found("vehicles").highest > 0 else UNKNOWN,
            "km": sized("km", 1) if found("km").highest > 0 else UNKNOWN,
            "hours": sized("hours", 1),
            "clears": NEVER if row["clears"] == NEVER else self.subject.day(row["clears"]),
        }
