"""What people type, and what it finds."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.search import TABLE, match_expression, parse_query, tokenize
from newsdb.search.match import pairs_expression
from tests.search_examples import EXAMPLES, Example


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(TABLE)
        yield connection


def find(connection: sqlite3.Connection, query: str, texts: tuple[str, ...]) -> list[str]:
    """The texts that a query finds, as titles of posts whose body is empty."""
    connection.execute("savepoint texts")
    connection.executemany(
        "insert into posts_fts (rowid, title, summary, body) values (?, ?, ?, ?)",
        ((number, tokenize(text), tokenize(""), tokenize("")) for number, text in enumerate(texts)),
    )
    rows = connection.execute(
        "select rowid from posts_fts where posts_fts match ? order by rowid",
        [match_expression(query)],
    ).fetchall()
    connection.execute("rollback to texts")
    connection.execute("release texts")
    return [texts[number] for (number,) in rows]


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row.query)
def test_examples(database: sqlite3.Connection, row: Example) -> None:
    assert find(database, row.query, row.finds + row.leaves) == list(row.finds)


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("", ""),
        (" \t\n\u3000", ""),
        ('""', ""),
        ("\0", ""),
        ("\u200b", ""),
        ('"', '""""'),
        ("，", '","'),
        ("OR", '"or"'),
        ("OR 央行 OR", '"央 行"'),
        ("-", '"-"'),
        ("--央行", '全部 NOT "- 央 行"'),
        ("央行 央行", '"央 行"'),
        ("title:", '"~titl"'),
        ("标题： 央行", 'title : "央 行"'),
        ("央行 -降息", '"央 行" NOT "降 息"'),
        ("-央行 -降息", '全部 NOT "央 行" NOT "降 息"'),
        ("ab bc -cd", '("~ab" AND "~bc") NOT "~cd"'),
        ("ab OR -bc", '("~ab" OR (全部 NOT "~bc"))'),
        ("ai* 9*", '"a ai" AND "9"'),
        ("股ai*", '"股 a ai"'),
        ("央行*", '"央 行"'),
        ("o-1*", '("o - 1" OR "o ‐ 1" OR "o – 1" OR "o — 1" OR "o − 1")'),
        ("“央行 降息”", '"央 行 降 息"'),
        ("“央行”", '"央 行"'),
        ("－央行", '全部 NOT "央 行"'),
        ("ab\0bc", '"~ab" AND "~bc"'),
        ("\ud800", '"\ufffd"'),
        ("里面", '("里 面" OR "裡 面" OR "裏 面")'),
        ("里", '"里"'),
    ],
)
def test_expressions(query: str, expression: str) -> None:
    assert match_expression(query) == expression


HOSTILE = [
    *(
        "*",
        "^",
        ":",
        "(",
        ")",
        "{a}",
        "a:b",
        "NEAR(a b)",
        "a AND",
        "NOT",
        "a + b",
        "';--",
        "\\",
        "'",
    ),
    *('"""', '""""', 'a" OR "', "-" * 50, "OR " * 50, "( " * 200, "title:" * 30, "-title:-title:"),
    *("\ud83d", "\uffff", "\x1a", "\u0301", "\U0010ffff", "\u202e", "é" * 2000, "a*b*", "ﷺ" * 1000),
    *("央" * 10_000, "a" * 10_000, "央 " * 5000, '"' * 10_000, "-a " * 3000, "x OR " * 3000),
    *("".join(map(chr, range(0x4E00, 0x4E00 + 10_000))), " ".join(map(chr, range(33, 10_000)))),
]


@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: ascii(query[:12]))
def test_hostile_queries(database: sqlite3.Connection, query: str) -> None:
    find(database, query, ("央行",)) if match_expression(query) else None


@given(st.text() | st.text(alphabet="-\"'*():^ ORtitle央行a1,，+{}\0“”", max_size=40))
def test_any_query_is_accepted(query: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(TABLE)
        if expression := match_expression(query):
            connection.execute("select 1 from posts_fts where posts_fts match ?", [expression])


def test_only_the_beginning_of_a_long_query_counts(database: sqlite3.Connection) -> None:
    long = "央行" * 40
    assert find(database, long + "降息", (long,)) == [long]
    assert find(database, " ".join(long) + " 降息", (long,)) == [long]
    assert match_expression("央 " * 5000) == '"央"'


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("央行降", '(("央行" AND "行降"))'),
        ("policies", '((("~polici")))'),
        ("里面", '(("里面") OR ("裡面") OR ("裏面"))'),
        ("'里面'", '(("里面"))'),
        ("央行 OR 降息", '(("央行") OR ("降息"))'),
        ("第21次a", '(("21"))'),
        # Of what is excluded, of parts of words and of single characters nothing can be said.
        ("央行 -降息", '(("央行"))'),
        *(("央行 OR -降", ""), ("央行 OR -降息", ""), ("a1", ""), ("央", ""), ("央行 OR 央", "")),
    ],
)
def test_what_every_post_that_matches_has(query: str, expression: str) -> None:
    assert pairs_expression(parse_query(query)) == expression
