"""Forecast conflicts whose country the constants have never seen, and write down how good the forecasts are.

    python benchmarks/conflicts.py FOLDER

FOLDER holds a folder for each conflict in FLEE's format (`input/`, `observed/`, `simsetting.yml`), and `baselines.csv`
with what FLEE reached. Written are `benchmarks/conflicts.csv`, with every number, and from it the page
`docs/explanation/how-good-are-the-forecasts.md` with its pictures. The words of the page are in `conflicts.md.j2`; its
numbers, and which conflict is the best and which the worst, are filled in here.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import altair as alt
import jinja2
import numpy as np
import pandas as pd
import vl_convert
from numpy.typing import NDArray

import splits
from exeunt.engine.members import Simulator
from exeunt.exchange.flee import FleeFolder, read_folder
from exeunt.exchange.flee.counts import Series, corrected, read_corrections
from exeunt.exchange.flee.importing import world_of
from exeunt.exchange.flee.scenario import convert
from exeunt.exchange.rows import Findings
from exeunt.outcome.bands import bands
from exeunt.outcome.measures import Numbers
from exeunt.outcome.score import crps
from exeunt.show.charts.drawing import BLUE, CONFIG, NUMBER, VERMILION

HERE = Path(__file__).parent
LEFT_OUT = HERE.parent / "src" / "exeunt" / "atlas" / "learned_without.csv"
NUMBERS = HERE / "conflicts.csv"
BUILT = HERE / "built_routes.csv"
WORDS = "conflicts.md.j2"
PAGE = HERE.parent / "docs" / "explanation" / "how-good-are-the-forecasts.md"
IMAGES = PAGE.parent / "images"

MEMBERS, SEED = 50, 1
WIDTH = 118
NEEDS_CAPACITY = ("capacity_share", "day0_plus_capacity")
NO_FORECAST = "oracle_share"
SAME = 0.0015  # figures published with three digits
SPREADS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)  # of the logarithm, tried on rules of thumb
MOST_DAYS, MOST_POINTS = 90, 50  # drawn of a camp


@dataclass(frozen=True)
class Conflict:
    """What was counted; all but `whole` and `whole_as_published` ends with the last date on which anybody counted."""

    name: str
    folder: FleeFolder
    published: pd.Series[Any]
    whole: Numbers  # (day, camp) of the whole period
    whole_as_published: Numbers  # the same, corrected as in `baselines.csv`
    near: NDArray[np.bool_]  # (day, camp), within the camp's own dates
    inside: splits.Days
    dates: int
    capacity: Numbers
    leaking: int

    @property
    def data(self) -> Numbers:
        """People by day and camp."""
        return self.whole[: len(self.inside)]

    @property
    def as_published(self) -> Numbers:
        """The same, corrected as in `baselines.csv`."""
        return self.whole_as_published[: len(self.inside)]

    @property
    def camps(self) -> list[str]:
        """Their names, in the order of the columns."""
        assert self.folder.counts is not None
        return list(self.folder.counts.daily.columns)

    @property
    def is_informative(self) -> bool:
        """Whether there are dates enough to tell forecasts apart."""
        return str(self.published["informative"]) == "yes"

    @property
    def has_same_counts(self) -> bool:
        """Whether it makes no difference how the registrations are corrected."""
        return bool(np.allclose(self.data, self.as_published, rtol=0.005, atol=1.0))


@dataclass(frozen=True)
class Forecast:
    """What was simulated of a conflict."""

    stock: Numbers  # (member, day, camp)
    expected: Numbers  # (day, camp), the mean run

    @cached_property
    def bands(self) -> Numbers:
        """The median and the ends of the central 90 %, each (day, camp)."""
        return bands(self.stock)

    @property
    def median(self) -> Numbers:
        """The median over members, camp by camp."""
        return np.asarray(self.bands[0])

    @property
    def mean(self) -> Numbers:
        """The mean over members."""
        return np.asarray(self.stock.mean(axis=0))

    def covers(self, data: Numbers) -> NDArray[np.bool_]:
        """Say where the count lies in the band; its ends count, and people are whole."""
        return np.asarray((data >= np.floor(self.bands[1])) & (data <= np.ceil(self.bands[2])))


# reading


def read_conflict(path: Path, published: pd.Series[Any]) -> Conflict:
    """Read a conflict's folder."""
    folder = read_folder(path / "input", observed=path / "observed", settings=path / "simsetting.yml")
    counts = folder.counts
    assert counts is not None
    counted = {(moment.date() - folder.first_day).days for moment in counts.rows["date"]}
    inside = splits.observed_range(counted, folder.days)
    days = int(np.flatnonzero(inside).max()) + 1
    limit = {place.name: place.number or 0 for place in folder.locations}
    largest = counts.rows.groupby("camp")[["count", "corrected"]].max().round()
    camps = list(counts.daily.columns)
    return Conflict(
        name=path.name,
        folder=folder,
        published=published,
        whole=counts.daily.to_numpy(np.float64),
        whole_as_published=corrected_once(path / "input", folder),
        near=counts.inside.to_numpy(np.bool_)[:days],
        inside=inside[:days],
        dates=sum(0 <= day < folder.days for day in counted),
        capacity=np.array([limit.get(camp, 0) for camp in camps], np.float64),
        leaking=sum(limit.get(camp, 0) in set(largest.loc[camp]) for camp in camps),
    )


