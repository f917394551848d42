"""Runs that are under way: each in a process of its own, told of as it goes on, and stopped when somebody asks."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from contextlib import suppress
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
QUIET = 10  # how much a process that works ahead gives way to others, as `nice` counts
BROKE = "The run broke off: the process that simulates ended by itself ({code}). The studio goes on; press Run again."
UNSTARTED = "The run could not be started ({why}). The studio goes on; press Run again."
DONE = "done"
ENDED = (DONE, "refused", "failed", "stopped")

Work = Callable[[Connection, Path], None]


class BusyError(InputError):
    """Nothing is made ahead while other runs are under way."""


@dataclass(eq=False)
class Worker:
    """A process and the pipe to it; one for runs made `ahead` gives way to all others."""

    process: BaseProcess
    pipe: Connection
    ahead: bool

    @classmethod
    def start(cls, target: Work, *, ahead: bool = False) -> Worker:
        """Start a process, which warms itself up."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=target, args=(theirs, compiled.cache_folder), daemon=True)
        process.start()
        theirs.close()
        if ahead and hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, process.pid or 0, QUIET)
        return cls(process, ours, ahead)

    def exit_code(self) -> int | None:
        """Return with which code it ended, once it has."""
        self.process.join(5)
        return self.process.exitcode

    def end(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.join(5)
        self.pipe.close()


@dataclass(eq=False)
class Job:
    """A run under way: what was said of it so far, the last being how it ended; `then` is done once it is done.

    One that is made `ahead` was asked for by nobody yet.
    """

    recipe: Recipe
    ahead: bool = False
    told: list[dict[str, Any]] = field(default_factory=list)
    worker: Worker | None = None
    is_stopped: bool = False
    then: Callable[[], object] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def run(self) -> str:
        """The id of the run that is made, by which its folder is called."""
        return self.recipe.out.name

    @property
    def ended(self) -> bool:
        """Whether nothing more will be said."""
        return bool(self.told) and self.told[-1]["kind"] in ENDED

    @property
    def is_done(self) -> bool:
        """Whether the run is there."""
        return bool(self.told) and self.told[-1]["kind"] == DONE

    def tell(self, kind: str, **more: Any) -> None:
        """Say how far it is, or how it ended."""
        self.told.append({"kind": kind, **more})

    def stop(self) -> None:
        """Stop it; what it computed is lost."""
        with self.lock:
            self.is_stopped = True
            if self.worker is not None:
                self.worker.process.kill()

    def release(self) -> None:
        """Part with its process, which others may use from now on."""
        with self.lock:
            self.worker = None


class Workshop:
    """The processes that simulate."""

    def __init__(self, target: Work = work) -> None:
        self._target = target
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._busy: list[Job] = []
        self._is_closed = False

    def warm_up(self) -> None:
        """Have a process wait for the first recipe."""
        with self._lock:
            if not self._is_closed and self._waiting(ahead=False) < WARM:
                self._idle.append(Worker.start(self._target))

    def start(self, recipe: Recipe, *, ahead: bool = False) -> Job:
        """Start a run; one that is made `ahead` gives way to those that somebody waits for.

        Raises
        ------
        InputError
            If too many are under way; for a run made ahead a `BusyError` if any is.

        """
        job = Job(recipe, ahead)
        with self._lock:
            if ahead and self._busy:
                raise BusyError("Other runs are under way.")
            if not ahead and sum(not each.ahead for each in self._busy) >= MOST:
                raise InputError(f"{MOST} runs are under way already; wait for one of them, or stop it.")
            self._busy.append(job)
        threading.Thread(target=self._follow, args=(job,), daemon=True).start()
        return job

    def close(self) -> None:
        """End every process that waits, and have none wait from now on."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def _follow(self, job: Job) -> None:
        worker, ended = None, _failed("The run broke off. The studio goes on; press Run again.")
        try:
            worker = job.worker = self._take(job) or Worker.start(self._target, ahead=job.ahead)
            ended = self._listen(job, worker)
        except (EOFError, OSError) as error:
            if job.is_stopped:
                ended = {"kind": "stopped"}
            elif worker is None:
                ended = _failed(UNSTARTED.format(why=error))
            else:
                ended = _failed(BROKE.format(code=worker.exit_code()))
        finally:
            job.release()
            if worker is not None:
                self._put_back(worker)
            with self._lock:
                self._busy.remove(job)
            job.tell(**ended)  # last, so that who asks for the next run then finds the process free

    def _listen(self, job: Job, worker: Worker) -> dict[str, Any]:
        """Tell how far a run is until it ends, and return how it did."""
        if job.is_stopped:
            raise EOFError
        worker.pipe.send(job.recipe)
        while True:
            kind, *rest = worker.pipe.recv()
            if kind == "progress":
                job.tell("progress", stage=rest[0], done=rest[1], total=rest[2])
            elif kind != "ready":
                break
        if kind == DONE:
            if job.then is not None:
                job.then()
            return {"kind": DONE}
        if kind == "refused":
            return {"kind": kind, "error": rest[0]}
        return _failed(f"The run broke off: {rest[0]}. The studio goes on.")

    def _take(self, job: Job) -> Worker | None:
        """Return a process that waits, if one may do the job: what somebody waits for may be done by any."""
        with self._lock:
            self._idle = [each for each in self._idle if each.process.is_alive()]
            fitting = [each for each in self._idle if each.ahead or not job.ahead]
            worker = min(fitting, key=lambda each: each.ahead != job.ahead, default=None)
            if worker is not None:
                self._idle.remove(worker)
            return worker

    def _put_back(self, worker: Worker) -> None:
        with self._lock:
            if not self._is_closed and worker.process.is_alive() and self._waiting(ahead=worker.ahead) < WARM:
                self._idle.append(worker)
                return
        worker.end()
        with suppress(OSError):  # whoever asks next is told
            self.warm_up()

    def _waiting(self, *, ahead: bool) -> int:
        return sum(worker.ahead == ahead for worker in self._idle)


def _failed(sentence: str) -> dict[str, Any]:
    return {"kind": "failed", "error": sentence}
