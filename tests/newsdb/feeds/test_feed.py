"""What a feed holds, whatever its posts hold."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newsdb.commands.prepare import instance, prepared
from newsdb.feeds.feed import Feed, render_content, rfc3339
from newsdb.rendering.render import Labels
from newsdb.search.filters import Filter
from tests.databases import database_of
from tests.feeds import ATOM, atom, texts


async def test_hostile_and_very_long_texts(tmp_path: Path) -> None:
    database = database_of(tmp_path / "news.db", 3, body="长" * 100_001)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "update posts set title = ?, summary = ?, url = 'javascript:alert(1)', body = ? "
            "where id = 2",
            (
                "]]><script>\x00\x1b\ufffe",
                "</summary><x>",
                "<img src=x onerror=alert(1)>\x0b[a](javascript:b)",
            ),
        )
        connection.execute(
            "update posts set published = null, published_utc = null, date = null, "
            "source_id = null where id = 3"
        )
        connection.execute("update posts set summary = '短 & 小' where id = 1")
    with prepared(database) as context:
        root = await atom(instance(context))
        items = (await instance(context).client.get("/feed.json")).json()["items"]
    titles, contents = texts(root, "entry/title"), texts(root, "entry/content")
    assert titles == ["]]><script>", "标题", "标题"]
    assert texts(root, "entry/summary") == ["</summary><x>", "短 & 小"]
    assert contents[1] == "<p>短 &amp; 小</p>" and len(contents) == 2
    assert contents[0] == "<p>a</p>"
    assert [e.get("href") for e in root.iter(f"{ATOM}link") if e.get("rel") == "via"] == []
    assert [len(e.findall(f"{ATOM}published")) for e in root.findall(f"{ATOM}entry")] == [1, 1, 0]
    assert [len(e.findall(f"{ATOM}author")) for e in root.findall(f"{ATOM}entry")] == [1, 1, 0]
    assert all("external_url" not in item for item in items)
    assert "date_published" not in items[2] and items[2]["content_html"] == ""


@pytest.mark.parametrize(
    ("body", "summary", "content"),
    [
        ("长" * 100_000, "短", f"<p>{'长' * 100_000}</p>"),
        ("长" * 100_001, "短", "<p>短</p>"),
        (" \n", "a & b", "<p>a &amp; b</p>"),
        (" \n", "", ""),
    ],
)
def test_a_long_or_missing_text_is_its_summary(body: str, summary: str, content: str) -> None:
    record: Any = {"body": body, "summary": summary}
    assert render_content(record, Labels()).strip() == content


@pytest.mark.parametrize(
    ("filter", "page", "url"),
    [
        (Filter(), "/", "/feed.xml"),
        (Filter(tag="a"), "/tag/a", "/feed.xml?tag=a"),
        (Filter(tag=("a", "b")), "/search?tag=a&tag=b", "/feed.xml?tag=a&tag=b"),
        (Filter(tag="a", source="b"), "/search?source=b&tag=a", "/feed.xml?source=b&tag=a"),
        (Filter(q="a"), "/search?q=a", "/feed.xml?q=a"),
    ],
)
def test_a_feed_leads_to_the_page_of_its_posts(filter: Filter, page: str, url: str) -> None:
    feed = Feed("T", "D", "", "en", "", (), filter, lambda path: path)
    assert (feed.page_url(), feed.url("xml")) == (page, url)
    separator = "&" if "?" in url else "?"
    assert replace(feed, once=False).url("xml") == f"{url}{separator}stories=off"


@pytest.mark.parametrize(
    ("database", "page", "url"),
    [
        ("", "/story/9", "/feed.xml?story=9"),
        ("old", "/story/9?database=old", "/feed.xml?story=9&database=old"),
    ],
)
def test_the_feed_of_a_story_says_in_which_database_it_is(
    database: str, page: str, url: str
) -> None:
    feed = Feed("T", "D", "", "en", "", (), Filter(story="9"), lambda path: path, database=database)
    assert (feed.page_url(), feed.url("xml")) == (page, url)


@pytest.mark.parametrize(
    ("time", "written"),
    [
        ("2022-03-01T08:00:00+08:00", "2022-03-01T00:00:00Z"),
        ("2022-03-01T08:00:00.5Z", "2022-03-01T08:00:00Z"),
        ("now", "now"),
    ],
)
def test_times_are_in_utc_to_the_second(time: str, written: str) -> None:
    assert rfc3339(time) == written
