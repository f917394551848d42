"""A FLEE conflict of five places and three days, of which a test changes what it is about."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from exeunt.errors import Fault, ScenarioError
from exeunt.exchange.flee import FleeFolder, read_folder

CONFLICTS = Path(__file__).parents[2] / "shared" / "data" / "conflicts"
# What is read of them is tested on the small folders below too, and on the one that the package carries.
needs_real = pytest.mark.skipif(
    not CONFLICTS.is_dir(),
    reason="ten real conflicts, too large to carry and not ours to hand on, are not beside this repository",
)

INPUT = {
    "locations.csv": (
        "#name,region,country,latitude,longitude,location_type,conflict_date,population\n"
        "Capital,North,Home,2.75,32.75,conflict_zone,0,1000\n"
        "Village,South,Home,2.8,32.8,town,,\n"
        "Hub,East,Away,2.9,32.9,forwarding_hub,,\n"
        "Camp,East,Away,3,33,camp,,500\n"
        "Tents,West,Other,3.1,33,camp,,\n"
    ),
    "routes.csv": (
        "#name1,name2,distance,forced_redirection\n"
        "Capital,Village,10,\n"
        "Village,Hub,20,0\n"
        "Hub,Camp,30.5,2\n"
        "Village,Tents,40,\n"
    ),
    "closures.csv": "#closure_type,name1,name2,closure_start,closure_end\n",
    "conflicts.csv": "#Day,Capital,Village\n0,1,0\n1,1,0\n2,1,1\n",
    "sim_period.csv": "StartDate,2020-01-01\nLength,3\n",
}
OBSERVED = {
    "data_layout.csv": "total,refugees.csv\nCamp,camp.csv\nTents,tents.csv\n",
    "refugees.csv": "2020-01-01,7\n2020-01-03,11\n",
    "camp.csv": "2020-01-01,100\n2020-01-03,200\n",
    "tents.csv": "2020-01-02,50\n",
}

Content = str | bytes | None


def read(
    tmp_path: Path,
    files: Mapping[str, Content] | None = None,
    *,
    counts: Mapping[str, Content] | None = None,
    settings: Content = None,
) -> FleeFolder:
    """Write the conflict with some files replaced, or left out where None, and read it."""
    _write(tmp_path / "input", {**INPUT, **(files or {})})
    _write(tmp_path / "observed", {**OBSERVED, **(counts or {})})
    _write(tmp_path, {"simsetting.yml": settings})
    return read_folder(
        tmp_path / "input",
        observed=tmp_path / "observed",
        settings=None if settings is None else tmp_path / "simsetting.yml",
    )


def faults(
    tmp_path: Path,
    files: Mapping[str, Content] | None = None,
    *,
    counts: Mapping[str, Content] | None = None,
    settings: Content = None,
) -> tuple[Fault, ...]:
    """Give the faults for which the conflict is refused; none if it is read."""
    try:
        read(tmp_path, files, counts=counts, settings=settings)
    except ScenarioError as error:
        return error.faults
    return ()


def fault(
    tmp_path: Path,
    files: Mapping[str, Content] | None = None,
    *,
    counts: Mapping[str, Content] | None = None,
    settings: Content = None,
) -> tuple[str, int, str]:
    """Give file, row and column of the only fault."""
    (only,) = faults(tmp_path, files, counts=counts, settings=settings)
    return only.file, only.row, only.column


def changed(file: str, old: str, new: str) -> dict[str, Content]:
    """Give a file of the conflict with one text in the place of another."""
    content = {**INPUT, **OBSERVED}[file]
    assert content.count(old) == 1
    return {file: content.replace(old, new)}


def _write(folder: Path, files: Mapping[str, Content]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
