"""The client of a load on a cluster: plans it, hands out shares, and commits what came of them.

Only names and numbers go through the scheduler: workers read the sources and write the files.
"""

from __future__ import annotations

import logging
from asyncio import CancelledError
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from loaders.apply import MAX_PROBLEMS_SHOWN
from loaders.cluster.convert import convert_share
from loaders.cluster.job import Done, Job, Share, form_of, shares_of
from loaders.earlier import scope_of
from loaders.load import MAX_REMOVED, Limits
from loaders.plan import make_plan
from loaders.sources import Source
from loaders.stages import build_key
from newsdb.exceptions import ClusterError, LakeError, TooManyRemovedError
from newsdb.lake.lake import commit, read_lake
from newsdb.lake.storage import open_storage
from newsdb.lake.tables import import_extra
from newsdb.models import Summary

COUNTS = ("added", "duplicates", "repaired", "rejected", "different")
LOCAL = "local:"
LOOPBACK = "127.0.0.1"
MAX_SUBMITTED = 1000
"""How many tasks the scheduler knows at a time: it needs some kilobytes for each."""
RETRIES = 5
"""How often a task is run again that failed, as while storage does not answer."""
MAX_LOST_WORKERS = 20
"""How many workers may be killed while they run one task, before it is given up."""
TIMEOUT = "20s"
"""How long a scheduler may take to answer."""


@dataclass(slots=True)
class Loaded:
    """What a load on a cluster did: in numbers as of a load into an empty database, and how many
    of its shares had to be converted."""

    summary: Summary
    shares: int = 0
    converted: int = 0

    def add(self, done: Done) -> None:
        """Count a share."""
        self.shares += 1
        self.converted += done.is_new
        for name in COUNTS:
            value = getattr(self.summary, name) + getattr(done.summary, name)
            setattr(self.summary, name, value)
        self.summary.problems += done.summary.problems
        del self.summary.problems[MAX_PROBLEMS_SHOWN:]


def load_on_cluster(
    job: Job,
    sources: list[Source],
    address: str,
    limits: Limits,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Loaded:
    """Bring a lake up to date with the sources, converted by workers; return what was done.

    The lake then holds what the sources hold. Nothing is seen of it before all is converted.
    `address` is that of a scheduler, or `local:N` for N workers on this machine. `progress` is
    called with the number of files done and of all files.
    Raises SourceError, LakeError or ClusterError, TooManyRemovedError if many posts would vanish.
    """
    plan = make_plan(sources, job.options, limits.allow_empty, limits.max_bytes)
    sites = [generator.site.described() if generator else {} for generator in plan.generators]
    stages, options = build_key(job.options, form_of(job), sites)
    about = {
        "sources": [place.name for place in job.places],
        "scopes": [scope_of(source) for source in sources],
        "revisions": [place.revision for place in job.places],
        "stages": stages,
        "options": options,
        "version": job.version,
        "ignored": plan.ignored,
    }
    storage = open_storage(job.target)
    before = read_lake(storage, complete=False)
    if before and before.about["sources"] != about["sources"]:
        named = ", ".join(before.about["sources"])
        raise LakeError(f"{job.target} was loaded from {named}: name these, or another target")
    shares, done = dict[int, Done](), 0
    with connect(address) as client:
        for number, share, result in convert_shares(client, job, shares_of(plan)):
            shares[number] = result
            done += sum(map(len, share.candidates))
            progress(done, plan.files)
    loaded = Loaded(Summary(ignored=plan.ignored))
    for number in sorted(shares):
        loaded.add(shares[number])
    loaded.summary.removed = max(0, (before.posts if before else 0) - loaded.summary.added)
    if not limits.force:
        _check_removed(loaded.summary)
    commit(storage, [piece for each in shares.values() for piece in each.pieces], about)
    return loaded


def convert_shares(
    client: Any, job: Job, shares: Iterable[Share]
) -> Iterator[tuple[int, Share, Done]]:
    """Yield each share with its number and what became of it, in the order in which tasks end.

    A share that cannot be converted is tried again; then its error is raised.
    """
    distributed = import_extra("distributed")
    numbered = enumerate(shares)
    waiting: dict[str, tuple[int, Share]] = {}

    def submit(number: int, share: Share) -> Any:
        task = client.submit(
            convert_share, job, share, key=f"share-{job.id}-{number}", retries=RETRIES
        )
        waiting[task.key] = number, share
        return task

    tasks = distributed.as_completed(
        [submit(*each) for each in islice(numbered, MAX_SUBMITTED)], loop=client.loop
    )
    for task in tasks:
        number, share = waiting.pop(task.key)
        try:
            yield number, share, task.result()
        except distributed.KilledWorker:
            raise ClusterError(
                f"a share of {share.month} ended {MAX_LOST_WORKERS} workers; have they enough "
                "memory?"
            ) from None
        # The scheduler forgets a task whose result nobody waits for.
        task.release()
        for each in islice(numbered, 1):
            tasks.add(submit(*each))


@contextmanager
def connect(address: str) -> Iterator[Any]:
    """Yield a client of the scheduler at an address, or of N workers started for `local:N`.

    What is started here listens on the loopback interface alone. Raises ClusterError if the
    scheduler does not answer or has no workers, or is lost later.
    """
    distributed, dask = import_extra("distributed"), import_extra("dask")
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": MAX_LOST_WORKERS}),
        ExitStack() as stack,
    ):
        try:
            if address.startswith(LOCAL):
                started = _start(distributed, int(address.removeprefix(LOCAL)))
                address = stack.enter_context(started).scheduler_address
            client = stack.enter_context(
                distributed.Client(address, timeout=TIMEOUT, set_as_default=False)
            )
            client.wait_for_workers(1, timeout=TIMEOUT)
        except (OSError, TimeoutError) as error:
            raise ClusterError(f"the cluster at {address} does not answer: {error}") from None
        try:
            yield client
        except (CancelledError, distributed.comm.CommClosedError):
            raise ClusterError(f"the cluster at {address} was lost; run the load again") from None


def _start(distributed: Any, workers: int) -> Any:
    """Return a cluster of processes on this machine that others cannot reach."""
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host=LOOPBACK,
        dashboard_address=f"{LOOPBACK}:0",
        worker_dashboard_address=f"{LOOPBACK}:0",
        silence_logs=logging.CRITICAL,
    )


def _check_removed(summary: Summary) -> None:
    """Raise TooManyRemovedError if a lake would lose more posts than is usual."""
    posts = summary.added + summary.removed
    if summary.removed > max(MAX_REMOVED, posts // 10):
        raise TooManyRemovedError(
            f"{summary.removed:,} of {posts:,} posts would be removed; if that is right, add "
            "--force"
        )
