"""JSON Feed, versions 1 and 1.1."""

from __future__ import annotations

import json
from typing import Any

import pytest

from loaders.feeds.fetch import Fetched
from loaders.feeds.json_feed import read_json_feed
from loaders.feeds.read import read_feed
from newsdb.exceptions import SourceError

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
        ("1.1", {"authors": [{"name": "编辑部"}]}, {}, "authors", ["编辑部"]),
        ("1", {"author": {"name": "编辑部"}}, {}, "authors", ["编辑部"]),
        ("1", {"author": {"name": "编辑部"}}, {"author": {"name": "王"}}, "authors", ["王"]),
        ("1.1", {}, {"authors": "王"}, "authors", []),
        ("1.1", {}, {"id": True}, "id", None),
        ("1.1", {}, {"id": float("nan")}, "id", None),
        ("1.1", {}, {"id": 5}, "id", 5),
        ("1.1", {}, {"url": "javascript:alert(1)"}, "url", None),
        ("1.1", {}, {"content_html": {"a": 1}, "content_text": ["b"]}, "body", ""),
        ("1.1", {}, {"attachments": [5, {"mime_type": "a"}, {"url": "data:,x"}]}, "body", ""),
        ("1.1", {"language": "zh"}, {}, "lang", "zh"),
        ("1.1", {"language": "zh"}, {"language": "en-US"}, "lang", "en-US"),
        ("1.1", {}, {"url": "/1"}, "url", "https://a.example/1"),
        ("1.1", {}, {"url": "/1", "external_url": "http://b.example/"}, "url", "http://b.example/"),
        ("1.1", {}, {"date_published": "2022", "date_modified": "2023"}, "updated", "2023"),
        ("1.1", {}, {"date_published": "2022", "date_modified": "2023"}, "published", "2022"),
        ("1.1", {}, {"date_modified": "2023"}, "published", "2023"),
        ("1.1", {}, {"date_modified": "2023"}, "updated", ""),
        ("1.1", {}, {}, "base", URL),
        ("1.1", {"home_page_url": "/h"}, {}, "base", "https://a.example/h"),
        ("1.1", {"home_page_url": "/h"}, {"url": "/1"}, "base", "https://a.example/1"),
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


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-16-le", ""),
        ("gb18030", "the text is GB18030, but declares utf-8"),
    ],
)
def test_encodings(encoding: str, note: str) -> None:
    title = "央行宣布下调金融机构存款准备金率，释放长期资金约一万亿元"
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": [{"id": "1"}]}
    content = json.dumps(feed, ensure_ascii=False).encode(encoding)
    fetched = Fetched(content, URL)
    found = read_feed("f", fetched)
    (raw,) = found.read(found.paths())
    assert json.loads(raw.content)["source"] == title
    assert found.note == note


@pytest.mark.parametrize(
    "content", ['{"version": "https://jsonfeed.org/version/1", "items": [{"id"', "{" * 10**5, "{}"]
)
def test_what_is_none(content: str) -> None:
    with pytest.raises(SourceError, match=r"^f is (not a JSON Feed|JSON, but not a JSON Feed)"):
        read_feed("f", Fetched(content.encode(), URL))
