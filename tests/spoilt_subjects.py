"""What can be spoiled (`mutations.Subject`): the files of every reader of the house, small, and how each is read."""

from __future__ import annotations

import io
import tempfile
from functools import cache
from pathlib import Path

import exeunt
import flee_folders
from arrivals_files import scenario
from exeunt.atlas.events import read_events
from exeunt.ensemble.folders import folders
from exeunt.ensemble.posterior import Posterior
from exeunt.outcome.dropped import dropped
from exeunt.scenario.writing import write
from mutations import Files, Subject
from worlds import everything

LEAST_MEMBERS = 20
DAYS = 3
FIGURES = """id,from,until,where,measure,value,lo,hi,claim,split,published
one,2024-03-02,2024-03-04,BBB,arrivals,900,800,1000,,fit,2024-03-05
two,2024-03-05,2024-03-05,west-gate,queue_people,2000,,,,fit,2024-03-06
three,2024-03-01,2024-03-07,CCC,crossings_in,50000,,,,check,2024-03-08
"""
RULES = """id,from,until,who,act,where,effect,announced,note
shut,2024-03-04,,,enter,BBB,deny,2024-03-03,
half,,2024-03-09,not (liable = no),leave,west-gate,risk 0.2,,
late,2024-03-05T12:00,,,enter,west-gate,delay 5 h,,
"""
EVENTS = """event_date,country,latitude,longitude,fatalities,event_type
2023-04-15,Sudan,15.5,32.5,20,Battles
2023-04-17,Sudan,13.4,22.4,3,Violence against civilians
2023-05-02,Sudan,15.6,32.6,0,Battles
"""
OUR_EVENTS = "place,from,until,intensity\nKhartoum,2023-04-15,,1\nNyala,2023-04-20,2023-05-01,0.4\n"
ARRIVALS = """Date,Country of asylum,Cumulative arrivals,Source
30 Apr 2023,Chad,"12,345",UNHCR
30 Apr 2023,South Sudan,"8,100",UNHCR
07 May 2023,Chad,"30,000",UNHCR
07 May 2023,Egypt,"64,000",Government
07 May 2023,Central African Rep.,"5,100",UNHCR
"""
HXL = """when,to,people
#date,#country+code,#affected+refugees+cumulative
2023-04-30,TCD,12345
2023-05-07,SSD,8100
2023-05-07,EGY,64000
"""


def subjects() -> list[Subject]:
    """Return every one."""
    return [
        Subject("a scenario", _smallest, _scenario),
        Subject("a scenario of everything", _everything, _scenario),
        Subject("a scenario that a traveller asks", _everything, _asked),
        Subject("a FLEE folder", _flee, _import_flee),
        Subject("arrivals as CSV", lambda: {"figures.csv": ARRIVALS.encode()}, _arrivals),
        Subject("arrivals with HXL", lambda: {"figures.csv": HXL.encode()}, _arrivals),
        Subject("arrivals as a workbook", _workbook, _arrivals),
        Subject("events as ACLED has them", lambda: {"events.csv": EVENTS.encode()}, _events),
        Subject("events of our own", lambda: {"events.csv": OUR_EVENTS.encode()}, _events),
        Subject("rules to add", lambda: {"rules.csv": RULES.encode()}, _rules),
        Subject("figures to score against", lambda: {"figures.csv": FIGURES.encode()}, _scored),
        Subject("figures to take in", lambda: {"figures.csv": FIGURES.encode()}, _taken_in),
        Subject("a posterior", _posterior, _forecast),
        Subject("a stored run", _run, _resume),
    ]


@cache
def _place() -> Path:
    return Path(tempfile.mkdtemp(prefix="exeunt-spoilt-"))


def _content(folder: Path) -> Files:
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name not in (".lock", "report.html"))
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


# Scenarios


@cache
def _smallest() -> Files:
    exeunt.new(_place() / "smallest")
    return _content(_place() / "smallest")


