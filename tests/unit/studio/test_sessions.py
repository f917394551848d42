"""What a tab keeps is bounded."""

from exeunt.studio.jobs import Job
from exeunt.studio.sessions import MOST_RUNS, Tab
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
