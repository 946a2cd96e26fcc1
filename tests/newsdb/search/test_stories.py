"""Of posts that are the same article, results have one."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.search.stories import first_of_stories


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    """Posts 1 to 9: story 1 is 1 (lead), 2 and 3; story 5 is 5, 4 and 6 with the lead 5."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "create table posts (id integer primary key, story_id integer, relation text)"
    )
    connection.executemany(
        "insert into posts values (?, ?, ?)",
        [
            *((1, 1, None), (2, 1, "twin"), (3, 1, "copy")),
            *((4, 5, "copy"), (5, 5, None), (6, 5, "update")),
            *((7, None, None), (8, None, None), (9, None, None)),
        ],
    )
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("ids", "shown", "expected"),
    [
        ([3, 2, 1, 7], [], [1, 7]),
        ([3, 2, 7], [], [3, 7]),
        ([6, 8, 4], [], [6, 8]),
        ([6, 8, 5, 4], [], [8, 5]),
        ([3, 2, 1, 7], [2], [7]),
        ([4, 7, 9], [1], [4, 7, 9]),
        ([], [], []),
    ],
)
def test_one_post_of_each_story(
    connection: sqlite3.Connection, ids: list[int], shown: list[int], expected: list[int]
) -> None:
    assert first_of_stories(connection, ids, shown) == expected


@given(ids=st.permutations(range(1, 10)), cut=st.integers(0, 9))
def test_every_story_and_every_other_post_stays(
    connection: sqlite3.Connection, ids: list[int], cut: int
) -> None:
    stories = {1: 1, 2: 1, 3: 1, 4: 5, 5: 5, 6: 5}
    found = first_of_stories(connection, ids[:cut])
    keys = [stories.get(post, -post) for post in found]
    assert sorted(keys) == sorted({stories.get(post, -post) for post in ids[:cut]})
    assert found == [post for post in ids if post in found]
    assert all(lead in found for lead in (1, 5) if lead in ids[:cut])
