"""One article: its row, and what its page shows around it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from newsdb.database.images import image_key, own_images
from newsdb.models import Kind, OwnImage
from newsdb.search import PLAIN_TEXT, Databases
from newsdb.search.filters import MAX_ID
from newsdb.urls import safe_link
from newsdb.web.headlines import IDEOGRAPH, without_headline
from newsdb.web.history import Edits, find_edits
from newsdb.web.stories import Versions, find_versions

MIN_COVER_WIDTH = 400
"""In pixels."""
IN_BRACKETS = re.compile(r"[（(]\s*([^（()）\n]{1,40}?)\s*[）)]\s*\Z")
SECTION = """coalesce(
  (select name from sections where sections.id = posts.section_id),
  (select name from posts as twin join sections on sections.id = twin.section_id
   where twin.article_id = posts.article_id order by twin.id limit 1))"""
PLACE = """
    select published_utc, story_id, (select name from sources where sources.id = source_id)
    from posts where id = ?"""
NEIGHBOUR = """
    select published_utc, slug, substr(title, 1, 300), date, lang from posts
    where source_id is :source and (story_id is null or story_id is not :story)
      and published_utc {beyond}= :instant
      and (published_utc {beyond} :instant or id {beyond} :id)
    order by published_utc {order}, id {order} limit 1
    """
BEFORE = NEIGHBOUR.format(beyond="<", order="desc")
AFTER = NEIGHBOUR.format(beyond=">", order="asc")
LINK_TARGET = re.compile(r"\]\([^()\n]*\)")
LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f][\w'’-]*", re.ASCII)
WORDS_A_MINUTE = 238
"""In English: Brysbaert, "How many words do we read per minute?", 2019."""
IDEOGRAPHS_A_MINUTE = 400
NOT_COMPARED = re.compile(r"\[\^[^\[\]]*\]|[\W_]")
"""Footnotes, and all but letters and digits."""
MORE_THAN_SUMMARY = 1000
"""How many characters more than its summary has are looked at of a text."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Another article, as a link shows it."""

    slug: str
    title: str
    date: str | None
    lang: str | None


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

    `body` is Markdown, `lead` what its page shows of the summary, times are ISO 8601, `url` is the
    safe link to the original or ''; `is_url_derived` says whether it follows from the article's
    id. `section` is that of the post, or of another post of the same article.
    `image` is the URL of the image in its front matter, `own_images` are those that this site
    serves, by their unquoted URLs.
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
    lead: str = ""
    section: str | None = None
    is_url_derived: bool = False
    authors: tuple[str, ...] = ()
    lang: str | None = None
    image: str = ""
    own_images: Mapping[str, OwnImage] = field(default_factory=dict)
    previous: Reference | None = None
    next: Reference | None = None
    related: tuple[Reference, ...] = ()
    versions: Versions | None = None
    edits: Edits | None = None
    updated: str | None = None
    trends: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def modified(self) -> str | None:
        """When the article last changed (ISO 8601): the last edit, or what the post says of it."""
        return self.edits.last if self.edits else self.updated

    @property
    def names(self) -> tuple[str, ...]:
        """The names in it that are known: those of securities, and of the source."""
        return (*(each.name for each in self.securities), self.source or "")

    @property
    def minutes(self) -> int:
        """How many minutes people take to read the text, at least 1."""
        text = LINK_TARGET.sub("", self.text)
        ideographs = len(IDEOGRAPH.findall(text))
        words = len(LATIN_WORD.findall(text))
        return max(1, round(ideographs / IDEOGRAPHS_A_MINUTE + words / WORDS_A_MINUTE))

    @property
    def cover(self) -> str:
        """The path of the image in the front matter, '' if the text has it, too, if this site does
        not serve it, or if it is as small as a logo."""
        large = {
            each.path
            for each in self.own_images.values()
            if each.width is None or each.width >= MIN_COVER_WIDTH
        }
        return self.image if self.image in large and self.image not in self.images else ""

    @property
    def text(self) -> str:
        """The body, or the summary if the post has no body."""
        return self.body if self.body.strip() else self.summary


