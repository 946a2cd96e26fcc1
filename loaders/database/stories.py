"""Stories in the database: which posts belong together, derived after each load."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from loaders.stories import Article, Relation, comparable, group

Story = Sequence[tuple[Article, "Relation | None"]]

SHARE = """
insert or ignore into post_securities
  (post_id, code, name, mentions, in_title, url, found_by, role)
select twins.post_id, code, name, mentions, in_title, url, 'twin', role
from twins join twins as others using (article_id)
join post_securities on post_securities.post_id = others.post_id
where others.post_id != twins.post_id
order by twins.post_id, others.position, code
"""


def find_stories(connection: sqlite3.Connection, load_id: int) -> None:
    """Bring the stories up to date with all posts, and let twins share their mentions.

    A story keeps its id while one of its posts stays in it; where two become one, the smaller id
    wins. `story_changes` records what became of the others.
    """

    @lru_cache(maxsize=1_000)
    def text_of(post_id: int) -> str:
        query = "select body from posts where id = ?"
        return comparable(connection.execute(query, (post_id,)).fetchone()[0])

    rows = connection.execute("select id, slug, published_utc, text_key from posts")
    stories = group(
        (
            Article(
                post_id,
                slug,
                datetime.fromisoformat(f"{published[:-1]}+00:00") if published else None,
                key,
            )
            for post_id, slug, published, key in rows
        ),
        text_of,
    )
    before = {
        post_id: (story_id, relation)
        for post_id, story_id, relation in connection.execute(
            "select id, story_id, relation from posts where story_id is not null"
        )
    }
    ids = _ids(stories, {post_id: story_id for post_id, (story_id, _) in before.items()})
    after = {
        article.post_id: (story_id, relation)
        for story_id, story in zip(ids, stories, strict=True)
        for article, relation in story
    }
    changes = _changes(before, after)
    connection.executemany(
        "insert or ignore into story_changes (load_id, story_id, into_story_id) values (?, ?, ?)",
        ((load_id, old, new) for old, new in changes),
    )
    connection.executemany(
        "update posts set story_id = ?, relation = ? where id = ?",
        (
            (*after.get(post_id, (None, None)), post_id)
            for post_id in sorted(before.keys() | after.keys())
            if before.get(post_id) != after.get(post_id)
        ),
    )
    connection.execute("delete from stories")
    connection.execute(
        """insert into stories (id, lead_post_id, first_published, last_published, posts, sources)
        select story_id, max(iif(relation is null, id, null)), min(published), max(published),
          count(*), count(distinct source_id)
        from posts where story_id is not null group by story_id"""
    )
    _share_mentions(connection, stories)


def _share_mentions(connection: sqlite3.Connection, stories: Iterable[Story]) -> None:
    """Give each post what others of the same article mention: one of them has lost its marks."""
    connection.execute(
        "create temp table twins (position integer primary key, post_id integer, article_id text)"
    )
    connection.executemany(
        "insert into twins (post_id, article_id) values (?, ?)",
        (
            (article.post_id, article.article_id)
            for story in stories
            for article, _ in story
            if article.article_id
        ),
    )
    connection.execute("create index temp.twins_article on twins (article_id)")
    connection.execute(SHARE)
    connection.execute("drop table temp.twins")


def _ids(stories: Iterable[Story], before: dict[int, int]) -> list[int]:
    """Return an id for each story: the smallest that one of its posts had, or that of its lead."""
    taken: set[int] = set()
    ids = []
    known = set(before.values())
    for story in stories:
        posts = [article.post_id for article, _ in story]
        earlier = sorted({before[post_id] for post_id in posts if post_id in before})
        fresh = [post_id for post_id in posts if post_id not in known]
        chosen = next(each for each in (*earlier, *fresh, *posts) if each not in taken)
        taken.add(chosen)
        ids.append(chosen)
    return ids


def _changes(
    before: dict[int, tuple[int, Relation | None]], after: dict[int, tuple[int, Relation | None]]
) -> list[tuple[int, int]]:
    """Return which stories lost posts to which other: a merger, or a split."""
    moved: defaultdict[tuple[int, int], int] = defaultdict(int)
    for post_id, (old, _) in before.items():
        new = after.get(post_id, (old, None))[0]
        if new != old:
            moved[old, new] += 1
    return sorted(moved)
