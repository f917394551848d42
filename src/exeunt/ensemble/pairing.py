"""How a run is asked for that pairs with another, member by member."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exeunt.ensemble.store import posterior_of
from exeunt.errors import InputError

if TYPE_CHECKING:
    from exeunt.ensemble.posterior import Posterior
    from exeunt.outcome.run import Run


class Asked(NamedTuple):
    """What `World.run` is asked for, by the names of its parameters."""

    members: int | None
    seed: int
    mean: bool | None
    by_origin: bool | None
    posterior: Posterior | None
    prior: bool


def as_run(run: Run, *, members: int | None, mean: bool | None) -> Asked:
    """Return what to ask for to have a run as another: with its seed, what it had learned, and where not said its size.

    Raises
    ------
    InputError
        If the members of that run were moved by figures: none would pair.

    """
    manifest = run.manifest
    if "updated" in manifest:
        raise InputError("Figures were taken into this run, so no other pairs with it; take the run before that.")
    is_mean = bool(manifest["mean"]) if mean is None else mean
    if members is None and not is_mean:
        members = int(manifest["members"])
    learned = posterior_of(run)
    return Asked(
        members=members,
        seed=int(manifest["seed"]),
        mean=is_mean or None,
        by_origin=bool(manifest["by_origin"]) or None,
        posterior=learned,
        prior=learned is None,
    )
