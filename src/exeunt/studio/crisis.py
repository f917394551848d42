"""A crisis of a country's own: its world built from its name, and its tables corrected as somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from exeunt import api
from exeunt.as_json import plain
from exeunt.errors import InputError, ScenarioError
from exeunt.studio.asked import asked_of, body_of
from exeunt.studio.choices import chosen, key_of
from exeunt.studio.guard import TAB
from exeunt.studio.views_pictures import drawn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exeunt.studio.bench import Bench

    Rows = Sequence[Sequence[str]]

LONGEST = 60
MOST = 1000
MOST_FAULTS = 100


def crisis_routes(bench: Bench) -> list[Route]:
    """Return the addresses of the crisis page."""
    crises = Crises(bench)
    return [
        Route("/api/crisis", crises.build, methods=["POST"]),
        Route("/api/crisis/tables", crises.tables, methods=["GET"]),
        Route("/api/crisis/check", crises.check, methods=["POST"]),
        Route("/api/crisis/save", crises.save, methods=["POST"]),
    ]


@dataclass(frozen=True)
class Crises:
    """Answers what the crisis page asks: only scenarios of somebody's own below the studio's folder are touched."""

    bench: Bench

    async def build(self, request: Request) -> Response:
        """Build a world from a country's name."""
        self._require_tab(request)
        return JSONResponse(await run_in_threadpool(_built, self.bench.root, await body_of(request)))

    async def tables(self, request: Request) -> Response:
        """Send the tables of a scenario, its map, and what is known of how it was made."""
        self._require_tab(request)
        folder = self._folder(asked_of(request, "id"))
        return JSONResponse(await run_in_threadpool(_tables, folder))

    async def check(self, request: Request) -> Response:
        """Check tables as they are typed; nothing is kept."""
        return await self._corrected(request, write=False)

    async def save(self, request: Request) -> Response:
        """Write typed tables into the scenario's folder, if they have no fault."""
        return await self._corrected(request, write=True)

    async def _corrected(self, request: Request, *, write: bool) -> Response:
        self._require_tab(request)
        asked = await body_of(request)
        folder = self._folder(str(asked.get("id", "")))
        changed, marks = _typed(asked)
        return JSONResponse(await run_in_threadpool(_corrected, folder, changed, marks, write=write))

    def _require_tab(self, request: Request) -> None:
        self.bench.tabs.of(request.headers.get(TAB.decode(), ""))

    def _folder(self, id_: str) -> Path:
        choice = chosen(self.bench.root, id_)
        if not choice.is_own:
            raise InputError("Only the tables of a scenario of your own can be corrected; copy it to a folder first.")
        return Path(choice.source)


def _built(root: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """Build a world into a folder of the studio's own naming, below its root, and say what was assumed."""
    country, since = (str(asked.get(name) or "").strip() for name in ("country", "since"))
    if not country:
        raise InputError("Which country? Write its name or its three letters.")
    # the name of the folder is made of letters alone, whatever was typed
    word = "".join(sign for sign in country.lower() if sign.isascii() and sign.isalpha())[:LONGEST] or "crisis"
    folder = next(place for number in range(1, MOST) if not (place := root / f"crisis-{word}-{number}").exists())
    api.new_country(folder, country, since=since or None, progress=False)
    return {"id": key_of(folder), "name": folder.name}


def _tables(folder: Path) -> dict[str, Any]:
    assumed, matters = api.said_of(folder)
    told = {"name": folder.name, "assumed": assumed, "matters": matters, "sheets": _sheets(folder)}
    return told | _checked(folder, {}, {}, write=False)


def _sheets(folder: Path) -> list[dict[str, Any]]:
    return [
        {
            "name": sheet.name,
            "columns": [
                {"name": name, **({} if known is None else _explained(known))}
                for name, known in zip(sheet.header, sheet.columns, strict=True)
            ],
            "rows": sheet.rows,
            "mark": sheet.mark,
        }
        for sheet in api.sheets(folder)
    ]


def _explained(column: api.Column) -> dict[str, Any]:
    return {"type": column.type, "unit": column.unit, "needed": column.required == "yes", "meaning": column.meaning}


def _corrected(folder: Path, changed: Mapping[str, Rows], marks: Mapping[str, str], *, write: bool) -> dict[str, Any]:
    """Return what is said of tables as they are typed, and once they are written the sheets as they lie."""
    told = _checked(folder, changed, marks, write=write)
    return told | {"sheets": _sheets(folder)} if told["written"] else told


def _checked(folder: Path, changed: Mapping[str, Rows], marks: Mapping[str, str], *, write: bool) -> dict[str, Any]:
    """Return the faults of tables as they are typed, and the map of their world if they have none."""
    try:
        world = api.correct(folder, changed, marks=marks, write=write)
    except ScenarioError as error:
        faults, odd, title, picture = error.faults, error.oddities, None, None
    else:
        faults, odd, title, picture = (), tuple(world.oddities()), world.settings.title, world.map()
    return {
        "title": title,
        "faults": plain(faults[:MOST_FAULTS]),
        "count": len(faults),
        "odd": plain(odd[:MOST_FAULTS]),
        "map": None if picture is None else drawn(picture),
        "written": write and not faults,
    }


def _typed(asked: dict[str, Any]) -> tuple[dict[str, list[list[str]]], dict[str, str]]:
    """Read the rows that a page sends, table by table, and by what it knows the files that it shows.

    Raises
    ------
    InputError
        If they are none.

    """
    tables, marks = (asked.get(name) or {} for name in ("tables", "marks"))
    try:
        rows = {str(name): [[str(cell) for cell in row] for row in table] for name, table in dict(tables).items()}
        return rows, {str(name): str(mark) for name, mark in dict(marks).items()}
    except (TypeError, ValueError):
        raise InputError("What was typed could not be read; reload the page.") from None
