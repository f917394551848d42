"""Which figures are learned from, what members say to them, and which latents each may move."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from exeunt.engine.members import mean_of_known
from exeunt.ensemble.pool import Pool
from exeunt.ensemble.run_folder import Result, batches
from exeunt.ensemble.simulate import run_members
from exeunt.learning.latents import Latents
from exeunt.learning.localisation import Flags, in_time, related
from exeunt.luck import Floats
from exeunt.outcome import layout
from exeunt.outcome.measures import Answers
from exeunt.outcome.scales import scale_of
from exeunt.outcome.targets import DAY, Target, from_table, repeated
from exeunt.scenario.links import far_sides
from exeunt.scenario.where import areas_of, resolved

if TYPE_CHECKING:
    from exeunt.engine.members import Simulator
    from exeunt.scenario.world import World


def known_figures(world: World, until: pd.Timestamp) -> list[Target]:
    """Return the figures to learn from: those marked to be fitted, published by the end of a day, each once."""
    again = left_out(world, until)
    return [each for each in _told(world, until) if each.id not in again]


def left_out(world: World, until: pd.Timestamp) -> dict[str, str]:
    """Return the figures that are left out since an earlier one of another name says the same, and that one's name."""
    return repeated(_told(world, until), areas_of(world.areas))


def _told(world: World, until: pd.Timestamp) -> list[Target]:
    counted = from_table(world.observations)
    told = [each for each in counted if each.published.normalize() <= until and each.end <= until + DAY]
    return [each for each in told if each.split != "check"]


@dataclass(frozen=True)
class Predicted:
    """What members say to figures: `answers` in the figures' units, shape (members, figures), NaN where they cannot."""

    figures: Sequence[Target]
    answers: Floats

    @property
    def transformed(self) -> Floats:
        """The answers on the scales on which figures and members are compared; see `transforms`."""
        columns = [scale_of(f.measure, f.aggregate).there(a) for f, a in zip(self.figures, self.answers.T, strict=True)]
        return np.stack(columns, axis=1) if columns else np.zeros((len(self.answers), 0))

    def said(self) -> Predicted:
        """Return the figures to which members can say something, and these not all the same.

        Members that say nothing are given the mean of the others.
        """
        answers = np.where(np.isnan(self.answers), mean_of_known(self.answers), self.answers)
        told = [k for k in range(len(self.figures)) if np.isfinite(answers[:, k]).all() and np.ptp(answers[:, k]) > 0.0]
        return Predicted([self.figures[k] for k in told], answers[:, told])


def predict(
    simulator: Simulator,
    figures: Sequence[Target],
    members: int,
    *,
    pool: Pool,
    luck_of: int = 0,
    on_member: Callable[[], None] = lambda: None,
) -> Predicted:
    """Run members, with the luck of those `luck_of` after them, and return what they say to figures; keep no more."""
    answers = np.full((members, len(figures)), np.nan)

    def note(batch: Sequence[int], results: Sequence[Result]) -> None:
        answers[list(batch)] = _answers(simulator, figures, batch, results)

    run_members(simulator, batches(members), pool=pool, on_batch=note, on_member=on_member, luck_of=luck_of)
    return Predicted(figures, answers)


def _answers(
    simulator: Simulator, figures: Sequence[Target], batch: Sequence[int], results: Sequence[Result]
) -> Floats:
    names = list(simulator.parameters(batch[0]))
    speaker = Answers(layout.to_dataset(simulator.labels, list(batch), results, parameters=names), simulator.world)
    out = np.full((len(batch), len(figures)), np.nan)
    for column, figure in enumerate(figures):
        said = speaker.to(figure)
        if said is not None:
            out[:, column] = said
    return out


def may_move(world: World, latents: Latents, figures: Sequence[Target]) -> Flags:
    """Return which figures may move which latents, shape (latents, figures).

    None may move what acts only after its period has ended; and what is not known of a gate, of ordinary travel to a
    country, or of whom a ban spares at gates, only a figure of this gate, of another into the same country, of this
    country, or of a place in it.
    """
    far = far_sides(world.gates, world.links, world.places)
    kin = {figure.where: _kin(world, far, figure.where) for figure in figures}
    moves = related(latents.belongs, [figure.where for figure in figures], kin)
    ends = np.array([figure.end for figure in figures], "datetime64[s]")
    return np.asarray(moves & in_time(latents.acts_from, ends), np.bool_)


def _kin(world: World, far: Mapping[str, frozenset[str]], where: str) -> set[str]:
    """Return the gates and countries that have to do with a figure: what it names, where that is, what leads there.

    A gate that leads to any country has to do with all of these, but not with the other gates into each.
    """
    names, gates, places = set(resolved(where, areas_of(world.areas))), world.gates, world.places
    beyond = set(gates.loc[gates["id"].isin(names), "country_to"]) - {""}
    countries = names | beyond | set(places.loc[places["id"].isin(names), "country"])
    to_any = {country for gate in names & far.keys() for country in far[gate]}
    return countries | to_any | {gate for gate, sides in far.items() if not sides.isdisjoint(countries)}
