"""A byte order mark before CSV files that are asked for with one."""

from typing import Any

import pytest

from newsdb.http.asgi import Scope
from newsdb.web.middleware.csv_bom import CSVBOMMiddleware
from tests.asgi import application, ask

BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize("parts", [(b"a,b",), (b"", b"a", b",b")])
async def test_it_comes_once_and_first(parts: tuple[bytes, ...]) -> None:
    seen: list[Scope] = []
    app = CSVBOMMiddleware(
        application(headers={"content-length": "3", "x": "y"}, parts=parts, seen=seen)
    )
    answer = await ask(app, "/news/posts.csv?_size=1&_bom=1")
    assert (answer.status, answer.body) == (200, BOM + b"a,b")
    assert seen[0]["query_string"] == b"_size=1"
    # The length that Datasette knows is another.
    assert answer.headers == {"x": "y"}


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/news/posts.csv", "GET", 200),
        ("/news/posts.csv?_bom=0", "GET", 200),
        ("/news/posts.csv?x_bom=1", "GET", 200),
        ("/news/posts.csv?q=_bom", "GET", 200),
        ("/news/posts.json?_bom=1", "GET", 200),
        ("/news/posts.csv?_bom=1", "POST", 200),
        ("/news/posts.csv?_bom=1", "GET", 400),
    ],
)
async def test_other_responses_stay_as_they_are(address: str, method: str, status: int) -> None:
    app = CSVBOMMiddleware(application(status, headers={"content-length": "4"}))
    answer = await ask(app, address, method)
    assert (answer.status, answer.body) == (status, b"body")
    assert answer.headers == {"content-length": "4"}


async def test_an_empty_file_has_none() -> None:
    app = CSVBOMMiddleware(application(parts=(b"",)))
    assert (await ask(app, "/news/posts.csv?_bom=1")).body == b""


async def test_nothing_else_sees_the_parameter() -> None:
    seen = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["query_string"])
        await application()(scope, receive, send)

    await ask(CSVBOMMiddleware(app), "/data/posts.csv?tag=a%26b&_bom=1&tag=c&q=")
    assert seen == [b"tag=a%26b&tag=c&q="]
