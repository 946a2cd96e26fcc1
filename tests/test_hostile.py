"""Requests that nobody means well: never a 500, never a word about the machine."""

import json
import socket
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from datasette.app import Datasette

from tests.live import live
from tests.paths import TOP

pytestmark = pytest.mark.slow

OWN = (
    *("/", "/search", "/search.json", "/article/2021-12-01-init", "/month/2021-12", "/securities"),
    *("/feed.xml", "/data/posts.csv", "/-/health", "/none"),
)
OWN_PARAMETERS = "q page size order lang before after limit source since kind".split()
STOCK = ("/news/posts.json", "/news/articles", "/news/tags.csv", "/news/posts/1.json")
STOCK_PARAMETERS = (
    "_blob_column _blob_hash _col _dl _error _extra _facet _facet_array _facet_date _facet_m2m "
    "_facet_size _filter_column _filter_column_1 _filter_op _filter_value _format _fts_pk "
    "_fts_table _header _hide_sql _json _json_infinity _label _labels _lang _method _next _nl "
    "_nocol _nocount _nofacet _nosuggest _search _search_ _search_nope _search_title _searchmode "
    "_shape _show_hidden _show_sql _size _sort _sort_by_desc _sort_desc _stream _success _through "
    "_timelimit _trace _ttl _where _with __ _ id__ id__arraycontains id__date id__in id__lt "
    "id__nope nope rowid sql title__like"
).split()
NONSENSE = [
    *("", "x", "-1", "9" * 30, "1" * 5000, "[1, [2]]", "[" * 3000, "a\0b", "'"),
    *("../../etc/passwd", "\r\nSet-Cookie: a=b", "1e999", "\U0001f600", "{}"),
]
RAW = ["%zz", "%ff%fe", "%c0%af"]
QUESTIONS = ("/news.json", "/news", "/news.csv", "/news.blob", "/news.nope")
SECRETS = (f"{TOP}", f"{Path(sys.prefix)}", "Traceback", "site-packages", "/etc/", "newsdb-")


def wrongs(response: httpx.Response, given: str = "") -> list[str]:
    """Return what is wrong with an answer to something hostile."""
    said = response.text.replace(quote(given), "").replace(given or "\0\0", "")
    found = [secret for secret in SECRETS if secret in said]
    if response.status_code >= 500:
        found.append(f"{response.status_code}")
    if "set-cookie" in response.headers:
        found.append("a cookie")
    path = response.request.url.path
    if response.status_code >= 400 and path.endswith((".json", ".csv", ".xml", ".ndjson")):
        error = json.loads(response.text)
        if not (error["ok"] is False and isinstance(error["error"], str)):
            found.append("not an error in JSON")
    return [f"{response.request.url}"[:200] + f": {each}" for each in found]


async def ask_all(
    datasette: Datasette, path: str, names: list[str], share: slice = slice(None), **more: str
) -> list[str]:
    """Return what is wrong with any of the answers of one address, to a share of the nonsense."""
    found = []
    for name, value in [*product(names, NONSENSE)][share]:
        found += wrongs(await datasette.client.get(path, params={**more, name: value}), value)
    for value in RAW:
        pairs = "&".join(f"{name}={value}" for name in names)
        found += wrongs(await datasette.client.get(f"{path}?{pairs}"))
    return found


@pytest.mark.parametrize("path", OWN)
async def test_parameters_of_our_own_routes(datasette: Datasette, path: str) -> None:
    assert await ask_all(datasette, path, OWN_PARAMETERS) == []


@pytest.mark.parametrize("path", STOCK)
async def test_parameters_of_datasettes_pages(datasette: Datasette, path: str) -> None:
    """Each parameter has each value on one of the pages, and some values on all of them."""
    share = slice(STOCK.index(path), None, len(STOCK))
    assert await ask_all(datasette, path, STOCK_PARAMETERS, share, _size="2") == []


