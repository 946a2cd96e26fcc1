"""Lakes for tests: loaded by a cluster of threads in this process, and compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from loaders.cluster.job import Job, SourceLocation
from loaders.cluster.run import Loaded, load_on_cluster
from loaders.load import Limits
from newsdb import __version__
from newsdb.lake.lake import read_lake, read_piece
from newsdb.lake.storage import open_storage
from newsdb.lake.tables import ROWS, from_parquet
from newsdb.models import Options

Form = Literal["file", "record"]
LINKED = Options(media="link")
STATES = "file_states"
"""What a load knows of the files of a directory, and a cluster does not."""
NOT_COMPARED = ("loads", "_sqlite_migrations")
"""Tables that say when something was done."""


def write_site(root: Path, months: int = 3, days: int = 4) -> Path:
    """Write a site with posts of several months, and one of everything that is not plain."""
    posts, old = root / "_posts", root / "old_post"
    posts.mkdir(parents=True)
    old.mkdir()
    for month in range(1, months + 1):
        for day in range(1, days + 1):
            name = f"2022-{month:02}-{day:02}-2022{month:02}{day:02}2290000001.md"
            (posts / name).write_text(
                f"---\ntitle: 第{month}月{day}日\ndate: 2022-{month:02}-{day:02} 10:00:00 +0800\n"
                f"tags: 甲 乙\n---\n正文{month}，贵州茅台(600519)上涨{day}%。\n",
                "utf-8",
            )
    (posts / "about.md").write_text("---\ntitle: Undated\n---\nText.\n", "utf-8")
    (posts / "2022-01-01-empty.md").write_text("", "utf-8")
    (posts / "2022-01-09-gb.md").write_bytes("---\ntitle: 国标\n---\n编码".encode("gb18030"))
    # Of two files with one slug the one in old_post wins; where it is refused, the other does.
    for name, text in (
        ("2022-02-01-twice.md", "---\ntitle: Old\n---\nOld."),
        ("2022-02-02-r.md", ""),
    ):
        (old / name).write_text(text, "utf-8")
        (posts / name).write_text("---\ntitle: New\n---\nNew.\n", "utf-8")
    return root


def job_of(
    sources: list[Path], target: str | Path, options: Options = LINKED, form: Form = "file"
) -> Job:
    """Return the load of directories, archives or files of JSON lines into a lake."""
    places = [
        replace(place, name=opened.name, revision=opened.revision)
        for place in (SourceLocation(f"{path}", "", None, form=form) for path in sources)
        if (opened := place.open(2**30))
    ]
    return Job(uuid4().hex, __version__, tuple(places), options, 2**30, f"{target}")


def load_lake(
    sources: list[Path],
    target: str | Path,
    options: Options = LINKED,
    limits: Limits = Limits(),  # noqa: B008 - it is immutable
    form: Form = "file",
) -> Loaded:
    """Load sources into a lake, by two workers in this process."""
    with cluster() as address:
        job = job_of(sources, target, options, form)
        opened = [place.open(job.max_bytes) for place in job.places]
        return load_on_cluster(job, opened, address, limits)


@contextmanager
def cluster() -> Iterator[str]:
    """Yield the address of a scheduler with two workers, all in this process."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        dashboard_address="127.0.0.1:0",
        worker_dashboard_address="127.0.0.1:0",
    ) as started:
        yield started.scheduler_address


def rows_of(target: str | Path) -> dict[str, list[Any]]:
    """Return all rows of the datasets of a lake, sorted."""
    storage = open_storage(f"{target}")
    state = read_lake(storage)
    assert state is not None
    return {
        name: sorted(
            (
                row
                for piece in state.pieces[name]
                for row in from_parquet(ROWS[name], read_piece(storage, piece))
            ),
            key=repr,
        )
        for name in ROWS
    }


def tables_of(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of the tables of a database, except what says when they were written."""
    with closing(sqlite3.connect(database)) as connection:
        names = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        return {
            name: sorted(
                # Statistics name their table first.
                (row for row in connection.execute(f"select * from [{name}]") if row[0] != STATES),
                key=repr,
            )
            for (name,) in names
            if name not in (*NOT_COMPARED, STATES)
        }