def lead_of(summary: str, title: str, source: str | None, beginning: str) -> str:
    """Return a summary as it stands above the text, which begins with `beginning` (plain text).

    It has neither the title at its beginning nor the source in brackets at its end. It is '' if the
    text says the same there.
    """
    if (in_brackets := IN_BRACKETS.search(summary)) and in_brackets[1] == source:
        summary = summary[: in_brackets.start()].rstrip()
    said = NOT_COMPARED.sub("", beginning)
    if NOT_COMPARED.sub("", summary) in said:
        return ""
    shown = without_headline(summary, title)
    return "" if NOT_COMPARED.sub("", shown) in said else shown


def find_article(connection: sqlite3.Connection, slug: str) -> Article | None:
    """Return the article of a slug, without its neighbours and related articles, or None."""
    row = connection.execute(
        f"""
        select posts.id, posts.slug, posts.title, posts.published, posts.date, sources.name,
          coalesce(posts.derived_url, posts.url), posts.summary, posts.characters,
          posts.derived_url is not null, {SECTION}, posts.lang, posts.image, posts.updated,
          posts.body, substr({PLAIN_TEXT}, 1, length(posts.summary) + ?)
        from posts left join sources on sources.id = posts.source_id where posts.slug = ?
        """,  # noqa: S608
        (MORE_THAN_SUMMARY, slug),
    ).fetchone()
    if row is None:
        return None
    post_id, slug, title, published, date, source, url, summary, characters, *others = row
    is_url_derived, section, lang, cover, updated, body, beginning = others
    authors = connection.execute(
        "select name from post_authors join authors on authors.id = author_id where post_id = ? "
        "order by position limit 20",
        (post_id,),
    )
    tags = connection.execute(
        "select name from post_tags join tags on tags.id = tag_id where post_id = ? "
        "order by name limit 200",
        (post_id,),
    )
    categories = connection.execute(
        "select name from post_categories join categories on categories.id = category_id "
        "where post_id = ? "
        "order by name limit 200",
        (post_id,),
    )
    securities = connection.execute(
        "select named.code, coalesce(nullif(named.name, named.code), securities.name), kind, "
        "market, named.mentions from post_securities as named "
        "join securities on securities.code = named.code where post_id = ? "
        "order by in_title desc, named.mentions desc, named.code limit 200",
        (post_id,),
    )
    images = connection.execute(
        "select url from images where post_id = ? order by position limit 20", (post_id,)
    )
    own = own_images(connection, post_id)
    paths = {url: each.path for url, each in own.items()}
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
        lead=lead_of(summary, title, source, beginning) if body.strip() else "",
        section=section,
        is_url_derived=bool(is_url_derived),
        authors=tuple(name for (name,) in authors),
        tags=tuple(name for (name,) in tags),
        categories=tuple(name for (name,) in categories),
        securities=tuple(SecurityMention(*security) for security in securities),
        images=tuple(
            filter(None, (paths.get(image_key(url)) or safe_link(url) for (url,) in images))
        ),
        lang=lang,
        image=paths.get(image_key(cover or "")) or safe_link(cover),
        own_images=own,
        versions=find_versions(connection, [post_id]).get(post_id),
        edits=find_edits(connection, slug),
        updated=updated,
    )


def neighbours(
    databases: Databases, number: int, article: Article
) -> tuple[Reference | None, Reference | None]:
    """Return the articles of the same source before and after one, or None for each.

    `number` is that of the article's database; its neighbours may be in others. What names no
    source is beside others that name none. Other posts of the same story are none.
    """
    if article.published is None:
        return None, None
    instant, story, source = databases[number].execute(PLACE, (article.id,)).fetchone()
    before: dict[tuple[str, int], Reference] = {}
    after: dict[tuple[str, int], Reference] = {}
    for at, connection in enumerate(databases):
        row = connection.execute("select id from sources where name = ?", (source,)).fetchone()
        if source and not row:
            continue
        # Posts of one instant are in the order of databases, and of ids in each.
        post_id = article.id if at == number else MAX_ID if at < number else 0
        [source_id] = row or (None,)
        place = {"source": source_id, "instant": instant, "id": post_id}
        for found, sql in ((before, BEFORE), (after, AFTER)):
            own = story if at == number else None
            for published, *reference in connection.execute(sql, {**place, "story": own}):
                found[published, at] = Reference(*reference)
    return (
        before[max(before)] if before else None,
        after[min(after)] if after else None,
    )
