"""What a reader should know of a FLEE folder that became a scenario, sentence by sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

import numpy as np
import pandas as pd

from exeunt.errors import quoted
from exeunt.exchange.flee.folder import FleeFolder
from exeunt.exchange.flee.known_settings import SET_ASIDE
from exeunt.exchange.flee.leaving import SPAWNING, highest
from exeunt.exchange.flee.network import Network
from exeunt.exchange.flee.table_rows import by_name
from exeunt.exchange.rows import listed
from exeunt.exchange.steady import Days
from exeunt.scenario.assembled import Row
from exeunt.scenario.codes import is_free
from exeunt.scenario.names import country_names
from exeunt.wording import few, joined, plural

GROSSLY = 10.0  # times the other: more is a slip in one of two that count the same people


def of_counts(folder: FleeFolder) -> Iterator[str]:
    """Say what is to be known of the counts: of before the first day and late ones, when they end, and of the total."""
    for said in (_counted_early, _counted_late, _counts_end, _total_left_out, _total_far_off):
        yield from said(folder)


def _counted_early(folder: FleeFolder) -> Iterator[str]:
    """Say what becomes of counts of before the first day, and for which camps the last of them stands for it."""
    if folder.counts is None:
        return
    first, rows = pd.Timestamp(folder.first_day), folder.counts.rows
    early = rows[(rows["date"] < first) & rows["camp"].isin(list(by_name(folder)))]
    if early.empty:
        return
    since = early["date"].min().date()
    number = f"{plural(len(early), 'count')} of camps from before the first day, {folder.first_day}, from {since} on"
    yield f"{number}: nothing is compared with them."
    counted = rows.loc[rows["date"] == first, "camp"]
    last = early[~early["camp"].isin(counted)].groupby("camp")["date"].max()
    if len(last):
        days = joined(sorted({str(day.date()) for day in last}))
        start = "start" if len(last) > 1 else "starts"
        yield (
            f"{listed(map(str, last.index))} {start} the first day with those counted last before it ({days}): "
            "who came between that count and the first day leaves after it."
        )


def _counted_late(folder: FleeFolder) -> Iterator[str]:
    """Say which camps nobody had counted by the first day."""
    if folder.counts is None:
        return
    adds = ", and its first count adds to the total on that day" if folder.settings.sum_from_camps else ""
    known = by_name(folder)
    for camp, rows in folder.counts.rows.groupby("camp", sort=False):
        first = rows["date"].min().date()
        if first > folder.first_day and camp in known:
            yield f"{quoted(str(camp))} is first counted on {first}: until then nobody is counted in it{adds}."


def _counts_end(folder: FleeFolder) -> Iterator[str]:
    """Say how long before the run the counts end by which people are displaced."""
    last = folder.first_day + timedelta(days=folder.days - 1)
    if folder.counts is not None and folder.counts.last_day is not None and folder.counts.last_day < last:
        after = plural((last - max(folder.counts.last_day, folder.first_day)).days, "day")
        yield (
            f"The counts end on {folder.counts.last_day} and the run on {last}: in the {after} after the counts nobody"
            " is newly displaced."
        )


def _total_left_out(folder: FleeFolder) -> Iterator[str]:
    """Say that the total's own series is not used, and how far it ends from the sum that is."""
    if folder.counts is None or folder.counts.own_total is None or not folder.settings.sum_from_camps:
        return
    own, camps = (round(float(total.iloc[-1])) for total in (folder.counts.own_total, folder.counts.total))
    more = f"which is {abs(own - camps):,} {'more' if own > camps else 'fewer'} than" if own != camps else "as many as"
    yield (
        "data_layout.csv: the series of the total is not used, for the total is the sum of the camps. On the last day"
        f" it has {own:,}, {more} the camps{f' ({camps:,})' if own != camps else ''}; to go by it, set sum_from_camps"
        " to false in simsetting.yml."
    )


def _total_far_off(folder: FleeFolder) -> Iterator[str]:
    """Say that the total by which people are displaced is of another size than the camps together."""
    if folder.counts is None or folder.counts.own_total is None or folder.settings.sum_from_camps:
        return
    counted = {"the total": folder.counts.total, "the camps together": folder.counts.unforeseen.sum(axis=1)}
    most = {whose: float(people.max()) for whose, people in counted.items()}
    low, high = sorted(most.values())
    if low > 0 and high > GROSSLY * low:
        told = [
            f"{whose} {most[whose]:,.0f} ({folder.first_day + timedelta(days=int(people.argmax()))})"
            for whose, people in counted.items()
        ]
        yield (
            f"data_layout.csv: at their highest {joined(told, 'and')} are {high / low:,.0f} times apart, and people are"
            " displaced by the total; look whether it is right, or set sum_from_camps to true in simsetting.yml."
        )


