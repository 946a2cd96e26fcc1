"""The revision at which a load left a feed."""

from __future__ import annotations

from pathlib import Path

from loaders.feeds.revisions import last_revision_of_feed
from loaders.load import Limits, load
from loaders.sources.entry_source import FeedEntries
from loaders.stages import build_key
from newsdb.models import Options

KEY = build_key(Options(), "entry")


def test_the_last_load_of_a_feed_counts(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    assert last_revision_of_feed(database, "a", KEY) is None
    for number, content in enumerate((b'{"slug":"x","title":"a"}', b'{"slug":"x","title":"b"}')):
        entries = {"x": ("x", content)}
        feeds = [FeedEntries("a", f"{number}", entries, "record"), FeedEntries("b", None, {})]
        load(database, list(feeds), Options(), Limits(allow_empty=True))
    key = build_key(Options(), "record")
    assert last_revision_of_feed(database, "a", key) == "1"
    assert last_revision_of_feed(database, "b", key) is None
    assert last_revision_of_feed(database, "c", key) is None
    assert last_revision_of_feed(database, "a", KEY) is None
