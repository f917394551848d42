"""Members on the workers of a Dask cluster that somebody else has started: the extra `exeunt[cluster]`.

What is run travels to a worker once, not with every member: the world (its tables, not its arrays, which are a hundred
times as large) and what members take of it. Each worker process makes the simulator of it once, whichever of its
threads comes first, and keeps it. The package itself is a task of its own, so that whoever joins later is given it, and
it is sent anew where all who had it are lost.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from exeunt.engine.members import Simulator
from exeunt.engine.parameters import Given
from exeunt.ensemble.made_by import this_engine
from exeunt.ensemble.pool import LostError
from exeunt.errors import InputError, Notice
from exeunt.versions import __version__

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as Promise

T = TypeVar("T")
Work = Callable[[int], T]
Installed = tuple[tuple[str, str], ...]  # what, and its version

CONNECT_SECONDS = 10
AHEAD = 3  # members handed over for each thread of a worker: with two, a worker at times had none while we were told
KEPT = 2  # simulators and packages that a worker process keeps: those of now, and those before
LOOK_SECONDS = 2.0  # after which workers are counted anew
FETCH_SECONDS = 10.0  # after which it is looked whether anybody still waits for a member's result
MISSING = "Members run on a cluster through Dask: pip install 'exeunt[cluster]', then try again."


class Package(NamedTuple):
    """What workers run, and what is installed where it was packed."""

    hash: str
    content: bytes
    installed: Installed


class Cluster:
    """The workers of a Dask cluster, as a `pool.Pool`."""

    is_here = False

    def __init__(self, client: Client, address: str) -> None:
        self._client, self._address = client, address
        self._threads, self._counted = 0, -LOOK_SECONDS

    @property
    def workers(self) -> int:
        """How many members may be under way: three for each thread of the workers that are there now.

        Raises
        ------
        LostError
            If the scheduler does not answer any more.

        """
        if time.monotonic() - self._counted >= LOOK_SECONDS:
            try:
                self._threads = sum(self._client.nthreads().values())
            except Exception as error:  # there are many: what is asked may be closing or closed
                raise _gone(self._address) from error
            self._counted = time.monotonic()
        return AHEAD * max(self._threads, 1)

    def executor(self) -> _Workers:
        """Return what hands members to the workers."""
        return _Workers(self._client, self._address)


class _Workers:
    """Hands members to workers; one whose worker is lost is run by another."""

    def __init__(self, client: Client, address: str) -> None:
        self._client, self._address = client, address
        self._under_way: set[Promise] = set()
        self._sent: tuple[object, Promise] | None = None
        self._is_over = False

    def submit(self, work: Work[T], member: int, /) -> Future[T]:
        """Hand a member over."""
        promise = self._client.submit(_run, self._package(work), member, pure=False)
        self._under_way.add(promise)
        found: Future[T] = Future()
        found.set_running_or_notify_cancel()
        promise.add_done_callback(partial(self._tell, found))
        return found

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Call back what has not begun; what is running runs to its end, and nobody hears of it."""
        self._is_over = True
        with suppress(Exception):  # of a scheduler that is gone
            self._client.cancel(list(self._under_way))
        self._under_way.clear()
        self._sent = None

    def _package(self, work: Work[T]) -> Promise:
        """Return the promise of the package, which is one as long as the same is run."""
        if self._sent is None or self._sent[0] is not work:
            content = _packed(work)
            hash_ = hashlib.sha256(content).hexdigest()
            self._sent = work, self._client.submit(Package, hash_, content, installed(), key=f"exeunt-{hash_[:16]}")
        return self._sent[1]

    def _tell(self, found: Future[T], promise: Promise) -> None:
        """Pass on what became of a member."""
        from distributed import KilledWorker

        self._under_way.discard(promise)
        try:
            found.set_result(self._fetched(promise))
        except KilledWorker:
            found.set_exception(
                LostError(
                    f"A member was lost with its worker again and again on the cluster at {self._address}; most often "
                    "workers have too little memory (`dask worker --memory-limit`)."
                )
            )
        except (CancelledError, OSError) as error:
            found.set_exception(_failed(self._address, error) if promise.status == "error" else _gone(self._address))
        except BaseException as error:
            found.set_exception(error)

    def _fetched(self, promise: Promise) -> Any:
        """Return what a member came to, unless nobody waits for it any more.

        Dask calls back in one thread for all clients of a process, and a client that is closed while a result is on its
        way to it never says so: whoever waited for that would keep every later run waiting.
        """
        while True:
            try:
                return promise.result(timeout=FETCH_SECONDS)
            except TimeoutError:
                if self._is_over or promise.status == "error":
                    raise


