"""Whatever stands in the files of a folder: it is read, or refused with its faults."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flee_folders import INPUT, OBSERVED, faults

pytestmark = pytest.mark.slow

FILES = {
    **INPUT,
    **OBSERVED,
    "registration_corrections.csv": "Camp,2020-01-03,normalize\n",
    "simsetting.yml": "spawn_rules:\n  sum_from_camps: False\n  conflict_spawn_decay: [1, 0.5]\n",
}
PIECES = st.sampled_from(
    [
        "",
        ",",
        "\n",
        '"',
        "#",
        "0",
        "-1",
        "1e308",
        "nan",
        "99999999999999",
        "2020-02-30",
        "\ufeff",
        "../x",
        "Camp",
        ": [",
    ]
)


def refused_with_faults_or_read(file: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        changed = {file: content}
        counts = changed if file in OBSERVED else {}
        files = changed if file not in OBSERVED and file != "simsetting.yml" else {}
        found = faults(Path(folder), files, counts=counts, settings=changed.get("simsetting.yml"))
    assert all(one.file and one.row >= 1 and one.wrong and one.right for one in found)


@pytest.mark.parametrize("file", FILES)
@given(
    content=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
)
@settings(max_examples=25)
def test_any_bytes(file, content):
    refused_with_faults_or_read(file, content)


@pytest.mark.parametrize("file", FILES)
@given(data=st.data())
@settings(max_examples=40)
def test_any_piece_anywhere(file, data):
    content = FILES[file]
    start = data.draw(st.integers(0, len(content)))
    stop = data.draw(st.integers(start, min(start + 6, len(content))))
    refused_with_faults_or_read(file, (content[:start] + data.draw(PIECES) + content[stop:]).encode())


@pytest.mark.parametrize("file", FILES)
@given(data=st.data())
@settings(max_examples=15)
def test_any_file_cut_short(file, data):
    content = FILES[file].encode()
    refused_with_faults_or_read(file, content[: data.draw(st.integers(0, len(content)))])