def corrected_once(input_dir: Path, folder: FleeFolder) -> Numbers:
    """Return the counts by day and camp with only the last of each camp's corrections, as `baselines.csv` has them."""
    assert folder.counts is not None
    corrections = {one.camp: one for one in read_corrections(input_dir, Findings())}  # the last stays
    period = np.arange(folder.days) + folder.first_day.toordinal()
    columns = []
    for camp, rows in folder.counts.rows.groupby("camp", sort=False):
        dates = np.array([moment.toordinal() for moment in rows["date"]], np.int64)
        series = Series(dates, rows["count"].to_numpy(np.float64))
        chosen = [corrections[str(camp)]] if camp in corrections else []
        columns.append(corrected(series, chosen, folder.first_day, Findings()).on(period))
    return np.column_stack(columns)


def never_seen(conflict: str, constants: pd.DataFrame) -> str:
    """Return the row of constants learned without this conflict's country."""
    return next((str(row) for row in constants.index if conflict.startswith(str(row))), "none")


# forecasting


def forecast(conflict: Conflict, constants: Mapping[Any, float], *, capacities: bool) -> Forecast:
    """Simulate a conflict with given constants; without capacities camps have no limit."""
    world = world_of(convert(conflict.folder, name=conflict.name, capacities=capacities))
    world = world.lasting(len(conflict.data))  # what comes after the last count cannot be scored
    for name, value in constants.items():
        world = world.with_parameter(name, value)
    drawn, expected = Simulator(world, seed=SEED), Simulator(world, seed=SEED, mean=True)
    place = {id_: i for i, id_ in enumerate(drawn.labels.places)}
    named = {str(row["name"]): str(row["id"]) for row in world.places.to_dict("records")}
    at = [place[named[camp]] for camp in conflict.camps]

    def stock(simulator: Simulator, member: int) -> Numbers:
        return np.asarray(simulator.run(member)["stock"], np.float64)[:, at]

    return Forecast(np.stack([stock(drawn, member) for member in range(MEMBERS)]), stock(expected, 0))


# scoring


