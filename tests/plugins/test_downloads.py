"""`/news.db`: ranges, conditional requests, and clients that disconnect."""

import asyncio
import os
import socket
import time
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.http.asgi import Message, Scope
from newsdb.http.files import CHUNK, FileResponse
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


@pytest.mark.parametrize(
    ("requested", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, None),
        ("bytes=-100", -100, None),
        ("bytes=0-0", 0, 1),
        ("bytes=10-99999999999", 10, None),
        ("bytes=-99999999999", 0, None),
    ],
)
async def test_ranges(
    datasette: Datasette, news_db: Path, requested: str, start: int, end: int | None
) -> None:
    response = await datasette.client.get("/news.db", headers={"range": requested})
    content = news_db.read_bytes()
    assert response.status_code == 206
    assert response.content == content[start:end]
    first, size = start % len(content), len(content)
    last = first + len(response.content) - 1
    assert response.headers["content-range"] == f"bytes {first}-{last}/{size}"
    assert response.headers["content-length"] == f"{len(response.content)}"


@pytest.mark.parametrize("requested", ["bytes=5-2", "bytes=a-b", "lines=1-2", "bytes=0-1,4-5", ""])
async def test_other_ranges_are_ignored(
    datasette: Datasette, news_db: Path, requested: str
) -> None:
    response = await datasette.client.get("/news.db", headers={"range": requested})
    assert (response.status_code, response.content) == (200, news_db.read_bytes())


async def test_a_range_past_the_end(datasette: Datasette, news_db: Path) -> None:
    size = news_db.stat().st_size
    response = await datasette.client.get("/news.db", headers={"range": f"bytes={size}-"})
    assert (response.status_code, response.content) == (416, b"")
    assert response.headers["content-range"] == f"bytes */{size}"


async def test_a_range_of_another_version_is_the_whole_file(
    datasette: Datasette, news_db: Path
) -> None:
    etag = (await datasette.client.head("/news.db")).headers["etag"]
    part = {"range": "bytes=0-9", "if-range": etag}
    assert (await datasette.client.get("/news.db", headers=part)).status_code == 206
    other = {"range": "bytes=0-9", "if-range": '"other"'}
    response = await datasette.client.get("/news.db", headers=other)
    assert (response.status_code, len(response.content)) == (200, news_db.stat().st_size)


async def test_parquet_files_have_ranges(datasette: Datasette) -> None:
    pytest.importorskip("pyarrow")
    whole = await datasette.client.get("/data/posts.parquet")
    part = await datasette.client.get("/data/posts.parquet", headers={"range": "bytes=-8"})
    assert (part.status_code, part.content) == (206, whole.content[-8:])


async def test_reading_ends_when_the_client_disconnects(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(bytes(10 * CHUNK))
    sent: list[Message] = []
    gone = asyncio.Event()

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)
        if len(sent) == 3:
            gone.set()
            # uvicorn's `send` returns at once when the client has gone.
            await asyncio.sleep(0)

    scope: Scope = {"headers": []}
    await FileResponse(scope, receive, path, "x/y", '"a"', {}).asgi_send(send)
    assert 3 <= len(sent) <= 5
    assert all(each.get("more_body", True) for each in sent)


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
