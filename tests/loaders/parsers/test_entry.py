"""Entries of feeds to posts."""

from __future__ import annotations

import json

import pytest

from loaders.parsers.entry import convert_entry
from newsdb.models import Options, RawPost

ENTRY = {
    "slug": "a",
    "title": "题",
    "published": "2022-03-07 10:00",
    "source": "早报",
    "url": "https://a.example/b/1.html",
    "summary": "",
    "body": '<a href="2.html">下一篇</a><img src="/a.png"><a href="#n">注</a>',
    "tags": ["甲"],
    "categories": [],
}


def test_an_entry_as_an_older_version_kept_it() -> None:
    post = convert_entry(RawPost("a", json.dumps(ENTRY).encode(), "entry"), Options()).post
    assert post is not None
    assert post.body == "[下一篇](2.html)![](/a.png)[注](#n)"
    assert (post.authors, post.lang, post.updated) == ((), None, None)


def test_urls_are_resolved_against_the_base() -> None:
    entry = ENTRY | {
        "base": ENTRY["url"],
        "authors": ["王"],
        "lang": "zh",
        "updated": "昨天",
        "image": "https://a.example/i.png",
    }
    converted = convert_entry(RawPost("a", json.dumps(entry).encode(), "entry"), Options())
    post = converted.post
    assert post is not None
    assert post.body == ("[下一篇](https://a.example/b/2.html)![](https://a.example/a.png)[注](#n)")
    assert [image.url for image in post.images] == ["https://a.example/a.png"]
    assert (post.authors, post.lang, post.updated) == (("王",), "zh", None)
    assert post.image == "https://a.example/i.png"
    assert [problem.kind for problem in converted.problems] == ["zone", "date"]


@pytest.mark.parametrize(
    ("parts", "title", "body", "summary"),
    [
        ({"title": "题"}, "题", "", ""),
        ({"body": "<p>文。</p>"}, "文", "文。", "文。"),
        ({"summary": "摘要。"}, "摘要", "摘要。", "摘要。"),
        ({"summary": "摘要。", "body": "<p>文。</p>"}, "摘要", "文。", "摘要。"),
    ],
)
def test_an_entry_has_a_title_or_a_text(
    parts: dict[str, str], title: str, body: str, summary: str
) -> None:
    entry = ENTRY | {"title": "", "body": "", "summary": ""} | parts
    post = convert_entry(RawPost("a", json.dumps(entry).encode(), "entry"), Options()).post
    assert post is not None
    assert (post.title, post.body, post.summary) == (title, body, summary)


def test_an_entry_without_title_and_text_is_rejected() -> None:
    entry = ENTRY | {"title": "", "body": "", "summary": ""}
    raw = RawPost("a", json.dumps(entry).encode(), "entry")
    converted = convert_entry(raw, Options())
    assert (converted.post, converted.status) == (None, "rejected")
    assert [(each.kind, each.raw) for each in converted.problems] == [("empty", raw.content)]
