"""The home page: the archive in numbers, its newest articles, and what they are about."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta

from newsdb.database.images import own_images
from newsdb.models import OwnImage
from newsdb.text import plain_text
from newsdb.web.archive import MONTH, articles_by_period
from newsdb.web.articles import MIN_COVER_WIDTH
from newsdb.web.headlines import without_headline
from newsdb.web.lists import ArticleSummary
from newsdb.web.securities import STORIES, NameCount
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

    posts: int
    sources: int
    first: str | None
    last: str | None
    loaded: str | None
    months: dict[str, int]
    newest: tuple[ArticleSummary, ...]
    lead: str
    lead_image: OwnImage | None
    versions: dict[int, Versions]
    top_securities: tuple[NameCount, ...]
    top_sources: tuple[NameCount, ...]


def read_home(connection: sqlite3.Connection) -> Home:
    """Return what the home page shows, each story once. Only walks of one index and of the table
    of stories grow with the archive."""
    articles, first, last = connection.execute(
        "select count(*), min(date), max(date) from posts where relation is null"
    ).fetchone()
    newest = newest_articles(connection)
    sources = connection.execute("select count(*) from sources").fetchone()[0]
    load = connection.execute("select started from loads order by id desc limit 1").fetchone()
    return Home(
        posts=articles,
        sources=sources,
        first=first,
        last=last,
        loaded=load[0] if load else None,
        months=articles_by_period(connection, MONTH),
        newest=newest,
        lead=beginning_of_text(connection, newest[0].id) if newest else "",
        lead_image=large_image(connection, newest[0].id) if newest else None,
        versions=find_versions(connection, [post.id for post in newest]),
        top_securities=top_securities(connection, last) if last else (),
        top_sources=top_sources(connection, last) if last else (),
    )


def newest_articles(connection: sqlite3.Connection) -> tuple[ArticleSummary, ...]:
    """Return the newest articles, newest first."""
    rows = connection.execute(
        """
        select id, slug, substr(title, 1, 300), published, published_utc, date,
          (select sources.name from sources where sources.id = posts.source_id),
          substr(summary, 1, 300)
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
    """Return the securities that most articles of the last days name."""
    rows = connection.execute(
        f"""
        select code, (select name from securities where securities.code = named.code),
          {STORIES} as articles
        from posts cross join post_securities as named on named.post_id = posts.id
        where posts.date between ? and ? group by code order by articles desc, code limit ?
        """,  # noqa: S608
        (_days_before(last), last, MAX_NAMES),
    )
    return tuple(NameCount(*row) for row in rows)


def top_sources(connection: sqlite3.Connection, last: str) -> tuple[NameCount, ...]:
    """Return the sources of most articles of the last days."""
    rows = connection.execute(
        f"""
        select name, name, {STORIES} as articles
        from posts join sources on sources.id = posts.source_id
        where posts.date between ? and ? group by source_id order by articles desc, name limit ?
        """,  # noqa: S608
        (_days_before(last), last, MAX_NAMES),
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
