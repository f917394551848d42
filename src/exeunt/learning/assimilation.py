"""The analysis step of ES-MDA: members are moved towards the figures, each by what it predicted.

Ensemble smoother with multiple data assimilation (Emerick & Reynolds 2013, *Computers & Geosciences* 55, 3-15): the
same figures are taken in several times, their error variances multiplied by coefficients a_k with sum_k 1/a_k = 1:
here, as they first choose, all alike.
For a linear model and normal numbers that is the posterior exactly, up to chance among the members; otherwise small
steps follow the curve better than one. In each pass, with everything centred over N members and every column of the
predictions divided by its inflated error,

    Z' (members, latents)   S = D' (members, figures)   I = innovations with perturbed figures
    C = S^T S / (N - 1) + 1              Z <- Z + I C^-1 S^T Z' / (N - 1)

C is no smaller than the unit matrix, so its Cholesky factor is sound however few the members or alike the figures.
Only products with the members are formed, never a covariance of latents.

Masked: latents are updated in blocks that the same figures may move, each block by the Kalman gain of these figures
alone (local analysis: Houtekamer & Mitchell 1998, *Monthly Weather Review* 126; Hunt, Kostelich & Szunyogh 2007,
*Physica D* 230). Among gains that give nothing to a masked figure this one leaves the least variance. Tapered: the
gain, not the covariance, is multiplied (Luo & Bhakta 2020, see `localisation`). A gain that is not the best one still
leaves members whose spread is that of its error, since figures are perturbed (Burgers, van Leeuwen & Evensen 1998).

Censored figures: a member that is beyond the bound is told nothing by it (Borup, Grum, Madsen & Mikkelsen 2015,
"A partial ensemble Kalman filtering approach to enable use of range limited observations", *Stochastic Environmental
Research and Risk Assessment* 29): its innovation is what the other figures imply, zero if there are none, which is the
same as leaving the figure out for this member. Any other member is moved towards the bound, perturbed, never away from
it. Members pile up at the bound more than the truncated law would.

Why not `pyesmda`, which has the step and localisations: it knows neither bounds, nor luck keyed by figure, nor local
analysis, and asks for two more packages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from exeunt.luck import Floats, normals

Flags = NDArray[np.bool_]

EXACT, AT_LEAST, AT_MOST = 0, 1, -1


@dataclass(frozen=True)
class Counted:
    """The figures, transformed.

    `ids`: what their luck is keyed by. `values` and `errors` (standard deviations, above 0): shape (figures). `bounds`:
    EXACT, AT_LEAST or AT_MOST for each; none given: all exact.
    """

    ids: Sequence[str]
    values: Floats
    errors: Floats
    bounds: NDArray[np.int8] | None = None

    def __post_init__(self) -> None:
        if len(set(self.ids)) < len(self.ids):
            raise ValueError("Two figures have one id, so that they would share their luck.")
        if not (np.isfinite(self.values).all() and np.isfinite(self.errors).all() and (self.errors > 0.0).all()):
            raise ValueError("Figures are finite numbers, and their errors are above 0.")

    def taken(self, order: NDArray[np.intp]) -> Counted:
        """Return these of the figures."""
        bounds = np.zeros(len(self.ids), np.int8) if self.bounds is None else self.bounds
        return Counted([self.ids[i] for i in order], self.values[order], self.errors[order], bounds[order])


def assimilate(
    latents: Floats,
    predicted: Floats,
    counted: Counted,
    alpha: float,
    *luck: str | int,
    mask: Flags | None = None,
    taper: Floats | None = None,
    members: NDArray[np.intp] | None = None,
) -> Floats:
    """Return the latents after one pass, of shape (members, latents); their order and that of the figures is kept.

    Parameters
    ----------
    latents
        Standard normal numbers before anything was learned, shape (members, latents).
    predicted
        What these members came to, transformed, shape (members, figures), all finite.
    counted
        The figures, in the same order.
    alpha
        The coefficient of this pass.
    *luck
        A seed and the number of the pass.
    mask
        Which figure may move which latent, shape (latents, figures). A latent that none may move keeps its bits.
    taper
        By how much, from 0 to 1, of the same shape.
    members
        Which members these are, if not the first ones: whoever has no such number is left out, and the others keep
        their luck.

    """
    if not np.isfinite(predicted).all():
        raise ValueError("Every member needs a finite prediction of every figure: leave out what it cannot say.")
    # sorted by id, so that sums are rounded alike in whatever order figures come
    order = np.argsort(np.asarray(counted.ids, dtype=str), kind="stable")
    seen = counted.taken(order)
    scale = np.sqrt(alpha) * seen.errors
    members = np.arange(len(predicted)) if members is None else members
    missing, silent = innovations(predicted[:, order], seen, np.sqrt(alpha), members, *luck)
    spread = (predicted[:, order] - predicted[:, order].mean(axis=0)) / scale
    moved = latents.copy()
    for block, figures in _blocks(mask, order, latents.shape[1]):
        anomalies = latents[:, block] - latents[:, block].mean(axis=0)
        tapered = None if taper is None else taper[np.ix_(block, order[figures])]
        S, gap, quiet = spread[:, figures], missing[:, figures] / scale[figures], silent[:, figures]
        moved[:, block] += _moves(anomalies, S, gap, quiet, tapered)
    return moved


def innovations(
    predicted: Floats, counted: Counted, inflated: float, members: NDArray[np.intp], *luck: str | int
) -> tuple[Floats, Flags]:
    """Return what each member lacks to each perturbed figure, and which figures tell it nothing, (members, figures).

    The perturbations of a figure are centred over the members and have its variance, so that they move no mean by
    chance (Evensen 2004, *Ocean Dynamics* 54).
    """
    noise = normals(counted.ids, int(members.max()) + 1, *luck)[members]
    noise = (noise - noise.mean(axis=0)) * np.sqrt(len(members) / (len(members) - 1.0))
    missing = counted.values + inflated * counted.errors * noise - predicted
    if counted.bounds is None:
        return missing, np.zeros(missing.shape, np.bool_)
    side = counted.bounds
    silent = (side != EXACT) & (side * (predicted - counted.values) >= 0.0)
    away = (side != EXACT) & (side * missing < 0.0)
    return np.where(silent | away, 0.0, missing), np.asarray(silent, np.bool_)


def _blocks(
    mask: Flags | None, order: NDArray[np.intp], latents: int
) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return the latents that the same figures may move, and these figures, as sorted."""
    if not len(order):
        return []
    if mask is None:
        return [(np.arange(latents), np.arange(len(order)))]
    return [(block, figures) for block, figures in alike(mask[:, order]) if len(figures)]


