"""Rows that other tables than `posts` have of a post."""

from __future__ import annotations

from pathlib import Path

from tests.loaders.shell import rows, run

BEFORE = """---
title: 远汐储能拟扩产
date: 2022-03-01 22:29:00
authors: [林一, 周二]
tags: [公司, 储能]
categories: [要闻]
redirect_from: /old/1
---
![厂房](https://example.com/a.png)

远汐储能（600001）拟扩产。

<audio src="https://example.com/a.mp3"></audio>
"""
AFTER = """---
title: 远汐储能拟扩产
date: 2022-03-01 22:29:00
authors: 周二
tags: [储能, 公告]
---
远汐储能（600001）不再扩产。
"""
QUERIES = {
    "authors": "select name, position from post_authors join authors on authors.id = author_id",
    "tags": "select name from post_tags join tags on tags.id = tag_id order by name",
    "categories": "select name from post_categories join categories on id = category_id",
    "mentions": "select code, name, mentions, found_by from post_securities",
    "images": "select position, url, alt from images",
    "media": "select position, kind, url from media",
    "redirects": "select path from redirects",
    "unused": "select name from tags where name not in ('公司', '储能')",
}


def linked() -> dict[str, list[tuple[object, ...]]]:
    return {name: rows(query) for name, query in QUERIES.items()}


def test_what_a_post_has_replaces_what_it_had(folder: Path) -> None:
    path = folder / "_posts/2022-03-01-expansion.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(BEFORE)
    run("load", "posts", ".")
    assert linked() == {
        "authors": [("林一", 1), ("周二", 2)],
        "tags": [("储能",), ("公司",)],
        "categories": [("要闻",)],
        "mentions": [("600001.SH", "远汐储能", 1, "code")],
        "images": [(1, "https://example.com/a.png", "厂房")],
        "media": [(1, "audio", "https://example.com/a.mp3")],
        "redirects": [("/old/1",)],
        "unused": [],
    }
    path.write_text(AFTER)
    run("load", "posts", ".")
    assert linked() == {
        "authors": [("周二", 1)],
        "tags": [("储能",), ("公告",)],
        "categories": [],
        "mentions": [("600001.SH", "远汐储能", 1, "code")],
        "images": [],
        "media": [],
        "redirects": [],
        "unused": [("公告",)],
    }
