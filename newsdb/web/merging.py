"""Merging what several databases of a site have: counts, and posts under ids of the site.

Each database counts its posts from 1. On the site, their ids have the database's number in front.

Posts of one instant are in the order of their ids: those of the first database come first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from newsdb.search.databases import BITS, Databases, divide, site_id
from newsdb.web.list_pages import ArticleSummary
from newsdb.web.stories import Versions, find_versions

T = TypeVar("T", bound=Any)


def cursor_in(number: int, cursor: str | None) -> str | None:
    """Return a cursor of a list of the site as one of the same list in a single database.

    It is the place that has the same posts of that database before it. What is no cursor stays.
    """
    time, separator, digits = (cursor or "").rpartition("~")
    if not separator or not (digits.isascii() and digits.isdigit()):
        return cursor
    post_id = int(digits) - (number << BITS)
    return f"{time}~{min(max(post_id, 0), 1 << BITS)}"


def on_site(number: int, posts: Iterable[ArticleSummary]) -> tuple[ArticleSummary, ...]:
    """Return the posts of a database with their ids on the site."""
    return tuple(replace(post, id=site_id(number, post.id)) for post in posts)


def versions_on_site(
    number: int, database: str, versions: dict[int, Versions]
) -> dict[int, Versions]:
    """Return the stories of posts of a database, by the ids of the posts on the site."""
    return {
        site_id(number, post): replace(each, database=database) for post, each in versions.items()
    }


def find_versions_in(
    databases: Databases, names: Sequence[str], ids: Iterable[int]
) -> dict[int, Versions]:
    """Return, by the ids of posts on the site, the stories of those that belong to one; `names`
    are those of the databases."""
    return {
        post: each
        for number, connection, own in divide(databases, ids)
        for post, each in versions_on_site(
            number, names[number], find_versions(connection, own)
        ).items()
    }


def add_counts(each: Iterable[Mapping[T, int]]) -> dict[T, int]:
    """Return the sums of what each database counted, in the order of the keys."""
    total: Counter[T] = Counter()
    for counts in each:
        total.update(counts)
    return dict(sorted(total.items()))
