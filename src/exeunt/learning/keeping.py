"""A fit on disk: what was said in each pass while it goes on, and the posterior when it is done."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import arviz_base
import numpy as np
import pandas as pd
import xarray as xr

from exeunt.asked import whole
from exeunt.compiled import fingerprint
from exeunt.ensemble.pool import Threads
from exeunt.ensemble.posterior import Posterior, tables_hash
from exeunt.ensemble.progress import Progress, no_progress
from exeunt.errors import InputError, Option
from exeunt.learning.fitting import LEAST, Fitted, Forgotten, Pass, fit
from exeunt.learning.latents import CONSTANT, Latents
from exeunt.luck import Floats
from exeunt.outcome.scales import error_of
from exeunt.outcome.targets import from_table
from exeunt.versions import __version__
from exeunt.whole_files import whole_file

if TYPE_CHECKING:
    from exeunt.scenario.world import World

PASSES = "passes"
MEMBERS = 200


@dataclass(frozen=True)
class InFolder:
    """Keeps what was said in each pass in a folder, for one way in which the fit was asked for."""

    folder: Path

    def get(self, turn: int) -> Floats | None:
        """Return what was said in a pass; None if it is not there."""
        file = self._file(turn)
        return np.load(file) if file.is_file() else None

    def put(self, turn: int, answers: Floats) -> None:
        """Keep what was said in a pass."""
        with whole_file(self._file(turn)) as fresh, fresh.open("wb") as file:
            np.save(file, answers)

    def _file(self, turn: int) -> Path:
        return self.folder / f"{turn}.npy"


def posterior_of(fitted: Fitted, seconds: Mapping[str, float]) -> Posterior:
    """Return what was learned, as it is stored and as forecasts take it."""
    world, said = fitted.world, fitted.after.predicted.said()
    heard = {figure.id for figure in said.figures}
    told: dict[str, Any] = {
        "scenario": world.name,
        "title": world.settings.title,
        "scenario_hash": world.hash,
        "tables": tables_hash(world),
        "until": f"{fitted.until:%Y-%m-%d}",
        "version": __version__,
        "seed": fitted.seed,
        "members": len(fitted.constants),
        "figures": [
            {
                "id": figure.id,
                "value": figure.value,
                "kind": figure.kind,
                "error": error_of(figure),
                "published": f"{figure.published:%Y-%m-%d}",
                "told": figure.id in heard,
            }
            for figure in fitted.figures
        ],
        "seconds": {name: round(spent, 1) for name, spent in seconds.items()},
    }
    return Posterior(_inference(fitted), told)


def _inference(fitted: Fitted) -> xr.DataTree:
    latents, figures = fitted.latents, [figure.id for figure in fitted.figures]
    prior, posterior = (_group(latents, each) for each in (fitted.before, fitted.after))
    posterior |= {
        str(name): fitted.constants[name].to_numpy()[None] for name in fitted.constants if name not in posterior
    }
    prior |= {name: posterior[name] for name in posterior if name not in prior}
    dims = {kind: [f"{kind}_of"] for kind in latents.kinds if kind != CONSTANT}
    coords = {f"{kind}_of": [latents.ids[k] for k in latents.at(kind)] for kind in dims}
    groups = {
        "prior": prior,
        "posterior": posterior,
        "prior_predictive": {"answer": fitted.before.predicted.answers[None]},
        "posterior_predictive": {"answer": fitted.after.predicted.answers[None]},
        "observed_data": {name: np.array([getattr(f, name) for f in fitted.figures]) for name in ("value", "lo", "hi")},
    }
    dims |= {name: ["figure"] for name in ("answer", "value", "lo", "hi")}
    return arviz_base.from_dict(groups, coords={**coords, "figure": figures}, dims=dims)


def _group(latents: Latents, each: Pass) -> dict[str, Floats]:
    constants = latents.constants(each.latents)
    unseen = latents.unseen(each.latents)
    return {
        **{str(name): constants[name].to_numpy()[None] for name in constants},
        **{kind: table.to_numpy(np.float32)[None] for kind, table in unseen.items()},
    }


def fit_into(
    world: World,
    *,
    until: pd.Timestamp | None,
    members: int | None,
    seed: int | None,
    jobs: int | None,
    out: Path | None,
    resume: bool,
    progress: Progress = no_progress,
) -> Posterior:
    """Learn from figures and store what was learned, if a folder is named; see `fitting.fit`.

    What each pass said is kept in the folder meanwhile, so that with `resume` a fit that was cut short goes on, to the
    same bits. Without `until` every figure of the world is learned from.

    Raises
    ------
    InputError
        If it cannot be fitted or stored as asked.

    """
    members = whole(members, "number of members", least=LEAST) or MEMBERS
    seed, jobs = whole(seed, "seed", least=0), whole(jobs, "number of threads", least=1)
    luck = world.settings.seed if seed is None else seed
    day = last_published(world) if until is None else until.normalize()
    kept: InFolder | None = None
    if out is not None:
        kept = InFolder(out / PASSES / _plan(world, day, members, luck))
        _require_free(out, kept, resume=resume)
    begun = time.perf_counter()
    pool = Threads(jobs) if jobs else Threads()
    fitted = fit(world, day, members=members, seed=luck, pool=pool, kept=kept or Forgotten(), progress=progress)
    learned = posterior_of(fitted, {"fit": time.perf_counter() - begun})
    if out is None or kept is None:
        return learned
    stored = learned.write(out)
    shutil.rmtree(out / PASSES, ignore_errors=True)
    return stored


def last_published(world: World) -> pd.Timestamp:
    """Return the day on which the last figure of a world was published."""
    figures = from_table(world.observations)
    if not figures:
        raise InputError(f"{world.name} has no figures to learn from; put some into its observations.csv.")
    return max(figure.published for figure in figures).normalize()


def _plan(world: World, until: pd.Timestamp, members: int, seed: int) -> str:
    """Return what decides the bits of a fit, in short."""
    decides = f"{__version__} {fingerprint()} {world.hash} {until:%Y-%m-%d} {members} {seed}"
    return hashlib.sha256(decides.encode()).hexdigest()[:12]


def _require_free(out: Path, kept: InFolder, *, resume: bool) -> None:
    if resume and not kept.folder.is_dir():
        raise InputError(f"There is no unfinished fit of this scenario, day, members and seed in {out} to resume.")
    if not resume and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(
            f"{out} holds something already; ",
            Option("resume", True),
            " goes on with a fit that was cut short, ",
            Option("out", ""),
            " names another folder.",
        )
