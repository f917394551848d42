"""What draws the pictures is put together once for all processes, and never taken from a file that is not whole."""

import pytest

from exeunt.show.page import vega


@pytest.fixture
def anew(monkeypatch, tmp_path):
    """Ask as a new process would that keeps caches in `tmp_path`, and say how often it was put together."""
    made = []
    monkeypatch.setattr(vega, "user_cache_path", lambda _: tmp_path)
    monkeypatch.setattr(vega, "put_together", lambda: made.append(1) or "draw();\nmore();\n")

    def ask():
        vega.library.cache_clear()
        return vega.library(), len(made)

    yield ask
    vega.library.cache_clear()


def test_the_next_process_finds_what_was_put_together(anew):
    assert anew() == ("draw();\nmore();\n", 1)
    assert anew() == ("draw();\nmore();\n", 1)


@pytest.mark.parametrize("spoilt", [b"", b"draw();", b"0\ndraw();\nmore();\n", b"\xff\xfe\n"])
def test_a_file_that_is_not_whole_is_made_anew(anew, spoilt):
    anew()
    vega.kept_in().write_bytes(spoilt)
    assert anew() == ("draw();\nmore();\n", 2)
    assert anew() == ("draw();\nmore();\n", 2)


def test_where_nothing_can_be_kept_it_is_put_together_each_time(anew, tmp_path):
    tmp_path.joinpath("pages").write_text("a file where the folder should be")
    assert anew() == ("draw();\nmore();\n", 1)
    assert anew() == ("draw();\nmore();\n", 2)


def test_another_version_has_a_file_of_its_own(monkeypatch):
    here = vega.kept_in()
    monkeypatch.setattr(vega, "version", lambda _: "0")
    assert vega.kept_in() != here


def test_it_ends_no_script_and_has_the_line_ends_that_a_browser_reads():
    whole = vega.put_together()
    assert "window.vegaEmbed" in whole
    assert [part for part in ("</script", "<!--", "\r") if part in whole] == []
