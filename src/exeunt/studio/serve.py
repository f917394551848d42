"""Serving the studio on this machine."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from exeunt.errors import InputError, Option
from exeunt.studio.app import create
from exeunt.studio.jobs import Workshop
from exeunt.studio.patience import Impatient
from exeunt.studio.worker import unnamed_locks

HOST = "127.0.0.1"
PORT, TRIED = 8766, 20
PORT_OPTION = Option("port", "")


def serve(root: Path, *, port: int | None, browser: bool, say: Callable[[str], None]) -> None:
    """Serve the studio over a folder until it is interrupted.

    Raises
    ------
    InputError
        If the port is taken.

    """
    listening = listen(port)
    found = int(listening.getsockname()[1])
    unnamed_locks()
    workshop = Workshop()
    app = create(root, found, workshop=workshop)
    address = f"http://{HOST}:{found}/"
    say(f"The studio is at {address}; Ctrl-C ends it.")
    threading.Thread(target=workshop.warm_up, daemon=True).start()
    if browser:
        threading.Timer(0.7, webbrowser.open, [address]).start()
    # what is asked is logged nowhere
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, date_header=False, ws="none", http=Impatient,
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    with suppress(KeyboardInterrupt):  # which is how it is ended, as was said
        uvicorn.Server(config).run(sockets=[listening])


def listen(port: int | None) -> socket.socket:
    """Take a port of this machine: that which was asked for, or the first that is free."""
    for number in range(PORT, PORT + TRIED) if port is None else [port]:
        taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((HOST, number))
        except OSError:
            taken.close()
            continue
        return taken
    if port is None:
        raise InputError(f"The ports {PORT} to {PORT + TRIED - 1} are all taken; name another with ", PORT_OPTION, ".")
    raise InputError(
        f"Port {port} is taken; name another with ", PORT_OPTION, ", or leave it out for the first that is free."
    )
