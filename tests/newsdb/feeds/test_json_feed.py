"""A feed as JSON Feed 1.1."""

import json
from pathlib import Path
from urllib.parse import quote

from datasette.app import Datasette

from tests.feeds import TIME, newest


async def test_json_feed_is_valid(datasette: Datasette, news_db: Path) -> None:
    """https://www.jsonfeed.org/version/1.1/"""
    response = await datasette.client.get("/feed.json")
    assert response.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert "\\u" not in response.text
    feed = response.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "开放新闻档案"
    assert (feed["feed_url"], feed["home_page_url"]) == (
        "http://localhost/feed.json",
        "http://localhost/",
    )
    assert feed["_newsdb"]["about"] == "http://localhost/data"
    known = set(
        "id url external_url title content_html summary image date_published date_modified authors "
        "tags _newsdb".split()
    )
    slugs = newest(news_db)
    assert [item["id"] for item in feed["items"]] == [
        f"http://localhost/article/{quote(slug)}" for slug in slugs
    ]
    for item in feed["items"]:
        assert {"id", "url", "title", "content_html", "date_modified"} <= set(item) <= known
        assert TIME.fullmatch(item["date_published"]) and TIME.fullmatch(item["date_modified"])
        assert all(isinstance(tag, str) for tag in item["tags"])
    exported = (await datasette.client.get("/data/posts.ndjson")).text
    records = {json.loads(line)["slug"]: json.loads(line) for line in exported.splitlines()}
    assert [item["_newsdb"] for item in feed["items"]] == [records[slug] for slug in slugs]
