"""A number beside a link is that of the articles that the link leads to, on every page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from tests.clients import soup_of
from tests.conftest import PATIENT, load

TEXTS = (
    "青禾农牧与岚山银行周四在澄江签署战略合作协议，双方将在粮食仓储融资上展开合作。",
    "弥光显示宣布东岭新工厂开工建设，预计明年年底前建成投产，粮食仓库也将一并改造。",
    "今日无雨，澄江大桥照常通行，交警提醒慢行，粮食运输车辆请绕行城北。",
)
# Which text, when, from whom: two stories begin on one day and end on another, one in a new month.
POSTS = (
    (0, "2022-02-28 21:00:00", "甲报", "甲"),
    (0, "2022-02-28 23:00:00", "乙报", "甲"),
    (0, "2022-03-01 01:00:00", "乙报", "乙"),
    (0, "2022-03-01 09:00:00", "丙报", "甲"),
    (1, "2022-03-05 22:00:00", "乙报", "乙"),
    (1, "2022-03-06 08:00:00", "乙报", "乙"),
    (2, "2022-03-06 12:00:00", "甲报", "甲"),
)
COUNT = re.compile(r"[\d,]+")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    folder = tmp_path_factory.mktemp("counts")
    (folder / "_posts").mkdir()
    for at, (text, time, source, tag) in enumerate(POSTS):
        content = (
            f"---\ntitle: 题 {at}\ndate: {time} +0800\ntags: [{tag}]\n---\n"
            f"{TEXTS[text]}弥光显示(600160.SH)。\n\n（文章来源：{source}）\n"
        )
        (folder / "_posts" / f"{time[:10]}-{at}.md").write_text(content, "utf-8")
    with prepared(load(folder, folder / "news.db"), PATIENT) as context:
        yield instance(context)


async def shown(site: Datasette, link: str) -> int:
    """Return how many articles a list or a search says that it has."""
    if link.startswith("/search"):
        found = (await site.client.get(link.replace("/search", "/search.json", 1))).json()
        return int(found["total"])
    soup = await soup_of(site, f"{link}{'&' if '?' in link else '?'}lang=en")
    (number,) = {
        int(words[0])
        for each in soup.select("h1 ~ p, .byline")
        if (words := each.get_text().split()) and words[1:2] in (["article"], ["articles"])
    }
    assert number == len(soup.select("ol.posts li"))
    return number


async def numbers(site: Datasette) -> AsyncIterator[tuple[str, str, int]]:
    """Yield each number of a page with the page and the link beside it."""
    for path in ("/sources", "/tags"):
        for each in (await soup_of(site, path)).select(".directory li"):
            yield path, f"{each.a['href']}", int(each.select_one(".count").get_text())
    archive = await soup_of(site, "/archive")
    for each in archive.select(".months td a"):
        yield "/archive", f"{each['href']}", int(each.get_text())
    for each in archive.select(".calendar div a"):
        yield "/archive", f"{each['href']}", int(f"{each['title']}")
    search = await soup_of(site, "/search?q=粮食")
    for each in search.select(".facet li"):
        yield "/search", f"{each.a['href']}", int(each.select_one(".number").get_text())
    for query in ("", "q=粮食&", "split=source&", "split=tag&", "by=day&", "q=粮食&stories=off&"):
        for each in (await soup_of(site, f"/trends?{query}")).select(".trend-table td a"):
            yield f"/trends?{query}", f"{each['href']}", int(each.get_text())
    compared = await soup_of(site, "/compare?source=甲报&source=乙报")
    heads, cells = compared.select("thead th a"), compared.select("tbody tr:first-child td")
    for head, cell in zip(heads, cells, strict=True):
        yield "/compare", f"{head['href']}", int(cell.get_text())


async def test_numbers_are_those_of_the_lists_behind_them(site: Datasette) -> None:
    seen: dict[str, list[int]] = {}
    async for page, link, number in numbers(site):
        assert await shown(site, link) == number, (page, link)
        seen.setdefault(page, []).append(number)
    assert sorted(seen["/sources"]) == [1, 2, 2]
    assert sorted(seen["/tags"]) == [2, 2]
    # Months: 1 in February, 3 in March; days: 1, 1, 1, 2.
    assert sorted(seen["/archive"]) == [1, 1, 1, 1, 2, 3]
    assert seen["/trends?"] == [3, 1]
    assert seen["/trends?q=粮食&stories=off&"] == [5, 2]
    assert seen["/compare"] == [2, 2]
    assert len(seen["/search"]) == 7


async def test_the_home_page_counts_as_the_archive_does(site: Datasette) -> None:
    home = await soup_of(site, "/?lang=en")
    numbers = [each.get_text() for each in home.select("dl.numbers dd")]
    assert numbers[:2] == ["3", "3"]
    rows = [
        tuple(cell.get_text().strip() for cell in row.select("th, td"))
        for row in home.select("details table tbody tr")
    ]
    assert sorted(rows) == [("February 2022", "1"), ("March 2022", "3")]


async def test_feeds_and_exports_have_the_same_articles(site: Datasette) -> None:
    for query, articles, posts in (("", 3, 7), ("source=乙报", 2, 4), ("q=粮食", 3, 7)):
        feed = (await site.client.get(f"/feed.json?{query}")).json()
        every = (await site.client.get(f"/feed.json?{query}&stories=off")).json()
        assert (len(feed["items"]), len(every["items"])) == (articles, posts), query
        lines = (await site.client.get(f"/data/posts.ndjson?{query}")).text.splitlines()
        assert len(lines) == posts
        found = (await site.client.get(f"/search.json?{query}")).json()
        assert found["total"] == articles
