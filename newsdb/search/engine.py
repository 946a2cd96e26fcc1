"""One page of results and the numbers beside it, from plain SQL on any connection to a news.db.

Nothing here takes longer the more posts match: at most `COUNTED` of them, the newest, are counted,
and at most `RANKED` are compared with each other.
"""

import json
import sqlite3
from dataclasses import dataclass
from typing import Literal

from newsdb.search.candidates import Filters, newest
from newsdb.search.match import match_expression
from newsdb.search.ranking import ranked
from newsdb.search.snippets import Pieces, mark, snippet
from newsdb.search.tokenizer import MATCH_ALL

COUNTED = 10_000
"""So many posts, the newest that match, are counted and can be paged through."""
RANKED = 250
"""So many are ranked by relevance where more match: the newest, and"""
TITLED = 30
"""among them so many that match by their title alone, of whatever age."""

Order = Literal["newest", "relevance"]

EVERYTHING = Filters()

HITS = (
    "select posts.id, posts.slug, title, published, date, sources.name, posts.url, summary, body "
    "from posts left join sources on sources.id = source_id "
    "where posts.id in (select value from json_each(?))"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that was found; in `title` and `snippet` the query's words are marked."""

    id: int
    slug: str
    title: Pieces
    published: str | None
    date: str | None
    source: str | None
    url: str | None
    snippet: Pieces


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found.

    `ids` are all posts found, in the order of the pages; `total` is their number. With `more`,
    older posts match too that were not counted. `ranked` of them are in order of relevance, the
    rest follows newest first; 0 where the order is `newest`.
    """

    hits: list[Hit]
    ids: list[int]
    total: int
    more: bool
    ranked: int


def search(
    connection: sqlite3.Connection,
    query: str,
    filters: Filters = EVERYTHING,
    order: Order = "relevance",
    page: int = 1,
    size: int = 20,
) -> Results:
    """Find posts. An empty query finds all of them; any query gives an answer."""
    expression = match_expression(query) or MATCH_ALL
    ids = newest(connection, expression, filters, COUNTED + 1)
    more = len(ids) > COUNTED
    best: list[int] = []
    if order == "relevance" and expression != MATCH_ALL:
        some = contenders(connection, expression, filters, ids)
        best = ranked(connection, query, some)
        ids = list(dict.fromkeys(best + ids))
    ids = ids[:COUNTED]
    start = max(0, page - 1) * size
    return Results(
        hits=hits(connection, query, ids[start : start + size]),
        ids=ids,
        total=len(ids),
        more=more,
        ranked=len(best),
    )


def contenders(
    connection: sqlite3.Connection, expression: str, filters: Filters, ids: list[int]
) -> list[int]:
    """The posts worth ranking: all of them if there are few."""
    if len(ids) <= RANKED:
        return ids
    in_title = f"title : ({expression})"
    if " NOT " in expression:  # what is not in the title may be in the body
        in_title += f" AND ({expression})"
    titled = newest(connection, in_title, filters, TITLED)
    return list(dict.fromkeys(titled + ids))[:RANKED]


def hits(connection: sqlite3.Connection, query: str, ids: list[int]) -> list[Hit]:
    """The posts of one page, in the order of their ids as given."""
    found = {}
    for identity, slug, title, published, date, source, url, summary, body in connection.execute(
        HITS, [json.dumps(ids)]
    ):
        found[identity] = Hit(
            id=identity,
            slug=slug,
            title=mark(title, query),
            published=published,
            date=date,
            source=source,
            url=url,
            snippet=snippet(body or summary, query),
        )
    return [found[identity] for identity in ids if identity in found]
