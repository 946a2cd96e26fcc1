"""Two values side by side."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from math import isclose
from pathlib import Path

import pytest

from newsdb.exceptions import InvalidParameterError
from newsdb.export.records import records
from newsdb.search import Filter
from newsdb.web.compare import (
    WordCounts,
    compare_values,
    content_words,
    distinguishing,
    likelihood,
    parse_comparison,
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


def test_words() -> None:
    assert content_words("岚山银行 2022 ETF, a 的") == {"岚山", "银行", "etf"}


def test_sides_are_those_of_a_scan(news_db: Path) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        found = compare_values(connection, "source", ("瀚海证券报", "东岭财经报"))
        stories = []
        for side in found.sides:
            posts = records(connection, Filter(source=side.value), 1000)
            days = [each["date"] for each in posts if each["date"]]
            assert (side.posts, side.first, side.last) == (len(posts), min(days), max(days))
            stories.append({each["story_id"] for each in posts} - {None})
        shared = stories[0] & stories[1]
        assert found.shared == len(shared)
        assert {story for story, _ in found.stories} <= shared
        company = compare_values(connection, "security", ("609011.SH", "609018.SH"))
        assert [side.label for side in company.sides] == ["澄川化工", "瀚海证券"]


def test_two_values_of_one_kind() -> None:
    assert parse_comparison({"lang": ["en"]}) is None
    assert parse_comparison({"tag": ["a", " b ", "a", ""]}) == ("tag", ("a", "b"))
    bad: list[dict[str, list[str]]] = [
        {"tag": ["a"]},
        {"tag": ["a", "b", "c"]},
        {"tag": ["a", "b"], "source": ["c", "d"]},
    ]
    for each in bad:
        with pytest.raises(InvalidParameterError, match="compare two values of one kind"):
            parse_comparison(each)
