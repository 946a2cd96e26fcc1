"""`/story/<id>`: the versions of an article."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from tests.conftest import PATIENT
from tests.feeds import ATOM, atom, texts
from tests.stories_site import COPY, LEAD, LONG, TWIN, page


async def test_a_story_says_what_each_version_adds(stories_site: Datasette) -> None:
    story = await page(stories_site, "/story/2?lang=en")
    items = story.xpath("//ol[@class='posts']/li")
    relations = [item.xpath("string(.//p[@class='meta']/span[1])") for item in items]
    assert relations == ["First version", "Same article, collected in another way", "Copy"]
    assert [item.xpath("string(.//p[contains(@class, 'excerpt')])") for item in items] == [
        LONG, "", "",
    ]  # fmt: skip


async def test_no_such_story(stories_site: Datasette) -> None:
    for path in ("/story/1", "/story/99999", "/story/x"):
        assert (await stories_site.client.get(path)).status_code == 404, path


async def test_a_story_has_feeds(stories_site: Datasette) -> None:
    story = await page(stories_site, "/story/2?lang=zh")
    feeds = ["/feed.xml?story=2", "/feed.json?story=2"]
    assert story.xpath("//link[@rel='alternate'][@title]/@href")[2:] == feeds
    assert story.xpath("//details[@class='follow']//a/@href") == feeds
    assert "订阅阅读器" in story.xpath("string(//details[@class='follow']/p)")
    root = await atom(stories_site, "?story=2")
    # Every post of the story, newest first; other feeds have one post of each story.
    expected = [f"http://localhost/article/{slug}" for slug in (COPY, TWIN, LEAD)]
    assert texts(root, "entry/id") == expected
    title = texts(root, "title")[0]
    assert title.endswith(texts(root, "entry/title")[2])
    alternate = root.find(f"{ATOM}link[@rel='alternate']")
    assert alternate is not None
    assert alternate.get("href") == "http://localhost/story/2"
    feed = (await stories_site.client.get("/feed.json?story=2")).json()
    assert [item["id"] for item in feed["items"]] == expected
    assert (feed["title"], feed["home_page_url"]) == (title, "http://localhost/story/2")
    for query, status in (("story=1", 404), ("story=x", 400), ("story=2&story=3", 400)):
        assert (await stories_site.client.get(f"/feed.xml?{query}")).status_code == status


async def test_the_url_of_a_merged_story_leads_to_the_other(
    stories_site: Datasette, tmp_path: Path
) -> None:
    database = Path(shutil.copy(stories_site.get_database("news").path, tmp_path / "news.db"))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany(
            "insert into story_changes (load_id, story_id, into_story_id) values (1, ?, ?)",
            [(70, 80), (80, 2), (90, 91), (91, 90)],
        )
    with prepared(database, PATIENT) as context:
        client = instance(context).client
        response = await client.get("/story/70", follow_redirects=False)
        assert (response.status_code, response.headers["location"]) == (301, "/story/2")
        for suffix in ("xml", "json"):
            response = await client.get(f"/feed.{suffix}?story=70", follow_redirects=False)
            there = (response.status_code, response.headers["location"])
            assert there == (301, f"/feed.{suffix}?story=2")
        # A circle leads nowhere, and ends.
        assert (await client.get("/story/90")).status_code == 404
        assert (await client.get("/feed.xml?story=90")).status_code == 404
