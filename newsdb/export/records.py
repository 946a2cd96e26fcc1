"""A post as a record: the one form in which all exports, feeds and the API give it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from newsdb.export.selection import Selection, where

Type = Literal["string", "integer", "boolean", "date", "datetime", "strings", "objects"]
Record = dict[str, Any]

PAGE = 250
"""How many records are in memory at once; of a real archive, about two megabytes."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a record says under one name; `fields` are those of each object of a list."""

    name: str
    type: Type
    description: str
    nullable: bool = False
    fields: tuple[Field, ...] = ()


MENTION = (
    Field("code", "string", "Code with its market, such as 600160.SH; boards have none (BK0493)."),
    Field("name", "string", "Name that this post uses."),
    Field("kind", "string", "share, board, index or fund."),
    Field("market", "string", "Where it is traded; boards and indexes are not traded themselves."),
    Field("url", "string", "Page of its quotes, as the posts link it.", nullable=True),
    Field("mentions", "integer", "How often the text names it; 0 where only the title does."),
    Field("in_title", "boolean", "Whether the title names it."),
)
IMAGE = (
    Field("url", "string", "Address of the picture."),
    Field("alt", "string", "Text that stands for the picture; may be empty."),
)
FIELDS = (
    Field("slug", "string", "Lasting name of the post; its page is at /article/ and the slug."),
    Field("title", "string", "Headline."),
    Field(
        "published",
        "datetime",
        "Time of publication, ISO 8601 with the offset from UTC, to the second.",
        nullable=True,
    ),
    Field("date", "date", "Day of publication where it was published, YYYY-MM-DD.", nullable=True),
    Field("source", "string", "Name of the medium that published the post first.", nullable=True),
    Field("url", "string", "Address of the original.", nullable=True),
    Field("summary", "string", "Digest, or the first sentences of the text; plain text."),
    Field("characters", "integer", "Length of the text, without white space and Markdown marks."),
    Field("tags", "strings", "Names of the tags, by code point."),
    Field("categories", "strings", "Names of the categories, by code point."),
    Field("securities", "strings", "Codes of the securities named, most mentions first."),
    Field("mentions", "objects", "The same securities, with all that is known.", fields=MENTION),
    Field("images", "objects", "Pictures, in the order of the post.", fields=IMAGE),
    Field("path", "string", "Path of the file in what it was loaded from."),
    Field("sha256", "string", "SHA-256 of that file's bytes, in hexadecimal."),
    Field("body", "string", "Text of the post, in Markdown (CommonMark with tables)."),
)
NAMES = tuple(field.name for field in FIELDS)

SELECT = """
select
  posts.slug, posts.title, posts.published, posts.date, sources.name as source, posts.url,
  posts.summary, posts.characters,
  (select json_group_array(name) from (
     select tags.name from post_tags join tags on tags.id = tag_id
     where post_id = posts.id order by tags.name)) as tags,
  (select json_group_array(name) from (
     select categories.name from post_categories join categories on categories.id = category_id
     where post_id = posts.id order by categories.name)) as categories,
  (select json_group_array(json_object(
     'code', code, 'name', name, 'kind', kind, 'market', market, 'url', url,
     'mentions', mentions, 'in_title', json(iif(in_title, 'true', 'false')))) from (
     select named.code, named.name, kind, market, securities.url, named.mentions, in_title
     from post_securities as named join securities on securities.code = named.code
     where post_id = posts.id order by named.mentions desc, named.code)) as mentions,
  (select json_group_array(json_object('url', url, 'alt', alt)) from (
     select url, alt from images where post_id = posts.id order by position)) as images,
  posts.path, posts.sha256, posts.body
from posts left join sources on sources.id = posts.source_id
""".strip()
LISTS = frozenset(["tags", "categories", "mentions", "images"])
COLUMNS = tuple(name for name in NAMES if name != "securities")


def record(row: tuple[Any, ...]) -> Record:
    """Return the record of a row of SELECT: NAMES as keys, in their order.

    Raises TypeError where the database holds bytes in the place of text.
    """
    found = dict(zip(COLUMNS, row, strict=True))
    if wrong := [name for name, value in found.items() if isinstance(value, bytes)]:
        raise TypeError(f"the post {found['slug']!r} has bytes, not text, in {wrong[0]}")
    found |= {name: json.loads(found[name]) for name in LISTS}
    found["securities"] = [mention["code"] for mention in found["mentions"]]
    return {name: found[name] for name in NAMES}


def records(connection: sqlite3.Connection, selection: Selection, size: int) -> list[Record]:
    """Return the first records of a selection, by slug; `size` at most."""
    return _ordered(connection, selection, "posts.slug", size)


def newest(connection: sqlite3.Connection, selection: Selection, size: int) -> list[Record]:
    """Return the newest records of a selection, the newest first; `size` at most."""
    return _ordered(connection, selection, "posts.published desc, posts.slug desc", size)


def _ordered(
    connection: sqlite3.Connection, selection: Selection, order: str, size: int
) -> list[Record]:
    condition, values = where(selection)
    rows = connection.execute(
        f"{SELECT} where {condition} order by {order} limit :size",
        {**values, "size": size},
    )
    return [record(row) for row in rows]


def one(connection: sqlite3.Connection, slug: str) -> Record | None:
    """Return the record of a slug, or None."""
    row = connection.execute(f"{SELECT} where posts.slug = ?", (slug,)).fetchone()
    return record(row) if row else None


def pages(connection: sqlite3.Connection, selection: Selection) -> Iterator[list[Record]]:
    """Yield all records of a selection, by slug, some at a time."""
    while page := records(connection, selection, PAGE):
        yield page
        selection = following(selection, page)


def following(selection: Selection, page: list[Record]) -> Selection:
    """Return the selection of what comes after a page."""
    return replace(selection, after=page[-1]["slug"])


def months(connection: sqlite3.Connection) -> list[tuple[str | None, int]]:
    """Return the months that hold posts (YYYY-MM), oldest first, with how many; None: undated."""
    return connection.execute(
        "select substr(date, 1, 7) as month, count(*) from posts group by month "
        "order by month is null, month"
    ).fetchall()
