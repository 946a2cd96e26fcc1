"""What counts as the content of an article: a version is new if something of it is."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import NamedTuple

from newsdb.models import OWN, Post

DIGEST_BYTES = 12
OWN_SQL = ", ".join(f"'{each}'" for each in OWN)
SELECT = f"""
select title, summary, body,
  coalesce((select name from sources where sources.id = source_id and source_found_by is null), ''),
  (select json_group_array(name) from (
    select name from post_tags join tags on tags.id = tag_id
    where post_id = posts.id and found_by = 'post' order by name)),
  (select json_group_array(code) from (
    select code from post_securities where post_id = posts.id and found_by in ({OWN_SQL})
    order by code))
from posts where slug = ?
"""  # noqa: S608


class Content(NamedTuple):
    """What an article says, as text.

    `source` is '' if none is known. `tags` and `mentions` (codes of the securities that the post
    itself marks) are JSON arrays, sorted.
    """

    title: str = ""
    summary: str = ""
    body: str = ""
    source: str = ""
    tags: str = "[]"
    mentions: str = "[]"

    @property
    def digest(self) -> str:
        """A hash of all of it, in hexadecimal."""
        text = json.dumps(self, ensure_ascii=False)
        content = text.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(content, digest_size=DIGEST_BYTES).hexdigest()


NOTHING = Content()
"""The content of an article that does not exist (any more)."""


def content_of(post: Post | None) -> Content:
    """Return the content of a converted post; NOTHING for none."""
    if post is None:
        return NOTHING
    codes = {each.security.code for each in post.mentions if each.found_by in OWN}
    return Content(
        post.title,
        post.summary,
        post.body,
        post.source or "",
        json_array(post.tags),
        json_array(codes),
    )


def json_array(names: frozenset[str] | set[str] | tuple[str, ...]) -> str:
    """Return names as a sorted JSON array, as SQLite's `json_group_array` writes one."""
    return json.dumps(sorted(set(names)), ensure_ascii=False, separators=(",", ":"))


def read_content(connection: sqlite3.Connection, slug: str) -> Content:
    """Return what the post of a slug says now; NOTHING if there is none."""
    row = connection.execute(SELECT, (slug,)).fetchone()
    if row is None:
        return NOTHING
    # SQLite may escape other characters than Python does.
    tags, mentions = (json_array(set(json.loads(each))) for each in row[4:])
    return Content(row[0], row[1], row[2], row[3], tags, mentions)
