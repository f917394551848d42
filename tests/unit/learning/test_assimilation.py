"""Members after a pass against posteriors in closed form; what must keep its bits keeps them."""

from __future__ import annotations

import numpy as np
import pytest

from exeunt.learning.assimilation import AT_LEAST, AT_MOST, EXACT, Counted, assimilate
from exeunt.luck import normals, uniforms

N = 400


def prior(latents: int, members: int = N, seed: int = 1) -> np.ndarray:
    return normals([f"latent {i}" for i in range(latents)], members, "prior", seed)


def figures(values: list[float], errors: list[float], bounds: list[int] | None = None) -> Counted:
    ids = [f"figure {chr(97 + i)}" for i in range(len(values))]
    return Counted(ids, np.array(values), np.array(errors), None if bounds is None else np.array(bounds, np.int8))


@pytest.mark.statistical
@pytest.mark.parametrize("passes", [1, 2, 4, 8])
def test_a_linear_world_has_the_posterior_of_bayes(passes):
    """Means and covariances within 5 standard errors of 400 members: wrong by chance less than once in 10^5."""
    H = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, -1.0]])
    counted = figures([1.5, -2.0], [0.5, 0.8])
    R = np.diag(counted.errors**2)
    gain = H.T @ np.linalg.inv(H @ H.T + R)
    mean, covariance = gain @ counted.values, np.eye(3) - gain @ H
    runs = []
    for seed in range(10):
        latents = prior(3, seed=seed)
        for k in range(passes):
            latents = assimilate(latents, latents @ H.T, counted, float(passes), seed, k)
        runs.append(latents)
    # the prior of 400 members has errors of its own, which the posterior inherits: 10 priors are averaged
    means = np.mean([each.mean(axis=0) for each in runs], axis=0)
    covariances = np.mean([np.cov(each.T) for each in runs], axis=0)
    assert means == pytest.approx(mean, abs=5.0 / np.sqrt(10 * N))
    assert covariances == pytest.approx(covariance, abs=5.0 * np.sqrt(2.0 / (10 * N)))
    assert runs[0].mean(axis=0) == pytest.approx(mean, abs=5.0 / np.sqrt(N))
    assert np.cov(runs[0].T) == pytest.approx(covariance, abs=5.0 * np.sqrt(2.0 / N))


def test_figures_that_say_the_same_are_worth_one_of_smaller_error():
    latents = prior(2)
    same = latents[:, :1]
    twice = assimilate(latents, np.hstack([same, same]), figures([1.0, 1.0], [1e-3, 1e-3]), 1.0, 1)
    assert twice[:, 0].mean() == pytest.approx(1.0, abs=1e-3)
    assert twice[:, 0].std() < 2e-3


def test_any_order_of_figures_gives_the_same_bits():
    latents = prior(30)
    H = normals([str(i) for i in range(12)], 30, "H")
    counted = figures(list(np.linspace(-2.0, 2.0, 12)), [0.4] * 12, [EXACT, AT_LEAST, AT_MOST] * 4)
    mask = uniforms([str(i) for i in range(12)], 30, "mask") < 0.9
    taper = uniforms([str(i) for i in range(12)], 30, "taper")
    once = assimilate(latents, latents @ H, counted, 4.0, 1, 0, mask=mask, taper=taper)
    for seed in range(3):
        turn = np.random.default_rng(seed).permutation(12)
        again = assimilate(
            latents, (latents @ H)[:, turn], counted.taken(turn), 4.0, 1, 0, mask=mask[:, turn], taper=taper[:, turn]
        )
        assert again.tobytes() == once.tobytes()


def test_a_masked_figure_moves_no_bit_of_a_latent_whatever_it_says():
    latents = prior(6)
    predicted = latents @ normals(["a", "b", "c"], 6, "H")
    mask = np.array([[1, 1, 1], [1, 1, 1], [0, 1, 1], [0, 1, 1], [0, 0, 0], [0, 0, 1]], np.bool_)
    here = assimilate(latents, predicted, figures([1.0, 0.5, 0.0], [0.3] * 3), 2.0, 1, mask=mask)
    there = assimilate(latents, predicted, figures([9.0, 0.5, 0.0], [0.3] * 3), 2.0, 1, mask=mask)
    assert here[:, 2:].tobytes() == there[:, 2:].tobytes()
    assert (here[:, :2] != there[:, :2]).all()
    assert here[:, 4].tobytes() == latents[:, 4].tobytes()
    assert (here[:, [2, 3, 5]] != latents[:, [2, 3, 5]]).all()


