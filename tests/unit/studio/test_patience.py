"""Nobody keeps the studio waiting, and who only waits makes room for who asks."""

import socket
import threading
from contextlib import closing, suppress

import pytest
import uvicorn

from exeunt.studio import patience

ASKED = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def port():
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=patience.Impatient, lifespan="off", log_config=None, timeout_keep_alive=60)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(30)


def connected(port):
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def is_answered(connection):
    """Ask, and say whether the whole answer comes."""
    connection.sendall(ASKED)
    found = b""
    while not found.endswith(b"ok"):
        more = connection.recv(1000)
        if not more:
            return False
        found += more
    return found.startswith(b"HTTP/1.1 200")


def is_closed(connection):
    """Wait until something comes of a connection; say whether that is its end."""
    with suppress(ConnectionResetError):
        return connection.recv(1000) == b""
    return True


def test_a_question_that_never_ends_is_not_waited_for(port, monkeypatch):
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.3)
    with closing(connected(port)) as slow, closing(connected(port)) as silent:
        slow.sendall(ASKED[:20])
        assert is_closed(slow)
        assert is_closed(silent)


def test_nor_is_the_second_one(port, monkeypatch):
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.3)
    with closing(connected(port)) as slow:
        assert is_answered(slow)
        slow.sendall(ASKED[:20])
        assert is_closed(slow)


def test_of_too_many_that_which_waits_longest_makes_room(port, monkeypatch):
    monkeypatch.setattr(patience, "MOST_CONNECTIONS", 3)
    waiting = [connected(port) for _ in range(3)]
    with closing(connected(port)) as fresh:
        assert is_answered(fresh)
        assert is_closed(waiting[0])
    for each in waiting:
        each.close()
