"""One page of results and the numbers beside it, from plain SQL on any connection to a news.db.

The cost is bounded however many posts match: at most `COUNTED` of them, the newest, are counted,
and at most `RANKED` are ranked.
"""

import json
import sqlite3
from dataclasses import dataclass
from typing import Literal

from newsdb.search.candidates import newest
from newsdb.search.filters import Filter
from newsdb.search.match import match_expression
from newsdb.search.ranking import ranked
from newsdb.search.snippets import Pieces, mark, snippet
from newsdb.search.tokenizer import MATCH_ALL

COUNTED = 10_000
"""How many posts, the newest that match, are counted and can be paged through."""
RANKED = 250
"""How many are ranked by relevance if more match: the newest, and some that match by title."""
TITLED = 30
"""How many of those match by their title, whatever their age."""

Order = Literal["newest", "relevance"]

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
    filter: Filter,
    order: Order = "relevance",
    page: int = 1,
    size: int = 20,
) -> Results:
    """Return a page of the posts that a filter selects; any text is a valid search."""
    query = filter.q or ""
    expression = match_expression(query) or MATCH_ALL
    ids = newest(connection, expression, filter, COUNTED + 1)
    more = len(ids) > COUNTED
    best: list[int] = []
    if order == "relevance" and expression != MATCH_ALL:
        some = contenders(connection, expression, filter, ids)
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
    connection: sqlite3.Connection, expression: str, filter: Filter, ids: list[int]
) -> list[int]:
    """Return the ids of the posts worth ranking: all of them if there are few."""
    if len(ids) <= RANKED:
        return ids
    in_title = f"title : ({expression})"
    if " NOT " in expression:  # what is not in the title may be in the body
        in_title += f" AND ({expression})"
    titled = newest(connection, in_title, filter, TITLED)
    return list(dict.fromkeys(titled + ids))[:RANKED]


def hits(connection: sqlite3.Connection, query: str, ids: list[int]) -> list[Hit]:
    """Return the posts of one page, in the order of `ids`."""
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