def renamed(network: Network, ids: Mapping[str, str]) -> Iterator[str]:
    """Say which places have another id than their name."""
    other = [f"{quoted(name)} is {ids[name]}" for name in network.places if ids[name] != name]
    if other:
        yield f"locations.csv: no id can be as these names are, which are kept beside it: the id of {few(other)}."


def unlisted(codes: Mapping[str, str]) -> Iterator[str]:
    """Say which countries got a code of their own."""
    unlisted = {name: code for name, code in codes.items() if is_free(code) and code not in country_names()}
    own = [f"{quoted(name)} is {code}" for name, code in unlisted.items() if name != code]
    if own:
        yield f"locations.csv: countries that no list knows have codes left to users: {few(own)}."


def read_otherwise(folder: FleeFolder, in_conflict: Collection[str], transit: Mapping[str, str]) -> Iterator[str]:
    """Say what was read otherwise than it stands in the files."""
    at = by_name(folder)
    both = [place for place in folder.locations if place.is_camp and place.initial_idps]
    if both and folder.counts is not None:
        names = listed(place.name for place in both)
        yield f"locations.csv:{both[0].row}: the initial_idps of {names} are added to who is counted on the first day."
    for place in in_conflict:
        if at[place].is_camp:
            yield f"conflicts.csv: '{place}' is a camp; that there is conflict in it is not read"
    for name, country in transit.items():
        yield f"'{name}' lies in {at[name].country}, but people go back through it into {country}: it counts as there"


def above_one(folder: FleeFolder, homes: list[str]) -> Iterator[str]:
    """Say how levels above 1 are read."""
    if (most := highest(folder, homes)) > 1:
        levels = folder.intensity[homes].to_numpy(np.float64)
        day, home = np.unravel_index(levels.argmax(), levels.shape)
        yield (
            f"conflicts.csv: levels go up to {most:g} ({quoted(homes[int(home)])} on day {day}); all are divided by it,"
            " for 1 is full."
        )


def before_conflict(folder: FleeFolder, homes: list[str], displaced: Days | None) -> Iterator[str]:
    """Say if people leave while nothing says where from."""
    calm = ~folder.intensity[homes].to_numpy(np.float64).any(axis=1)
    days = np.flatnonzero((displaced > 0) & calm) if displaced is not None else np.array([])
    if days.size:
        yield (
            f"on {days.size} days, the first of them day {days[0]}, the total grows while no place is in conflict;"
            " those who leave then come from all places that ever are"
        )


def assumed(places: Collection[Row]) -> Iterator[str]:
    """Say which numbers of places are assumed."""
    raised = [row for row in places if row["claim"] == "assumed-population"]
    if raised:
        yield (
            f"{plural(len(raised), 'place in conflict has', 'places in conflict have')} fewer people than may have to"
            " leave; FLEE does not take those who leave out of there, so as many are given as may leave, and they count"
            " by those they had"
        )
    guessed = [str(row["name"]) for row in places if row["claim"] == "assumed-capacity"]
    if guessed:
        yield (
            f"{plural(len(guessed), 'camp has', 'camps have')} no capacity; twice an even share of those who come"
            f" is assumed ({few(guessed)})"
        )


def rules_of_movement(folder: FleeFolder, *, counted: bool) -> Iterator[str]:
    """Name the settings that steer how FLEE's agents move and how many there are, where something else decides here."""
    heeded = {"move_rules.max_move_speed", "spawn_rules.sum_from_camps", "spawn_rules.insert_day0"}
    if not counted:
        heeded |= {key for key in folder.settings.given if key.startswith(f"{SPAWNING}.")}
        if any(key.startswith(SPAWNING) for key in heeded):
            heeded.add("spawn_rules.take_from_population")
    for section, instead in (
        ("move_rules.", "people choose by constants learned from other conflicts (parameters.csv)"),
        ("spawn_rules.", "the counts say how many leave" if counted else "conflict and these constants say who leaves"),
    ):
        names = sorted(
            key for key in folder.settings.given - heeded
            if key.startswith(section) and not key.startswith(SET_ASIDE)
        )  # fmt: skip
        if names:
            steer = "steer" if len(names) > 1 else "steers"
            yield f"simsetting.yml: {', '.join(names)} {steer} FLEE's own rules; here {instead}."
