"""Rows are added to any file that is read as a table, and it says afterwards what it said before, and these."""

from __future__ import annotations

from hypothesis import assume, example, given
from hypothesis import strategies as st

from exeunt.scenario.csvfile import table_of
from exeunt.scenario.csvtext import csv_of, with_rows
from exeunt.scenario.tables import columns
from exeunt.scenario.textfile import UnreadableError

KNOWN = [column.name for column in columns("claims")]
NEEDED = [column.name for column in columns("claims") if column.required != "no"]
FILE = "claims.csv"

cells = st.text(st.sampled_from("ab ,;\"'=+-@#1é\r\n"), max_size=6)
ends = st.sampled_from(["\n", "\r\n", "\r"])
blanks = st.sampled_from(["", ",,,", " , ", '""'])
tags = st.sampled_from(["#meta+id", "#meta+id,#org+source", ",#x", '"#x"'])


@st.composite
def files(draw: st.DrawFn) -> str:
    """Draw a file: a header with blank lines and hashtags above and below it, rows, and ends of lines of any kind."""
    own = draw(st.lists(st.sampled_from(["mine", "'=sum", 'a, "b"', "x\ry"]), max_size=2))
    others = draw(st.lists(st.sampled_from([name for name in KNOWN if name not in NEEDED]), unique=True))
    header = draw(st.permutations([*NEEDED, *others, *own]))
    row = st.lists(cells, min_size=len(header), max_size=len(header)).map(lambda each: csv_of([each], ""))
    between = st.lists(blanks | tags, max_size=2)
    lines = [*draw(between), csv_of([header], ""), *draw(st.lists(row | blanks | tags, max_size=4))]
    text = "".join(line + draw(ends) for line in lines)
    return text if draw(st.booleans()) else text.rstrip("\r\n")


rows = st.lists(st.dictionaries(st.sampled_from(KNOWN), cells), max_size=3)


@given(files(), rows)
@example(",,,,\nid,stance\na,b\n", [{"id": "c", "note": "d"}])
@example("id,stance,,\na,b,,\nc,d\n", [{"id": "e", "note": "d"}])
@example("#meta+id,#org\nid,stance\n#meta+id,#org\na,b", [{"id": "c", "said_by": '=HYPERLINK("http://x")'}])
@example('id,stance,mine\na,,"b\rc"\n', [{"id": "d\re", "note": "d"}])
def test_what_stood_there_stays_and_rows_come_last(text, rows):
    try:
        before, faults = table_of(text, FILE, "claims")
    except UnreadableError:
        assume(False)
    assume(not faults)
    rows = [row for row in rows if any(map(str.strip, row.values())) and not row.get("id", "").startswith("#")]
    written = with_rows(text, rows, known=KNOWN)
    after, faults = table_of(written, FILE, "claims")
    assert faults == []
    kept, added = after.iloc[: len(before)], after.iloc[len(before) :]
    assert kept[list(before)].equals(before), "cells and the lines that they stand on"
    assert not kept.drop(columns=list(before)).to_numpy().any(), "new columns are blank there"
    for row, cells in zip(rows, added.to_dict("records"), strict=True):
        assert cells == {name: row.get(name, "") for name in after}
    if set(after) == set(before):
        assert written.startswith(text), "not a letter is changed"
