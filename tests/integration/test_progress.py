"""How far a run is, from Python."""

import exeunt


def test_a_function_hears_of_every_member(world, engine):
    heard = []
    world.run(members=3, jobs=1, progress=lambda *told: heard.append(told))
    assert [told for told in heard if told[0] == "simulating"] == [("simulating", done, 3) for done in range(4)]


def test_a_run_in_a_script_is_quiet_unless_a_bar_is_asked_for(world, engine, capfd, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "")
    world.run(members=3)
    world.run(members=3, progress=False)
    assert capfd.readouterr() == ("", "")


def test_the_variables_are_offered_for_completion(world, engine):
    outcome = world.run(members=1)
    assert isinstance(outcome, exeunt.Outcome)
    assert {"arrivals", "queue_people", "table", "dataset"} <= set(dir(outcome))
