"""The home page: the archive in numbers, its newest articles, and what they are about."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from newsdb.database.images import own_images
from newsdb.models import OwnImage
from newsdb.search.databases import database_of
from newsdb.text import plain_text
from newsdb.web.archive import MONTH, articles_by_period
from newsdb.web.articles import MIN_COVER_WIDTH
from newsdb.web.headlines import without_headline
from newsdb.web.list_pages import ArticleSummary, in_order_of_time
from newsdb.web.merging import add_counts, on_site, versions_on_site
from newsdb.web.securities import STORIES, NameCount, most_common
from newsdb.web.stories import Versions, find_versions

NEWEST = 24
LEAD_LENGTH = 400
MAX_NAMES = 10
DAYS = 30


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows. Days are YYYY-MM-DD, the load's time is ISO 8601.

    `lead` is how the text of the newest article begins, and `lead_image` an image of it.
    """

    source_names: frozenset[str]
    posts: int
    first: str | None
    last: str | None
    loaded: str | None
    months: Mapping[str, int]
    newest: tuple[ArticleSummary, ...]
    lead: str
    lead_image: OwnImage | None
    versions: Mapping[int, Versions]
    top_securities: tuple[NameCount, ...]
    top_sources: tuple[NameCount, ...]

    @property
    def sources(self) -> int:
        """How many sources there are."""
        return len(self.source_names)


def read_home(connection: sqlite3.Connection, last: str | None = None) -> Home:
    """Return what the home page shows, each story once. Only walks of one index and of the table of
    stories grow with the archive.

    `last` is the last day of the site, if that has other databases. All names of the last days are
    returned, the most common first; `merge_homes` leaves those that are shown.
    """
    posts, first, own_last = connection.execute(
        "select count(*), min(date), max(date) from posts where relation is null"
    ).fetchone()
    newest = newest_articles(connection)
    last = last or own_last
    load = connection.execute("select started from loads order by id desc limit 1").fetchone()
    return Home(
        source_names=frozenset(name for (name,) in connection.execute("select name from sources")),
        posts=posts,
        first=first,
        last=own_last,
        loaded=load[0] if load else None,
        months=articles_by_period(connection, MONTH),
        newest=newest,
        lead=beginning_of_text(connection, newest[0].id) if newest else "",
        lead_image=large_image(connection, newest[0].id) if newest else None,
        versions=find_versions(connection, [post.id for post in newest]),
        top_securities=top_securities(connection, last) if last else (),
        top_sources=top_sources(connection, last) if last else (),
    )


def last_day(connection: sqlite3.Connection) -> str | None:
    """Return the day of the newest article, None if none has one."""
    (day,) = connection.execute("select max(date) from posts where relation is null").fetchone()
    return day  # type: ignore[no-any-return]


def merge_homes(each: Mapping[str, Home]) -> Home:
    """Return what the home page shows from what each database of the site has, in their order."""
    homes = list(each.values())
    newest = sorted(
        (post for number, home in enumerate(homes) for post in on_site(number, home.newest)),
        key=in_order_of_time,
        reverse=True,
    )[:NEWEST]
    leading = homes[database_of(newest[0].id)] if newest else homes[0]
    versions = (
        versions_on_site(number, name, dict(home.versions))
        for number, (name, home) in enumerate(each.items())
    )
    return Home(
        source_names=frozenset().union(*(home.source_names for home in homes)),
        posts=sum(home.posts for home in homes),
        first=min(filter(None, (home.first for home in homes)), default=None),
        last=max(filter(None, (home.last for home in homes)), default=None),
        loaded=max(filter(None, (home.loaded for home in homes)), default=None),
        months=add_counts(home.months for home in homes),
        newest=tuple(newest),
        lead=leading.lead,
        lead_image=leading.lead_image,
        versions={post: found for stories in versions for post, found in stories.items()},
        top_securities=most_common((home.top_securities for home in homes), MAX_NAMES),
        top_sources=most_common((home.top_sources for home in homes), MAX_NAMES),
    )


def newest_articles(connection: sqlite3.Connection) -> tuple[ArticleSummary, ...]:
    """Return the newest articles, newest first."""
    rows = connection.execute(
        """
        select id, slug, substr(title, 1, 300), published, published_utc, date,
          (select sources.name from sources where sources.id = posts.source_id),
          lang, substr(summary, 1, 300)
        from posts where relation is null order by published_utc desc, id desc limit ?
        """,
        (NEWEST,),
    )
    return tuple(ArticleSummary(*row) for row in rows)


def beginning_of_text(connection: sqlite3.Connection, post_id: int) -> str:
    """Return the first LEAD_LENGTH characters of an article's text, without its title."""
    title, markdown = connection.execute(
        "select title, substr(body, 1, ?) from posts where id = ?", (10 * LEAD_LENGTH, post_id)
    ).fetchone()
    text = without_headline(plain_text(markdown), title)
    return " ".join(text.split())[:LEAD_LENGTH]


def large_image(connection: sqlite3.Connection, post_id: int) -> OwnImage | None:
    """Return the first image of an article that this site serves and that is no logo."""
    images = own_images(connection, post_id).values()
    return next((each for each in images if (each.width or 0) >= MIN_COVER_WIDTH), None)


def top_securities(connection: sqlite3.Connection, last: str) -> tuple[NameCount, ...]:
    """Return the securities that articles of the last days name, those of most articles first."""
    rows = connection.execute(
        f"""
        select code, (select name from securities where securities.code = named.code),
          {STORIES} as articles
        from posts cross join post_securities as named on named.post_id = posts.id
        where posts.date between ? and ? group by code order by articles desc, code
        """,  # noqa: S608
        (_days_before(last), last),
    )
    return tuple(NameCount(*row) for row in rows)


def top_sources(connection: sqlite3.Connection, last: str) -> tuple[NameCount, ...]:
    """Return the sources of articles of the last days, those of most articles first."""
    rows = connection.execute(
        f"""
        select name, name, {STORIES} as articles
        from posts join sources on sources.id = posts.source_id
        where posts.date between ? and ? group by source_id order by articles desc, name
        """,  # noqa: S608
        (_days_before(last), last),
    )
    return tuple(NameCount(*row) for row in rows)


def _days_before(day: str) -> str:
    try:
        return (date.fromisoformat(day) - timedelta(days=DAYS)).isoformat()
    except (ValueError, OverflowError):
        return day


def group_by_day(
    posts: tuple[ArticleSummary, ...],
) -> list[tuple[str | None, list[ArticleSummary]]]:
    """Return articles in the order given, grouped by day."""
    days: list[tuple[str | None, list[ArticleSummary]]] = []
    for post in posts:
        if not days or days[-1][0] != post.date:
            days.append((post.date, []))
        days[-1][1].append(post)
    return days
