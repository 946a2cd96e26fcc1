"""Which posts match, newest first: plain SQL over `posts_fts` and the tables beside it."""

import re
import sqlite3
from collections.abc import Collection, Iterable

import numpy as np

from newsdb.search.columns import IntArray, columns_of, read_ids, to_list
from newsdb.search.databases import Databases, divide, newest_first
from newsdb.search.filter_sql import bindings, where_rowid
from newsdb.search.filters import Filter
from newsdb.search.grammar import parse_query
from newsdb.search.match import expression_of, pairs_expression
from newsdb.search.pairs import CJK
from newsdb.search.query import Query
from newsdb.search.stems import languages_of
from newsdb.search.tokenizer import MATCH_ALL

MATCHES = "select rowid as id from {table} where {conditions} order by rowid {order}"
PAIRS = re.compile(rf'(?:"[{CJK}] [{CJK}]"|"~[a-z]+"|[()]| AND | OR | NOT )+')
"""An expression whose phrases are pairs of characters and stems, in any field."""


def any_can_match(databases: Databases, query: Query, known: Iterable[int] = ()) -> bool:
    """Return whether `can_match` says so of any database; `known` are ids on the site."""
    own = {number: ids for number, _, ids in divide(databases, known)}
    return any(
        can_match(connection, query, own.get(number, ()))
        for number, connection in enumerate(databases)
    )


def can_match(connection: sqlite3.Connection, query: Query, known: Collection[int] = ()) -> bool:
    """Return whether any post but those `known` has all the pairs of characters and words of a
    query.

    Where none has, no other post matches, which takes much longer to find out by the words.
    """
    expression = pairs_expression(query)
    statement = "select rowid from posts_pairs where posts_pairs match ? limit ?"
    return not expression or any(
        post_id not in known
        for (post_id,) in connection.execute(statement, (expression, len(known) + 1))
    )


def find_ids(connection: sqlite3.Connection, filter: Filter) -> IntArray:
    """Return the ids of all posts that a filter selects, newest first."""
    query = parse_query(filter.q or "", languages_of(connection))
    if not can_match(connection, query):
        return np.zeros(0, np.int64)
    expression = expression_of(query) or MATCH_ALL
    return matching_ids(connection, expression, filter, len(columns_of(connection).story))


def newest_ids(databases: Databases, expression: str, filter: Filter, number: int) -> list[int]:
    """Return the ids on the site of the newest posts that match, newest first, `number` at most.

    `expression` is for FTS5; it takes the place of the filter's own search.
    """
    each = [matching_ids(connection, expression, filter, number) for connection in databases]
    return to_list(newest_first(databases, each)[:number])


def contenders(
    databases: Databases,
    expression: str,
    filter: Filter,
    ids: list[int],
    number: int,
    titled: int,
) -> list[int]:
    """Return the ids of the posts worth ranking: all of them, if there are no more than `number`.

    Else they are the newest of `ids`, the posts that match, and up to `titled` that match in their
    title, whatever their age.
    """
    if len(ids) <= number or not titled:
        return ids[:number]
    in_title = f"title : ({expression})"
    if " NOT " in expression:  # what is not in the title may be in the body
        in_title += f" AND ({expression})"
    return list(dict.fromkeys(newest_ids(databases, in_title, filter, titled) + ids))[:number]


def matching_ids(
    connection: sqlite3.Connection, expression: str, filter: Filter, number: int
) -> IntArray:
    """Return the ids of the newest posts of a database that match, newest first, `number` at most.

    `expression` is for FTS5; it takes the place of the filter's own search.
    """
    columns = columns_of(connection)
    # FTS5 gives rows in the order of their ids: where that is the order of time, a part is enough.
    by_id = columns.ids_follow_time
    table = "posts_fts"
    if PAIRS.fullmatch(expression):
        # Each pair or stem is a token of posts_pairs, which has no positions to read.
        table, expression = "posts_pairs", re.sub('("[^"]) ', r"\1", expression)
    is_part = by_id and number < len(columns.story)
    # Backwards, FTS5 takes up to twice as long for the same rows.
    order = "desc limit :number" if is_part else "asc"
    conditions = f"{table} match :expression and {where_rowid(filter, by_id)}"
    found = read_ids(
        connection,
        MATCHES.format(table=table, conditions=conditions, order=order),
        {
            **bindings(filter),
            "expression": expression,
            "number": number,
        },
    )
    # A damaged index may have more than there are posts.
    found = found[found < len(columns.story)]
    return found if is_part else columns.newest_first(found)[:number]
