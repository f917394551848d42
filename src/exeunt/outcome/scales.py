"""Figures in units in which members and errors are about normal and 0 stays 0, and their errors there.

The analysis moves members along straight lines, as is right for normal numbers; counts of people are not: what is not
known multiplies them. So each measure has a scale of its own.

    people, vehicles, hours     log(1 + x / c): the started logarithm (Mosteller & Tukey 1977, *Data Analysis and
                                Regression*), straight below c and a logarithm above it
    a change, of either sign    asinh(x / c), the same on both sides (Burbidge, Magee & Robb 1988, *JASA* 83)
    a share                     the logit, of the share drawn in from 0 and 1 by an edge

**Queues are zero in many members.** With c where a line begins to be remarked on, members without one lie together at
0, a few units from a line of thousands and not infinitely far: those that do have one say which latents make it longer,
and all are moved that way, those without by the more. Several passes and the discrepancy meet the bend. Normal scores
(anamorphosis: Bertino, Evensen & Wackernagel 2003, *International Statistical Review* 71) were not taken: ties at zero
would have to be parted by luck, which is noise that no latent explains; the scale would be another in each pass; and
a figure beyond all members, which teaches most, has no score. Where *no* member has a line, a figure of one has no
spread to learn by, moves nothing, and is to be reported as out of reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.special import expit, logit

from exeunt.luck import Floats

if TYPE_CHECKING:
    from exeunt.outcome.targets import Target

# c by measure, in its unit; people and passengers where nothing is said.
BEGINS = {"queue_vehicles": 30.0, "queue_people": 100.0, "queue_km": 0.3, "wait_hours": 0.5}
PEOPLE = 10.0

# A share of 0 or 1 is read as one of less than half in a hundred.
EDGE = 0.005

# `lo`-`hi` is the band that a source allows: read as the central 90 % of a normal law.
HALF_BAND = 1.6448536269514722

# Where a source allows no band: this much of the figure to both sides, by kind.
ALLOWED = {"exact": 0.01, "about": 0.1, "at_least": 0.03, "at_most": 0.03}

# No figure is sharper than this, in transformed units.
SHARPEST = 0.003


class Scale(Protocol):
    """A strictly rising function of a figure, and its inverse."""

    def there(self, x: Floats | float) -> Floats:
        """Return figures in transformed units."""

    def back(self, t: Floats | float) -> Floats:
        """Return figures in their own unit."""


@dataclass(frozen=True)
class StartedLog:
    """log(1 + x / c), for what is 0 or more."""

    c: float

    def there(self, x: Floats | float) -> Floats:
        """Return log(1 + x / c)."""
        return np.asarray(np.log1p(np.asarray(x) / self.c))

    def back(self, t: Floats | float) -> Floats:
        """Return the figure, at least 0."""
        return np.asarray(np.maximum(self.c * np.expm1(t), 0.0))


@dataclass(frozen=True)
class SignedLog:
    """asinh(x / c), for changes."""

    c: float

    def there(self, x: Floats | float) -> Floats:
        """Return asinh(x / c)."""
        return np.asarray(np.arcsinh(np.asarray(x) / self.c))

    def back(self, t: Floats | float) -> Floats:
        """Return the change."""
        return np.asarray(self.c * np.sinh(t))


@dataclass(frozen=True)
class Share:
    """The logit of edge + (1 - 2 edge) x, for what lies between 0 and 1."""

    edge: float = EDGE

    def there(self, x: Floats | float) -> Floats:
        """Return the logit, finite at 0 and 1 too."""
        return np.asarray(logit(self.edge + (1.0 - 2.0 * self.edge) * np.asarray(x)))

    def back(self, t: Floats | float) -> Floats:
        """Return the share, from 0 to 1."""
        return np.asarray(np.clip((expit(t) - self.edge) / (1.0 - 2.0 * self.edge), 0.0, 1.0))


def scale_of(measure: str, aggregate: str) -> Scale:
    """Return the scale on which a figure is compared with members."""
    c = BEGINS.get(measure, PEOPLE)
    if aggregate.startswith("share"):
        return Share()
    return SignedLog(c) if aggregate == "change" else StartedLog(c)


def allowed(target: Target) -> tuple[float, float]:
    """Return the band of a figure: that which its source allows, or what is usual of its kind."""
    about = ALLOWED.get(target.kind, ALLOWED["about"]) * abs(target.value)
    lo = target.value - about if np.isnan(target.lo) else target.lo
    hi = target.value + about if np.isnan(target.hi) else target.hi
    return lo, min(hi, 1.0) if target.aggregate.startswith("share") else hi


def error_of(target: Target) -> float:
    """Return the standard deviation of a figure in transformed units, from its band."""
    scale, (lo, hi) = scale_of(target.measure, target.aggregate), allowed(target)
    return max(float(scale.there(hi) - scale.there(lo)) / (2.0 * HALF_BAND), SHARPEST)
