"""Writing a world as a scenario's folder, so that reading it back gives the same world."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from exeunt.remembered import remembered
from exeunt.scenario.csvtext import csv_of
from exeunt.scenario.formulas import kept_as_text
from exeunt.scenario.settings import FILE, Settings
from exeunt.scenario.tables import REQUIRED, Column, columns, has_moments
from exeunt.scenario.thousands import decimal
from exeunt.scenario.times import EXACTLY
from exeunt.scenario.units import counting
from exeunt.scenario.world import World
from exeunt.whole_files import whole_folder

DAY, MINUTE = pd.Timedelta(days=1), pd.Timedelta(minutes=1)


def write(world: World, folder: Path) -> None:
    """Write the tables and settings of a world into a new folder, whole or not at all.

    Columns of the author's own are left out. What the world chooses, holds fixed, or cuts short is not part of a
    scenario's files: the period written reaches everything that the tables speak of.
    """
    settings = replace(world.settings, days=_days_spoken_of(world))
    with whole_folder(folder) as fresh:
        (fresh / FILE).write_text(_settings(settings), encoding="utf-8")
        for name, table in world.all_rows.items():
            if len(table) or name in REQUIRED:
                write_table(name, table, fresh / f"{name}.csv")


def write_table(name: str, table: pd.DataFrame, file: Path) -> None:
    """Write the rows of one table, as a scenario's files have them."""
    file.write_text(_csv(name, table), encoding="utf-8", newline="")


@remembered(32)
def _csv(name: str, table: pd.DataFrame) -> str:
    counted = counting(name, {column.name: table[column.name].tolist() for column in columns(name)})
    text = pd.DataFrame({column.name: _text(table[column.name], column) for column in columns(name)}, table.index)
    if has_moments(name):  # at midnight too a count of one moment names its time in both
        moments = table["from"] == table["until"]
        for edge in ("from", "until"):
            text.loc[moments, edge] = table.loc[moments, edge].dt.strftime("%Y-%m-%dT%H:%M")
    for column, counts in counted.items():
        text[column] = text[column].where(~np.array(counts, np.bool_), text[column].map(decimal))
    return csv_of([map(str, text), *text.itertuples(index=False, name=None)])


def _days_spoken_of(world: World) -> int:
    """Return how long a scenario must last so that nothing in its tables begins after its end."""
    first_day = pd.Timestamp(world.settings.first_day)
    begins = pd.concat([world.all_rows[name]["from"] for name in ("rules", "drivers", "observations")])
    last = begins.max()
    return world.settings.days if pd.isna(last) else max(world.settings.days, (last - first_day).days + 1)


def _text(values: pd.Series[Any], column: Column) -> list[str]:
    kind = column.type.split()[0]
    if kind in ("from", "date"):
        return [_moment(value) for value in values]
    if kind == "until":
        return [_end(value, exactly=column.type == EXACTLY) for value in values]
    if kind == "yes/no":
        return ["yes" if value else "no" for value in values]
    return ["" if pd.isna(value) else kept_as_text(_plain(value)) for value in values]


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(value))
    return str(value)


def _moment(value: Any) -> str:
    if not isinstance(value, pd.Timestamp) or pd.isna(value):
        return ""
    return f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%dT%H:%M}"


def _end(value: Any, *, exactly: bool) -> str:
    """Write the end of a period, which is kept as the moment it is over, the way files have it: included."""
    if not isinstance(value, pd.Timestamp) or pd.isna(value):
        return ""
    if value == value.normalize():
        return f"{value - DAY:%Y-%m-%d}"
    return f"{value if exactly else value - MINUTE:%Y-%m-%dT%H:%M}"


def _settings(settings: Settings) -> str:
    lines = [
        f"title = {_quoted(settings.title)}",
        f"first_day = {settings.first_day.isoformat()}",
        f"days = {settings.days}",
        f"tick_hours = {settings.tick_hours}",
        *([f"families_differ_in = {_listed(settings.families_differ_in)}"] if settings.families_differ_in else []),
        "",
        "[run]",
        f"members = {settings.members}",
        f"seed = {settings.seed}",
    ]
    for quantity, weights in settings.readings.items():
        lines += ["", f"[readings.{_quoted(quantity)}]"]
        lines += [f"{_quoted(claim)} = {weight!r}" for claim, weight in weights.items()]
    if settings.origins:
        lines += ["", "[origins]"]
        lines += [f"{_quoted(name)} = {_listed(homes)}" for name, homes in settings.origins.items()]
    return "\n".join(lines) + "\n"


def _listed(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _quoted(text: str) -> str:
    """Write a text as TOML's basic string, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
