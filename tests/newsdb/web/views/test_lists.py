"""`/source/…`, `/tag/…`, `/day/…` and the other lists of articles."""

from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from datasette.app import Datasette

from tests.clients import soup_of, texts
from tests.databases import query_file


@pytest.mark.parametrize(
    ("path", "length", "label", "beside"),
    [
        ("/day/2022-03-03", 13, "Articles by hour", ["/day/2022-03-02", "/day/2022-03-04"]),
        ("/month/2022-03", 10, "Articles by day", ["/month/2022-02", "/month/2022-04"]),
        ("/month/2021-12", 10, "Articles by day", ["/month/2022-01"]),
        ("/month/2022-08", 10, "Articles by day", ["/month/2022-07"]),
    ],
)
async def test_days_and_months_have_a_chart_and_others_beside(
    datasette: Datasette, news_db: Path, path: str, length: int, label: str, beside: list[str]
) -> None:
    soup = await soup_of(datasette, f"{path}?lang=en")
    counts = query_file(
        news_db,
        "select substr(published, 1, ?), count(*) from posts where published like ? || '%' "
        "group by 1 order by 1",
        length,
        path.rpartition("/")[2],
    )
    assert texts(soup, ".chart figcaption") == [label]
    assert len(soup.select(".chart .targets path + path")) == len(counts)
    shown = [text for text in texts(soup, ".chart td.number") if text != "0"]
    assert shown == [f"{count}" for _, count in reversed(counts)]
    links = [link["href"] for link in soup.select(".chart tbody a")]
    assert links == [f"/day/{day}?lang=en" for day, _ in reversed(counts) if length == 10]
    found = [link["href"] for link in soup.select(".byline [rel=prev], .byline [rel=next]")]
    assert found == [f"{each}?lang=en" for each in beside]


@pytest.mark.parametrize(
    ("path", "condition"),
    [
        (f"/source/{quote('滚动')}", "source_id = (select id from sources where name = '滚动')"),
        (
            f"/tag/{quote('滚动新闻')}",
            "id in (select post_id from post_tags join tags on tags.id = tag_id "
            "and name = '滚动新闻')",
        ),
        (
            f"/category/{quote('chaoxijingjibaodao chaoxiAPP', safe='')}",
            "id in (select post_id from post_categories join categories on "
            "categories.id = category_id and name = 'chaoxijingjibaodao chaoxiAPP')",
        ),
        (
            "/security/609011.SH",
            "id in (select post_id from post_securities where code = '609011.SH')",
        ),
        ("/day/2022-03-03", "date = '2022-03-03'"),
        ("/month/2022-03", "date like '2022-03%'"),
    ],
)
async def test_lists_and_their_rows_are_the_same(
    datasette: Datasette, news_db: Path, path: str, condition: str
) -> None:
    rows = query_file(
        news_db,
        f"select id, title, slug from posts where {condition} order by published_utc desc, id desc",
    )
    assert rows
    soup = await soup_of(datasette, path)
    assert f"{len(rows)} 篇文章" in texts(soup, ".byline span")
    shown = [link["href"] for link in soup.select(".posts h2 a")]
    while (older := soup.select_one(".pager [rel=next]")) is not None:
        soup = await soup_of(datasette, older["href"])
        assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex, follow"
        shown += [link["href"] for link in soup.select(".posts h2 a")]
    assert shown == [f"/article/{quote(f'{slug}')}" for _, _, slug in rows]
    table, as_json, as_csv, *_ = [link["href"] for link in soup.select(".formats a")]
    assert (await datasette.client.get(table)).status_code == 200
    answer = await datasette.client.get(f"{as_json}&_size=max")
    assert [row["id"] for row in answer.json()] == [row[0] for row in rows]
    lines = (await datasette.client.get(as_csv)).text.splitlines()
    assert lines[0].startswith("id,slug,title")


@pytest.mark.parametrize(
    "path",
    [
        *("/source/none", "/tag/none", "/category/none", "/security/none", "/source/%FF"),
        *("/day/2022-13-01", "/day/2000-01-01", "/month/2000-01", "/month/x"),
    ],
)
async def test_unknown_lists_are_not_found(datasette: Datasette, path: str) -> None:
    response = await datasette.client.get(path)
    assert response.status_code == 404
    assert "页面不存在" in response.text


async def test_top_securities_of_a_source(datasette: Datasette, news_db: Path) -> None:
    soup = await soup_of(datasette, f"/source/{quote('瀚海证券报')}")
    [(name, count)] = query_file(
        news_db,
        "select securities.name, count(*) from posts join post_securities on post_id = posts.id "
        "join securities using (code) where source_id = (select id from sources "
        "where name = '瀚海证券报') group by code order by 2 desc, code limit 1",
    )
    section = soup.select_one('section[aria-labelledby="about"]')
    assert texts(section, "li")[0] == f"{name} {count}"


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        (f"/source/{quote('滚动')}", f"/feed.xml?source={quote('滚动')}"),
        ("/day/2022-03-03", "/feed.xml?since=2022-03-03&until=2022-03-03"),
        ("/month/2022-02", "/feed.xml?since=2022-02-01&until=2022-02-28"),
    ],
)
async def test_the_feed_of_a_list_is_linked(datasette: Datasette, path: str, feed: str) -> None:
    soup = await soup_of(datasette, path)
    feeds = [link["href"] for link in soup.select('link[type="application/atom+xml"]')]
    assert feeds == ["/feed.xml", feed]
    assert soup.select_one(".formats li:last-child a")["href"] == feed
    assert (await datasette.client.get(feed)).status_code == 200


@pytest.mark.parametrize(
    ("path", "search"),
    [
        ("/source/滚动?tag=a&tag=b", "/search?source=滚动&tag=a&tag=b"),
        ("/source/滚动?source=北渡时报", "/search?source=滚动&source=北渡时报"),
        ("/tag/滚动新闻?source!=滚动&q=银行", "/search?tag=滚动新闻&q=银行&source!=滚动"),
        ("/month/2022-02?lang=en&tag=a", "/search?since=2022-02-01&until=2022-02-28&tag=a&lang=en"),
        (
            "/day/2022-03-03?security=609011",
            "/search?since=2022-03-03&until=2022-03-03&security=609011",
        ),
    ],
)
async def test_a_list_with_filters_is_a_search(
    datasette: Datasette, path: str, search: str
) -> None:
    response = await datasette.client.get(path)
    assert response.status_code == 302
    assert parse_qsl(urlsplit(response.headers["location"]).query) == parse_qsl(
        urlsplit(search).query
    )
    assert urlsplit(response.headers["location"]).path == "/search"


async def test_empty_filters_change_nothing(datasette: Datasette) -> None:
    assert (await datasette.client.get("/source/滚动?tag=&since=")).status_code == 200
    assert (await datasette.client.get("/month/2022-13?tag=a")).status_code == 404
