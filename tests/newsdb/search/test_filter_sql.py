"""The SQL of filters: each selects what a scan of all posts selects."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsdb.exceptions import UnknownValueError
from newsdb.export.records import newest_records, records
from newsdb.search import facets, search
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.filter_sql import (
    SINCE_BY_ID,
    UNTIL_BY_ID,
    bindings,
    check_values_exist,
    where,
    where_key,
    where_rowid,
    where_story_once,
)
from newsdb.search.filters import (
    UNDATED,
    Filter,
    values_of,
)
from newsdb.web.list_pages import page_of, read_stretch
from newsdb.web.lists import count_articles, count_by_period, find_listing
from tests.databases import add_post

VALUES: dict[str, list[str]] = {
    "q": ["银行", "央行 -降息", "没有这样的话", ""],
    "source": ["瀚海证券报", "无"],
    "section": ["证券聚焦", "无"],
    "author": ["甲", "无"],
    "tag": ["滚动新闻", "无"],
    "category": ["rolling", "无"],
    "security": ["609011.SH", "无"],
    "since": ["2022-03-03", "2100-01-01"],
    "until": ["2022-07-14", "1900-01-01"],
    "month": ["2022-03", UNDATED],
    "after": ["2022-", "~"],
}
SEVERAL = {
    "source": ["瀚海证券报", "东岭财经报", "无"],
    "author": ["甲", "乙"],
    "tag": ["滚动新闻", "公司新闻"],
    "category": ["rolling", "medium"],
    "security": ["609011.SH", "岚山银行"],
}
FILTERS = st.builds(
    lambda values, excluded: Filter(**values, excluded=tuple(excluded)),
    st.fixed_dictionaries(
        {},
        optional={
            name: st.sampled_from([*values, tuple(SEVERAL[name])] if name in SEVERAL else values)
            for name, values in VALUES.items()
        },
    ),
    st.lists(
        st.sampled_from([(name, value) for name in SEVERAL for value in SEVERAL[name]]),
        max_size=3,
        unique=True,
    ),
)


@pytest.fixture(scope="module")
def connection(news_db: Path) -> Iterator[sqlite3.Connection]:
    """The sample, whose posts have no authors, with some."""
    with closing(sqlite3.connect(":memory:")) as connection:
        with closing(sqlite3.connect(news_db)) as sample:
            sample.backup(connection)
        connection.execute("insert into authors (id, name) values (1, '甲'), (2, '乙')")
        connection.execute("insert into post_authors select id, 1 + id % 2, 1 from posts")
        connection.execute("insert into post_authors select id, 1, 2 from posts where id % 6 = 1")
        yield connection


@pytest.fixture(scope="module")
def posts(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """All posts as records, with their ids."""
    ids = dict(connection.execute("select slug, id from posts"))
    names = dict(connection.execute("select code, name from securities"))
    return [
        {
            **each,
            "id": ids[each["slug"]],
            "official_names": [names[code] for code in each["securities"]],
        }
        for each in records(connection, Filter(), 1000)
    ]


def scan(posts: list[dict[str, Any]], filter: Filter, found_by_q: set[int]) -> set[int]:
    """Return the ids of the posts that satisfy a filter, by its definition."""

    def has(post: dict[str, Any], name: str, value: str) -> bool:
        if name in ("source", "section"):
            return bool(post[name] == value)
        if name == "security":
            return value in post["securities"] or value in post["official_names"]
        return value in post[{"category": "categories"}.get(name, f"{name}s")]

    def matches(post: dict[str, Any]) -> bool:
        day = post["date"]
        return (
            (filter.q is None or post["id"] in found_by_q)
            and all(
                any(has(post, name, value) for value in values_of(getattr(filter, name)))
                for name in DIMENSIONS
                if getattr(filter, name) is not None
            )
            and not any(has(post, name, value) for name, value in filter.excluded)
            and (filter.since is None or (day is not None and day >= filter.since))
            and (filter.until is None or (day is not None and day <= filter.until))
            and filter.month in (None, day[:7] if day else UNDATED)
            and (filter.after is None or post["slug"] > filter.after)
        )

    return {post["id"] for post in posts if matches(post)}


DAYS = {"since": "2022-03-03", "until": "2022-07-14"}


@pytest.mark.parametrize(
    "filter",
    [
        *(Filter(), Filter("银行"), Filter(**DAYS), Filter(month="2022-03"), Filter(month=UNDATED)),
        Filter(source="瀚海证券报", after="2022-", **DAYS),
        Filter(source=("瀚海证券报", "东岭财经报"), tag=("滚动新闻", "公司新闻")),
        Filter(security="岚山银行", excluded=(("tag", "公司新闻"), ("source", "东岭财经报"))),
        Filter(excluded=(("author", "甲"), ("source", "东岭财经报"), ("source", "瀚海证券报"))),
    ],
)
def test_some_filters(
    connection: sqlite3.Connection, posts: list[dict[str, Any]], filter: Filter
) -> None:
    check(connection, posts, filter)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filter=FILTERS)
def test_every_form_selects_what_a_scan_selects(
    connection: sqlite3.Connection, posts: list[dict[str, Any]], filter: Filter
) -> None:
    check(connection, posts, filter)


def check(connection: sqlite3.Connection, posts: list[dict[str, Any]], filter: Filter) -> None:
    found_by_q = set(search([connection], Filter(filter.q)).ids)
    expected = scan(posts, filter, found_by_q)
    rows = connection.execute(f"select id from posts where {where(filter)}", bindings(filter))
    assert {id for (id,) in rows} == expected
    assert set(search([connection], filter).ids) == expected
    slugs = {post["slug"] for post in posts if post["id"] in expected}
    assert {record["slug"] for record in records(connection, filter, 1000)} == slugs
    assert {record["slug"] for record in newest_records(connection, filter, 1000)} == slugs
    without_q = replace(filter, q=None)
    for ids_follow_time in (False, True) if follows_time(connection) else (False,):
        condition = where_rowid(filter, ids_follow_time)
        rows = connection.execute(
            f"select rowid from posts_fts where {condition}", bindings(filter)
        )
        assert {id for (id,) in rows} == scan(posts, without_q, set())


def follows_time(connection: sqlite3.Connection) -> bool:
    days = [day or "" for (day,) in connection.execute("select date from posts order by id")]
    return days == sorted(days)


@pytest.mark.parametrize("name", DIMENSIONS)
def test_lists_and_facets_agree_with_the_filter(
    connection: sqlite3.Connection, posts: list[dict[str, Any]], name: str
) -> None:
    found = facets([connection], [post["id"] for post in posts])[name]
    assert found
    for facet in found:
        expected = scan(posts, Filter(**{name: facet.value}), set())
        assert facet.count == len(expected)
        listing = find_listing(connection, name, facet.value)
        assert listing is not None and listing.title == facet.label
        assert count_articles(connection, listing) == len(expected)
        assert sum(count_by_period(connection, listing).values()) == len(expected)
        for total in (1, 10_000):
            page = page_of([read_stretch(connection, listing, total, size=1000)], 1000)
            assert {post.id for post in page.posts} == expected


@pytest.mark.parametrize("name", DIMENSIONS)
def test_unknown_values(connection: sqlite3.Connection, name: str) -> None:
    with pytest.raises(UnknownValueError, match=f"there is no {name} '无'") as error:
        check_values_exist([connection], Filter(**{name: "无"}))
    assert error.value.status == 404
    check_values_exist([connection], Filter(**{name: VALUES[name][0]}, q="无"))


def test_values_are_never_sql(connection: sqlite3.Connection) -> None:
    hostile = "' or 1=1 -- {query} :q {"
    for name in DIMENSIONS:
        assert search([connection], Filter(**{name: hostile})).ids == []
        assert records(connection, Filter(**{name: hostile}), 10) == []
    assert json.dumps(where(Filter(tag=hostile))).find("1=1") == -1


def test_where_ids_follow_time_days_are_ranges_of_ids() -> None:
    after = "+rowid in (select id from posts where posts.slug > :after)"
    filter = Filter("银行", after="a", **DAYS)
    assert where_rowid(filter, True) == f"{SINCE_BY_ID} and {UNTIL_BY_ID} and {after}"
    assert where_rowid(filter, False).count("+rowid in (select id from posts") == 3
    assert where_rowid(Filter("银行"), True) == "true"


def test_the_values_of_a_dimension_that_a_filter_names() -> None:
    tag = DIMENSIONS["tag"]
    assert where_key(Filter(tag=("a", "b")), tag) == tag.is_one_of("tag_id", ["tag", "tag_2"])
    assert where_key(Filter(source="a"), tag) == "true"


def test_stories_and_long_values_that_no_post_has(database: sqlite3.Connection) -> None:
    add_post(database)
    database.execute("insert into stories (id, lead_post_id, posts, sources) values (1, 1, 1, 1)")
    check_values_exist([database], Filter(story="1"))
    with pytest.raises(UnknownValueError, match="there is no story 2"):
        check_values_exist([database], Filter(story="2"))
    with pytest.raises(UnknownValueError) as error:
        check_values_exist([database], Filter(tag="x" * 101))
    assert str(error.value) == f"there is no tag {'x' * 100!r}"


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        (Filter(), [1, 4]),
        (Filter(source="财联社"), [2, 4]),
        (Filter(tag="股票"), [3]),
        (Filter("降息"), [2, 4]),
        (Filter(since="2022-01-03"), [3, 4]),
    ],
)
def test_of_each_story_one_post_of_those_selected(
    database: sqlite3.Connection, filter: Filter, expected: list[int]
) -> None:
    """Posts 1 to 3 are a story, whose lead is the first."""
    for at, (source, title) in enumerate(((1, "央行"), (2, "降息"), (2, "降息"), (2, "降息")), 1):
        add_post(database, title=title, source=source, day=f"2022-01-0{at}")
    database.execute("insert into stories (id, lead_post_id, posts, sources) values (1, 1, 3, 2)")
    database.execute("update posts set story_id = 1 where id < 4")
    database.execute("update posts set relation = 'copy' where id in (2, 3)")
    database.execute("insert into post_tags (post_id, tag_id) values (3, 1)")
    rows = database.execute(
        f"select id from posts where {where(filter)} and {where_story_once(filter)}",
        bindings(filter),
    )
    assert [post_id for (post_id,) in rows] == expected
