"""What the spread over the members is made of, in words that can be printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exeunt.outcome.compare import ALL
from exeunt.outcome.spread import BEHAVIOUR, CHANCE, READINGS
from exeunt.scenario.rows import pairs
from exeunt.wording import percent

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.scenario.names import Names

NOTE = (
    "Spread is the variance of the logarithm over the members: twice as many and half as many are equally far from the "
    "middle."
)
AT_MOST = (
    "Chance was not measured: it is at most what is left over, in which constants that matter only together are too. "
    "`exeunt show RUN --spread --again 16` measures it."
)
MEASURED = "Chance was measured by running members again with the same constants and readings, and other luck."


@dataclass(frozen=True)
class SpreadRow:
    """The parts of one spread, as a table shows them."""

    name: str
    behaviour: str
    readings: str
    chance: str


@dataclass(frozen=True)
class Spread:
    """What a page says of the spread."""

    sentence: str
    rows: tuple[SpreadRow, ...]
    note: str


def spread_in_words(table: pd.DataFrame, names: Names) -> Spread:
    """Return the parts of each spread in words, from the table of `outcome.spread`."""
    measured = bool((table["source"] == CHANCE).any())
    rows, sentences = [], []
    for of, parts in table.groupby("of", sort=False):
        name = "all abroad" if of == ALL else names.country(str(of))
        share, error = (pairs(parts, "source", column) for column in ("share", "error"))
        last = next(source for source in share if source not in (READINGS, BEHAVIOUR))
        least, most = ("", "") if measured else ("at least ", "at most ")
        told = {source: percent(share[source], finest=0.005) for source in share}
        whose = "flee abroad" if of == ALL else f"arrive in {name}"
        sentences.append(
            f"Of the spread in how many {whose}, {least}{told[BEHAVIOUR]} is unknown behaviour, {told[READINGS]} "
            f"disagreement among sources and {most}{told[last]} chance."
        )
        rows.append(
            SpreadRow(
                name,
                f"{least}{told[BEHAVIOUR]}{_unsure(error[BEHAVIOUR])}",
                f"{told[READINGS]}{_unsure(error[READINGS])}",
                f"{most}{told[last]}{_unsure(error[last])}",
            )
        )
    return Spread(sentences[0], tuple(rows), f"{NOTE} {MEASURED if measured else AT_MOST}")


def _unsure(error: float) -> str:
    return f" ± {100 * error:.0f}" if error >= 0.005 else ""
