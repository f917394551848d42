"""Evening by evening: what a fit of each earlier evening would have said of the days after it.

Each evening is a state of knowledge of its own (`World.as_of`): it is learned from what was known then, run on from
there to the end of the month and of the last figure, and asked (`outcome.foreseen`). None of it goes into the fit of
the last evening; it shows what such fits were worth.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from exeunt.ensemble.pool import Pool
from exeunt.ensemble.simulate import simulate
from exeunt.learning.fitting import Kept, fit
from exeunt.learning.learned import as_posterior
from exeunt.outcome.discrepancy import JUDGED
from exeunt.outcome.foreseen import foreseen, later_figures, month_ends
from exeunt.outcome.run import Run
from exeunt.outcome.targets import DAY, Target

if TYPE_CHECKING:
    from exeunt.scenario.world import World


def said_on(
    world: World,
    evening: pd.Timestamp,
    figures: list[Target],
    *,
    members: int,
    seed: int,
    pool: Pool,
    kept: Kept,
    on_member: Callable[[], None],
) -> pd.DataFrame:
    """Return what members that learned until an evening say of the days after it; see `outcome.foreseen`.

    Parameters
    ----------
    world
        The scenario, with all that was known later.
    evening
        The last day of which the members know anything.
    figures
        What was published later and is to be foretold.
    members, seed, kept
        As for `fitting.fit`.
    pool
        Where members run.
    on_member
        Called for each member that is done, in each pass and in the forecast.

    """

    def told(stage: str, done: int, total: int) -> None:
        if stage == "simulating" and done:  # nought is told of before the first
            on_member()

    fitted = fit(world, evening, members=members, seed=seed, pool=pool, kept=kept, progress=told)
    until = max([month_ends(evening), *(figure.end.ceil("D") for figure in figures)])
    days = min((until - pd.Timestamp(world.settings.first_day)) // DAY, world.settings.days)
    run = simulate(
        world.as_of(evening.date()).lasting(days),
        members=members,
        seed=seed,
        posterior=as_posterior(fitted, {}),
        pool=pool,
        progress=told,
        build=Run,
    )
    return foreseen(run, evening, figures, JUDGED)  # what is missed beyond that is learned from


def figures_after(world: World, evening: pd.Timestamp, until: pd.Timestamp) -> list[Target]:
    """Return the figures that were published after an evening and by the last one, and end within the world."""
    ends = pd.Timestamp(world.settings.first_day) + world.settings.days * DAY
    return [each for each in later_figures(world, evening) if each.published.normalize() <= until and each.end <= ends]