def alike(rows: Flags) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return the numbers of rows that are the same, and in which columns these are true."""
    same: dict[bytes, list[int]] = {}
    for number, packed in enumerate(np.packbits(rows, axis=1)):
        same.setdefault(packed.tobytes(), []).append(number)
    return [(np.array(numbers), np.flatnonzero(rows[numbers[0]])) for numbers in same.values()]


def _moves(anomalies: Floats, S: Floats, gap: Floats, silent: Flags, taper: Floats | None) -> Floats:
    """Return by how much each member moves in each latent of a block, (members, latents)."""
    free = len(S) - 1.0
    C = S.T @ S / free + np.eye(S.shape[1])
    weights = _weights(C, gap, silent)
    if taper is None:
        return np.asarray((weights @ S.T / free) @ anomalies)
    gain = np.asarray(cho_solve(cho_factor(C), S.T @ anomalies / free))  # (figures, latents)
    return np.asarray((weights @ C) @ (gain * taper.T))  # weights C: the innovations, and what they imply of the silent


def _weights(C: Floats, gap: Floats, silent: Flags) -> Floats:
    """Return each member's innovations times the inverse of C among the figures that tell it something."""
    weights = np.zeros_like(gap)
    for rows, told in alike(~silent):
        if len(told):
            cell = np.ix_(rows, told)
            weights[cell] = cho_solve(cho_factor(C[np.ix_(told, told)]), gap[cell].T).T
    return weights
