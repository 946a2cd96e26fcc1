"""Sources of posts rather than files."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from loaders.sources.directory import Directory
from loaders.sources.entry_source import EntrySource, FeedEntries, canonical_json
from newsdb.models import RawPost
from tests.paths import TOP

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab新", max_size=2), inner),
    max_leaves=6,
)


def test_entries_are_read_in_any_order() -> None:
    entries = {"1": ("a", b'{"id":"1"}'), "2": ("b", b'{"id":"2"}')}
    feed = FeedEntries("feed.xml", None, entries)
    assert feed.paths() == ["1", "2"]
    assert [feed.slug(path) for path in feed.paths()] == ["a", "b"]
    assert list(feed.read(["2", "1"])) == [
        RawPost("2", b'{"id":"2"}', "entry"),
        RawPost("1", b'{"id":"1"}', "entry"),
    ]


def test_a_feed_is_a_source_of_entries_and_a_directory_is_none() -> None:
    assert isinstance(FeedEntries("feed.xml", None), EntrySource)
    assert not isinstance(Directory(TOP / "posts"), EntrySource)


def test_canonical_json() -> None:
    assert canonical_json({"b": [1, None], "a": "新\ud800"}) == '{"a":"新?","b":[1,null]}'.encode()


@given(JSON)
def test_canonical_json_says_the_same_in_one_way(value: object) -> None:
    content = canonical_json(value)
    assert json.loads(content) == value
    assert canonical_json(json.loads(content)) == content
