"""A crisis of a country's own: its world built from its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from exeunt import api
from exeunt.errors import InputError
from exeunt.studio.asked import body_of
from exeunt.studio.guard import TAB

if TYPE_CHECKING:
    from exeunt.studio.bench import Bench

LONGEST = 60
MOST = 1000


def crisis_routes(bench: Bench) -> list[Route]:
    """Return the address of the crisis page."""

    async def build(request: Request) -> Response:
        bench.tabs.of(request.headers.get(TAB.decode(), ""))
        asked = await body_of(request)
        return JSONResponse(await run_in_threadpool(_built, bench, asked))

    return [Route("/api/crisis", build, methods=["POST"])]


def _built(bench: Bench, asked: dict[str, Any]) -> dict[str, Any]:
    """Build a world into a folder of the studio's own naming, below its root, and say what was assumed."""
    country, since = (str(asked.get(name) or "").strip() for name in ("country", "since"))
    if not country:
        raise InputError("Which country? Write its name or its three letters.")
    # the name of the folder is made of letters alone, whatever was typed
    word = "".join(sign for sign in country.lower() if sign.isascii() and sign.isalpha())[:LONGEST] or "crisis"
    folder = next(place for number in range(1, MOST) if not (place := bench.root / f"crisis-{word}-{number}").exists())
    built = api.new_country(folder, country, since=since or None, progress=False)
    return {"name": folder.name, "said": list(built.said), "matters": list(built.questions)}
