"""What is said of two runs of different scenarios."""

from types import SimpleNamespace

import pytest

from exeunt.api import Outcome
from exeunt.errors import InputError
from exeunt.scenario.names import names_of


@pytest.fixture
def elsewhere(outcome):
    """Return the outcome of another scenario: Sweden in the place of Finland, a gate and two homes of its own."""
    world = outcome.world
    dataset = outcome.dataset.assign_coords(country=["SWE", "RUS"], gate=["G1", "G2", "west"])
    gates = world.gates.assign(id=["G1", "G2", "west"], name=["First Gate", "Second Gate", "West Gate"])
    homes = world.places.assign(id=["one", "two"], name="", kind="home")
    names = names_of({**world.tables, "gates": gates, "places": homes})
    other = {**vars(world), "name": "other", "gates": gates, "places": homes, "names": names}
    return Outcome(dataset, outcome.manifest, SimpleNamespace(**other))


def _asked(run, **manifest):
    return Outcome(run.variables, {**run.manifest, **manifest}, run.world)


def test_nothing_is_said_of_runs_of_one_scenario(outcome):
    assert outcome.unlike(outcome) == ()


def test_what_only_one_run_has_is_named(outcome, elsewhere):
    different = "The two runs are of different scenarios, tiny and other."
    assert outcome.unlike(elsewhere) == (
        different,
        "Only the first run has the country Finland (FIN) and the home Home (home): their people are in the totals, "
        "but no row compares them.",
        "Only the first run has the gate Airport (AIR): no row compares it.",
        "Only the second run has the country Sweden (SWE) and the homes one and two: their people are in the totals, "
        "but no row compares them.",
        "Only the second run has the gate West Gate (west): no row compares it.",
    )
    assert outcome.unlike(elsewhere, []) == (different,)
    of_countries = (
        "Only the first run has the country Finland (FIN): its people are in the totals, but no row compares it.",
        "Only the second run has the country Sweden (SWE): its people are in the totals, but no row compares it.",
    )
    assert outcome.unlike(elsewhere, ["country"])[1:] == outcome.unlike(elsewhere, "country")[1:] == of_countries
    for kinds in ("countrygate", ["gate", "village"]):
        with pytest.raises(InputError, match=r"There is no kind '\w+'; write country, gate or home\."):
            outcome.unlike(elsewhere, kinds)
    assert outcome.compare(elsewhere).unlike == outcome.unlike(elsewhere)


def test_a_run_of_the_copy_that_a_run_holds_is_of_its_scenario(outcome, elsewhere):
    source = {"source": "tiny", "fingerprint": "1"}
    told = _asked(outcome, first_source=source).unlike(_asked(elsewhere, first_source=source))
    assert not any("different scenarios" in each for each in told)


def test_two_folders_of_one_name_are_two_scenarios(outcome):
    here, there = ({"source": f"{folder}/tiny", "fingerprint": "1"} for folder in ("here", "there"))
    one = _asked(outcome, first_source=here)
    assert one.unlike(_asked(outcome, first_source=there)) == (
        "The two runs are of different scenarios, here/tiny and there/tiny.",
    )
    assert one.unlike(outcome) == (), "it doesn't say where it came from, and has the same name"


def test_runs_of_different_scenarios_that_do_not_pair_are_told_so_first(outcome, elsewhere):
    shorter = _asked(elsewhere, period={**outcome.manifest["period"], "days": 3})
    different = r"^The two runs are of different scenarios, tiny and other\. "
    for verb in (outcome.compare, outcome.deflection, outcome.compare_queues):
        with pytest.raises(InputError, match=rf"{different}The two runs have different periods .*a changed copy"):
            verb(shorter)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"country": "Finland"}, r"Only the first run has the country Finland \(FIN\), so nothing can be compared"),
        ({"country": "Sweden"}, r"Only the second run has the country Sweden \(SWE\), so nothing can be compared"),
        ({"gate": "west gate"}, r"Only the second run has the gate West Gate \(west\), so nothing"),
        ({"country": "France"}, "no country 'France'"),
    ],
)
def test_what_is_named_and_only_in_one_run_is_said_to_be_in_which(outcome, elsewhere, named, said):
    with pytest.raises(InputError, match=said):
        outcome.compare(elsewhere, **named)
