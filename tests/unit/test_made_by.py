"""Which files tell one engine from another."""

from exeunt.ensemble import made_by


def test_all_that_decides_a_member_counts_and_how_it_is_shown_does_not():
    names = {file.relative_to(made_by._PACKAGE).as_posix() for file in made_by.sources()}
    assert {"luck.py", "handed.py", "behaviour/settling.py", "engine/kernel/tick.py", "engine/compile/ways.py"} <= names
    assert {"engine/members.py", "scenario/world.py", "scenario/vocabulary/parameters.csv"} <= names
    assert not any(name.startswith(("show/", "commands/", "scenario/library/")) for name in names)


def test_code_that_is_changed_under_a_running_process_is_not_told_as_its_own(monkeypatch):
    before = made_by.this_engine()
    monkeypatch.setattr(made_by, "sources", lambda: iter([]))
    assert made_by._fingerprint() != before["engine"]
    assert made_by.this_engine() == before
