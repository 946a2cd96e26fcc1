"""Searches, trends, comparisons and companies of several databases are those of the whole."""

from __future__ import annotations

from datasette.app import Datasette

from tests.years_site import get


async def test_searches_find_what_they_find_in_the_whole(
    sharded: Datasette, whole: Datasette
) -> None:
    for query in (
        *(
            "",
            "央行",
            "岚山银行",
            "岚山 -银行",
            "来源:瀚海证券报",
            "央行&order=newest",
            "央行&page=2",
        ),
        *("央杭降息", "为什么央行降息", "zzzzz", "银行&since=2021-12-30&until=2022-01-31"),
        *("银行&stories=off", "银行&source=瀚海证券报", "609015", "lsyh", "银行&size=10&page=3"),
    ):
        for path in ("/search?lang=en&q=", "/search.json?q="):
            url = f"{path}{query}"
            assert await get(sharded, url) == await get(whole, url)
    for typed in ("岚", "ls", "央行", "609015", "瀚海 证", "z"):
        url = f"/suggest.json?q={typed}"
        assert await get(sharded, url) == await get(whole, url)
    for site in (sharded, whole):
        response = await site.client.get("/search.json?source=none")
        assert (response.status_code, response.json()["error"]) == (
            404,
            "there is no source 'none'",
        )


async def test_each_result_is_on_one_page(sharded: Datasette, whole: Datasette) -> None:
    for query in ("q=银行", "q=银行&order=newest", "order=newest"):
        total = (await whole.client.get(f"/search.json?{query}")).json()["total"]
        found: list[str] = []
        url = f"/search.json?{query}"
        while url:
            page = (await sharded.client.get(url)).json()
            found += [hit["slug"] for hit in page["hits"]]
            url = (page["next"] or "").removeprefix("http://localhost")
        assert len(found) == len(set(found)) == total > 20


async def test_trends_and_comparisons_are_those_of_the_whole(
    sharded: Datasette, whole: Datasette
) -> None:
    for query in (
        *("", "&by=year&q=央行", "&split=source&by=week", "&split=tag&q=央行&q=银行"),
        *("&share=on&q=央行&since=2021-12-10", "&split=source&tag=滚动新闻&stories=off"),
    ):
        url = f"/trends?lang=en{query}"
        assert await get(sharded, url) == await get(whole, url)
        for suffix in ("csv", "json"):
            url = f"/trends.{suffix}?{query.removeprefix('&')}"
            assert await get(sharded, url) == await get(whole, url)
    for pair in ("source=瀚海证券报&source=东岭财经报", "security=609015.SH&security=609018.SH"):
        url = f"/compare?lang=en&{pair}"
        assert await get(sharded, url) == await get(whole, url)


async def test_companies_are_those_of_the_whole(sharded: Datasette, whole: Datasette) -> None:
    sql = """select code from post_securities join posts on posts.id = post_id
        group by 1 having count(distinct substr(date, 1, 4)) > 1 order by count(*) desc limit 8"""
    rows = (await whole.get_database("news").execute(sql)).rows
    assert len(rows) == 8
    for (code,) in rows:
        for query in ("", "&stories=off", "&before=2022-01"):
            url = f"/security/{code}?lang=en{query}"
            assert await get(sharded, url) == await get(whole, url)
    for query in ("&q=609015", "&q=lsyh", "&q=瀚海", "&q=none", "&kind=index", "&page=2"):
        url = f"/securities?lang=en{query}"
        assert await get(sharded, url) == await get(whole, url)
    assert (await sharded.client.get("/security/none")).status_code == 404
