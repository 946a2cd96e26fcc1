"""An object store, a scheduler and workers, each a process of its own that can be killed."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import zipfile
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from tests.lakes import write_site
from tests.s3 import BUCKET, Server, s3_server

FORK = multiprocessing.get_context("forkserver")
# What takes seconds to import, so that a process that takes the place of another starts at once.
FORK.set_forkserver_preload(
    [
        "deltalake",
        "distributed",
        "loaders.cluster.run",
        "loaders.parsers.dispatch",
        "pyarrow.parquet",
        "s3fs",
    ]
)
LOOPBACK = "127.0.0.1"
MAX_LOST_WORKERS = 100


@pytest.fixture(scope="session")
def s3() -> Iterator[Server]:
    """A server with an archive of posts; this process and those that it starts use it."""
    with pytest.MonkeyPatch.context() as patched, s3_server() as server:
        for name, value in server.environment.items():
            patched.setenv(name, value)
        yield server


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A zip archive with posts of 6 months."""
    site = write_site(tmp_path_factory.mktemp("archive") / "site", months=6, days=28)
    path = site.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as file:
        for each in sorted(site.rglob("*.md")):
            file.write(each, f"{each.relative_to(site)}")
    return path


def start(function: Callable[..., Any], *arguments: Any) -> BaseProcess:
    """Start a process that runs a function."""
    process = FORK.Process(target=function, args=arguments)
    process.start()
    return process


def run_scheduler(addresses: Any) -> None:
    """Run a scheduler, and tell its address."""
    import dask
    from distributed import Scheduler

    async def serve() -> None:
        async with Scheduler(host=LOOPBACK, port=0, dashboard_address=f"{LOOPBACK}:0") as scheduler:
            addresses.put(scheduler.address)
            await scheduler.finished()

    logging.disable(logging.CRITICAL)
    with dask.config.set({"distributed.scheduler.allowed-failures": MAX_LOST_WORKERS}):
        asyncio.run(serve())


def run_worker(address: str) -> None:
    """Run a worker without a nanny: nobody starts it again."""
    from distributed import Worker

    async def work() -> None:
        async with Worker(
            address, nthreads=1, host=LOOPBACK, dashboard_address=f"{LOOPBACK}:0"
        ) as worker:
            await worker.finished()

    logging.disable(logging.CRITICAL)
    asyncio.run(work())


@pytest.fixture
def scheduler(s3: Server) -> Iterator[str]:
    """The address of a scheduler without workers."""
    addresses = FORK.Queue()
    process = start(run_scheduler, addresses)
    yield addresses.get(timeout=120)
    process.kill()
    process.join()


def url(name: str) -> str:
    """Return the URL of a lake in the bucket."""
    return f"s3://{BUCKET}/{name}"


def is_running(process: BaseProcess) -> bool:
    """Return whether a process has not ended."""
    return process.is_alive() and os.path.exists(f"/proc/{process.pid}")  # noqa: PTH110
