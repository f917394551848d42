"""What members take that was learned, and the world as it was known then."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from exeunt.ensemble.posterior import Posterior, shipped
from exeunt.errors import InputError, Option
from exeunt.paths import path_of

if TYPE_CHECKING:
    from exeunt.scenario.world import World

W = TypeVar("W", bound="World")


def taken(world: W, posterior: Posterior | Path | str | None, *, prior: bool) -> tuple[Posterior | None, W]:
    """Return what is named, or else what the scenario ships, and nothing where the priors are asked for.

    Raises
    ------
    InputError
        If what is named cannot be read, or was learned about other tables, or the priors are asked for besides.

    """
    if prior and posterior is not None:
        raise InputError(Option("posterior"), " takes what was learned and ", Option("prior"), " does not: choose one.")
    if prior:
        return None, world
    if posterior is None:
        found = shipped(world)
    else:
        found = posterior if isinstance(posterior, Posterior) else Posterior.read(path_of(posterior))
        found.require_of(world)
    return found, world if found is None else world.as_of(found.until)
