"""Who may ask, and what an answer lets a browser do.

The studio listens on this machine only. Every page a browser shows can still reach it, so a request must name this
machine as its host (a foreign name that resolves here, DNS rebinding, is refused), must not come from another site,
and whatever asks or changes anything must carry a header that another site cannot send unasked.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

from starlette.responses import JSONResponse

HOSTS = ("127.0.0.1", "localhost", "[::1]")
TAB = b"x-exeunt-tab"
LARGEST = 5 * 2**20
BODY_SECONDS = 30.0
BROKE = "Something went wrong in the studio itself, which goes on; reload the page, or try something else."
NOTED = 6  # calls, the innermost
MEASURES = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class TooLargeError(Exception):
    """More was sent than is read."""


class Guard:
    """Lets through to an application what may ask, and sends the browser's rules with every answer."""

    def __init__(self, app: App, port: int) -> None:
        self.app = app
        self.hosts = {f"{host}:{port}".encode() for host in HOSTS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        guarded = _sending(send)
        headers = dict(scope["headers"])
        refusal = self._refusal(scope, headers)
        if refusal:
            await _refused(*refusal)(scope, receive, guarded)
            return
        begun = _Begun(guarded)
        try:
            await self.app(scope, _limited(receive), begun)
            return
        except TooLargeError:
            answer = _refused(413, _too_large())
        except TimeoutError:
            answer = _refused(408, "What was sent came too slowly; send it again.")
        except Exception as error:  # the studio goes on, whatever went wrong
            _note(error)
            answer = _refused(500, f"{BROKE} ({type(error).__name__})")
        if not begun.is_begun:
            await answer(scope, receive, guarded)

    def _refusal(self, scope: Scope, headers: dict[bytes, bytes]) -> tuple[int, str] | None:
        host = headers.get(b"host", b"").lower()
        if host not in self.hosts:
            return 421, "The studio answers on this machine only: open the address that `exeunt studio` printed."
        if (origin := headers.get(b"origin")) and origin.lower() != b"http://" + host:
            return 403, "Another site may not ask the studio."
        site, mode = headers.get(b"sec-fetch-site", b"none"), headers.get(b"sec-fetch-mode", b"")
        is_opened = scope["path"] == "/" and scope["method"] == "GET" and mode == b"navigate"
        if site not in (b"same-origin", b"none") and not is_opened:
            return 403, "Another site may not ask the studio."
        if scope["path"].startswith("/api/") and TAB not in headers:
            return 403, "Ask from the studio's own page."
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > LARGEST:
            return 413, _too_large()
        return None


def _sending(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            headers += _missing(headers)
            message = {**message, "headers": headers}
        await send(message)

    return guarded


def _missing(headers: list[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    named = {name.lower() for name, _ in headers}
    for name, value in (*MEASURES, ("cache-control", "no-store")):
        if name.encode() not in named:
            yield name.encode(), value.encode()


class _Begun:
    """Sends an answer, and knows whether it has begun to."""

    def __init__(self, send: Send) -> None:
        self.send, self.is_begun = send, False

    async def __call__(self, message: Message) -> None:
        self.is_begun = True
        await self.send(message)


def _limited(receive: Receive) -> Receive:
    """Read no more than so much, and wait for it no longer than so long."""
    seen, until, is_whole = 0, time.monotonic() + BODY_SECONDS, False

    async def limited() -> Message:
        nonlocal seen, is_whole
        if is_whole:
            return await receive()
        async with asyncio.timeout(max(until - time.monotonic(), 0.0)):
            message = await receive()
        is_whole = not message.get("more_body", False)
        seen += len(message.get("body", b""))
        if seen > LARGEST:
            raise TooLargeError
        return message

    return limited


def _note(error: Exception) -> None:
    """Write into the log what broke and where, but not its message, in which may stand what somebody asked."""
    where = "".join(traceback.format_tb(error.__traceback__)[-NOTED:])
    logging.getLogger("uvicorn.error").error("%s in the studio\n%s", type(error).__name__, where)


def _too_large() -> str:
    return f"At most {LARGEST // 2**20} MB are read; keep the rows that matter."


def _refused(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"error": sentence}, status_code=status)
