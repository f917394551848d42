"""Which runs stay open."""

import shutil

from exeunt.studio.shelf import MOST, Shelf


def test_runs_that_are_compared_once_take_the_place_of_none_that_is_looked_at(folder, tmp_path):
    shelf = Shelf()
    looked_at = shelf.run(folder / "runs" / "smallest-1")
    for number in range(MOST + 1):
        shutil.copytree(folder / "runs" / "smallest-1", tmp_path / str(number))
        assert shelf.glance(tmp_path / str(number)).manifest == looked_at.manifest
    assert shelf.run(folder / "runs" / "smallest-1") is looked_at
    assert shelf.glance(folder / "runs" / "smallest-1") is looked_at
    for number in range(MOST):
        shelf.run(tmp_path / str(number))
    assert shelf.run(folder / "runs" / "smallest-1") is not looked_at
