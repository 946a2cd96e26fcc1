"""Posts as they were converted, read back from the tables.

What a load derives from all posts is left out: unmarked names, tags and sources found elsewhere.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from newsdb.database.digests import STORED
from newsdb.models import Image, Media, Mention, Post, Security

COLUMNS = tuple(name for name in STORED if name not in ("path", "sha256"))
NAMES = """(select json_group_array(name) from (
    select name from {link} join {table} on {table}.id = {key}
    where {link}.post_id = posts.id {condition} order by {order}))"""
LINKED = {
    "source": "(select name from sources where id = source_id and source_found_by is null)",
    "section": "(select name from sections where id = section_id)",
    "text": "(select text from post_texts where post_id = posts.id)",
    "authors": NAMES.format(
        link="post_authors", table="authors", key="author_id", condition="", order="position"
    ),
    "tags": NAMES.format(
        link="post_tags",
        table="tags",
        key="tag_id",
        condition="and found_by = 'post'",
        order="post_tags.rowid",
    ),
    "categories": NAMES.format(
        link="post_categories",
        table="categories",
        key="category_id",
        condition="",
        order="post_categories.rowid",
    ),
    "mentions": """(select json_group_array(json_array(
        code, name, kind, market, url, mentions, in_title, found_by)) from (
        select code, post_securities.name, kind, market, coalesce(post_securities.url, '') as url,
        post_securities.mentions, in_title, found_by
        from post_securities join securities using (code) where post_id = posts.id
        and found_by in ('mark', 'code', 'chart') order by post_securities.rowid))""",
    "images": """(select json_group_array(json_array(url, alt)) from (
        select url, alt from images where post_id = posts.id order by position))""",
    "media": """(select json_group_array(json_array(kind, url, name)) from (
        select kind, url, name from media where post_id = posts.id order by position))""",
    "redirects": """(select json_group_array(path) from (
        select path from redirects where post_id = posts.id order by rowid))""",
}
LISTS = ("authors", "tags", "categories", "mentions", "images", "media", "redirects")
POSTS = f"""
select {", ".join((*COLUMNS, "published_utc", "updated_utc", *LINKED.values(), "path", "sha256"))}
from posts where id in (select value from json_each(?)) order by id
"""  # noqa: S608


def read_posts(
    connection: sqlite3.Connection, ids: Iterable[int]
) -> Iterator[tuple[Post, str, str]]:
    """Yield the posts of some ids, each with the path of its file and the SHA-256 of that."""
    names = (*COLUMNS, "published_utc", "updated_utc", *LINKED)
    for *row, path, sha256 in connection.execute(POSTS, [json.dumps(list(ids))]):
        values: dict[str, Any] = dict(zip(names, row, strict=True))
        for name in LISTS:
            values[name] = tuple(json.loads(values[name]))
        values["mentions"] = tuple(_mention(*each) for each in values["mentions"])
        values["images"] = tuple(Image(*each) for each in values["images"])
        values["media"] = tuple(Media(*each) for each in values["media"])
        yield Post(**values), path, sha256


def _mention(
    code: str, name: str, kind: Any, market: str, url: str, number: int, in_title: int, by: Any
) -> Mention:
    return Mention(Security(code, name, kind, market, url), number, bool(in_title), by)
