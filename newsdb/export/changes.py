"""The changes of posts since a load, by which a copy of all posts is kept in sync."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from newsdb.export.formats import compact_json
from newsdb.export.records import SELECT, record
from newsdb.models import Json

MAX_CHANGES = 500
"""How many changes a response has; more are behind its link to the next one."""
CHANGES = """
select post_changes.id, post_changes.load_id, added_load_id, post_id,
  coalesce(post_changes.slug, posts.slug)
from post_changes left join posts on posts.id = post_id
where post_changes.load_id > :since and post_changes.id > :after
order by post_changes.id limit :size
"""
RECORDS = f"{SELECT} where posts.id in (select value from json_each(?))"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes in order, as lines of NDJSON; `after` is the place of the last, if more follow."""

    lines: tuple[str, ...]
    after: int | None


def changes_since(
    connection: sqlite3.Connection, load_id: int, after: int = 0, database: str = ""
) -> Changes:
    """Return the posts that were added, changed or removed by the loads after one.

    Each post has its last change only: `added` if no earlier load had it. The order is that of
    the loads; `after` is a place in it, from which a response of many changes goes on. Each names
    its `database`, if that is given.
    """
    found = connection.execute(
        CHANGES, {"since": load_id, "after": after, "size": MAX_CHANGES + 1}
    ).fetchall()
    shown = found[:MAX_CHANGES]
    ids = json.dumps([post_id for *_, post_id, _ in shown if post_id is not None])
    posts = {post["slug"]: post for post in map(record, connection.execute(RECORDS, (ids,)))}
    lines = []
    for _, changed, added, post_id, slug in shown:
        kind = "removed" if post_id is None else "added" if added > load_id else "changed"
        change: Json = {"database": database} if database else {}
        change |= {"load_id": changed, "change": kind, "slug": slug}
        if post_id is not None:
            change["post"] = posts[slug]
        lines.append(f"{compact_json(change)}\n")
    return Changes(tuple(lines), shown[-1][0] if len(found) > MAX_CHANGES else None)
