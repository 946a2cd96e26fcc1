"""The databases of a site as one: ids that posts have on the site, and the order of time.

Each database counts its posts from 1. On the site, their ids have the database's number in front,
so that those of the first database, mostly the only one, are the same.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from newsdb.search.columns import BoolArray, IntArray, columns_of, split_ids
from newsdb.search.file_cache import FileCache
from newsdb.search.stems import Languages, languages_of

Databases = Sequence[sqlite3.Connection]
"""Connections to the databases of a site, in their order."""
BITS = 40
"""How many bits the id in a database has; those above are the number of the database."""

# In an index alone. The digits of an instant are a number.
INSTANTS = """
select group_concat(id), group_concat(coalesce(
  cast(replace(replace(replace(published_utc, '-', ''), 'T', ''), ':', '') as integer), 0))
from (select id, published_utc from posts order by published_utc)"""


def site_id(number: int, post_id: int) -> int:
    """Return the id on the site of a post of a database, by the database's number from 0 on."""
    return (number << BITS) + post_id


def database_of(site_id: int) -> int:
    """Return the number of the database that a post is in, by its id on the site."""
    return site_id >> BITS


def divide(
    databases: Databases, ids: Iterable[int]
) -> Iterator[tuple[int, sqlite3.Connection, list[int]]]:
    """Yield the databases that some posts are in: number, connection, and the ids there."""
    own = defaultdict(list)
    for each in ids:
        own[database_of(each)].append(each & ((1 << BITS) - 1))
    for number in sorted(own):
        yield number, databases[number], own[number]


def newest_first(databases: Databases, each: Sequence[IntArray]) -> IntArray:
    """Return the ids on the site of posts of each database, newest first, as they are there."""
    if len(databases) == 1:
        return each[0]
    parts = [(ids + site_id(number, 0)) for number, ids in enumerate(each)]
    instants = [
        instants_of(connection)[ids] for connection, ids in zip(databases, each, strict=True)
    ]
    # Of one instant, those of the last database come first. Years are almost in order already,
    # for which a stable sort takes the time of one pass.
    order = np.argsort(-np.concatenate(instants[::-1]), kind="stable")
    found: IntArray = np.concatenate(parts[::-1])[order]
    return found


def are_among(databases: Databases, ids: IntArray, others: IntArray) -> BoolArray:
    """Return for each id on the site whether it is one of some others."""
    found = np.zeros(len(ids), np.bool_)
    for number, connection, at in _places(databases, ids):
        chosen = local_ids(databases, number, others)
        found[at] = columns_of(connection).select(chosen)[local_ids(databases, number, ids)]
    return found


def are_first_of_stories(databases: Databases, ids: IntArray) -> BoolArray:
    """Return for each id on the site whether it stands for its story among all of them, as
    `Columns.are_first_of_stories` says; a post without a story does."""
    found = np.ones(len(ids), np.bool_)
    for number, connection, at in _places(databases, ids):
        own = local_ids(databases, number, ids)
        found[at] = columns_of(connection).are_first_of_stories(own)
    return found


def local_ids(databases: Databases, number: int, ids: IntArray) -> IntArray:
    """Return the ids that posts have in a database, of those that are in it."""
    if len(databases) == 1:
        return ids
    own: IntArray = ids[ids >> BITS == number] & ((1 << BITS) - 1)
    return own


def _places(
    databases: Databases, ids: IntArray
) -> Iterator[tuple[int, sqlite3.Connection, BoolArray | slice]]:
    """Yield each database with the places of its posts among some ids on the site."""
    for number, connection in enumerate(databases):
        everywhere = slice(None)
        yield number, connection, everywhere if len(databases) == 1 else ids >> BITS == number


def languages_of_all(databases: Databases) -> Languages:
    """Return the languages by whose rules words of posts are stemmed, in any database."""
    return tuple(dict.fromkeys(each for one in databases for each in languages_of(one)))


def read_instants(connection: sqlite3.Connection) -> IntArray:
    """Return the instants of the posts of a database by id: numbers in the order of time, 0 for
    none."""
    ids, digits = map(split_ids, connection.execute(INSTANTS).fetchone())
    instants = np.zeros(int(ids.max(initial=0)) + 1, np.int64)
    instants[ids] = digits
    return instants


instants_of = FileCache(read_instants)
"""Returns the instants of a connection's database, read once for each state of its file."""
