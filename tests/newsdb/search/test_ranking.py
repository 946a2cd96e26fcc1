"""The order of results by relevance."""

import sqlite3

from newsdb.search import Filter, search
from tests.databases import add_post


def test_the_title_counts_more_than_the_summary_and_that_more_than_the_body(
    database: sqlite3.Connection,
) -> None:
    filler = "无关的话。" * 20
    in_body = add_post(database, title="其他", summary="其他", body=filler + "央行")
    in_title = add_post(database, title="央行", summary="其他", body=filler)
    in_summary = add_post(database, title="其他", summary="央行", body=filler)
    assert search(database, Filter("央行")).ids == [in_title, in_summary, in_body]
    assert search(database, Filter("央行"), order="newest").ids == [in_summary, in_title, in_body]


def test_a_newer_post_comes_before_one_that_is_as_good(database: sqlite3.Connection) -> None:
    new = add_post(database, summary="央行", day="2022-01-01")
    old = add_post(database, summary="央行", day="2012-01-01")
    better = add_post(database, title="央行", summary="央行", day="2012-01-01")
    assert search(database, Filter("央行")).ids == [better, new, old]


def test_the_rarer_word_counts_more(database: sqlite3.Connection) -> None:
    for _ in range(9):
        add_post(database, title="央行", body="央行降准。")
    common = add_post(database, title="央行", body="降准")
    rare = add_post(database, title="降准", body="央行")
    assert search(database, Filter("央行 降准")).ids[:2] == [rare, common]
