"""One page of results and the numbers beside it, from plain SQL on connections to a news.db, or to
several.

All matches are counted, up to a million; at most `RANKED` of them are ranked.
"""

import json
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from newsdb.search.candidates import can_match, contenders, matching_ids
from newsdb.search.columns import IntArray, to_list
from newsdb.search.databases import (
    Databases,
    are_among,
    are_first_of_stories,
    divide,
    languages_of_all,
    newest_first,
    site_id,
)
from newsdb.search.filters import Filter
from newsdb.search.grammar import parse_query
from newsdb.search.match import expression_of
from newsdb.search.near import Near, find_near
from newsdb.search.plain_texts import PLAIN_TEXT
from newsdb.search.query import Query
from newsdb.search.ranking import rank
from newsdb.search.snippets import Pieces, mark_words, snippet
from newsdb.search.stories import first_of_stories
from newsdb.search.tokenizer import MATCH_ALL

COUNTED = 1_000_000
"""How many posts, the newest that match, are counted and can be paged through."""
RANKED = 400
"""How many are ranked by relevance if more match: the newest, and some that match by title."""
TITLED = 300
"""How many of those match by their title, whatever their age,"""
COMMON = 3_000
"""unless more than this match: finding titles takes the longer the more match, and says less."""
FEW = 10
"""Near matches follow if fewer posts than this match exactly."""
MAX_NEAR = 40
"""How many near matches follow at most."""

Order = Literal["newest", "relevance"]

POSTS = "select coalesce(max(id), 0) from posts"
HITS = f"""
select posts.id, posts.slug, title, published, date, sources.name, posts.url, lang, summary,
  {PLAIN_TEXT}
from posts left join sources on sources.id = source_id
where posts.id in (select value from json_each(?))
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that was found, by its id on the site; in `title` and `snippet` the query's words are
    marked. `lang` is the language that it names (BCP 47)."""

    id: int
    slug: str
    title: Pieces
    published: str | None
    date: str | None
    source: str | None
    url: str | None
    lang: str | None
    snippet: Pieces
    near: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found.

    `matches` are the ids on the site of all posts that match exactly, in the order of the pages,
    one of each story if stories are shown once; `total` is their number. `versions` are the ids of
    all posts that match exactly, in any order.
    With `more`, older posts match too that were not counted. `ranked` of them are in order of
    relevance, the rest follows newest first; 0 where the order is `newest`. The pages go on with
    `near_total` near matches, the best first.
    """

    hits: list[Hit]
    matches: IntArray = field(compare=False)
    versions: IntArray = field(compare=False)
    total: int
    more: bool
    ranked: int
    near_total: int = 0

    @property
    def ids(self) -> list[int]:
        """The ids of `matches` as a list."""
        return to_list(self.matches)


def search(
    databases: Databases,
    filter: Filter,
    order: Order = "relevance",
    page: int = 1,
    size: int = 20,
    *,
    near: bool = True,
    once: bool = True,
) -> Results:
    """Return a page of the posts that a filter selects; any text is a valid search.

    All databases are searched as one: what is counted to weigh terms is in the posts that are
    ranked, from whichever database they are.

    With `near`, near matches follow if few match exactly. With `once`, of the posts of a story
    only one is returned and counted.
    """
    query = parse_query(filter.q or "", languages_of_all(databases))
    expression = expression_of(query) or MATCH_ALL
    ids = newest_first(
        databases,
        [
            matching_ids(connection, expression, filter, COUNTED + 1)
            if can_match(connection, query)
            else np.zeros(0, np.int64)
            for connection in databases
        ],
    )
    more = len(ids) > COUNTED
    best: IntArray = ids[:0]
    if order == "relevance" and query.clauses and len(ids):
        newest = to_list(ids[: RANKED + 1])
        titled = TITLED if len(ids) <= COMMON else 0
        candidates = contenders(databases, expression, filter, newest, RANKED, titled)
        best = np.array(rank(databases, query, candidates), np.int64)
        ids = np.concatenate((best, ids[~are_among(databases, ids, best)]))
    ids = versions = ids[:COUNTED]
    if once:
        kept = are_first_of_stories(databases, ids)
        best, ids = best[kept[: len(best)]], ids[kept]
    nearly = Near([], query)
    if near and len(ids) < FEW and query.clauses:
        posts = sum(connection.execute(POSTS).fetchone()[0] for connection in databases)
        nearly = find_near(databases, query, filter, to_list(ids), posts, MAX_NEAR)
        if once:
            nearly = replace(nearly, ids=_once(databases, nearly.ids, to_list(ids)))
    start = max(0, page - 1) * size
    shown = to_list(ids[start : start + size])
    start_near = max(0, start - len(ids))
    shown += nearly.ids[start_near : start_near + size - len(shown)]
    exact = max(0, len(ids) - start)
    return Results(
        hits=[
            *hits(databases, query, shown[:exact]),
            *hits(databases, nearly.marks, shown[exact:], near=True),
        ],
        matches=ids,
        versions=versions,
        total=len(ids),
        more=more,
        ranked=len(best),
        near_total=len(nearly.ids),
    )


def _once(databases: Databases, ids: list[int], shown: list[int]) -> list[int]:
    """Return the ids that `first_of_stories` does, of posts of all databases."""
    own_shown = {number: own for number, _, own in divide(databases, shown)}
    kept = {
        site_id(number, each)
        for number, connection, own in divide(databases, ids)
        for each in first_of_stories(connection, own, own_shown.get(number, ()))
    }
    return [each for each in ids if each in kept]


def hits(databases: Databases, query: Query, ids: list[int], near: bool = False) -> list[Hit]:
    """Return the posts of one page, in the order of `ids`."""
    found = {}
    for number, connection, own in divide(databases, ids):
        for row in connection.execute(HITS, [json.dumps(own)]):
            post_id, slug, title, published, date, source, url, lang, summary, text = row
            identity = site_id(number, post_id)
            found[identity] = Hit(
                id=identity,
                slug=slug,
                title=mark_words(title, query),
                published=published,
                date=date,
                source=source,
                url=url,
                lang=lang,
                snippet=snippet(text or summary, query),
                near=near,
            )
    return [found[identity] for identity in ids if identity in found]
