"""Stories in the database: which posts belong together, derived after each load.

Posts are linked day by day (UTC), in order of time. A load links the days of what changed, and
those after them until nothing changes any more, as if it had linked all of them.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from loaders.stages import STORIES
from loaders.stories.linking import Linker, StoryLink
from loaders.stories.rules import WINDOW, ComparedPost, Relation
from loaders.stories.texts import ComparedText
from newsdb.search import PLAIN_TEXT

ARTICLE_ID = re.compile(r"(?:^|[-_])(?:NW)?(20\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{10})$")
UNDATED = date.max.toordinal() + 100
"""The day of posts without a time, which comes last."""

FIRST = """
select twin.id from posts as twin where twin.article_id = posts.article_id
order by twin.published_utc is null, twin.published_utc, twin.slug limit 1
"""
COMPANIES = """
select group_concat(code, ' ') from post_securities join securities using (code)
where post_id = posts.id and role = 'subject' and found_by != 'twin' and kind = 'share'
"""
POSTS = f"""
select posts.id, slug, published_utc, {PLAIN_TEXT}, ({COMPANIES}), posts.article_id,
  iif(posts.article_id is null, posts.id, ({FIRST})), lead_post_id, relation
from posts left join stories on stories.id = story_id
where
"""  # noqa: S608
OF_DAY = f"{POSTS} published_utc between ? and ? order by published_utc, slug"
OF_NO_DAY = f"{POSTS} published_utc is null order by slug"
STAND_FOR_A_STORY = (
    f"{POSTS} published_utc between ? and ? and (relation is null or relation = 'update') "
    "order by published_utc, slug"
)
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


@dataclass(slots=True)
class Changed:
    """What posts were before a load changed or removed them, and those whose companies changed."""

    days: set[int] = field(default_factory=set)
    article_ids: set[str] = field(default_factory=set)
    story_ids: set[int] = field(default_factory=set)
    post_ids: set[int] = field(default_factory=set)

    def note(self, connection: sqlite3.Connection, post_id: int) -> None:
        """Remember a post that is about to be changed or removed."""
        published, article_id, story_id = connection.execute(
            "select published_utc, article_id, story_id from posts where id = ?", (post_id,)
        ).fetchone()
        self.days.add(_day(published))
        if article_id is not None:
            self.article_ids.add(article_id)
        if story_id is not None:
            self.story_ids.add(story_id)


@dataclass(frozen=True, slots=True)
class Row:
    """A post with its story as it was before. `first_id` is the first post of its article."""

    post_id: int
    slug: str
    published: str | None
    text: str
    companies: str | None
    article_id: str | None
    first_id: int
    lead_id: int | None
    relation: Relation | None

    @property
    def link(self) -> StoryLink:
        """The link that the post had; a post without a story is its own lead."""
        return StoryLink(self.post_id if self.lead_id is None else self.lead_id, self.relation)

    @property
    def article(self) -> ComparedPost:
        """The post as it is compared."""
        published = datetime.fromisoformat((self.published or "").removesuffix("Z"))
        companies = frozenset((self.companies or "").split())
        return ComparedPost(self.post_id, self.slug, published, ComparedText(self.text), companies)


def article_id(slug: str) -> str | None:
    """Return the id that the archive gives an article: `NW<id>` and `<id>` are the same one."""
    match = ARTICLE_ID.search(slug)
    return match[1] if match else None


def find_stories(connection: sqlite3.Connection, load_id: int, changed: Changed) -> None:
    """Bring the stories up to date with all posts.

    A story keeps its id while one of its posts stays in it; where two become one, the smaller id
    wins. `story_changes` records what became of the others.
    """
    links = _relink(connection, _days(connection, load_id, changed))
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


def _days(connection: sqlite3.Connection, load_id: int, changed: Changed) -> set[int]:
    """Return the days on which a post changed, or another post of its article was published."""
    row = connection.execute("select version from derivations where step = 'stories'").fetchone()
    if row != (STORIES,):
        connection.execute("insert or replace into derivations values ('stories', ?)", (STORIES,))
        every = connection.execute("select distinct substr(published_utc, 1, 10) from posts")
        return {_day(published) for (published,) in every} | changed.days
    days, article_ids = set(changed.days), set(changed.article_ids)
    query = "select published_utc, article_id from posts where"
    rows = connection.execute(f"{query} load_id = ?", (load_id,)).fetchall()
    for post_id in changed.post_ids:
        rows += connection.execute(f"{query} id = ?", (post_id,))
    for published, of_article in rows:
        days.add(_day(published))
        if of_article is not None:
            article_ids.add(of_article)
    for each in article_ids:
        days.update(_days_of_article(connection, each))
    return days


def _days_of_article(connection: sqlite3.Connection, article_id: str) -> Iterator[int]:
    rows = connection.execute("select published_utc from posts where article_id = ?", (article_id,))
    return (_day(published) for (published,) in rows)


def _relink(connection: sqlite3.Connection, changed: set[int]) -> dict[int, StoryLink]:
    """Return the links of the posts of those days, and of the days after that depend on them.

    A post that was and is its own lead has a link only if it had a story.
    """
    links: dict[int, StoryLink] = {}
    linker = Linker()
    pending = set(changed)
    while pending:
        day = min(pending)
        pending.remove(day)
        for missing in linker.missing_before(day):
            for row in _rows(connection, STAND_FOR_A_STORY, missing):
                if row.first_id == row.post_id:
                    linker.add_known(row.article, row.link)
        differs = day in changed
        for row in _rows(connection, OF_DAY, day):
            if row.first_id != row.post_id:
                first = links.get(row.first_id) or _stored_link(connection, row.first_id)
                link = StoryLink(first.lead_id, first.relation or "twin")
            elif row.published is None:
                link = StoryLink(row.post_id, None)
            else:
                link = linker.link(row.article)
            if link != row.link:
                differs = True
                if row.article_id is not None:
                    later = _days_of_article(connection, row.article_id)
                    pending.update(each for each in later if each > day)
            if row.lead_id is not None or link.lead_id != row.post_id:
                links[row.post_id] = link
        if differs and day != UNDATED:
            pending.update(range(day + 1, day + WINDOW.days + 1))
    return links


def _rows(connection: sqlite3.Connection, query: str, day: int) -> Iterator[Row]:
    if day == UNDATED:
        return (Row(*row) for row in connection.execute(OF_NO_DAY))
    if not 1 <= day <= date.max.toordinal():
        return iter(())
    text = date.fromordinal(day).isoformat()
    return (Row(*row) for row in connection.execute(query, (f"{text}T", f"{text}U")))


def _day(published: str | None) -> int:
    return UNDATED if published is None else date.fromisoformat(published[:10]).toordinal()


def _stored_link(connection: sqlite3.Connection, post_id: int) -> StoryLink:
    lead_id, relation = connection.execute(
        "select coalesce(lead_post_id, posts.id), relation "
        "from posts left join stories on stories.id = story_id where posts.id = ?",
        (post_id,),
    ).fetchone()
    return StoryLink(lead_id, relation)


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
