"""Whatever is done to a folder's cells, rows, headers, encodings and files: it is imported, or refused in words."""

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import exeunt
from exeunt.errors import InputError, ScenarioError
from exeunt.exchange.flee.importing import import_flee
from flee_folders import INPUT, OBSERVED

pytestmark = pytest.mark.slow

SETTINGS = "simsetting.yml"
FILES = {
    **INPUT,
    **OBSERVED,
    "closures.csv": INPUT["closures.csv"] + "country,Home,Away,1,2\nlocation,Village,Tents,0,1\ncamp,Tents,,1,2\n",
    "registration_corrections.csv": "#camp,date\nCamp,2020-01-03\n",
    SETTINGS: (
        "spawn_rules:\n  take_from_population: True\n  conflict_driven_spawning:\n"
        "    spawn_mode: pop_ratio\n    displaced_per_conflict_day: 0.1\nmove_rules:\n  max_move_speed: 200\n"
    ),
}
TABLES = [name for name in FILES if name.endswith(".csv")]
WORDS = [
    "0", "1", "2", "-1", "0.5", "1e308", "nan", "inf", "1e-300", "12,5", "1,250", "1.250", "0,125", "5000", "1e5",
    "3.0", "99999999999", "2020-1-2", "2020-02-30", "01/02/2020", "StartDate", "Length", "initial_idps", "#loc", "#Day",
    "'", "all", "Camp", "Capital", "Village", "Hub", "Tents", "Home", "Away", "SSD", "South Sudan", "A/B",
    "A+B>C@D", "-x", "=1+1", "camp", "idpcamp", "town", "conflict_zone", "marker", "country", "location", "link",
    "remove_forced_redirection", "drive", "camp.csv", "../camp.csv", "total",
    "\u0663", "\uff11", "\u00a0x", "\U0001f3d5",
]  # fmt: skip
CELLS = st.one_of(
    st.just(""), st.sampled_from(WORDS), st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=4)
)
ENCODINGS = ("utf-8-sig", "utf-16", "latin-1", "cp1252", "utf-8")


@st.composite
def folders(draw):
    """Draw a folder's files as bytes, a few things done to them."""
    files = dict(FILES)
    encoding = dict.fromkeys(files, "utf-8")
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(TABLES))
        match draw(st.integers(0, 11)):
            case 0:
                encoding[name] = draw(st.sampled_from(ENCODINGS))
            case 1:
                files.pop(draw(st.sampled_from([*TABLES, SETTINGS])), None)
            case 2 if SETTINGS in files:
                before, _, after = files[SETTINGS].rpartition(" ")
                files[SETTINGS] = f"{before} {draw(CELLS)}\n" if draw(st.booleans()) else after
            case 3 if name in files:
                files[name] = files[name][: draw(st.integers(0, len(files[name])))]
            case 4 if name in files:
                files[name] = files[name].replace(",", draw(st.sampled_from((";", "\t", ", "))))
            case _ if name in files:
                files[name] = _with_other_cells(draw, files[name])
    return {name: text.encode(encoding[name], "replace") for name, text in files.items()}


def _with_other_cells(draw, text):
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows:
        return draw(CELLS)
    row = draw(st.integers(0, len(rows) - 1))
    cells = rows[row]
    place = draw(st.integers(0, max(len(cells) - 1, 0)))
    match draw(st.integers(0, 6)):
        case 0:
            rows.insert(draw(st.integers(0, len(rows))), list(cells))
        case 1:
            del rows[row]
        case 2:
            cells.insert(place, draw(CELLS))
        case 3 if cells:
            del cells[place]
        case 4:
            old, new = (cells[place] if cells else ""), draw(CELLS)
            rows = [[new if cell == old else cell for cell in each] for each in rows]
        case _:
            cells[place : place + 1] = [draw(CELLS)]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def imported_or_refused(files, *, counted, with_settings):
    """Import a folder; whatever is wrong is said of one of its files, and then nothing is written."""
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top)
        for name in ("input", "observed"):
            (folder / name).mkdir()
        for name, content in files.items():
            (folder / ("observed" if name in OBSERVED else "input") / name).write_bytes(content)
        given_settings = folder / "input" / SETTINGS if with_settings else None
        try:
            imported = import_flee(
                folder / "input",
                folder / "out",
                observed=folder / "observed" if counted else None,
                settings=given_settings,
            )
        except (ScenarioError, InputError) as refused:
            found = getattr(refused, "faults", ())
            told = str(refused)
        else:
            assert exeunt.load(folder / "out").hash == imported.world.hash
            return
        assert told
        assert not (folder / "out").exists()
    for fault in found:
        assert fault.file in {*FILES, *_named_in(files)}, str(fault)
        assert fault.row >= 1
        assert "\n" not in str(fault)


def _named_in(files):
    """Name the files of counts that a changed layout may ask for."""
    layout = files.get("data_layout.csv", b"").decode("utf-8", "replace")
    return {cell.strip().rpartition("/")[2] for row in csv.reader(io.StringIO(layout)) for cell in row}


@given(files=folders(), counted=st.booleans(), with_settings=st.booleans())
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_any_folder_is_imported_or_refused_in_words(files, counted, with_settings):
    imported_or_refused(files, counted=counted, with_settings=with_settings)
