"""Lists of articles: of a source, tag, category, security, day or month, page by page."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from newsdb.web.articles import web_address
from newsdb.web.charts import is_month
from newsdb.web.links import Parameters

Kind = Literal["source", "tag", "category", "security", "day", "month"]
SIZE = 20
COMMON = 2000
"""From how many articles on a list is read along the order of time, not gathered and sorted."""
MAX_CURSOR_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as lists show it."""

    id: int
    slug: str
    title: str
    published: str | None
    date: str | None
    source: str | None
    summary: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles a list holds.

    `condition` is SQL on `posts` with `parameters`; `link` names the table, its column and the
    key where another table says it. `rows` selects the same of Datasette's table of posts.
    """

    kind: Kind
    name: str
    title: str
    condition: str
    parameters: dict[str, str | int]
    rows: Parameters
    link: tuple[str, str] | None = None
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, newest first, and the cursors of those beside it, or None."""

    posts: tuple[Listed, ...]
    newer: str | None
    older: str | None


def select(connection: sqlite3.Connection, kind: Kind, name: str) -> Selection | None:
    """Return which articles belong to a name, or None where nothing has that name."""
    if kind in ("day", "month"):
        return _in_time(kind, name)
    if kind == "source":
        row = connection.execute("select id from sources where name = ?", (name,)).fetchone()
        if row is None:
            return None
        rows = {"source_id": f"{row[0]}"}
        return Selection(kind, name, name, "source_id = :key", {"key": row[0]}, rows)
    if kind == "security":
        row = connection.execute(
            "select code, name, kind, market, url from securities where code = ?", (name,)
        ).fetchone()
        if row is None:
            return None
        details = dict(zip(("code", "name", "kind", "market"), row, strict=False))
        details["url"] = web_address(row[4]) or ""
        return _linked(kind, name, row[1], "post_securities", "code", row[0], details)
    table, links, column = {
        "tag": ("tags", "post_tags", "tag_id"),
        "category": ("categories", "post_categories", "category_id"),
    }[kind]
    row = connection.execute(f"select id from {table} where name = ?", (name,)).fetchone()  # noqa: S608
    return _linked(kind, name, name, links, column, row[0]) if row else None


def _linked(
    kind: Kind,
    name: str,
    title: str,
    table: str,
    column: str,
    key: str | int,
    details: dict[str, str] | None = None,
) -> Selection:
    condition = f"exists (select 1 from {table} where post_id = posts.id and {column} = :key)"  # noqa: S608
    rows = {"_with": f"{table}:{key}"}
    link = (table, column)
    return Selection(kind, name, title, condition, {"key": key}, rows, link, details or {})


def _in_time(kind: Kind, name: str) -> Selection | None:
    if kind == "month":
        if not is_month(name):
            return None
    else:
        try:
            if date.fromisoformat(name).isoformat() != name:
                return None
        except ValueError:
            return None
    # "~" sorts after every sign that a time may go on with.
    condition = "published >= :start and published < :end"
    rows = {"date": name} if kind == "day" else {"date__startswith": name}
    return Selection(kind, name, name, condition, {"start": name, "end": f"{name}~"}, rows)


def count(connection: sqlite3.Connection, selection: Selection) -> int:
    """Return how many articles a list holds."""
    if selection.link:
        table, column = selection.link
        sql = f"select count(*) from {table} where {column} = :key"  # noqa: S608
    else:
        sql = f"select count(*) from posts where {selection.condition}"  # noqa: S608
    return int(connection.execute(sql, selection.parameters).fetchone()[0])


PERIODS = {"day": len("2022-03-03T14"), "month": len("2022-03-03")}
"""How long the periods are by which a list is counted, as ISO 8601; months for all others."""


def beside(connection: sqlite3.Connection, selection: Selection) -> tuple[str | None, str | None]:
    """Return the day or month with articles before that of a list, and the one after it."""
    found = [
        connection.execute(
            f"select substr({choice}(published), 1, length(:start)) from posts "  # noqa: S608
            f"where published {sign} :{edge}",
            selection.parameters,
        ).fetchone()[0]
        for choice, sign, edge in (("max", "<", "start"), ("min", ">=", "end"))
    ]
    return found[0], found[1]


