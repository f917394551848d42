"""Figures that members learned from and that say something else now: from where all is taken in again, and how.

What a figure has moved cannot be moved back, since the days it tells of are known from then on. So a run that figures
moved keeps the run as it ran (`unmoved`), and in what order they came (`takings`): with a figure put right, all of them
are taken in again, and the numbers are those of a run that was told rightly at first. What a fit learned is in what
members drew before they ran, and only another fit unlearns it.
"""

from __future__ import annotations

import pandas as pd

from exeunt.ensemble.store import unmoved_of
from exeunt.errors import InputError
from exeunt.outcome.added_figures import beside
from exeunt.outcome.run import Run
from exeunt.outcome.targets import from_table
from exeunt.scenario.additions import Addition
from exeunt.wording import joined


def known_among(run: Run, rows: pd.DataFrame) -> list[str]:
    """Return which figures of a table the members learned from as they stand there.

    By its name alone none is known, since figures are corrected; nor by what it says alone, since two may count alike.
    """
    learned = {each.told for each in from_table(run.world.observations) if each.id in set(run.learned_ids)}
    return [each.id for each in from_table(rows) if each.told in learned]


def to_take_in(run: Run, rows: pd.DataFrame) -> tuple[Run, list[pd.DataFrame]]:
    """Return the run to begin with and the tables of figures to take in, so that a run is moved by those of a table.

    That is the run itself and the table, if nothing in it corrects what was learned; known figures are not in it.

    Raises
    ------
    InputError
        If one of them corrects what a fit learned, or the run keeps nothing to begin again from.

    """
    corrects = rows["id"].isin(run.learned_ids) & (rows["split"] != "check")
    if not corrects.any():
        return run, [rows]
    if fitted := [str(id_) for id_ in rows.loc[corrects, "id"] if id_ not in run.taken_in]:
        was = "was" if len(fitted) == 1 else "were"
        raise InputError(
            f"{joined(fitted)} {was} learned by a fit and would be corrected now, which a run cannot be: put the "
            "figures into observations.csv, fit the scenario anew, and run with what that learns."
        )
    before = unmoved_of(run)
    if before is None:
        raise InputError(
            f"{joined(list(rows.loc[corrects, 'id']))} moved this run and would be corrected now, but the run was "
            "stored by an earlier version, which kept nothing to begin again from: take all figures in again, "
            "corrected, into the run that was moved."
        )
    now = beside(run.world, Addition.after("observations", run.world.observations, rows[corrects]))
    row_of = pd.Series(now.index, index=now["id"])
    return before, [*(now.loc[row_of[ids]] for ids in run.takings), rows[~corrects]]
