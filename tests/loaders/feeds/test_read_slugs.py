"""The lasting names of the entries of a feed, and which ids are no names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from loaders.feeds.fetch import Fetched
from loaders.feeds.read import read_feed, slug_of_entry


@pytest.mark.parametrize(
    ("entry", "own", "slug"),
    [
        ({"url": "https://e.example/a"}, False, "e.example/a"),
        ({"id": "17"}, False, "h.example/17"),
        ({"title": "t"}, False, "h.example/fd32f01954a82d81"),
        # The id counts before the link, unless it is only a query.
        ({"id": "https://e.example/b", "url": "https://e.example/a"}, False, "e.example/b"),
        ({"id": "https://e.com/b?p=1", "url": "https://e.com/a"}, False, "e.com/b-dbb5c7f9"),
        ({"id": "https://e.com/?p=1", "url": "https://e.com/a/"}, False, "e.com/a"),
        ({"id": "https://e.com/?p=1"}, False, "e.com-68bb30ab"),
        (
            {"id": "https://e.com", "url": "https://e.com/a"},
            False,
            "h.example/https/e.com-a39158c1",
        ),
        ({"id": "https://e.com/a#x"}, False, "e.com/a-5f1b79eb"),
        # In a feed of ours it is that of the article.
        ({"id": "https://s.example/article/2022/a%20b"}, True, "2022/a b"),
        ({"id": "https://s.example/article/"}, True, "h.example"),
        ({"id": "17", "url": "https://s.example/article/x"}, True, "x"),
        ({"id": "https://s.example/x"}, True, "s.example/x"),
        ({"id": "https://s.example/article/x"}, False, "s.example/article/x"),
    ],
)
def test_slugs(entry: dict[str, Any], own: bool, slug: str) -> None:
    assert slug_of_entry(entry, "h.example", own) == slug


A, B = "https://e.example/a", "https://e.example/b"


@pytest.mark.parametrize(
    ("items", "paths"),
    [
        ([("1", A, "t"), ("2", B, "u")], {"1", "2"}),
        # An id that entries with links of their own share is none.
        ([("1", A, "t"), ("1", B, "u")], {A, B}),
        ([("1", A, "t"), ("1", A, "u")], {"1", "1#2"}),
        ([("1", A, "t"), ("1", None, "u")], {"1", "1#2"}),
        # Neither is a link that entries with titles of their own share.
        ([(None, A, "t"), (None, A, "u")], {f"{A}#t", f"{A}#u"}),
        ([(None, A, "t"), (None, A, "t")], {A, f"{A}#2"}),
        ([(None, A, "t"), (None, A, "")], {A, f"{A}#2"}),
        ([(None, A, "t"), ("1", A, "u")], {A, "1"}),
        ([(None, A, "t"), (None, B, "u")], {A, B}),
    ],
)
def test_ids_and_links_that_entries_share(
    items: list[tuple[str | None, str | None, str]], paths: set[str]
) -> None:
    found = [{"id": id, "url": url, "title": title} for id, url, title in items]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": found}
    entries = read_feed("f.json", Fetched(json.dumps(feed).encode(), "f.json")).entries
    assert set(entries) == paths
    # Of entries with the same id, the last, which is mostly the oldest, has the plain name.
    if "1#2" in paths:
        assert json.loads(entries["1"][1])["title"] == items[-1][2]


@pytest.mark.parametrize(
    ("url", "link"), [("https://a.example/f/feed", "https://a.example/f/x"), ("f/feed.json", None)]
)
def test_links_are_relative_to_the_url_of_a_feed(url: str, link: str | None) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "x"}]}
    ((_, data),) = read_feed("f", Fetched(json.dumps(feed).encode(), url)).entries.values()
    assert json.loads(data)["url"] == link