@pytest.mark.parametrize("path", QUESTIONS)
async def test_sql(datasette: Datasette, path: str) -> None:
    assert await ask_all(datasette, path, ["sql"]) == []
    found = []
    for name, value in product(["p", "_timelimit", "_shape", "_size", "_json"], NONSENSE):
        given = {"sql": "select :p as a, :_x", name: value}
        found += wrongs(await datasette.client.get(path, params=given), value)
    assert found == []


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("/news/posts.json?_sort=nope", "Cannot sort table by nope"),
        (
            "/news/posts.json?_sort=id&_sort_desc=id",
            "Cannot use _sort and _sort_desc at the same time",
        ),
        (
            "/news/articles.json?_next=x",
            "A parameter cannot be used (_next): invalid literal for int() with base 10: 'x'",
        ),
        (
            "/news/posts.json?_timelimit=x",
            "A parameter cannot be used (_timelimit): invalid literal for int() with base 10: 'x'",
        ),
        (
            "/news.csv?sql=select+1&_timelimit=x",
            "A parameter cannot be used (sql, _timelimit): "
            "invalid literal for int() with base 10: 'x'",
        ),
        (
            "/news/posts.csv?_through=x",
            "A parameter cannot be used (_through): Expecting value: line 1 column 1 (char 0)",
        ),
        ("/news/posts.json?_through={}", "A parameter cannot be used (_through): 'table'"),
        ("/news/posts.json?_facet={}", "A parameter cannot be used (_facet): 'simple'"),
        (
            "/news/posts.json?_json_infinity=x",
            "A parameter cannot be used (_json_infinity): ValueAsBooleanError",
        ),
        (
            "/news/posts.json?id__lt=99999999999999999999",
            "A parameter cannot be used (id__lt): "
            "Python int too large to convert to SQLite INTEGER",
        ),
        (
            "/news/posts.csv?_timelimit=1&_where=(select+count(*)+from+files+a,+files+b,+files+c)",
            "Query timed out. Narrow it, or download the database.",
        ),
    ],
)
async def test_what_datasette_answers_with_500_is_a_mistake(
    datasette: Datasette, capsys: pytest.CaptureFixture[str], address: str, error: str
) -> None:
    response = await datasette.client.get(address)
    assert (response.status_code, response.json()["error"]) == (400, error)
    for accept in ("application/json", "text/html"):
        page = await datasette.client.get(
            address.replace(".json", "").replace(".csv", ""), headers={"accept": accept}
        )
        assert page.status_code == (200 if "_json_infinity" in address else 400)
        kinds = {"application/json": "application/json", "text/html": "text/html"}
        if page.status_code == 400:
            assert page.headers["content-type"] == f"{kinds[accept]}; charset=utf-8"
    assert "Traceback" not in capsys.readouterr().err


async def test_long_ago_harmless_parameters(datasette: Datasette) -> None:
    page = await datasette.client.get("/news/posts.json?_ttl=9999999&_size=1")
    assert page.headers["cache-control"] == "max-age=10"
    # Another index than that of posts has other rows; the search is not ours then.
    page = await datasette.client.get("/news/posts.json?_search=x&_fts_table=sqlite_master")
    assert (page.status_code, page.json()["ok"]) == (400, False)
    page = await datasette.client.get("/news/posts.json?_searchmode=raw&_search=NEAR(")
    assert (page.status_code, page.json()["ok"]) == (400, False)


HEADERS: list[dict[str, str | bytes]] = [
    {"Accept-Language": "zh;q=0.9," * 8000},
    {"Accept-Language": "zh;q=nan,en;q=x;;;,*;q=-1,\x7f"},
    {"Accept": "application/json;q=x," * 1000},
    {"If-None-Match": '"""\x7f,,W/'},
    {"If-Modified-Since": "yesterday"},
    {"Range": "bytes=9-1,abc"},
    {"Range": "bytes=0-18446744073709551616"},
    {"X-Forwarded-Proto": "javascript", "X-Forwarded-Host": "attack.example"},
    {"X-Forwarded-For": "1," * 5000},
    {"X-Original-URL": "/-/databases", "X-Rewrite-URL": "/-/databases"},
    {"Cookie": b"ds_actor=\xff; ds_messages=x; ds_csrftoken==;="},
    {"Authorization": "Bearer dstok_x"},
    {"Authorization": b"Basic \xff"},
    {"Accept-Encoding": "gzip;q=nan, x" * 500},
]


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: ", ".join(headers))
async def test_headers(datasette: Datasette, headers: dict[str, str]) -> None:
    for path in ("/", "/feed.xml", "/search?q=x", "/article/none.json", "/news/tags.json"):
        response = await datasette.client.get(path, headers=headers)
        assert wrongs(response) == []
        assert response.status_code == (404 if "none" in path else 200)
        assert "attack.example" not in response.text


