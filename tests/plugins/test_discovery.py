"""What programs look for first, wherever the site is."""

import re
from pathlib import Path

from newsdb.commands.prepare import instance, prepared


async def test_below_a_path_and_behind_a_proxy(news_db: Path) -> None:
    options = ["--setting", "base_url", "/archive/", "--setting", "force_https_urls", "1"]
    with prepared(news_db, options) as context:
        client = instance(context).client
        headers = {"Host": "news.example.org"}
        for path in ("robots.txt", "llms.txt", "feed.xml", "sitemap.xml", "openapi.json", "data"):
            text = (await client.get(f"/{path}", headers=headers)).text
            # Namespaces and the like are names, not places.
            ours = re.findall(r"https?://[\w.]*(?:localhost|example\.org)[^\s\"'<>)]*", text)
            own = [each for each in ours if "news.example.org" in each or "localhost" in each]
            assert own, path
            assert {each[:32] for each in own} == {"https://news.example.org/archive"}, path
        robots = (await client.get("/robots.txt")).text
        assert "Disallow: /archive/search" in robots
        more = await client.get("/data/posts.ndjson?limit=1", headers=headers)
        assert more.headers["link"].startswith(
            "<https://news.example.org/archive/data/posts.ndjson?"
        )
