"""A studio that is ended, by Ctrl-C or by who ends all programs: it says no more, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import Request, urlopen

import pytest

SIMULATED = 600  # seconds in which the busiest machine has compiled the engine and made one run


def asked(address, method, path, tab, **said):
    """Ask the studio as its page does, and return the text of its answer."""
    request = Request(address + path, json.dumps(said).encode(), {"X-Exeunt-Tab": tab}, method=method)
    with urlopen(request, timeout=SIMULATED) as answer:
        return answer.read().decode()


def begun(address):
    """Begin a tab, once the studio answers, and return its token."""
    until = time.monotonic() + SIMULATED
    while time.monotonic() < until:
        try:
            return json.loads(asked(address, "POST", "/api/tab", "new"))["tab"]
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the studio does not answer")


@pytest.mark.parametrize(("how", "status"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 0)])
def test_a_studio_that_has_simulated_ends_without_a_word_and_takes_its_files_away(tmp_path, how, status):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    files, address = tmp_path / "files", f"http://127.0.0.1:{port}"
    files.mkdir()
    words = [sys.executable, "-m", "exeunt", "studio", "--no-browser", "--port", str(port)]
    env = {**os.environ, "TMPDIR": str(files)}
    with subprocess.Popen(words, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True) as studio:
        try:
            tab = begun(address)
            choices = json.loads(asked(address, "GET", "/api/choices", tab))
            smallest = next(each["id"] for each in choices if each["scenario"] == "smallest")
            job = json.loads(asked(address, "POST", "/api/jobs", tab, choice=smallest, mean=True))["job"]
            assert '"done"}' in asked(address, "GET", f"/api/jobs/{job}/events", tab)
            studio.send_signal(how)
            _, written = studio.communicate(timeout=60)  # until all its processes have ended
        finally:
            studio.kill()
    assert (studio.returncode, written) == (status, f"The studio is at {address}/; Ctrl-C ends it.\n")
    assert list(files.iterdir()) == []
