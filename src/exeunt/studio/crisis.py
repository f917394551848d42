"""A crisis of a country's own: its world built from its name, and its tables corrected as somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from exeunt import api
from exeunt.studio.guard import TAB

if TYPE_CHECKING:
    from exeunt.studio.bench import Bench


def crisis_routes(bench: Bench) -> list[Route]:
    """Return the addresses of the crisis page."""

    def about(request: Request) -> Response:
        bench.tabs.of(request.headers.get(TAB.decode(), ""))
        return JSONResponse({"can": hasattr(api, "new_of_country")})

    return [Route("/api/crisis", about, methods=["GET"])]
