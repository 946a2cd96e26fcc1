"""ETags, 304 and HEAD, over a tiny application and on the real site."""

import pytest

from newsdb.http.asgi import App, Receive, Scope, Send
from newsdb.web.middleware.etags import ETagMiddleware
from tests.asgi import FakeDatasette, application, ask

TAG = 'W/"230d8358dc8e8890b4c58deeb62912ee"'  # of the SHA-256 of b"body"


def wrapped(app: App) -> App:
    return ETagMiddleware(app, FakeDatasette())


@pytest.mark.parametrize("parts", [(b"body",), (b"bo", b"dy"), (b"body", b"")])
@pytest.mark.parametrize("address", ["/", "/article/x?lang=en", "/static/site.css"])
async def test_a_body_has_its_tag(address: str, parts: tuple[bytes, ...]) -> None:
    answer = await ask(wrapped(application(parts=parts)), address)
    assert (answer.status, answer.body) == (200, b"body")
    assert answer.headers == {"etag": TAG, "content-length": "4"}


@pytest.mark.parametrize("asked", [TAG, TAG[2:], f'"x", {TAG}', "*"])
async def test_a_body_that_the_client_has_is_not_sent(asked: str) -> None:
    app = wrapped(application(headers={"content-length": "4", "vary": "Accept-Encoding"}))
    answer = await ask(app, "/", headers={"if-none-match": asked})
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers == {"vary": "Accept-Encoding", "etag": TAG}


@pytest.mark.parametrize("asked", ['W/"x"', "", TAG[2:-2]])
async def test_a_body_that_the_client_has_not_is_sent(asked: str) -> None:
    answer = await ask(wrapped(application()), "/", headers={"if-none-match": asked})
    assert (answer.status, answer.body) == (200, b"body")


async def test_a_tag_of_the_page_itself_is_kept() -> None:
    app = wrapped(application(headers={"etag": '"mine"'}))
    assert (await ask(app)).headers["etag"] == '"mine"'
    assert (await ask(app, headers={"if-none-match": 'W/"mine"'})).status == 304


@pytest.mark.parametrize("status", [302, 400, 404, 500])
async def test_no_etag_on_errors_and_redirects(status: int) -> None:
    answer = await ask(wrapped(application(status)), headers={"if-none-match": "*"})
    assert (answer.status, answer.headers, answer.body) == (status, {}, b"body")


@pytest.mark.parametrize("address", ["/news/posts", "/news.db", "/-/versions.json"])
async def test_datasettes_pages_have_no_tag(address: str) -> None:
    answer = await ask(wrapped(application(parts=(b"bo", b"dy"))), address)
    assert (answer.headers, answer.body) == ({}, b"body")


async def test_a_tag_that_is_known_at_once_saves_the_body() -> None:
    app = application(
        headers={"etag": '"mine"', "content-length": "9"}, parts=(b"x" * 1_000_000,) * 2
    )
    answer = await ask(wrapped(app), headers={"if-none-match": '"mine"'})
    assert (answer.status, answer.headers, answer.body) == (304, {"etag": '"mine"'}, b"")
    answer = await ask(wrapped(app), headers={"if-none-match": '"other"'})
    assert (answer.status, len(answer.body)) == (200, 2_000_000)
    refused = application(404, headers={"etag": '"mine"'})
    assert (await ask(wrapped(refused), headers={"if-none-match": "*"})).status == 404


async def test_large_bodies_are_passed_on() -> None:
    parts = (b"x" * 1_000_000, b"y", b"z")
    answer = await ask(wrapped(application(parts=parts)), "/static/large.bin")
    assert (answer.headers, answer.body) == ({}, b"".join(parts))


async def test_head_is_get_without_a_body() -> None:
    seen: list[Scope] = []
    answer = await ask(wrapped(application(seen=seen)), "/", "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers == {"etag": TAG, "content-length": "4"}
    assert [scope["method"] for scope in seen] == ["GET"]
    answer = await ask(wrapped(application()), "/", "HEAD", {"if-none-match": TAG})
    assert (answer.status, answer.body) == (304, b"")


async def test_head_of_a_download_does_not_read_it() -> None:
    read: list[bytes] = []

    async def download(scope: Scope, receive: Receive, send: Send) -> None:
        length = [(b"content-length", b"900000000")]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        try:
            for part in (b"a", b"b"):
                read.append(part)
                await send({"type": "http.response.body", "body": part, "more_body": True})
        except Exception:  # as Datasette does
            read.append(b"caught")

    answer = await ask(wrapped(download), "/news.db", "HEAD")
    assert (answer.headers, answer.body) == ({"content-length": "900000000"}, b"")
    assert read == [b"a"]


async def test_on_the_real_site(datasette) -> None:
    first = await datasette.client.get("/")
    assert first.headers["etag"].startswith('W/"')
    again = await datasette.client.get("/", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "public, max-age=300"
    head = await datasette.client.head("/")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("address", ["/news.db", "/news/posts", "/news/posts.csv?_stream=on"])
async def test_head_of_datasettes_pages(datasette, address: str) -> None:
    head = await datasette.client.head(address)
    assert (head.status_code, head.content) == (200, b"")
