"""Two values side by side."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from newsdb.exceptions import InvalidParameterError
from newsdb.export.records import records
from newsdb.search import Filter
from newsdb.web.compare import (
    ComparisonRequest,
    compare_values,
    parse_comparison,
)


def test_sides_are_those_of_a_scan(news_db: Path) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        for narrowed in ({}, {"since": "2022-03-01", "tag": "滚动新闻"}):
            request = ComparisonRequest("source", ("瀚海证券报", "东岭财经报"), Filter(**narrowed))
            found = compare_values([connection], request)
            stories = []
            for side in found.sides:
                assert side.filter == Filter(source=side.value, **narrowed)
                posts = records(connection, side.filter, 1000)
                days = [each["date"] for each in posts if each["date"]]
                articles = {each["story_id"] or each["slug"] for each in posts}
                assert (side.posts, side.first, side.last) == (len(articles), min(days), max(days))
                stories.append({each["story_id"] for each in posts} - {None})
            shared = stories[0] & stories[1]
            assert found.shared == len(shared)
            assert {story.id for story in found.stories} <= shared


def test_companies_by_code_and_by_name(news_db: Path) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        for values in (("609011.SH", "609018.SH"), ("609011", "瀚海证券")):
            company = compare_values([connection], ComparisonRequest("security", values))
            assert [side.label for side in company.sides] == ["澄川化工", "瀚海证券"]
            assert [side.value for side in company.sides] == ["609011.SH", "609018.SH"]
            words = [[word.text for word in side.words] for side in company.sides]
            assert words[0][:3] == ["制冷剂", "hfo-1234yf", "温室效应"] and "首席" in words[1]
        with pytest.raises(InvalidParameterError, match="both values are the security"):
            compare_values([connection], ComparisonRequest("security", ("609011", "澄川化工")))


def query(**parameters: object) -> bytes:
    return urlencode(parameters, doseq=True).encode()


def test_two_values_of_one_kind() -> None:
    assert parse_comparison(b"lang=en&since=2022-01-01") is None
    assert parse_comparison(query(tag=["a", " b ", "a", ""])) == ComparisonRequest(
        "tag", ("a", "b")
    )
    asked = parse_comparison(b"tag=a&tag=b&source=S&since=2022-01-01&tag!=c&lang=en")
    assert asked == ComparisonRequest(
        "tag", ("a", "b"), Filter(source="S", since="2022-01-01", excluded=(("tag", "c"),))
    )
    assert parse_comparison(query(**asked.parameters())) == asked
    for bad in (b"tag=a", b"tag=a&tag=b&tag=c", b"tag=a&tag=b&source=c&source=d", b"tag=a&tag=+a"):
        with pytest.raises(InvalidParameterError, match="compare two values of one kind"):
            parse_comparison(bad)
    for bad, error in (
        (b"company=a&company=b", "unknown parameter 'company'; use source, .*, security"),
        (b"tag=a&tag=b&since=2022-05-01&until=2022-01-01", "since .2022-05-01. is later than"),
    ):
        with pytest.raises(InvalidParameterError, match=error):
            parse_comparison(bad)
