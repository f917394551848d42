"""What a spread is made of: disagreement among sources, unknown behaviour, chance.

Each member of a run draws its readings, its constants and its luck independently. So the variance V over the members
of y, the logarithm of how many arrive, is taken apart with the members that are there, by least squares of

    y = a + sum_q r_q(reading) + sum_j b_j z_j + e

with a level `r_q` for each claim about a contested quantity `q`, and `z_j` the normal score of constant `j`: of its
rank k among n members, the inverse normal distribution at (k - 1/2) / n. That makes a straight line of it, whether it
was drawn from a normal, a lognormal or a uniform prior.

    readings     sum_q Var(r_q) over the weights of the claims, less what chance adds to it
    behaviour    sum_j b_j^2 Var(z_j), less the same
    rest         the variance of e, by its degrees of freedom, so that many constants do not explain it away

"Less what chance adds": an estimate of a coefficient has an error of known variance, which its square holds too (as in
the adjusted R^2; Theil 1961). The shares are these three over their sum: first-order effects (Sobol' 1993), and the
rest. **The rest is chance, and with it what the straight lines miss**: curves, and constants that matter only together;
where seats or a gate are full, that is most of it. So chance is at most the rest. Logarithms, because constants
multiply: twice as many and half as many are equally far away, and one member in which ten times as many leave is not
the whole of the spread.

Chance itself is measured by running some members again with the same constants and readings and with other luck
(`again`): half the mean square of the difference of y is the variance that luck makes (Jansen 1999). What is then
neither chance nor the readings' is behaviour, with its curves and with what it does together with the readings.

How sure the shares are: the jackknife over ten groups of members (Quenouille 1956), a standard error; that of chance,
measured on k members, is that of a variance of k normal numbers.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.errors import InputError
from exeunt.outcome.compare import ALL
from exeunt.outcome.measures import Numbers

if TYPE_CHECKING:
    from exeunt.outcome.run import Run

READINGS, BEHAVIOUR, REST, CHANCE = "readings", "behaviour", "rest", "chance"
KEPT = "again.json"  # in a run's folder: its first members, run again with other luck
COLUMNS = ("of", "source", "share", "error")
FEWEST_LEFT = 20  # members beyond the coefficients in each jackknife: with fewer, the rest is not known to a third
GROUPS = 10
MAIN_SHARE = 0.05
MOST_COUNTRIES = 5


def kept(run: Run) -> Numbers | None:
    """Return how many arrive in the members that were run again and are kept in a run's folder, or None.

    Raises
    ------
    InputError
        If the file is damaged, or is not of this run: other countries, or more members than it has.

    """
    file = None if run.path is None else run.path / KEPT
    if file is None or not file.is_file():
        return None
    countries = [str(code) for code in run.variables["country"].values]
    wrong = InputError(f"{file} is damaged; delete it, and run members again to measure chance.")
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        arrivals = np.asarray(content["arrivals"], dtype=np.float64)
        is_ours = content["countries"] == countries
    except (ValueError, KeyError, TypeError) as error:
        raise wrong from error
    members = run.variables.sizes["member"]
    fits = arrivals.ndim == 2 and arrivals.shape[1] == len(countries) and 2 <= len(arrivals) <= members
    if not (is_ours and fits and np.isfinite(arrivals).all() and (arrivals >= 0).all()):
        raise wrong
    return arrivals


@dataclass(frozen=True)
class Drawn:
    """What the members of a run drew.

    Parameters
    ----------
    readings
        For each contested quantity the place of the believed claim, one a member; and the weights of the claims.
    constants
        The constants that differ among members, as (member, constant).

    """

    readings: tuple[tuple[NDArray[np.int64], Numbers], ...]
    constants: Numbers


def spread_table(run: Run, again: Numbers | None = None) -> pd.DataFrame | None:
    """Return what the spread of arrivals is made of, of all together and of each country with 5 % of them or more.

    Three rows each, `share` of the variance of the logarithm over the members and its standard `error`. With the first
    members `again` (member, country; see `run_again`), `source` is `readings`, `behaviour` and `chance`; without, it is
    `readings`, `behaviour` (at least so much) and `rest` (at most so much of it is chance): see above. None where the
    members are fewer than `members_needed`, or none differ. A country where nobody arrives in some member has no
    logarithm and is left out.
    """
    logarithms = _logarithms(run)
    if not logarithms:
        return None
    drawn = drawn_by(run)
    countries = [str(code) for code in run.variables["country"].values]
    rows = []
    for name, y in logarithms.items():
        found = dict(zip((READINGS, BEHAVIOUR, REST), zip(*shares_of(y, drawn), strict=True), strict=True))
        if again is not None:
            place = countries.index(name) if name != ALL else slice(None)
            others = again[:, place].reshape(len(again), -1).sum(axis=1)
            found = _with_chance(found, y, np.log(np.maximum(others, 1.0)))
        rows += [{"of": name, "source": key, "share": share, "error": err} for key, (share, err) in found.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def can_tell(run: Run) -> bool:
    """Whether there is anything that `spread_table` can take apart: enough members, and differences among them."""
    return bool(_logarithms(run))


def members_needed(run: Run) -> int:
    """Return how many members it takes to tell what the spread of a run is made of.

    With a tenth of them left out, as the jackknife does, there are 20 more than coefficients: one for the level, one
    for each constant that differs among members, and one for each claim that was believed beyond the first of its
    quantity.
    """
    return -(-(_coefficients(drawn_by(run)) + FEWEST_LEFT) * GROUPS // (GROUPS - 1))


def _coefficients(drawn: Drawn) -> int:
    return 1 + int(drawn.constants.shape[1]) + sum(len(weights) - 1 for _, weights in drawn.readings)


def _logarithms(run: Run) -> dict[str, Numbers]:
    """Return the logarithms of how many arrive, in all and in each main country; nothing if nothing can be told."""
    arrivals = run.variables["arrivals"].sum("time").transpose("member", "country").values.astype(np.float64)
    if _coefficients(drawn_by(run)) == 1 or len(arrivals) < members_needed(run):
        return {}
    countries = [str(code) for code in run.variables["country"].values]
    totals = {ALL: arrivals.sum(axis=1)}
    mean = arrivals.mean(axis=0)
    for place in np.argsort(-mean, kind="stable")[:MOST_COUNTRIES]:
        if mean[place] >= MAIN_SHARE * mean.sum():
            totals[countries[place]] = arrivals[:, place]
    return {name: np.log(total) for name, total in totals.items() if (total > 0).all() and np.ptp(total) > 0}


def _with_chance(found: dict[str, tuple[float, float]], y: Numbers, again: Numbers) -> dict[str, tuple[float, float]]:
    """Put measured chance in the place of the rest; `again` are the logarithms of the first members run again."""
    pairs = len(again)
    chance = min(float(((y[:pairs] - again) ** 2).mean() / 2 / y.var(ddof=1)), 1.0)
    error = chance * math.sqrt(2 / pairs)
    readings, unsure = found[READINGS]
    readings = min(readings, 1.0 - chance)
    return {
        READINGS: (readings, unsure),
        BEHAVIOUR: (1.0 - chance - readings, math.hypot(error, unsure)),
        CHANCE: (chance, error),
    }


def drawn_by(run: Run) -> Drawn:
    """Return the readings and constants in which the members of a run differ."""
    values = run.variables["parameter_value"].transpose("member", "parameter").values.astype(np.float64)
    names = [str(name) for name in run.variables["parameter"].values]
    claims = run.world.claims.set_index("id")["value"]
    fixed = run.manifest["fixed"]
    readings, contested = [], set()
    for quantity, weights in run.manifest["readings"].items():
        if quantity in names and quantity not in fixed:
            contested.add(quantity)
            column = values[:, names.index(quantity)]
            believed, places = np.unique(column, return_inverse=True)
            if len(believed) > 1:
                said = {float(claims[claim]): 0.0 for claim in weights}
                for claim, weight in weights.items():
                    said[float(claims[claim])] += float(weight)
                shares = np.array([said[value] for value in believed])
                readings.append((places.astype(np.int64), shares / shares.sum()))
    moving = [n for n, name in enumerate(names) if name not in contested and np.ptp(values[:, n]) > 0]
    return Drawn(tuple(readings), values[:, moving])


def shares_of(y: Numbers, drawn: Drawn) -> tuple[Numbers, Numbers]:
    """Return the shares of readings, behaviour and the rest in the variance of `y`, and their standard errors."""
    groups = np.arange(len(y)) % GROUPS
    left_out = np.array([_shares(y[groups != group], _kept(drawn, groups != group)) for group in range(GROUPS)])
    variance = (GROUPS - 1) / GROUPS * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0)
    return _shares(y, drawn), np.sqrt(variance)


def _kept(drawn: Drawn, members: NDArray[np.bool_]) -> Drawn:
    return Drawn(tuple((places[members], weights) for places, weights in drawn.readings), drawn.constants[members])


def _shares(y: Numbers, drawn: Drawn) -> Numbers:
    scores = normal_scores(drawn.constants)
    constants = scores.shape[1]
    # each claim but the first against the first
    claims = [np.equal.outer(places, np.arange(1, len(weights))) for places, weights in drawn.readings]
    x = np.column_stack([np.ones(len(y)), scores, *claims]).astype(np.float64)
    solved = np.linalg.pinv(x)
    b = solved @ y
    left = y - x @ b
    chance = float(left @ left) / max(len(y) - np.linalg.matrix_rank(x), 1)
    error = solved @ solved.T * chance  # of the coefficients, a covariance
    behaviour = float(((b[1 : 1 + constants] ** 2 - np.diag(error)[1 : 1 + constants]) * scores.var(axis=0)).sum())
    disagreement, first = 0.0, 1 + constants
    for _, weights in drawn.readings:
        own = slice(first, first + len(weights) - 1)
        first = own.stop
        spread = np.diag(weights[1:]) - np.outer(weights[1:], weights[1:])  # covariance of which claim is believed
        disagreement += float(b[own] @ spread @ b[own] - np.trace(spread @ error[own, own]))
    found = np.maximum([disagreement, behaviour, chance], 0.0)
    return np.asarray(found / found.sum())


def normal_scores(values: Numbers) -> Numbers:
    """Return the normal scores of the ranks of each column of (member, constant)."""
    if values.shape[1] == 0:
        return values
    ranks = pd.DataFrame(values).rank().to_numpy()
    at = (np.arange(1, 2 * len(values) + 1) / 2.0 - 0.5) / len(values)  # ranks may be halves where values are equal
    scores = np.array([NormalDist().inv_cdf(p) if 0 < p < 1 else 0.0 for p in at])
    return np.asarray(scores[np.rint(2 * ranks).astype(np.int64) - 1])
