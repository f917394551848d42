"""The command `studio`: the web page on this machine.

What it needs beyond the command line is an extra, imported when it runs.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from exeunt.errors import InputError

NEEDED = ("starlette", "uvicorn")
MISSING = "The studio needs more than the command line: pip install 'exeunt[studio]', then try again."


def studio(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="A port of this machine; the first from 8766 that is free.")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address and open no browser.")] = False,
) -> None:
    """Open the studio: a page on this machine that shows runs, and asks what would be otherwise."""
    if not all(map(find_spec, NEEDED)):
        raise InputError(MISSING)
    from exeunt.studio.serve import serve

    serve(Path.cwd(), port=port, browser=not no_browser, say=lambda line: print(line, file=sys.stderr, flush=True))
