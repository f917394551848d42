"""One run as somebody looks at it: each part made when it is first asked for, and kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from exeunt.outcome.chance import too_few
from exeunt.outcome.score import Scored, score
from exeunt.scenario.finding import find_gate
from exeunt.scenario.times import as_day
from exeunt.show.charts.rules import RuleRow
from exeunt.show.map.flows_map import is_real
from exeunt.show.map.movement import Movement, movement
from exeunt.show.page.part import Part
from exeunt.show.sources import Sources, sources
from exeunt.show.subject import Subject
from exeunt.show.views.doors import Doors
from exeunt.show.views.gate import GateCard, gate_card
from exeunt.show.views.pairs import Pair, pairs

if TYPE_CHECKING:
    from exeunt.outcome.run import Run
    from exeunt.scenario.world import World


@dataclass(frozen=True)
class Views:
    """What there is to see of a run; `part` is what the report shows of it."""

    run: Run

    @cached_property
    def subject(self) -> Subject:
        """The run with what is looked up once."""
        return Subject(self.run)

    @property
    def too_few(self) -> str:
        """What to say of members that are too few to tell what changes from chance; blank if they are not."""
        manifest = self.run.manifest
        return too_few(int(manifest["members"]), mean=bool(manifest["mean"]), compared=False)

    @property
    def is_real(self) -> bool:
        """Whether any country of it is on the globe."""
        return is_real(self.subject)

    @cached_property
    def sources(self) -> Sources:
        """Every claim that the run uses."""
        return sources([self.subject])

    @cached_property
    def part(self) -> Part:
        """The run as the report shows it: sentences, pictures, tables."""
        return Part(self.subject, "", self.sources)

    @cached_property
    def movement(self) -> Movement:
        """Who moves where on which day."""
        return movement(self.subject)

    @cached_property
    def doors(self) -> Doors:
        """The rules by what they act on."""
        return Doors(self.subject)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Who went from where to where."""
        return pairs(self.subject)

    @cached_property
    def scores(self) -> dict[str, Scored]:
        """How the run met each counted figure, by its id."""
        return {scored.target.id: scored for scored in score(self.run).targets}

    def of_world(self, world: World) -> Views:
        """Return the same run as if it were of another world of its scenario, for the rules and sources of that."""
        return Views(replace(self.run, world=world))

    def gate(self, gate: str) -> GateCard:
        """Return what is known of a gate, named by its id or name."""
        return gate_card(self.subject, find_gate(self.run.world, gate))

    def acting(self, on: str, day: str) -> tuple[RuleRow, ...]:
        """Return the rules in force on a day on a country, gate, place or link named by its id.

        Raises
        ------
        InputError
            If that is no day.

        """
        return self.doors.acting(on, pd.Timestamp(as_day(day)))
