"""Who goes elsewhere: where those arrive who no longer arrive where they did, and how many no longer leave at all.

Counts of people have no names, so nobody can be followed from one run to the other: what is known of each member are
the losses and the gains of the countries. Their sums are firm, and so is where the losses of a single country come
out. Which of several losing countries a gain comes from is not known; it is attributed in proportion, and bounded.

    arrivals before - arrivals after = losses - gains
                                     = fewer who set out + fewer of those who set out that are abroad by the end
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.outcome.bands import band, whole_band
from exeunt.outcome.chance import beyond_chance
from exeunt.outcome.compare import ALL, require_pairs, shared, values
from exeunt.outcome.measures import Numbers
from exeunt.wording import joined

if TYPE_CHECKING:
    from exeunt.outcome.run import Run
    from exeunt.scenario.names import Names

SMALL = 0.02  # of all losses or gains: countries that change less are told together
OTHERS, STAY, NOT_ABROAD = "others", "do not set out", "set out, not abroad by the end"
PARTS = {  # what became of people, and what would have become of those who newly arrive
    False: {STAY: "do not set out", NOT_ABROAD: "set out, but are not abroad by the end"},
    True: {STAY: "would not have set out", NOT_ABROAD: "set out, but were not abroad"},
}
COLUMNS = ("part", "id", "people", "q05", "q95", "share", "share_q05", "share_q95")
MATRIX = ("from", "to", "people", "share", "at_least", "at_most")


@dataclass(frozen=True)
class Deflection:
    """Where people go instead.

    Parameters
    ----------
    opens
        False: people no longer arrive in `countries`, and the table says where they arrive instead. True: people newly
        arrive in `countries`, and the table says where they arrived before.
    countries
        The countries that lose (or gain), the most first.
    table
        `part` `of` is one of these countries, or all of them (id `all`), which is the whole of the shares. The parts of
        that whole are `to` (a country; `others` together, which chance or their size keeps from being told apart) and
        `not abroad` (`do not set out`, and `set out, not abroad by the end`). `people`: the mean over the members,
        which adds up, with the members' 90 % band `q05` and `q95`. `share`: the mean over that of the whole;
        `share_q05` and `share_q95` hold 90 % of the shares of the single members.
    matrix
        Where several countries change at once, `people` from each of them to each part, in proportion to what the
        parts come to in the same member: an attribution, no finding. `at_least` and `at_most` bound it, whoever went
        where (Duncan & Davis 1953); all are means over the members. Of opening countries read it backwards: `to` is
        where those newly arriving in `from` would have been. Empty where one country alone changes, and where no
        country is named that they go to: the table says it.

    """

    opens: bool
    countries: tuple[str, ...]
    table: pd.DataFrame
    matrix: pd.DataFrame

    def part(self, part: str, id_: str) -> pd.Series:
        """Return one row of the table."""
        rows = self.table[(self.table["part"] == part) & (self.table["id"] == id_)]
        return rows.iloc[0]

    def caption(self, names: Names) -> str:
        """Say of which people the table speaks."""
        return f"Where those {'come from' if self.opens else 'go'} who {self.verb} in {self.where(names)}"

    @property
    def verb(self) -> str:
        """What those do whom the table is about."""
        return "newly arrive" if self.opens else "no longer arrive"

    def where(self, names: Names) -> str:
        """Name the countries where they do."""
        return joined([names.country(code) for code in self.countries])

    def called(self, id_: str, names: Names) -> str:
        """Say what a row of the table, or a part in the matrix, is about."""
        if id_ == ALL:
            return "all of them"
        return "other countries" if id_ == OTHERS else PARTS[self.opens].get(id_) or names.country(id_)

    def in_words(self, names: Names) -> pd.DataFrame:
        """Return the table with what each row is about in words, as the report and `exeunt compare` have it."""
        about = [self.called(str(id_), names) for id_ in self.table["id"]]
        return self.table.drop(columns=["part", "id"]).set_axis(pd.Index(about, name=self.caption(names)))

    @property
    def whole(self) -> pd.Series:
        """The row of all these countries together."""
        return self.part("of", ALL if len(self.countries) > 1 else self.countries[0])


def deflection(before: Run, after: Run) -> Deflection | None:
    """Return where people go instead, from the paired members of two runs; None if no country clearly changes.

    Countries are taken to change if they do by more than chance (see `chance.beyond_chance`), and if it is 2 % of all
    losses, or gains, at least; where none is that much, the largest is told of. Whichever is more over all countries,
    losses or gains, is the whole that is told of: a shut door has losses, an opened one gains.

    Raises
    ------
    InputError
        If the members of the runs do not pair.

    """
    require_pairs(before, after)
    countries = shared(before, after, "country")
    ours, theirs = (values(run, "arrivals", "country", countries).sum(axis=1) for run in (before, after))
    fewer = ours - theirs
    clear = beyond_chance(fewer)
    mean = fewer.mean(axis=0)
    # the way it goes as a whole, whatever is clear: a loss that differs much between members is a loss all the same
    opens = bool(mean.sum() < 0)
    sign = -1.0 if opens else 1.0
    if not np.any(clear & (sign * mean > 0)):
        return None
    return _told(opens, countries, sign * fewer, clear, sign * (_departures(before) - _departures(after)))


def _told(opens: bool, countries: list[str], fewer: Numbers, clear: NDArray[np.bool_], stay: Numbers) -> Deflection:
    """Put it together; `fewer` (member, country) is turned so that the countries told of have positive numbers."""
    mean = fewer.mean(axis=0)
    losing = mean[clear & (mean > 0)]
    least = min(SMALL * losing.sum(), losing.max())  # where very many lose a little each, the largest is told of
    order = np.argsort(-np.abs(mean), kind="stable")
    sources = [place for place in order if clear[place] and mean[place] >= least]
    targets = [place for place in order if clear[place] and mean[place] <= -least]
    others = [place for place in order if place not in sources and place not in targets]
    ids = [countries[place] for place in sources]
    losses = fewer[:, sources]
    parts = {("to", countries[place]): -fewer[:, place] for place in targets}
    if len(others) and np.any(fewer[:, others]):
        parts["to", OTHERS] = -fewer[:, others].sum(axis=1)
    parts["not abroad", STAY] = stay
    parts["not abroad", NOT_ABROAD] = fewer.sum(axis=1) - stay
    whole = losses.sum(axis=1)
    rows = [_row("of", id_, losses[:, n], whole) for n, id_ in enumerate(ids)] if len(ids) > 1 else []
    rows.append(_row("of", ALL if len(ids) > 1 else ids[0], whole, whole))
    for (part, id_), people in parts.items():
        rows.append(_row(part, id_, people, whole))
    return Deflection(
        opens,
        tuple(ids),
        pd.DataFrame(rows, columns=list(COLUMNS)),
        _matrix(ids if len(ids) > 1 and targets else [], losses, {id_: people for (_, id_), people in parts.items()}),
    )


def _matrix(ids: list[str], losses: Numbers, parts: dict[str, Numbers]) -> pd.DataFrame:
    """Attribute each part to the countries in proportion to their losses, member by member, and bound it.

    In a member where the parts `g` and the losses `l`, negative ones taken as none, come to `G` and `L`, the people
    from `i` to `j` are `l_i g_j / max(G, L)`, at least `l_i + g_j - max(G, L)` and at most the lesser of the two.
    """
    out = np.maximum(losses, 0.0)
    into = {id_: np.maximum(people, 0.0) for id_, people in parts.items()}
    total = np.maximum(out.sum(axis=1), np.sum(list(into.values()), axis=0))
    some = np.where(total > 0, total, 1.0)
    rows: list[dict[str, object]] = []
    for n, id_ in enumerate(ids):
        for part, people in into.items():
            if not people.any():
                continue
            mean = float((out[:, n] * people / some).mean())
            rows.append(
                {
                    "from": id_,
                    "to": part,
                    "people": mean,
                    "share": mean / float(out[:, n].mean()),
                    "at_least": float(np.maximum(out[:, n] + people - total, 0.0).mean()),
                    "at_most": float(np.minimum(out[:, n], people).mean()),
                }
            )
    return pd.DataFrame(rows, columns=list(MATRIX))


def _row(part: str, id_: str, people: Numbers, whole: Numbers) -> dict[str, object]:
    found = whole_band(band(people), "people")
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = band(np.where(whole > 0, people / whole, np.nan))
    return {
        "part": part,
        "id": id_,
        "people": float(people.mean()),
        "q05": found.q05,
        "q95": found.q95,
        "share": float(people.mean() / whole.mean()),
        "share_q05": shares.q05,
        "share_q95": shares.q95,
    }


def _departures(run: Run) -> Numbers:
    return np.asarray(run.variables["departures"].sum(["time", "place"]).values, dtype=np.float64)
