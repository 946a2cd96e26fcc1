"""`/news.db` and Parquet files: whole, in part, and for clients that disconnect."""

import os
import socket
import time
from pathlib import Path

import pytest
from datasette.app import Datasette

from tests.live import live


async def test_the_whole_file(datasette: Datasette, news_db: Path) -> None:
    response = await datasette.client.get("/news.db")
    assert response.status_code == 200
    assert response.content == news_db.read_bytes()
    assert response.headers["accept-ranges"] == "bytes"
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"] == 'attachment; filename="news.db"'
    assert int(response.headers["content-length"]) == news_db.stat().st_size
    etag = response.headers["etag"]
    again = await datasette.client.get("/news.db", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


async def test_parquet_files_have_ranges(datasette: Datasette) -> None:
    pytest.importorskip("pyarrow")
    whole = await datasette.client.get("/data/posts.parquet")
    part = await datasette.client.get("/data/posts.parquet", headers={"range": "bytes=-8"})
    assert (part.status_code, part.content) == (206, whole.content[-8:])


SQL_THREADS = 4
"""`num_sql_threads`: each may have the database open."""


def test_aborted_downloads_hold_no_descriptors(tmp_path: Path, news_db: Path) -> None:
    """Datasette's own download goes on reading for clients that have gone."""
    large = tmp_path / "news.db"
    large.write_bytes(news_db.read_bytes())
    # Past SQLite's pages: the file is long, and takes no room.
    os.truncate(large, 1 << 30)
    with live(large) as url:
        host, port = url.removeprefix("http://").split(":")
        for _ in range(20):
            with socket.create_connection((host, int(port)), timeout=60) as connection:
                connection.sendall(b"GET /news.db HTTP/1.1\r\nHost: x\r\n\r\n")
                assert connection.recv(100_000).startswith(b"HTTP/1.1 200")
        deadline = time.monotonic() + 30
        while open_files(large) > SQL_THREADS and time.monotonic() < deadline:
            time.sleep(0.1)
        assert open_files(large) <= SQL_THREADS


def open_files(path: Path) -> int:
    """Return how many descriptors of this process are of a file."""
    count = 0
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            count += descriptor.samefile(path)
        except OSError:
            continue
    return count
