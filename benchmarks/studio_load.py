"""Fifty visitors ask the studio at once for two minutes, one of them with bad intentions; it prints what came of it.

    python benchmarks/studio_load.py [--visitors 50] [--seconds 120]

The studio is started in a folder of its own with one stored run, and asked over loopback. Visitors open tabs, look at
views, ask as travellers, change rules, drop figures and export; each marks what is its own and looks for the marks of
others in what it is answered. The hostile one sends too much, too slowly, without form, under foreign names and for
files that are not the page's. It ends with 1 if the studio did not stay up, gave something away or broke.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import exeunt

VIEWS = ("overview", "movement", "arrivals", "lines", "evidence", "knobs", "traveller")
FIGURES = "id,from,until,where,measure,value,published\n{mark},2024-03-02,2024-03-04,BBB,arrivals,{value},2024-03-05\n"
MARK = re.compile(r"mark-[0-9]+-of-visitor-[0-9]+")
Attack = Callable[[random.Random], Coroutine[Any, Any, object]]
WAIT = 60.0  # seconds for an answer; longer counts as none


@dataclass
class Told:
    """What came of it."""

    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    given_away: list[str] = field(default_factory=list)
    silent: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Visitor:
    """Somebody with a tab of his own."""

    port: int
    number: int
    told: Told
    tab: str = "new"

    async def ask(self, method: str, path: str, body: bytes | Mapping[str, Any] = b"") -> tuple[int, bytes]:
        """Ask once, note the answer, and look for what is not his."""
        content = body if isinstance(body, bytes) else json.dumps(dict(body)).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nX-Exeunt-Tab: {self.tab}\r\n"
        head += f"Connection: close\r\nContent-Length: {len(content)}\r\n\r\n"
        begun = time.perf_counter()
        try:
            raw = await asyncio.wait_for(sent(self.port, head.encode() + content), WAIT)
            status, answer = int(raw[9:12]), raw.partition(b"\r\n\r\n")[2]
        except TimeoutError:
            self.told.silent[f"nothing in {WAIT:g} s"] += 1
            return 0, b""
        except (OSError, ValueError):
            self.told.silent["closed, to make room or in the end"] += 1
            return 0, b""
        self.told.seconds.append(time.perf_counter() - begun)
        self.told.answers[f"{status // 100}xx"] += 1
        marks = set(MARK.findall(answer.decode("utf-8", "replace")))
        self.told.given_away += [mark for mark in marks if not mark.endswith(f"-{self.number}")]
        return status, answer

    async def told_of(self, method: str, path: str, body: bytes | Mapping[str, Any] = b"") -> Any:
        """Ask once, and return what the answer says; nothing if it is no success."""
        status, answer = await self.ask(method, path, body)
        return json.loads(answer) if status == 200 and answer[:1] in b"{[" else None

    async def visit(self, until: float, others: dict[int, str]) -> None:
        """Do what visitors do until it is time to leave; `others` has a run of each, which is nobody else's to see."""
        draw, run, own, count = random.Random(self.number), "", "", 0
        while time.monotonic() < until:
            count += 1
            mark = f"mark-{count}-of-visitor-{self.number}"
            if not run or count % 20 == 1:
                await self.ask("GET", "/")
                opened = await self.told_of("POST", "/api/tab")
                self.tab, own = (opened or {"tab": "new"})["tab"], ""
                choices = await self.told_of("GET", "/api/choices") or []
                run = next((each["id"] for each in choices if each["is_run"]), "")
                continue
            match draw.randrange(8):
                case 0 | 1 | 2:
                    await self.ask("GET", f"/api/view/{draw.choice(VIEWS)}?run={own or run}")
                case 3 | 4:
                    start = draw.choice(["capital", "north", "south", mark])
                    asked = {"run": run, "start": start, "on": "2024-03-04", "budget": 900, "traits": {"liable": mark}}
                    await self.ask("POST", "/api/ways", asked | ({"traits": {}} if draw.random() < 0.7 else {}))
                case 5:
                    text = FIGURES.format(mark=mark, value=draw.randint(20_000, 90_000)).encode()
                    await self.ask("POST", f"/api/figures/read?run={run}&kind=csv", text)
                    taken = await self.told_of("POST", "/api/figures/take", {"run": run})
                    own = taken["run"] if taken else own
                    others[self.number] = own
                case 6:
                    changes = {"constants": {"reach": draw.random()}}
                    await self.ask("POST", "/api/jobs", {"run": run, "mean": True, "changes": changes})
                case _:
                    await self.ask("GET", f"/api/export?run={own or run}&form=csv")
            stranger = draw.choice([each for key, each in others.items() if each and key != self.number] or [""])
            if stranger:
                status, _ = await self.ask("GET", f"/api/view/overview?run={stranger}")
                if status == 200:
                    self.told.given_away.append(f"the run {stranger}")