@contextmanager
def joined(address: str) -> Iterator[Cluster]:
    """Connect to a Dask scheduler, and leave it at the end as it was.

    Raises
    ------
    InputError
        If the extra is not installed, nobody answers there, or a worker has something else installed than is here.

    """
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise InputError(MISSING) from None
    with _unlogged():
        client = Client.__new__(Client)  # apart from `__init__`, which leaves one open that it could not connect
        try:
            _connect(client, address)
            _require_same(client, address)
            yield Cluster(client, address)
        finally:
            with suppress(Exception):  # of a scheduler that is gone
                client.close(timeout=CONNECT_SECONDS)


def _connect(client: Client, address: str) -> None:
    try:
        client.__init__(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(
            f"No Dask scheduler answers at {address}. `dask scheduler` starts one and prints its address, such as "
            "tcp://head:8786."
        ) from error
    except TypeError as error:  # of an address that wants more than an address
        raise InputError(f"Dask is not set up to connect to {address}: {error}") from error


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep Dask's log off standard error: what goes wrong is said here, in a sentence."""
    handlers = logging.getLogger("distributed").handlers
    levels = [handler.level for handler in handlers]
    for handler in handlers:
        handler.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for handler, level in zip(handlers, levels, strict=True):
            handler.setLevel(level)


def installed() -> Installed:
    """Return what decides the bits of a member, as it is installed here."""
    return tuple(("exeunt" if name == "version" else name, told) for name, told in this_engine().items())


def _require_same(client: Client, address: str) -> None:
    """Refuse workers that would make other bits, and say it if there are none yet.

    One that is lost meanwhile costs nothing; if it comes back, it is compared as one that comes later.
    """
    try:
        told = client.run(installed, on_error="return")
    except OSError as error:
        raise _gone(address) from error
    there = {worker: found for worker, found in told.items() if not _is_lost(found)}
    if not there:
        warnings.warn(f"The cluster at {address} has no worker yet; members wait for one.", Notice, stacklevel=2)
    for worker, found in there.items():
        if isinstance(found, BaseException):
            raise InputError(
                f"The worker at {worker} cannot run exeunt {__version__} ({found}): install there what is here."
            )
        _compare(installed(), found, f"The worker at {worker}")


def _is_lost(found: object) -> bool:
    """Whether what came of asking a worker is that it cannot be reached; what its own system refuses has a number."""
    return isinstance(found, OSError) and found.errno is None


def _compare(here: Installed, there: Installed, whose: str) -> None:
    """Refuse what would make other bits.

    Raises
    ------
    InputError
        If something else is installed there.

    """
    for (name, version), (_, other) in zip(here, there, strict=True):
        if version != other:
            raise InputError(
                f"{whose} has {name} {other}, here it is {version}: its members would not be the same to the bit. "
                "Install the same there."
            )


def _failed(address: str, error: BaseException) -> LostError:
    return LostError(f"A worker of the cluster at {address} could not run a member: {error}.")


def _gone(address: str) -> LostError:
    return LostError(f"The Dask scheduler at {address} has gone away.")


class _Packer(pickle.Pickler):
    """Packs what is run: of a simulator the world, of which it is made again."""

    def reducer_override(self, thing: Any) -> Any:
        """Say how a thing is packed."""
        if not isinstance(thing, Simulator):
            return NotImplemented
        return _made_again, (pickle.dumps(thing.world), thing.seed, thing.mean, thing.given)


def _packed(work: Work[T]) -> bytes:
    file = BytesIO()
    _Packer(file).dump(work)
    return file.getvalue()


# What follows runs on the workers.


def _run(package: Package, member: int) -> Any:
    with _making:  # by one thread; the others take what it has made
        work = _unpacked(package)
    return work(member)


_making = Lock()


@lru_cache(KEPT)
def _unpacked(package: Package) -> Work[Any]:
    _compare(package.installed, installed(), "A worker that came later")
    work: Work[Any] = pickle.loads(package.content)
    return work


def _made_again(world: bytes, seed: int, mean: bool, given: Given) -> Simulator:
    return _simulator(world, seed, mean).with_parameters(given.constants, given.unseen)


@lru_cache(KEPT)
def _simulator(world: bytes, seed: int, mean: bool) -> Simulator:
    return Simulator(pickle.loads(world), seed=seed, mean=mean)
