"""How long the studio waits for a browser to say what it wants, and with how many it talks at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from asyncio import BaseTransport, Transport

HEAD_SECONDS = 10.0  # for the head of a question; browsers open connections that they do not use, and find them closed
MOST_CONNECTIONS = 500  # a browser opens six a page


class Impatient(H11Protocol):
    """A connection that is closed if for long no question comes, be it that its letters come one by one."""

    _until: asyncio.TimerHandle | None = None
    _since = 0.0

    @property
    def is_waiting(self) -> bool:
        """Whether nothing has been asked that is still to be answered."""
        return self.cycle is None or bool(self.cycle.response_complete)

    def connection_made(self, transport: BaseTransport) -> None:
        """Take a connection; where there are too many, that which has waited longest makes room."""
        super().connection_made(cast("Transport", transport))
        self._wait()
        if len(self.connections) > MOST_CONNECTIONS:
            waiting = [each for each in self.connections if isinstance(each, Impatient) and each.is_waiting]
            min(waiting, key=lambda each: each._since).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        super().connection_lost(exc)
        if self._until is not None:
            self._until.cancel()

    def on_response_complete(self) -> None:
        """Wait for the next question."""
        self._wait()
        super().on_response_complete()

    def _wait(self) -> None:
        if self._until is not None:
            self._until.cancel()
        self._since = self.loop.time()
        self._until = self.loop.call_later(HEAD_SECONDS, self._close_unless_asked)

    def _close_unless_asked(self) -> None:
        if self.is_waiting:
            self.transport.abort()
