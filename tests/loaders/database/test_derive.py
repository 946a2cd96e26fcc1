"""Names, totals and months of securities, from the rows of all posts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import permutations

import pytest
from sqlite_utils import Database

from loaders.database.before import note_before
from loaders.database.derive import derive
from newsdb.database import schema
from tests.databases import add_mention

POSTS = (
    # (slug, published), and what each mentions: (code, name, url, mentions, found_by).
    ("a", "2022-01-05", [("1.SH", "旧名", "/1", 2, "mark"), ("2.SH", "俗称", None, 1, "alias")]),
    ("b", "2022-02-07", [("1.SH", "新名", "/2", 1, "code"), ("3.SH", "3.SH", "/3", 1, "chart")]),
    ("c", "2022-02-08", [("1.SH", "1.SH", None, 3, "chart"), ("2.SH", "正式名", None, 4, "name")]),
    ("d", None, [("1.SH", "俗称", None, 1, "twin"), ("4.SH", "简称", None, 1, "alias")]),
)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.create(Database(connection))
    connection.execute("insert into loads (id, started, source) values (1, '', '')")
    yield connection
    connection.close()


def insert(connection: sqlite3.Connection, order: tuple[int, ...] = (0, 1, 2, 3)) -> None:
    for at in order:
        slug, day, mentions = POSTS[at]
        values = {"slug": slug, "title": "", "body": "", "summary": "", "characters": 0}
        values |= {"path": "", "sha256": "", "load_id": 1, "date": day, "published": day}
        values |= {"published_utc": day and f"{day}T00:00:00Z"}
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        post_id = connection.execute(
            f"insert into posts ({columns}) values ({marks})", (*values.values(),)
        ).lastrowid
        for code, name, url, number, found_by in mentions:
            add_mention(connection, post_id, code, name, found_by, url, number)


def derived(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    columns = "code, name, url, posts, posts_marked, posts_named, mentions, first_seen, last_seen"
    queries = {
        "securities": f"select {columns} from securities order by code",
        "names": "select code, name, initials, posts, first_seen, last_seen from security_names "
        "order by code, name",
        "months": "select code, month, posts, mentions from security_months order by code, month",
    }
    return {name: connection.execute(query).fetchall() for name, query in queries.items()}


EXPECTED = {
    "securities": [
        # The latest name and page that a mark or code gives; a chart has no name.
        ("1.SH", "新名", "/2", 4, 3, 0, 7, "2022-01-05", "2022-02-08"),
        # Unmarked names name what nothing else names: the first of them.
        ("2.SH", "俗称", "", 2, 0, 2, 5, "2022-01-05", "2022-02-08"),
        ("3.SH", "3.SH", "/3", 1, 1, 0, 1, "2022-02-07", "2022-02-07"),
        ("4.SH", "简称", "", 1, 0, 1, 1, None, None),
    ],
    "names": [
        ("1.SH", "俗称", "sc", 1, None, None),
        ("1.SH", "新名", "xm", 1, "2022-02-07", "2022-02-07"),
        ("1.SH", "旧名", "jm", 1, "2022-01-05", "2022-01-05"),
        ("2.SH", "俗称", "sc", 1, "2022-01-05", "2022-01-05"),
        ("2.SH", "正式名", "zsm", 1, "2022-02-08", "2022-02-08"),
        ("4.SH", "简称", "jc", 1, None, None),
    ],
    "months": [
        ("1.SH", "2022-01", 1, 2),
        ("1.SH", "2022-02", 2, 4),
        ("2.SH", "2022-01", 1, 1),
        ("2.SH", "2022-02", 1, 4),
        ("3.SH", "2022-02", 1, 1),
    ],
}


def test_what_posts_say_of_securities(connection: sqlite3.Connection) -> None:
    insert(connection)
    derive(connection)
    assert derived(connection) == EXPECTED


@pytest.mark.parametrize("order", list(permutations(range(4)))[1:24:7])
def test_any_order_of_rows_gives_the_same(
    connection: sqlite3.Connection, order: tuple[int, ...]
) -> None:
    insert(connection, order)
    derive(connection)
    assert derived(connection) == EXPECTED


@pytest.mark.parametrize("newer", [998, 1000])
def test_newer_posts_that_mention_nothing_change_nothing(
    connection: sqlite3.Connection, newer: int
) -> None:
    insert(connection)
    connection.execute(
        "insert into posts (slug, title, body, summary, characters, path, sha256, load_id, "
        "published_utc) with recursive numbers (number) as (select 1 union all "
        "select number + 1 from numbers where number < ?) "
        "select number, '', '', '', 0, '', '', 1, '2023-01-01' from numbers",
        (newer,),
    )
    derive(connection)
    assert derived(connection) == EXPECTED


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("update posts set title = '又' where slug = 'b'", ("新名", "/2")),
        ("update posts set published_utc = '2021-01-01' where slug = 'b'", ("旧名", "/1")),
        ("update post_securities set name = '别名' where name = '新名'", ("别名", "/2")),
        ("update post_securities set url = '/3' where name = '新名'", ("新名", "/3")),
        ("update post_securities set found_by = 'name' where name = '新名'", ("旧名", "/1")),
        ("delete from post_securities where name = '新名'", ("旧名", "/1")),
    ],
)
def test_a_security_is_named_again_where_a_post_changes(
    connection: sqlite3.Connection, change: str, named: tuple[str, str]
) -> None:
    insert(connection)
    derive(connection)
    note_before(connection)
    connection.execute(change)
    derive(connection)
    query = "select name, url from securities where code = '1.SH'"
    assert connection.execute(query).fetchone() == named


def test_an_official_name_goes_before_other_words_and_codes(connection: sqlite3.Connection) -> None:
    insert(connection)
    connection.execute(
        "insert into names (name, code, kind, ambiguous, origin) "
        "values ('正式名', '2.SH', 'official', 0, 'user'), ('图名', '3.SH', 'official', 0, 'user')"
    )
    derive(connection)
    names = connection.execute("select code, name from securities order by code").fetchall()
    assert names == [("1.SH", "新名"), ("2.SH", "正式名"), ("3.SH", "图名"), ("4.SH", "简称")]


def test_what_no_post_mentions_any_more_goes(connection: sqlite3.Connection) -> None:
    insert(connection)
    derive(connection)
    note_before(connection)
    connection.execute("delete from post_securities where code <> '3.SH'")
    derive(connection)
    found = derived(connection)
    assert [row[0] for row in found["securities"]] == ["3.SH"]
    assert (found["names"], found["months"]) == ([], [("3.SH", "2022-02", 1, 1)])


def test_a_story_counts_once_in_the_first_month(connection: sqlite3.Connection) -> None:
    insert(connection)
    connection.execute("update posts set story_id = 7 where slug <> 'b'")
    # By the local time elsewhere, a later month may be earlier.
    connection.execute("update posts set published_utc = '2022-01-01' where slug = 'c'")
    derive(connection)
    totals = connection.execute("select code, stories from securities order by code").fetchall()
    assert totals == [("1.SH", 2), ("2.SH", 1), ("3.SH", 1), ("4.SH", 1)]
    query = "select code, month, stories from security_months order by code, month"
    assert connection.execute(query).fetchall() == [
        ("1.SH", "2022-01", 1),
        ("1.SH", "2022-02", 1),
        ("2.SH", "2022-01", 1),
        ("2.SH", "2022-02", 0),
        ("3.SH", "2022-02", 1),
    ]
