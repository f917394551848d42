"""What a request asks, refused in a sentence where it cannot be read."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from exeunt.errors import InputError


async def body_of(request: Request) -> dict[str, Any]:
    """Return what a page sent as JSON."""
    try:
        told = json.loads(await request.body())
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise InputError("What was asked could not be read; reload the page.")
    return told


def asked_of(request: Request, name: str) -> str:
    """Return one thing that stands in the address of a question."""
    value = request.query_params.get(name)
    if value is None:
        raise InputError(f"The question lacks `{name}`; reload the page.")
    return value
