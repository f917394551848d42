"""Where members are to run, as it was asked for: threads here, or a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from exeunt.asked import whole
from exeunt.ensemble.cluster import joined
from exeunt.ensemble.pool import Pool, Threads
from exeunt.errors import InputError, Option


@contextmanager
def chosen_pool(jobs: int | None, cluster: str | None) -> Iterator[Pool]:
    """Give where members are to run: so many threads of this process, all cores if None, or a Dask cluster.

    Raises
    ------
    InputError
        If both are asked for, or the cluster cannot be used.

    """
    jobs = whole(jobs, "number of threads", least=1)
    if cluster is None:
        yield Threads(jobs) if jobs else Threads()
        return
    if jobs is not None:
        raise InputError(
            Option("jobs"), " counts threads here, and ", Option("cluster"), " runs members elsewhere: choose one."
        )  # fmt: skip
    with joined(cluster) as pool:
        yield pool
