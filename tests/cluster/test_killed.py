"""A load whose workers and client are killed at any time, with storage that fails at times.

Whatever is killed: running the load again gives the datasets of a load that nothing happened to.
"""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from loaders.building import build
from loaders.load import Limits, load
from loaders.sources import open_source
from newsdb.lake.lake import read_lake
from newsdb.lake.storage import open_storage
from tests.cluster.conftest import run_worker, start, url
from tests.lakes import LINKED, job_of, load_lake, rows_of, tables_of
from tests.s3 import Server

KILLS = 20
MAX_SECONDS = 600
"""Far more than it takes, also on a busy machine."""


def run_client(archive: Path, target: str, address: str) -> None:
    """Load an archive into a lake."""
    from loaders.cluster.run import load_on_cluster

    logging.disable(logging.CRITICAL)
    job = job_of([archive], target)
    load_on_cluster(job, [open_source(f"{archive}")], address, Limits())


@pytest.fixture
def workers(scheduler: str) -> Iterator[list[BaseProcess]]:
    found = [start(run_worker, scheduler) for _ in range(2)]
    yield found
    for worker in found:
        worker.kill()
        worker.join()


def test_datasets_are_those_of_a_local_load_whatever_is_killed(
    s3: Server, archive: Path, scheduler: str, workers: list[BaseProcess], tmp_path: Path
) -> None:
    load_lake([archive], tmp_path / "lake")
    expected = rows_of(tmp_path / "lake")
    state = read_lake(open_storage(f"{tmp_path}/lake"))
    assert state is not None
    s3.set_faults(refused=3, lost=3, slow=3)
    chance, kills, lakes = random.Random(24), Counter[str](), list[str]()
    client: BaseProcess | None = None
    end = time.monotonic() + MAX_SECONDS
    while kills.total() < KILLS or client is not None:
        assert time.monotonic() < end, f"{dict(kills)} after {MAX_SECONDS} seconds"
        if client is None:
            target = url(f"lake-{len(lakes)}")
            client = start(run_client, archive, target, scheduler)
        client.join(timeout=chance.uniform(0.05, 1.5))
        if client.exitcode is not None:
            assert client.exitcode == 0
            client, lakes = None, [*lakes, target]
        elif kills.total() < KILLS and chance.random() < 0.5:
            client.kill()
            client.join()
            client = start(run_client, archive, target, scheduler)
            kills["client"] += 1
        elif kills.total() < KILLS:
            number = chance.randrange(2)
            workers[number].kill()
            workers[number].join()
            workers[number] = start(run_worker, scheduler)
            kills["worker"] += 1
    assert s3.set_faults().keys() == {"", "refused", "lost", "slow"}
    assert min(kills["client"], kills["worker"]) > 0
    for target in lakes:
        assert rows_of(target) == expected
        found = read_lake(open_storage(target))
        assert found is not None
        # The names follow from the content: these are the same bytes.
        assert found.pieces == state.pieces
    load(tmp_path / "loaded.db", [open_source(f"{archive}")], LINKED)
    build(lakes[0], tmp_path / "built.db")
    assert tables_of(tmp_path / "built.db") == tables_of(tmp_path / "loaded.db")


def test_storage_that_drops_writes_gives_no_datasets_that_lack_them(
    s3: Server, archive: Path, scheduler: str, workers: list[BaseProcess], tmp_path: Path
) -> None:
    """A store that answers 200 and writes nothing: each file is looked for before it counts."""
    load_lake([archive], tmp_path / "lake")
    s3.set_faults(dropped=5)
    for _ in range(10):
        client = start(run_client, archive, url("dropped"), scheduler)
        client.join()
        if not client.exitcode:
            break
    assert s3.set_faults()["dropped"] > 0
    assert rows_of(url("dropped")) == rows_of(tmp_path / "lake")