def counts(connection: sqlite3.Connection, selection: Selection) -> dict[str, int]:
    """Return how many articles of a list each month (YYYY-MM) has, each day (YYYY-MM-DD) of a
    month, or each hour (YYYY-MM-DDTHH) of a day."""
    tables = "posts"
    condition = selection.condition
    if selection.link:
        table, column = selection.link
        tables = f"{table} cross join posts on posts.id = {table}.post_id"
        condition = f"{table}.{column} = :key"
    rows = connection.execute(
        f"select substr(published, 1, :length), count(*) from {tables} "  # noqa: S608
        f"where {condition} and published is not null group by 1",
        {**selection.parameters, "length": PERIODS.get(selection.kind, len("2022-03"))},
    )
    return dict(rows.fetchall())


def read_page(
    connection: sqlite3.Connection,
    selection: Selection,
    total: int,
    before: str | None = None,
    after: str | None = None,
    size: int = SIZE,
) -> Page:
    """Return the newest articles of a list, or those before or after a cursor.

    A cursor is a place in the order of time, `<published>~<id>` (`~<id>` among the undated,
    which come last): no page misses or repeats an article, whatever is loaded meanwhile.
    What is no cursor counts as none.
    """
    backwards = parse(before) is None and parse(after) is not None
    place = parse(after) if backwards else parse(before)
    posts = _read(connection, selection, total, place, backwards, size + 1)
    more = len(posts) > size
    posts = posts[:size]
    if backwards:
        posts.reverse()
    if not posts:
        return Page((), None, None)
    newer = bool(place) if not backwards else more
    older = more if not backwards else True
    return Page(
        tuple(posts), cursor(posts[0]) if newer else None, cursor(posts[-1]) if older else None
    )


def cursor(post: Listed) -> str:
    """Return the place of an article in the order of time."""
    return f"{post.published or ''}~{post.id}"


def parse(value: str | None) -> tuple[str, int] | None:
    """Return the time and the id of a cursor, or None for what is none.

    A month or a day alone is the place before its beginning.
    """
    if not value or len(value) > MAX_CURSOR_LENGTH:
        return None
    published, sign, number = value.rpartition("~")
    if not sign:
        return (value, 0) if value[:4].isdigit() else None
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    return published, int(number)


def _read(
    connection: sqlite3.Connection,
    selection: Selection,
    total: int,
    place: tuple[str, int] | None,
    backwards: bool,
    size: int,
) -> list[Listed]:
    """Return so many articles from a place on, the nearest first."""
    dated = "published is not null"
    undated = "published is null"
    parameters: dict[str, str | int] = dict(selection.parameters)
    sign, order = (">", "asc") if backwards else ("<", "desc")
    parts = [undated, dated] if backwards else [dated, undated]
    if place:
        parameters |= {"published": place[0], "id": place[1]}
        if place[0]:
            dated = (
                f"published {sign}= :published and (published {sign} :published or id {sign} :id)"
            )
            parts = [dated] if backwards else [dated, undated]
        else:
            undated = f"published is null and id {sign} :id"
            parts = [undated, dated] if backwards else [undated]
    posts: list[Listed] = []
    for part in parts:
        if len(posts) < size:
            by = f"id {order}" if part == undated else f"published {order}, id {order}"
            sql = _sql(selection, part, by, total)
            limit = size - len(posts)
            rows = connection.execute(sql, {**parameters, "limit": limit})
            posts += [Listed(*row) for row in rows]
    return posts


def _sql(selection: Selection, condition: str, order: str, total: int) -> str:
    """Return the SQL for a part of a list.

    A list with few articles is gathered by its index and sorted; one with many is read along
    the order of time, where one of them is never far.
    """
    if selection.link and total < COMMON:
        table, column = selection.link
        chosen = (
            f"{table} cross join posts on posts.id = {table}.post_id where {table}.{column} = :key"
        )
    else:
        chosen = f"posts where {selection.condition}"
    return f"""
        select id, slug, substr(title, 1, 300), published, date,
          (select sources.name from sources where sources.id = posts.source_id),
          substr(summary, 1, 300)
        from {chosen} and {condition} order by {order} limit :limit
        """  # noqa: S608 (nothing of a request is in it)
