import numpy as np

from exeunt.outcome.layout import BY_NAME, VARIABLES, chunks, labels_of, to_dataset


def test_every_variable_says_its_unit_and_meaning_and_stands_member_first(outcome):
    for variable in VARIABLES:
        if "origin" in variable.dims:
            continue
        stored = outcome.dataset[variable.name]
        assert stored.dims == ("member", *variable.dims)
        assert stored.attrs["units"] == variable.unit
        assert stored.attrs["long_name"]
        assert stored.dtype == variable.dtype


def test_dimensions_are_those_scripts_rely_on():
    assert BY_NAME["stock"].dims == ("time", "place")
    assert BY_NAME["arrivals"].dims == ("time", "country")
    assert BY_NAME["queue_km"].dims == ("time", "gate")


def test_coordinates_hold_ids_and_local_days(outcome):
    dataset = outcome.dataset
    assert list(dataset["gate"].values) == ["G1", "G2", "AIR"]
    assert str(dataset["time"].values[0])[:10] == "2022-09-20"
    assert np.issubdtype(dataset["time"].dtype, np.datetime64)
    assert np.issubdtype(dataset["tick"].dtype, np.datetime64)
    assert "origin" not in dataset.coords


def test_liability_is_never_kept_by_gate():
    by_gate = [variable.name for variable in VARIABLES if "gate" in variable.dims]
    assert not [name for name in by_gate if "liable" in name or "men" in name]


def test_a_mean_run_keeps_fractions(labels, results):
    halves = [{name: values / 2 for name, values in result.items()} for result in results]
    dataset = to_dataset(labels, range(3), halves, parameters=["scale"], mean=True)
    assert dataset["arrivals"].dtype == np.float64
    assert dataset["arrivals"].values[0, 0, 0] == 500.0


def test_a_chunk_is_one_batch_of_members_and_stays_small():
    assert chunks((25, 60, 90), 10) == (10, 60, 90)
    assert chunks((4, 60, 90), 10) == (4, 60, 90)
    large = chunks((200, 400, 20_000), 10)
    assert large[:2] == (10, 400)
    assert 8 * np.prod(large) <= 32 * 2**20
    assert chunks((3, 10, 0), 10) == (3, 10, 1)


def test_labels_come_back_from_a_dataset(outcome, labels):
    again = labels_of(outcome.dataset)
    assert list(again.gates) == labels.gates
    assert list(again.origins) == []
    assert again.days[0] == labels.days[0]
