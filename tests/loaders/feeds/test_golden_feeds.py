"""Golden pairs of feeds: a document, and the entries that it has.

`golden/feeds/<name>.xml|.json|.html` is the input; `entries.json` has what is expected of each.
`NEWSDB_REWRITE_GOLDEN=1 pytest tests/loaders/feeds/test_golden_feeds.py` rewrites it: read the
diff before you commit it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from loaders.feeds.fetch import Fetched
from loaders.feeds.read import read_feed
from newsdb.exceptions import SourceError
from tests.paths import GOLDEN

FEEDS = GOLDEN / "feeds"
EXPECTED = FEEDS / "entries.json"


def entries_of(path: Path) -> dict[str, Any]:
    """Return the entries of a feed by their name, without the fields that are empty."""
    try:
        feed = read_feed("feed", Fetched(path.read_bytes(), "https://feed.example/dir/feed"))
    except SourceError as error:
        return {"error": f"{error}".partition(": ")[0]}
    found = {"form": feed.form, "missing": feed.missing, "note": feed.note}
    return {name: text for name, text in found.items() if text} | {
        path: {name: value for name, value in json.loads(data).items() if value} | {"slug": slug}
        for path, (slug, data) in feed.entries.items()
    }


def test_feeds() -> None:
    feeds = sorted(path for path in FEEDS.iterdir() if path != EXPECTED)
    found = {path.name: entries_of(path) for path in feeds}
    text = json.dumps(found, ensure_ascii=False, indent=1)
    if os.environ.get("NEWSDB_REWRITE_GOLDEN"):
        EXPECTED.write_text(f"{text}\n", "utf-8")
    assert found == json.loads(EXPECTED.read_text("utf-8"))
