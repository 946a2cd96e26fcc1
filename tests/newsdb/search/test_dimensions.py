"""The dimensions of posts, and the names that they have in a search."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from newsdb.export.records import records
from newsdb.search import Filter, facets
from newsdb.search.dimensions import DIMENSIONS, FIELDS, Dimension
from tests.databases import add_post


def test_each_dimension_is_a_field_of_a_search_by_its_name_and_its_aliases() -> None:
    for dimension in DIMENSIONS.values():
        assert FIELDS[dimension.name] == dimension.name
        assert {FIELDS[alias] for alias in dimension.aliases} <= {dimension.name, *DIMENSIONS}
    assert {*FIELDS.values()} == {*DIMENSIONS, "title", "date", "before", "after"}
    assert [FIELDS[name] for name in ("来源", "company", "公司", "栏目")] == [
        "source",
        "security",
        "security",
        FIELDS["section"],
    ]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("600160.SH", "600160.SH"),
        ("巨化股份", "600160.SH"),
        ("600160", "600160.SH"),
        ("60016", None),
        ("600160.", None),
        ("", None),
        ("%", None),
    ],
)
def test_a_security_has_a_code_a_name_and_a_code_without_the_market(
    database: sqlite3.Connection, value: str, code: str | None
) -> None:
    reference = DIMENSIONS["security"].reference("security")
    assert database.execute(f"select {reference}", {"security": value}).fetchone() == (code,)


def test_a_column_of_posts_can_be_a_dimension(
    news_db: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What is cached of a file must not have this dimension.
    with closing(sqlite3.connect(":memory:")) as connection:
        with closing(sqlite3.connect(news_db)) as sample:
            sample.backup(connection)
        posts = records(connection, Filter(), 1000)
        ids = dict(connection.execute("select slug, id from posts"))
        check_column(connection, [{**each, "id": ids[each["slug"]]} for each in posts], monkeypatch)


def check_column(
    connection: sqlite3.Connection, posts: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    title = Dimension("title", "", "posts", "title", None, "title", "title", "title")
    monkeypatch.setitem(cast(dict[str, Dimension], DIMENSIONS), "title", title)
    found = facets([connection], [post["id"] for post in posts])["title"]
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


@pytest.mark.parametrize(
    ("name", "values", "having"),
    [
        ("source", ["湖南日报"], [1]),
        ("source", ["财联社", "湖南日报", "无"], [1, 2]),
        ("tag", ["股票"], [1, 2]),
        ("tag", ["债券", "股票"], [1, 2, 3]),
        ("security", ["无", "600160"], [2]),
    ],
)
def test_posts_with_one_of_some_values_and_with_none(
    database: sqlite3.Connection, name: str, values: list[str], having: list[int]
) -> None:
    for source in (1, 2, None, None):
        add_post(database, source=source)
    database.execute(
        "insert into post_tags (post_id, tag_id) values (1, 1), (2, 1), (2, 2), (3, 2)"
    )
    database.execute(
        "insert into post_securities (post_id, code, name, mentions, in_title) "
        "values (2, '600160.SH', '巨化股份', 1, 0)"
    )
    dimension, names = DIMENSIONS[name], [f"value_{at}" for at in range(len(values))]
    bindings = dict(zip(names, values, strict=True))

    def ids(sql: str) -> list[int]:
        return sorted({post_id for (post_id,) in database.execute(sql, bindings)})

    assert ids(dimension.post_ids(names)) == having
    others = sorted({1, 2, 3, 4}.difference(having))
    for excluded, expected in ((False, having), (True, others)):
        assert ids(f"select id from posts where {dimension.condition(names, excluded)}") == expected
        condition = dimension.condition_on("other", names, excluded)
        assert ids(f"select id from posts as other where {condition}") == expected
