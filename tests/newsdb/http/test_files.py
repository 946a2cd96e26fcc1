"""Files with ranges (RFC 9110, 14), whose transfer ends when the client disconnects."""

import asyncio
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.http.asgi import Message, Scope
from newsdb.http.files import CHUNK, FileResponse


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
