"""Feeds as clients get them."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from datasette.app import Datasette
from lxml import etree

FILTERED = {
    "source=瀚海证券报": "join sources on sources.id = source_id where sources.name = '瀚海证券报'",
    "section=港股": "join sections on sections.id = section_id where sections.name = '港股'",
    "tag=滚动新闻": """join post_tags on post_id = posts.id join tags on tags.id = tag_id
        where tags.name = '滚动新闻'""",
    "category=rolling": """join post_categories on post_id = posts.id
        join categories on categories.id = category_id where categories.name = 'rolling'""",
    "security=609011.SH": "join post_securities on post_id = posts.id where code = '609011.SH'",
    "q=岚山银行": "where title || ' ' || summary || ' ' || body like '%岚山银行%'",
}
"""Filters of URLs, and which posts they select, as the end of a query for slugs."""
ATOM = "{http://www.w3.org/2005/Atom}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


async def atom(datasette: Datasette, query: str = "") -> etree._Element:
    response = await datasette.client.get(f"/feed.xml{query}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    return etree.fromstring(response.content)


def texts(element: etree._Element, path: str) -> list[str]:
    return [
        each.text or "" for each in element.findall("/".join(ATOM + p for p in path.split("/")))
    ]


def newest(news_db: Path, more: str = "") -> list[str]:
    with closing(sqlite3.connect(news_db)) as connection:
        rows = connection.execute(
            f"select posts.slug from posts {more} order by published desc, posts.slug desc limit 50"
        )
        return [slug for (slug,) in rows]
