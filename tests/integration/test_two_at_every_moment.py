"""Two processes that write into one folder, each stopped at any moment of its own: one is refused, nothing is mixed."""

import random
from functools import cache

import pytest

import exeunt
import worlds
from exeunt.ensemble.posterior import Posterior
from exeunt.scenario.writing import write
from typed_apart import begun, go_on, has_stopped, stopped

REFUSED = ("Another process is", "holds a run already", "holds something already", "is not a run")
FIGURES = """id, from, until, where, measure, value, published, split
    one, 2024-01-01, 2024-01-02, BBB, arrivals, 900, 2024-01-03, fit"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two") / "world"
    write(worlds.two_countries(people=100_000, hold={}, observations=FIGURES), folder)
    return exeunt.load(folder)


@pytest.fixture(scope="module")
def learned(world):
    """What is learned with a seed."""
    return cache(lambda seed: world.fit(members=20, seed=seed, progress=False))


def one_of_two(words, moments, folder, *, first_goes_on):
    """Type a command with two seeds, stopped at moments of theirs; return the seed of the one that ended well."""
    typed = []
    for seed, at in zip((1, 2), moments, strict=True):
        typed.append(begun([*words, "--seed", seed], folder=folder, at=at, happens=stopped))
        has_stopped(typed[-1][0])
    codes = {}
    for which in (0, 1) if first_goes_on else (1, 0):
        codes[which] = go_on(typed[which][0])
    said = [log.read_text(encoding="utf-8") for _, log in typed]
    assert sorted(codes.values()) == [0, 1], said
    loser = 0 if codes[0] else 1
    assert any(words in said[loser] for words in REFUSED), said[loser]
    return 2 - loser


@pytest.mark.parametrize("case", range(5))
def test_of_two_runs_one_is_refused(world, tmp_path, case):
    draw = random.Random(case)
    moments = [draw.choice([1, 2, 3, draw.randint(4, 350)]) for _ in range(2)]
    words = ["run", world.folder, "--members", 12, "--out", "run"]
    seed = one_of_two(words, moments, tmp_path, first_goes_on=bool(case % 2))
    stored = exeunt.open(tmp_path / "run")
    assert stored.manifest["seed"] == seed
    assert stored.dataset.equals(world.run(members=12, seed=seed, progress=False).dataset)


@pytest.mark.parametrize("moments", [(1, 1), (9, 2), (24, 3)])
def test_of_two_fits_one_is_refused(world, learned, tmp_path, moments):
    words = ["fit", world.folder, "--members", 20, "--out", "learned"]
    seed = one_of_two(words, moments, tmp_path, first_goes_on=moments[0] == 1)
    assert Posterior.read(tmp_path / "learned").hash == learned(seed).hash
