"""Stories in the database: which posts belong together, derived after each load."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from loaders.database.derivations import is_derived
from loaders.database.relinking import KeysByDay, day_of, posts_of_article, relink, remove_keys
from loaders.stages import STORIES
from loaders.stories.linking import StoryLink
from loaders.stories.rules import Relation

ARTICLE_ID = re.compile(r"(?:^|[-_])(?:NW)?(20\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{10})$")
# By instant: as texts, times with different offsets have another order.
TIMES = (
    "select published from posts as others where others.story_id = posts.story_id "
    "and published_utc is not null order by published_utc"
)
SUM_UP = f"""
insert into stories (id, lead_post_id, first_published, last_published, posts, sources,
  first_published_utc, last_published_utc)
select story_id, max(iif(relation is null, id, null)), ({TIMES}, slug limit 1),
  ({TIMES} desc, slug desc limit 1), count(*), count(distinct source_id),
  min(published_utc), max(published_utc)
from posts where story_id = ?
"""  # noqa: S608

# The load made those of its own posts by the rules of today.
FORGET_KEYS = """
delete from story_keys where post_id in (select id from posts where load_id != ?)
"""


@dataclass(slots=True)
class Changed:
    """What posts were before a load changed or removed them, and those whose companies changed.

    `keys` has those of their texts, by day.
    """

    keys: KeysByDay = field(default_factory=lambda: defaultdict(set))
    article_ids: set[str] = field(default_factory=set)
    story_ids: set[int] = field(default_factory=set)
    post_ids: set[int] = field(default_factory=set)

    def note(self, connection: sqlite3.Connection, post_id: int) -> None:
        """Remember a post that is about to be changed or removed, and forget its keys."""
        published, article_id, story_id = connection.execute(
            "select published_utc, article_id, story_id from posts where id = ?", (post_id,)
        ).fetchone()
        self.keys[day_of(published)] |= remove_keys(connection, post_id)
        if article_id is not None:
            self.article_ids.add(article_id)
        if story_id is not None:
            self.story_ids.add(story_id)


def article_id(slug: str) -> str | None:
    """Return the id that the archive gives an article: `NW<id>` and `<id>` are the same one."""
    match = ARTICLE_ID.search(slug)
    return match[1] if match else None


def find_stories(connection: sqlite3.Connection, load_id: int, changed: Changed) -> None:
    """Bring the stories up to date with all posts.

    A story keeps its id while one of its posts stays in it; where two become one, the smaller id
    wins. `story_changes` records what became of the others.
    """
    links = relink(connection, _changed_posts(connection, load_id, changed), changed.keys)
    before = _before(connection, links, changed.story_ids)
    leads: defaultdict[int, list[int]] = defaultdict(list)
    relations: dict[int, Relation | None] = {}
    for post_id, link in ({post_id: link for post_id, (_, link) in before.items()} | links).items():
        relations[post_id] = link.relation
        if post_id != link.lead_id:
            leads[link.lead_id].append(post_id)
    stories = [[lead_id, *sorted(members)] for lead_id, members in sorted(leads.items())]
    earlier = {post_id: story_id for post_id, (story_id, _) in before.items()}
    ids = _ids(connection, stories, earlier)
    after = {
        post_id: story_id for story_id, story in zip(ids, stories, strict=True) for post_id in story
    }
    affected = changed.story_ids | {*earlier.values()}
    _write(connection, load_id, affected, earlier, after, relations)


def _changed_posts(
    connection: sqlite3.Connection, load_id: int, changed: Changed
) -> set[int] | None:
    """Return the posts that a load changed, and all others of their articles.

    None means all posts: so it is where the rules are others than before.
    """
    if not is_derived(connection, "stories", STORIES):
        connection.execute(FORGET_KEYS, (load_id,))
        return None
    post_ids, article_ids = set(changed.post_ids), set(changed.article_ids)
    query = "select id, article_id from posts where"
    rows = connection.execute(f"{query} load_id = ?", (load_id,)).fetchall()
    for post_id in changed.post_ids:
        rows += connection.execute(f"{query} id = ?", (post_id,))
    for post_id, of_article in rows:
        post_ids.add(post_id)
        if of_article is not None:
            article_ids.add(of_article)
    for each in article_ids:
        post_ids.update(post_id for post_id, _ in posts_of_article(connection, each))
    return post_ids


def _before(
    connection: sqlite3.Connection, links: dict[int, StoryLink], story_ids: Iterable[int]
) -> dict[int, tuple[int, StoryLink]]:
    """Return the story and the link that posts had, for each story that may be another now."""
    affected = set(story_ids)
    for post_id, link in links.items():
        for each in (post_id, link.lead_id):
            query = "select story_id from posts where id = ?"
            (story_id,) = connection.execute(query, (each,)).fetchone()
            affected.add(story_id)
    affected.discard(None)
    return {
        post_id: (story_id, StoryLink(lead_id, relation))
        for each in sorted(affected)
        for post_id, story_id, lead_id, relation in connection.execute(
            "select posts.id, story_id, lead_post_id, relation "
            "from posts join stories on stories.id = story_id where story_id = ?",
            (each,),
        )
    }


def _ids(
    connection: sqlite3.Connection, stories: Iterable[list[int]], before: dict[int, int]
) -> list[int]:
    """Return an id for each story: the smallest that one of its posts had, or that of a post.

    No id is used again, neither that of another story nor one that was.
    """
    taken: set[int] = set()
    ids = []
    used = (
        "select 1 from stories where id = :id "
        "union all select 1 from story_changes where story_id = :id"
    )
    for story in stories:
        earlier = sorted({before[post_id] for post_id in story if post_id in before})
        fresh = (
            post_id
            for post_id in story
            if connection.execute(used, {"id": post_id}).fetchone() is None
        )
        chosen = next(each for each in (*earlier, *fresh, *story) if each not in taken)
        taken.add(chosen)
        ids.append(chosen)
    return ids


def _write(
    connection: sqlite3.Connection,
    load_id: int,
    story_ids: set[int],
    before: dict[int, int],
    after: dict[int, int],
    relations: dict[int, Relation | None],
) -> None:
    """Write the stories of posts in place of `story_ids`, and record what became of these."""
    many = connection.executemany
    moved = {
        (load_id, old, after[post_id])
        for post_id, old in before.items()
        if after.get(post_id, old) != old
    }
    many(
        "insert or ignore into story_changes (load_id, story_id, into_story_id) values (?, ?, ?)",
        sorted(moved),
    )
    many(
        "update posts set story_id = ?, relation = ? where id = ? "
        "and (story_id is not ? or relation is not ?)",
        (
            (*values, post_id, *values)
            for post_id in sorted(before.keys() | after.keys())
            for values in [
                (after[post_id], relations.get(post_id)) if post_id in after else (None, None)
            ]
        ),
    )
    many("delete from stories where id = ?", ((each,) for each in story_ids | {*after.values()}))
    many(SUM_UP, ((each,) for each in sorted(set(after.values()))))
