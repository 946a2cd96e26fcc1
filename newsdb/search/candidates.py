"""Which posts match, newest first: plain SQL over `posts_fts` and the tables beside it."""

import re
import sqlite3

import numpy as np

from newsdb.search.columns import IntArray, columns_of, read_ids, to_list
from newsdb.search.filters import Filter, bindings, where_rowid
from newsdb.search.grammar import Query, parse_query
from newsdb.search.match import expression_of, pairs_expression
from newsdb.search.pairs import CJK
from newsdb.search.tokenizer import MATCH_ALL

MATCHES = "select rowid as id from {table} where {conditions} order by rowid desc limit :number"
PAIRS = re.compile(rf'(?:"[{CJK}] [{CJK}]"|"~[a-z]+"|[()]| AND | OR | NOT )+')
"""An expression whose phrases are pairs of characters and stems, in any field."""


def can_match(connection: sqlite3.Connection, query: Query) -> bool:
    """Return whether any post has all the pairs of characters and Latin words of a query.

    Where none has, no post matches, which takes much longer to find out by the words.
    """
    expression = pairs_expression(query)
    statement = "select 1 from posts_pairs where posts_pairs match ? limit 1"
    return not expression or bool(connection.execute(statement, (expression,)).fetchone())


def find_ids(connection: sqlite3.Connection, filter: Filter) -> IntArray:
    """Return the ids of all posts that a filter selects, newest first."""
    query = parse_query(filter.q or "")
    if not can_match(connection, query):
        return np.zeros(0, np.int64)
    expression = expression_of(query) or MATCH_ALL
    return matching_ids(connection, expression, filter, None)


def newest_ids(
    connection: sqlite3.Connection, expression: str, filter: Filter, number: int
) -> list[int]:
    """Return the ids of the newest posts that match, newest first, `number` at most.

    `expression` is for FTS5; it takes the place of the filter's own search.
    """
    return to_list(matching_ids(connection, expression, filter, number))


def contenders(
    connection: sqlite3.Connection,
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
    return list(dict.fromkeys(newest_ids(connection, in_title, filter, titled) + ids))[:number]


def matching_ids(
    connection: sqlite3.Connection, expression: str, filter: Filter, number: int | None
) -> IntArray:
    """Return what `newest_ids` returns, as an array; all of them without a number."""
    columns = columns_of(connection)
    # FTS5 gives rows in the order of their ids: where that is the order of time, a part is enough.
    by_id = columns.ids_follow_time
    table = "posts_fts"
    if PAIRS.fullmatch(expression):
        # Each pair or stem is a token of posts_pairs, which has no positions to read.
        table, expression = "posts_pairs", re.sub('("[^"]) ', r"\1", expression)
    conditions = f"{table} match :expression and {where_rowid(filter, by_id)}"
    found = read_ids(
        connection,
        MATCHES.format(table=table, conditions=conditions),
        {
            **bindings(filter),
            "expression": expression,
            "number": number if by_id and number is not None else -1,
        },
    )
    # A damaged index may have more than there are posts.
    found = found[found < len(columns.story)]
    return found if by_id else columns.newest_first(found)[:number]