async def sent(port: int, content: bytes) -> bytes:
    """Send bytes and return all that is answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(content)
        with suppress(ConnectionError):
            await writer.drain()
        return await reader.read()
    finally:
        writer.close()


def attacks(port: int) -> list[Attack]:
    """Return what the hostile one does."""
    host = f"Host: 127.0.0.1:{port}\r\n"
    tab = "X-Exeunt-Tab: guessed\r\n"

    def plain(head: str, body: bytes = b"") -> Attack:
        return lambda draw: sent(port, head.encode("utf-8", "surrogateescape") + b"Connection: close\r\n\r\n" + body)

    async def chunks(draw: random.Random) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"POST /api/figures/read?run=x&kind=csv HTTP/1.1\r\n{host}{tab}".encode())
        writer.write(b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(40):
            writer.write(b"100000\r\n" + b"x" * 2**20 + b"\r\n")
            await writer.drain()
        writer.close()

    async def slow(draw: random.Random) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        for letter in f"POST /api/ways HTTP/1.1\r\n{host}{tab}Content-Length: 99\r\n\r\n" + "x" * 90:
            writer.write(letter.encode())
            await writer.drain()
            await asyncio.sleep(draw.random())
        writer.close()

    async def many_slow(draw: random.Random) -> None:
        await asyncio.gather(*(asyncio.wait_for(slow(draw), 20) for _ in range(60)), return_exceptions=True)

    async def noise(draw: random.Random) -> None:
        await sent(port, draw.randbytes(draw.choice([1, 100, 100_000])))

    deep = b'{"run": ' + b"[" * 200_000
    paths = ["/static/../app.py", "/static/%2e%2e%2fapp.py", "/static/..%5capp.py", "//etc/passwd", "/%00", "/api/",
             "/api/view/../../etc/passwd?run=/etc", "/api/view/movement?run=../../etc", "/static/\udcff"]  # fmt: skip
    return [
        *(plain(f"GET {path} HTTP/1.1\r\n{host}{tab}") for path in paths),
        plain(f"POST /api/figures/read HTTP/1.1\r\n{host}{tab}Content-Length: 10000000000\r\n", b"x" * 2**20),
        plain(f"POST /api/ways HTTP/1.1\r\n{host}{tab}Content-Length: {len(deep)}\r\n", deep),
        plain(f"POST /api/tab HTTP/1.1\r\nHost: evil.example\r\n{tab}"),
        plain(f"POST /api/tab HTTP/1.1\r\n{host}Origin: https://evil.example\r\n{tab}"),
        plain(f"POST /api/tab HTTP/1.1\r\n{host}Sec-Fetch-Site: cross-site\r\n{tab}"),
        plain(f"GET / HTTP/1.1\r\n{host}X: {'y' * 200_000}\r\n"),
        plain(f"GET / HTTP/1.1\r\n{host}Upgrade: websocket\r\n"),
        plain(f"POST /api/tab HTTP/1.1\r\n{host}{tab}Content-Length: -1\r\n"),
        plain(f"POST /api/tab HTTP/1.1\r\n{host}{tab}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"0\r\n"),
        chunks, slow, many_slow, noise,
    ]  # fmt: skip


async def intrude(port: int, until: float) -> None:
    """Do the visitors and the studio whatever harm can be done."""
    draw, ways = random.Random(0), attacks(port)
    under_way: set[asyncio.Task[None]] = set()

    async def tried_once() -> None:
        with suppress(OSError, TimeoutError):
            await asyncio.wait_for(draw.choice(ways)(draw), 25)

    while time.monotonic() < until:
        under_way = {each for each in under_way if not each.done()}
        if len(under_way) < 20:
            under_way.add(asyncio.create_task(tried_once()))
        await asyncio.sleep(0.05)
    for each in under_way:
        each.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)


def memory(process: int) -> int:
    """Return how many bytes a process holds in memory; 0 if it is gone."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def children(process: int) -> list[int]:
    """Return the processes that a process started."""
    with suppress(OSError):
        return [
            int(each) for file in Path(f"/proc/{process}/task").glob("*/children") for each in file.read_text().split()
        ]
    return []


