"""Stories on the site: lists, search, feeds and charts have an article once, /story/ has all."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.web.stories import find_story
from tests.databases import database_of
from tests.stories_site import COPY, LEAD, OTHER, TWIN, page


async def slugs(stories_site: Datasette, path: str) -> list[str]:
    links = (await page(stories_site, path)).xpath(
        "//ol[@class='posts']/li//*[self::h2 or self::h3 or self::h4]/a"
    )
    return [link.get("href").partition("?")[0].removeprefix("/article/") for link in links]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", [OTHER, LEAD]),
        ("/tag/t", [OTHER, LEAD]),
        ("/month/2022-03", [OTHER, LEAD]),
        ("/day/2022-03-01", [LEAD]),
        # A list has the first of a story that belongs to it.
        ("/source/%E4%B9%99%E6%8A%A5", [OTHER, COPY]),
        ("/source/%E7%94%B2%E6%8A%A5", [LEAD]),
        ("/search?q=%E7%B2%AE%E9%A3%9F&order=newest", [LEAD]),
        ("/search?q=%E7%B2%AE%E9%A3%9F&source=%E4%B9%99%E6%8A%A5", [COPY]),
        ("/tag/t?stories=off", [OTHER, COPY, TWIN, LEAD]),
        ("/day/2022-03-01?stories=off", [COPY, TWIN, LEAD]),
        ("/search?q=%E7%B2%AE%E9%A3%9F&order=newest&stories=off", [COPY, TWIN, LEAD]),
        ("/story/2", [LEAD, TWIN, COPY]),
    ],
)
async def test_lists_have_each_story_once(
    stories_site: Datasette, path: str, expected: list[str]
) -> None:
    assert await slugs(stories_site, path) == expected


async def test_numbers_count_stories(stories_site: Datasette) -> None:
    home = await page(stories_site, "/?lang=en")
    assert home.xpath("string(//dl[@class='numbers']/div[1]/dd)") == "2"
    tag = await page(stories_site, "/tag/t?lang=en")
    assert tag.xpath("string(//p[@class='byline']/span)") == "2 articles"
    found = (await stories_site.client.get("/search.json?q=粮食")).json()
    assert found["total"] == 1
    found = (await stories_site.client.get("/search.json?q=粮食&stories=off")).json()
    assert found["total"] == 3
    assert (await stories_site.client.get("/search.json?q=粮食&stories=no")).status_code == 400


async def test_links_to_other_versions(stories_site: Datasette) -> None:
    for path in (
        "/?lang=en",
        "/tag/t?lang=en",
        "/search?q=粮食&lang=en",
        f"/article/{LEAD}?lang=en",
    ):
        (note,) = (await page(stories_site, path)).xpath("//span[a[starts-with(@href, '/story/')]]")
        assert " ".join(note.text_content().split()) == "Also in 乙报 · 3 versions", path


async def test_feeds_and_exports(stories_site: Datasette) -> None:
    feed = (await stories_site.client.get("/feed.json")).json()
    assert [item["url"].rpartition("/")[2] for item in feed["items"]] == [OTHER, LEAD]
    records = (await stories_site.client.get("/news/posts.json?_shape=array&_sort=id")).json()
    assert len(records) == 4
    lines = (await stories_site.client.get("/data/posts.ndjson")).text.splitlines()
    assert len(lines) == 4
    assert sum('"relation":null' in line.replace(" ", "") for line in lines) == 2


async def test_the_next_article_is_another_one(stories_site: Datasette) -> None:
    """Both posts of 甲报 are the same article; those of 乙报 are two."""
    for slug, others in ((LEAD, []), (TWIN, []), (COPY, [OTHER]), (OTHER, [COPY])):
        links = (await page(stories_site, f"/article/{slug}")).xpath("//nav/a[@rel]/@href")
        assert links == [f"/article/{other}" for other in others], slug


def test_what_each_version_adds(tmp_path: Path) -> None:
    """The first has its beginning; others have what none before them has, the rest is counted."""
    bodies = ("一。二！", "一。三？\n四", "五。六。七。八。九。三", "一；二。", "")
    database = database_of(tmp_path / "news.db", len(bodies))
    with closing(sqlite3.connect(database)) as connection:
        for post, body in enumerate(bodies, 1):
            connection.execute("update posts set story_id = 7, body = ? where id = ?", (body, post))
        found = find_story(connection, 7)
        assert find_story(connection, 8) == ()
    assert [(each.added, each.more) for each in found] == [
        (("一。",), 0),
        (("三？", "四"), 0),
        (("五。", "六。", "七。"), 2),
        (("一；二。",), 0),
        ((), 0),
    ]
    assert (found[0].slug, found[0].source) == ("2022-01-01-000001", "甲报")
