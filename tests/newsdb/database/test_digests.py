"""Digests: the same for the same content, another for any other."""

from __future__ import annotations

import hashlib
import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from newsdb.database.digests import digest_of, post_digests


def test_the_digests_of_the_sample_are_those_that_its_load_stored(
    connection: sqlite3.Connection,
) -> None:
    posts = list(post_digests(connection))
    assert len(posts) == 173
    assert [stored for _, _, stored, _ in posts] == [found for *_, found in posts]


def test_a_digest_can_be_computed_elsewhere() -> None:
    values = {"title": "题\ud800", "url": None, "summary": "", "tags": [], "raw": b"\xff", "n": 0}
    text = '{"n": 0, "raw": "ff", "title": "题\ud800"}'.encode("utf-8", "surrogatepass")
    assert digest_of(values) == hashlib.blake2b(text, digest_size=12).hexdigest()


VALUES = st.dictionaries(
    st.sampled_from("abc"), st.none() | st.text(max_size=2) | st.lists(st.text(max_size=1))
)


@given(VALUES, VALUES)
def test_digests_are_equal_where_what_is_given_is(
    one: dict[str, object], other: dict[str, object]
) -> None:
    given = [{name: value for name, value in each.items() if value} for each in (one, other)]
    assert (digest_of(one) == digest_of(other)) is (given[0] == given[1])
    assert digest_of(dict(reversed(one.items()))) == digest_of(one)


def test_lists_are_in_the_order_of_their_values(changed: sqlite3.Connection) -> None:
    """Rows may be written in any order."""
    before = {post_id: found for post_id, *_, found in post_digests(changed)}
    for table in ("post_tags", "images", "post_securities"):
        changed.execute(f"create temp table copy as select * from {table} order by random()")
        changed.execute(f"delete from {table}")
        changed.execute(f"insert into {table} select * from copy")
        changed.execute("drop table copy")
    assert {post_id: found for post_id, *_, found in post_digests(changed)} == before
