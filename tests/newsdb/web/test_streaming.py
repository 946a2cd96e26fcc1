"""Records streamed: never half of them unseen, and none for a client that is gone."""

import asyncio
import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from newsdb.commands.prepare import instance, prepared
from newsdb.export.formats import NDJSON
from newsdb.export.records import PAGE, records
from newsdb.fields import Record
from newsdb.instance import TIME_LIMIT_FACTOR, read_one
from newsdb.search.filters import ALL_POSTS, Filter
from newsdb.web.streaming import stream
from tests.databases import database_of
from tests.live import live


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose database holds bytes in the place of a title, late in the archive."""
    database = database_of(tmp_path_factory.mktemp("broken") / "news.db", 3 * PAGE, "x" * 9000)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("update posts set title = x'ff' where id = ?", (2 * PAGE + 5,))
        connection.execute("update posts set date = '2022-02-01' where id > ?", (2 * PAGE,))
    with live(database) as address:
        yield address


@pytest.mark.parametrize("format", ["ndjson", "csv"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_interrupted_download_is_noticed(
    broken: str, format: str, encoding: str, capfd: pytest.CaptureFixture[str]
) -> None:
    received = b""
    with (
        pytest.raises(httpx.RemoteProtocolError, match=r"incomplete|without sending complete"),
        httpx.stream(
            "GET", f"{broken}/data/posts.{format}", headers={"Accept-Encoding": encoding}
        ) as response,
    ):
        assert response.status_code == 200
        assert "content-length" not in response.headers
        for part in response.iter_bytes():
            received += part
    # And who misses that has a last line that is none.
    if encoding == "identity":
        *whole, last = received.decode().splitlines()
        last_whole = f"2022-01-01-{2 * PAGE:06}"
        assert len(whole) == 2 * PAGE + (format == "csv")
        if format == "csv":
            assert whole[-1].startswith(f"{last_whole},标题,")
            assert last == (
                f'"download interrupted; resume with ?after= and the last slug: {last_whole}'
            )
        else:
            assert json.loads(whole[-1])["slug"] == last_whole
            assert last == (
                '{"error":"download interrupted; resume with ?after= and the last slug",'
                f'"after":"{last_whole}"'
            )
    assert "TypeError" in capfd.readouterr().err


def test_curl_reports_an_interrupted_download(broken: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["curl", "--fail", "--silent", "--remote-name", f"{broken}/data/posts.ndjson"],
        cwd=tmp_path,
    )
    assert done.returncode == 18  # "Partial file", https://curl.se/docs/manpage.html
    assert (tmp_path / "posts.ndjson").stat().st_size > 9000 * 2 * PAGE


def test_an_error_on_the_first_page_is_500(broken: str) -> None:
    for path in ("/data/2022-02.ndjson", f"/data/posts.csv?after=2022-01-01-{2 * PAGE:06}"):
        assert httpx.get(f"{broken}{path}").status_code == 500


async def ask(page: list[Record], until: int) -> tuple[int, list[dict[str, Any]]]:
    """Stream pages to somebody who is gone after so many parts; return how many were read."""
    read, sent = 0, []
    gone = asyncio.Event()

    async def reader(filter: Filter, time_limit_factor: int) -> list[Record]:
        nonlocal read
        read += 1
        # Only the first page is refused where it takes long.
        assert time_limit_factor == (1 if filter.after is None else TIME_LIMIT_FACTOR)
        return page

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        if len(sent) > until:
            gone.set()

    await asyncio.wait_for(stream(reader, ALL_POSTS, NDJSON, {}, receive, send), 10)
    return read, sent


async def test_reading_stops_when_the_client_disconnects() -> None:
    # There is no end to these pages.
    read, sent = await ask([{"slug": "a"}] * PAGE, until=20)
    assert read < 25
    assert sent[0]["status"] == 200


async def test_503_if_the_first_page_takes_too_long(tmp_path: Path) -> None:
    database = database_of(tmp_path / "news.db", 1000)
    with prepared(database, ["--setting", "sql_time_limit_ms", "1"]) as context:
        slow = instance(context)
        for path in ("/data/posts.ndjson", "/data/posts.csv?limit=1000"):
            response = await slow.client.get(path)
            assert response.status_code == 503
            assert response.json()["status"] == 503
        # What follows once something was sent has more time.
        found = await read_one(slow, "news", lambda each: records(each, ALL_POSTS, 1000), 100_000)
        assert len(found) == 1000
