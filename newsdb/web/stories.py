"""Stories: other copies of an article in the archive, and what each version adds."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from newsdb.search import PLAIN_TEXT

MAX_VERSIONS = 50
MAX_ADDED = 3
"""How many new sentences of a version are shown."""
MAX_READ_LENGTH = 5_000
"""How much of a version is compared with the others, in characters."""
SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
NOT_TEXT = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Versions:
    """The story of a post: its number, how many posts it has, and the sources of the others.

    `database` is the name of its database on a site that has several.
    """

    story_id: int
    posts: int
    sources: tuple[str, ...]
    database: str = ""


@dataclass(frozen=True, slots=True)
class StoryVersion:
    """A post of a story. `relation` is that to the lead, None for the lead itself; `added` are
    sentences that no earlier version has, and `more` how many others there are."""

    slug: str
    title: str
    published: str | None
    date: str | None
    source: str | None
    lang: str | None
    relation: str | None
    characters: int
    added: tuple[str, ...]
    more: int


def find_versions(connection: sqlite3.Connection, posts: Sequence[int]) -> dict[int, Versions]:
    """Return, by the ids of posts, the stories of those that belong to one."""
    rows = connection.execute(
        """
        select posts.id, posts.story_id, stories.posts,
          (select json_group_array(name) from (
            select distinct name from posts as other join sources on sources.id = other.source_id
            where other.story_id = posts.story_id and other.source_id is not posts.source_id
            order by name limit 10))
        from posts join stories on stories.id = posts.story_id
        where posts.id in (select value from json_each(?))
        """,
        [json.dumps(list(posts))],
    )
    return {
        post: Versions(story, number, tuple(json.loads(names)))
        for post, story, number, names in rows
    }


def find_story(connection: sqlite3.Connection, story_id: int) -> tuple[StoryVersion, ...]:
    """Return the posts of a story, oldest first; none if there is no such story."""
    rows = connection.execute(
        f"""
        select slug, substr(title, 1, 300), published, date,
          (select name from sources where sources.id = source_id), lang, relation, characters,
          substr({PLAIN_TEXT}, 1, ?)
        from posts where story_id = ? order by published_utc, id limit ?
        """,  # noqa: S608
        (MAX_READ_LENGTH, story_id, MAX_VERSIONS),
    )
    seen: set[str] = set()
    versions: list[StoryVersion] = []
    for slug, title, published, date, source, lang, relation, characters, text in rows:
        fresh = []
        for sentence in SENTENCE.findall(text):
            key = NOT_TEXT.sub("", sentence).casefold()
            if key and key not in seen:
                seen.add(key)
                fresh.append(sentence.strip())
        # The first version is all new, which says nothing.
        shown = fresh if versions else fresh[:1]
        versions.append(
            StoryVersion(
                slug,
                title,
                published,
                date,
                source,
                lang,
                relation,
                characters,
                tuple(shown[:MAX_ADDED]),
                len(shown[MAX_ADDED:]),
            )
        )
    return tuple(versions)


def story_after(connection: sqlite3.Connection, story_id: int) -> int | None:
    """Return the story that has taken up the posts of one that is no more, or None."""
    row = connection.execute(
        """
        with recursive later(id, step) as (
          values (?, 0) union
          select into_story_id, step + 1 from story_changes join later on story_id = later.id
          where step < 20)
        select later.id from later join stories on stories.id = later.id order by step limit 1
        """,
        (story_id,),
    ).fetchone()
    return row[0] if row else None
