"""What forecast hubs take: each quantile that members tell, of each day from the reference date on."""

import numpy as np
import pandas as pd
import pytest

from exeunt.api import Outcome
from exeunt.errors import InputError
from exeunt.exchange.export import export
from exeunt.exchange.hub import LEVELS

COLUMNS = [
    "reference_date", "target", "horizon", "target_end_date", "location", "output_type", "output_type_id", "value",
]  # fmt: skip


@pytest.fixture
def of(outcome):
    """Return a run of so many members, each unlike the others, with further words in its manifest."""

    def made(members: int, **told: object) -> Outcome:
        dataset = outcome.dataset.isel(member=[0] * members).assign_coords(member=range(members))
        for name, values in dataset.data_vars.items():
            luck = np.random.default_rng(1).integers(0, 1000, values.shape)
            dataset[name] = values.copy(data=(values.values + luck).astype(values.dtype))
        return Outcome(dataset, {**outcome.manifest, "members": members, **told}, outcome.world)

    return made


@pytest.fixture
def told(tmp_path):
    def read(run: Outcome) -> pd.DataFrame:
        return pd.read_csv(export(run, tmp_path / "2022-09-20-team-model.csv", "hub"))

    return read


def test_the_columns_are_those_of_model_output(of, told):
    table = told(of(100))
    assert list(table.columns) == COLUMNS
    assert set(table["output_type"]) == {"quantile"}
    assert set(table["reference_date"]) == {"2022-09-20"}, "the first day, where all is known"
    assert table.groupby("target_end_date")["horizon"].unique().map(list).to_dict() == {
        "2022-09-20": [0], "2022-09-21": [1], "2022-09-22": [2], "2022-09-23": [3],
    }  # fmt: skip
    locations = table.groupby("target")["location"].unique().map(set)
    assert locations["arrivals"] == {"FIN", "RUS"}
    assert locations["stock"] == {"home", "town"}
    assert locations["crossings_in"] == {"G1", "G2", "AIR"}


@pytest.mark.parametrize(("target", "location"), [("arrivals", "FIN"), ("stock", "town"), ("wait_hours", "AIR")])
def test_values_are_the_quantiles_of_members(of, told, target, location):
    run = of(100)
    rows = told(run).query("target == @target and location == @location and horizon == 2")
    assert rows["output_type_id"].tolist() == list(LEVELS)
    assert len(LEVELS) == 23
    values = run.dataset[target].sel({run.dataset[target].dims[2]: location}, drop=True).isel(time=2).values
    assert rows["value"].to_numpy() == pytest.approx(np.quantile(values, LEVELS))


@pytest.mark.parametrize(
    ("members", "lowest", "levels"), [(100, 0.01, 23), (99, 0.025, 21), (40, 0.025, 21), (39, 0.05, 19), (10, 0.1, 17)]
)
def test_levels_beyond_which_no_member_lies_are_left_out(of, told, members, lowest, levels):
    known = sorted(set(told(of(members))["output_type_id"]))
    assert (known[0], known[-1], len(known)) == (lowest, 1 - lowest, levels)


def test_members_that_say_nothing_tell_no_level(of, told):
    run = of(40)
    run.variables["wait_hours"].values[:, 0, 0] = np.nan
    run.variables["wait_hours"].values[10:, 1, 0] = np.nan
    table = told(run).query("target == 'wait_hours' and location == 'G1'")
    assert table["value"].notna().all()
    assert table.groupby("horizon").size().to_dict() == {1: 17, 2: 21, 3: 21}
    first = table.query("horizon == 1")
    values = run.dataset["wait_hours"].values[:10, 1, 0]
    assert first["value"].to_numpy() == pytest.approx(np.quantile(values, first["output_type_id"]))


@pytest.mark.parametrize(
    ("manifest", "reference", "horizons"),
    [
        ({"posterior": {"until": "2022-09-21"}, "as_of": "2022-09-21"}, "2022-09-21", [0, 1, 2]),
        (
            {"posterior": {"until": "2022-09-21"}, "updated": {"until": "2022-09-22", "takings": []}},
            "2022-09-22",
            [0, 1],
        ),
        ({"as_of": "2022-09-18"}, "2022-09-18", [2, 3, 4, 5]),
    ],
)
def test_the_reference_date_is_until_when_things_are_known(of, told, manifest, reference, horizons):
    table = told(of(10, **manifest))
    assert set(table["reference_date"]) == {reference}
    assert sorted(set(table["horizon"])) == horizons


def test_parquet_has_the_same_rows(of, told, tmp_path):
    run = of(10)
    stored = pd.read_parquet(export(run, tmp_path / "out.parquet", "hub"))
    pd.testing.assert_frame_equal(stored, told(run), check_dtype=False)


def test_what_has_no_quantiles_or_forecasts_nothing_is_refused(alone, of, told, tmp_path):
    with pytest.raises(InputError, match=r"the one course of this run has none. Run at least 2 members; 100 tell all"):
        told(alone)
    with pytest.raises(InputError, match=r"ends on 2022-09-23, before 2022-10-01.*set days in scenario.toml"):
        told(of(10, as_of="2022-10-01"))
    with pytest.raises(InputError, match=r"let out.xlsx end in .csv or .parquet"):
        export(of(10), tmp_path / "out.xlsx", "hub")
    assert not list(tmp_path.iterdir())
