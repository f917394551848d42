"""Members run again with other luck: what chance alone does to a run, kept beside it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import exeunt
from exeunt.errors import InputError
from exeunt.outcome.measures import Numbers

if TYPE_CHECKING:
    from exeunt.outcome.outcome import Outcome

FILE = "again.json"


def run_again(outcome: Outcome, members: int, *, jobs: int | None = None) -> Numbers:
    """Run the first members of an outcome again, with their constants and readings and with luck nobody had.

    Returns how many arrive, as (member, country). For a stored run it is kept in the run's folder, where `kept` finds
    it.

    Raises
    ------
    InputError
        If the run was made by another version, whose members cannot be run again, or follows expectations.

    """
    from exeunt.engine.cores import cores
    from exeunt.engine.members import Simulator

    manifest = outcome.manifest
    if manifest["mean"]:
        raise InputError("A run of expectations (--mean) has no luck, so none of it can be run again with another.")
    if manifest["version"] != exeunt.__version__:
        raise InputError(
            f"The run was made by exeunt {manifest['version']}, this is {exeunt.__version__}: its members would not "
            "be the same. Run it anew first."
        )
    whole = int(manifest["members"])
    simulator = Simulator(outcome.world, seed=manifest["seed"], origins=bool(manifest["by_origin"]))

    def arrivals(member: int) -> Numbers:
        return np.asarray(simulator.run(member, luck_of=whole + member)["arrivals"].sum(axis=0), dtype=np.float64)

    with ThreadPoolExecutor(jobs or cores()) as pool:
        found = np.array(list(pool.map(arrivals, range(min(members, whole)))))
    if outcome.path is not None:
        countries = [str(code) for code in outcome.dataset["country"].values]
        text = json.dumps({"countries": countries, "arrivals": found.astype(np.int64).tolist()})
        (outcome.path / FILE).write_text(text + "\n", encoding="utf-8")
    return found


def kept(path: Path | None) -> Numbers | None:
    """Return what `run_again` kept beside a stored run, or None."""
    if path is None or not (path / FILE).is_file():
        return None
    return np.asarray(json.loads((path / FILE).read_text(encoding="utf-8"))["arrivals"], dtype=np.float64)
