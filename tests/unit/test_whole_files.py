"""What is written is there whole or not at all."""

import errno
import os
import stat
from pathlib import Path

import pytest

from exeunt.whole_files import is_free, whole_file, whole_folder, write_json, write_text


def _interrupted(path):
    path.write_text("half")
    raise KeyboardInterrupt


def test_a_text_replaces_another_and_leaves_nothing_beside(tmp_path):
    path = tmp_path / "deep" / "file.txt"
    write_text(path, "old\n")
    write_text(path, "new\n")
    assert path.read_bytes() == b"new\n"
    assert os.listdir(path.parent) == ["file.txt"]


def test_what_is_cut_short_leaves_the_old_file(tmp_path):
    path = tmp_path / "file.json"
    write_json(path, {"a": 1})
    with pytest.raises(ValueError, match="JSON"):
        write_json(path, {"a": float("nan")})
    with pytest.raises(KeyboardInterrupt), whole_file(path) as fresh:
        _interrupted(fresh)
    assert path.read_text() == '{\n  "a": 1\n}\n'
    assert os.listdir(tmp_path) == ["file.json"]


def test_modes_are_those_of_plain_writing(tmp_path):
    (tmp_path / "plain").write_text("")
    write_text(tmp_path / "file", "")
    assert (tmp_path / "file").stat().st_mode == (tmp_path / "plain").stat().st_mode
    (tmp_path / "file").chmod(0o600)
    write_text(tmp_path / "file", "again")
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    with whole_folder(tmp_path / "folder"):
        pass
    (tmp_path / "made").mkdir()
    assert (tmp_path / "folder").stat().st_mode == (tmp_path / "made").stat().st_mode


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "there").write_text("old")
    (tmp_path / "link").symlink_to("there")
    write_text(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there").read_text() == "new"


def test_a_pipe_is_written_to_as_it_is():
    out, into = os.pipe()
    write_text(Path(f"/dev/fd/{into}"), "through")
    os.close(into)
    with os.fdopen(out) as end:
        assert end.read() == "through"


def test_a_folder_appears_complete_or_not_at_all(tmp_path):
    with whole_folder(tmp_path / "new") as fresh:
        (fresh / "a").write_text("1")
        assert not (tmp_path / "new").exists()
    assert os.listdir(tmp_path / "new") == ["a"]
    with pytest.raises(KeyboardInterrupt), whole_folder(tmp_path / "other") as fresh:
        _interrupted(fresh / "a")
    assert os.listdir(tmp_path) == ["new"]


def test_an_empty_folder_is_filled_and_a_full_one_is_not(tmp_path):
    place = tmp_path / "here"
    place.mkdir()
    number = place.stat().st_ino
    with whole_folder(place) as fresh:
        (fresh / "a").write_text("1")
    assert place.stat().st_ino == number
    assert not is_free(place)
    with pytest.raises(OSError, match="not empty") as caught, whole_folder(place) as fresh:
        (fresh / "b").write_text("2")
    assert caught.value.errno == errno.ENOTEMPTY
    assert os.listdir(place) == ["a"]
    assert os.listdir(tmp_path) == ["here"]


def test_what_is_free(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "lost").symlink_to("nowhere")
    assert is_free(tmp_path / "new")
    assert not is_free(tmp_path / "file")
    assert not is_free(tmp_path / "lost")
    assert not is_free(tmp_path)


def test_what_cannot_be_written_is_named_as_it_was_given(tmp_path):
    with pytest.raises(OSError, match=r": '/proc/file\.csv'$"):
        write_text(Path("/proc/file.csv"), "")
    with pytest.raises(OSError, match=r": '/proc/folder'$"), whole_folder(Path("/proc/folder")):
        pass
    path = tmp_path / "whole"
    with pytest.raises(OSError, match="No such file") as refused, whole_folder(path) as fresh:
        (fresh / "none" / "file").write_text("")
    assert refused.value.filename == str(path / "none" / "file")
    with pytest.raises(OSError, match="No such file") as refused, whole_file(path):
        (tmp_path / "another").read_text()
    assert refused.value.filename == str(tmp_path / "another")