def row(conflict: Conflict, found: Forecast, constants: str, *, capacities: bool) -> dict[str, Any]:
    """Return all numbers of a forecast, beside what needs no model."""
    data, near = conflict.data, conflict.near
    naive = {
        name: np.asarray(split(conflict.whole, conflict.capacity))[: len(data)]
        for name, split in splits.SPLITS.items()
        if capacities or name not in NEEDS_CAPACITY
    }

    def error(simulated: Numbers, counts: Numbers = data, *, rescaled: bool = True) -> float:
        return float(splits.ard(simulated, counts, conflict.inside, rescaled=rescaled))

    def rating(difference: Numbers) -> float:
        return float(np.mean(difference)) / float(np.mean(data[near]))

    errors = {name: error(simulated) for name, simulated in naive.items()}
    ratings = {name: rating(np.abs(simulated - data)[near]) for name, simulated in naive.items() if name != NO_FORECAST}
    best = min(ratings, key=lambda name: errors[name])
    best_rating = min(ratings, key=lambda name: ratings[name])
    ours, flee = error(found.median), float(conflict.published["flee_best"])
    covered = found.covers(data)
    crowded = near & (data >= 1)
    r, n = autocorrelation(found.median, data, conflict.inside)
    return {
        "conflict": conflict.name,
        "capacities": "given" if capacities else "withheld",
        "constants_without": constants,
        "informative": conflict.published["informative"],
        "days": int(conflict.inside.sum()),
        "dates": conflict.dates,
        "camps": len(conflict.camps),
        "camps_leaking": conflict.leaking,
        "first_day_of_last": float(data[0].sum() / data[-1].sum()),
        "median": ours,
        "mean": error(found.mean),
        "expected": error(found.expected),
        "median_plain": error(found.median, rescaled=False),
        "median_on_published_counts": error(found.median, conflict.as_published),
        "medians_of_total": float((found.median.sum(axis=1) / np.maximum(found.mean.sum(axis=1), 1.0)).mean()),
        **{name: errors.get(name) for name in splits.SPLITS},
        "best_naive": best,
        "flee_best": flee,
        "flee_settings": conflict.published["flee_best_settings"],
        "ratio_to_flee": ours / flee,
        "ratio_to_flee_on_published_counts": error(found.median, conflict.as_published) / flee,
        "expected_to_flee": error(found.expected) / flee,
        "ratio_to_best_naive": ours / errors[best],
        "expected_to_best_naive": error(found.expected) / errors[best],
        "coverage90": float(covered[near].mean()),
        "camp_days": int(near.sum()),
        "camp_days_covered": int(covered[near].sum()),
        "coverage90_where_counted": float(covered[crowded].mean()),
        "camp_days_where_counted": int(crowded.sum()),
        "camp_days_where_counted_covered": int(covered[crowded].sum()),
        "crps": rating(crps(found.stock[:, near], data[near])),
        "crps_shares": rating(crps(brought(found.stock, data)[:, near], data[near])),
        "crps_best_naive": ratings[best_rating],
        "crps_naive": best_rating,
        **{
            f"crps_spread_{spread}": rating(crps(blurred(conflict, spread, capacities)[:, near], data[near]))
            for spread in SPREADS
        },
        "autocorrelation": r,
        "independent_days": n,
    }


def brought(stock: Numbers, data: Numbers) -> Numbers:
    """Return every member's people, brought to the counted total of each day; with nobody anywhere they stay 0."""
    present = stock.sum(axis=2, keepdims=True)
    total = np.broadcast_to(data.sum(axis=1)[np.newaxis, :, np.newaxis], present.shape)
    return np.asarray(stock * np.divide(total, present, out=np.zeros_like(present), where=present > 0))


def blurred(conflict: Conflict, spread: float, capacities: bool) -> Numbers:
    """Return a rule of thumb with a spread: the first day's people, and growth by capacity or evenly, times luck."""
    luck = np.random.default_rng(SEED).normal(size=(MEMBERS, conflict.data.shape[1]))
    limit = conflict.capacity if capacities and conflict.capacity.any() else np.ones(conflict.data.shape[1])
    part = limit * np.exp(spread * luck)
    part /= part.sum(axis=1, keepdims=True)
    total = conflict.data.sum(axis=1)
    grown = (total - total[0])[np.newaxis, :, np.newaxis] * part[:, np.newaxis, :]
    return np.asarray(conflict.data[0] + grown)


def autocorrelation(simulated: Numbers, data: Numbers, inside: splits.Days) -> tuple[float, float]:
    """Return how alike the rescaled errors of one day and the next are, and how many independent days that leaves."""
    day = np.array([True])
    by_day = [splits.ard(simulated[d : d + 1], data[d : d + 1], day) for d in np.flatnonzero(inside)]
    known = np.array([error for error in by_day if not np.isnan(error)])
    if len(known) < 3 or known.std() == 0:
        return float("nan"), float("nan")
    r = float(np.corrcoef(known[:-1], known[1:])[0, 1])
    return r, len(known) * (1 - r) / (1 + r)


# drawing


