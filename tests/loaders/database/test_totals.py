"""Totals after any changes are those of all posts counted again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from loaders.database.before import note_before
from loaders.database.derive import derive
from loaders.database.totals import Difference
from newsdb.database import schema
from tests.databases import add_mention

DAYS = [None, "2022-01-05", "2022-01-31", "2022-02-01", "2022-02-28"]
CODES = ["1.SH", "2.SH"]
MENTIONS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["1.SH", "甲", "乙"]),
        "url": st.sampled_from([None, "", "/1", "/2"]),
        "mentions": st.integers(1, 3),
        "found_by": st.sampled_from(["mark", "code", "chart", "name", "alias", "twin"]),
    }
)
# A post by its number: its day, story and mentions; None where it is removed.
POSTS = st.none() | st.tuples(
    st.sampled_from(DAYS),
    st.sampled_from([None, 1, 2]),
    st.dictionaries(st.sampled_from(CODES), MENTIONS, max_size=2),
)
LOADS = st.lists(
    st.tuples(
        st.lists(st.tuples(st.integers(1, 5), POSTS), max_size=4),
        st.sampled_from([None, "正式"]),
    ),
    min_size=1,
    max_size=4,
)
PUT_POST = """
insert into posts (id, slug, title, body, summary, characters, path, sha256, load_id, date,
  published_utc, story_id) values (:id, 'p' || :id, '', '', '', 0, '', '', 1, :day, :day, :story)
on conflict do update set date = :day, published_utc = :day, story_id = :story
"""


def write(connection: sqlite3.Connection, post_id: int, post: object) -> None:
    connection.execute("delete from post_securities where post_id = ?", (post_id,))
    if post is None:
        connection.execute("delete from posts where id = ?", (post_id,))
        return
    day, story, mentions = post  # type: ignore[misc]
    connection.execute(PUT_POST, {"id": post_id, "day": day, "story": story})
    for code, each in mentions.items():
        values = each["name"], each["found_by"], each["url"], each["mentions"]
        add_mention(connection, post_id, code, *values)


def totals(connection: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    queries = (
        "select * from securities order by code",
        "select * from security_names order by code, name",
        "select * from security_months order by code, month",
    )
    return [connection.execute(query).fetchall() for query in queries]


@given(LOADS)
@settings(deadline=None)
def test_totals_by_difference_are_those_of_all_posts(
    loads: list[tuple[list[tuple[int, object]], str | None]],
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        for number, (posts, official) in enumerate(loads):
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                connection.execute("pragma synchronous = off")
                if number == 0:
                    schema.create(Database(connection))
                    connection.execute("insert into loads (id, started) values (1, '')")
                note_before(connection)
                for post_id, post in posts:
                    write(connection, post_id, post)
                connection.execute("delete from names")
                connection.execute(
                    "insert into names (name, code, kind, ambiguous, origin) "
                    "select ?1, '1.SH', 'official', 0, 'user' where ?1 is not null",
                    (official,),
                )
                derive(connection)
                found = totals(connection)
                connection.execute("delete from derivations")
                derive(connection)
                assert found == totals(connection)


def counted(*counts: tuple[int, str | None]) -> Difference:
    difference = Difference()
    for sign, day in counts:
        difference.count(sign, day, 2, "mark", None)
    return difference


@pytest.mark.parametrize(
    ("counts", "before", "days"),
    [
        ([(1, "02")], (None, None), ("02", "02")),
        ([(1, None)], (None, None), (None, None)),
        ([(1, "01"), (1, "04")], ("02", "03"), ("01", "04")),
        ([(-1, "02"), (1, "02")], ("02", "03"), ("02", "03")),
        ([(-1, "02"), (1, "03")], ("01", "04"), ("01", "04")),
        ([(-1, "01"), (1, "02")], ("01", "04"), None),
        ([(-1, "04"), (-1, "04"), (1, "04")], ("01", "04"), None),
    ],
)
def test_days_are_looked_up_only_if_the_first_or_last_may_be_gone(
    counts: list[tuple[int, str | None]],
    before: tuple[str | None, str | None],
    days: tuple[str | None, str | None] | None,
) -> None:
    assert counted(*counts).days(*before) == days


def test_what_was_and_what_is_counts_as_a_difference() -> None:
    difference = counted((-1, "01"), (-1, None), (1, "02"))
    difference.count(1, "02", 5, "alias", 7)
    values = difference.posts, difference.mentions, difference.marked, difference.named
    assert (*values, difference.stories) == (0, 3, -1, 1, -1)


def test_a_difference_is_what_came_less_what_went() -> None:
    found = Difference()
    found.count(-1, "2022-01-05", 3, "name", None)
    found.count(-1, None, 1, "alias", 7)
    found.count(1, "2022-01-31", 2, "mark", None)
    found.count(1, "2022-01-05", 2, "code", 7)
    found.count(1, None, 4, "twin", None)
    assert (found.posts, found.mentions) == (1, 4)
    assert (found.marked, found.named, found.stories) == (2, -2, 1)
    assert (found.first, found.last) == ("2022-01-05", "2022-01-31")


@pytest.mark.parametrize(
    ("changes", "before", "days"),
    [
        ([], ("05", "20"), ("05", "20")),
        ([], (None, None), (None, None)),
        ([(1, "10")], (None, None), ("10", "10")),
        ([(1, "01"), (1, "31")], ("05", "20"), ("01", "31")),
        ([(-1, "10")], ("05", "20"), ("05", "20")),
        # What was the first or the last day may have been the only post of it.
        ([(-1, "05")], ("05", "20"), None),
        ([(-1, "20")], ("05", "20"), None),
        ([(-1, "05"), (1, "05")], ("05", "20"), ("05", "20")),
        ([(-1, "05"), (-1, "05"), (1, "05")], ("05", "20"), None),
        ([(-1, None), (1, None)], ("05", "20"), ("05", "20")),
    ],
)
def test_the_first_and_the_last_day(
    changes: list[tuple[int, str | None]],
    before: tuple[str | None, str | None],
    days: tuple[str | None, str | None] | None,
) -> None:
    found = Difference()
    for sign, day in changes:
        found.count(sign, day, 1, "mark", None)
    assert found.days(*before) == days
