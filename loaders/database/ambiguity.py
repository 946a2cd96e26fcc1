"""Which names are words, too: what the archive's own marks say of that.

In a post with marks, the archive's site has marked each share that it knows the post to name. A
name that occurs in such posts unmarked is likely to mean something else there, and a name of which
that is true too often counts only with evidence.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable

from loaders.mentions.dictionary import NameHit

MIN_POSTS = 5
"""In fewer posts with marks, nothing is learned."""
MIN_SHARE = 0.2
"""From this share of unmarked posts on, a name counts as a word."""
WORDS = f"""
with unmarked as (select name, count(*) as posts from unmarked_names group by name),
marked as (select name, count(*) as posts from post_securities
  where found_by = 'mark' and name in (select name from unmarked) group by name)
select name from unmarked left join marked using (name)
where unmarked.posts + coalesce(marked.posts, 0) >= {MIN_POSTS}
and unmarked.posts >= {MIN_SHARE} * (unmarked.posts + coalesce(marked.posts, 0))
"""  # noqa: S608


def note(
    connection: sqlite3.Connection, post_id: int, hits: Iterable[NameHit], own: Collection[str]
) -> None:
    """Record the names that a post with marks has unmarked. `own` are the codes that it marks."""
    unmarked = {
        hit.name.name
        for hit in hits
        if hit.name.origin == "archive" and hit.name.code and hit.name.code not in own
    }
    connection.executemany(
        "insert into unmarked_names (post_id, name) values (?, ?)",
        ((post_id, name) for name in sorted(unmarked)),
    )


def learned_words(connection: sqlite3.Connection) -> set[str]:
    """Return the names that the posts' marks show to be words."""
    return {name for (name,) in connection.execute(WORDS)}