@pytest.fixture(scope="module")
def address(news_db: Path) -> Iterator[tuple[str, int]]:
    """The site on a real socket."""
    with live(news_db) as said:
        host, _, port = said.removeprefix("http://").partition(":")
        yield host, int(port)


def send(address: tuple[str, int], request: bytes) -> tuple[int, bytes]:
    """Send bytes as they are; return the status and everything that came back."""
    with socket.create_connection(address, timeout=60) as connection:
        connection.sendall(request)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return int(received.split(b" ", 2)[1]), received


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"/%", 302),
        (b"/%zz", 302),
        (b"/%c0%af", 302),
        (b"/\xff\xfe", 400),
        (b"/article/\x00", 400),
        (b"/article/%00", 404),
        (b"/article/x%0d%0aLocation:%20y", 404),
        (b"/%0d%0aSet-Cookie:%20a=b", 302),
        (b"//attack.example/", 302),
        (b"/\\attack.example/", 400),
        (b"http://attack.example/", 400),
        (b"*", 400),
        (b"x", 400),
        (b"/../../etc/passwd", 404),
        (b"/static/../metadata.yml", 404),
        (b"/static/../../../../../etc/passwd", 404),
        (b"/static//etc/passwd", 404),
        (b"/static/site.css/x", 404),
        (b"/static/" + b"a" * 300, 404),
        (b"/static/..%2f..%2fetc%2fpasswd", 404),
        (b"/static/%2e%2e/metadata.yml", 404),
        (b"/static/%252e%252e/metadata.yml", 404),
        (b"/-/static/../../app.py", 404),
        (b"/data/..%2fnews.parquet", 404),
        (b"/data/%2e%2e.ndjson", 404),
        (b"/news/..%2f..%2fetc", 302),
        (b"/news/posts/%ff", 302),
        (b"/news/~FF~00", 404),
        (b"/" + b"a" * 64_000, 414),
        (b"/search?q=" + b"a" * 64_000, 414),
        (b"/search?q=" + b"%E4%B8%AD" * 1500, 200),
    ],
    ids=lambda value: f"{value[:40]}" if isinstance(value, bytes) else None,
)
def test_addresses_on_the_wire(address: tuple[str, int], target: bytes, status: int) -> None:
    request = b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % target
    answered, received = send(address, request)
    assert answered == status
    head, _, body = received.partition(b"\r\n\r\n")
    assert not any(secret.encode() in body for secret in SECRETS if secret != "/etc/")
    assert b"root:" not in body
    for line in head.lower().split(b"\r\n"):
        assert not line.startswith(b"set-cookie:")
        # A redirect leads to the site itself.
        assert not line.startswith((b"location: //", b"location: /\\", b"location: http"))


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x/y\r\nConnection: close\r\n\r\n",
        b"GARBAGE\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET /\r\n\r\n",
    ],
    ids=lambda value: f"{value[:30]}",
)
def test_requests_that_are_none(address: tuple[str, int], request_bytes: bytes) -> None:
    status, received = send(address, request_bytes)
    assert status == 400
    assert not any(secret.encode() in received for secret in SECRETS)


def test_a_name_of_a_host_does_not_become_markup(address: tuple[str, int]) -> None:
    request = b'GET /feed.xml HTTP/1.1\r\nHost: x"><a>\r\nConnection: close\r\n\r\n'
    status, received = send(address, request)
    assert (status, b"<a>" in received) == (400, False)
