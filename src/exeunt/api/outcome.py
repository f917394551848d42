"""A run with its public verbs: tables, scores, comparisons, the report, other programs' files.

What a verb needs is imported when it is used, so that a question about one room does not wait for the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Self

from exeunt.asked import flag, place_of_file, texts
from exeunt.errors import InputError, quoted
from exeunt.outcome.run import Run
from exeunt.paths import path_of
from exeunt.wording import joined

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.outcome.deflection import Deflection
    from exeunt.outcome.score import Scores
    from exeunt.outcome.targets import Targets
    from exeunt.scenario.times import Day
    from exeunt.show.page.difference import Difference
    from exeunt.show.page.report import Report
    from exeunt.show.page.spread import Spread
    from exeunt.show.views.views import Views

Ids = str | Sequence[str]
Kind = Literal["country", "gate", "home"]
KINDS: tuple[Kind, ...] = ("country", "gate", "home")


class Updated(NamedTuple):
    """A run with figures taken in.

    The run as it now is, the figures that moved it, why each other did not, and why some that did may be wrong.
    """

    outcome: Outcome
    used: tuple[str, ...]
    passed_over: dict[str, str]
    doubtful: dict[str, str]


class Outcome(Run):
    """What an ensemble came to.

    Variables are attributes: `outcome.arrivals` is an xarray DataArray with the dimensions member, time, country;
    `dataset` holds all of them, `manifest` what the run says of itself, `world` the scenario and `path` the run's
    folder (None in memory).
    """

    def table(self) -> pd.DataFrame:
        """Return the arrivals by country, with their 90 % band, beside what was counted."""
        from exeunt.outcome.summary import arrivals_table

        return arrivals_table(self)

    def present(self) -> pd.DataFrame:
        """Return the people present at the end where they were counted, with their band, beside the last count."""
        from exeunt.outcome.summary import present_table

        return present_table(self)

    def counted(self) -> pd.DataFrame:
        """Return the last figure of every series that was observed, beside what was simulated of it."""
        from exeunt.outcome.summary import counted_table

        return counted_table(self)

    def queues(self) -> pd.DataFrame:
        """Return each gate's longest line, longest first, and when it clears."""
        from exeunt.outcome.queues import queue_table

        return queue_table(self)

    def by_day(
        self,
        *,
        place: str | None = None,
        gate: str | None = None,
        start: Day | None = None,
        until: Day | None = None,
    ) -> pd.DataFrame:
        """Return one row a day: medians and 90 % bands at a place or gate, or arrivals by country.

        `start` and `until` are the first and last day; the run's if not given.
        """
        from exeunt.outcome.days import by_day

        return by_day(self, place=place, gate=gate, start=start, until=until)

    def by_week(
        self,
        *,
        place: str | None = None,
        gate: str | None = None,
        start: Day | None = None,
        until: Day | None = None,
    ) -> pd.DataFrame:
        """Return one row for every seven days, counted from the first: what they come to, as `in_all` has it.

        Their first and last day stand in `from` and `until`; the last row may have fewer days.
        """
        from exeunt.outcome.days import by_week

        return by_week(self, place=place, gate=gate, start=start, until=until)

    def in_all(
        self,
        *,
        place: str | None = None,
        gate: str | None = None,
        start: Day | None = None,
        until: Day | None = None,
    ) -> pd.DataFrame:
        """Return one row a variable over the whole period, at a place or gate, or arrivals by country.

        With `start` or `until` over these days, both included. Each member's days come to a number first, and the band
        is that of these numbers: to add up the bands of days would say that all days are high, or low, at once.
        """
        from exeunt.outcome.days import in_all

        return in_all(self, place=place, gate=gate, start=start, until=until)

    def score(self, observed: str | Path | Targets | None = None) -> Scores:
        """Score the run against the scenario's observations, or against a file of them."""
        import pandas as pd

        from exeunt.outcome.score import score

        # a table can be gone through too, but who gives one is told to write it first
        is_targets = isinstance(observed, Iterable) and not isinstance(observed, str | Path | pd.DataFrame)
        return score(self, observed if observed is None or is_targets else path_of(observed))

    def update(self, figures: str | Path) -> Updated:
        """Take new figures in: return the run as its members are moved by them, and what became of each figure.

        They are moved, not run again, so this takes seconds; see `docs/explanation/how-it-learns.md`. A figure that was
        taken in before and is corrected under its name leaves nothing behind of what it was.

        Parameters
        ----------
        figures
            A file with the columns of `observations`.

        Raises
        ------
        InputError
            If the run has too few members, no figure of the file moves it, or one corrects what was learned by a fit.
        ScenarioError
            With every fault of the file.

        """
        from exeunt.learning.updating import take_in

        taken = take_in(self, path_of(figures))
        moved = taken.run
        after = type(self)(moved.variables, moved.manifest, moved.world, None, moved.posterior, moved.unmoved)
        return Updated(after, tuple(figure.id for figure in taken.used), taken.passed_over, taken.doubtful)

    def learned_figures(self) -> pd.DataFrame:
        """Return the figures that members learned from or were moved by, each beside the band of the run now."""
        from exeunt.outcome.learned_figures import learned_figures

        return learned_figures(self)

    def revision(self, after: Run) -> pd.DataFrame:
        """Return what this run and one that figures were taken into say of tomorrow and of the rest.

        Raises
        ------
        InputError
            If the other is no such run, or of other days, countries or gates.

        """
        from exeunt.outcome.revision import revised

        return revised(self, require_run(after))

    def compare(
        self,
        other: Run,
        by: Literal["day"] | None = None,
        *,
        country: Ids = (),
        gate: Ids = (),
        place: Ids = (),
        variables: Ids = (),
    ) -> pd.DataFrame:
        """Return what changes from this run to the other, in all, by country and gate, member by member.

        Parameters
        ----------
        other
            A run with the same seed, members and period.
        by
            `"day"` for a row each day; the whole period if not given.
        country, gate, place
            Only these: an id or a name, or several.
        variables
            Only these variables, such as ``arrivals``: of countries, gates or places, whichever of them are named.

        """
        from exeunt.api.comparison import Comparison
        from exeunt.outcome.compare import compare

        after = require_run(other)
        table = compare(
            self,
            after,
            by=by,
            country=texts(country, "a country"),
            gate=texts(gate, "a gate"),
            place=texts(place, "a place"),
            variables=texts(variables, "a variable"),
        )
        return Comparison.of(table, self, self.unlike(after)) if by is None else table

    def unlike(self, other: Run, kinds: Kind | Collection[Kind] = KINDS) -> tuple[str, ...]:
        """Say that the other run is of another scenario, and what only one of the two has; empty if neither is so.

        No row of a comparison tells of what only one has; the people of its countries and homes are in the totals.

        Parameters
        ----------
        other
            The other run.
        kinds
            Of what this is said: ``country``, ``gate`` or ``home``, or several; all if not given.

        """
        from exeunt.outcome.unlike import unlike

        asked = texts(kinds, "a kind")
        for kind in asked:
            if kind not in KINDS:
                raise InputError(f"There is no kind {quoted(kind)}; write {joined(KINDS, 'or')}.")
        return unlike(self, require_run(other), asked)

    def too_few(self) -> str:
        """Say that its members are too few to tell what changes from chance, or only means; blank if they are not."""
        from exeunt.outcome.chance import too_few

        return too_few(int(self.manifest["members"]), mean=bool(self.manifest["mean"]))

    def none_is_clear(self) -> str:
        """Say that no country's arrivals change by more than chance, and how much that says of its members."""
        from exeunt.outcome.chance import none_is_clear

        return none_is_clear(int(self.manifest["members"]))

    def deflection(self, other: Run) -> Deflection | None:
        """Return where people go instead of the countries that lose arrivals; None if none clearly does."""
        from exeunt.outcome.deflection import deflection

        return deflection(self, require_run(other))

    def compare_queues(self, other: Run) -> pd.DataFrame:
        """Return what happens to each gate's line from this run to the other, and when it clears in both."""
        from exeunt.outcome.queues import compare_queues

        return compare_queues(self, require_run(other))

    def spread(self, again: int | None = None) -> pd.DataFrame | None:
        """Return how much of the spread is disagreement among sources, unknown behaviour, and chance.

        Chance is at most what is left over (`rest`), unless the first `again` members are run again with other luck,
        or were before: then it is measured. None where the members are too few (see `members_for_spread`) or do not
        differ; then none is run again.
        """
        from exeunt.outcome.spread import can_tell, kept, spread_table

        if again is None:
            return spread_table(self, kept(self))
        from exeunt.ensemble.rerun import asked_again, require_same_members, run_again

        asked = asked_again(again)
        require_same_members(self)
        return spread_table(self, run_again(self, asked)) if can_tell(self) else None

    def members_for_spread(self) -> int:
        """Return how many members it takes to tell what the spread of this run is made of."""
        from exeunt.outcome.spread import members_needed

        return members_needed(self)

    def spread_in_words(self, table: pd.DataFrame | None = None) -> Spread | None:
        """Return the same in sentences and rows of text, of a table that `spread` gave or a new one."""
        from exeunt.show.page.spread import spread_in_words

        told = self.spread() if table is None else table
        return None if told is None else spread_in_words(told, self.world.names)

    def report(
        self, path: str | Path | None = None, *, against: Run | None = None, images: str | Path | None = None
    ) -> Path:
        """Write the report, one HTML file that opens with no network, and return where it lies.

        Parameters
        ----------
        path
            The file. If not given, `report.html` in the run's folder; with `against`, `report-against-NAME.html`
            there, where NAME is what the other run's folder is called: one against another run of that name is
            replaced.
        against
            Another run with the same members and seed: the report opens with what changes from this one to it.
        images
            A folder to write every picture into as well, as PNG and SVG.

        """
        return self.write_report(path, against=against, images=images).path

    def write_report(
        self, path: str | Path | None = None, *, against: Run | None = None, images: str | Path | None = None
    ) -> Report:
        """Write the report as `report` does, and return all that was written."""
        from exeunt.show.page.report import write_report

        where, pictures = (None if each is None else path_of(each) for each in (path, images))
        return write_report(self, where, against=None if against is None else require_run(against), images=pictures)

    def views(self) -> Views:
        """Return the run as a page asks for it: map by day, pictures, gates, rules, sources, each made when asked."""
        from exeunt.show.views.views import Views

        return Views(self)

    def difference(self, other: Run) -> Difference:
        """Return what changes from this run to the other, in sentences, pictures and rows, as the report tells it."""
        from exeunt.show.page.difference import difference
        from exeunt.show.subject import Subject

        return difference(Subject(self, "first"), Subject(require_run(other), "second"))

    def export(self, to: str | Path, form: str | None = None) -> Path:
        """Write medians and bands for other programs, in the format of the file's ending or of `form`.

        With `form="hub"` quantiles as forecast hubs take them, as .csv or .parquet.
        """
        from exeunt.exchange.export import export

        return export(self, place_of_file(path_of(to)), form)

    def save(self, path: str | Path, *, force: bool = False) -> Self:
        """Store a run, elsewhere if it is stored already, and return it as it now lies on disk."""
        from exeunt.ensemble.store import open_run, save

        folder = path_of(path)
        save(self, folder, force=flag(force, "force"))
        return open_run(folder, type(self), type(self.world))

    def __repr__(self) -> str:
        return f"<exeunt.Outcome {self._head()}>\n{self.table().to_string(index=False)}"

    def _repr_html_(self) -> str:
        from exeunt.show.charts.fans import fans, leading
        from exeunt.show.charts.small import small
        from exeunt.show.subject import Subject

        subject = Subject(self)
        pictures = small(leading(subject, fans(subject)))
        return f"<p>{escape(self._head())}</p>{pictures}{self.table().to_html(index=False)}"

    def _head(self) -> str:
        return f"{self.manifest['title']}: {self.members_in_words}"


def require_run(other: object) -> Run:
    """Return a run that another is to be set beside; where something else is given, such as its folder, say so."""
    if isinstance(other, Run):
        return other
    raise InputError(f"{quoted(str(other))} is no run: give an outcome, such as `exeunt.open(folder)` of a stored one.")
