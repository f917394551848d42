"""Runs that are under way: each in a process of its own, told of as it goes on, and stopped when somebody asks."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from exeunt import compiled
from exeunt.errors import InputError
from exeunt.studio.worker import Recipe, work

MOST = 4  # runs at once
WARM = 1  # processes that wait for the next recipe
BROKE = "The run broke off: the process that simulates ended by itself ({code}). The studio goes on; press Run again."
ENDED = ("done", "refused", "failed", "stopped")

Work = Callable[[Connection, Path], None]


@dataclass
class Worker:
    """A process and the pipe to it."""

    process: BaseProcess
    pipe: Connection

    @classmethod
    def start(cls, target: Work) -> Worker:
        """Start a process, which warms itself up."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=target, args=(theirs, compiled.cache_folder), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours)

    def end(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.join(5)
        self.pipe.close()


@dataclass
class Job:
    """A run under way: what was said of it so far, the last being how it ended; `then` is done once it is done."""

    recipe: Recipe
    told: list[dict[str, Any]] = field(default_factory=list)
    worker: Worker | None = None
    is_stopped: bool = False
    then: Callable[[], object] | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will be said."""
        return bool(self.told) and self.told[-1]["kind"] in ENDED

    def tell(self, kind: str, **more: Any) -> None:
        """Say how far it is, or how it ended."""
        self.told.append({"kind": kind, **more})

    def stop(self) -> None:
        """Stop it; what it computed is lost."""
        self.is_stopped = True
        if self.worker is not None:
            self.worker.process.kill()


class Workshop:
    """The processes that simulate."""

    def __init__(self, target: Work = work) -> None:
        self._target = target
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._busy: set[int] = set()

    def warm_up(self) -> None:
        """Have a process wait for the first recipe."""
        with self._lock:
            if len(self._idle) < WARM:
                self._idle.append(Worker.start(self._target))

    def start(self, recipe: Recipe) -> Job:
        """Start a run.

        Raises
        ------
        InputError
            If too many are under way.

        """
        job = Job(recipe)
        with self._lock:
            if len(self._busy) >= MOST:
                raise InputError(f"{MOST} runs are under way already; wait for one of them, or stop it.")
            self._busy.add(id(job))
        threading.Thread(target=self._follow, args=(job,), daemon=True).start()
        return job

    def close(self) -> None:
        """End every process that waits."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def _follow(self, job: Job) -> None:
        try:
            with self._lock:
                alive = [each for each in self._idle if each.process.is_alive()]
                self._idle = alive[1:]
            worker = job.worker = alive[0] if alive else Worker.start(self._target)
            try:
                self._listen(job, worker)
            except (EOFError, OSError):
                worker.process.join(5)
                code = worker.process.exitcode
                job.tell("stopped") if job.is_stopped else job.tell("failed", error=BROKE.format(code=code))
        finally:
            with self._lock:
                self._busy.discard(id(job))
        self._put_back(worker)

    def _listen(self, job: Job, worker: Worker) -> None:
        if job.is_stopped:
            raise EOFError
        worker.pipe.send(job.recipe)
        while True:
            kind, *rest = worker.pipe.recv()
            if kind == "progress":
                job.tell("progress", stage=rest[0], done=rest[1], total=rest[2])
            elif kind != "ready":
                break
        if kind == "done":
            if job.then is not None:
                job.then()
            job.tell("done")
        elif kind == "refused":
            job.tell("refused", error=rest[0])
        else:
            job.tell("failed", error=f"The run broke off: {rest[0]}. The studio goes on.")

    def _put_back(self, worker: Worker) -> None:
        with self._lock:
            if worker.process.is_alive() and len(self._idle) < WARM:
                self._idle.append(worker)
                return
        worker.end()
        self.warm_up()
