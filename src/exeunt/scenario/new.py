"""A new scenario folder to fill in, with every column explained."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from exeunt.errors import Fault, InputError, ScenarioError
from exeunt.scenario.catalogue import POSTERIOR, find, require_new
from exeunt.scenario.effects import known_effects
from exeunt.scenario.settings import FILE, MOST_DAYS, MOST_ORIGINS
from exeunt.scenario.tables import NAMES, REQUIRED, Column, columns, vocabulary
from exeunt.scenario.xlsxfile import ENDING
from exeunt.whole_files import whole_folder

SMALLEST = "smallest"
EXPLAINED = "COLUMNS.md"

_TABLES = {
    "places": "Somewhere people can be.",
    "aliases": "Another name of a place, or a town nearby.",
    "gates": "Where people are let through at a limited rate: a border crossing, an airport desk, a pier.",
    "areas": "A named set of gates or countries that figures speak of.",
    "links": "A way from one place to another.",
    "traits": "One value of one trait, and the share of people who have it.",
    "rules": "Who may do what, where, from when until when.",
    "drivers": "A push, a pull, or ordinary traffic in time.",
    "claims": "What someone said.",
    "observations": "What was counted.",
    "parameters": "A constant of behaviour that differs here from the usual one.",
}


_TYPES = {
    "text": "any text",
    "key": "a name, each once",
    "id": "a name without + > @, each once",
    "word": "one word",
    "country": "three capital letters",
    "place": "the id of a place",
    "gate": "the id of a gate",
    "claim": "the id of a claim",
    "where": "ids or countries, joined by +",
    "members": "ids or countries, joined by +",
    "who": "a condition on traits",
    "counted": "citizens, all, or a condition on traits",
    "driver": "a known driver",
    "measure": "a known measure",
    "effect": "a known effect",
    "opening hours": "08:00-20:00",
    "weekdays": "days such as sat+sun",
    "from": "2022-09-21 or 2022-09-21T18:00",
    "until": "2022-09-21 or 2022-09-21T18:00",
    "until exactly": "2022-09-21 or 2022-09-21T18:00",
    "date": "2022-09-21 or 2022-09-21T18:00",
}


def create(folder: Path, source: str | None = None) -> list[Path]:
    """Write a scenario into a new or empty folder.

    Parameters
    ----------
    folder
        Where to write; made if it does not exist.
    source
        The id or folder of the scenario to copy; None means the smallest one that runs.

    Returns
    -------
    list
        The files written.

    Raises
    ------
    InputError
        If the folder is not empty, is called as a scenario of the library, or cannot be written.
    ScenarioError
        If there is no such source, or it is no scenario.

    """
    template = find(source or SMALLEST)
    if not (template / FILE).is_file():
        right = f"name the folder of a scenario, in which {FILE} lies"
        raise ScenarioError([Fault(str(source), 1, "", f"is no scenario: it has no {FILE}", right)])
    require_new(folder)
    wanted = [FILE, *(f"{name}{end}" for name in NAMES for end in (".csv", ENDING))]
    present = [name for name in wanted if (template / name).is_file()]
    present += [f"{POSTERIOR}/{file.name}" for file in sorted((template / POSTERIOR).glob("*"))]
    try:
        with whole_folder(folder) as fresh:
            for name in present:
                (fresh / name).parent.mkdir(exist_ok=True)
                shutil.copyfile(template / name, fresh / name)
            (fresh / EXPLAINED).write_text(explanation(), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder} cannot be written ({error.strerror}). Name a folder of your own.") from error
    return [folder / name for name in (*present, EXPLAINED)]


def explanation() -> str:
    """Explain every table and column, from the schema."""
    return "\n".join(_explanation())


def _explanation() -> Iterator[str]:
    yield "# What each column means"
    yield ""
    yield "A scenario is this folder: `scenario.toml`, whose keys come first, and the tables below them, each as CSV"
    yield "in UTF-8 or as a workbook such as `places.xlsx` (needs `pip install 'exeunt[export]'`)."
    yield "A table that is not required may be left out, and so may its optional columns."
    yield "A number has a decimal point and no sign between thousands: one of people or vehicles such as `19.300`,"
    yield "which can be read in two ways, is a fault unless another number of the table has a decimal point."
    yield "Columns of your own are kept and ignored. `exeunt check FOLDER` names every fault."
    yield from ("", "## `scenario.toml` (required)", "")
    yield "| key | required | what may be written | meaning |"
    yield "|---|---|---|---|"
    yield from (f"| {' | '.join(cells)} |" for cells in _KEYS)
    for name in NAMES:
        yield ""
        yield f"## `{name}.csv`{' (required)' if name in REQUIRED else ''}"
        yield ""
        yield _TABLES[name]
        yield ""
        yield "| column | required | what may be written | unit | blank means | meaning |"
        yield "|---|---|---|---|---|---|"
        for column in columns(name):
            yield _row(column)
        if name == "rules":
            yield from _effects()
        if name == "drivers":
            yield from _terms("drivers")
        if name == "observations":
            yield from _terms("measures")
    yield ""


_KEYS = (
    ("`title`", "yes", "text", "What it is called in tables and reports."),
    ("`first_day`", "yes", "day such as 2022-09-21", "The first local day."),
    ("`days`", "yes", f"1..{MOST_DAYS}", "How many days it lasts."),
    ("`tick_hours`", "yes", "divisor of 24", "The step of the model, in hours."),
    (
        "`families_differ_in`",
        "no",
        'traits, as `["liable"]`',
        "Traits in which those who travel together may differ: of the risks that rules put these to, the worst deters "
        "all of them. Without it everybody weighs his own.",
    ),
    ("`[run]`", "no", "`members = 200`, `seed = 1`", "What a run has unless told otherwise."),
    (
        "`[readings.NAME]`",
        "no",
        "`CLAIM = 0.7`, weights that add up to 1",
        "Where claims about a parameter conflict: how much each is believed.",
    ),
    (
        "`[origins]`",
        "no",
        f'`"North" = ["home", "home"]`, at most {MOST_ORIGINS}',
        "Regions whose people are counted apart where they arrive.",
    ),
    ("`[notes]`", "no", "anything", "For people only."),
)


def _row(column: Column) -> str:
    required = {"yes": "yes", "column": "column, cells may be blank", "no": "no"}[column.required]
    cells = [
        f"`{column.name}`",
        required,
        _TYPES.get(column.type, column.type),
        column.unit,
        column.default,
        column.meaning,
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _effects() -> Iterator[str]:
    yield ""
    yield "The known effects:"
    yield ""
    yield "| effect | value | unit | several in force | colour in the report | meaning |"
    yield "|---|---|---|---|---|---|"
    for each in known_effects().values():
        yield (
            f"| `{each.written}` | {each.range} | {each.unit} | {each.combines} | {each.colour} ({each.bar}) "
            f"| {each.meaning} |"
        )


def _terms(name: Literal["drivers", "measures"]) -> Iterator[str]:
    yield ""
    yield f"The known {name}:"
    yield ""
    of_drivers = name == "drivers"
    if of_drivers:
        yield "An amount a day comes on its own local day: what a tick has of the day after it counts in the next. A"
        yield "factor is one on such amounts, and a level holds for every tick that begins while it is in force."
        yield ""
    yield f"| name | said of | {'acts as | looks at `who` | ' if of_drivers else ''}value | unit | meaning |"
    yield f"|---|---|{'---|---|' if of_drivers else ''}---|---|---|"
    for term in vocabulary(name).values():
        where = ", ".join(sorted(term.where - {"all"})) + (" or everywhere" if "all" in term.where else "")
        acts = f"{term.acts} | {'yes' if term.has_who else 'no'} | " if of_drivers else ""
        yield f"| `{term.name}` | {where} | {acts}{term.value} | {term.unit} | {term.meaning} |"
