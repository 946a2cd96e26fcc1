"""JSON Feed, versions 1 and 1.1."""

from __future__ import annotations

import json
from typing import Any

import pytest

from loaders.feeds.json_feed import read_json_feed

URL = "https://a.example/feed.json"


@pytest.mark.parametrize(
    ("version", "feed", "item", "field", "value"),
    [
        ("1", {}, {"author": {"name": "王"}}, "authors", ["王"]),
        (
            "1.1",
            {},
            {"authors": [{"name": "王"}, {"url": "x"}, {"name": "李"}]},
            "authors",
            ["王", "李"],
        ),
        ("1.1", {"language": "zh"}, {}, "lang", "zh"),
        ("1.1", {"language": "zh"}, {"language": "en-US"}, "lang", "en-US"),
        ("1.1", {}, {"url": "/1"}, "url", "https://a.example/1"),
        ("1.1", {}, {"url": "/1", "external_url": "http://b.example/"}, "url", "http://b.example/"),
        ("1.1", {}, {"date_published": "2022", "date_modified": "2023"}, "updated", "2023"),
        ("1", {}, {"content_text": "a < b"}, "body", "<p>a &lt; b</p>"),
        ("1", {}, {"content_html": "<b>x</b>", "content_text": "y"}, "body", "<b>x</b>"),
        (
            *(
                "1",
                {},
                {"attachments": [{"url": "http://a.example/1.mp3", "mime_type": "audio/mpeg"}]},
            ),
            *("body", '<p><audio src="http://a.example/1.mp3"></audio></p>'),
        ),
        ("1", {"title": "T", "home_page_url": "/"}, {}, "source", "T"),
        ("1", {}, {"tags": ["甲", 5, None]}, "tags", ["甲", "5"]),
        ("1", {}, "no object", "title", ""),
    ],
)
def test_json_feed(version: str, feed: dict[str, Any], item: Any, field: str, value: Any) -> None:
    whole = {"version": f"https://jsonfeed.org/version/{version}", **feed, "items": [item]}
    (entry,) = read_json_feed("f", json.dumps(whole).encode(), URL).entries
    assert entry[field] == value
