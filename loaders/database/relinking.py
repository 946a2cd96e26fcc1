"""Links posts to the leads of their stories again: those whose links a load may have changed.

Posts are linked in order of time. The link of one depends only on its own text and companies and on
those of the earlier posts that share a key with it, so the others keep theirs. The keys of each
text are stored, since reading the texts of all posts of some days takes longer than all else that a
daily load does.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import numpy as np

from loaders.stories.linking import Linker, StoryLink
from loaders.stories.rules import WINDOW, ComparedPost, Relation
from loaders.stories.texts import ComparedText, Key
from newsdb.search import PLAIN_TEXT

KeysByDay = defaultdict[int, set[Key]]
"""Keys of posts by their day (UTC), an ordinal."""
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
POST = f"""
select posts.id, slug, published_utc, {PLAIN_TEXT}, ({COMPANIES}), posts.article_id,
  iif(posts.article_id is null, posts.id, ({FIRST})), lead_post_id, relation, keys
from posts left join stories on stories.id = story_id left join story_keys on post_id = posts.id
where posts.id = ?
"""  # noqa: S608
OF_DAY = """
select id, keys from posts left join story_keys on post_id = id
where published_utc between ? and ? order by published_utc, slug
"""
OF_NO_DAY = "select id, null from posts where published_utc is null order by slug"
KEY_TYPE = np.dtype("<u4")


@dataclass(frozen=True, slots=True)
class Row:
    """A post with its story as it was before. `first_id` is the first post of its article.

    `keys` are those that are stored, None where there are none.
    """

    post_id: int
    slug: str
    published: str | None
    text: str
    companies: str | None
    article_id: str | None
    first_id: int
    lead_id: int | None
    relation: Relation | None
    keys: bytes | None

    @property
    def link(self) -> StoryLink:
        """The link that the post had; a post without a story is its own lead."""
        return StoryLink(self.post_id if self.lead_id is None else self.lead_id, self.relation)

    @property
    def article(self) -> ComparedPost:
        """The post as it is compared."""
        published = datetime.fromisoformat((self.published or "").removesuffix("Z"))
        companies = frozenset((self.companies or "").split())
        text = ComparedText(self.text, None if self.keys is None else set(_unpack(self.keys)))
        return ComparedPost(self.post_id, self.slug, published, text, companies)


class StoredDay:
    """The posts of a day: the place of each in the order of time, and those that have each key."""

    def __init__(self, rows: Iterable[tuple[int, bytes | None]]) -> None:
        """Take the id and the keys of each post, in order."""
        self._keys = dict(rows)
        self.places = {post_id: place for place, post_id in enumerate(self._keys)}

    @cached_property
    def _by_key(self) -> dict[Key, list[int]]:
        by_key: defaultdict[Key, list[int]] = defaultdict(list)
        for post_id, keys in self._keys.items():
            for key in _unpack(keys):
                by_key[key].append(post_id)
        return dict(by_key)

    def sharing(self, keys: Iterable[Key]) -> set[int]:
        """Return the posts that have any of some keys."""
        return {post_id for key in keys for post_id in self._by_key.get(key, ())}


def relink(
    connection: sqlite3.Connection, post_ids: set[int] | None, keys: KeysByDay
) -> dict[int, StoryLink]:
    """Return the links of posts that changed and of those that depend on them.

    `post_ids` are those that changed, with all others of their articles; None means all posts.
    `keys` has those of the texts that posts had before. A post that was and is its own lead has a
    link only if it had a story.
    """
    relinker = Relinker(connection, post_ids, keys)
    relinker.relink()
    return relinker.links


class Relinker:
    """Links posts again, in order of time."""

    def __init__(
        self, connection: sqlite3.Connection, post_ids: set[int] | None, keys: KeysByDay
    ) -> None:
        """Begin with what changed; see `relink`."""
        self._connection = connection
        self._changed = post_ids
        self._changed_keys = keys
        self._linker = Linker()
        self._known: set[int] = set()
        self._days: dict[int, StoredDay] = {}
        self._pending: defaultdict[int, set[int]] = defaultdict(set)
        self.links: dict[int, StoryLink] = {}

    def relink(self) -> None:
        """Link all posts that changed, and those that depend on them."""
        if self._changed is None:
            days = "select distinct substr(published_utc, 1, 10) from posts"
            for (day,) in self._connection.execute(days).fetchall():
                self._pending[day_of(day)] = set()
        else:
            query = "select published_utc from posts where id = ?"
            for post_id in self._changed:
                (published,) = self._connection.execute(query, (post_id,)).fetchone()
                self._pending[day_of(published)].add(post_id)
            for day in [*self._changed_keys]:
                self._expect_from(day)
        while self._pending:
            self._link_day(min(self._pending))

    def _expect_from(self, day: int) -> None:
        """Expect that posts of a day and of those after it share keys that changed."""
        if day != UNDATED:
            for each in range(day, day + WINDOW.days + 1):
                self._pending[each] |= set()

    def _link_day(self, day: int) -> None:
        self._linker.begin(day)
        window = range(day - WINDOW.days, day + 1)
        self._days = {each: self._days.get(each) or self._stored_day(each) for each in window}
        today, chosen = self._days[day], self._pending[day]
        if self._changed is None:
            chosen.update(today.places)
        for each in window:
            chosen |= today.sharing(self._changed_keys.get(each, ()))
        # A link that changes may choose later posts of the same day.
        for post_id in today.places:
            if post_id in chosen:
                self._relink_post(self._read(post_id), day)
        del self._pending[day]

    def _relink_post(self, row: Row, day: int) -> None:
        is_first = row.first_id == row.post_id
        self._known.add(row.post_id)
        if not is_first:
            self._change_keys(day, remove_keys(self._connection, row.post_id))
            first = self.links.get(row.first_id) or self._stored_link(row.first_id)
            link = StoryLink(first.lead_id, first.relation or "twin")
        elif row.published is None:
            link = StoryLink(row.post_id, None)
        else:
            link = self._link(row, day)
        if is_first and link != row.link and row.article_id is not None:
            for post_id, published in posts_of_article(self._connection, row.article_id):
                self._pending[day_of(published)] |= {post_id} - {row.post_id}
        if row.lead_id is not None or link.lead_id != row.post_id:
            self.links[row.post_id] = link

    def _link(self, row: Row, day: int) -> StoryLink:
        article = row.article
        keys = article.text.keys
        if row.keys is None:  # the post was not the first of its article, or the rules were others
            put_keys(self._connection, row.post_id, pack(keys))
        if self._changed is None:
            return self._linker.link(article)
        self._add_earlier(keys, row.post_id, day)
        link = self._linker.link(article)
        # An update can be found for as long as its lead can.
        if row.post_id in self._changed or link != row.link or link.lead_id in self._changed:
            self._change_keys(day, keys)
        return link

    def _change_keys(self, day: int, keys: set[Key]) -> None:
        """Let the posts that share any of these keys with one of a day be linked again."""
        if keys and self._changed is not None:
            self._changed_keys[day] |= keys
            self._pending[day] |= self._days[day].sharing(keys)
            self._expect_from(day)

    def _add_earlier(self, keys: set[Key], post_id: int, today: int) -> None:
        """Tell the linker of the posts before one that share keys with it."""
        places = self._days[today].places
        for day, stored in self._days.items():
            for other in stored.sharing(keys) - self._known:
                if day != today or places[other] < places[post_id]:
                    self._add_known(self._read(other))

    def _add_known(self, row: Row) -> None:
        self._known.add(row.post_id)
        if row.first_id == row.post_id and row.relation in (None, "update"):
            if row.link.lead_id not in self._known:
                self._add_known(self._read(row.link.lead_id))
            self._linker.add_known(row.article, row.link)

    def _read(self, post_id: int) -> Row:
        return Row(*self._connection.execute(POST, (post_id,)).fetchone())

    def _stored_link(self, post_id: int) -> StoryLink:
        return self._read(post_id).link

    def _stored_day(self, day: int) -> StoredDay:
        if day == UNDATED:
            return StoredDay(self._connection.execute(OF_NO_DAY))
        if not 1 <= day <= date.max.toordinal():
            return StoredDay(())
        text = date.fromordinal(day).isoformat()
        return StoredDay(self._connection.execute(OF_DAY, (f"{text}T", f"{text}U")))


def day_of(published: str | None) -> int:
    """Return the day of an instant (ISO 8601, UTC), an ordinal."""
    return UNDATED if published is None else date.fromisoformat(published[:10]).toordinal()


def posts_of_article(
    connection: sqlite3.Connection, article_id: str
) -> list[tuple[int, str | None]]:
    """Return the posts of an article, each with the instant at which it was published."""
    query = "select id, published_utc from posts where article_id = ?"
    return connection.execute(query, (article_id,)).fetchall()


def put_keys(connection: sqlite3.Connection, post_id: int, keys: bytes) -> None:
    """Store the keys of the text of a post that has none stored; without any, nothing."""
    if keys:
        query = "insert into story_keys (post_id, keys) values (?, ?)"
        connection.execute(query, (post_id, keys))


def remove_keys(connection: sqlite3.Connection, post_id: int) -> set[Key]:
    """Delete the keys of a post, and return them."""
    query = "select keys from story_keys where post_id = ?"
    row = connection.execute(query, (post_id,)).fetchone()
    connection.execute("delete from story_keys where post_id = ?", (post_id,))
    return set(_unpack(row[0] if row else None))


def pack(keys: set[Key]) -> bytes:
    """Return keys as `story_keys` holds them."""
    return np.array(sorted(keys), KEY_TYPE).tobytes()


def _unpack(keys: bytes | None) -> list[Key]:
    found: list[Key] = np.frombuffer(keys or b"", KEY_TYPE).tolist()
    return found
