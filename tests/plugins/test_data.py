"""`/data/posts.ndjson` and the other files: whole, filtered, in parts."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from datasette.app import Datasette

from newsdb.cli import main
from newsdb.commands.prepare import instance, prepared
from newsdb.exceptions import StaleCursorError
from newsdb.export.changes import Changes
from newsdb.export.records import PAGE
from newsdb.search.databases import site_id
from newsdb.web.middleware.etags import MAX_BODY
from plugins import data
from tests.databases import database_of
from tests.feeds import FILTERED

FORMATS = ("ndjson", "csv", "parquet")
SLUGS = {
    **FILTERED,
    "since=2022-07-01": "where date >= '2022-07-01'",
    "until=2021-12-06": "where date <= '2021-12-06'",
    "since=2022-01-01&until=2022-01-31&category=rolling": """
        join post_categories on post_id = posts.id
        join categories on categories.id = category_id where categories.name = 'rolling'
        and date like '2022-01-%'""",
    "q=": "",
    "q=。&tag=": "where title || ' ' || summary || ' ' || body like '%。%'",
    "after=2022-07": "where slug > '2022-07'",
    "tag=滚动新闻&since=2100-01-01": "where false",
}


@pytest.fixture(scope="module")
def exported(news_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    formats = [word for each in FORMATS for word in ("--format", each)]
    arguments = ["export", f"{folder}", "--db", f"{news_db}", *formats]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert CliRunner().invoke(main, [*arguments[:-6], "--by", "month"]).exit_code == 0
    assert (
        CliRunner().invoke(main, [*arguments[:1], f"{folder / 'all'}", *arguments[2:]]).exit_code
        == 0
    )
    return folder


def slugs(text: str) -> list[str]:
    return [json.loads(line)["slug"] for line in text.splitlines()]


@pytest.mark.parametrize("format", FORMATS)
async def test_files_are_those_of_export(datasette: Datasette, exported: Path, format: str) -> None:
    response = await datasette.client.get(f"/data/posts.{format}")
    assert response.status_code == 200
    assert response.content == (exported / "all" / f"posts.{format}").read_bytes()
    assert (
        response.headers["content-type"].partition(";")[0]
        == {
            "ndjson": "application/x-ndjson",
            "csv": "text/csv",
            "parquet": "application/vnd.apache.parquet",
        }[format]
    )
    assert response.headers["content-disposition"] == f'attachment; filename="posts.{format}"'
    assert response.headers["access-control-allow-origin"] == "*"


async def test_a_month(datasette: Datasette, exported: Path) -> None:
    response = await datasette.client.get("/data/2022-03.ndjson")
    assert response.content == (exported / "2022-03.ndjson").read_bytes()
    assert {json.loads(line)["date"][:7] for line in response.text.splitlines()} == {"2022-03"}
    assert (await datasette.client.get("/data/2022-03.csv")).text.count("\r\n20") == len(
        slugs(response.text)
    )


async def test_all_checksums(datasette: Datasette, news_db: Path) -> None:
    sums = (await datasette.client.get("/data/SHA256SUMS")).text
    names = {line.split("  ")[1]: line.split("  ")[0] for line in sums.splitlines()}
    with closing(sqlite3.connect(news_db)) as connection:
        rows = connection.execute("select distinct substr(date, 1, 7) from posts").fetchall()
    months = ["posts", *(month for (month,) in rows)]
    assert sorted(names) == sorted(["news.db", *(f"{m}.{f}" for m in months for f in FORMATS)])
    for name, sha256 in names.items():
        path = "/news.db" if name == "news.db" else f"/data/{name}"
        content = (await datasette.client.get(path)).content
        assert hashlib.sha256(content).hexdigest() == sha256, name


@pytest.mark.parametrize("query", SLUGS)
async def test_filters(datasette: Datasette, news_db: Path, query: str) -> None:
    pairs = [tuple(pair.split("=")) for pair in query.split("&")]
    response = await datasette.client.get(f"/data/posts.ndjson?{urlencode(pairs)}")
    with closing(sqlite3.connect(news_db)) as connection:
        rows = connection.execute(
            f"select posts.slug from posts {SLUGS[query]} order by posts.slug"
        ).fetchall()
    assert slugs(response.text) == [slug for (slug,) in rows]
    assert len(rows) < 173 or query in ("q=", "q=。&tag=")
    header = (await datasette.client.get(f"/data/posts.csv?{urlencode(pairs)}")).text[:15]
    assert header == "slug,title,publ"


async def test_resume_after_any_slug(datasette: Datasette) -> None:
    whole = (await datasette.client.get("/data/posts.ndjson")).text
    for at in (0, 1, 100, 171, 172):
        after = slugs(whole)[at]
        rest = (await datasette.client.get(f"/data/posts.ndjson?after={after}")).text
        assert rest == "".join(whole.splitlines(keepends=True)[at + 1 :])


async def test_limit_links_to_the_next_part(datasette: Datasette) -> None:
    whole = (await datasette.client.get("/data/posts.ndjson?category=rolling")).text
    parts, address = [], "/data/posts.ndjson?category=rolling&limit=20"
    while address:
        response = await datasette.client.get(address)
        parts.append(response.text)
        assert response.headers["access-control-expose-headers"] == (
            "Accept-Ranges, Content-Length, Content-Range, ETag, Link"
        )
        link = response.headers.get("link", "")
        if link:
            assert link.startswith("<http://localhost/data/posts.ndjson?category=rolling&after=")
            assert link.endswith('&limit=20>; rel="next"')
        address = link.partition(">")[0].removeprefix("<http://localhost")
    assert "".join(parts) == whole
    assert [len(part.splitlines()) for part in parts[:-1]] == [20] * (len(parts) - 1)
    assert len(parts) == -(-len(whole.splitlines()) // 20) > 2
    same = await datasette.client.get("/data/posts.csv?category=rolling&limit=20")
    assert same.text.startswith("slug,") and "posts.csv?" in same.headers["link"]


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        (
            "/data/posts.ndjson?sourse=x",
            400,
            "unknown parameter 'sourse'; use "
            "q, source, section, author, tag, category, security, since, until, after, limit",
        ),
        (
            "/data/posts.csv?since=2022-01-01&since=2022-01-02",
            400,
            "the parameter since can be given only once",
        ),
        (
            "/data/posts.csv?since=2022-02-30",
            400,
            "since must be a day such as 2022-01-31, not '2022-02-30'",
        ),
        (
            "/data/posts.csv?until=%D9%A2022-02-03",
            400,
            "until must be a day such as 2022-01-31, not '\u0662022-02-03'",
        ),
        ("/data/posts.csv?limit=0", 400, "limit must be a number from 1 to 1000, not '0'"),
        ("/data/posts.csv?limit=1001", 400, "limit must be a number from 1 to 1000, not '1001'"),
        (
            "/data/2022-03.csv?q=x",
            400,
            "unknown parameter 'q'; none is allowed here",
        ),
        ("/data/posts.parquet?q=x", 400, "unknown parameter 'q'; none is allowed here"),
        ("/data/2019-01.ndjson", 404, "there are no posts of 2019-01"),
        ("/data/undated.csv", 404, "there are no posts of undated"),
        ("/data/2019-01.parquet", 404, "there are no posts of 2019-01"),
        ("/data/nonsense.csv", 404, "there are no posts of nonsense"),
        ("/data/%E4%B8%AD%2F.csv", 404, "there are no posts of 中/"),
    ],
)
async def test_errors_are_json(datasette: Datasette, path: str, status: int, error: str) -> None:
    response = await datasette.client.get(path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.json() == {"ok": False, "error": error, "status": status, "title": None}
    assert "\\u" not in response.text


async def test_head_has_the_headers_of_get(datasette: Datasette) -> None:
    for path in ("/data/posts.ndjson", "/data/posts.csv?limit=3", "/data/posts.parquet"):
        plain = {"Accept-Encoding": "identity"}
        got = await datasette.client.get(path, headers=plain)
        head = await datasette.client.head(path, headers=plain)
        assert (head.status_code, head.content) == (200, b"")
        assert dict(head.headers) == dict(got.headers)


async def test_304_if_unchanged(datasette: Datasette) -> None:
    for path in ("/data/posts.ndjson?limit=3", "/data/posts.csv", "/data/posts.parquet"):
        tag = (await datasette.client.get(path)).headers["etag"]
        again = await datasette.client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")


async def test_the_etag_of_a_large_file_is_that_of_its_database(tmp_path: Path) -> None:
    tags = []
    for body in ("x" * 9000, "y" * 9000):
        with prepared(database_of(tmp_path / f"{body[0]}.db", PAGE, body)) as context:
            client = instance(context).client
            for path in ("/data/posts.ndjson", "/data/2022-01.csv"):
                response = await client.get(path)
                assert len(response.content) > MAX_BODY
                tags.append(response.headers["etag"])
                again = await client.get(path, headers={"If-None-Match": tags[-1]})
                assert (again.status_code, again.content) == (304, b"")
                assert again.headers["etag"] == tags[-1]
                assert "content-disposition" in again.headers
    assert len(set(tags)) == 2


@pytest.mark.parametrize(
    ("after", "changed", "found", "asked"),
    [
        # Of each database, one after the other, those after a place in it.
        (0, [("a", 5), ("b", None)], ("a", 5), [("x", 0)]),
        (5, [("a", None), ("b", None)], ("a", site_id(1, 0)), [("x", 5)]),
        (site_id(1, 0), [("a", None), ("b", 3)], ("b", site_id(1, 3)), [("y", 0)]),
        (site_id(1, 3), [("a", None), ("b", None)], ("b", None), [("y", 3)]),
        (5, [("", None), ("b", None)], ("b", None), [("x", 5), ("y", 0)]),
        (0, [("", None), ("", None)], ("", None), [("x", 0), ("y", 0)]),
    ],
)
def test_changes_of_several_databases(
    monkeypatch: pytest.MonkeyPatch,
    after: int,
    changed: list[tuple[str, int | None]],
    found: tuple[str, int | None],
    asked: list[tuple[str, int]],
) -> None:
    given: list[tuple[str, int]] = []

    def changes_since(number: int, since: int, place: int, name: str) -> Changes:
        given.append((name, place))
        lines, following = changed[number]
        return Changes(tuple(lines), following)

    monkeypatch.setattr(data, "changes_since", changes_since)
    monkeypatch.setattr(data, "loads_of", lambda number: (1, 9))
    lines, following = found
    assert data.find_changes([0, 1], "xy", range(2), 0, after) == Changes(tuple(lines), following)
    assert given == asked


@pytest.mark.parametrize(
    ("since", "is_there"), [(0, True), (1, False), (2, True), (4, True), (5, False)]
)
def test_changes_since_a_load_that_is_there(
    monkeypatch: pytest.MonkeyPatch, since: int, is_there: bool
) -> None:
    """What a site has in one database is not called by its name."""
    monkeypatch.setattr(data, "changes_since", lambda *given: Changes(given[3:], None))
    monkeypatch.setattr(data, "loads_of", lambda number: (2, 4))
    if is_there:
        assert data.find_changes([0], ["x"], [0], since, 0) == Changes(("",), None)
        return
    with pytest.raises(StaleCursorError, match=f"no load {since}, only 2 to 4"):
        data.find_changes([0], ["x"], [0], since, 0)
