"""The example is written whole or not at all, with a sentence about what stands in its way."""

from __future__ import annotations

import shutil

import pytest

from exeunt import api
from exeunt.errors import InputError


def test_what_is_written_can_be_imported(tmp_path):
    written = api.flee_example(tmp_path / "river")
    assert sorted(path for path in (tmp_path / "river").rglob("*") if path.is_file()) == written
    imported = api.import_flee(tmp_path / "river" / "input", tmp_path / "world")
    assert len(imported.world.places)


def test_a_disk_that_is_full_leaves_nothing_half_made(tmp_path, monkeypatch):
    written = []
    copy = shutil.copyfile

    def full(source, into, **said):
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        written.append(into)
        return copy(source, into, **said)

    for name in ("shutil.copyfile", "exeunt.exchange.flee.example.copyfile"):
        monkeypatch.setattr(name, full, raising=False)
    monkeypatch.setattr("shutil.copy2", full)
    with pytest.raises(InputError, match=r"river cannot be written \(No space left on device\)") as told:
        api.flee_example(tmp_path / "river")
    assert len(str(told.value)) < 300
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_already_is_refused(tmp_path):
    with pytest.raises(InputError, match="is there already"):
        api.flee_example(tmp_path)
