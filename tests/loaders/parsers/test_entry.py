"""Entries of feeds to posts."""

from __future__ import annotations

import json

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
