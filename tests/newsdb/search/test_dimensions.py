"""Dimensions: what a line of DIMENSIONS gives."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from newsdb.export.records import records
from newsdb.search import Filter, facets
from newsdb.search.dimensions import DIMENSIONS, Dimension


def test_a_column_of_posts_can_be_a_dimension(
    news_db: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        posts = records(connection, Filter(), 1000)
        ids = dict(connection.execute("select slug, id from posts"))
        check_column(connection, [{**each, "id": ids[each["slug"]]} for each in posts], monkeypatch)


def check_column(
    connection: sqlite3.Connection, posts: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    title = Dimension("title", "", "posts", "title", None, "title", "title", "title")
    monkeypatch.setitem(cast(dict[str, Dimension], DIMENSIONS), "title", title)
    found = facets(connection, [post["id"] for post in posts])["title"]
    titles = Counter(post["title"] for post in posts)
    assert [(each.value, each.label, each.count) for each in found] == [
        (value, value, count)
        for value, count in sorted(titles.items(), key=lambda item: (-item[1], item[0]))[:20]
    ]
    value = found[0].value
    expected = sorted(post["id"] for post in posts if post["title"] == value)
    condition = f"select id from posts where {title.condition(['title'])} order by id"
    assert [id for (id,) in connection.execute(condition, {"title": value})] == expected
    assert [
        id for (id,) in connection.execute(title.post_ids(["title"]), {"title": value})
    ] == expected
