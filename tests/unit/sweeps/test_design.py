"""What is varied is checked before anything runs, and a design has the points that were asked for."""

import pytest

from exeunt.errors import InputError
from exeunt.sweeps.design import Range, grid, ranges_of, sample


def test_a_grid_has_every_combination_the_last_quickest(smallest):
    ranges = ranges_of(smallest, {"reach": (0.0, 1.0, 3), "give_up": (0, 0.5, 2)}, sobol=None)
    points = grid(ranges)
    assert list(points) == ["reach", "give_up"]
    assert points.to_numpy().tolist() == [[r, g] for r in (0.0, 0.5, 1.0) for g in (0.0, 0.5)]


def test_a_sample_lies_within_its_ranges_and_is_the_same_for_the_same_seed():
    pytest.importorskip("SALib", reason="the extra exeunt[sweep] is not installed")
    ranges = [Range("a", 1.0, 2.0), Range("b", -3.0, 5.0), Range("c", 0.0, 0.1)]
    points = sample(ranges, 16, seed=1)
    assert points.shape == (16 * 5, 3)
    for each in ranges:
        assert points[each.name].between(each.low, each.high).all()
        assert points[each.name].max() - points[each.name].min() > 0.9 * (each.high - each.low)
    assert points.equals(sample(ranges, 16, seed=1))
    assert not points.equals(sample(ranges, 16, seed=2))


@pytest.mark.parametrize(
    ("vary", "sobol", "told"),
    [
        ({}, None, "Nothing is varied"),
        ({"rech": (0, 1, 3)}, None, "did you mean reach"),
        ({"reach": (1, 0, 3)}, None, "reach is varied from 1 to 0, an empty range"),
        ({"reach": (1, 1, 3)}, None, "an empty range"),
        ({"reach": (0, float("nan"), 3)}, None, "give a finite number"),
        ({"give_up": (-1, 0.5, 3)}, None, "give_up"),
        ({"reach": (0, 1)}, None, "How many values is 'reach' to take"),
        ({"reach": (0, 1, 1)}, None, "number of values for reach"),
        ({"reach": (0, 1, 2.5)}, None, "number of values for reach"),
        ({"reach": (0, 1, 2_000_000)}, None, "2,000,000 points"),
        ({"reach": (0,)}, None, r"\(0,\) is no range for reach; give \(low, high, number of values\), such as"),
        ({"reach": (0, 1, 3, 4)}, None, r"\(0, 1, 3, 4\) is no range for reach"),
        ({"reach": 0.3}, None, "0.3 is no range for reach"),
        ({"reach": "01"}, 8, r"'01' is no range for reach; give \(low, high\), such as"),
        ({"reach": None}, None, "None is no range for reach"),
        (["reach"], None, r"named with its range, such as \{'reach': \(0.1, 0.5, 5\)\}, not \['reach'\]"),
        ("reach", None, "not 'reach'"),
        ({"reach": (0, 1, 3)}, 8, "A Sobol sample takes no number of values: leave out the 3 of reach, or sobol"),
        ({"reach": (0, 1)}, 12, "give 8 or 16, not 12"),
        ({"reach": (0, 1)}, 1, "number of base points"),
        ({"reach": (0, 1)}, 2**20, "a sweep has 1,000,000 at the most"),
    ],
)
def test_what_cannot_be_varied_is_told(smallest, vary, sobol, told):
    with pytest.raises(InputError, match=told):
        ranges_of(smallest, vary, sobol=sobol)


def test_ends_that_are_written_as_text_are_the_numbers_they_say(smallest):
    assert ranges_of(smallest, {"reach": ("9", "10", 3)}, sobol=None) == [Range("reach", 9.0, 10.0, 3)]


def test_what_is_held_is_not_varied(smallest):
    with pytest.raises(InputError, match=r"reach is held at 0\.2, so it cannot be varied"):
        ranges_of(smallest.with_parameter("reach", 0.2), {"reach": (0, 1, 3)}, sobol=None)


def test_what_is_believed_of_a_claim_is_not_varied(smallest):
    world = smallest.reading("draft_total", "draft-estimate")
    with pytest.raises(InputError, match="draft_total is what draft-estimate claims, so it cannot be varied"):
        ranges_of(world, {"draft_total": (300_000, 500_000, 3)}, sobol=None)


def test_without_the_extra_it_is_said_how_to_get_it(smallest, monkeypatch):
    monkeypatch.setattr("exeunt.sweeps.design.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'exeunt\[sweep\]'"):
        ranges_of(smallest, {"reach": (0, 1)}, sobol=8)
    assert ranges_of(smallest, {"reach": (0, 1, 2)}, sobol=None)


@pytest.mark.parametrize(
    ("vary", "right"),
    [({}, "its range: vary={'NAME': (LOW, HIGH, N)}."), ({"reach": (0, 1)}, "Write vary={'reach': (LOW, HIGH, N)}.")],
)
def test_python_is_told_to_write_python(smallest, vary, right):
    with pytest.raises(InputError) as refused:
        ranges_of(smallest, vary, sobol=None)
    assert str(refused.value).endswith(right)
