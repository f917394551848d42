"""What must hold for any condition, any table of traits and any bytes in a file."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exeunt.errors import ScenarioError
from exeunt.scenario.new import create
from exeunt.scenario.people import people_of
from exeunt.scenario.reading import read
from exeunt.scenario.rounding import controlled
from exeunt.scenario.tables import NAMES
from exeunt.scenario.who import WhoError, parse
from exeunt.scenario.world import World

TRAITS = {"a": ["x", "y", "z"], "b": ["x", "no"], "c.d-e": ["1", "2"]}
GROUPS = [dict(zip(TRAITS, values, strict=True)) for values in itertools.product(*TRAITS.values())]

# Conditions: each text with the set of groups it should mean, worked out beside the parser ----------------------------


def _comparison(trait, data):
    values = data.draw(st.lists(st.sampled_from(TRAITS[trait]), min_size=1, max_size=3))
    word, negated = data.draw(st.sampled_from([("=", False), ("!=", True), ("in", False), ("not in", True)]))
    if word in ("=", "!="):
        values = values[:1]
        text = f"{trait} {word} {values[0]}"
    else:
        text = f"{trait} {word} ({', '.join(values)})"
    return text, frozenset(i for i, group in enumerate(GROUPS) if (group[trait] in values) != negated)


@st.composite
def conditions(draw):
    data = draw(st.data())
    leaves = st.sampled_from(list(TRAITS)).map(lambda trait: _comparison(trait, data))
    everyone = frozenset(range(len(GROUPS)))

    def grow(inner):
        return st.one_of(
            inner.map(lambda part: (f"not ({part[0]})", everyone - part[1])),
            st.tuples(inner, inner).map(lambda pair: (f"({pair[0][0]}) and ({pair[1][0]})", pair[0][1] & pair[1][1])),
            st.tuples(inner, inner).map(lambda pair: (f"({pair[0][0]}) or ({pair[1][0]})", pair[0][1] | pair[1][1])),
        )

    return draw(st.recursive(leaves, grow, max_leaves=8))


@given(conditions())
def test_a_condition_means_what_it_says_and_prints_so(condition):
    text, meant = condition
    read_once = parse(text, TRAITS)
    assert {i for i, group in enumerate(GROUPS) if read_once.matches(group)} == meant
    again = parse(str(read_once), TRAITS)
    assert {i for i, group in enumerate(GROUPS) if again.matches(group)} == meant


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(GROUPS)), min_size=1, max_size=6), st.data())
def test_and_binds_tighter_than_or(parts, data):
    joins = data.draw(st.lists(st.sampled_from([" and ", " or "]), min_size=len(parts) - 1, max_size=len(parts) - 1))
    words = [f"{'not ' if negated else ''}a = {group['a']}" for negated, group in parts]
    text = "".join(word + join for word, join in zip(words, [*joins, ""], strict=True))
    for group in GROUPS:
        either = [[]]
        for (negated, other), join in zip(parts, [*joins, ""], strict=True):
            either[-1].append((group["a"] == other["a"]) != negated)
            if join == " or ":
                either.append([])
        assert parse(text, TRAITS).matches(group) == any(all(both) for both in either)


@given(st.text(max_size=60) | st.text(alphabet="abxy=!(),andortin ", max_size=60))
def test_any_text_is_read_or_refused_in_words(text):
    error = _refusal(text)
    if error:
        assert 1 <= error.position <= len(text) + 1
        assert error.wrong
        assert error.right


def _refusal(text):
    try:
        parse(text, TRAITS)
    except WhoError as error:
        return error
    return None


# People ---------------------------------------------------------------------------------------------------------


@given(
    st.integers(1, 12).flatmap(
        lambda homes: st.tuples(
            st.lists(st.integers(0, 10**6), min_size=homes, max_size=homes),
            st.lists(
                st.lists(st.just(0.0) | st.floats(1e-3, 1), min_size=5, max_size=5).filter(lambda row: sum(row) > 0.01),
                min_size=homes,
                max_size=homes,
            ),
        )
    )
)
def test_rounding_keeps_totals_and_stays_within_one(case):
    totals, weights = np.array(case[0], dtype=np.int64), np.array(case[1])
    shares = weights / weights.sum(axis=1, keepdims=True)
    exact = shares * totals[:, None]
    counts = controlled(shares, totals)
    assert (counts.sum(axis=1) == totals).all()
    assert (abs(counts - exact) < 1 + 1e-6).all()
    assert (abs(counts.sum(axis=0) - exact.sum(axis=0)) < 1 + 1e-6).all()
    assert (counts[shares == 0] == 0).all()
    assert (controlled(shares.copy(), totals.copy()) == counts).all()


def _split(draw, n):
    parts = draw(st.lists(st.integers(0, 20), min_size=n, max_size=n).filter(sum))
    return [part / sum(parts) for part in parts]


@st.composite
def trait_tables(draw):
    """Three traits: `b` differs by home, `c` depends on `a` everywhere and on `b` too in one home."""
    rows, shares = [], {}

    def add(trait, place, condition, split):
        for value, share in zip(("one", "two"), split, strict=True):
            rows.append({"trait": trait, "value": value, "share": share, "place": place, "given": condition})
        shares[trait, place, condition] = dict(zip(("one", "two"), split, strict=True))

    add("c", "", "a = one", _split(draw, 2))
    add("c", "", "", _split(draw, 2))
    add("c", "h1", "a = one and b = two", _split(draw, 2))
    add("a", "", "", _split(draw, 2))
    add("b", "", "", _split(draw, 2))
    add("b", "h0", "", _split(draw, 2))
    table = pd.DataFrame(rows, index=range(2, len(rows) + 2))
    return table, shares, draw(st.lists(st.integers(0, 10**6), min_size=3, max_size=3))


@given(trait_tables())
def test_people_follow_their_conditional_shares(case):
    table, shares, population = case
    people, faults = people_of(table, ["h0", "h1", "h2"], population)
    assert faults == []
    assert (people.counts.sum(axis=1) == population).all()
    for home, total in enumerate(population):
        for group, count in zip(people.groups, people.counts[home], strict=True):
            a, b = group["a"], group["b"]
            b_rows = shares["b", "h0" if home == 0 else "", ""]
            if home == 1 and (a, b) == ("one", "two"):
                c_rows = shares["c", "h1", "a = one and b = two"]
            else:
                c_rows = shares["c", "", "a = one" if a == "one" else ""]
            expected = total * shares["a", "", ""][a] * b_rows[b] * c_rows[group["c"]]
            assert abs(count - expected) <= 1 + 1e-6
    assert [list(group) for group in people.groups] == [["c", "a", "b"]] * len(people.groups)
    assert len({tuple(group.values()) for group in people.groups}) == len(people.groups) <= 8


# Junk -----------------------------------------------------------------------------------------------------------

HEADERS = {
    "places": b"id,name,country,lat,lon,utc_offset,kind,population\n",
    "links": b"from,to,mode,hours,gate,both_ways\n",
    "traits": b"trait,value,share,place,given\n",
    "gates": b"id,country_from,country_to,opening_hours\n",
    "rules": b"id,from,until,who,act,where,effect\n",
    "drivers": b"name,from,until,weekday,where,who,value\n",
    "observations": b"id,from,until,where,measure,value,lo,hi\n",
    "scenario": b"",
}
CELLS = [b"capital", b"home", b"road", b"NaN", b"-1", b"1e400", b"2024-02-30", b"2024-03-05", b"AAA", b"+", b">", b"@"]
CELLS += [b"liable = yes", b"((", b'"', b"", b"0.5", b"west-gate", b"deny", b"threat", b"\xff", b"\0", "٣".encode()]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(HEADERS)),
    st.booleans(),
    st.binary(max_size=80)
    | st.lists(st.sampled_from([*CELLS, b"\n", b"\n", b"\r\n"]), max_size=40).map(b",".join)
    | st.lists(st.lists(st.sampled_from(CELLS), min_size=8, max_size=8), max_size=6).map(
        lambda rows: b"\n".join(b",".join(row) for row in rows)
    ),
)
def test_junk_in_a_file_is_a_fault_and_never_a_crash(tmp_path_factory, table, with_header, junk):
    folder = _copy(tmp_path_factory)
    name = "scenario.toml" if table == "scenario" else f"{table}.csv"
    before = (folder / name).read_bytes()
    (folder / name).write_bytes((HEADERS[table] if with_header else b"") + junk)
    try:
        faults = _faults(folder)
    finally:
        (folder / name).write_bytes(before)
    for fault in faults or ():
        assert fault.row >= 1
        assert str(fault).isprintable()
    assert faults is None or faults


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(NAMES), st.integers(0, 20), st.integers(0, 20), st.sampled_from([c for c in CELLS if c != b'"']))
def test_any_cell_may_hold_anything(tmp_path_factory, table, row, column, cell):
    folder = _copy(tmp_path_factory)
    path = folder / f"{table}.csv"
    before = path.read_bytes()
    rows = [line.split(b",") for line in before.splitlines()]
    cells = rows[row % len(rows)]
    cells[column % len(cells)] = cell
    path.write_bytes(b"\n".join(b",".join(line) for line in rows))
    try:
        faults = _faults(folder)
    finally:
        path.write_bytes(before)
    for fault in faults or ():
        assert str(fault).isprintable()
    assert faults is None or faults, "read, or refused with a fault at least"


def _faults(folder):
    try:
        read(folder, World)
    except ScenarioError as error:
        return error.faults
    return None


def _copy(tmp_path_factory) -> Path:
    folder = tmp_path_factory.getbasetemp() / "smallest-to-spoil"
    if not folder.exists():
        create(folder)
    return folder
