"""Members run again with other luck: what chance alone does to a run, kept beside it."""

from __future__ import annotations

from functools import partial

import numpy as np

from exeunt.asked import MOST_MEMBERS, given_whole
from exeunt.engine.members import Simulator
from exeunt.ensemble.made_by import made_otherwise
from exeunt.ensemble.pool import Threads, map_members
from exeunt.ensemble.simulate import simulator_of
from exeunt.ensemble.store import posterior_of
from exeunt.errors import InputError, Option
from exeunt.outcome.measures import Numbers
from exeunt.outcome.run import Run
from exeunt.outcome.spread import KEPT
from exeunt.whole_files import write_json


def run_again(run: Run, members: int) -> Numbers:
    """Run the first members of a run again, with their constants and readings and with luck nobody had.

    Returns how many arrive, as (member, country). For a stored run it is kept in the run's folder, where
    `outcome.spread.kept` finds it.

    Raises
    ------
    InputError
        If the run was made by another engine, whose members cannot be run again, or keeps none.

    """
    require_same_members(run)
    manifest = run.manifest
    ran = int(manifest["members"])
    simulator = simulator_of(run.world, manifest, posterior_of(run))
    again = range(min(members, ran))
    arrivals = dict(map_members(partial(_arrivals, simulator, ran), again, Threads()))
    found = np.array([arrivals[member] for member in again])
    if run.path is not None:
        countries = [str(code) for code in run.variables["country"].values]
        kept = {"countries": countries, "arrivals": found.astype(np.int64).tolist()}
        write_json(run.path / KEPT, kept, indent=None)
    return found


def asked_again(members: object) -> int:
    """Return how many members are to be run again.

    Raises
    ------
    InputError
        If that is no such number: a variance takes two.

    """
    return given_whole(members, "number of members to run again", least=2, most=MOST_MEMBERS)


def require_same_members(run: Run) -> None:
    """Refuse a run whose members cannot be run again, being made by another engine, or a mean run.

    Raises
    ------
    InputError
        If it is such a run.

    """
    manifest = run.manifest
    if manifest["mean"]:
        raise InputError(
            "A mean run (",
            Option("mean", True),
            ") keeps no members, so none can be run again with other luck.",
        )
    if "updated" in manifest:
        raise InputError("The members of this run were moved by later figures, so none can be run again as it now is.")
    if made := made_otherwise(manifest):
        raise InputError(f"The run was {made}: its members may not be the same. Run it anew first.")


def _arrivals(simulator: Simulator, ran: int, member: int) -> Numbers:
    """Run a member with the luck of one after all that ran."""
    arrived = simulator.run(member, seed_member=ran + member)["arrivals"]
    return np.asarray(arrived.sum(axis=0), dtype=np.float64)
