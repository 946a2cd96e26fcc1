"""One article: its row, and what its page shows around it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from newsdb.models import Kind
from newsdb.text import plain
from newsdb.urls import safe_link
from newsdb.web.stories import Versions, find_versions


@dataclass(frozen=True, slots=True)
class Reference:
    """Another article, as a link shows it."""

    slug: str
    title: str
    date: str | None


@dataclass(frozen=True, slots=True)
class SecurityMention:
    """A security that an article names, by the name used there."""

    code: str
    name: str
    kind: Kind
    market: str
    mentions: int


@dataclass(frozen=True, slots=True)
class Article:
    """An article with all that its page shows.

    `body` is Markdown, times are ISO 8601, `url` is the safe link to the original or ''.
    """

    id: int
    slug: str
    title: str
    published: str | None
    date: str | None
    source: str | None
    url: str
    summary: str
    characters: int
    body: str
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    securities: tuple[SecurityMention, ...]
    images: tuple[str, ...]
    authors: tuple[str, ...] = ()
    previous: Reference | None = None
    next: Reference | None = None
    related: tuple[Reference, ...] = ()
    versions: Versions | None = None

    @property
    def lead(self) -> str:
        """The summary, or '' if the body begins with the same words or there is no body."""
        summary = "".join(self.summary.split()).rstrip("…")
        # Escapes and marks make Markdown longer than its plain text.
        begin = "".join(plain(self.body[: 3 * len(self.summary) + 1000]).split())
        return "" if not self.body.strip() or summary in begin else self.summary

    @property
    def text(self) -> str:
        """The body, or the summary if the post has no body."""
        return self.body if self.body.strip() else self.summary


def find_article(connection: sqlite3.Connection, slug: str) -> Article | None:
    """Return the article of a slug, without its neighbours and related articles, or None."""
    row = connection.execute(
        """
        select posts.id, posts.slug, posts.title, posts.published, posts.date, sources.name,
          posts.url, posts.summary, posts.characters, posts.body
        from posts left join sources on sources.id = posts.source_id where posts.slug = ?
        """,
        (slug,),
    ).fetchone()
    if row is None:
        return None
    authors = connection.execute(
        "select name from post_authors join authors on authors.id = author_id where post_id = ? "
        "order by position limit 20",
        (row[0],),
    )
    tags = connection.execute(
        "select name from post_tags join tags on tags.id = tag_id where post_id = ? "
        "order by name limit 200",
        (row[0],),
    )
    categories = connection.execute(
        "select name from post_categories join categories on categories.id = category_id "
        "where post_id = ? "
        "order by name limit 200",
        (row[0],),
    )
    securities = connection.execute(
        "select named.code, named.name, kind, market, named.mentions from post_securities as named "
        "join securities on securities.code = named.code where post_id = ? "
        "order by in_title desc, named.mentions desc, named.code limit 200",
        (row[0],),
    )
    images = connection.execute(
        "select url from images where post_id = ? order by position limit 20", (row[0],)
    )
    post_id, slug, title, published, date, source, url, summary, characters, body = row
    return Article(
        id=post_id,
        slug=slug,
        title=title,
        published=published,
        date=date,
        source=source,
        url=safe_link(url),
        summary=summary,
        characters=characters,
        body=body,
        authors=tuple(name for (name,) in authors),
        tags=tuple(name for (name,) in tags),
        categories=tuple(name for (name,) in categories),
        securities=tuple(SecurityMention(*security) for security in securities),
        images=tuple(filter(None, (safe_link(url) for (url,) in images))),
        versions=find_versions(connection, [post_id]).get(post_id),
    )


def neighbours(
    connection: sqlite3.Connection, article: Article
) -> tuple[Reference | None, Reference | None]:
    """Return the articles of the same source before and after one, or None for each."""
    if article.source is None or article.published is None:
        return None, None
    found = []
    instant = "(select published_utc from posts where id = :id)"
    for beyond, order in (("<", "desc"), (">", "asc")):
        row = connection.execute(
            f"""
            select slug, substr(title, 1, 300), date from posts
            where source_id = (select id from sources where name = :source)
              and published_utc {beyond}= {instant}
              and (published_utc {beyond} {instant} or id {beyond} :id)
            order by published_utc {order}, id {order} limit 1
            """,  # noqa: S608 (nothing of a request is in it)
            {"source": article.source, "id": article.id},
        ).fetchone()
        found.append(Reference(*row) if row else None)
    return found[0], found[1]