def test_a_mask_that_lets_all_through_and_a_taper_of_ones_change_nothing():
    latents = prior(5)
    predicted = latents @ normals(["a", "b", "c"], 5, "H")
    counted = figures([1.0, 0.5, 0.0], [0.3] * 3, [EXACT, AT_LEAST, AT_MOST])
    plain = assimilate(latents, predicted, counted, 2.0, 1)
    for more in ({"mask": np.ones((5, 3), np.bool_)}, {"taper": np.ones((5, 3))}):
        assert assimilate(latents, predicted, counted, 2.0, 1, **more) == pytest.approx(plain)


@pytest.mark.parametrize(("bound", "sign"), [(AT_LEAST, 1.0), (AT_MOST, -1.0)])
def test_members_beyond_a_bound_stay_and_others_move_towards_it(bound, sign):
    latents = prior(2)
    value = 0.5 * sign
    moved = assimilate(latents, latents[:, :1], figures([value], [0.2], [bound]), 1.0, 1)
    beyond = sign * (latents[:, 0] - value) >= 0
    assert 0 < beyond.sum() < N
    assert moved[beyond].tobytes() == latents[beyond].tobytes()
    assert (sign * (moved[~beyond, 0] - latents[~beyond, 0]) >= 0).all()
    assert abs(moved[~beyond, 0].mean() - value) < 0.25 < abs(latents[~beyond, 0].mean() - value)


def test_a_bound_that_all_members_keep_is_as_good_as_none():
    latents = prior(3)
    predicted = np.column_stack([latents[:, 0] + latents[:, 1], latents[:, 0] + 100.0])
    with_it = assimilate(latents, predicted, figures([1.0, 5.0], [0.2, 0.2], [EXACT, AT_LEAST]), 1.0, 1)
    without = assimilate(latents, predicted[:, :1], figures([1.0], [0.2]), 1.0, 1)
    assert with_it == pytest.approx(without)


def test_a_figure_that_all_members_answer_alike_teaches_nothing():
    latents = prior(4)
    moved = assimilate(latents, np.zeros((N, 1)), figures([3.0], [0.5]), 1.0, 1)
    assert (moved == latents).all()


def test_no_figures_no_moves():
    latents = prior(4)
    assert (assimilate(latents, np.zeros((N, 0)), figures([], []), 1.0, 1) == latents).all()


def test_what_cannot_be_learned_from_is_refused():
    with pytest.raises(ValueError, match="finite prediction"):
        assimilate(prior(1), np.full((N, 1), np.nan), figures([0.0], [1.0]), 1.0, 1)
    with pytest.raises(ValueError, match="above 0"):
        figures([0.0], [0.0])
    with pytest.raises(ValueError, match="share their luck"):
        Counted(["a", "a"], np.zeros(2), np.ones(2))


def test_luck_belongs_to_the_figure_and_the_member():
    all_of_them = normals(["a", "b", "c"], 50, 1, 2)
    assert (normals(["c", "a"], 20, 1, 2) == all_of_them[:20, [2, 0]]).all()
    assert (normals(["a"], 50, 1, 3) != all_of_them[:, :1]).all()
    # fixed for good: a posterior that was shipped is made again to the bit
    assert uniforms(["FIN"], 2, 1).ravel().tolist() == pytest.approx(uniforms(["FIN"], 3, 1)[:2, 0].tolist(), abs=0)


def test_members_that_are_left_out_change_no_luck_of_the_others():
    z = normals(["a"], 40, 3)
    told = Counted(["x"], np.ones(1), np.full(1, 1e6))  # so vague that members hardly move, and by their luck alone
    some = np.delete(np.arange(40), [0, 5])
    whole, part = assimilate(z, z, told, 1.0, 1), assimilate(z[some], z[some], told, 1.0, 1, members=some)
    moves, of_some = (whole - z)[some, 0], (part - z[some])[:, 0]
    assert np.corrcoef(moves, of_some)[0, 1] > 0.999
