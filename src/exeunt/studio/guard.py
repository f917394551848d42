"""Who may ask, and what an answer lets a browser do.

The studio listens on this machine only. Every page a browser shows can still reach it, so a request must name this
machine as its host (a foreign name that resolves here, DNS rebinding, is refused), must not come from another site,
and whatever asks or changes anything must carry a header that another site cannot send unasked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

from starlette.responses import JSONResponse

HOSTS = ("127.0.0.1", "localhost", "[::1]")
TAB = b"x-exeunt-tab"
LARGEST = 5 * 2**20
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
        try:
            await self.app(scope, _limited(receive), guarded)
        except TooLargeError:
            await _refused(413, _too_large())(scope, receive, guarded)

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


def _limited(receive: Receive) -> Receive:
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > LARGEST:
                raise TooLargeError
        return message

    return limited


def _too_large() -> str:
    return f"At most {LARGEST // 2**20} MB are read; keep the rows that matter."


def _refused(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"error": sentence}, status_code=status)
