"""The pages of a list: from a place in the order of time on, whatever is loaded meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from newsdb.search.filter_sql import bindings
from newsdb.times import instant
from newsdb.web.lists import PERIODS, Listing, selected

PAGE_SIZE = 20
COMMON = 2000
"""From this many articles on, a list is read in the order of time, not gathered and sorted."""
MAX_CURSOR_LENGTH = 60


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article as lists show it. `lang` is the language that it names (BCP 47)."""

    id: int
    slug: str
    title: str
    published: str | None
    published_utc: str | None
    date: str | None
    source: str | None
    lang: str | None
    summary: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Articles of a list from a place on, the nearest first, one more than a page has if there are
    more.

    `backwards` says that they are those after the place, not before it; `has_place` that there is
    one, else they are the newest.
    """

    posts: tuple[ArticleSummary, ...]
    backwards: bool
    has_place: bool


@dataclass(frozen=True, slots=True)
class ListPart:
    """A part of a list, newest first, and the cursors of the pages beside it, or None."""

    posts: tuple[ArticleSummary, ...]
    newer: str | None
    older: str | None


def read_stretch(
    connection: sqlite3.Connection,
    listing: Listing,
    total: int,
    before: str | None = None,
    after: str | None = None,
    size: int = PAGE_SIZE,
) -> Stretch:
    """Return the newest articles of a list, or those before or after a cursor.

    A cursor is a place in the order of time, `<instant in UTC>~<id>` (`~<id>` among the undated,
    which come last): no page misses or repeats an article, whatever is loaded meanwhile. A time
    in another offset will do; a month or a local day alone is the place before its beginning.
    Anything else counts as no cursor. `total` is what `count_posts` returns.
    """
    earlier, later = _place(connection, before), _place(connection, after)
    backwards = earlier is None and later is not None
    place = later if backwards else earlier
    posts = _read(connection, listing, total, place, backwards, size + 1)
    return Stretch(tuple(posts), backwards, place is not None)


def page_of(stretches: Sequence[Stretch], size: int = PAGE_SIZE) -> ListPart:
    """Return a page of a list, from what each database has of it on one side of a place."""
    backwards = any(stretch.backwards for stretch in stretches)
    posts = sorted(
        (post for stretch in stretches for post in stretch.posts),
        key=in_order_of_time,
        reverse=not backwards,
    )
    more = len(posts) > size
    posts = posts[:size]
    if backwards:
        posts.reverse()
    if not posts:
        return ListPart((), None, None)
    newer = more if backwards else any(stretch.has_place for stretch in stretches)
    older = True if backwards else more
    return ListPart(
        tuple(posts), cursor(posts[0]) if newer else None, cursor(posts[-1]) if older else None
    )


def in_order_of_time(post: ArticleSummary) -> tuple[str, int]:
    """Return the key by which articles are in the order of time, the undated first."""
    return post.published_utc or "", post.id


def cursor(post: ArticleSummary) -> str:
    """Return the place of an article in the order of time."""
    return f"{post.published_utc or ''}~{post.id}"


def _place(connection: sqlite3.Connection, cursor: str | None) -> tuple[str, int] | None:
    """Return the instant and the id of a cursor, or None for an invalid one."""
    if not cursor or len(cursor) > MAX_CURSOR_LENGTH:
        return None
    time, separator, number = cursor.rpartition("~")
    if not separator:
        return _beginning(connection, cursor) if cursor[:4].isdigit() else None
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    return instant(time) or time, int(number)


def _beginning(connection: sqlite3.Connection, period: str) -> tuple[str, int]:
    """Return the place before the first article of a local day or month, or of a later one."""
    first = connection.execute(
        "select published_utc, id from posts where date >= ? "
        "order by date, published_utc, id limit 1",
        (period,),
    ).fetchone()
    return (first[0] or "", first[1]) if first else (period, 0)


def _read(
    connection: sqlite3.Connection,
    listing: Listing,
    total: int,
    place: tuple[str, int] | None,
    backwards: bool,
    size: int,
) -> list[ArticleSummary]:
    """Return `size` articles from a place on, the nearest first."""
    dated = "published_utc is not null"
    undated = "published_utc is null"
    parameters: dict[str, str | int] = {**bindings(listing.filter)}
    beyond, order = (">", "asc") if backwards else ("<", "desc")
    parts = [undated, dated] if backwards else [dated, undated]
    if place:
        parameters |= {"instant": place[0], "id": place[1]}
        if place[0]:
            dated = (
                f"published_utc {beyond}= :instant "
                f"and (published_utc {beyond} :instant or id {beyond} :id)"
            )
            parts = [dated] if backwards else [dated, undated]
        else:
            undated = f"published_utc is null and id {beyond} :id"
            parts = [undated, dated] if backwards else [undated]
    posts: list[ArticleSummary] = []
    for part in parts:
        if len(posts) < size:
            by = f"id {order}" if part == undated else f"published_utc {order}, id {order}"
            sql = page_sql(listing, part, by, total)
            rows = connection.execute(sql, {**parameters, "limit": size})
            posts += [ArticleSummary(*row) for row in rows]
    return posts[:size]


def page_sql(listing: Listing, condition: str, order: str, total: int) -> str:
    """Return the SQL for a part of a list.

    A list with few articles is gathered by its index and sorted; one with many is read in the
    order of time, where one of them is never far. So is a day or a month: its local days lie
    between instants that are at most a day off.
    """
    if listing.kind in PERIODS:
        condition += (
            " and published_utc >= date(:since, '-1 day')"
            " and published_utc < coalesce(date(:until, '+2 days'), '~')"
        )
    return f"""
        select posts.id, posts.slug, substr(posts.title, 1, 300), posts.published,
          posts.published_utc, posts.date,
          (select sources.name from sources where sources.id = posts.source_id),
          posts.lang, substr(posts.summary, 1, 300)
        from {selected(listing, gather=total < COMMON)} and {condition}
        order by {order} limit :limit
        """  # noqa: S608 (nothing of a request is in it)
