"""Lists of articles: of a source, tag, category, security, day or month."""

from __future__ import annotations

import sqlite3
from calendar import monthrange
from dataclasses import dataclass, replace

from newsdb.parameters import is_day, is_month
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.filter_sql import bindings, where, where_story_once
from newsdb.search.filters import ALL_VERSIONS, Filter, filter_of
from newsdb.web.links import Parameters

PERIODS = ("day", "month")
CHART_PRECISION = {"day": len("2022-03-03T14"), "month": len("2022-03-03")}
"""The length of the periods by which a list is counted, as ISO 8601; other lists: months."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: the posts that have one value of a dimension, or are of one day or month.

    `kind` is a dimension or one of PERIODS, `name` what its URL says, `title` what people read,
    `key` the value's primary key. `rows` selects the same posts in Datasette's table of posts.
    With `once`, of the posts of a story it shows and counts one.
    """

    kind: str
    name: str
    title: str
    filter: Filter
    rows: Parameters
    key: str | int | None = None
    once: bool = True

    @property
    def parameters(self) -> Parameters:
        """The parameters that the URLs of all its pages have."""
        return {} if self.once else {"stories": ALL_VERSIONS}


def find_listing(
    connection: sqlite3.Connection, kind: str, name: str, once: bool = True
) -> Listing | None:
    """Return the list of a kind for a name, or None if nothing has that name."""
    listing = _find_listing(connection, kind, name)
    return replace(listing, once=once) if listing else None


def _find_listing(connection: sqlite3.Connection, kind: str, name: str) -> Listing | None:
    if kind == "day":
        filter = Filter(since=name, until=name)
        return Listing(kind, name, name, filter, {"date": name}) if is_day(name) else None
    if kind == "month":
        if not is_month(name):
            return None
        filter = Filter(since=f"{name}-01", until=last_day(name))
        return Listing(kind, name, name, filter, {"date__startswith": name})
    dimension = DIMENSIONS[kind]
    row = connection.execute(
        f"select {dimension.primary_key}, {dimension.label} from {dimension.table} "  # noqa: S608
        f"where {dimension.value} = ?",
        (name,),
    ).fetchone()
    if row is None:
        return None
    key, title = row
    rows = {"_with": f"{dimension.links}:{key}"} if dimension.links else {dimension.key: f"{key}"}
    return Listing(kind, name, title, filter_of({kind: name}), rows, key)


def last_day(month: str) -> str:
    """Return the last day (YYYY-MM-DD) of a month (YYYY-MM)."""
    return f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]}"


def count_posts(connection: sqlite3.Connection, listing: Listing) -> int:
    """Return how many posts a list has, from an index alone."""
    if listing.kind in PERIODS:
        sql = f"select count(*) from {selected(replace(listing, once=False), gather=True)}"  # noqa: S608
    else:
        sql = f"select count(*) from ({DIMENSIONS[listing.kind].post_ids([listing.kind])})"  # noqa: S608
    return int(connection.execute(sql, bindings(listing.filter)).fetchone()[0])


def count_articles(connection: sqlite3.Connection, listing: Listing) -> int:
    """Return how many articles a list shows."""
    total = count_posts(connection, listing)
    if not listing.once:
        return total
    (repeated,) = connection.execute(
        f"select count(*) from posts where relation > '' and {where(listing.filter)} "  # noqa: S608
        f"and not {where_story_once(listing.filter)}",
        bindings(listing.filter),
    ).fetchone()
    return total - int(repeated)


def adjacent_periods(
    connection: sqlite3.Connection, listing: Listing
) -> tuple[str | None, str | None]:
    """Return the last day or month with articles before that of a list, and the first after it."""
    before, after = (
        connection.execute(
            f"select substr({choice}(published), 1, length(:name)) from posts where {condition}",  # noqa: S608
            {**bindings(listing.filter), "name": listing.name},
        ).fetchone()[0]
        for choice, condition in (
            ("max", "published < :since"),
            ("min", "published >= :until || '~'"),
        )
    )
    return before, after


def count_by_period(connection: sqlite3.Connection, listing: Listing) -> dict[str, int]:
    """Return how many articles of a list each month (YYYY-MM) has, each day (YYYY-MM-DD) of a
    month, or each hour (YYYY-MM-DDTHH) of a day."""
    rows = connection.execute(
        f"select substr(published, 1, :length), count(*) "  # noqa: S608
        f"from {selected(listing, gather=True)} and published is not null group by 1",
        {
            **bindings(listing.filter),
            "length": CHART_PRECISION.get(listing.kind, len("2022-03")),
        },
    )
    return dict(rows.fetchall())


def selected(listing: Listing, gather: bool) -> str:
    """Return the tables and the condition that select a list's posts, for after `from`.

    With `gather`, posts are found by the index of their links, else each post is looked at.
    """
    once = where_story_once(listing.filter) if listing.once else "true"
    if listing.kind in PERIODS:
        # "~" sorts after whatever a time goes on with.
        return f"posts where published >= :since and published < :until || '~' and {once}"
    dimension = DIMENSIONS[listing.kind]
    if dimension.links is None:
        return f"posts where {where(listing.filter)} and {once}"
    link = f"{dimension.links}.{dimension.key} = {dimension.reference(listing.kind)}"
    on = f"{dimension.links}.post_id = posts.id"
    if gather:
        return f"{dimension.links} cross join posts on {on} where {link} and {once}"
    return f"posts where exists (select 1 from {dimension.links} where {on} and {link}) and {once}"  # noqa: S608
