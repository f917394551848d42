"""The command `studio` without what it needs, and on a port that is taken."""

import socket
import sys

import pytest

from exeunt.commands.of_studio import studio
from exeunt.errors import InputError


def test_without_the_extra_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(InputError, match=r"pip install 'exeunt\[studio\]'"):
        studio()


def test_a_taken_port_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"Port {port} is taken"):
            studio(port=port, no_browser=True)
