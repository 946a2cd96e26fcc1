"""Loads on a cluster, of threads in this process or of real workers on loopback."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from loaders.cluster import run
from loaders.cluster.run import connect
from loaders.load import Limits
from newsdb.exceptions import ClusterError, LakeError, SourceError, TooManyRemovedError
from newsdb.lake.lake import read_lake
from newsdb.lake.storage import open_storage
from tests.lakes import job_of, load_lake, rows_of, write_site
from tests.processes import descendants

pytestmark = pytest.mark.slow


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", months=4, days=10)


def posts_of(target: Path) -> dict[str, str]:
    return {row.slug: row.title for row in rows_of(target)["posts"]}


def test_a_later_load_converts_what_changed_and_the_lake_holds_what_the_sources_hold(
    site: Path, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    first = load_lake([site], lake)
    assert (first.shares, first.converted, first.summary.added) == (5, 5, 44)
    (site / "_posts/about.md").write_text("---\ntitle: Changed\n---\nText.\n")
    (site / "_posts/2022-03-01-202203012290000001.md").unlink()
    (site / "_posts/2022-05-01-new.md").write_text("---\ntitle: New\n---\nText.\n")
    second = load_lake([site], lake)
    assert (second.shares, second.converted) == (6, 3)
    assert (second.summary.added, second.summary.removed) == (44, 0)
    posts = posts_of(lake)
    assert (posts["about"], posts["2022-05-01-new"]) == ("Changed", "New")
    assert "2022-03-01-202203012290000001" not in posts
    load_lake([site], tmp_path / "fresh")
    assert rows_of(tmp_path / "fresh") == rows_of(lake)


def test_what_a_load_would_lose_is_kept_unless_it_is_forced(site: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    load_lake([site], lake)
    before = rows_of(lake)
    for path in (site / "_posts").glob("2022-0[34]*"):
        path.unlink()
    with pytest.raises(TooManyRemovedError, match="20 of 44 posts would be removed"):
        load_lake([site], lake)
    assert rows_of(lake) == before
    assert load_lake([site], lake, limits=Limits(force=True)).summary.removed == 20


def test_a_lake_is_loaded_from_the_same_sources(site: Path, tmp_path: Path) -> None:
    other = write_site(tmp_path / "other")
    load_lake([site], tmp_path / "lake")
    with pytest.raises(LakeError, match="site: name these, or another"):
        load_lake([other], tmp_path / "lake")


def test_tasks_are_handed_out_a_few_at_a_time(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "MAX_SUBMITTED", 2)
    assert load_lake([site], tmp_path / "lake").converted == 5


def test_an_error_of_a_worker_is_that_of_the_load(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The source is another one for the workers: a commit came in between."""
    job = replace(job_of([site], tmp_path / "lake"))
    moved = replace(job, places=(replace(job.places[0], revision="abc"),))
    monkeypatch.setattr("tests.lakes.job_of", lambda *_: moved)
    with pytest.raises(SourceError, match="changed during the load"):
        load_lake([site], tmp_path / "lake")
    assert read_lake(open_storage(f"{tmp_path}/lake")) is None


def test_a_scheduler_that_does_not_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "TIMEOUT", "1s")
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(ClusterError, match=f"{address} does not answer"), connect(address):
        pass


def listening(process: int) -> set[str]:
    """Return the local addresses, as Linux writes them, on which a process listens."""
    sockets = set()
    for name in Path(f"/proc/{process}/fd").iterdir():
        try:
            sockets.add(f"{name.readlink()}")
        except FileNotFoundError:
            continue
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                found.add(fields[1].partition(":")[0])
    return found


def test_local_workers_listen_on_loopback_alone_and_one_that_is_lost_is_replaced(
    tmp_path: Path,
) -> None:
    def lose(once: str) -> int:
        path = Path(once)
        if not path.exists():
            path.write_text("")
            os._exit(1)
        return os.getpid()

    with connect("local:2") as client:
        own = os.getpid()
        processes = [own, *descendants(own)]
        addresses = set().union(*map(listening, processes))
        assert addresses == {"0100007F"}
        assert client.submit(lose, f"{tmp_path}/once").result(timeout=300) != own
