"""Two values side by side."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from math import isclose
from pathlib import Path
from urllib.parse import urlencode

import pytest

from newsdb.exceptions import InvalidParameterError
from newsdb.export.records import records
from newsdb.search import Filter
from newsdb.web.compare import (
    ComparisonRequest,
    WordCounts,
    compare_values,
    distinguishing,
    likelihood,
    parse_comparison,
    topical_words,
    word_counts,
)


def test_the_likelihood_is_dunnings() -> None:
    """2 x sum(observed x ln(observed / expected)) over the four cells, by hand for 10/100, 1/50."""
    many, few = WordCounts(Counter(a=10), 100), WordCounts(Counter(a=1), 50)
    assert isclose(likelihood(many, few, "a"), 3.84, abs_tol=0.01)
    assert isclose(likelihood(many, few, "a"), likelihood(few, many, "a"))
    same = WordCounts(Counter(a=20), 200)
    assert isclose(likelihood(many, same, "a"), 0, abs_tol=1e-9)


def test_words_that_tell_sides_apart() -> None:
    one = WordCounts(Counter({"银行": 50, "公司": 60, "罕见": 2, "保险": 30}), 100)
    other = WordCounts(Counter({"公司": 60, "保险": 1, "银行": 40}), 100)
    assert [word.text for word in distinguishing(one, other)] == ["保险"]
    assert [(word.posts, word.others) for word in distinguishing(one, other)] == [(30, 1)]
    assert distinguishing(other, one) == ()
    assert distinguishing(one, WordCounts(Counter(), 0)) == ()


def test_words_are_topics() -> None:
    text = "岚山银行没有可能在上午公布 2022 年 ETF, a 的 A股 HFO-1234yf, 금리 인하 Банк"
    assert topical_words(text) == {
        "岚山",
        "银行",
        "etf",
        "a股",
        "hfo-1234yf",
        "금리",
        "인하",
        "банк",
    }


def test_words_of_the_names_are_left_out(news_db: Path) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        filter = Filter(security="609011.SH")
        every = word_counts([connection], filter, [])
        counts = word_counts([connection], filter, ["澄川化工", "瀚海证券"])
    assert {"澄川", "化工", "制冷剂"} <= every.words.keys()
    assert every.words.keys() - counts.words.keys() == {"澄川", "化工"}
    assert counts.words["制冷剂"] == every.words["制冷剂"]


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
