"""The command `ways`: asking a traveller at a prompt."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exeunt.errors import InputError

if TYPE_CHECKING:
    from exeunt.api import World


def ask_traits(world: World, start: str, named: dict[str, str]) -> dict[str, str]:
    """Ask for every trait that was not named, on standard error; an empty answer takes the most common value.

    What is typed stays in this process: it is in no history of a shell and in no list of processes.
    """
    common = world.traveller(start, named)  # what was named is checked before anything is asked
    answers = dict(named)
    known = {trait.casefold() for trait in named}
    for trait, values in world.trait_values.items():
        while trait.casefold() not in known:
            said = _answer(f"{trait} ({', '.join(values)}) [{common[trait]}]: ") or common[trait]
            try:
                world.traveller(start, {trait: said})
            except InputError as error:
                print(error, file=sys.stderr)
                continue
            answers[trait] = said
            known.add(trait.casefold())
    return answers


def _answer(question: str) -> str:
    """Ask on standard error, so that standard output holds the answer alone."""
    print(question, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise InputError("The questions were not answered; answer each with a value, or with Enter for the common one.")
    return line.strip()
