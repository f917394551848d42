"""Write the pages of docs/reference from the package itself.

python docs/make_reference.py            writes them
python docs/make_reference.py --check    exits 1 if a page is not what the package says
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from importlib.resources import files
from inspect import signature
from pathlib import Path
from typing import Any, get_args, get_type_hints

from typer import Typer

from exeunt import cli
from exeunt.outcome import layout
from exeunt.scenario.new import explanation

REFERENCE = Path(__file__).parent / "reference"
MADE = "*Written by `docs/make_reference.py` from {source}; change it there.*"


def main() -> int:
    """Write or check every page."""
    pages = {"columns": columns(), "parameters": parameters(), "commands": commands(), "outcome": outcome()}
    check = "--check" in sys.argv[1:]
    stale = []
    for name, lines in pages.items():
        path, text = REFERENCE / f"{name}.md", "\n".join(lines).rstrip() + "\n"
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(path.name)
        elif not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"out of date: {', '.join(stale)}; run python docs/make_reference.py", file=sys.stderr)
    return 1 if stale else 0


def columns() -> Iterator[str]:
    """Explain every table and column of a scenario."""
    title, *rest = explanation().splitlines()
    yield from (title, "", MADE.format(source="`scenario/schema` and `scenario/vocabulary`"), *rest)


def parameters() -> Iterator[str]:
    """List the constants of behaviour."""
    yield "# Constants of behaviour"
    yield ""
    yield MADE.format(source="`scenario/vocabulary/parameters.csv`")
    yield ""
    yield "A member of an ensemble draws each constant from its prior; `low` and `high` bound the central 90 %"
    yield "(for `uniform`, all of it). A constant with the prior `fixed` keeps its value, and with `--mean` all do. The"
    yield "middle of a prior is that of `low` and `high` and need not be `value`. A scenario changes any of them in its"
    yield "own `parameters.csv`, and `--set NAME=VALUE` holds one at a value. All values are assumptions of the"
    yield "package (claim `asm-default`), not estimates."
    yield ""
    yield "`range` is what a constant may be. A value, an end of a band or a claim outside it is refused, wherever it"
    yield "is given; a draw from a prior that passes an end of the range is mirrored back into it."
    yield ""
    with files("exeunt.scenario").joinpath("vocabulary/parameters.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows = [{**row, "range": row["range"].removeprefix("number ")} for row in rows]
    names = ("value", "low", "high", "range", "prior", "unit", "meaning")
    yield from _table(("name", *names), [(f"`{row['name']}`", *(row[name] for name in names)) for row in rows])


def commands() -> Iterator[str]:
    """Explain every command and option."""
    yield "# Commands"
    yield ""
    yield MADE.format(source="`cli.py` and `commands/`")
    yield ""
    yield "Results go to standard output, progress and warnings to standard error. Exit status: 0 done; 1 the input is"
    yield "at fault; 2 wrong usage; 130 interrupted; it says what is kept. `exeunt --version` names the version"
    yield "and those of what it stands on."
    for name, function in _named(cli.app):
        arguments, rows = _asked(function)
        yield from ("", f"## `exeunt {' '.join([name, *arguments])}`", "", str(function.__doc__).splitlines()[0], "")
        if rows:
            yield from _table(("argument or option", "meaning"), rows)


def _named(app: Typer, above: str = "") -> Iterator[tuple[str, Callable[..., object]]]:
    """Give every command with the words it is called by, those of a group after the others."""
    for command in app.registered_commands:
        assert command.callback is not None
        yield f"{above}{command.name or command.callback.__name__}", command.callback
    for group in app.registered_groups:
        assert group.typer_instance is not None
        yield from _named(group.typer_instance, f"{above}{group.name} ")


def _asked(function: Callable[..., object]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the arguments of a command, and a row for each of them and each option."""
    hints = get_type_hints(function, include_extras=True)
    arguments, rows = [], []
    for parameter in signature(function).parameters.values():
        kind, info = get_args(hints[parameter.name])[:2]
        words = info.metavar or ""
        if type(info).__name__ == "ArgumentInfo":
            arguments.append(words)
            rows.append((f"`{words}`", info.help))
            continue
        # in an annotation, typer keeps the first of the names it is given as the default
        named = [word for word in (info.default, *(info.param_decls or ())) if str(word).startswith("--")]
        option = next(iter(named), f"--{parameter.name.replace('_', '-')}")
        if kind is bool and parameter.default is True:
            option += f" / --no-{option.removeprefix('--')}"
        words = words or _value(kind)
        often = "; may be given more than once" if "list[" in str(kind) else ""
        needed = " (required)" if parameter.default is parameter.empty else ""
        rows.append((f"`{option} {words}`".replace(" `", "`"), f"{info.help.rstrip('.')}{often}.{needed}"))
    return arguments, rows


def outcome() -> Iterator[str]:
    """List the variables of an outcome."""
    yield "# What a run records"
    yield ""
    yield MADE.format(source="`outcome/layout.py`")
    yield ""
    yield "`RUN/outcome.zarr` opens with `xarray.open_zarr` (some versions need `decode_timedelta=False`, or they read"
    yield "hours of waiting as nanoseconds), or with `exeunt.open(RUN).dataset`. Every variable has"
    yield "`member` as its first dimension. `time` is the local day of the place or gate, `tick` the start of a tick"
    yield "in UTC. *In* at a gate is into the gate's `country_to`. In a run with `--mean`, whole numbers become"
    yield "means and are stored as `float64`."
    yield ""
    rows = [(f"`{v.name}`", ", ".join(v.dims), v.unit, v.dtype, v.over_time, v.long_name) for v in layout.VARIABLES]
    yield from _table(("variable", "dimensions after member", "unit", "type", "over days", "meaning"), rows)
    yield ""
    yield "`over days` says what several days come to: a flow is added up (`sum`), a line or wait is that of its"
    yield "highest day (`max`), a count is read at the end (`last`)."
    yield ""
    yield f"The accounts of `ledger` are {_listed(layout.ACCOUNTS)};"
    yield "at every tick they add up to the people the scenario starts with."
    yield f"Those of `ordinary_ledger` are {_listed(layout.ORDINARY_ACCOUNTS)}: *in* is *out*"
    yield "and *present* together. `arrivals_by_origin` is there if the scenario names regions of origin and the run"
    yield "was made with `--by origin`."
    yield ""
    yield "`men_in` counts men of the traits `liable` other than `no`, and half of the ordinary travellers."


def _value(kind: Any) -> str:
    """Say what an option takes: one of its choices, or a word for what is typed there; nothing of a switch."""
    found = [each for each in (kind, *get_args(kind)) if isinstance(each, type)]
    choices = next((each for each in found if issubclass(each, Enum)), ())
    text = str(kind)
    words = {"int": "N", "Path": "PATH", "bool": ""}
    return "|".join(choices) or next((word for name, word in words.items() if name in text), "TEXT")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|---" * len(header) + "|"
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |"


if __name__ == "__main__":
    sys.exit(main())
