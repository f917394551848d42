"""What a tab keeps, and what all tabs share, is bounded."""

from exeunt.studio import bench
from exeunt.studio.choices import Choice
from exeunt.studio.jobs import Job
from exeunt.studio.sessions import AHEAD_SECONDS, MOST_AHEAD, MOST_RUNS, Tab, Tabs
from exeunt.studio.worker import Recipe


def test_of_many_runs_the_oldest_give_way(tmp_path):
    tab = Tab(tmp_path, 0.0)
    made = [tab.new_run()]
    made[0][1].mkdir()
    made += [tab.new_run() for _ in range(MOST_RUNS)]
    assert len(tab.runs) == MOST_RUNS
    assert not made[0][1].exists()
    assert made[-1][0] in tab.runs


def test_of_many_jobs_those_that_ended_give_way(tmp_path):
    tab = Tab(tmp_path, 0.0)
    under_way = tab.keep(Job(Recipe("a", False, tmp_path)))
    ids = []
    for _ in range(2 * MOST_RUNS):
        job = Job(Recipe("a", False, tmp_path))
        job.tell("done")
        ids.append(tab.keep(job))
    assert len(tab.jobs) == MOST_RUNS
    assert {under_way, ids[-1]} <= set(tab.jobs)


def made(tab, question, ahead, ended="done"):
    """Keep a run that answers a question, and return its id."""
    out = tab.folder / f"run-{question}"
    out.mkdir()
    job = Job(Recipe("a", True, out), ahead)
    found = tab.keep_answer(question, job)
    assert tab.answer(question, ahead=ahead) == found, "while it is under way it is followed"
    job.tell(ended)
    return found["run"]


def test_what_was_asked_before_is_not_run_again_unless_it_failed(tmp_path):
    tab = Tab(tmp_path, 0.0)
    run = made(tab, "a", ahead=False)
    assert tab.answer("a", ahead=False) == {"run": run, "job": None}
    assert tab.answer("b", ahead=False) is None
    made(tab, "b", ahead=False, ended="failed")
    assert tab.answer("b", ahead=False) is None


def test_of_runs_made_ahead_those_that_nobody_asked_for_give_way(tmp_path):
    tab = Tab(tmp_path, 0.0)
    asked = made(tab, "first", ahead=True)
    left = made(tab, "second", ahead=True)
    assert tab.answer("first", ahead=False) == {"run": asked, "job": None}
    for number in range(MOST_AHEAD):
        made(tab, str(number), ahead=True)
    assert len(tab.ahead) == MOST_AHEAD
    assert tab.path(asked) is not None
    assert tab.path(left) is None
    assert not (tmp_path / left).exists()
    assert tab.answer("second", ahead=True) is None


def test_a_run_that_is_looked_at_does_not_give_way(tmp_path):
    tab = Tab(tmp_path, 0.0)
    first, second = tab.new_run()[0], tab.new_run()[0]
    for _ in range(MOST_RUNS - 1):
        assert tab.path(first) is not None
        tab.new_run()
    assert tab.path(first) is not None
    assert tab.path(second) is None


def test_of_a_tab_that_is_not_seen_only_what_was_asked_for_is_kept():
    tabs = Tabs()
    try:
        unseen, seen = (tabs.of(tabs.open()) for _ in range(2))
        kept = [made(tab, "asked", ahead=False) for tab in (unseen, seen)]
        ahead = [made(tab, "not asked", ahead=True) for tab in (unseen, seen)]
        unseen.seen -= AHEAD_SECONDS + 1
        tabs.open()
        assert [tab.path(run) is not None for tab, run in zip((unseen, seen), kept, strict=True)] == [True, True]
        assert [tab.path(run) is not None for tab, run in zip((unseen, seen), ahead, strict=True)] == [False, True]
        assert not (unseen.folder / ahead[0]).exists()
    finally:
        tabs.close()


class AtOnce:
    """A workshop that makes the folder of a run at once."""

    def start(self, recipe, *, ahead=False):
        recipe.out.mkdir()
        return Job(recipe, ahead)


def test_of_many_runs_of_scenarios_that_are_changed_again_and_again_the_one_unused_for_longest_gives_way(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(bench, "chosen", lambda _, id_: Choice(id_, id_, "", False, id_, id_))
    studio = bench.Bench(tmp_path, AtOnce())
    tab = studio.tabs.of(studio.tabs.open())

    def ran(id_):
        started = studio.start(tab, {"choice": id_, "mean": True})
        studio.job(tab, started["job"]).then()
        return started["run"]

    try:
        first, second = ran("first"), ran("second")
        paths = {run: studio.path(tab, run) for run in (first, second)}
        for number in range(bench.MOST_SHARED - 1):
            assert studio.path(tab, first).exists()
            ran(f"another-{number}")
        assert set(paths) - set(studio.shared) == {second}
        assert not paths[second].exists()
        again = studio.workshop.start(Recipe("a", False, studio.tabs.shared / "again"))
        studio._share(first, again.recipe.out)
        assert (studio.path(tab, first), again.recipe.out.exists()) == (paths[first], False)
    finally:
        studio.tabs.close()
