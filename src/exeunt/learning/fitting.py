"""Learning from figures: members are run up to a day, compared with what was counted, moved, and run again.

1. The world is taken as it was known on the evening of the day (`World.as_of`), and cut there.
2. Members draw what they do not know from the priors.
3. In each pass they run, say what each figure would be, and are moved towards the figures (`assimilation`); with new
   luck in each, so that no member learns the chance of one run.
4. They run once more, so that it is seen what the learned members say to the figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from exeunt.engine.members import Simulator
from exeunt.ensemble.compiling import compilation
from exeunt.ensemble.pool import Pool, Threads
from exeunt.ensemble.progress import Progress, no_progress
from exeunt.errors import InputError
from exeunt.learning.assimilation import Counted, assimilate
from exeunt.learning.discrepancy import misses
from exeunt.learning.doubted import doubted
from exeunt.learning.figures import Predicted, known_figures, may_move, predict
from exeunt.learning.latents import Latents, draw, latents_of
from exeunt.learning.localisation import Flags, taper
from exeunt.learning.transforms import counted
from exeunt.luck import Floats
from exeunt.outcome.targets import Target
from exeunt.wording import day

if TYPE_CHECKING:
    from exeunt.scenario.world import World

PASSES = 4
LEAST = 20  # members: with fewer, correlations over them are chance


class Kept(Protocol):
    """Where what members said in each pass is kept, so that a fit that was interrupted goes on."""

    def get(self, turn: int) -> Floats | None:
        """Return what was said in a pass, shape (members, figures); None if it is not there."""

    def put(self, turn: int, answers: Floats) -> None:
        """Keep what was said in a pass."""


class Forgotten:
    """Keeps nothing."""

    def get(self, turn: int) -> Floats | None:
        """Return nothing."""

    def put(self, turn: int, answers: Floats) -> None:
        """Do nothing."""


@dataclass(frozen=True)
class Pass:
    """One pass: the latents of the members, shape (members, latents), and what they said."""

    latents: Floats
    predicted: Predicted


@dataclass(frozen=True)
class Fitted:
    """What was learned: the world as it was known, its latents, the first pass (the priors) and the last.

    `constants` (members, constants) are those learned, and which claim each member believes of what is contested;
    `said` is what members said in each of the passes after which they were moved.
    """

    world: World
    until: pd.Timestamp
    seed: int
    latents: Latents
    figures: list[Target]
    constants: pd.DataFrame
    said: list[Predicted]
    before: Pass
    after: Pass


def fit(
    world: World,
    until: pd.Timestamp,
    *,
    members: int,
    seed: int,
    passes: int = PASSES,
    pool: Pool | None = None,
    kept: Kept | None = None,
    progress: Progress = no_progress,
) -> Fitted:
    """Learn from the figures that were published by the end of a day.

    Parameters
    ----------
    world
        What to learn about.
    until
        The last day of which anything is known.
    members, seed
        How many members, and which luck.
    passes
        How often the figures are taken in.
    pool
        Where members run.
    kept
        Where finished passes are kept, so that a fit that was interrupted goes on.
    progress
        Told of each member that is done, of all that are to run.

    Raises
    ------
    InputError
        If there is nothing to learn, or nothing to learn from.

    """
    known = cut(world, until)
    figures = known_figures(known, until)
    if not figures:
        raise InputError(f"{world.name} has no figure to learn from that was published by {day(until, year=True)}.")
    pool = pool or Threads()
    kept = kept or Forgotten()
    done = count(1)

    def ran() -> None:
        progress("simulating", next(done), (passes + 1) * members)

    with compilation(lambda: progress("compiling", 0, 0)):
        simulator = Simulator(known, seed=seed)
        latents = latents_of(simulator)
        if not len(latents):
            raise InputError(f"{world.name} has nothing to learn: every constant is held, and no spread is set.")

        def predicted(drawn: Floats, turn: int) -> Predicted:
            answers = kept.get(turn)
            if answers is not None:
                for _ in range(members):
                    ran()
                return Predicted(figures, answers)
            at = simulator.with_parameters(latents.constants(drawn), latents.unseen(drawn))
            said = predict(at, figures, members, pool=pool, luck_of=turn * members, on_member=ran)
            kept.put(turn, said.answers)
            return said

        drawn = draw(latents, simulator, members)
        before = Pass(drawn, predicted(drawn, 0))
        now, said = before, []
        for turn in range(1, passes + 1):
            said.append(now.predicted)
            learned = learn(known, latents, now, float(passes), seed, turn)
            now = Pass(learned, predicted(learned, turn))
    read = pd.DataFrame([simulator.parameters(member) for member in range(members)])[list(known.readings)]
    constants = latents.constants(now.latents).join(read)
    return Fitted(known, until, seed, latents, figures, constants, said, before, now)


def cut(world: World, until: pd.Timestamp) -> World:
    """Return a world as it was known on the evening of a day, ending with it."""
    days = (until.date() - world.settings.first_day).days + 1
    if days < 1:
        raise InputError(
            f"{world.name} begins on {day(str(world.settings.first_day), year=True)}: nothing of it is known earlier."
        )
    known = world.as_of(until.date())
    if known.known_by is not None and known.known_by < until.date():
        raise InputError(f"{world.name} is only what was known on {known.known_by}: nothing later can be learned from.")
    return known.lasting(min(days, world.settings.days))


def learn(world: World, latents: Latents, now: Pass, alpha: float, seed: int, turn: int) -> Floats:
    """Return the latents after one pass."""
    said = now.predicted.said()
    return moved(now.latents, said, alpha, seed, turn, mask=may_move(world, latents, said.figures))


def moved(numbers: Floats, said: Predicted, alpha: float, seed: int, turn: int, *, mask: Flags | None = None) -> Floats:
    """Return standard normal numbers of members after one pass, of which each figure may move those of its mask."""
    predicted = said.transformed
    told = doubted(as_told(said), predicted)
    return assimilate(numbers, predicted, told, alpha, seed, turn, mask=mask, taper=taper(numbers, predicted))


def less_believed(said: Predicted) -> list[Target]:
    """Return the figures that count for less than they would, so far do they lie from what members say."""
    told = as_told(said)
    less = doubted(told, said.transformed).errors > told.errors
    return [figure for figure, is_less in zip(said.figures, less, strict=True) if is_less]


def as_told(said: Predicted) -> Counted:
    """Return figures as their sources tell them, and as the model misses them."""
    return counted(said.figures, misses(said.figures))
