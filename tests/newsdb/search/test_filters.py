"""One filter for search, lists, feeds and exports: all select what a plain scan selects."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsdb.exceptions import InvalidParameterError, UnknownValueError
from newsdb.export.records import newest_records, records
from newsdb.search import facets, search
from newsdb.search.dimensions import DIMENSIONS, FIELDS
from newsdb.search.filters import (
    PARAMETERS,
    UNDATED,
    Filter,
    bindings,
    check_values_exist,
    parse_filter,
    parse_filter_query,
    parse_once,
    values_of,
    where,
    where_rowid,
    with_fields,
)
from newsdb.urls import query_string
from newsdb.web.lists import count_articles, count_by_period, find_listing, read_page

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


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filter=FILTERS)
def test_every_form_selects_what_a_scan_selects(
    connection: sqlite3.Connection, posts: list[dict[str, Any]], filter: Filter
) -> None:
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
            page = read_page(connection, listing, total, size=1000)
            assert {post.id for post in page.posts} == expected


@pytest.mark.parametrize("name", DIMENSIONS)
def test_unknown_values(connection: sqlite3.Connection, name: str) -> None:
    with pytest.raises(UnknownValueError, match=f"there is no {name} '无'") as error:
        check_values_exist([connection], Filter(**{name: "无"}))
    assert error.value.status == 404
    check_values_exist([connection], Filter(**{name: VALUES[name][0]}, q="无"))


def test_the_fields_are_the_parameters() -> None:
    names = [field.name for field in fields(Filter)]
    assert names == [*PARAMETERS, "month", "story", "after", "excluded"]
    assert set(DIMENSIONS) < set(PARAMETERS)
    filter = parse_filter({"tag": "a", "since": "2022-01-01"})
    assert filter.parameters == {"tag": "a", "since": "2022-01-01"}
    with pytest.raises(InvalidParameterError):
        parse_filter({"until": "tomorrow"})
    with pytest.raises(InvalidParameterError, match="story must be a number from 1"):
        parse_filter({"story": "x"})
    with pytest.raises(InvalidParameterError, match=r"since \(2022-05-01\) is later than until"):
        parse_filter({"since": "2022-05-01", "until": "2022-04-30"})
    day = parse_filter({"since": "2022-05-01", "until": "2022-05-01"})
    assert (day.since, day.until) == ("2022-05-01", "2022-05-01")


def test_several_values_and_exclusion() -> None:
    query = b"source=A&source=B&source=A&tag!=C&tag%21=D&q=x&limit=5"
    filter, others = parse_filter_query(query, others=("limit",))
    assert filter == Filter("x", source=("A", "B"), excluded=(("tag", "C"), ("tag", "D")))
    assert others == {"limit": "5"}
    assert filter.parameters == {"q": "x", "source": ("A", "B"), "tag!": ("C", "D")}
    again = query_string(filter.parameters)
    assert again == "q=x&source=A&source=B&tag!=C&tag!=D"
    assert parse_filter_query(again.encode())[0] == filter
    with pytest.raises(InvalidParameterError, match="since can be given only once"):
        parse_filter_query(b"since=2022-01-01&since=2022-01-02")
    with pytest.raises(InvalidParameterError, match="source can be given at most 20 times"):
        parse_filter_query("&".join(f"source={each}" for each in range(21)).encode())
    with pytest.raises(InvalidParameterError, match="unknown parameter 'since!'"):
        parse_filter_query(b"since!=2022-01-01")


def test_a_search_names_several_values_and_excludes() -> None:
    given = Filter("央行 来源:A source:B -标签:C", tag="D", source="Z")
    assert with_fields(given) == Filter(
        "央行", source=("A", "B"), tag="D", excluded=(("tag", "C"),)
    )


def test_values_are_never_sql(connection: sqlite3.Connection) -> None:
    hostile = "' or 1=1 -- {query} :q {"
    for name in DIMENSIONS:
        assert search([connection], Filter(**{name: hostile})).ids == []
        assert records(connection, Filter(**{name: hostile}), 10) == []
    assert json.dumps(where(Filter(tag=hostile))).find("1=1") == -1


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ("after:2022-03 before:2022-05", "2022-03-01", "2022-04-30"),
        ("after:2022-03-02 before:2022-03-02", "2022-03-02", "2022-03-01"),
        ("before:2022", "2021-03-01", "2021-12-31"),
        ("after:2021 before:2030", "2021-03-01", "2029-12-31"),
    ],
)
def test_days_in_a_search_narrow_those_of_its_filter(query: str, since: str, until: str) -> None:
    """`before` means the last day before a period, `after` its first day."""
    found = with_fields(Filter(q=query, since="2021-03-01"))
    assert (found.since, found.until, found.q) == (since, until, None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("央行 2022年3月", Filter("央行", since="2022-03-01", until="2022-03-31")),
        ("date:2022-02-03", Filter(since="2022-02-03", until="2022-02-03")),
        ("before:2022 after:2021-12-05", Filter(since="2021-12-05", until="2021-12-31")),
        ("2022-03 before:2022-03-05", Filter(since="2022-03-01", until="2022-03-04")),
        ("section:a", Filter(**{FIELDS["section"]: "a"})),
        ("“2022年3月”", Filter("“2022年3月”")),
    ],
)
def test_fields_of_a_search_are_conditions(query: str, expected: Filter) -> None:
    assert with_fields(Filter(query)) == expected


def test_of_two_ranges_of_days_both_count() -> None:
    filter = with_fields(Filter("2022-03", since="2022-03-10", until="2022-12-31"))
    assert filter == Filter(since="2022-03-10", until="2022-03-31")


@pytest.mark.parametrize(("stories", "once"), [("on", True), ("", True), ("off", False)])
def test_stories_are_shown_once_unless_they_are_off(stories: str, once: bool) -> None:
    assert parse_once(stories) is once


def test_stories_are_on_or_off() -> None:
    with pytest.raises(InvalidParameterError) as raised:
        parse_once("x" * 50)
    assert str(raised.value) == f"stories must be on or off, not {'x' * 40!r}"