def picture(conflict: Conflict, found: Forecast) -> str:
    """Draw a conflict's camps over time as small multiples, as SVG."""
    counts = conflict.folder.counts
    assert counts is not None
    moments = pd.date_range(str(conflict.folder.first_day), periods=len(conflict.data))
    order = np.argsort(-conflict.data.max(axis=0), kind="stable")
    names = [conflict.camps[camp].replace("_", " ") for camp in order]
    simulated, counted = [], []
    for camp, name in zip(order, names, strict=True):
        median, low, high = found.bands[:, :, camp]
        for day in range(0, len(moments), -(-len(moments) // MOST_DAYS)):
            known = zip(("median", "low", "high"), (median[day], low[day], high[day]), strict=True)
            simulated.append(
                {"camp": name, "day": f"{moments[day]:%Y-%m-%d}", **{key: round(float(value)) for key, value in known}}
            )
        rows = counts.rows[(counts.rows["camp"] == conflict.camps[camp]) & counts.rows["date"].isin(moments)]
        for moment, value in zip(rows["date"], rows["corrected"], strict=True):
            counted.append({"camp": name, "day": f"{moment:%Y-%m-%d}", "counted": round(float(value))})
    return drawn(names, simulated, thinned(counted))


def drawn(names: list[str], simulated: list[dict[str, Any]], counted: list[dict[str, Any]]) -> str:
    """Return the picture of camps as SVG."""
    day = alt.X("day:T", title=None, axis=alt.Axis(format="%b %Y", grid=False, tickCount=3, labelFlush=True))
    axis = alt.Axis(format=NUMBER, tickCount=4)
    # one table, for a facet needs its layers to share it
    base = alt.Chart(alt.InlineData(values=[*simulated, *counted]))
    band = base.mark_area(color=BLUE, opacity=0.25).encode(day, alt.Y("low:Q", title=None, axis=axis), y2="high:Q")
    line = base.mark_line(color=BLUE, strokeWidth=2).encode(day, alt.Y("median:Q"))
    points = base.mark_point(color=VERMILION, filled=True, size=16, opacity=1).encode(day, alt.Y("counted:Q"))
    layers = alt.layer(
        band.transform_filter("isValid(datum.median)"),
        line.transform_filter("isValid(datum.median)"),
        points.transform_filter("isValid(datum.counted)"),
    )
    columns = min(len(names), 3 if len(names) > 4 else 2)
    chart = (
        layers.properties(width=220, height=110)
        .facet(alt.Facet("camp:N", title=None, sort=names, header=alt.Header(labelFontSize=12)), columns=columns)
        .resolve_scale(y="independent")
        .resolve_axis(x="independent")
    )
    return str(vl_convert.vegalite_to_svg({**chart.to_dict(), "config": CONFIG, "padding": 8}))


def thinned(counted: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out points where a camp has more than can be told apart."""
    kept = []
    for camp in dict.fromkeys(point["camp"] for point in counted):
        points = [point for point in counted if point["camp"] == camp]
        kept += points[:: -(-len(points) // MOST_POINTS)]
    return kept


def shown(conflict: Conflict, found: Forecast) -> list[dict[str, Any]]:
    """Return for each camp what the picture shows of it, the one that is missed most first."""
    data, inside = conflict.data, conflict.inside & (conflict.data.sum(axis=1) > 0)
    total, median = data.sum(axis=1, keepdims=True), found.median
    scaled = median * total / np.maximum(median.sum(axis=1, keepdims=True), 1.0)
    off = (scaled - data)[inside] / np.maximum(total[inside], 1.0)
    missed = np.abs(off).mean(axis=0)
    covered = found.covers(data)
    camps = [
        {
            "camp": name.replace("_", " "),
            "part": missed[camp] / missed.sum(),
            "bias": off[:, camp].mean(),
            "early": np.array_split(off[:, camp], 2)[0].mean(),
            "late": np.array_split(off[:, camp], 2)[1].mean(),
            "peak": data[inside, camp].max(),
            "last": data[inside, camp][-1],
            "median_peak": scaled[inside, camp].max(),
            "median_last": scaled[inside, camp][-1],
            "share": (data[inside, camp] / np.maximum(total[inside, 0], 1.0)).mean(),
            "covered": covered[conflict.near[:, camp], camp].mean(),
            "above": (data > np.ceil(found.bands[2]))[conflict.near[:, camp], camp].mean(),
            "below": (data < np.floor(found.bands[1]))[conflict.near[:, camp], camp].mean(),
        }
        for camp, name in enumerate(conflict.camps)
    ]
    return sorted(camps, key=lambda camp: -float(camp["part"]))


# the page


def page(table: pd.DataFrame, constants: pd.DataFrame, cases: Mapping[str, tuple[Conflict, Forecast]]) -> str:
    """Fill the numbers into the words."""
    rows: list[dict[str, Any]] = [{str(key): value for key, value in r.items()} for r in table.to_dict("records")]
    telling = [r for r in rows if r["informative"] == "yes"]
    given = sorted((r for r in telling if r["capacities"] == "given"), key=lambda r: float(r["ratio_to_flee"]))
    withheld = [r for r in telling if r["capacities"] == "withheld"]
    spread = {which: sharpest(chosen) for which, chosen in (("given", given), ("withheld", withheld))}
    differing = [conflict.name for conflict, _ in cases.values() if not conflict.has_same_counts]
    return filled(
        WORDS,
        members=MEMBERS,
        seed=SEED,
        rows=rows,
        given=[r for r in rows if r["capacities"] == "given" and r["informative"] == "yes"],
        withheld=withheld,
        others=[r for r in rows if r["informative"] != "yes"],
        best=given[0],
        worst=given[-1],
        shown={r["conflict"]: shown(*cases[r["conflict"]]) for r in (given[0], given[-1])},
        differing=differing,
        learned=[f"`{name}`" for name in constants.columns],
        left_out=[name for name in constants.index if name != "none"],
        sizes=list(constants["displaced_size"]),
        spreads=SPREADS,
        spread_given=spread["given"],
        spread_withheld=spread["withheld"],
        built=drawn_by_rule(),
        flee_wins=sum(r["flee_best"] < r[r["best_naive"]] for r in given),
        mean=mean,
        geometric=lambda chosen, name: float(np.exp(np.mean([np.log(r[name]) for r in chosen]))),
        pooled=pooled,
        wins=lambda chosen, ours, theirs: sum(r[ours] < r[theirs] for r in chosen),
        below=lambda chosen, name, limit: sum(r[name] < limit for r in chosen),
        least=lambda chosen, name: min(r[name] for r in chosen),
        most=lambda chosen, name: max(r[name] for r in chosen),
        total=lambda chosen, name: sum(r[name] for r in chosen),
        best_of=lambda r: r[r["best_naive"]],
    )


def filled(template: str, **told: Any) -> str:
    """Fill numbers into the words of a page, and break its lines anew."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # it is no HTML
    )
    environment.filters.update(score=score, percent=percent, people="{:,.0f}".format, words=words, and_=listed)
    page = environment.get_template(template).render(**told)
    return "\n\n".join(wrapped(block) for block in re.split(r"\n{2,}", page.strip())) + "\n"


def drawn_by_rule() -> list[dict[str, Any]]:
    """Return what `built_routes.py` wrote down: errors with routes drawn by a rule, and by hand."""
    table = pd.read_csv(BUILT)
    table["times_by_hand"] = table["built"] / table["by_hand"]
    return [{str(k): v for k, v in r.items()} for r in table.to_dict("records")]


def wrapped(block: str) -> str:
    """Break the lines of a paragraph or list anew: numbers are longer or shorter than the signs they stand for."""
    if block.startswith(("|", "#", "!", "    ")):
        return block
    items = re.split(r"\n(?=- )", block)
    return "\n".join(
        textwrap.fill(
            " ".join(item.split()),
            WIDTH,
            subsequent_indent="  " if item.startswith("- ") else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for item in items
    )


def sharpest(chosen: Iterable[dict[str, Any]]) -> float:
    """Return the spread with which a rule of thumb does best over conflicts, and note its scores in their rows."""
    rows = list(chosen)
    best = min(SPREADS, key=lambda spread: mean(rows, f"crps_spread_{spread}"))
    for r in rows:
        r["crps_spread"] = r[f"crps_spread_{best}"]
    return best


def mean(chosen: Iterable[Mapping[str, Any]], name: str) -> float:
    """Return the mean of a column over conflicts, each counting the same."""
    return float(np.mean([r[name] for r in chosen]))


def pooled(chosen: Sequence[Mapping[str, Any]], of: str = "camp_days") -> float:
    """Return the share of camp-days of all conflicts together that lie in the band."""
    return float(sum(r[f"{of}_covered"] for r in chosen) / sum(r[of] for r in chosen))


def score(value: float | None) -> str:
    """Write an error or a ratio."""
    return (
        "–"
        if value is None or np.isnan(value)
        else "0"
        if value == 0
        else f"{value:.2f}"
        if abs(value) >= 0.095
        else f"{value:.3f}"
    )


def percent(value: float) -> str:
    """Write a share."""
    return f"{100 * value:.0f} %"


def words(name: str) -> str:
    """Return what the page calls a naive split."""
    return {
        "uniform": "even split",
        "capacity_share": "by capacity",
        "day0_plus_uniform": "first day, growth evenly",
        "day0_plus_capacity": "first day, growth by capacity",
        "day0_share": "first day's shares",
        "oracle_share": "mean true shares",
    }[name]


def listed(names: Sequence[str]) -> str:
    """Join names with commas and an *and*."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "none"


def summary(table: pd.DataFrame) -> str:
    """Return the short table that is printed."""
    chosen = ["conflict", "capacities", "informative", "median", "expected", "flee_best", "ratio_to_flee"]
    chosen += ["ratio_to_best_naive", "coverage90", "crps", "crps_best_naive"]
    lines = [table[chosen].to_string(index=False, float_format="{:.3f}".format, na_rep="")]
    telling = table[table["informative"] == "yes"]
    for which, rows in telling.groupby("capacities"):
        known: list[dict[str, Any]] = [{str(k): v for k, v in r.items()} for r in rows.to_dict("records")]
        lines.append(
            f"capacities {which}, {len(known)} informative: mean ratio to FLEE {mean(known, 'ratio_to_flee'):.3f}, "
            f"to the best naive split {mean(known, 'ratio_to_best_naive'):.3f}, "
            f"{pooled(known):.1%} of camp-days in the 90 % band"
        )
    return "\n".join(lines)


def reproduced(conflict: Conflict) -> list[str]:
    """Say which published naive scores do not come out of the counts as they are read here."""
    off = []
    for name, split in splits.SPLITS.items():
        simulated = np.asarray(split(conflict.whole_as_published, conflict.capacity))[: len(conflict.inside)]
        here = splits.ard(simulated, conflict.as_published, conflict.inside)
        if abs(here - float(conflict.published[name])) > SAME:
            off.append(f"{conflict.name}: {name} is {here:.3f} here and {conflict.published[name]} in baselines.csv")
    return off


def main(say: Callable[[str], object] = print) -> int:
    """Run all conflicts, write the numbers, the page and its pictures, and print a short table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the folder of conflicts and of baselines.csv")
    folder: Path = parser.parse_args().folder
    baselines = pd.read_csv(folder / "baselines.csv").set_index("conflict")
    published = {str(name): line for name, line in baselines.iterrows()}
    constants = pd.read_csv(LEFT_OUT).set_index("left_out")
    rows, cases = [], dict[str, tuple[Conflict, Forecast]]()
    for path in sorted(path for path in folder.iterdir() if (path / "observed").is_dir()):
        conflict = read_conflict(path, published[path.name])
        for line in reproduced(conflict):
            say(line)
        unseen = never_seen(path.name, constants)
        for capacities in (False, True):
            found = forecast(conflict, constants.loc[unseen].astype(float).to_dict(), capacities=capacities)
            rows.append(row(conflict, found, unseen, capacities=capacities))
            if capacities:
                cases[path.name] = (conflict, found)
    table = pd.DataFrame(rows).sort_values(["capacities", "conflict"], ascending=[False, True], ignore_index=True)
    table.to_csv(NUMBERS, index=False, float_format="%.6g")
    PAGE.write_text(page(table, constants, cases), encoding="utf-8")
    IMAGES.mkdir(exist_ok=True)
    telling = table[(table["informative"] == "yes") & (table["capacities"] == "given")].set_index("conflict")
    for which, name in (("best", telling["ratio_to_flee"].idxmin()), ("worst", telling["ratio_to_flee"].idxmax())):
        (IMAGES / f"forecast-{which}.svg").write_text(picture(*cases[str(name)]), encoding="utf-8")
    say(summary(table))
    return 0


if __name__ == "__main__":
    sys.exit(main())
