"""The studio's addresses: the page, its files, and what the page asks for."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from exeunt import api
from exeunt.as_json import plain
from exeunt.errors import InputError, ScenarioError
from exeunt.studio import views_change, views_map, views_tables, views_traveller
from exeunt.studio.asked import asked_of, body_of
from exeunt.studio.bench import Bench
from exeunt.studio.changes import words_of
from exeunt.studio.crisis import crisis_routes
from exeunt.studio.exporting import exported
from exeunt.studio.figures import Figures
from exeunt.studio.guard import TAB, Guard
from exeunt.studio.jobs import Workshop
from exeunt.studio.told import refusal

TICK_SECONDS = 0.04
STATIC = files("exeunt.studio").joinpath("static")
TYPES = {".css": "text/css", ".js": "text/javascript"}
FILES = {each.name: TYPES[ending] for each in STATIC.iterdir() if (ending := Path(each.name).suffix) in TYPES}
VIEWS: dict[str, Callable[[Any], Any]] = {
    "overview": views_map.overview,
    "movement": views_map.movement,
    "arrivals": views_tables.arrivals,
    "lines": views_tables.lines,
    "evenings": views_tables.evenings,
    "pairs": views_tables.pairs,
    "evidence": views_tables.evidence,
    "knobs": views_change.knobs,
    "traveller": views_traveller.form,
}


class Studio:
    """The studio over a folder: answers what the page asks for."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def routes(self) -> list[Route]:
        """Return the addresses."""
        post, get = ["POST"], ["GET"]
        return [
            Route("/", self.page, methods=get),
            Route("/static/vega.js", self.library, methods=get),
            Route("/static/land.json", self.land, methods=get),
            Route("/static/{name}", self.file, methods=get),
            Route("/api/tab", self.tab, methods=post),
            Route("/api/choices", self.choices, methods=get),
            Route("/api/open", self.open, methods=post),
            Route("/api/jobs", self.start, methods=post),
            Route("/api/jobs/{job}/events", self.events, methods=get),
            Route("/api/jobs/{job}", self.stop, methods=["DELETE"]),
            Route("/api/view/{view}", self.view, methods=get),
            Route("/api/gate", self.gate, methods=get),
            Route("/api/acting", self.acting, methods=get),
            Route("/api/rule", self.rule, methods=get),
            Route("/api/dated", self.dated, methods=get),
            Route("/api/difference", self.difference, methods=get),
            Route("/api/ways", self.ways, methods=post),
            Route("/api/figures/read", self.read_figures, methods=post),
            Route("/api/figures/take", self.take_figures, methods=post),
            Route("/api/export", self.export, methods=get),
            Route("/api/save", self.save, methods=post),
            *crisis_routes(self.bench),
        ]

    # -- the page -------------------------------------------------------------------------------------------------

    async def page(self, request: Request) -> Response:
        """Send the page."""
        return Response(_file("index.html"), media_type="text/html")

    async def file(self, request: Request) -> Response:
        """Send one of the page's files."""
        name = request.path_params["name"]
        if name not in FILES:
            return Response("There is no such file.", status_code=404, media_type="text/plain")
        return Response(_file(name), media_type=FILES[name], headers={"cache-control": "no-cache"})

    def library(self, request: Request) -> Response:
        """Send what draws the pictures."""
        return Response(
            api.picture_library(), media_type="text/javascript", headers={"cache-control": "private, max-age=3600"}
        )

    def land(self, request: Request) -> Response:
        """Send the shapes of the countries."""
        shapes = [
            {"c": each["properties"]["country"], "p": [[[round(x, 2), round(y, 2)] for x, y in ring]
             for part in each["geometry"]["coordinates"] for ring in part]}
            for each in api.land()
        ]  # fmt: skip
        return JSONResponse(shapes, headers={"cache-control": "private, max-age=3600"})

    # -- scenarios and runs ----------------------------------------------------------------------------------------

    async def tab(self, request: Request) -> Response:
        """Begin a tab."""
        return JSONResponse({"tab": self.bench.tabs.open()})

    def choices(self, request: Request) -> Response:
        """List what can be opened."""
        self._tab(request)
        return JSONResponse([choice.told() for choice in self.bench.choices()])

    async def open(self, request: Request) -> Response:
        """Say which run to show for a choice: one that is stored, or what is to be run first."""
        tab, asked = self._tab(request), await body_of(request)
        return JSONResponse(await run_in_threadpool(self.bench.open, tab, str(asked.get("choice", ""))))

    async def start(self, request: Request) -> Response:
        """Start a run."""
        tab, asked = self._tab(request), await body_of(request)
        return JSONResponse(await run_in_threadpool(self.bench.start, tab, asked))

    async def events(self, request: Request) -> Response:
        """Tell how far a run is, as server-sent events."""
        tab = self._tab(request)
        job = self.bench.job(tab, request.path_params["job"])

        async def told() -> AsyncIterator[str]:
            said = 0
            while True:
                fresh = job.told[said:]
                # of many members that are done only the last one matters
                for event in [*fresh[:-1][-1:], *fresh[-1:]]:
                    yield f"data: {json.dumps(event)}\n\n"
                said += len(fresh)
                if job.ended and said >= len(job.told):
                    return
                await anyio.sleep(TICK_SECONDS)

        return StreamingResponse(told(), media_type="text/event-stream")

    async def stop(self, request: Request) -> Response:
        """Stop a run."""
        self.bench.job(self._tab(request), request.path_params["job"]).stop()
        return JSONResponse({})

    # -- views ----------------------------------------------------------------------------------------------------

    def view(self, request: Request) -> Response:
        """Send one view of a run."""
        make = VIEWS.get(request.path_params["view"])
        if make is None:
            raise InputError("There is no such view.")
        return JSONResponse(make(self.bench.views(self._tab(request), asked_of(request, "run"))))

    def gate(self, request: Request) -> Response:
        """Send a gate's card."""
        views = self.bench.views(self._tab(request), asked_of(request, "run"))
        return JSONResponse(views_map.gate(views, asked_of(request, "id")))

    def acting(self, request: Request) -> Response:
        """Send the rules that act on a spot on a day."""
        views = self.bench.views(self._tab(request), asked_of(request, "run"))
        return JSONResponse(views_map.acting(views, asked_of(request, "on"), asked_of(request, "day")))

    def rule(self, request: Request) -> Response:
        """Send a rule that somebody wrote, in words, or refuse it."""
        views = self.bench.views(self._tab(request), asked_of(request, "run"))
        return JSONResponse(views_change.new_rule(views, words_of(request.query_params)))

    def dated(self, request: Request) -> Response:
        """Send a rule with other ends, in words, or refuse it."""
        views = self.bench.views(self._tab(request), asked_of(request, "run"))
        rule, since, until = (asked_of(request, name) for name in ("rule", "since", "until"))
        return JSONResponse(views_change.dated_rule(views, rule, since, until))

    def difference(self, request: Request) -> Response:
        """Send what changes from one run to another."""
        tab = self._tab(request)
        before, after = (self.bench.path(tab, asked_of(request, name)) for name in ("run", "against"))
        run, views = self.bench.shelf.take(before)
        return JSONResponse(views_change.difference(views, run, self.bench.shelf.glance(after)))

    async def ways(self, request: Request) -> Response:
        """Answer a traveller; nothing of the question is kept or logged."""
        tab, asked = self._tab(request), await body_of(request)
        views = await run_in_threadpool(self.bench.views, tab, str(asked.get("run", "")))
        return JSONResponse(await run_in_threadpool(views_traveller.answer, views, asked))

    # -- figures ---------------------------------------------------------------------------------------------------

    async def read_figures(self, request: Request) -> Response:
        """Say how the columns of a file are read, and its faults."""
        tab, content = self._tab(request), await request.body()
        kind, run = asked_of(request, "kind"), self.bench.path(tab, asked_of(request, "run"))
        asked = Figures(self.bench.shelf).read
        return JSONResponse(await run_in_threadpool(asked, tab, run, content, kind, request.query_params))

    async def take_figures(self, request: Request) -> Response:
        """Take the figures in of a file that was read."""
        tab, asked = self._tab(request), await body_of(request)
        run, token = self.bench.path(tab, str(asked.get("run", ""))), str(asked.get("token", ""))
        return JSONResponse(await run_in_threadpool(Figures(self.bench.shelf).take, tab, run, token))

    # -- out ------------------------------------------------------------------------------------------------------

    def export(self, request: Request) -> Response:
        """Send a run as a file for other programs, or its report."""
        tab = self._tab(request)
        run = self.bench.shelf.run(self.bench.path(tab, asked_of(request, "run")))
        against = request.query_params.get("against", "")
        other = self.bench.shelf.run(self.bench.path(tab, against)) if against else None
        path, name = exported(tab, run, other, asked_of(request, "form"))
        gone = BackgroundTask(path.unlink, missing_ok=True)
        return FileResponse(path, filename=name, headers={"cache-control": "no-store"}, background=gone)

    async def save(self, request: Request) -> Response:
        """Keep a run of this tab in the folder `runs`."""
        tab, asked = self._tab(request), await body_of(request)
        return JSONResponse(await run_in_threadpool(self.bench.save, tab, str(asked.get("run", ""))))

    def _tab(self, request: Request) -> Any:
        return self.bench.tabs.of(request.headers.get(TAB.decode(), ""))


def create(root: Path, port: int, *, workshop: Workshop | None = None) -> Starlette:
    """Return the studio over a folder, to be reached on a port of this machine."""
    bench = Bench(root, workshop or Workshop())

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        bench.close()

    studio = Starlette(
        routes=Studio(bench).routes(),
        middleware=[Middleware(Guard, port=port)],
        exception_handlers={InputError: _refused, ScenarioError: _refused},
        lifespan=lifespan,
    )
    studio.state.bench = bench
    return studio


def _file(name: str) -> bytes:
    return STATIC.joinpath(name).read_bytes()


async def _refused(request: Request, error: Exception) -> Response:
    faults = plain(error.faults) if isinstance(error, ScenarioError) else []
    return JSONResponse({"error": refusal(error), "faults": faults}, status_code=400)
