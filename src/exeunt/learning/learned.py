"""What a fit came to as a posterior: ArviZ's groups, and what its manifest tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import arviz_base
import numpy as np
import xarray as xr

from exeunt.ensemble.posterior import Posterior, tables_hash
from exeunt.learning.chance import by_chance, told_apart
from exeunt.learning.figures import left_out
from exeunt.learning.fitting import Fitted, Pass, less_believed
from exeunt.learning.latents import CONSTANT, Latents
from exeunt.luck import Floats
from exeunt.outcome.far import far, less_weight
from exeunt.outcome.scales import error_of
from exeunt.outcome.targets import is_whole
from exeunt.versions import __version__


def as_posterior(fitted: Fitted, seconds: Mapping[str, float]) -> Posterior:
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
                "whole": is_whole(figure.unit, figure.aggregate),
                "error": error_of(figure),
                "published": f"{figure.published:%Y-%m-%d}",
                "told": figure.id in heard,
            }
            for figure in fitted.figures
        ],
        "repeated": left_out(world, fitted.until),
        "doubtful": _doubtful(fitted),
        "told_apart": _told_apart(fitted),
        "chance": by_chance(fitted),
        "seconds": {name: round(spent, 1) for name, spent in seconds.items()},
    }
    return Posterior(_inference(fitted), told)


def _doubtful(fitted: Fitted) -> dict[str, str]:
    """Say of each figure that no member came near, or that counted for less to the end, why it is to be looked at."""
    first, last = fitted.before.predicted, fitted.said[-1].said()
    answers = zip(first.figures, first.answers.T, strict=True)
    doubts = {figure.id: far(figure, answer) for figure, answer in answers if not np.isnan(answer).all()}
    said = dict(zip((figure.id for figure in last.figures), last.answers.T, strict=True))
    names = fitted.world.names
    weak = {each.id: less_weight(each, said[each.id], names.where(each.where)) for each in less_believed(last)}
    return {id_: why for id_, why in {**doubts, **weak}.items() if why}


def _told_apart(fitted: Fitted) -> dict[str, float]:
    """Return how much of the variance of each constant the figures took away, on the scale on which it was learned."""
    shares = told_apart(fitted.before.latents, fitted.after.latents)
    return {fitted.latents.ids[k]: float(shares[k]) for k in fitted.latents.at(CONSTANT)}


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
