"""Ranks of known truths in a linear world, and how often ranks that are uniform are said not to be."""

from __future__ import annotations

import numpy as np
import pytest

from exeunt.learning.assimilation import Counted, assimilate
from exeunt.luck import normals, uniforms
from ranks import Ranks, ranks, uneven

pytestmark = pytest.mark.statistical

WORLDS, MEMBERS = 200, 100
H = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, -1.0]])
ERRORS = np.array([0.5, 0.8])
LATENTS = ["push", "worth", "gate"]


def ranked(*, believed: float) -> Ranks:
    """Rank three latents and a prediction of 200 known worlds among members that learned by ES-MDA in four passes.

    `believed`: the error that the figures are taken to have, in units of what they have.
    """
    truth = normals(LATENTS, WORLDS, "truth")
    seen = truth @ H.T + ERRORS * normals(["a", "b"], WORLDS, "error")
    learned = np.empty((WORLDS, MEMBERS, 3))
    for world in range(WORLDS):
        z = normals(LATENTS, MEMBERS, "member", world)
        counted = Counted(["a", "b"], seen[world], believed * ERRORS)
        for k in range(4):
            z = assimilate(z, z @ H.T, counted, 4.0, world, k)
        learned[world] = z
    said, true = learned @ np.array([1.0, 1.0, 1.0]), truth.sum(axis=1)
    both = np.concatenate([learned, said[:, :, None]], axis=2)
    return ranks(np.column_stack([truth, true]), both, [*LATENTS, "tomorrow"], 1)


def test_learning_in_a_linear_world_is_calibrated():
    """Ranks of three latents and a forecast are uniform: wrong by chance once in 100."""
    assert not uneven(ranked(believed=1.0), MEMBERS, level=0.01).any()


def test_members_that_are_too_sure_are_found_out():
    assert uneven(ranked(believed=0.4), MEMBERS, level=0.01).any()


def test_uniform_ranks_are_doubted_at_the_rate_that_is_stated():
    """2000 tries of 5 quantities at 5 %: between 3 and 7 % of tries, 4 standard errors."""
    doubted = 0
    for k in range(2000):
        found = np.floor(uniforms(list("abcde"), 100, "even", k) * 101).astype(np.int64)
        doubted += bool(uneven(found, 100, level=0.05).any())
    assert 0.03 < doubted / 2000 < 0.07
