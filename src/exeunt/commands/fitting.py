"""The command `fit`: its folder, and what was learned as tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exeunt.commands.printing import command, number, print_table, records, span
from exeunt.wording import BOUNDED, is_poor, joined, says_the_same

if TYPE_CHECKING:
    from exeunt.api import Posterior, World

MOST_LATENTS = 12
LEAST_FAR = 10.0  # by which a figure is off that may be a slip
MOST_FAR = 3  # figures that are far off by themselves; more of them are no slips
FEW_MEMBERS, ENOUGH = 100, 200  # below the first chance alone draws members together and away from figures


def fit_folder(world: World, until: str | None) -> Path:
    """Return `posteriors/SCENARIO-DATE`, the folder of a fit for which none was named."""
    return Path("posteriors") / f"{world.name}-{until or world.last_published()}"


def _far_outside(said: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the few figures above twice, or below half, all that members say once they learned; none of many.

    Of small numbers chance makes as much.
    """

    def is_far(row: dict[str, Any]) -> bool:
        above, below = row["value"] - row["after_q95"], row["after_q05"] - row["value"]
        return bool(above > max(row["after_q95"], LEAST_FAR) or below > max(row["after_q05"] / 2, LEAST_FAR))

    found = [row for row in said if not row["inside90"] and is_far(row)]
    return found if len(found) <= MOST_FAR else []


def print_posterior(learned: Posterior, world: World, scenario: str, folder: Path) -> None:
    """Print what members say to each figure before and after, what was learned most, and where it lies."""
    print(f"{learned.told['title']}: {learned.members} members, {learned.in_words()}\n")
    said = records(learned.predicted())
    rows = [
        [
            row["id"],
            BOUNDED.get(row["kind"], "") + number(row["value"], 1),
            number(row["before"], 1),
            span(row["before_q05"], row["before_q95"]),
            number(row["after"], 1),
            span(row["after_q05"], row["after_q95"]),
            "" if row["inside90"] else "outside",
        ]
        for row in said
    ]
    headers = ["figure", "counted", "before", "90 % band", "after", "90 % band", ""]
    if said:
        print_table("What the members say to each figure", headers, rows)
    else:
        print("Nothing was learned: to no figure do the members say different things.")
    if learned.deaf:
        print(f"\nMembers have nothing to say to {joined(learned.deaf)}, or all the same: nothing is learned there.")
    for id_, first in learned.repeated.items():
        print(f"\nPassed over, for {says_the_same(first)}: {id_}.")
    for id_, reason in learned.doubtful.items():
        print(f"\nLook whether {id_} is right, for {reason}.")
    stray = _far_outside(said)
    for row in stray:
        if row["id"] not in learned.doubtful:
            digits = 0 if abs(row["value"]) >= 100 else 1
            band = span(row["after_q05"], row["after_q95"], digits)
            value = BOUNDED.get(row["kind"], "") + number(row["value"], digits)
            print(f"\nLook whether {row['id']} is right: it is {value}, where members that learned say {band}.")
    outside = sum(not row["inside90"] for row in said)
    if said:
        print(f"\n{outside} of {len(said)} figures lie outside the band of the members that learned from them.")
    if is_poor(outside, len(said)):
        first = ", if no figure is wrong" if learned.doubtful or stray else ""
        print(f"That is a poor fit: something that the scenario leaves out moves these figures{first}.")
        if learned.members < FEW_MEMBERS:
            print(f"It may also come of few members, {learned.members} here: fit with `--members {ENOUGH}` first.")
    if said:
        print()
        _print_told_apart(learned)
    if len(learned.evenings):
        print(f"\n{learned.evenings_in_words(world)}")
    print(f"\nIt lies in {folder}; {command('run', scenario, '--posterior', folder)} forecasts on with it.")


def _print_told_apart(learned: Posterior) -> None:
    """Print of what the figures tell more than chance does among so many members, and how much that is."""
    summary = learned.summary()
    told = summary[summary["told_apart"] > learned.chance].sort_values("told_apart", ascending=False)
    rows = [
        [f"{row['latent']} {row['of']}".strip(), number(row["moved"], 2), f"{100 * row['told_apart']:.0f} %"]
        for row in records(told.head(MOST_LATENTS))
    ]
    if rows:
        print_table(
            "What the figures tell most of", ["latent", "moved by (prior sd)", "of its variance explained"], rows
        )
        print()
    below = f"{100 * learned.chance:.0f} % of a variance or less"
    if not rows:
        others = "what they tell of all together is in the table above"
        print(f"Of no latent by itself do the figures tell more than chance; {others}.")
    print(f"{below} is explained by chance among {learned.members} members, and left out here.")
