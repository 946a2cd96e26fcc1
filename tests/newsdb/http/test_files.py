"""Files with ranges (RFC 9110, 14), whose transfer ends when the client disconnects."""

import asyncio
from pathlib import Path

import pytest
from datasette.app import Datasette
from hypothesis import given
from hypothesis import strategies as st

from newsdb.http.asgi import Message, Scope
from newsdb.http.files import FileResponse


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
    path.write_bytes(bytes(10 * 262_144))
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


async def test_a_file_is_sent_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(bytes(2 * 262_144 + 1))
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    await FileResponse({"headers": []}, receive, path, "x/y", '"a"', {}).asgi_send(send)
    pieces = [len(message["body"]) for message in sent[1:]]
    assert [size for size in pieces if size] == [262_144, 262_144, 1]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Files of 0 to 5 bytes, by their size."""
    folder = tmp_path_factory.mktemp("files")
    for size in range(6):
        (folder / f"{size}").write_bytes(bytes(range(size)))
    return [folder / f"{size}" for size in range(6)]


NUMBERS = st.integers(0, 7) | st.just(10**17)


@given(
    size=st.integers(0, 5),
    first=st.none() | NUMBERS,
    last=st.none() | NUMBERS,
    unit=st.sampled_from(["bytes", "Bytes", "items"]),
    if_range=st.sampled_from([None, '"a"', 'W/"a"', '"b"']),
)
async def test_any_range_of_any_file(
    files: list[Path],
    size: int,
    first: int | None,
    last: int | None,
    unit: str,
    if_range: str | None,
) -> None:
    """The oracle are the positions of bytes that RFC 9110, 14.1.2, says are requested."""
    content = bytes(range(size))
    requested = f"{unit}={'' if first is None else first}-{'' if last is None else last}"
    is_valid = (first, last) != (None, None) and (None in (first, last) or first <= last)  # type: ignore[operator]
    if unit == "items" or not is_valid or if_range not in (None, '"a"'):
        status, body = 200, content
    else:
        start = max(0, size - (last or 0)) if first is None else first
        end = size - 1 if first is None or last is None else last
        body = bytes(byte for byte in content if start <= byte <= end)
        status = 206 if body else 416
    headers = [(b"Range", requested.encode())]
    headers += [(b"If-Range", if_range.encode())] if if_range else []
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        return {}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"headers": headers}
    await FileResponse(scope, receive, files[size], "x/y", '"a"', {"X-Name": "1"}).asgi_send(send)
    start_message, *parts = sent
    found = dict(start_message["headers"])
    assert start_message["status"] == status
    assert b"".join(part["body"] for part in parts) == body
    assert found[b"content-length"] == f"{len(body)}".encode()
    assert (found[b"x-name"], found[b"etag"], found[b"accept-ranges"]) == (b"1", b'"a"', b"bytes")
    described = f"{body[0]}-{body[-1]}" if body else "*"
    expected = None if status == 200 else f"bytes {described}/{size}".encode()
    assert found.get(b"content-range") == expected


async def test_head_has_no_range(datasette: Datasette, news_db: Path) -> None:
    """A range is defined for GET alone (RFC 9110, 14.2)."""
    head = await datasette.client.head("/news.db", headers={"range": "bytes=0-9"})
    assert (head.status_code, "content-range" in head.headers) == (200, False)
    assert head.headers["content-length"] == f"{news_db.stat().st_size}"


@pytest.mark.parametrize(
    ("requested", "found"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=3-5", (3, 6)),
        ("bytes=5-5", (5, 6)),
        ("bytes=5-4", None),
        ("bytes=3-", (3, 10)),
        ("bytes=9-", (9, 10)),
        ("bytes=9-20", (9, 10)),
        ("bytes=10-", (10, 10)),
        ("bytes=11-12", (10, 10)),
        ("bytes=-1", (9, 10)),
        ("bytes=-10", (0, 10)),
        ("bytes=-11", (0, 10)),
        ("bytes=-", None),
        (f"bytes={'9' * 18}-", (10, 10)),
        (f"bytes={'9' * 19}-", None),
    ],
)
def test_ranges_of_ten_bytes(requested: str, found: tuple[int, int] | None) -> None:
    async def receive() -> Message:
        raise AssertionError

    scope: Scope = {"headers": [(b"range", requested.encode())]}
    response = FileResponse(scope, receive, Path(), "text/plain", '"a"', {})
    assert response.requested_range(10) == found