@cache
def _everything() -> Files:
    write(everything(), _place() / "everything")
    return _content(_place() / "everything")


def _scenario(inside: Path, outside: Path) -> None:
    """Read a scenario and, if nothing is wrong with it, run its first days."""
    world = exeunt.load(inside)
    _ = world.oddities(), repr(world)
    outcome = world.lasting(min(world.settings.days, DAYS)).run(members=1, progress=False)
    _ = repr(outcome), outcome.in_all()


def _asked(inside: Path, outside: Path) -> None:
    world = exeunt.load(inside)
    homes = world.places[world.places["kind"] == "home"]["id"]
    world.ways(start=homes.iloc[0], on=str(world.settings.first_day), members=1, announce=lambda: None)


@cache
def _small() -> exeunt.World:
    return exeunt.load("smallest").lasting(8)


def _rules(inside: Path, outside: Path) -> None:
    world = _small().with_rules(inside / "rules.csv")
    world.lasting(2).run(members=1, progress=False)


# Figures


@cache
def _ran() -> exeunt.Outcome:
    folder = _place() / "ran"
    return _small().run(members=LEAST_MEMBERS, seed=1, out=folder, progress=False)


def _scored(inside: Path, outside: Path) -> None:
    file = inside / "figures.csv"
    dropped(file, _small()) if file.exists() else None
    _ran().score(file)


def _taken_in(inside: Path, outside: Path) -> None:
    repr(_ran().update(inside / "figures.csv").outcome)


def _workbook() -> Files:
    from openpyxl import Workbook

    book = Workbook()
    for line in ARRIVALS.splitlines():
        book.active.append(line.replace('"', "").split(",", 3)[:3])
    out = io.BytesIO()
    book.save(out)
    return {"figures.xlsx": out.getvalue()}


@cache
def _sudan() -> Files:
    return _content(scenario(_place() / "sudan"))


def _arrivals(inside: Path, outside: Path) -> None:
    for name, content in _sudan().items():
        (outside / name).write_bytes(content)
    for file in inside.iterdir():
        exeunt.import_arrivals(file, outside, counts="cumulative", source="UNHCR")
    exeunt.load(outside)


def _events(inside: Path, outside: Path) -> None:
    for event in read_events(inside / "events.csv"):
        repr(event)


def _flee() -> Files:
    files = {f"input/{name}": text.encode() for name, text in flee_folders.INPUT.items()}
    files |= {f"observed/{name}": text.encode() for name, text in flee_folders.OBSERVED.items()}
    settings = "spawn_rules:\n  take_from_population: True\nmove_rules:\n  max_move_speed: 200\n"
    return {**files, "simsetting.yml": settings.encode()}


def _import_flee(inside: Path, outside: Path) -> None:
    exeunt.import_flee(
        inside / "input", outside / "made", observed=inside / "observed", settings=inside / "simsetting.yml"
    )
    world = exeunt.load(outside / "made")
    world.lasting(min(world.settings.days, DAYS)).run(members=1, progress=False)


# What runs leave


@cache
def _posterior() -> Files:
    _small().fit(members=LEAST_MEMBERS, seed=1, out=_place() / "learned", progress=False)
    return _content(_place() / "learned")


def _forecast(inside: Path, outside: Path) -> None:
    learned = Posterior.read(inside)
    _ = learned.summary(), learned.predicted(), repr(learned), learned.in_words()
    _small().lasting(2).run(members=1, posterior=inside, progress=False)


@cache
def _run() -> Files:
    _small().run(members=12, seed=1, out=_place() / "stored", progress=False)
    return _content(_place() / "stored")


def _resume(inside: Path, outside: Path) -> None:
    """Open a run and look at it; whatever is wrong, finish it, and open it again."""
    folders(inside)
    try:
        repr(exeunt.open(inside))
    except (exeunt.InputError, exeunt.ScenarioError):
        _small().run(out=inside, resume=True, progress=False)
        repr(exeunt.open(inside))
