"""Digests of what a load wrote, by which `newsdb check` finds what was changed afterwards.

They detect damage and careless edits. Whoever means to deceive can compute them, too: publish a
checksum of the file for that.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from newsdb.fields import FIELDS

DIGEST_BYTES = 12
STORED = (*(field.name for field in FIELDS if field.is_column), "front_matter")
LINKED = {
    "source": "select name from sources where id = source_id and source_found_by is null",
    "section": "select name from sections where id = section_id",
    "authors": """select json_group_array(name) from (
        select name from post_authors join authors on authors.id = author_id
        where post_id = posts.id order by position)""",
    "tags": """select json_group_array(name) from (
        select name from post_tags join tags on tags.id = tag_id
        where post_id = posts.id and found_by = 'post' order by name)""",
    "categories": """select json_group_array(name) from (
        select name from post_categories join categories on categories.id = category_id
        where post_id = posts.id order by name)""",
    "mentions": """select json_group_array(json_array(code, name, mentions, in_title, url)) from (
        select * from post_securities where post_id = posts.id
        and found_by in ('mark', 'code', 'chart') order by code)""",
    "images": """select json_group_array(json_array(position, url, alt)) from (
        select * from images where post_id = posts.id order by position)""",
    "media": """select json_group_array(json_array(position, kind, url, name)) from (
        select * from media where post_id = posts.id order by position)""",
    "redirects": """select json_group_array(path) from (
        select path from redirects where post_id = posts.id order by path)""",
}
LISTS = tuple(name for name in LINKED if name not in ("source", "section"))
POSTS = f"""
select id, slug, digest, {", ".join(STORED)},
{", ".join(f"({query})" for query in LINKED.values())}
from posts order by id
"""  # noqa: S608


def digest_of(values: Mapping[str, Any]) -> str:
    """Return the digest of a post, from its own columns and LINKED by name.

    What is None or empty does not count, so that a new field leaves older digests as they are.
    """
    given = {name: value for name, value in values.items() if value not in (None, "", [])}
    text = json.dumps(given, ensure_ascii=False, sort_keys=True, default=bytes.hex)
    content = text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=DIGEST_BYTES).hexdigest()


def post_digests(connection: sqlite3.Connection) -> Iterator[tuple[int, str, str | None, str]]:
    """Yield each post's id, its slug, the digest that is stored, and the one that it has."""
    names = (*STORED, *LINKED)
    for post_id, slug, stored, *row in connection.execute(POSTS):
        values = dict(zip(names, row, strict=True))
        for name in LISTS:
            values[name] = json.loads(values[name])
        yield post_id, slug, stored, digest_of(values)