async def look_on(process: int, until: float, told: Told) -> None:
    """Note once a second how much memory the studio holds, and how much the processes that simulate for it."""
    while time.monotonic() < until:
        told.memory.append((memory(process), sum(map(memory, children(process)))))
        await asyncio.sleep(1.0)


async def load(port: int, process: int, visitors: int, seconds: float) -> Told:
    """Have so many visitors for so long, one of them hostile."""
    told, until = Told(), time.monotonic() + seconds
    others: dict[int, str] = {}
    await asyncio.gather(
        *(Visitor(port, number, told).visit(until, others) for number in range(1, visitors)),
        intrude(port, until),
        look_on(process, until, told),
    )
    return told


def tried(folder: Path, visitors: int, seconds: float) -> tuple[Told, list[str]]:
    """Start a studio over a folder with a run, have it asked, end it; return what came, and what was wrong."""
    exeunt.load("smallest").run(members=24, seed=1, out=folder / "runs" / "smallest-1", progress=False)
    log = folder / "log"
    with serving(folder, log) as (port, studio):
        told = asyncio.run(load(port, studio.pid, visitors, seconds))
        asyncio.run(Visitor(port, 0, told).ask("GET", "/"))
        is_up = studio.poll() is None and answers(port)
    written = log.read_text(errors="replace")
    broken = re.findall(r"^(?:ERROR|Traceback)[^\n]*(?:\n[ ]+[^\n]*)*", written, re.MULTILINE)
    wrong = [] if is_up else ["it is not up any more"]
    wrong += [f"given away: {each}" for each in sorted(set(told.given_away))[:10]]
    wrong += [f"in the log: {mark}" for mark in sorted(set(MARK.findall(written)))[:10]]
    wrong += [f"broke {times} times: {line}" for line, times in Counter(broken).most_common(5)]
    wrong += [f"answered {each}: {times}" for each, times in told.answers.items() if each == "5xx"]
    return told, wrong


@contextmanager
def serving(folder: Path, log: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Start a studio over a folder; give its port and its process once it answers, and end it."""
    port = free_port()
    words = [sys.executable, "-m", "exeunt", "studio", "--no-browser", "--port", str(port)]
    own = {**os.environ, "TMPDIR": str(folder)}
    with log.open("w") as said, subprocess.Popen(words, cwd=folder, stderr=said, stdout=said, env=own) as studio:
        try:
            while not answers(port):
                time.sleep(0.2)
            yield port, studio
        finally:
            studio.terminate()
            studio.wait(30)


def answers(port: int) -> bool:
    """Whether something listens."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 2):
        return True
    return False


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def main() -> None:
    """Try it and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told, wrong = tried(Path(folder), asked.visitors, asked.seconds)
    ordered = sorted(told.seconds)
    print(f"{len(ordered)} answers to {asked.visitors - 1} visitors in {asked.seconds:g} s: {dict(told.answers)}")
    print(f"median {ordered[len(ordered) // 2]:.2f} s, 95 % within {ordered[len(ordered) * 95 // 100]:.2f} s")
    print(f"without an answer: {dict(told.silent) or 0}")
    for what, numbers in zip(("the studio", "what simulates for it"), zip(*told.memory, strict=True), strict=True):
        first, most, last = (number / 1e6 for number in (numbers[0], max(numbers), numbers[-1]))
        print(f"memory of {what}: {first:.0f} MB at first, at most {most:.0f}, {last:.0f} at the end")
    print("\n".join(wrong) or "It stayed up, gave nothing away and nothing broke.")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
