"""How many like the traveller the simulation sends where: its choice probabilities, followed to the end.

Who sets out picks an option in proportion to its weight; who arrives settles or goes on likewise, but not straight back
(`behaviour/choice.py`). Mass is passed along until next to nothing is on the way; those turned back and those whose
stay ends are not followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from exeunt.behaviour.choice import Choices, Weights

if TYPE_CHECKING:
    from exeunt.ways.crowd import Crowd
    from exeunt.ways.question import Question

LEAST = 1e-6  # of those who set out: less than this on the way is left
MOST_STEPS = 200


def shares(crowd: Crowd, question: Question) -> dict[int, float] | None:
    """Return, by country, the share of those like him who would set out now and settle there, the members' mean.

    None where the simulation has nobody like him, or nobody flees yet.
    """
    if question.traits not in crowd.known.groups:
        return None
    net = crowd.arrays.net
    his = int(crowd.arrays.class_of[crowd.known.groups.index(question.traits)])
    start = net.place_ids.index(question.place)
    total: dict[int, float] = {}
    for weights in crowd.weights:
        if weights.place[start, his] <= weights.settle[start, his]:
            return None
        for place, mass in _settled(net.choices, weights, his, start).items():
            country = int(net.place_country[place])
            total[country] = total.get(country, 0.0) + mass / len(crowd.weights)
    return total


def _settled(ways: Choices, w: Weights, c: int, start: int) -> dict[int, float]:
    """Return the mass that settles at each place, of one that sets out."""
    settled: dict[int, float] = {}
    moving = dict(_onward(ways, w, c, start, -1, 1.0))
    for _ in range(MOST_STEPS):
        if sum(moving.values()) < LEAST:
            break
        arrived, moving = moving, {}
        for link, mass in arrived.items():
            stance = int(ways.end[link])
            total = _total(ways, w, c, stance, link)
            stay = w.settle[stance, c]
            if stay > 0.0:
                place = int(ways.place[stance])
                settled[place] = settled.get(place, 0.0) + mass * float(stay / total if total > 0 else 1.0)
            for way, part in _onward(ways, w, c, stance, link, mass):
                moving[way] = moving.get(way, 0.0) + part
    return settled


def _total(ways: Choices, w: Weights, c: int, stance: int, link: int) -> float:
    """Return the weight of all there is to choose at a stance for who came by a link (-1: who sets out)."""
    if link < 0:
        return float(w.place[stance, c] - w.settle[stance, c])
    back = int(ways.back[link])
    total = w.place[stance, c]
    return float(total if back < 0 else total + w.past[link, c] - w.nest[ways.nest_of[back], c])


def _onward(ways: Choices, w: Weights, c: int, stance: int, link: int, mass: float) -> Iterator[tuple[int, float]]:
    """Split mass at a stance over the links that lead on."""
    back = int(ways.back[link]) if link >= 0 else -1
    total = _total(ways, w, c, stance, link)
    for nest in range(ways.nest_first[stance], ways.nest_first[stance + 1]) if total > 0 else ():
        avoiding = back >= 0 and int(ways.nest_of[back]) == nest
        weight = w.past[link, c] if avoiding else w.nest[nest, c]
        inside = w.inner[nest, c] - (w.option[back, c] if avoiding else 0.0)
        if weight <= 0.0 or inside <= 0.0:
            continue
        options = np.arange(ways.option_first[nest], ways.option_first[nest + 1])
        parts = mass * weight / total * w.option[options, c] / inside
        for option, part in zip(options, parts, strict=True):
            if option != back and part > LEAST / 1000:
                yield int(ways.link[option]), float(part)
