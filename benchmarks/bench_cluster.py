"""Time of converting posts into datasets: in one process, by a pool of processes, and by Dask.

    python -m benchmarks.bench_cluster [POSTS] [TASKS] [ROUNDS]

Generates an archive (4,000 posts by default) and converts it with the same function each time, in
turn, ROUNDS times each (3); then builds the database, and queues TASKS (100,000) in a scheduler
without workers. Prints Markdown tables: the best wall time, CPU time of all processes, the largest
memory of a worker.
"""

from __future__ import annotations

import json
import os
import pickle
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from benchmarks.archive import write_archive
from loaders.building import build
from loaders.cluster.convert import convert_share
from loaders.cluster.job import Job, Share, SourceLocation, shares_of
from loaders.cluster.run import connect, convert_shares
from loaders.plan import make_plan
from loaders.sources import open_source
from newsdb import __version__
from newsdb.lake.lake import commit
from newsdb.lake.storage import open_storage
from newsdb.models import Options
from tests.processes import descendants, resident_megabytes

CASES = ("serial", "pool 1", "dask 1", "pool 2", "dask 2")


def prepare(archive: Path, target: Path) -> tuple[Job, list[Share]]:
    """Return a load of the archive that has nothing done yet, and its shares."""
    source = open_source(f"{archive}")
    place = SourceLocation(f"{archive}", source.name, source.revision)
    job = Job(uuid4().hex, __version__, (place,), Options(media="link"), 2**40, f"{target}")
    return job, list(shares_of(make_plan([source], job.options)))


def run_case(case: str, archive: Path, target: Path) -> dict[str, float]:
    """Convert the archive in one way; return what it took once everything was ready."""
    job, shares = prepare(archive, target)
    kind, _, number = case.partition(" ")
    if kind == "serial":
        return _measured(lambda: [convert_share(job, share) for share in shares])
    if kind == "pool":
        with ProcessPoolExecutor(int(number), mp_context=get_context("spawn")) as pool:
            list(pool.map(time.sleep, [0.5] * int(number)))  # they import in the first task
            return _measured(lambda: list(pool.map(partial(convert_share, job), shares)))
    with connect(f"local:{number}") as client:
        return _measured(lambda: list(convert_shares(client, job, shares)))


def _measured(work: Callable[[], object]) -> dict[str, float]:
    before, began = _cpu_seconds(), time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    workers = [*descendants(os.getpid())] or [os.getpid()]
    return {
        "seconds": seconds,
        "cpu": _cpu_seconds() - before,
        "megabytes": max(map(resident_megabytes, workers)),
    }


def _cpu_seconds() -> float:
    """Return the CPU time of this process and its living descendants."""
    ticks = 0
    for process in (os.getpid(), *descendants(os.getpid())):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def queue_tasks(tasks: int) -> dict[str, float]:
    """Queue tasks that nobody runs; return the memory that the scheduler takes for them."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as cluster,
        Client(cluster.scheduler_address) as client,
    ):
        own = os.getpid()
        before = resident_megabytes(own)
        futures = client.map(str, range(tasks), key=[f"task-{n:011}" for n in range(tasks)])
        while cluster.scheduler.transition_counter < tasks:
            time.sleep(0.1)
        return {"megabytes": resident_megabytes(own) - before, "tasks": len(futures)}


def in_process(*words: str) -> dict[str, float]:
    """Run a part of this in a process of its own, and return what it measured."""
    command = [sys.executable, "-m", "benchmarks.bench_cluster", *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(posts: int = 4000, tasks: int = 100_000, rounds: int = 3) -> None:
    """Measure everything, and print the tables."""
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("distributed", "deltalake", "pyarrow")
    )
    print(
        f"{posts:,} posts; Python {platform.python_version()}, {packages}; {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.0f} before; best of {rounds}.\n"
    )
    with TemporaryDirectory(prefix="newsdb-bench-") as directory:
        archive, taken = Path(directory, "archive"), dict[str, list[dict[str, float]]]()
        size = write_archive(archive, posts)
        for number in range(rounds):
            for case in CASES:
                target = f"{directory}/{case.replace(' ', '-')}-{number}"
                taken.setdefault(case, []).append(in_process(case, f"{archive}", target))
        print("| | s | CPU s | MB a worker | posts a second |\n|---|---|---|---|---|")
        for case, each_round in taken.items():
            seconds, cpu = (min(each[name] for each in each_round) for name in ("seconds", "cpu"))
            memory = max(each["megabytes"] for each in each_round)
            print(f"| {case} | {seconds:.1f} | {cpu:.1f} | {memory:.0f} | {posts / seconds:,.0f} |")
        best = {
            case: min(each["seconds"] for each in each_round) for case, each_round in taken.items()
        }
        job, shares = prepare(archive, Path(directory, "serial-0"))
        sent = max(len(pickle.dumps((job, share))) / len(share.candidates) for share in shares)
        done = [convert_share(job, share) for share in shares]
        pieces = [piece for each in done for piece in each.pieces]
        about = {"sources": [job.places[0].name], "scopes": [job.places[0].name]}
        about |= {"revisions": [None], "stages": "{}", "options": "{}", "ignored": 0}
        commit(open_storage(job.target), pieces, about)
        before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        build(job.target, Path(directory, "news.db"))
        seconds = time.perf_counter() - began
        cpu = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before.ru_utime
        parquet = sum(piece.size for piece in pieces)
        print(
            f"\nFrom one Dask worker to two: efficiency {best['dask 1'] / best['dask 2'] / 2:.2f}. "
            f"Two Dask workers take {best['dask 2'] / best['pool 2']:.2f} times as long as a pool "
            f"of two.\nOf each post, {sent:.0f} bytes go through the scheduler. The archive has "
            f"{size / 1e6:,.1f} MB, the datasets have {parquet / 1e6:,.1f} MB.\n"
            f"`newsdb build` takes {seconds:.1f} s ({cpu:.1f} CPU s)."
        )
    queued = in_process("queue", f"{tasks}")
    each = queued["megabytes"] * 1000 / queued["tasks"]
    print(
        f"\n{tasks:,} queued tasks take {queued['megabytes']:,.0f} MB in scheduler and client: "
        f"{each:.1f} KB each, so that 1,000,000 would take {each:,.1f} GB."
    )


if __name__ == "__main__":
    first = sys.argv[1] if len(sys.argv) > 1 else ""
    if first in CASES:
        print(json.dumps(run_case(first, Path(sys.argv[2]), Path(sys.argv[3]))))
    elif first == "queue":
        print(json.dumps(queue_tasks(int(sys.argv[2]))))
    else:
        main(*map(int, sys.argv[1:]))
