"""The feed of edits; with a site it is tested in web/views/test_edits.py."""

from __future__ import annotations

import feedparser

from newsdb.feeds.edits import EditEntry, edits_as_atom

STYLE = "https://a.example/static/feed.css"


def test_a_feed_reader_understands_it() -> None:
    entries = [
        EditEntry(f"Cut: <T{n}>\0", "+0 −9", f"https://a.example/{n}", f"2022-01-0{n}T00:00:00Z")
        for n in (2, 1)
    ]
    page = "https://a.example/edits"
    found = feedparser.parse(edits_as_atom("Edits", f"{page}.xml", page, STYLE, entries))
    assert not found.bozo
    assert (found.feed.title, found.feed.updated) == ("Edits", "2022-01-02T00:00:00Z")
    assert [(each.id, each.title, each.summary) for each in found.entries] == [
        ("https://a.example/2", "Cut: <T2>", "+0 −9"),
        ("https://a.example/1", "Cut: <T1>", "+0 −9"),
    ]


def test_a_feed_without_entries() -> None:
    found = feedparser.parse(
        edits_as_atom("Edits", "https://a.example/x", "https://a.example", STYLE, ())
    )
    assert (found.bozo, found.entries) == (False, [])
