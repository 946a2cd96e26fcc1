"""What a reader sees where something does not work: in their language, in the site's frame."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.plugins import pm
from datasette.utils.asgi import Base400, Forbidden, Request
from datasette.views.base import DatasetteError

from newsdb import instance as newsdb_instance
from newsdb.commands.prepare import instance, prepared
from newsdb.exceptions import NoSlotError
from newsdb.web.errors import HTTPError, error_response, respond_to_error
from tests.clients import TOO_LONG

ENDLESS = "with recursive t(a) as (select 1 union all select a + 1 from t) select count(*) from t"


async def seen(datasette: Datasette, path: str, language: str) -> tuple[int, str, str, str]:
    """Return a page's status, heading, reason and hint; check its frame."""
    response = await datasette.client.get(path, headers={"Accept-Language": language})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    soup = BeautifulSoup(response.text, "html5lib")
    assert soup.html["lang"] == {"zh": "zh-Hans", "en": "en"}[language]
    assert soup.select_one("header.masthead a.name") is not None
    scripts = [script["src"].partition("?v=")[0] for script in soup("script")]
    assert scripts == ["/static/scheme.js", "/static/suggest.js"]
    assert not any(script.get_text() for script in soup("script"))
    assert soup("style") + soup.select("[style]") == []
    assert soup.select_one(".notice .number").get_text() == f"{response.status_code}"
    assert soup.title.get_text().startswith(soup.h1.get_text())
    reason = soup.select_one(".notice .reason")
    hint = soup.select_one(".notice > p:not(.number)")
    return (
        response.status_code,
        soup.h1.get_text(),
        reason.get_text() if reason else "",
        hint.get_text(),
    )


NOT_FOUND = "网址可能有误，或页面已经移走。可以搜索，或返回首页。"


@pytest.mark.parametrize(
    ("path", "language", "expected"),
    [
        ("/none", "zh", (404, "页面不存在", "", NOT_FOUND)),
        ("/news/none", "zh", (404, "页面不存在", "", NOT_FOUND)),
        ("/news/posts/9999999", "zh", (404, "页面不存在", "", NOT_FOUND)),
        (
            "/none",
            "en",
            (
                404,
                "Page not found",
                "",
                "The URL may be wrong, or the page may have moved. Search, or go to the home page.",
            ),
        ),
        (
            "/news/posts?_size=x",
            "zh",
            (
                400,
                "请求无效",
                "_size must be a positive integer",
                "请按上面的说明修改网址后重试。",
            ),
        ),
        (
            "/news/posts?_size=x",
            "en",
            (
                400,
                "Bad request",
                "_size must be a positive integer",
                "Correct the URL as described above and try again.",
            ),
        ),
        (
            "/news?sql=selekt",
            "en",
            (
                400,
                "Invalid SQL",
                "Statement must be a SELECT",
                "Correct the query as described above. Only a single SELECT statement is allowed.",
            ),
        ),
        (
            f"/news?sql={ENDLESS}&_timelimit=20",
            "zh",
            (
                400,
                "这条查询超时了",
                "",
                "请缩小查询范围，例如加上日期条件或 limit，或下载整个数据库。",
            ),
        ),
    ],
)
async def test_error_pages(
    datasette: Datasette, path: str, language: str, expected: tuple[int, str, str, str]
) -> None:
    assert await seen(datasette, path.replace("+", "%2B"), language) == expected


async def test_sql_can_be_mended_where_it_failed(datasette: Datasette) -> None:
    response = await datasette.client.get("/news", params={"sql": "selekt </textarea>"})
    form = BeautifulSoup(response.text, "html5lib").select_one(".notice form")
    assert (form["action"], form["method"]) == ("/news", "get")
    assert form.textarea.get_text() == "selekt </textarea>"
    assert form.label["for"] == form.textarea["id"]


class Failing:
    """A plugin with pages that fail."""

    __name__ = "failing"

    @hookimpl
    def register_routes(self) -> list[tuple[str, object]]:
        def forbidden() -> None:
            raise Forbidden("not for you")

        def broken() -> None:
            raise sqlite3.DatabaseError("/secret/path/news.db")

        return [(r"^/forbidden$", forbidden), (r"^/broken$", broken)]


@pytest.fixture
def failing(news_db: Path) -> Iterator[Datasette]:
    plugin = Failing()
    pm.register(plugin)
    with prepared(news_db) as prepared_command:
        yield instance(prepared_command)
    pm.unregister(plugin)


async def test_403_page(failing: Datasette) -> None:
    assert await seen(failing, "/forbidden", "en") == (
        403,
        "Forbidden",
        "not for you",
        "Everything else on this site can be read, queried and downloaded.",
    )


