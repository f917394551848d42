"""Tables of a sweep, and Sobol indices of functions whose indices are known."""

import numpy as np
import pandas as pd
import pytest

from exeunt.sweeps.design import Range, sample
from exeunt.sweeps.folder import INDICES, TABLE, SweepFolder
from exeunt.sweeps.quantities import Quantity
from exeunt.sweeps.tables import base_needed, indices, tidy

PEOPLE = Quantity("arrivals", "all", "all", "sum", "people")
HOURS = Quantity("wait_hours", "gate", "g", "max", "hours")


def test_each_quantity_has_a_row_at_each_point():
    points = pd.DataFrame({"reach": [0.1, 0.2], "give_up": [1.0, 2.0]})
    numbers = np.array([[[10, np.nan, 0], [20, 3.0, 0], [31, np.nan, 0]], [[0, np.nan, 0]] * 3])
    nobody = Quantity("arrivals", "country", "AAA", "sum", "people")
    table = tidy(points, [PEOPLE, HOURS, nobody], numbers)
    assert list(table) == [
        "point", "reach", "give_up", "variable", "kind", "id", "over_time", "unit", "mean", "median", "q05", "q95",
    ]  # fmt: skip
    assert table[["point", "reach", "give_up", "variable"]].to_numpy().tolist() == [
        [0, 0.1, 1.0, "arrivals"], [0, 0.1, 1.0, "wait_hours"], [1, 0.2, 2.0, "arrivals"], [1, 0.2, 2.0, "wait_hours"],
    ]  # fmt: skip
    assert table.loc[0, ["mean", "median", "q05", "q95"]].tolist() == [61 / 3, 20, 11, 30]  # 29.9 are 30 people
    assert table.loc[1, ["mean", "median"]].tolist() == [3.0, 3.0]  # of the one who waited, who has no band
    assert table.loc[1, ["q05", "q95"]].isna().all()
    assert table.loc[3, ["mean", "median", "q05", "q95"]].isna().all()


def test_no_id_in_the_stored_tables_is_a_formula(tmp_path):
    table = pd.DataFrame({"id": ["=A1", "g", "-2*3"], "mean": [-1.5, 2.0, np.nan]})
    SweepFolder(tmp_path, {}).finish(table, table, {})
    for name in (TABLE, INDICES):
        assert (tmp_path / name).read_text().split() == ["id,mean", "'=A1,-1.5", "g,2.0", "'-2*3,"]


def _of(function, ranges, base=2048):
    """Indices of a function of the points, each point having two members, one above it and one below."""
    pytest.importorskip("SALib", reason="the extra exeunt[sweep] is not installed")
    answers = function(*sample(ranges, base, seed=3).to_numpy().T)
    numbers = np.stack([answers - 1, answers + 1], axis=1)[:, :, np.newaxis]
    return indices(ranges, [PEOPLE], numbers, seed=0).set_index("parameter")


def test_a_sum_has_the_shares_of_its_terms():
    found = _of(lambda a, b, c: a + 2 * b + 0 * c, [Range(name, 0.0, 1.0) for name in "abc"])
    for name, share in {"a": 0.2, "b": 0.8, "c": 0.0}.items():
        row = found.loc[name]
        assert row["first"] == pytest.approx(share, abs=0.02)
        assert row["total"] == pytest.approx(share, abs=0.02)
        assert abs(row["first"] - share) <= 2 * row["first_conf"] + 1e-12


def test_the_function_of_ishigami_and_homma():
    """Their indices are known: Ishigami & Homma 1990, with a = 7 and b = 0.1."""

    def ishigami(x, y, z):
        return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)

    found = _of(ishigami, [Range(name, -np.pi, np.pi) for name in "xyz"])
    assert found["first"].tolist() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.03)
    assert found["total"].tolist() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.03)


def test_what_is_the_same_everywhere_or_unknown_somewhere_has_no_index():
    pytest.importorskip("SALib", reason="the extra exeunt[sweep] is not installed")
    ranges = [Range("a", 0.0, 1.0)]
    numbers = np.arange(24.0).reshape(24, 1, 1) * np.array([1.0, 0.0, 1.0])
    numbers[5, 0, 2] = np.nan
    found = indices(ranges, [PEOPLE, HOURS, HOURS._replace(id="h")], numbers, seed=1)
    assert found["variable"].tolist() == ["arrivals"]


@pytest.mark.parametrize(
    ("kind", "share", "width", "needed"),
    [
        ("all", 0.9, 0.2, None),
        ("all", -0.05, 0.1, None),  # next to nought, by chance below it
        ("all", 0.9, 0.5, 32),  # twice as wide as told: four times as many
        ("all", 0.9, 0.26, 16),
        ("all", 1.9, 0.01, 16),
        ("all", -0.4, 0.01, 16),
        ("all", 1.9, 20.0, 512),  # what eight points say of their own roughness is rough
        ("all", np.nan, np.nan, 512),
        ("gate", 1.9, 20.0, None),
    ],
)
def test_shares_that_are_not_told_take_more_points(kind, share, width, needed):
    row = {"kind": kind, "first": share, "first_conf": width, "total": 0.5, "total_conf": 0.1}
    shares = pd.DataFrame([row, row | {"first": 0.5, "first_conf": 0.1}])
    assert base_needed(shares, 8, 1000) == needed
    assert base_needed(shares, 8, 31) == (needed and 16), "no more than a sweep may have"
