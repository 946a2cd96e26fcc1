"""Words that tell the posts of two filters apart."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from math import isclose
from pathlib import Path

from newsdb.search import Filter
from newsdb.web.distinctive_words import (
    WordCounts,
    distinguishing,
    likelihood,
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
    few, many = WordCounts(Counter(a=3, b=2), 3), WordCounts(Counter(a=5, b=5), 100)
    assert [word.text for word in distinguishing(few, many)] == ["a"]
    assert distinguishing(many, few) == ()


def test_words_are_topics() -> None:
    text = "岚山银行没有可能在上午公布 2022 年 ETF, a 的 A股 HFO-1234yf, 금리 인하 Банк"
    assert topical_words("水、油") == set()
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