async def test_500_page(failing: Datasette, capsys: pytest.CaptureFixture[str]) -> None:
    assert await seen(failing, "/broken", "zh") == (
        500,
        "出错了",
        "",
        "错误已记入日志。请稍后再试，或返回首页。",
    )
    assert "/secret/path/news.db" not in (await failing.client.get("/broken")).text
    assert "DatabaseError: /secret/path/news.db" in capsys.readouterr().err


async def test_503_page(failing: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise sqlite3.OperationalError("interrupted")

    monkeypatch.setattr(newsdb_instance, "time_limit", interrupted)
    status, heading, reason, _ = await seen(failing, "/day/2022-03-03", "en")
    assert (status, heading) == (503, "The server is busy")
    assert reason == "Reading this from the database took too long. Try again in a moment."


@pytest.mark.parametrize(
    "path",
    [
        *("/news/images/1", "/news/images/1.json", "/news/images/.json", "/news/post_tags/1.json"),
        *("/news/post_categories/1.json", "/news/post_securities/1.json"),
        *("/news/security_names/x.json", "/news/security_months/x.json"),
    ],
)
async def test_a_part_of_a_compound_key_is_not_found(datasette: Datasette, path: str) -> None:
    response = await datasette.client.get(path)
    assert response.status_code == 404
    if path.endswith(".json"):
        assert response.json()["error"] == "Record not found"


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/tag/%E6%96%B0%E9%97%BB/", 301, "/tag/%E6%96%B0%E9%97%BB"),
        ("/article/none/?q=a&lang=en", 301, "/article/none?q=a&lang=en"),
        ("/security/609011.SH//", 301, "/security/609011.SH"),
        ("/day/2022-03-05/", 301, "/day/2022-03-05"),
        ("/search/?q=%E9%93%B6%E8%A1%8C", 302, "/search?q=%E9%93%B6%E8%A1%8C"),
        ("/news/posts/?_size=2", 302, "/news/posts?_size=2"),
    ],
)
async def test_a_slash_at_the_end_redirects(
    datasette: Datasette, path: str, status: int, location: str
) -> None:
    response = await datasette.client.get(path)
    assert (response.status_code, response.headers["location"]) == (status, location)
    assert (await datasette.client.post(path)).status_code == 405


@pytest.mark.parametrize(
    ("exception", "path", "status", "message"),
    [
        (NoSlotError(), "/", 503, "The server is busy. Try again in a moment."),
        (sqlite3.DatabaseError("database disk image is malformed"), "/", 503,
         "The database is damaged: this cannot be read from it."),
        (QueryInterrupted(Exception(), "", {}), "/", 503,
         "The server is busy. Try again in a moment."),
        (Base400("none"), "/", 400, "none"),
        (OSError(), "/static/a", 404, "File not found."),
        (OSError(), "/article/a", 500, "Something went wrong. It has been logged."),
        (ValueError("x" * 300), "/news/posts?_next=&a=1", 400,
         f"A parameter cannot be used (_next, a): {'x' * 200}"),
        (KeyError(), "/news/posts?a", 400, "A parameter cannot be used (a): KeyError"),
        (ValueError("x"), f"/news/posts?{'a' * 41}&b&c&d&e&f", 400,
         f"A parameter cannot be used ({'a' * 40}, b, c, d, e): x"),
        (DatasetteError("x", status=500), "/news/posts", 400, "x"),
        (DatasetteError("x", status=404), "/news/posts", 404, "x"),
        (QueryInterrupted(Exception(), "", {}), "/news/posts", 400, TOO_LONG),
        (sqlite3.ProgrammingError("x"), "/news/posts", 500,
         "Something went wrong. It has been logged."),
        (ValueError("x"), "/news/posts", 500, "Something went wrong. It has been logged."),
        (sqlite3.ProgrammingError("x"), "/news/images/1", 404, "Record not found"),
    ],
)  # fmt: skip
def test_what_is_said_of_an_exception(
    datasette: Datasette, exception: Exception, path: str, status: int, message: str
) -> None:
    error = respond_to_error(datasette, Request.fake(path), exception)
    assert (error.status, error.message) == (status, message)


@pytest.mark.parametrize(("status", "wait"), [(503, "5"), (500, None)])
async def test_a_busy_server_says_when_to_try_again(
    datasette: Datasette, status: int, wait: str | None
) -> None:
    response = await error_response(datasette, Request.fake("/x.json"), HTTPError(status, "x"))
    assert response.headers.get("retry-after") == wait
