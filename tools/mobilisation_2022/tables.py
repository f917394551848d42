"""Reading the figures, writing the tables."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

Record = dict[Any, Any]  # a row of a table

COLUMNS = {
    "places": "id name country admin lat lon utc_offset kind population capacity rent language claim",
    "aliases": "name place claim",
    "gates": "id name lat lon country_from country_to people_per_day vehicles_per_day foot_per_day"
    " opening_hours people_per_vehicle metres_per_vehicle lanes utc_offset claim",
    "areas": "id name members claim",
    "links": "from to mode km hours price seats_per_day gate both_ways claim",
    "traits": "trait value share place given claim",
    "rules": "id from until who act where mode effect announced claim",
    "drivers": "name from until weekday where who value claim",
    "claims": "id date said_by stance quantity value unit url note",
    "observations": "id from until where measure aggregate who value lo hi unit kind published split claim",
    "parameters": "name value low high prior unit meaning claim term who",
}


@dataclass(frozen=True)
class Data:
    """The figures as they were gathered."""

    figures: pd.DataFrame
    policies: pd.DataFrame
    targets: pd.DataFrame
    men_by_age: pd.DataFrame
    regions: pd.DataFrame
    destinations: pd.DataFrame
    gates: pd.DataFrame
    airports: pd.DataFrame
    routes: pd.DataFrame
    roads: pd.DataFrame
    rail: pd.DataFrame
    areas: pd.DataFrame

    @classmethod
    def read(cls, folder: Path) -> Data:
        """Read every table of the folder; text columns keep the blank as an empty string."""

        def table(name: str) -> pd.DataFrame:
            frame = pd.read_csv(folder / f"{name}.csv")
            text = frame.select_dtypes(exclude="number").columns
            return frame.assign(**{c: frame[c].astype(object).where(frame[c].notna(), "") for c in text})

        names = ["regions", "destinations", "gates", "airports", "routes", "roads", "rail", "areas"]
        return cls(
            table("figures"),
            table("policies"),
            table("targets"),
            table("men_by_age_2024"),
            *(table(f"geography/{n}") for n in names),
        )


def slug(name: str) -> str:
    """Return a short ASCII id for a name: `Klaipėda` gives `klaipeda`."""
    name = name.split("(")[0].strip().replace("ł", "l").replace("ı", "i")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def number(value: Any, digits: int) -> str:
    """Return a number as people write it: at most `digits` decimals, no trailing zeros, blank for nothing."""
    if value is None or value == "" or pd.isna(value):
        return ""
    if isinstance(value, str):
        return value
    text = f"{float(value):.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


DIGITS = {
    "lo": 4,
    "hi": 4,
    "lat": 4,
    "lon": 4,
    "hours": 1,
    "share": 4,
    "language": 3,
    "value": 4,
    "metres_per_vehicle": 1,
}


def write(tables: dict[str, pd.DataFrame], toml: str, folder: Path) -> None:
    """Write the tables with tidy numbers and their columns in the order of the schema."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scenario.toml").write_text(toml, encoding="utf-8")
    for name, frame in tables.items():
        columns = COLUMNS[name].split()
        tidy = frame.reindex(columns=columns).astype(object)
        for column in columns:
            tidy[column] = [number(v, DIGITS.get(column, 1)) for v in tidy[column]]
        tidy.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
