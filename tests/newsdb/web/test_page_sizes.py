"""No kind of page is above 60 KB, without images; the limit is one of docs/design-system.md."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from tests.browser.pages import PAGES
from tests.conftest import PATIENT
from tests.decade_site import WORDS, load_decade

MAX_BYTES = 60_000
LANGUAGES = ("zh", "en")
AS_FIRST_SHOWN = {"whole table": "/news/posts", "whole view": "/news/articles"}

ALL_WORDS = urlencode([("q", word) for word in WORDS])
FILTERS = f"source={quote('第7号证券报')}&since=2014-01-01&until=2022-06-30"
BY_MONTH = "select substr(date, 1, 7) as month, count(*) as posts from posts group by 1"
DECADE = [
    "/",
    "/article/2020-01-01-2556",
    f"/source/{quote('第7号证券报')}",
    f"/tag/{quote('标签7号')}",
    f"/tag/{quote('标签7号')}?before=2018-01",
    f"/author/{quote('记者7号')}",
    f"/category/{quote('栏目7号')}",
    "/security/600008.SH",
    "/securities",
    "/search",
    f"/search?q={quote('银行')}",
    f"/search?q={quote('银行 OR 央行 OR 关于储能的长标题')}&{FILTERS}",
    *("/archive", "/sources", "/authors", "/tags", "/categories", "/edits"),
    *("/month/2022-03", "/day/2022-03-03"),
    *("/trends", "/trends?by=week", "/trends?by=day&chart=lines", "/trends?by=day&split=source"),
    *(f"/trends?{ALL_WORDS}&by={unit}" for unit in ("day", "week", "month", "year")),
    f"/trends?{ALL_WORDS}&by=month&chart=bars",
    f"/trends?{ALL_WORDS}&by=day&share=on&embed=1",
    f"/compare?tag={quote('标签7号')}&tag={quote('标签8号')}",
    *("/compare", "/data", "/data/months", "/data/tables", "/data/tables/posts"),
    *("/news", "/news/posts", "/news/articles", "/news/posts/1", "/news/post_tags"),
    f"/news?{urlencode({'sql': BY_MONTH})}",
]


async def sizes(site: Datasette, paths: dict[str, str]) -> dict[tuple[str, str], int]:
    """Return how many bytes each page has in each language."""
    found = {}
    for name, path in paths.items():
        for language in LANGUAGES:
            response = await site.client.get(path, headers={"Accept-Language": language})
            assert response.headers["content-type"].startswith("text/html"), name
            found[name, language] = len(response.content)
    return found


@pytest.fixture(scope="module")
def decade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    database = load_decade(tmp_path_factory.mktemp("decade"))
    with prepared(database, PATIENT) as context:
        yield instance(context)


async def test_no_page_of_the_sample_is_above_60_kb(datasette: Datasette) -> None:
    found = await sizes(datasette, {**PAGES, **AS_FIRST_SHOWN})
    assert {name: size for name, size in found.items() if size > MAX_BYTES} == {}


async def test_no_page_of_ten_years_is_above_60_kb(decade: Datasette) -> None:
    for path in DECADE:
        assert (await decade.client.get(path)).status_code == 200, path
    found = await sizes(decade, {path: path for path in DECADE})
    assert {name: size for name, size in found.items() if size > MAX_BYTES} == {}
